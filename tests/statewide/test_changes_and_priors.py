"""Changes stay inside what compares, priors hold what districts differ by, and drawing never passes the mean."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from ssos_analysis import parameters
from ssos_analysis.measures.registry import measure
from ssos_analysis.measures.statewide_tables import CHANGES, EXPECTATIONS, FIGURES, PRIORS, SIZE_BANDS, size_band
from ssos_analysis.measures.table import statewide_rows
from ssos_analysis.statewide import of_measure
from ssos_analysis.statewide.changes import changes
from ssos_analysis.statewide.expectations import expectations
from ssos_analysis.statewide.usable_rows import usable_rows
from tests.builders.small_tables import achievement, cohort, row, tidy
from tests.builders.statewide_frames import GRADUATION, codes, empty_composition, graduation_rows, statewide

BREAKS = parameters.series_breaks()


def usable(measure_id: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    about = measure(measure_id)
    return usable_rows(about, statewide_rows(about, tidy(about.table, rows), BREAKS), BREAKS)


def test_a_change_is_the_later_rate_less_the_earlier_of_every_span_to_five_years():
    rows = [cohort("99010000", year, rate, 200) for year, rate in ((2016, "80.0"), (2017, "83.0"), (2023, "90.0"))]
    found = changes(GRADUATION, usable(GRADUATION.id, rows))
    assert list(found.columns) == list(CHANGES)
    assert found[["first_year", "last_year", "span_years", "start", "change", "n", "size_band"]].to_numpy().tolist() == [
        [2016, 2017, 1, 80.0, 3.0, 200.0, "100_299"]
    ]  # 2017 to 2023 is longer than five years


def test_no_change_crosses_a_break_or_an_unusual_year():
    years = (2017, 2018, 2019, 2021, 2022, 2023)
    found = changes(
        measure("ela_3_8_meeting_pct"),
        usable("ela_3_8_meeting_pct", [achievement("99010000", year, 40, 100) for year in years]),
    )
    pairs = set(zip(found["first_year"], found["last_year"], strict=True))
    assert pairs == {(2017, 2018), (2017, 2019), (2018, 2019), (2022, 2023)}
    income = [cohort("99010000", year, "80.0", 200, group="low_income") for year in (2016, 2017, 2018, 2021, 2022, 2023)]
    found = changes(GRADUATION, usable(GRADUATION.id, income))
    assert {(2017, 2018), (2021, 2022)}.isdisjoint(zip(found["first_year"], found["last_year"], strict=True))
    assert (2022, 2023) in set(zip(found["first_year"], found["last_year"], strict=True))


def test_a_figure_without_a_count_is_in_no_state_wide_quantity():
    rows = [row("graduation", code, year, graduated_pct="80.0") for code in codes(20) for year in (2020, 2021, 2022)]
    made = of_measure(GRADUATION, tidy("graduation", rows), empty_composition(), BREAKS)
    assert all(frame.empty for frame in made.values())
    absent = measure("chronically_absent_pct")
    assert not absent.has_counts
    assert not measure("ela_3_8_scaled_score").has_counts  # a mean with a number of students, and no spread


def test_priors_and_figures_hold_what_they_say():
    made = statewide()
    assert list(made.priors.columns) == list(PRIORS)
    assert list(made.figures.columns) == list(FIGURES)
    prior = made.prior_of(GRADUATION.id, "all_students", 2024)
    assert prior is not None
    assert prior.kind == "beta"
    assert prior.districts_n == 40
    assert prior.mean == pytest.approx(100 * prior.alpha / (prior.alpha + prior.beta))
    assert 3 < prior.between_sd < 15  # the true rates are spread evenly over 25 points
    assert made.prior_of(GRADUATION.id, "all_students", 1999) is None


def test_a_drawn_figure_lies_between_its_own_and_the_mean_and_inside_its_interval():
    made = statewide()
    prior = made.prior_of(GRADUATION.id, "all_students", 2024)
    rows = made.figures_of(GRADUATION.id, "all_students")
    own = 100 * rows["numerator"] / rows["n"]
    assert ((rows["shrunk"] - own) * (prior.mean - own) >= -1e-9).all()
    assert ((rows["shrunk"] - own).abs() <= (prior.mean - own).abs() + 1e-9).all()
    assert ((rows["shrunk_low"] < rows["shrunk"]) & (rows["shrunk"] < rows["shrunk_high"])).all()


def test_a_change_is_drawn_towards_the_mean_of_the_same_years():
    made = statewide()
    rows = made.changes_of(GRADUATION.id, "all_students", span_years=1)
    mean = rows.groupby("first_year")["change"].transform("mean")
    spread = (rows["shrunk_change"] - mean).abs().mean() / (rows["change"] - mean).abs().mean()
    assert 0 < spread < 0.9
    assert (rows["size_band"] == [size_band(n) for n in rows["n"]]).all()


@settings(max_examples=8, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(random):
    rows = graduation_rows(12, (2021, 2022, 2023, 2024))
    order = list(range(len(rows)))
    random.shuffle(order)
    first, second = (of_measure(GRADUATION, held, empty_composition(), BREAKS) for held in (rows, rows.iloc[order]))
    for name in first:
        assert_frame_equal(first[name], second[name])


@given(st.integers(0, 5000))
def test_every_number_of_students_has_one_band(n):
    least, beyond = SIZE_BANDS[size_band(n)]
    assert n >= least
    assert beyond is None or n < beyond


def schools(better: float, *, many: int = 80, years: tuple[int, ...] = (2022, 2023, 2024)) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Schools whose rate hangs on their low-income share; the first is `better` points above that in every year."""
    source = np.random.default_rng(9)
    poverty = source.uniform(5, 90, many)
    rows, who = [], []
    for place in range(many):
        code = f"{9901 + place // 4:04d}00{10 + place % 4}"
        for year in years:
            truth = 0.7 - 0.006 * poverty[place] + (better / 100 if place == 0 else source.normal(0, 0.03))
            rows.append(achievement(code, year, int(source.binomial(300, np.clip(truth, 0.02, 0.98))), 300))
            who.append((code, year, poverty[place], 10.0, 18.0 + place % 3))
    columns = ["org_code", "school_year", "low_income", "english_learners", "students_with_disabilities"]
    return usable("ela_3_8_meeting_pct", rows), pd.DataFrame(who, columns=columns)


def test_what_is_expected_of_a_school_follows_its_composition_and_never_leaves_0_to_100():
    rows, who = schools(25.0)
    found = expectations(measure("ela_3_8_meeting_pct"), rows, who)
    assert list(found.columns) == list(EXPECTATIONS)
    beside = found.merge(who, on=["org_code", "school_year"])
    assert np.corrcoef(beside["expected"], beside["low_income"])[0, 1] < -0.95
    assert found[["expected", "shrunk", "shrunk_low", "shrunk_high"]].stack().between(0, 100).all()
    best = found[found["org_code"] == "99010010"]
    assert (best["p_value"] < 0.001).all()
    assert ((best["shrunk"] > best["expected"]) & (best["shrunk"] < best["estimate"] + 1)).all()
    assert (found[found["org_code"] != "99010010"]["p_value"] > 0.01).mean() > 0.8


def test_fewer_schools_than_thirty_expect_nothing():
    rows, who = schools(25.0, many=20)
    assert expectations(measure("ela_3_8_meeting_pct"), rows, who).empty

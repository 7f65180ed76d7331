"""Recovery since 2019, the split by who the students were, and a change among those of like districts: by hand, and by law."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_tables import DISTRICT, STATE, absence, achievement, cohort, measured, released, row
from worked_findings import ELA, FOUR_YEAR

from ssos_analysis.analyses import change, composition, growth_years, recovery
from ssos_analysis.analyses.among_changes import LEAST_CHANGES, among_changes
from ssos_analysis.analyses.composition import DO_NOT_ADD, NO_PARTS, STEADY
from ssos_analysis.analyses.recovery import AT_TROUGH, NO_BASELINE, NO_COUNTS, NO_FALL, NO_LATER
from ssos_analysis.errors import ParameterError
from ssos_analysis.estimation.progress import recovery_share_interval
from ssos_analysis.measures.statewide_tables import CHANGES, Statewide, empty_frame


def years(*pairs, org=DISTRICT, n=1000):
    return [achievement(org, year, meeting, n) for year, meeting in pairs]


def only(finding):
    assert len(finding.table) == 1
    return finding.table.iloc[0]


def test_the_worked_number_of_the_docs():
    """50 percent in 2019, 40 in 2022, 45 in 2023, each of 1,000 students: 5 points remain, half of the fall is made good."""
    state = years((2019, 500), (2023, 480), org=STATE)
    one = only(recovery(measured(ELA, [*years((2019, 500), (2022, 400), (2023, 450)), *state])))
    assert (one["remaining"], one["fall"], one["share"]) == (pytest.approx(-5), pytest.approx(10), pytest.approx(0.5))
    assert [round(one[name], 1) for name in ("low", "high")] == [-9.3, -0.6]
    assert [round(one[name], 2) for name in ("share_low", "share_high")] == [0.08, 0.92]
    assert one["stands"] == "below"
    assert one["state_remaining"] == pytest.approx(-2)


def test_the_trough_is_2022_and_not_the_lowest_year():
    one = only(recovery(measured(ELA, years((2019, 500), (2022, 400), (2023, 300), (2024, 450)))))
    assert one["trough_year"] == 2022
    assert one["share"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("rows", "why_not", "why_no_share"),
    [
        (years((2022, 400), (2023, 450)), NO_BASELINE, ""),
        (years((2019, 400), (2021, 300)), NO_LATER, ""),
        (years((2019, 500), (2022, 400)), "", AT_TROUGH),
        (years((2019, 420), (2022, 400), (2023, 410)), "", NO_FALL),  # two points: mostly noise
        (years((2019, 20), (2022, 15), (2023, 18), n=40), "", NO_FALL),  # 12 points of 40 students: not clear
    ],
)  # fmt: skip
def test_what_cannot_be_told_has_its_reason(rows, why_not, why_no_share):
    one = only(recovery(measured(ELA, rows)))
    assert (one["why_not"], one["why_no_share"]) == (why_not, why_no_share)
    assert math.isnan(one["share"])


def test_of_a_figure_better_low_a_rise_is_the_fall():
    rows = [row("dropout", DISTRICT, year, dropout_pct=f"{n / 10:.1f}", dropout_n=str(n), enrolled_9_12_n="1000")
            for year, n in ((2019, 100), (2022, 200), (2023, 150))]  # fmt: skip
    one = only(recovery(measured("dropout_pct", rows)))
    assert one["remaining"] == pytest.approx(5)
    assert one["share"] == pytest.approx(0.5)


def test_a_group_of_the_state_that_trebles_is_not_one_population():
    """The state's low-income class of 2019 is published with 7,345 students, between 28,083 and 31,708."""
    rows = [cohort(DISTRICT, 2019, "70.0", 300), cohort(DISTRICT, 2021, "75.0", 300)]
    rows += [cohort(STATE, 2019, "64.6", 7345), cohort(STATE, 2021, "81.7", 33860)]
    assert math.isnan(only(recovery(measured(FOUR_YEAR, rows)))["state_remaining"])


def test_small_years_are_hidden():
    shown = released(recovery(measured(ELA, years((2019, 1), (2022, 10), (2023, 12), n=40)))).rows[0]
    assert shown["hidden_reason"] == "too_few_with_outcome"
    assert math.isnan(shown["remaining"])


a_few = settings(max_examples=20, deadline=None)
counts = st.integers(30, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, counts, counts)
def test_an_interval_of_a_share_holds_it(before, trough, now):
    found = recovery_share_interval(*([[x], [n]] for x, n in (before, trough, now)))
    if not math.isnan(found.low[0]):
        assert found.low[0] <= found.value[0] <= found.high[0]


def two_parts(first, then, year=2022):
    """White and Asian students in two years, as (meeting, tested) pairs."""
    rows = []
    for when, pairs in ((year, first), (year + 1, then)):
        rows.append(achievement(DISTRICT, when, sum(x for x, _ in pairs), sum(n for _, n in pairs)))
        rows += [achievement(DISTRICT, when, *pair, group=group) for group, pair in zip(("white", "asian"), pairs, strict=True)]
    return rows


def test_a_split_by_hand():
    """Shares from 80 and 20 to 60 and 40 percent; figures from 50 and 20 to 60 and 30: -5 with shares... and 10 with figures."""
    one = composition(measured(ELA, two_parts(((400, 800), (40, 200)), ((360, 600), (120, 400))))).table.iloc[0]
    assert one["change"] == pytest.approx(4)
    assert one["composition"] == pytest.approx(-6)
    assert one["rate"] == pytest.approx(10)
    assert one["rate_low"] < 10 < one["rate_high"]


@a_few
@given(st.lists(st.tuples(st.integers(20, 300), st.floats(0, 1)), min_size=4, max_size=4))
def test_the_two_parts_add_to_the_change(sides):
    pairs = [(round(n * share), n) for n, share in sides]
    finding = composition(measured(ELA, two_parts(pairs[:2], pairs[2:])))
    for _, one in finding.table.iterrows():
        assert one["composition"] + one["rate"] == pytest.approx(one["change"], abs=1e-9)
    assert finding.choices["why_not"] in ("", STEADY)


def test_no_split_without_parts_or_with_parts_that_do_not_add_up():
    assert composition(measured(ELA, years((2022, 400), (2023, 450)))).choices["why_not"] == NO_PARTS
    rows = two_parts(((400, 800), (40, 200)), ((360, 600), (120, 400)))
    rows[0] = achievement(DISTRICT, 2022, 100, 500)
    assert composition(measured(ELA, rows)).choices["why_not"] == DO_NOT_ADD


def statewide(changes):
    frames = {name: empty_frame(name) for name in ("priors", "figures", "peers", "context", "expectations")}
    return Statewide(changes=pd.DataFrame(changes, columns=list(CHANGES)), **frames)


def past(count, value, *, first=2022, band="300_999"):
    head = {"measure_id": ELA, "student_group": "all_students", "size_band": band, "span_years": 1, "first_year": first}
    return [head | {"org_code": f"{place:08d}", "last_year": first + 1, "change": value, "n": 400} for place in range(count)]


def test_a_change_is_set_among_those_of_like_districts_span_and_era():
    rows = [*past(30, -2.0), *past(10, 8.0), *past(50, -9.0, band="30_99"), *past(50, -9.0, first=2019)]
    moved = only(change(measured(ELA, years((2022, 200), (2023, 220), n=400)), statewide=statewide(rows)))
    assert (moved["changes_n"], moved["districts_n"], moved["percentile"]) == (40, 30, 75)


def test_few_changes_give_no_percentile():
    about = {"org_code": DISTRICT, "first_year": 2022, "last_year": 2023, "n": 400, "change": 5.0}
    few = among_changes(statewide(past(LEAST_CHANGES - 1, 1.0)), ELA, "all_students", **about)
    assert math.isnan(few.percentile)
    assert among_changes(statewide(past(LEAST_CHANGES, 5.0)), ELA, "all_students", **about).percentile == 50  # ties count half


# --- figures without counts, and growth that lasts -----------------------------------------------------------------------


def test_two_figures_without_counts_stand_side_by_side_and_are_not_subtracted():
    rows = [absence(DISTRICT, year, share) for year, share in ((2019, "12.4"), (2023, "20.1"))]
    (one,) = recovery(measured("chronically_absent_pct", rows)).table.to_dict("records")
    assert (one["baseline_estimate"], one["now_estimate"], one["school_year"]) == (12.4, 20.1, 2023)
    assert one["why_not"] == NO_COUNTS
    assert all(one[name] != one[name] for name in ("remaining", "low", "high", "share"))
    (none,) = recovery(measured("chronically_absent_pct", rows[1:])).table.to_dict("records")
    assert none["why_not"] == NO_BASELINE


def test_later_years_without_counts_are_shown_beside_a_2019_with_counts():
    """Grade 10 of the state's file has counts, and a copy of the later years has none: both are one series."""
    rows = [*years((2019, 500)), *(row("mcas", DISTRICT, year, meeting_or_exceeding_pct=share) for year, share in
                                   ((2022, "40"), (2024, "42")))]  # fmt: skip
    one = only(recovery(measured(ELA, rows)))
    assert (one["baseline_estimate"], one["now_estimate"], one["school_year"], one["why_not"]) == (50.0, 42.0, 2024, NO_COUNTS)
    assert all(one[name] != one[name] for name in ("remaining", "low", "high", "share"))
    assert not released(recovery(measured(ELA, rows))).rows[0]["hidden_reason"]


def growth(means, n="400"):
    rows = [row("mcas", DISTRICT, year, growth_mean_sgp=mean, growth_n=n) for year, mean in means.items()]
    return growth_years(measured("ela_3_8_growth_sgp", rows)).table


@pytest.mark.parametrize(
    ("means", "n", "lasting"),
    [
        ({2022: "55.0", 2023: "54.0", 2024: "56.0"}, "400", "above"),
        ({2022: "44.0", 2023: "45.0", 2024: "43.0"}, "400", "below"),
        ({2022: "44.0", 2023: "55.0", 2024: "56.0"}, "400", "not_clear"),
        ({2022: "55.0", 2023: "52.0", 2024: "56.0"}, "400", "not_clear"),  # 52 with 400 students: 49.2 to 54.8
        ({2022: "55.0", 2023: "54.0", 2024: "56.0"}, "25", "not_clear"),
        ({2023: "54.0", 2024: "56.0"}, "400", "too_few"),
        ({2021: "60.0", 2023: "54.0", 2024: "56.0"}, "400", "too_few"),  # 2021 was measured in another way
    ],
)
def test_growth_lasts_where_each_of_three_years_lies_clearly_on_one_side_of_50(means, n, lasting):
    table = growth(means, n)
    assert set(table["lasting"]) == {lasting}
    assert 2021 not in set(table["school_year"])


def test_growth_is_asked_of_growth_only():
    with pytest.raises(ParameterError):
        growth_years(measured("ela_3_8_meeting_pct", []))

"""Which years one line may join: consecutive, of one series, reported, none of them unusual."""

import itertools
import math

import matplotlib as mpl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_tables import DISTRICT, STATE, achievement, cohort, measured
from worked_findings import ELA, FOUR_YEAR, TRENDS, absence_rows

from ssos_analysis.analyses import trend
from ssos_analysis.measures.registry import measure as measure_of
from ssos_analysis.presentation.line_chart import segments, set_range, set_years, to_svg_lines
from ssos_analysis.vocabulary.organizations import STATE as STATE_CODE


@st.composite
def published_years(draw):
    """Rows of one organization: any years, each with a figure or none, of any series, unusual or not."""
    years = draw(st.sets(st.integers(2006, 2025), max_size=12))
    return [
        {
            "school_year": year,
            "estimate": draw(st.sampled_from([50.0, math.nan])),
            "series": draw(st.sampled_from(["one", "two"])),
            "unusual": draw(st.sampled_from(["", "", "schools closed"])),
        }
        for year in draw(st.permutations(sorted(years)))
    ]


@given(published_years())
def test_no_line_joins_a_gap_two_series_or_an_unusual_year(rows):
    runs = list(segments(rows))
    for run in runs:
        years = [row["school_year"] for row in run]
        assert years == list(range(years[0], years[0] + len(years)))
        assert len({row["series"] for row in run}) == 1
        assert len(run) == 1 or not any(row["unusual"] for row in run)
        assert not any(math.isnan(row["estimate"]) for row in run)


@given(published_years())
def test_every_figure_is_drawn_once_and_lines_are_as_long_as_they_may_be(rows):
    runs = list(segments(rows))
    drawn = [row["school_year"] for run in runs for row in run]
    assert drawn == sorted(row["school_year"] for row in rows if not math.isnan(row["estimate"]))
    for before, after in itertools.pairwise(runs):
        last, first = before[-1], after[0]
        assert (
            first["school_year"] > last["school_year"] + 1
            or first["series"] != last["series"]
            or first["unusual"]
            or last["unusual"]
        )


def runs_of(measure_id, rows, group="all_students", org=DISTRICT):
    """Years of each line drawn for an organization."""
    found = trend(measured(measure_id, rows), group=group).table
    return [[row["school_year"] for row in run] for run in segments(found[found["org_code"] == org].to_dict("records"))]


def test_no_mcas_line_crosses_2020_and_2021_stands_alone():
    rows = [achievement(DISTRICT, year, 30, 100) for year in (2017, 2018, 2019, 2021, 2022, 2023)]
    assert runs_of(ELA, rows) == [[2017, 2018, 2019], [2021], [2022, 2023]]


def test_a_year_the_state_has_and_the_district_lacks_breaks_the_districts_line_alone():
    rows = [achievement(STATE, year, 400, 1000) for year in (2017, 2018, 2019)]
    rows += [achievement(DISTRICT, year, 30, 100) for year in (2017, 2019)]
    assert runs_of(ELA, rows) == [[2017], [2019]]
    assert runs_of(ELA, rows, org=STATE_CODE) == [[2017, 2018, 2019]]


def test_low_income_breaks_at_its_definitions_and_race_does_not():
    years = range(2012, 2025)
    for group, runs in (
        ("low_income", [[2012, 2013, 2014], [2015, 2016, 2017], [2018, 2019, 2020, 2021], [2022, 2023, 2024]]),
        ("asian", [list(years)]),
    ):
        assert runs_of(FOUR_YEAR, [cohort(DISTRICT, year, "80.0", 100, group=group) for year in years], group) == runs


def test_the_whole_year_and_the_days_to_march_are_two_lines():
    assert runs_of("chronically_absent_pct", absence_rows()) == [[2018, 2019], [2020], [2021], [2022, 2023]]


@settings(max_examples=20)
@given(st.lists(st.floats(0, 100), min_size=1, max_size=6))
def test_shares_start_at_zero_and_nothing_is_cut_off(values):
    axes = mpl.figure.Figure().add_subplot()
    set_range(axes, measure_of(ELA), values)
    low, high = axes.get_ylim()
    assert low == 0
    assert max(values) <= high <= 102


@settings(max_examples=20)
@given(st.lists(st.floats(1, 99), min_size=1, max_size=6))
def test_means_keep_50_in_the_middle(values):
    axes = mpl.figure.Figure().add_subplot()
    set_range(axes, measure_of("ela_3_8_growth_sgp"), values)
    low, high = axes.get_ylim()
    assert low + high == pytest.approx(100)
    assert low < min(values) <= max(values) < high


@settings(max_examples=20)
@given(st.sets(st.integers(2006, 2025), min_size=1))
def test_at_most_five_years_are_named_and_the_newest_is_one(years):
    axes = mpl.figure.Figure().add_subplot()
    set_years(axes, measure_of(FOUR_YEAR), sorted(years))
    ticks = list(axes.get_xticks())
    assert len(ticks) <= 5
    assert ticks[-1] == max(years)
    assert ticks[0] >= min(years)


def test_a_state_without_figures_leaves_the_districts_line():
    made = TRENDS["without the state"]()
    svg, size = to_svg_lines(made.about, [("Quillmarsh", made.rows, "#000000"), ("State", [], "#595959")])
    assert "Quillmarsh" in svg
    assert ">State" not in svg
    assert size[0] == 432

"""Trends show every year; a change is taken inside one series, between ordinary years with counts."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_tables import DISTRICT, STATE, absence, achievement, cohort, measured, row

from ssos_analysis.analyses.trend import change, trend

ELA = "ela_3_8_meeting_pct"
FOUR_YEAR = "four_year_graduation_pct"


def test_a_trend_begins_with_the_districts_first_figure_and_stands_to_the_state_of_its_newest_year():
    rows = [achievement(STATE, year, 420, 1000) for year in (2017, 2018, 2022, 2023)]
    rows += [achievement(DISTRICT, year, 29, 100) for year in (2018, 2022)]
    finding = trend(measured(ELA, rows))
    own = finding.table[finding.table["org_code"] == DISTRICT]
    assert own[["school_year", "status"]].values.tolist() == [[2018, "reported"], [2022, "reported"], [2023, "not_reported"]]
    assert finding.table["school_year"].min() == 2018
    assert finding.choices["year"] == "2022"
    assert finding.choices["stands_to_state"] == "below"
    assert finding.floors == ()


def test_a_year_to_march_is_not_set_against_the_states_whole_year():
    rows = [absence(STATE, 2023, "24.5"), absence(DISTRICT, 2023, "37.2", attendance_period="march")]
    assert trend(measured("chronically_absent_pct", rows)).choices["stands_to_state"] == "missing"


def test_a_report_without_counts_is_not_judged():
    rows = [absence(STATE, 2023, "24.5"), absence(DISTRICT, 2023, "37.2")]
    assert trend(measured("chronically_absent_pct", rows)).choices["stands_to_state"] == "no_interval"


def test_where_only_an_unusual_year_is_left_it_is_shown_and_not_compared():
    rows = [achievement(STATE, 2021, 460, 1000), achievement(DISTRICT, 2021, 29, 100)]
    choices = trend(measured(ELA, rows)).choices
    assert (choices["year"], choices["stands_to_state"]) == ("2021", "unusual")


def test_a_district_without_figures_has_an_empty_year():
    assert trend(measured(ELA, [achievement(STATE, 2023, 40, 100)])).choices["year"] == ""
    assert trend(measured(ELA, [])).table.empty


def test_a_change_by_hand():
    finding = change(measured(ELA, [achievement(DISTRICT, 2017, 30, 100), achievement(DISTRICT, 2023, 50, 100)]))
    row_ = finding.table.iloc[0]
    assert (row_["first_year"], row_["school_year"], row_["first_n"], row_["n"]) == (2017, 2023, 100, 100)
    assert row_["difference"] == pytest.approx(20)
    assert (round(row_["low"], 1), round(row_["high"], 1)) == (
        6.4,
        32.6,
    )  # 20 - sqrt(9.62^2 + 9.58^2), 20 + sqrt(9.62^2 + 8.11^2)
    assert row_["stands"] == "above"


def test_an_unusual_year_is_no_baseline_and_no_end():
    rows = [achievement(DISTRICT, year, 30 + year % 10, 100) for year in (2021, 2022, 2023)]
    row_ = change(measured(ELA, rows)).table.iloc[0]
    assert (row_["first_year"], row_["school_year"]) == (2022, 2023)
    assert change(measured(ELA, rows[:2])).table.empty


def test_a_change_stays_inside_the_newest_series():
    rows = [cohort(DISTRICT, year, "80.0", 100, group="low_income") for year in (2013, 2014, 2016, 2017, 2022, 2024)]
    row_ = change(measured(FOUR_YEAR, rows), group="low_income").table.iloc[0]
    assert (row_["first_year"], row_["school_year"]) == (2022, 2024)
    assert change(measured(FOUR_YEAR, rows[:5]), group="low_income").table.empty  # 2022 alone in its series


def test_march_and_the_whole_year_are_two_series_and_without_counts_there_is_no_change():
    assert change(measured("chronically_absent_pct", [absence(DISTRICT, year, "20.0") for year in (2018, 2019)])).table.empty


def test_a_change_smaller_than_rounding_is_not_clear():
    """Two means printed as 49 and 50 may be equal; 30,000 students do not help."""
    rows = [row("mcas", year=year, growth_mean_sgp=mean, growth_n="30000") for year, mean in ((2022, "49"), (2023, "50"))]
    assert change(measured("ela_3_8_growth_sgp", rows)).table.iloc[0]["stands"] == "not_clear"
    rows = [cohort(DISTRICT, year, rate, 90_000) for year, rate in ((2023, "80.0"), (2024, "80.4"))]
    row_ = change(measured(FOUR_YEAR, rows)).table.iloc[0]
    assert row_["low"] > 0
    assert row_["stands"] == "not_clear"  # each rate may be 0.05 off, beyond the interval's 0.03


def test_a_suppressed_year_is_no_end_of_a_change():
    rows = [achievement(DISTRICT, 2018, 30, 100), achievement(DISTRICT, 2019, 31, 100)]
    rows += [row("mcas", year=2023, meeting_or_exceeding_pct="*", tested_n="*")]
    assert change(measured(ELA, rows)).table.iloc[0]["school_year"] == 2019


@settings(max_examples=25)
@given(
    st.dictionaries(st.integers(2012, 2025), st.sampled_from(["80.0", "*", ""]), max_size=10),
    st.sampled_from(["low_income", "high_needs", "all_students"]),
)
def test_no_change_ever_joins_two_series(published, group):
    rows = [cohort(DISTRICT, year, rate, 100, group=group) for year, rate in published.items()]
    measure = measured(FOUR_YEAR, rows)
    found = change(measure, group=group).table
    series = dict(measure.table[["school_year", "series"]].values.tolist())
    assert len(found) <= 1
    for one in found.to_dict("records"):
        assert series[one["first_year"]] == series[one["school_year"]]
        assert one["first_year"] < one["school_year"]
        assert not math.isnan(one["difference"])

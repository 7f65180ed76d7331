"""The state's floors and breaks as params/ holds them, against what the state wrote or published."""

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from ssos_analysis import parameters, workspace
from ssos_analysis.measures.registry import MEASURES
from ssos_analysis.measures.series import breaks_of, series_id, unusual_reason

# DESE, 2010 Spring MCAS Performance File Layout, Note 1 (results: fewer than 10; growth: fewer than 20); graduation table
# 2006-2024 (smallest cohort); Student Discipline Data Report 2012-13 to 2021-22; Enrollment by School/Grade 2018-19, footnote
STATE_FLOORS = {"mcas": 10, "growth": 20, "graduation": 6, "discipline": 6, "enrollment": 6}


@pytest.mark.parametrize("family", STATE_FLOORS)
def test_a_derived_figure_meets_at_least_the_states_own_floor(family):
    rule = parameters.disclosure_policy().rule(family)
    assert rule.least_n == STATE_FLOORS[family]
    assert rule.confirmed == "yes"


def test_every_measure_has_a_floor_of_its_family_and_growth_has_its_own():
    policy = parameters.disclosure_policy()
    # money counts no people
    assert all(policy.rule(measure.family).least_n >= 6 for measure in MEASURES.values() if measure.family != "finance")
    assert {measure.family for measure in MEASURES.values() if measure.is_growth} == {"growth"}


def joined(measure_id, group, earlier, later, org_code=""):
    """Whether a line may run from one year to the other."""
    rules, measure = parameters.series_breaks(), MEASURES[measure_id]
    return series_id(measure, group, earlier, "", rules, org_code) == series_id(measure, group, later, "", rules, org_code)


@pytest.mark.parametrize(
    ("measure_id", "group", "earlier", "later", "may_join"),
    [
        ("ela_3_8_meeting_pct", "low_income", 2021, 2022, False),
        ("ela_3_8_meeting_pct", "high_needs", 2021, 2022, False),  # holds the low-income students
        ("ela_3_8_meeting_pct", "all_students", 2021, 2022, True),
        ("ela_3_8_meeting_pct", "all_students", 2018, 2019, True),  # the science test of 2019 does not break ELA
        ("science_3_8_meeting_pct", "all_students", 2018, 2019, False),
        ("ela_10_meeting_pct", "all_students", 2018, 2019, False),
        ("ela_10_meeting_pct", "all_students", 2024, 2025, False),
        ("ela_3_8_meeting_pct", "all_students", 2024, 2025, True),
        ("biology_hs_meeting_pct", "all_students", 2021, 2022, False),
        ("four_year_graduation_pct", "low_income", 2014, 2015, False),
        ("four_year_graduation_pct", "low_income", 2017, 2018, False),
        ("four_year_graduation_pct", "all_students", 2017, 2018, True),
        ("four_year_graduation_pct", "all_students", 2024, 2025, False),
    ],
)
def test_lines_break_where_a_definition_moved_and_nowhere_else(measure_id, group, earlier, later, may_join):
    assert joined(measure_id, group, earlier, later) is may_join


# Enrollment by Grade Reports: Acton-Boxborough (0600) had 2,890 students in 2014 and 5,658 in 2015, when Acton and Boxborough end
@pytest.mark.parametrize(
    ("measure_id", "org_code", "may_join"),
    [
        ("ela_3_8_meeting_pct", "06000000", False),
        ("chronically_absent_pct", "06000000", False),
        ("four_year_graduation_pct", "06000000", True),  # the high school's students were the region's before
        ("ela_10_meeting_pct", "06000000", True),
        ("ela_3_8_meeting_pct", "06000505", True),  # a school of it stays the school it was
        ("chronically_absent_pct", "00350000", True),
    ],
)
def test_a_district_that_took_in_others_begins_a_new_series(measure_id, org_code, may_join):
    assert joined(measure_id, "all_students", 2014, 2015, org_code) is may_join


def test_2021_is_unusual_for_every_test_for_its_own_reason():
    rules = parameters.series_breaks()
    told = {
        one: unusual_reason(MEASURES[one], 2021, rules)
        for one in ("ela_3_8_meeting_pct", "ela_10_meeting_pct", "ela_3_8_growth_sgp")
    }
    assert len(set(told.values())) == 3
    assert "grades 3-8" in told["ela_3_8_meeting_pct"]
    assert "grade 10" in told["ela_10_meeting_pct"]
    assert "growth" in told["ela_3_8_growth_sgp"]
    assert unusual_reason(MEASURES["ela_3_8_meeting_pct"], 2023, rules) == ""


def test_every_break_reaches_some_measure():
    """A misspelt grade, subject or topic would make a break that breaks nothing."""
    rules = parameters.series_breaks()
    topics_without_measures = {"enrollment"}
    for rule in rules.breaks:
        group = rule.groups[0] if rule.groups else "all_students"
        place = rule.organizations[0] if rule.organizations else ""
        assert any(rule in breaks_of(measure, group, rules, place) for measure in MEASURES.values()), rule.id
        known = {measure.topic for measure in MEASURES.values()} | topics_without_measures
        assert set(rule.topics) <= known


def numbers(rows, header, name):
    """The cells of the columns whose heading contains a name; None where blank."""
    place = next(at for at, heading in enumerate(header) if name in str(heading))
    texts = [str(row[place]).replace(",", "").strip() for row in rows]
    return [float(text) if text else None for text in texts]


@pytest.mark.real_data
def test_the_exports_show_the_achievement_and_growth_floors(real_data):
    paths = sorted((real_data / "mcas").glob("statereport_district_20*/NextGenMCAS*.xlsx"))
    assert paths
    for path in paths:
        _, header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        assert min(numbers(rows, header, "No. of Students Included")) >= 10
        growth = zip(numbers(rows, header, "SGP"), numbers(rows, header, "Included In SGP"), strict=True)
        assert min(n for sgp, n in growth if sgp is not None) >= 20


@pytest.mark.real_data
def test_the_exports_show_the_discipline_floor(real_data):
    paths = sorted((real_data / "discipline/statereport_district_by_year").glob("*.xlsx"))
    assert paths
    for path in paths:
        _, header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        pairs = list(zip(numbers(rows, header, "Disciplined"), numbers(rows, header, "Out-of"), strict=True))
        assert min(n for n, percent in pairs if percent is not None) == 6
        assert max(n for n, percent in pairs if percent is None and n is not None) == 5


@pytest.mark.real_data
def test_the_graduation_table_shows_its_floor_and_the_class_of_2018(real_data):
    table = pd.read_csv(
        real_data / "graduation/hub_by_student_group_2006_2024/graduation_by_group_state_district.csv.gz",
        usecols=["end_year", "type", "subgroup", "cohort_type", "cohort_count"],
    )
    assert table["cohort_count"].min() == 6
    state = table[(table["type"] == "State") & (table["cohort_type"] == "4-year") & (table["subgroup"] == "low_income")]
    low_income = state.set_index("end_year")["cohort_count"]
    assert low_income[[2014, 2015, 2017, 2018]].tolist() == [31160, 31301, 32585, 28083]


def test_the_pages_for_analysts_say_what_the_files_hold():
    floors = (workspace.home() / "docs/disclosure.md").read_text("utf-8")
    for rule in parameters.disclosure_policy().rules:
        row = next(line for line in floors.splitlines() if line.startswith(f"| {rule.publication_family} |"))
        _, _, least_n, least_cell_n, _, confirmed, _ = (cell.strip() for cell in row.split("|"))
        assert (least_n, least_cell_n, confirmed) == (str(rule.least_n), str(rule.least_cell_n), rule.confirmed)
    definitions = (workspace.home() / "docs/definitions-that-move.md").read_text("utf-8")
    assert [rule.id for rule in parameters.series_breaks().breaks if f"`{rule.id}`" not in definitions] == []
    for unusual in parameters.series_breaks().unusual_years:
        assert f"**{unusual.year}, " in definitions

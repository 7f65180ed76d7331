"""Schools side by side and one by one: published figures, the same group of the state in the same year, nobody ranked."""

from dataclasses import replace

import pandas as pd
import pytest
from small_tables import DISTRICT, OTHER_SCHOOL, SCHOOL, STATE, cohort, measured, released

from ssos_analysis import analyses
from ssos_analysis import presentation as show
from ssos_analysis.accountability.district import DistrictAccountability

FOUR_YEAR = "four_year_graduation_pct"


@pytest.fixture
def undetermined():
    """A district of which the files hold no determination."""
    return DistrictAccountability(DISTRICT, "A place", None, None, None, pd.DataFrame(), pd.DataFrame())


def table_of(rows, about, **more):
    return analyses.school_profiles([measured(FOUR_YEAR, rows)], about, **more).table


ROWS = (
    cohort(STATE, 2023, "89.2", 70_000), cohort(STATE, 2024, "88.4", 70_000),
    cohort(STATE, 2024, "75.4", 9_000, group="students_with_disabilities"),
    cohort(STATE, 2024, "92.6", 40_000, group="white"), cohort(DISTRICT, 2024, "80.0", 900),
    cohort(SCHOOL, 2024, "64.6", 291), cohort(SCHOOL, 2025, "79.5", 298),
    cohort(SCHOOL, 2024, "41.4", 58, group="students_with_disabilities"), cohort(SCHOOL, 2024, "82.4", 17, group="white"),
    cohort(SCHOOL, 2011, "30.0", 200, group="asian"),
    cohort(OTHER_SCHOOL, 2024, "95.0", 400),
)  # fmt: skip


def test_each_group_stands_beside_the_same_group_of_the_state_in_the_same_year(undetermined):
    table = table_of(ROWS, undetermined, named=(SCHOOL,)).set_index(["student_group", "school_year"])
    assert set(table["org_code"]) == {SCHOOL}, "only flagged and named schools"
    assert table.loc[("all_students", 2024), "stands"] == "below"
    assert table.loc[("all_students", 2025), "stands"] == "missing", "the state has no figure of that year yet"
    assert table.loc[("students_with_disabilities", 2024), "state_estimate"] == 75.4
    assert table.loc[("white", 2024), "stands"] == "too_few"
    assert ("asian", 2011) not in table.index, "a figure of long ago says nothing of the school now"


def test_side_by_side_each_school_has_one_newest_figure_and_stands_by_name(undetermined):
    table = analyses.school_figures([measured(FOUR_YEAR, ROWS)], undetermined).table
    assert list(zip(table["org_name"], table["school_year"], strict=True)) == [("Alder High", 2025), ("Birch High", 2024)]


def test_a_code_that_is_no_school_of_the_district_is_named(undetermined):
    finding = analyses.school_profiles([measured(FOUR_YEAR, ROWS)], undetermined, named=("00010505",))
    assert finding.choices["unknown"] == "00010505"
    assert finding.table.empty


def test_the_displays_of_a_school_carry_its_code(undetermined, showing):
    finding = analyses.school_profiles([measured(FOUR_YEAR, ROWS)], undetermined, named=(SCHOOL,))
    note, words, table = showing(show.school_pages, released(finding))
    assert "Alder High" in note.text
    assert (words.facts["org_code"], table.facts["org_code"]) == (SCHOOL, SCHOOL)
    assert "below the state's figure" in words.text
    assert "about one in twenty lies apart from the state's by chance" in words.text


def test_of_one_comparison_nothing_is_said_of_many(undetermined, showing):
    rows = [one for one in ROWS if one["student_group"] == "all_students" and one["school_year"] == 2024]
    finding = analyses.school_profiles([measured(FOUR_YEAR, rows)], undetermined, named=(SCHOOL,))
    _, words, _ = showing(show.school_pages, released(finding))
    assert "below the state's figure" in words.text
    assert "Of many groups" not in words.text


@pytest.mark.parametrize(("since", "is_said"), [("2025 or earlier", False), ("2023", True), ("2022 or earlier", True)])
def test_a_page_says_since_when_only_where_the_files_reach_back(undetermined, showing, since, is_said):
    finding = analyses.school_profiles([measured(FOUR_YEAR, ROWS)], undetermined, named=(SCHOOL,))
    told = finding.table.assign(classification="Requiring assistance", reason="a rate", ends="a rate above", since=since)
    finding = replace(finding, table=told, choices={**finding.choices, "year": "2025"})
    _, words, _ = showing(show.school_pages, released(finding))
    assert ("Since:" in words.text) is is_said
    assert "class of 2024: 64.6%, below the state's figure (88.4%)" in words.text
    assert "With fewer than 30 students behind a figure we draw no conclusion: White students." in words.text

"""Newest figures, by group, by school, of the student body, and how old they are."""

import datetime as dt
import math

import pytest
from small_tables import DISTRICT, OTHER_SCHOOL, SCHOOL, STATE, absence, achievement, cohort, measured, row, tidy

from ssos_analysis.analyses import by_group, by_school, data_age, latest, who_are_our_students
from ssos_analysis.measures.student_body import student_body

ELA = "ela_3_8_meeting_pct"
FOUR_YEAR = "four_year_graduation_pct"
ABSENCE = "chronically_absent_pct"


def test_each_measure_has_its_own_newest_year_with_the_state_of_that_year():
    ela = [achievement(STATE, year, 400 + year % 10, 1000) for year in (2022, 2023)]
    ela += [achievement(DISTRICT, year, 25, 100) for year in (2021, 2022)]
    graduation = [cohort(STATE, 2024, "88.4", 70_000), cohort(DISTRICT, 2024, "88.0", 100)]
    finding = latest([measured(ELA, ela), measured(FOUR_YEAR, graduation), measured(ABSENCE, [absence(STATE, 2023, "24.5")])])
    rows = finding.table.set_index("measure")
    assert rows.loc[ELA, ["school_year", "estimate", "state_estimate", "stands"]].tolist() == [2022, 25, 40, "below"]
    assert rows.loc[FOUR_YEAR, ["school_year", "state_estimate", "stands"]].tolist() == [2024, 88.4, "not_clear"]
    assert finding.choices["without"] == "Chronic absenteeism"
    assert finding.choices["district_name"] == "Quillmarsh"


def test_a_figure_the_state_withholds_stands_beside_the_states_own():
    rows = [
        absence(STATE, 2023, "24.5"),
        absence(STATE, 2022, "20.0"),
        absence(DISTRICT, 2022, "*"),
        absence(DISTRICT, 2023, "*"),
    ]
    found = latest([measured(ABSENCE, rows)]).table.iloc[0]
    assert (found["school_year"], found["status"], found["state_estimate"], found["stands"]) == (
        2023, "suppressed", 24.5, "missing",
    )  # fmt: skip
    assert math.isnan(found["estimate"])


def test_an_unusual_year_that_is_the_only_one_is_not_compared():
    rows = [achievement(STATE, 2021, 460, 1000), achievement(DISTRICT, 2021, 29, 100)]
    assert latest([measured(ELA, rows)]).table.iloc[0]["stands"] == "unusual"


def test_latest_of_nothing_is_empty():
    finding = latest([measured(ELA, [])])
    assert finding.table.empty
    assert finding.choices["without"] == "ELA, grades 3-8"


def test_groups_stand_beside_the_same_group_of_the_state():
    rows = [
        absence(STATE, 2023, "24.5"),
        absence(STATE, 2023, "38.0", group="high_needs"),
        absence(STATE, 2023, "9.0", group="asian"),
    ]
    rows += [absence(DISTRICT, 2023, "37.2"), absence(DISTRICT, 2023, "41.0", group="high_needs")]
    rows += [absence(DISTRICT, 2022, "50.0", group="white")]
    finding = by_group(measured(ABSENCE, rows))
    assert finding.table[["student_group", "status"]].values.tolist() == [
        ["all_students", "reported"], ["asian", "not_reported"], ["high_needs", "reported"],
    ]  # fmt: skip
    assert finding.table["state_estimate"].tolist() == [24.5, 9.0, 38.0]
    assert finding.choices["year"] == "2023"
    assert by_group(measured(ABSENCE, [])).table.empty


def test_schools_stand_by_name_in_the_newest_year_schools_have():
    rows = [achievement(DISTRICT, 2023, 29, 100), achievement(OTHER_SCHOOL, 2018, 9, 10), achievement(SCHOOL, 2018, 1, 10)]
    rows += [achievement(SCHOOL, 2017, 5, 10), row("mcas", OTHER_SCHOOL, 2019, meeting_or_exceeding_pct="*")]
    finding = by_school(measured(ELA, rows))
    assert finding.table["org_name"].tolist() == ["Alder High", "Birch High"]
    assert (finding.choices["year"], finding.choices["district_year"]) == ("2018", "2023")
    assert by_school(measured(ELA, rows[:1])).choices["year"] == ""


@pytest.mark.parametrize(
    ("period", "as_of", "years", "is_old"),
    [
        ("end_of_year", dt.date(2025, 6, 29), 2.0, False),
        ("end_of_year", dt.date(2025, 7, 2), 2.0, True),
        ("march", dt.date(2025, 3, 3), 2.0, True),
        ("end_of_year", dt.date(2023, 1, 1), -0.5, False),
    ],
)
def test_age_is_counted_from_the_end_of_what_the_figure_covers(period, as_of, years, is_old):
    found = data_age({"Attendance": measured(ABSENCE, [absence(DISTRICT, 2023, "20.0", attendance_period=period)])}, as_of=as_of)
    one = found.table.iloc[0]
    assert round(one["age_years"], 1) == years
    assert bool(one["is_old"]) is is_old


def test_a_topic_without_a_figure_has_no_age():
    found = data_age(
        {"A": measured(ELA, []), "B": measured(ELA, [achievement(DISTRICT, 2023, 1, 10)])}, as_of=dt.date(2024, 1, 1)
    )
    assert found.table["school_year"].isna().tolist() == [True, False]


def body(shares, total="400"):
    groups = [
        row("enrollment_by_group", group=group, students_pct=share, students_n=students) for group, share, students in shares
    ]
    grades = [row("enrollment_by_grade", students_n=total)]
    return student_body(
        tidy("enrollment_by_group", groups), tidy("enrollment_by_grade", grades),
        district_code=DISTRICT, district_name="Quillmarsh", through=2025,
    )  # fmt: skip


def test_a_count_is_derived_only_where_none_is_published():
    finding = who_are_our_students(body([("low_income", "50.0", "200"), ("asian", "12.5", "")]))
    rows = finding.table.set_index("student_group")
    assert list(rows.index) == ["asian", "low_income"]
    assert rows.loc["asian", "about_n"] == 50
    assert math.isnan(rows.loc["low_income", "about_n"])
    assert (rows.loc["asian", "partition"], rows.loc["low_income", "partition"]) == ("race_ethnicity", "income")
    assert who_are_our_students(body([("asian", "12.5", "")], total="*")).table["about_n"].isna().all()

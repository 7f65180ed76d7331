"""What titles say, and whom to believe."""

from __future__ import annotations

import pytest

from ssos_analysis.errors import Faults, SourceError
from ssos_analysis.sources.layouts import KeyColumn, layouts
from ssos_analysis.sources.titles import QUESTIONS, Declared, ask, declared_answers, file_answer

BY_ID = {layout.id: layout for layout in layouts()}


def _told(publication: str, title: str, key: str, **said: str) -> tuple[str | None, Faults]:
    layout = BY_ID[publication]
    column = layout.tables[0].keys.get(key, KeyColumn())
    faults = Faults()
    answer = file_answer(key, column, layout, title, said, faults, "a.xlsx")
    return (str(answer) if answer else None), faults


@pytest.mark.parametrize(
    ("publication", "title", "key", "answer"),
    [
        ("attendance", "2017-18 Attendance (District) - All Students", "school_year", "2018 (title)"),
        ("attendance", "2022-23 (March) Attendance (District) - High Needs", "attendance_period", "march (title)"),
        ("attendance", "2022-23 (March) Attendance (School) - High Needs", "student_group", "high_needs (title)"),
        ("attendance", "2017-18 Attendance (District) - All Students", "attendance_period", "end_of_year (title)"),
        ("attendance", "", "attendance_period", None),
        ("discipline", "2020-21 Student Discipline Data Report - All Offenses - All Students", "offense", "all_offenses (title)"),
        ("discipline", "2020-21 Student Discipline Data Report - All Offenses - EL", "student_group", "english_learners (title)"),
        ("dropout", "2016-17 Dropout Report (School) Low Income", "student_group", "low_income (title)"),
        (
            "graduation_rates",
            "2017 Graduation Rate (School) Students w/ Disabilities 5-Year Adjusted Cohort Graduation Rate",
            "rate_kind",
            "5-year-adjusted (title)",
        ),
        (
            "graduation_rates",
            "2017 Graduation Rate (School) Multi-Race, Non-Hisp./Lat. 4-Year Graduation Rate",
            "student_group",
            "multi_race (title)",
        ),
        ("mcas_achievement", "2023 Next Generation MCAS Achievement Results", "grades", None),
        ("mcas_achievement", "2023 Next Generation MCAS Achievement Results", "student_group", None),
        ("accountability", "2019 Accountability Report", "school_year", "2019 (title)"),
        ("enrollment_by_grade", "2022-23 Enrollment By Grade (District)", "student_group", "all_students (layout)"),
        (
            "enrollment_by_school_grade",
            "Massachusetts Department of Education / Enrollment by School/Grade / School Year 2018-19 / as of October 1, 2018",
            "school_year",
            "2019 (title)",
        ),
    ],
)
def test_titles_as_the_state_prints_them(publication: str, title: str, key: str, answer: str | None) -> None:
    told, faults = _told(publication, title, key)
    assert told == answer
    assert not faults


def test_one_offense_is_not_taken_for_all_of_them() -> None:
    told, faults = _told("discipline", "2020-21 Student Discipline Data Report - Bullying - All Students", "offense")
    assert told is None
    assert "Bullying" in faults.found[0].what


def test_a_title_that_agrees_with_the_analyst_keeps_its_own_word() -> None:
    told, faults = _told("accountability", "2019 Accountability Report", "school_year", school_year="2019")
    assert told == "2019 (title)"
    assert not faults


def test_a_constant_of_the_layout_is_not_overruled() -> None:
    told, faults = _told("enrollment_by_grade", "", "student_group", student_group="high_needs")
    assert told is None
    assert "the publication says all_students" in faults.found[0].what


def test_words_of_the_analyst_are_read_like_those_of_the_state() -> None:
    faults = Faults()
    said = declared_answers(Declared(2024, "Students w/ disabilities", "3-8", "4-year", "march", "2024-01-01"), faults, "a.xlsx")
    assert not faults
    assert said == {
        "school_year": "2024",
        "student_group": "students_with_disabilities",
        "grades": "03-08",
        "rate_kind": "4-year",
        "attendance_period": "march",
    }


def test_every_question_an_analyst_can_answer_has_an_option_and_an_example() -> None:
    for key in ("school_year", "student_group", "grades", "rate_kind", "attendance_period"):
        faults = Faults()
        ask(key, faults, "a.xlsx")
        assert QUESTIONS[key].option in faults.found[0].mend
        with pytest.raises(SourceError, match="does not say"):
            faults.raise_if_any(SourceError)

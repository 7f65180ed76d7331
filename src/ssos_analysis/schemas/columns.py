"""What a column is: its unit, meaning and lawful range. A column that appears in two tables is declared once, here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

REPORTED, SUPPRESSED, NOT_REPORTED, NOT_APPLICABLE = "reported", "suppressed", "not_reported", "not_applicable"
STATUSES = (REPORTED, SUPPRESSED, NOT_REPORTED, NOT_APPLICABLE)

Kind = Literal["count", "percent", "number", "text"]


@dataclass(frozen=True)
class Column:
    """One value column of a tidy table.

    A value travels with three companions, named after it: `<name>__status` (one of STATUSES: why a value is missing),
    `<name>__decimals` (digits the state prints after the point) and `<name>__text` (the cell as published).
    """

    name: str
    kind: Kind
    unit: str
    meaning: str
    low: float | None = None
    high: float | None = None


# Ten times the students of Massachusetts: what is larger is an amount, or a code, in the column of a count.
MOST_STUDENTS = 10_000_000


def count(name: str, meaning: str, unit: str = "students") -> Column:
    """A count: a whole number, never negative, and no larger than a state can have students."""
    return Column(name, "count", unit, meaning, 0, MOST_STUDENTS)


def percent(name: str, meaning: str, unit: str = "percent of students") -> Column:
    """A percentage, 0 to 100."""
    return Column(name, "percent", unit, meaning, 0, 100)


def number(name: str, unit: str, meaning: str, low: float | None, high: float | None) -> Column:
    """A mean or another number that is neither a count nor a percentage."""
    return Column(name, "number", unit, meaning, low, high)


def text(name: str, meaning: str) -> Column:
    """Words the state publishes, kept as they stand."""
    return Column(name, "text", "text", meaning)


KEY_MEANINGS = {
    "org_code": "Eight-character code of the state, a district or a school; the first four characters are the district.",
    "school_year": "Spring year: 2024 is the school year 2023-24.",
    "student_group": "Student group id of vocabulary/student_groups.py.",
    "subject": "Subject tested: ELA, MATH, SCI, BIO, CHE, PHY, TEC, CIV.",
    "grades": "Grade span of the tested students: 03-08, 03-10 (3 to 8 and 10), one grade (03 to 08, 10), or HS (science).",
    "years_since_exit": "Years since a former English learner stopped being one: 1 to 4, or All.",
    "former_learner_group": "Former English learners counted: all, or with_iep (those with disabilities).",
    "ap_category": "Category an Advanced Placement subject is filed under, as published; All Subjects is the total.",
    "ap_subject": "Advanced Placement subject, as published; All Subjects is the total.",
    "composite_domain": "Part of the ACCESS test, as published; Overall Score is the composite.",
    "course_subject": "Subject of the courses, as published; All Subjects is the total.",
    "grade": "Grade of enrolment: PK, K, 01 to 12, SP (beyond grade 12), or ALL.",
    "attendance_period": "Period the attendance covers: end_of_year, or march (through 1 March of the school year).",
    "offense": "Offenses covered: all_offenses.",
    "class_subject": "Subject of the classes, all_subjects for all of them together.",
    "grade_span": "Span of grades, in the state's words; ALL is all of them.",
    "capture_period": "Time allowed between high school and college: 12_months, 16_months, or not_said.",
    "institutions": "Colleges counted: all, or those the publication names.",
    "plan": "What graduates planned: four_year_private, ..., work, military; all is the total.",
    "indicator_category": "Category of the indicator, in the state's words.",
    "teacher_subject": "Subject of the teachers, all_teachers for all of them.",
    "job_category": "Category of the job class, in the state's words.",
    "job_class": "Job class, in the state's words; all_jobs is all of them.",
    "staff_group": "Group of staff by race or gender, named as student groups are; all_staff is the total.",
    "staff_position": "Position: superintendent, principal, teacher, or in the state's words.",
    "educator_group": "Group of educators: all_educators, administrators, principals, teachers, ...",
    "spending_category": "Category of spending, in the state's words.",
    "spending_subcategory": "Subcategory of spending, in the state's words.",
    "function_category": "Category of the function code.",
    "function_code": "Function code of the state's chart of accounts.",
    "in_or_out_of_district": "Whether spent for students in or out of the district, in the state's words.",
    "school_level": "Level of schools, in the state's words.",
    "field": "Field as the third party named it.",
    "scale": "Scale of the field: fraction (0 to 1), number, or words.",
    "gradespan": "Grade span of accountability: non_high_school or high_school.",
    "indicator": "Of accountability an id of vocabulary/accountability.py (overall in a percentile build); else as printed.",
    "measured_year": "Spring year that a target, baseline or increment is of.",
    "build_year": "Spring year of the percentile build that the figure belongs to: three years make one percentile.",
    "rate_kind": "Kind of graduation rate: 4-year, 4-year-adjusted, 5-year, 5-year-adjusted.",
}

COPIES = ("sqm_", "e2c_extract_")
"""Publications whose ids begin so are copies of the state's figures by third parties: they fill in what no file of the state
holds, and never stand in front of one that does."""

PROVENANCE_COLUMNS = {
    "publication": "Id of the publication the row was read from (params/sources/<publication>.yml).",
    "source_id": "First twelve characters of the sha256 of the file, as listed by `Store.sources()`.",
    "source_row": "Row of the file, counted from 1 as a spreadsheet shows it.",
}

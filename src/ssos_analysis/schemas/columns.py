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


def count(name: str, meaning: str, unit: str = "students") -> Column:
    """A count: a whole number, never negative."""
    return Column(name, "count", unit, meaning, 0, None)


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
    "subject": "MCAS subject: ELA, MATH, SCI, BIO, PHY, CIV.",
    "grades": "Grade span of the tested students: 03-08, one grade (03 to 08, 10), or HS for high school science.",
    "grade": "Grade of enrolment: PK, K, 01 to 12, SP (beyond grade 12), or ALL.",
    "attendance_period": "Period the attendance covers: end_of_year, or march (through 1 March of the school year).",
    "offense": "Offenses covered: all_offenses.",
    "gradespan": "Grade span of accountability: non_high_school or high_school.",
    "indicator": "Accountability indicator: an id of vocabulary/accountability.py; `overall` in a percentile build.",
    "measured_year": "Spring year that a target, baseline or increment is of.",
    "build_year": "Spring year of the percentile build that the figure belongs to: three years make one percentile.",
    "rate_kind": "Kind of graduation rate: 4-year, 4-year-adjusted, 5-year, 5-year-adjusted.",
}

PROVENANCE_COLUMNS = {
    "publication": "Id of the publication the row was read from (params/sources/<publication>.yml).",
    "source_id": "First twelve characters of the sha256 of the file, as listed by `Store.sources()`.",
    "source_row": "Row of the file, counted from 1 as a spreadsheet shows it.",
}

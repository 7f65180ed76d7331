"""Words and cells of accountability pages, used by every one of their tables."""

from __future__ import annotations

from typing import Any

from ssos_analysis.disclosure.release import REASONS
from ssos_analysis.presentation.markup import Cell
from ssos_analysis.presentation.numbers import fixed, is_missing, signed, students
from ssos_analysis.vocabulary.accountability import HIGH_SCHOOL, INDICATORS, NON_HIGH_SCHOOL

Row = dict[str, Any]

SPANS = {NON_HIGH_SCHOOL: "below high school", HIGH_SCHOOL: "high school grades"}
COLUMNS = {"all": "all students", "lowest": "lowest performing"}
SHORT = {
    "ela_achievement": "ELA", "math_achievement": "Mathematics", "science_achievement": "Science", "ela_growth": "ELA growth",
    "math_growth": "Mathematics growth", "four_year_graduation": "Graduation, 4 years",
    "extended_engagement": "Extended engagement", "annual_dropout": "Dropout", "elp_progress": "English proficiency",
    "chronic_absenteeism": "Chronic absence", "advanced_coursework": "Advanced coursework",
}  # fmt: skip
GROUPS = {"lowest_performing": "Lowest performing students"}


def value(row: Row, name: str) -> str:
    """A value in its unit, with the digit that the state prints."""
    unit = INDICATORS[row["indicator"]].unit
    return fixed(float(row[name]), 1) + ("%" if unit == "pct" else "")


def value_cell(row: Row, name: str) -> Cell:
    """A published value, or that there is none."""
    return Cell("none", is_word=True) if is_missing(row[name]) else Cell(value(row, name), float(row[name]))


def number_cell(number: Any, digits: int = 1, *, sign: bool = False, missing: str = "not known") -> Cell:
    """A number with so many digits."""
    if is_missing(number):
        return Cell(missing, is_word=True)
    return Cell(signed(float(number), digits) if sign else fixed(float(number), digits), float(number))


def count_or_why(row: Row, name: str) -> Cell:
    """A count of students, or why it is not shown."""
    if is_missing(row[name]):
        return Cell(REASONS.get(row.get("hidden_reason", ""), "not published"), is_word=True)
    return Cell(students(float(row[name])), float(row[name]))


def move_words(row: Row) -> str:
    """Which way a value moved, in the direction that is better for it."""
    change = row["change"]
    if is_missing(change):
        return "no year before"
    if float(change) == 0:
        return "unchanged"
    is_better = (float(change) < 0) == INDICATORS[row["indicator"]].lower_is_better
    return "improved" if is_better else "declined"

"""Whom a figure counts, students or staff or nobody, and what is said where it has no interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ssos_analysis.measures.definition import Measure
from ssos_analysis.presentation.markup import INTERVAL, NO_COUNTS, STUDENTS, DataTable, without
from ssos_analysis.vocabulary.student_groups import group_noun

STAFF, PEOPLE, TESTS = "Staff", "Students or staff", "Tests"
_BASE_OF_TESTS = "tests_n"
_NOT_OF_STUDENTS = ("staff", "finance", "class_size")
_AMOUNTS = ("finance", "class_size")
_STAFF_TOPICS = ("educators", "teacher_licence")
_FTE = "the report gives full-time equivalents, not people"
_AMOUNT = "an amount, or a mean whose spread is not published, has none"
_NO_COUNTS = "the files read hold no counts of students"


def counted(measure: Measure) -> str:
    """The heading of the column of counts: `Staff` for a figure about staff, `Tests` for one whose base is tests."""
    if measure.denominator == _BASE_OF_TESTS:
        return TESTS  # a student takes several
    return STAFF if measure.family == "staff" else STUDENTS


def counted_in(topics: Sequence[str]) -> str:
    """The same for a table of several measures."""
    kinds = {topic in _STAFF_TOPICS for topic in topics if topic not in _AMOUNTS}
    return PEOPLE if len(kinds) != 1 else STAFF if kinds == {True} else STUDENTS


def of_whom(measure: Measure, group: str) -> str:
    """`, all students` for a subtitle; nothing for a figure that is of no student group."""
    return "" if measure.family in _NOT_OF_STUDENTS else f", {group_noun(group)}"


def why_no_interval(measure: Measure) -> str:
    """Why no figure of the measure has an interval, as half a sentence."""
    if measure.kind in ("usd", "number"):
        return _AMOUNT
    return _FTE if measure.family == "staff" else _NO_COUNTS


def without_counts_of(measure: Measure, table: DataTable) -> DataTable:
    """The table without interval and count columns, and a note that says why there are none."""
    why = why_no_interval(measure)
    note = NO_COUNTS if why == _NO_COUNTS else f"No figure here has an interval: {why}."
    return without(table, (INTERVAL, counted(measure)), note=note)


def in_terms_of_staff(words: str, row: dict[str, Any]) -> str:
    """A table's words about students, said of staff where the row is about staff."""
    if row["topic"] not in _STAFF_TOPICS:
        return words
    return words.replace("student counts", "counts of people").replace("students", "staff")

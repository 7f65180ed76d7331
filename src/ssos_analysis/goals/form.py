"""The form an analyst fills: its sheets and columns, and the measures and student groups it lets be chosen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ssos_analysis.measures.definition import Measure
from ssos_analysis.measures.registry import FAMILIES
from ssos_analysis.vocabulary.student_groups import GROUPS

GOALS_SHEET, HELP_SHEET, LISTS_SHEET = "Goals", "How to fill this in", "Lists"
DISTRICT, CODE, PLAN, PLAN_DATE = "District", "District code", "Plan", "Date of the plan"
MOST_GOALS = 60
_ENDED = "Tests that ended"


@dataclass(frozen=True)
class Column:
    """One column of the form: the field of `choices.Goal` it fills, its heading, its width and what to write in it."""

    field: str
    heading: str
    width: int
    hint: str


COLUMNS = (
    Column("id", "Goal", 24, "A short name of the goal, such as: Reading. Blank: it is made from measure and group."),
    Column("measure", "Measure", 58, "Choose from the list."),
    Column("group", "Student group", 30, "Choose from the list. Blank: all students."),
    Column("baseline_year", "Baseline year", 14, "The spring of the school year: 2024, or 2023-24."),
    Column("baseline", "Baseline value", 15, "In the measure's unit; a percent as 47, not as 0.47."),
    Column("target", "Target value", 14, "In the same unit, on the better side of the baseline."),
    Column("target_year", "Target year", 13, "The spring of the school year, after the baseline's."),
    Column("owner", "Owner", 32, "An office, never the name of a person."),
    Column("source", "Where in the plan", 32, "Such as: Plan, page 4."),
)


@lru_cache(maxsize=1)
def offered_measures() -> dict[str, Measure]:
    """Label in the list -> measure a goal may be about: one with a better direction, in a series that goes on."""
    measures = [one for family, own in FAMILIES.items() if family != _ENDED for one in own if one.better != "context"]
    labels = [one.label for one in measures]
    return {one.label if labels.count(one.label) == 1 else f"{one.label} [{one.id}]": one for one in measures}


@lru_cache(maxsize=1)
def offered_groups() -> dict[str, str]:
    """Label in the list -> id of the student group."""
    return {group.label: group.id for group in GROUPS.values()}


def measure_words(measure: Measure) -> str:
    """The label under which a measure stands in the list."""
    return next((label for label, one in offered_measures().items() if one.id == measure.id), measure.id)


def group_words(group: str) -> str:
    """The label under which a student group stands in the list."""
    return GROUPS[group].label

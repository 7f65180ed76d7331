"""Cells of finished tables as facts about students, and those that were hidden as questions."""

from __future__ import annotations

import math
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ssos_analysis.audit.finished import Table

ALL, OTHERS = "all_students", "all_other_students"
COUNT, EVENTS, RATE, GAP, CHANGE = "students", "with the outcome", "rate", "gap", "change of the gap"
HIDDEN = "why_hidden"
_SUPPRESSED = "suppressed"


class Quantity(NamedTuple):
    """What a number is about. `group` is a student group, or `not:` and a group for everyone outside it. `beside` is the group
    that a gap is measured against, or the earlier year of a change."""

    measure: str
    org: str
    year: str
    period: str
    group: str
    kind: str
    beside: str = ""

    def but(self, **changes: str) -> Quantity:
        """The same of something else."""
        return self._replace(**changes)


@dataclass(frozen=True)
class Place:
    """One cell: file, row as a person counts, heading."""

    file: str
    row: int
    column: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}, {self.column}"


@dataclass(frozen=True)
class Fact:
    """A number that a reader has. `derived`: the state did not publish it. `places`: the cells it was read or worked out from."""

    value: float
    derived: bool
    places: tuple[Place, ...]
    how: str = "shown"


@dataclass(frozen=True)
class Question:
    """A cell that was hidden: why, and whether by us or by the state."""

    quantity: Quantity
    place: Place
    why: str


# heading -> what it tells of the row's group, or of those it is compared with, and whether it is the state's own figure
_OF_GROUP = {
    "students_n": (COUNT, False), "published_students_n": (COUNT, False), "about_students_n_derived": (COUNT, True),
    "students_with_outcome_n": (EVENTS, False), "published_figure": (RATE, False),
}  # fmt: skip
_OF_OTHERS = {
    "reference_students_n_derived": COUNT, "other_students_n_derived": COUNT, "reference_figure_derived": RATE,
}  # fmt: skip
# the share that did not reach an outcome, or that something fell on: another outcome than the measure's own
_RISKS = {"students_with_outcome_n_derived": EVENTS, "rate_derived": RATE}
_RISKS_OF_OTHERS = {"others_with_outcome_n_derived": EVENTS, "others_rate_derived": RATE}
RISK = " (as a risk)"
_GAPS = ("gap_percentage_points_derived",)
# what tells apart figures of one group and year, where a table has more than the columns above
_KEYS = ("reference_group", "compared_with", "comparison", "first_year", "baseline_year", "goal", "label")
_RISK_GAPS = ("difference_percentage_points_derived",)


def hides(row: dict[str, str]) -> bool:
    """Whether something was hidden in a row, by us or by the state."""
    return bool(row.get(HIDDEN)) or row.get("status") == _SUPPRESSED


def facts_and_questions(table: Table, about: Container[tuple[str, str]]) -> Iterator[tuple[Quantity, Fact | Question]]:
    """What each row tells, and what it hides; only rows of these measures and districts (first four digits of the code)."""
    for number, row in enumerate(table.rows, start=2):
        if (row.get("measure", ""), row.get("org_code", "")[:4]) in about:
            yield from _of_row(table.file, number, row)


def _of_row(file: str, number: int, row: dict[str, str]) -> Iterator[tuple[Quantity, Fact | Question]]:
    group = row.get("student_group", "")
    if not group or "org_code" not in row:
        return
    base = Quantity(
        row.get("measure", ""), row["org_code"], year_of(row.get("school_year", "")), row.get("period", ""), group, COUNT
    )
    hidden, reference = row.get(HIDDEN, ""), row.get("reference_group", "") or OTHERS
    others = outside(group) if reference == OTHERS else reference
    is_risk = base.but(measure=base.measure + RISK)
    told: list[tuple[str, Quantity, bool]] = [
        *((name, base.but(kind=kind), derived) for name, (kind, derived) in _OF_GROUP.items()),
        *((name, base.but(group=others, kind=kind), True) for name, kind in _OF_OTHERS.items()),
        *((name, is_risk.but(kind=kind), True) for name, kind in _RISKS.items()),
        *((name, is_risk.but(group=others, kind=kind), True) for name, kind in _RISKS_OF_OTHERS.items()),
        *((name, base.but(kind=GAP, beside=others), True) for name in _GAPS if "first_year" not in row),
        *((name, is_risk.but(kind=GAP, beside=others), True) for name in _RISK_GAPS),
    ]
    is_change = "first_gap_points_derived" in row
    if is_change:  # a change of a gap between two years
        first = base.but(year=year_of(row.get("first_year", "")))
        told += [
            ("gap_percentage_points_derived", base.but(kind=GAP, beside=others), True),
            ("first_gap_points_derived", first.but(kind=GAP, beside=others), True),
            ("first_students_n", first, False),
            ("change_percentage_points_derived", base.but(kind=CHANGE, beside=first.year), True),
        ]
    mapped = {name for name, _, _ in told}
    with_keys = base.but(beside="|".join(row[name] for name in _KEYS if name in row))
    told += [(name, with_keys.but(kind=name), True) for name in row if name.endswith("_derived") and name not in mapped]
    is_suppressed = row.get("status") == _SUPPRESSED
    for name, quantity, derived in told:
        if name not in row:
            continue
        place, value = Place(file, number, name), number_of(row[name])
        if not math.isnan(value):
            yield quantity, Fact(value, derived, (place,))
        elif (
            derived and hidden and not (is_change and quantity.kind == GAP)
        ):  # one of the two gaps is small, and its own table says which
            yield quantity, Question(quantity, place, hidden)
        elif not derived and is_suppressed:
            yield quantity, Question(quantity, place, "suppressed by the state")


def outside(group: str) -> str:
    """Everyone who is not in a group."""
    return group.removeprefix("not:") if group.startswith("not:") else f"not:{group}"


def number_of(text: str) -> float:
    """A cell as a number; NaN where it is none."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def year_of(text: str) -> str:
    """`2024` of `2024` and of `2024.0`."""
    return text.removesuffix(".0")

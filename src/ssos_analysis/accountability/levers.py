"""What one more point would move: in the column, the grade span, the year and the figure that the label is read from.

A lever tells where the arithmetic is sensitive, not where to work: it stands beside the students it does not count and the groups
below their targets elsewhere, and no student is picked by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pandas as pd

from ssos_analysis.accountability.rounding import displayed, exact
from ssos_analysis.accountability.rules import ALL, LOWEST, RuleBook
from ssos_analysis.accountability.standing import COLUMN_OF, Row, Standing, with_points
from ssos_analysis.vocabulary.accountability import INDICATORS
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS

MET = 3
COLUMNS = (
    "gradespan", "column", "indicator", "category", "points", "possible", "n", "column_pp", "span_pp", "annual_pp", "both_pp",
    "points_to_label", "next_label", "not_counted_n", "groups_below", "source_id",
)  # fmt: skip


def levers(book: RuleBook, found: Standing, indicators: Iterable[Row]) -> pd.DataFrame:
    """The worth of one more point on each indicator of both columns.

    Returns
    -------
    DataFrame
        COLUMNS, most worth first. `column_pp` ... `both_pp`: percentage points for one point, before rounding; NaN where a weight
        is not published. `points_to_label`: points on this indicator alone that bring the next label; NaN where it cannot.
        `n`: students it counts; `not_counted_n`: of all students that an indicator of the grade span counts, those it does not.
        `groups_below`: student groups of the span that missed a target on any other indicator, which this one leaves unserved.
    """
    rows = list(indicators)
    upward = next_label(book, found)
    made = [_lever(book, found, key, name, rows, upward) for key in found.columns for name in _scored(found, key)]
    frame = pd.DataFrame(made, columns=list(COLUMNS))
    return frame.sort_values(["both_pp", "column_pp", "indicator"], ascending=[False, False, True], ignore_index=True)


def next_label(book: RuleBook, found: Standing) -> tuple[str, Decimal] | None:
    """The label above, and the percentage points missing to it; None where there is none above, or the figure is not known."""
    if found.cumulative is None:
        return None
    shown = Decimal(displayed(found.cumulative.low) or 0)
    above = sorted((least, words) for words, least in book.numbers("labels").items() if least > shown)
    if not above:
        return None
    least, words = above[0]
    return words, least - Decimal("0.5") - found.cumulative.low


def groups_below(rows: Iterable[Row], gradespan: str, *, but: str) -> list[str]:
    """Groups of a grade span, other than all students, that missed the target of an indicator other than one."""
    found = {
        str(row["student_group"])
        for row in rows
        if row["gradespan"] == gradespan and row["indicator"] != but and row["student_group"] != ALL_STUDENTS
        and row["points"] == row["points"] and row["points"] < MET
    }  # fmt: skip
    return sorted(found)


def _scored(found: Standing, key: tuple[str, str]) -> list[str]:
    return [name for name, value in found.columns[key].points.items() if value is not None]


def _lever(
    book: RuleBook, found: Standing, key: tuple[str, str], name: str, rows: list[Row], upward: tuple[str, Decimal] | None
) -> dict[str, Any]:
    span, which = key
    column, category = found.columns[key], INDICATORS[name].category
    possible = int(book.number("points.possible"))
    worth = column.weights[category] / column.possible if column.pct is not None else None
    has_both = all((pct := found.columns.get((span, one))) is not None and pct.pct is not None for one in (ALL, LOWEST))
    lowest_share = book.number("rollup.lowest_share")
    share = (lowest_share if which == LOWEST else 100 - lowest_share) / 100 if has_both else Decimal(1)
    in_span = None if worth is None else worth * share
    scored = [one for one, pct in found.spans.items() if pct is not None]
    weight = Decimal(100) if scored == [span] else found.weights.get(span) if len(scored) > 1 else None
    in_year = None if in_span is None or weight is None else in_span * weight / 100
    both = None if in_year is None else in_year * book.numbers("years")["current"] / 100
    points = column.points[name] or 0
    own = next((row for row in rows if _is(row, key, name)), None)
    counted = _n(own)
    everyone = max(
        (_n(row) or 0 for row in rows if row["gradespan"] == span and row["student_group"] == ALL_STUDENTS), default=0
    )  # fmt: skip
    return {
        "gradespan": span, "column": which, "indicator": name, "category": category, "points": points, "possible": possible,
        "n": counted, "column_pp": _float(worth), "span_pp": _float(in_span), "annual_pp": _float(in_year),
        "both_pp": _float(both), "points_to_label": _alone(book, found, (span, which, name), points, possible, upward),
        "next_label": upward[0] if upward else "", "not_counted_n": None if counted is None else max(everyone - counted, 0),
        "groups_below": ", ".join(groups_below(rows, span, but=name)), "source_id": own["source_id"] if own else None,
    }  # fmt: skip


def _is(row: Row, key: tuple[str, str], name: str) -> bool:
    return row["gradespan"] == key[0] and COLUMN_OF.get(row["student_group"]) == key[1] and row["indicator"] == name


def _n(row: Row | None) -> int | None:
    value = None if row is None else exact(row["included_n"])
    return None if value is None else int(value)


def _float(value: Decimal | None) -> float:
    return float("nan") if value is None else float(value)


def _alone(
    book: RuleBook, found: Standing, lever: tuple[str, str, str], points: int, possible: int, upward: tuple[str, Decimal] | None
) -> float:
    """Points on one indicator alone that bring the next label, by the whole roll-up with its rounding; NaN where none do."""
    if upward is None:
        return float("nan")
    for more in range(1, possible - points + 1):
        if with_points(book, found, {lever: points + more}).label == upward[0]:
            return float(more)
    return float("nan")

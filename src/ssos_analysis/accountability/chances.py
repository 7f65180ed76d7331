"""How sure a label is: the chance of each, from sampling error, only where every rule is confirmed and every input complete.

Elsewhere the indicators that decide it, in words. Neither is a forecast of the state's decision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from ssos_analysis.accountability.points import score
from ssos_analysis.accountability.rounding import exact, half_up
from ssos_analysis.accountability.rules import RuleBook
from ssos_analysis.accountability.standing import COLUMN_OF, Row, Standing, with_points
from ssos_analysis.estimation.means import PERCENTILE_SD
from ssos_analysis.vocabulary.accountability import INDICATORS

DRAWS, SEED, Z = 1000, 20251126, 1.96
DECIDING_COLUMNS = (
    "gradespan", "column", "indicator", "value", "standard_error", "n", "points", "points_low", "points_high", "label_low",
    "label_high", "source_id",
)  # fmt: skip


@dataclass(frozen=True)
class Chances:
    """The chance of each label in percent, or why none is given; and the indicators within their error of other points."""

    labels: dict[str, float]
    why_not: tuple[str, ...]
    deciding: pd.DataFrame


def chances(book: RuleBook, found: Standing, indicators: Iterable[Row], *, score_sd: float | None, draws: int = DRAWS) -> Chances:
    """How sure the label is.

    Parameters
    ----------
    found, indicators : one organization and year.
    score_sd : standard deviation of students' scaled scores in the state; None where it is not published.
    draws : how many times results are drawn. Each indicator is drawn by itself: the errors of indicators that count the same
        students are taken as independent, and targets and the year before as they are printed.

    Returns
    -------
    Chances
        `why_not` names each rule that is not confirmed and each input that is missing; then `labels` is empty.
    """
    rows = [row for row in indicators if row["student_group"] in COLUMN_OF and row["points"] == row["points"]]
    errors = [_error(row, score_sd) for row in rows]
    used = set(found.used) | {name for row in rows for name in _used(book, row)}
    why_not = [f"not confirmed: {rule.says}" for rule in book.unconfirmed(used)]
    why_not += list(found.missing)
    if any(error is None for error in errors):
        lacking = sorted(
            {INDICATORS[str(row["indicator"])].label for row, error in zip(rows, errors, strict=True) if error is None}
        )
        why_not.append(f"no sampling error: students are not counted, or their spread is not published ({', '.join(lacking)})")
    deciding = _deciding(book, found, rows, errors)
    if why_not or found.cumulative is None:
        return Chances({}, tuple(why_not or ["the figure that the label is read from is not known"]), deciding)
    generator = np.random.default_rng(SEED)
    counted: Counter[str] = Counter()
    for _ in range(draws):
        shifts = generator.standard_normal(len(rows))
        changes = {
            _key(row): points
            for row, error, shift in zip(rows, errors, shifts, strict=True)
            if (points := _points(book, row, float(shift) * (error or 0.0))) is not None
        }
        counted[with_points(book, found, changes).label] += 1
    return Chances({words: 100 * counted[words] / draws for words in book.numbers("labels")}, (), deciding)


def _key(row: Row) -> tuple[str, str, str]:
    return str(row["gradespan"]), COLUMN_OF[row["student_group"]], str(row["indicator"])


def _error(row: Row, score_sd: float | None) -> float | None:
    """Standard error of a value in its unit; None where the students are not counted or their spread is not known."""
    n, value = row["included_n"], row["current_value"]
    if n is None or n != n or not n or value != value:
        return None
    unit = INDICATORS[str(row["indicator"])].unit
    if unit == "sgp":
        return float(PERCENTILE_SD / np.sqrt(n))
    if unit == "scaled_score":
        return None if score_sd is None else float(score_sd / np.sqrt(n))
    share = min(max(float(value) / 100, 0.5 / n), 1 - 0.5 / n)  # none and all have an error too
    return float(100 * np.sqrt(share * (1 - share) / n))


def _points(book: RuleBook, row: Row, shift: float) -> int | None:
    """Points of a value moved by so much, against its printed target."""
    value = exact(row["current_value"])
    if value is None:
        return None
    moved = half_up(value + Decimal(str(shift)), 1)
    found = score(
        book, str(row["indicator"]), current=moved, prior=exact(row["prior_value"]), target=exact(row["target"])
    )  # fmt: skip
    return found.points


def _used(book: RuleBook, row: Row) -> tuple[str, ...]:
    """Every rule that the points of an indicator could rest on, were its value another."""
    name = str(row["indicator"])
    if INDICATORS[name].category == "growth":
        return ("points.growth", "points.growth_low", "least_n")
    return (book.band_id(name), "points.no_change", "least_n", "paths")


def _deciding(book: RuleBook, found: Standing, rows: list[Row], errors: list[float | None]) -> pd.DataFrame:
    """Indicators whose points would be others within their 95 percent error, and the label at either end."""
    made: list[dict[str, Any]] = []
    for row, error in zip(rows, errors, strict=True):
        if error is None:
            continue
        ends = [_points(book, row, sign * Z * error) for sign in (-1, 1)]
        known = sorted(points for points in ends if points is not None)
        if len(known) < 2 or known[0] == known[1]:
            continue
        labels = [with_points(book, found, {_key(row): points}).label for points in known]
        span, column, name = _key(row)
        made.append(
            {
                "gradespan": span, "column": column, "indicator": name, "value": float(row["current_value"]),
                "standard_error": error, "n": row["included_n"], "points": int(row["points"]), "points_low": known[0],
                "points_high": known[1], "label_low": labels[0], "label_high": labels[1], "source_id": row["source_id"],
            }
        )  # fmt: skip
    frame = pd.DataFrame(made, columns=list(DECIDING_COLUMNS))
    return (
        frame.assign(spread=frame["points_high"] - frame["points_low"])
        .sort_values(["spread", "indicator"], ascending=[False, True], ignore_index=True)
        .drop(columns="spread")
    )

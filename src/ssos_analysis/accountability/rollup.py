"""From points to the percentage that the label is read from, with the rounding that the state's printed figures show.

Points -> weighted totals -> column -> grade span -> annual -> cumulative; each step is rounded half up to one digit before the
next, and shown as a whole number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ssos_analysis.accountability.rounding import displayed, half_up
from ssos_analysis.accountability.rules import RuleBook
from ssos_analysis.errors import SourceError
from ssos_analysis.vocabulary.accountability import CATEGORIES, INDICATORS


@dataclass(frozen=True)
class Column:
    """The points of one column added up.

    Attributes
    ----------
    gradespan, column : which one.
    points : indicator -> points, None where it is not scored.
    earned, possible : weighted totals, one digit.
    pct : earned over possible in percent, one digit; None where the column is not scored.
    weights : category -> percent.
    used : rules it rests on.
    """

    gradespan: str
    column: str
    points: Mapping[str, int | None]
    earned: Decimal
    possible: Decimal
    pct: Decimal | None
    weights: Mapping[str, Decimal]
    used: tuple[str, ...]


def add_up(
    book: RuleBook,
    gradespan: str,
    column: str,
    points: Mapping[str, int | None],
    *,
    weights: Mapping[str, Decimal] | None = None,
    possible_each: int | None = None,
) -> Column:
    """Points of a column, weighted by category.

    Parameters
    ----------
    points : indicator -> points earned; None, or an absent indicator, is not scored and counts on neither side.
    weights : category -> percent, where they are printed; else those of the rules. Progress in English that is not scored gives
        the column its other weights.
    possible_each : points an indicator can earn, where printed.

    Raises
    ------
    SourceError
        An indicator is not known, or its points are not between none and all.
    """
    each = int(book.number("points.possible")) if possible_each is None else possible_each
    scored = {name: value for name, value in points.items() if value is not None}
    _check(scored, each, gradespan)
    has_elp = any(INDICATORS[name].category == "elp" for name in scored)
    name = book.weights_id(gradespan, column, has_elp=has_elp)
    weighed = dict(weights) if weights is not None else book.numbers(name)
    if unweighed := sorted({INDICATORS[one].category for one in scored} - set(weighed)):
        raise SourceError(
            f"points of {', '.join(unweighed)} have no weight in this column",
            where=f"{gradespan}, {column}",
            mend="correct the points, or the weights of params/accountability",
        )
    digits = int(book.number("rollup.digits"))
    sums: dict[str, int] = dict.fromkeys([*CATEGORIES, *weighed], 0)
    counts = dict(sums)
    for one, value in scored.items():
        sums[INDICATORS[one].category] += int(value)
        counts[INDICATORS[one].category] += 1
    earned = half_up(sum((share * sums[category] for category, share in weighed.items()), Decimal(0)) / 100, digits)
    possible = half_up(sum((share * each * counts[category] for category, share in weighed.items()), Decimal(0)) / 100, digits)
    is_scored = possible > 0 and all(counts[category] for category in book.words("rollup.column_needs"))
    pct = half_up(100 * earned / possible, digits) if is_scored else None
    used = ("points.possible", "rollup.digits", name) + (() if is_scored else ("rollup.column_needs",))
    return Column(gradespan, column, dict(points), earned, possible, pct, weighed, used)


def span_pct(book: RuleBook, all_pct: Decimal | None, lowest_pct: Decimal | None) -> Decimal | None:
    """A grade span: the mean of both columns; all students alone where the other is not scored; None where they are not."""
    if all_pct is None or lowest_pct is None:
        return all_pct
    share = book.number("rollup.lowest_share")
    return half_up(((100 - share) * all_pct + share * lowest_pct) / 100, int(book.number("rollup.digits")))


def annual_pct(book: RuleBook, spans: Mapping[str, Decimal | None], weights: Mapping[str, Decimal]) -> Decimal | None:
    """The year alone: grade spans by their printed weights. One alone counts in full; None where a weight is not known."""
    scored = {span: pct for span, pct in spans.items() if pct is not None}
    digits = int(book.number("rollup.digits"))
    if len(scored) == 1:
        return half_up(next(iter(scored.values())) * book.number("rollup.span_alone") / 100, digits)
    if not scored or any(span not in weights for span in scored):
        return None
    return half_up(sum((weights[span] * pct for span, pct in scored.items()), Decimal(0)) / 100, digits)


def cumulative_pct(
    book: RuleBook, current: Decimal | None, prior: Decimal | None, *, shares: Mapping[str, Decimal] | None = None
) -> Decimal | None:
    """What the label is read from: this year and the one before, unrounded. None where a year that counts is not known.

    `shares` : percent of `prior` and `current`, where printed; else those of the rules.
    """
    parts = dict(shares) if shares is not None else book.numbers("years")
    if current is None or (parts["prior"] and prior is None):
        return None
    return (parts["prior"] * (prior or Decimal(0)) + parts["current"] * current) / 100


def label(book: RuleBook, pct: Decimal | None) -> str:
    """The label of a percentage, read off the whole number that is shown; empty where there is none."""
    shown = displayed(pct)
    if shown is None:
        return ""
    bands = sorted(book.numbers("labels").items(), key=lambda band: -band[1])
    return next((words for words, least in bands if shown >= least), "")


def _check(scored: Mapping[str, int | None], each: int, gradespan: str) -> None:
    if unknown := [name for name in scored if name not in INDICATORS]:
        raise SourceError(f"no indicator {', '.join(unknown)}", where=gradespan, mend=f"indicators: {', '.join(INDICATORS)}")
    if wrong := [name for name, value in scored.items() if value is not None and not 0 <= value <= each]:
        raise SourceError(f"points of {', '.join(wrong)} are not between 0 and {each}", where=gradespan, mend="correct them")

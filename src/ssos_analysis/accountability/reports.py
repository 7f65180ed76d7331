"""The state's published reports as written down in a file of vectors: the engine's answer to each, beside what was printed.

A report page shows whole numbers, and not always the weights of its grade spans. What it leaves open is not filled in: the engine
then says between which figures the printed one must lie (:class:`Between`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ssos_analysis.accountability.rollup import Column, add_up, annual_pct, cumulative_pct, span_pct
from ssos_analysis.accountability.rounding import behind_display, displayed, exact
from ssos_analysis.accountability.rules import ALL, LOWEST, RuleBook
from ssos_analysis.errors import SourceError
from ssos_analysis.vocabulary.accountability import HIGH_SCHOOL, NON_HIGH_SCHOOL

GRADESPANS = {"NHS": NON_HIGH_SCHOOL, "HS": HIGH_SCHOOL}
_CATEGORIES = {"hs_completion": "completion"}
INDICATORS = {
    "ela_ach": "ela_achievement", "math_ach": "math_achievement", "sci_ach": "science_achievement", "ela_gr": "ela_growth",
    "math_gr": "math_growth", "grad4": "four_year_graduation", "ext_eng": "extended_engagement", "dropout": "annual_dropout",
    "elp": "elp_progress", "chronic": "chronic_absenteeism", "adv": "advanced_coursework",
}  # fmt: skip


@dataclass(frozen=True)
class Between:
    """A figure known only within limits, both ends included."""

    low: Decimal
    high: Decimal

    @property
    def shown(self) -> range:
        """The whole numbers that it may be displayed as."""
        low, high = displayed(self.low), displayed(self.high)
        return range(low or 0, (high or 0) + 1)

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True)
class Report:
    """One report page recomputed. `annual` and `cumulative` are None where the page does not show what they rest on."""

    columns: tuple[Column, ...]
    spans: dict[str, Decimal | None]
    annual: Between | None
    cumulative: Between | None


def recompute(book: RuleBook, inputs: Mapping[str, Any], *, annual_shown: Decimal | None) -> Report:
    """A report page from its points, its printed weights and its printed year before.

    Parameters
    ----------
    inputs : `columns` (population, gradespan, points, weights_pct, possible_each), `gradespan_weights_pct` or None,
        `prior_annual_pct_displayed` or None, `cumulative_year_weights` or None for a year alone.
    annual_shown : the printed annual percentage; stands for the year where the weights of the grade spans are not printed.

    Raises
    ------
    SourceError
        A column, indicator or category is not known.
    """
    columns = tuple(_column(book, column) for column in inputs["columns"])
    spans = {}
    for span in dict.fromkeys(column.gradespan for column in columns):
        both = {column.column: column.pct for column in columns if column.gradespan == span}
        spans[span] = span_pct(book, both.get(ALL), both.get(LOWEST))
    annual = _annual(book, spans, inputs.get("gradespan_weights_pct"), annual_shown)
    return Report(columns, spans, annual, cumulative(book, inputs, annual))


def cumulative(book: RuleBook, inputs: Mapping[str, Any], annual: Between | None) -> Between | None:
    """What the label is read from. The year before is printed as a whole number, which stands for ten figures."""
    shares = inputs.get("cumulative_year_weights")
    if annual is None or not shares:
        return annual
    before = exact(inputs.get("prior_annual_pct_displayed"))
    if before is None:
        return None
    parts = {name: 100 * Decimal(str(share)) for name, share in shares.items()}
    ends = [
        cumulative_pct(book, now, then, shares=parts)
        for now, then in zip((annual.low, annual.high), behind_display(before), strict=True)
    ]
    return Between(*(end for end in ends if end is not None))


def span_weights_that_fit(spans: Mapping[str, Decimal | None], annual_shown: Decimal) -> tuple[Decimal, Decimal] | None:
    """Weights of the grades below high school, lowest and highest percent, that give the printed annual figure.

    None where no weight from 0 to 100 does, or a span is not known. The step that rounds the year to one digit is left out: it
    moves either end by a weight or two, and no page shows it.
    """
    below, high = spans.get(NON_HIGH_SCHOOL), spans.get(HIGH_SCHOOL)
    if below is None or high is None:
        return None
    shown = [annual_shown - Decimal("0.5"), annual_shown + Decimal("0.49")]
    if below == high:
        return (Decimal(0), Decimal(100)) if shown[0] <= below <= shown[1] else None
    low, top = sorted(100 * (figure - high) / (below - high) for figure in shown)
    return None if top < 0 or low > 100 else (max(low, Decimal(0)), min(top, Decimal(100)))


def _column(book: RuleBook, column: Mapping[str, Any]) -> Column:
    """One column of a page, with the weights it prints."""
    unknown = [name for name in column["points"] if name not in INDICATORS]
    if unknown or column["gradespan"] not in GRADESPANS or column["population"] not in (ALL, LOWEST):
        raise SourceError(
            f"the column names {', '.join([*unknown, str(column['population']), str(column['gradespan'])])}",
            where="columns",
            mend=f"indicators: {', '.join(INDICATORS)}; grade spans: NHS, HS; populations: all, lowest",
        )
    weights = column.get("weights_pct")
    return add_up(
        book,
        GRADESPANS[column["gradespan"]],
        column["population"],
        {INDICATORS[name]: None if value is None else int(value) for name, value in column["points"].items()},
        weights=weights and {_CATEGORIES.get(name, name): Decimal(str(share)) for name, share in weights.items()},
        possible_each=column.get("possible_each"),
    )


def _annual(
    book: RuleBook, spans: Mapping[str, Decimal | None], weights: Mapping[str, Any] | None, shown: Decimal | None
) -> Between | None:
    """The year alone: computed where the weights are printed, else what the printed figure allows."""
    printed = {GRADESPANS[span]: Decimal(str(share)) for span, share in (weights or {}).items() if share is not None}
    scored = {span for span, pct in spans.items() if pct is not None}
    if printed and {span for span, share in printed.items() if share} <= scored:
        pct = annual_pct(book, spans, printed)
        return None if pct is None else Between(pct, pct)
    return None if shown is None else Between(*behind_display(shown))

"""One organization's determination built again from the points that the workbooks print."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from ssos_analysis.accountability.reports import Between
from ssos_analysis.accountability.rollup import Column, add_up, annual_pct, cumulative_pct, label, span_pct
from ssos_analysis.accountability.rounding import behind_display, displayed, exact
from ssos_analysis.accountability.rules import ALL, LOWEST, RuleBook
from ssos_analysis.vocabulary.accountability import GRADESPANS
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS

LOWEST_GROUP = "lowest_performing"
COLUMN_OF = {ALL_STUDENTS: ALL, LOWEST_GROUP: LOWEST}
Row = dict[Hashable, Any]


@dataclass(frozen=True)
class Standing:
    """What an organization's points add up to.

    Attributes
    ----------
    org_code, org_name, org_level, year : whose, and of which determination.
    columns : (grade span, ALL or LOWEST) -> points added up.
    spans, weights : grade span -> percentage (None: not scored), and its printed weight.
    annual : the year alone; None where a weight is not printed.
    prior : the year before: one figure where it could be built again, else what its printed whole number stands for.
    cumulative : what the label is read from, between two figures where the year before is only known so.
    label : empty where it is not the same between the two.
    used : rules it rests on.
    missing : what is not published, in words; empty where everything is.
    """

    org_code: str
    org_name: str
    org_level: str
    year: int
    columns: Mapping[tuple[str, str], Column]
    spans: Mapping[str, Decimal | None]
    weights: Mapping[str, Decimal]
    annual: Decimal | None
    prior: Between | None
    cumulative: Between | None
    label: str
    used: tuple[str, ...]
    missing: tuple[str, ...]


def standing(
    book: RuleBook, indicators: Iterable[Row], criterion: Iterable[Row], prior: Between | None, about: Mapping[str, Any]
) -> Standing:
    """One organization and year.

    Parameters
    ----------
    book : rules of the year.
    indicators, criterion : its rows of these tables, of all students and of the lowest performing (others are left alone).
    prior : the year before (`prior_of`).
    about : org_code, org_name, org_level.
    """
    points: dict[tuple[str, str], dict[str, int | None]] = {}
    for row in indicators:
        if row["student_group"] in COLUMN_OF:
            key = (str(row["gradespan"]), COLUMN_OF[row["student_group"]])
            value = row["points"]
            points.setdefault(key, {})[str(row["indicator"])] = None if value != value or value is None else int(value)
    columns = {
        key: add_up(book, *key, points[key]) for key in sorted(points) if any(value is not None for value in points[key].values())
    }
    weights = {
        str(row["gradespan"]): weight
        for row in criterion
        if row["student_group"] == ALL_STUDENTS and (weight := exact(row["span_weight_pct"])) is not None
    }
    return _summed(book, columns, weights, prior, about)


def with_points(book: RuleBook, found: Standing, changes: Mapping[tuple[str, str, str], int]) -> Standing:
    """The same organization with other points: (grade span, ALL or LOWEST, indicator) -> points."""
    columns = {}
    for key, column in found.columns.items():
        points = dict(column.points) | {name: value for (span, which, name), value in changes.items() if (span, which) == key}
        columns[key] = add_up(book, *key, points)
    about = {"org_code": found.org_code, "org_name": found.org_name, "org_level": found.org_level}
    return _summed(book, columns, found.weights, found.prior, about)


def _summed(
    book: RuleBook,
    columns: Mapping[tuple[str, str], Column],
    weights: Mapping[str, Decimal],
    prior: Between | None,
    about: Mapping[str, Any],
) -> Standing:
    """Columns to label."""
    pct = {key: column.pct for key, column in columns.items()}
    spans = {
        span: span_pct(book, pct.get((span, ALL)), pct.get((span, LOWEST)))
        for span in GRADESPANS
        if (span, ALL) in columns or (span, LOWEST) in columns
    }
    annual = annual_pct(book, spans, weights)
    both = _both_years(book, annual, prior)
    words = {label(book, both.low), label(book, both.high)} if both else {""}
    scored = [span for span, value in spans.items() if value is not None]
    used = {name for column in columns.values() for name in column.used} | {"rollup.lowest_share", "years", "labels"}
    used |= {"rollup.span_alone"} if len(scored) == 1 else set()
    missing = [] if scored else ["no points of this organization are published"]
    if len(scored) > 1 and annual is None:
        missing.append("the weights of its grade spans are not published")
    if annual is not None and both is None:
        missing.append("the percentage of the year before is not published")
    return Standing(
        str(about["org_code"]),
        str(about["org_name"]),
        str(about["org_level"]),
        book.year,
        columns,
        spans,
        weights,
        annual,
        prior if book.numbers("years")["prior"] else None,
        both,
        words.pop() if len(words) == 1 else "",
        tuple(name for name in book.rules if name in used),
        tuple(missing),
    )


def _both_years(book: RuleBook, annual: Decimal | None, prior: Between | None) -> Between | None:
    ends = [cumulative_pct(book, annual, then) for then in ((prior.low, prior.high) if prior else (None, None))]
    known = [end for end in ends if end is not None]
    return Between(known[0], known[-1]) if len(known) == 2 else None


def prior_of(printed: Decimal | None, rebuilt: Decimal | None) -> Between | None:
    """The year before: as it was built again from that year's workbook, where this year's prints the same whole number of it;
    else what the printed number stands for, since the state restates earlier years."""
    if printed is None:
        return None
    if rebuilt is not None and displayed(rebuilt) == displayed(printed):
        return Between(rebuilt, rebuilt)
    return Between(*behind_display(printed))


def standings(
    indicators: pd.DataFrame, criterion: pd.DataFrame, published: pd.DataFrame, books: Mapping[int, RuleBook]
) -> dict[tuple[str, int], Standing]:
    """Every organization and year with points, the earlier year first, so that the next can stand on it.

    Parameters
    ----------
    published : `determinations`: the printed percentage of the year before is taken from it.
    books : year -> rules; years without are left out.
    """
    by_key: list[dict[tuple[str, int], list[Row]]] = []
    for frame in (indicators, criterion):
        rows_of: dict[tuple[str, int], list[Row]] = {}
        for row in frame.to_dict("records"):
            rows_of.setdefault((str(row["org_code"]), int(row["school_year"])), []).append(row)
        by_key.append(rows_of)
    printed = {
        (str(row["org_code"]), int(row["school_year"])): exact(row["prior_annual_pct"]) for row in published.to_dict("records")
    }
    found: dict[tuple[str, int], Standing] = {}
    for code, year in sorted(by_key[0], key=lambda key: (key[1], key[0])):
        if year in books:
            rows = by_key[0][code, year]
            before = found.get((code, year - 1))
            then = prior_of(printed.get((code, year)), before.annual if before else None)
            about = {name: rows[0][name] for name in ("org_code", "org_name", "org_level")}
            found[code, year] = standing(books[year], rows, by_key[1].get((code, year), []), then, about)
    return found

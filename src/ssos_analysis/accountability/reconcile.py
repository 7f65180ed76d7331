"""Our figure beside the published one, step by step; each difference explained or flagged, none replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from ssos_analysis.accountability.points import score
from ssos_analysis.accountability.rollup import add_up, label
from ssos_analysis.accountability.rounding import displayed, exact
from ssos_analysis.accountability.rules import RuleBook
from ssos_analysis.accountability.standing import COLUMN_OF, Row, Standing
from ssos_analysis.vocabulary.accountability import INDICATORS

EQUAL = "equal"
ROUNDING = "rounding: the year before is printed as a whole number"
RESTATED = "restated: the later file prints another figure of the year before"
OTHER_PATH = "more than the printed target earns: by the other path or by a state percentile, which are not printed"
MISSING = "inputs not published"
UNCONFIRMED = "rests on a rule that is not confirmed"
UNEXPLAINED = "not explained"
VERDICTS = (EQUAL, ROUNDING, RESTATED, OTHER_PATH, UNCONFIRMED, MISSING, UNEXPLAINED)
COLUMNS = (
    "org_code",
    "org_name",
    "org_level",
    "school_year",
    "step",
    "what",
    "ours",
    "published",
    "verdict",
    "why",
    "publication",
)
STEPS = ("points", "weighted totals", "column", "year", "year before", "both years", "label")


def reconcile(
    published: pd.DataFrame,
    found: Mapping[tuple[str, int], Standing],
    indicators: pd.DataFrame,
    criterion: pd.DataFrame,
    books: Mapping[int, RuleBook],
) -> pd.DataFrame:
    """Every comparison that the store allows.

    Parameters
    ----------
    published : `determinations`.
    found : `standings`.
    indicators, criterion : rows of the workbooks.
    books : year -> rules.

    Returns
    -------
    DataFrame
        COLUMNS, one row for each figure compared, or one `MISSING` row for a determination of which nothing could be.
    """
    rows = [*_points(indicators, books), *_columns(indicators, criterion, books)]
    for row in published.to_dict("records"):
        if (year := int(row["school_year"])) in books:
            before = found.get((str(row["org_code"]), year - 1))
            rows += list(_determination(row, found.get((str(row["org_code"]), year)), before, books[year]))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def coverage(published: pd.DataFrame, found: Mapping[tuple[str, int], Standing], books: Mapping[int, RuleBook]) -> pd.DataFrame:
    """By year and level: determinations published, those whose label can be checked from a percentage, and those recomputed."""
    rows = []
    for year, level in sorted(set(zip(published["school_year"].astype(int), published["org_level"], strict=True))):
        part = published[(published["school_year"] == year) & (published["org_level"] == level)]
        labels = set(books[year].numbers("labels")) if year in books else set()
        checked = part["targets_pct"].notna() & part["classification_reason"].isin(labels)
        again = [found.get((code, year)) for code in part["org_code"]]
        rows.append(
            {
                "school_year": year, "org_level": level, "published": len(part), "label_checkable": int(checked.sum()),
                "recomputable": sum(1 for one in again if one is not None and one.annual is not None),
            }
        )  # fmt: skip
    return pd.DataFrame(rows, columns=["school_year", "org_level", "published", "label_checkable", "recomputable"])


def _row(about: Row, step: str, what: str, ours: Any, printed: Any, verdict: str, why: str = "") -> dict[str, Any]:
    kept = {name: about[name] for name in ("org_code", "org_name", "org_level", "school_year", "publication")}
    return kept | {"step": step, "what": what, "ours": str(ours), "published": str(printed), "verdict": verdict, "why": why}


def _points(indicators: pd.DataFrame, books: Mapping[int, RuleBook]) -> Iterator[dict[str, Any]]:
    """Points of each indicator from its printed values."""
    for row in indicators.to_dict("records"):
        book, printed = books.get(int(row["school_year"])), exact(row["points"])
        if book is None or printed is None:
            continue
        name, n = str(row["indicator"]), row["included_n"]
        own = score(
            book, name, current=exact(row["current_value"]), prior=exact(row["prior_value"]), target=exact(row["target"]),
            n=None if n != n else int(n),
        )  # fmt: skip
        what = f"{INDICATORS[name].label}, {row['gradespan']}, {row['student_group']}"
        verdict, why = EQUAL, ""
        if own.points is None:
            verdict, why = MISSING, own.why_not
        elif own.points != printed:
            weak = book.unconfirmed(own.used)
            if own.points < printed and INDICATORS[name].category != "growth" and printed >= 3:
                verdict = OTHER_PATH
            elif weak:
                verdict, why = UNCONFIRMED, "; ".join(rule.says for rule in weak)
            else:
                verdict = UNEXPLAINED
        yield _row(row, "points", what, own.points, printed, verdict, why)


def _columns(indicators: pd.DataFrame, criterion: pd.DataFrame, books: Mapping[int, RuleBook]) -> Iterator[dict[str, Any]]:
    """Weighted totals and percentage of each column that is printed, from printed points."""
    key = ["org_code", "school_year", "student_group", "gradespan"]
    points = dict(iter(indicators.groupby(key)))
    for row in criterion.to_dict("records"):
        book, rows = books.get(int(row["school_year"])), points.get(tuple(row[name] for name in key))
        if book is None or exact(row["criterion_pct"]) is None:
            continue
        what = f"{row['gradespan']}, {row['student_group']}"
        if rows is None:
            yield _row(row, "column", what, "", row["criterion_pct"], MISSING, "no points are printed")
            continue
        has_points = rows[rows["points"].notna()]
        scored = dict(zip(has_points["indicator"].astype(str), has_points["points"].astype(int), strict=True))
        column = add_up(book, str(row["gradespan"]), COLUMN_OF.get(row["student_group"], "all"), scored)
        for step, ours, name in (
            ("weighted totals", column.earned, "weighted_points"),
            ("weighted totals", column.possible, "weighted_possible"),
            ("column", column.pct, "criterion_pct"),
        ):
            printed = exact(row[name])
            if printed is not None:
                yield _row(row, step, what, ours, printed, EQUAL if ours == printed else UNEXPLAINED)


def _determination(row: Row, own: Standing | None, before: Standing | None, book: RuleBook) -> Iterator[dict[str, Any]]:
    """The year, the year before, both, and the label."""
    printed, annual = exact(row["targets_pct"]), exact(row["annual_pct"])
    compared = False
    if own is not None and own.annual is not None and annual is not None:
        compared = True
        yield _row(row, "year", "", displayed(own.annual), annual, _verdict(displayed(own.annual), annual, own, book))
    prior = exact(row["prior_annual_pct"])
    if before is not None and before.annual is not None and prior is not None:
        ours = displayed(before.annual)
        yield _row(row, "year before", f"{book.year - 1}", ours, prior, EQUAL if ours == displayed(prior) else RESTATED)
    if own is not None and own.cumulative is not None and printed is not None:
        compared = True
        shown = own.cumulative.shown
        within = displayed(printed) in shown
        told = EQUAL if within and len(shown) == 1 else ROUNDING if within else _verdict(None, printed, own, book)
        yield _row(row, "both years", "", " or ".join(map(str, shown)), printed, told)
    reason = str(row["classification_reason"])
    if printed is not None and reason in book.numbers("labels"):
        compared = True
        words = label(book, printed)
        yield _row(row, "label", f"{printed} percent", words, reason, EQUAL if words == reason else UNEXPLAINED)
    if not compared:
        why = "the reason names support, not progress" if row["is_flagged"] else "no percentage or points are published"
        yield _row(row, "label", "", "", reason, MISSING, why)


def _verdict(ours: int | None, printed: Decimal, own: Standing, book: RuleBook) -> str:
    if ours is not None and ours == displayed(printed):
        return EQUAL
    return UNCONFIRMED if book.unconfirmed(own.used) else UNEXPLAINED

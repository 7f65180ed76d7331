"""Who stands near a line that decides on assistance, on either side, with the interval of the figure where it has one."""

from __future__ import annotations

import pandas as pd

from ssos_analysis.accountability.rules import RuleBook
from ssos_analysis.accountability.why_flagged import TOLD_AS
from ssos_analysis.estimation.proportions import wilson
from ssos_analysis.vocabulary.assessment import GRADE_SPANS, SUBJECTS

COLUMNS = (
    "org_code", "org_name", "org_level", "line", "of", "line_at", "figure", "low", "high", "n", "figure_year", "side", "flagged",
    "source_id",
)  # fmt: skip
NEAR_PERCENTILE = 3
"""Percentiles on either side of the line that count as near: a rank has no interval, and this is a choice of ours."""
NEAR_PARTICIPATION = 1.0
_RANK, _GRADUATION, _PARTICIPATION = "percentile", "graduation", "participation"
_RANK_SIDES = {True: "at or under the line", False: "over the line"}
_RATE_SIDES = {True: "under the line", False: "at or over the line"}


def near_lines(found: pd.DataFrame, book: RuleBook, graduation: pd.DataFrame, participation: pd.DataFrame) -> pd.DataFrame:
    """Organizations near a line of the year.

    Parameters
    ----------
    found : determinations.
    book : rules of the year.
    graduation : four-year rates of all students: org_code, org_name, org_level, school_year, graduated_pct, cohort_n, source_id.
    participation : tests of all students: org_code, org_name, org_level, school_year, subject, grades, participation_pct,
        tested_n.

    Returns
    -------
    DataFrame
        COLUMNS. `of` names the test of a participation rate, the one with the lowest rate; `line_at` is where the
        line lies, `side` on which side of it the figure is. `flagged` is what the state did, which a side does not tell: yes, no,
        or not known where no determination of the year is at hand. A graduation rate is near its line when its 95 percent
        interval (Wilson) holds the line, or, without a cohort, when it lies within a percentage point; `n` is the cohort, or the
        students who should have been tested.
    """
    parts = [_ranks(found, book), _graduation(graduation, book), _participation(participation, book)]
    rows = pd.concat([part for part in parts if len(part)] or [pd.DataFrame(columns=list(COLUMNS))], ignore_index=True)
    now = found[found["school_year"] == book.year].set_index("org_code")["is_flagged"].astype(bool)
    rows["flagged"] = rows["org_code"].map(now.map({True: "yes", False: "no"})).fillna("not known")
    return rows[list(COLUMNS)].sort_values(["line", "figure", "org_code"], ignore_index=True)


def open_lines(near: pd.DataFrame, book: RuleBook) -> str:
    """The lines of these rows whose rule no source confirms for the year, as a sentence; empty where each is confirmed."""
    rules = {line: book.rule(f"line.{line}") for line in sorted(near["line"].unique())}
    named = [f"{TOLD_AS[line]} ({rule.value:f})" for line, rule in rules.items() if not book.is_confirmed(rule)]
    return (
        f"Not confirmed, so that a figure on that side need not be a reason: the line of {' and '.join(named)}." if named else ""
    )


def lowest_participation(tests: pd.DataFrame, year: int) -> pd.DataFrame:
    """Of each organization the test of the year with the lowest participation; `of` names it."""
    rows = tests[(tests["school_year"] == year) & tests["participation_pct"].notna()]
    rows = rows.sort_values("participation_pct").drop_duplicates("org_code").reset_index(drop=True)
    rows["of"] = [
        f"{SUBJECTS[subject]}, {GRADE_SPANS.get(grades, grades)}"
        for subject, grades in zip(rows["subject"], rows["grades"], strict=True)
    ]
    return rows


def _ranks(found: pd.DataFrame, book: RuleBook) -> pd.DataFrame:
    line = float(book.number("line.percentile"))
    rows = found[(found["school_year"] == book.year) & (found["org_level"] == "school")]
    rank = rows["accountability_percentile"]
    rows = rows[(rank > line - NEAR_PERCENTILE) & (rank <= line + NEAR_PERCENTILE)]
    return rows.assign(
        line=_RANK, of="", line_at=line, figure=rows["accountability_percentile"], low=float("nan"), high=float("nan"),
        n=float("nan"), figure_year=book.year,
        side=(rows["accountability_percentile"] <= line).map(_RANK_SIDES),
    )  # fmt: skip


def _graduation(rates: pd.DataFrame, book: RuleBook) -> pd.DataFrame:
    line = float(book.number("line.graduation"))
    rows = rates[(rates["school_year"] == book.year - 1) & rates["graduated_pct"].notna()].reset_index(drop=True)
    return _near(rows, rows["graduated_pct"].astype(float), rows["cohort_n"].astype(float), line, _GRADUATION, 1.0)


def _participation(tests: pd.DataFrame, book: RuleBook) -> pd.DataFrame:
    line = float(book.number("line.participation"))
    rows = lowest_participation(tests, book.year)
    share = rows["participation_pct"].astype(float)
    should = (100 * rows["tested_n"].astype(float) / share.where(share > 0)).round()
    return _near(rows, share, should, line, _PARTICIPATION, NEAR_PARTICIPATION)


def _near(rows: pd.DataFrame, share: pd.Series, n: pd.Series, line: float, name: str, within: float) -> pd.DataFrame:
    """Rows whose interval holds the line; without a count, those within so many percentage points."""
    known = n.notna() & (n > 0)
    low, high = pd.Series(float("nan"), index=rows.index), pd.Series(float("nan"), index=rows.index)
    interval = wilson((share * n / 100).round()[known].clip(upper=n[known]), n[known])
    low[known], high[known] = 100 * interval.low, 100 * interval.high
    near = ((low <= line) & (high >= line)) | (~known & ((share - line).abs() <= within))
    made = rows.assign(
        line=name, of=rows.get("of", ""), line_at=line, figure=share, low=low, high=high, n=n,
        figure_year=rows["school_year"], side=(share < line).map(_RATE_SIDES),
    )  # fmt: skip
    return made[near]

"""Which rows of a measure table a question means, and the published cells behind them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from ssos_analysis.brief import Brief
from ssos_analysis.errors import ParameterError
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.schemas import TABLES
from ssos_analysis.schemas.columns import REPORTED
from ssos_analysis.trace.published import PublishedCell, StoredRow
from ssos_analysis.trace.question import Question, spring_year
from ssos_analysis.trace.statistics import EARLIER
from ssos_analysis.vocabulary.organizations import STATE
from ssos_analysis.vocabulary.school_years import year_label


def earlier_rows(
    table: MeasureTable, row: pd.Series[Any], question: Question
) -> Iterator[tuple[pd.Series[Any], str, dict[str, str]]]:
    """Rows of the same students in the other years that the file names, with column -> heading of what the file has of them."""
    rows = table.rows(org_code=str(row["org_code"]), group=str(row["student_group"]))
    rows = rows[(rows["variant"] == row["variant"]) & (rows["status"] == REPORTED)]
    for name, (figure, students) in EARLIER.items():
        text = question.printed.get(name, "")
        found = rows[rows["school_year"] == spring_year(text)] if text else rows.iloc[:0]
        if len(found) and figure in question.printed:
            year = spring_year(text)
            yield found.iloc[0], f"{year_label(year)}: ", {"estimate": figure, "denominator": students}


def asked_row(table: MeasureTable, question: Question) -> pd.Series[Any]:
    """The row of the measure table that is asked about."""
    group = question.group or _group_of(table, question)
    rows = table.rows(org_code=question.org_code, group=group)
    if question.period:
        rows = rows[rows["variant"] == question.period]
    year = question.school_year or table.newest_year(group, org_code=question.org_code)
    found = rows[rows["school_year"] == (year or 0)]
    if found.empty:
        years = ", ".join(str(held) for held in sorted(rows["school_year"].unique()))
        raise ParameterError(
            f"the store holds no {table.measure.label} of {question.org_code}, {group}, {year or 'any year'}",
            where=f"measure {table.measure.id}",
            mend=f"years held: {years}" if years else "ask for another group, school or measure",
        )
    return found.iloc[0]


def _group_of(table: MeasureTable, question: Question) -> str:
    """The students of a row whose file does not say them: those of the file and row it names."""
    rows = table.rows(org_code=question.org_code)
    rows = rows[(rows["school_year"] == question.school_year) & (rows["source_id"] == question.printed["source_id"])]
    rows = rows[rows["source_row"].astype(str) == question.printed.get("source_row", "").removesuffix(".0")]
    groups = sorted(set(rows["student_group"]))
    if len(groups) != 1:
        held = ", ".join(sorted(set(table.rows(org_code=question.org_code)["student_group"]))) or "none"
        raise ParameterError(
            f"the file does not say whose figures these are, and the row of {table.measure.label} that it names does not tell",
            where="column 'student_group' of the CSV",
            mend=f"build the brief again, or ask with --district, --measure and --group; groups held: {held}",
        )
    return str(groups[0])


def state_row(table: MeasureTable, row: pd.Series[Any]) -> pd.Series[Any] | None:
    """The state's reported row of the same group, year and period."""
    rows = table.rows(org_code=STATE, group=str(row["student_group"]))
    rows = rows[(rows["school_year"] == row["school_year"]) & (rows["variant"] == row["variant"]) & (rows["status"] == REPORTED)]
    return None if rows.empty else rows.iloc[0]


def cells_of(
    brief: Brief, table: MeasureTable, row: pd.Series[Any], whose: str, *, only_figure: bool = False
) -> list[PublishedCell]:
    """The published cells behind a row of the measure table; none where no file holds the row."""
    if not row["source_row"]:
        return []
    about = table.measure
    # reports of staff, money, class size and plans know no student groups
    group = {"student_group": row["student_group"]} if "student_group" in TABLES[about.table].keys else {}
    keys = {
        "school_year": int(row["school_year"]), **group, **about.where, **(dict.fromkeys(about.prefer, row["variant"])),
        "source_id": row["source_id"], "source_row": int(row["source_row"]),
    }  # fmt: skip
    stored = StoredRow(brief.store, about.table, str(row["org_code"]), keys)
    wanted = {about.value: f"{whose}published figure ({about.unit})"}
    if not only_figure:
        wanted |= {about.denominator: f"{whose}students behind it"} if about.denominator else {}
        wanted |= {about.numerator: f"{whose}students with the outcome"} if about.numerator else {}
    return [stored.cell(column, what) for column, what in wanted.items()]

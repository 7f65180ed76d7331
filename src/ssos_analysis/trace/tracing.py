"""The way back of one number: cells as published, then each step of arithmetic, then the number as the page has it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ssos_analysis import analyses
from ssos_analysis.brief import Brief, open_brief
from ssos_analysis.disclosure.release import REASONS
from ssos_analysis.errors import ParameterError
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.presentation.download_columns import FIGURE_COLUMNS, GAP_COLUMNS, STUDENT_COLUMNS
from ssos_analysis.schemas.columns import REPORTED
from ssos_analysis.trace.arithmetic import figure_steps, gap_steps
from ssos_analysis.trace.published import PublishedCell, StoredRow
from ssos_analysis.trace.question import Question
from ssos_analysis.vocabulary.organizations import STATE, district_of
from ssos_analysis.vocabulary.school_years import year_label
from ssos_analysis.vocabulary.student_groups import ALL_OTHER_STUDENTS, ALL_STUDENTS, group_label

Values = dict[str, float]


@dataclass(frozen=True)
class Compared:
    """A number as the file asked about has it, and as it comes out of the store now."""

    heading: str
    printed: str
    recomputed: float

    @property
    def agrees(self) -> bool:
        """Whether the two are the same number (to the twelfth digit: a CSV keeps them whole)."""
        if not self.printed.strip():
            return math.isnan(self.recomputed)
        return math.isclose(float(self.printed), self.recomputed, rel_tol=1e-9, abs_tol=1e-9)


@dataclass(frozen=True)
class Trace:
    """One number traced.

    Attributes
    ----------
    title : what it is a figure of.
    cells : the published cells it rests on.
    steps : the arithmetic between them and the number, in words and figures.
    values : heading of the download -> value, as it comes out now.
    compared : the same beside what the file asked about has; empty where the question was typed.
    remarks : what else the reader must know (another vintage, a hidden figure, a clash of publications).
    """

    title: str
    cells: tuple[PublishedCell, ...]
    steps: tuple[str, ...]
    values: Mapping[str, float]
    compared: tuple[Compared, ...]
    remarks: tuple[str, ...]


def trace(question: Question, *, as_of: str | None = None) -> Trace:
    """Follow a number back to its file.

    Raises
    ------
    ParameterError
        No such measure; the organization has no figure of that group and year.
    StoreError
        There is no store, or it no longer holds the row.
    """
    brief = open_brief(question.district_code or district_of(question.org_code), as_of=as_of)
    if not question.measure:
        return _trace_share(brief, question)
    table = brief.measure(question.measure)
    row = _row(table, question)
    title = f"{row['org_name']} ({row['org_code']}): {table.measure.label}, {group_label(row['student_group'])}, " + year_label(
        int(row["school_year"])
    )
    cells = list(_cells(brief, table, row, ""))
    steps = figure_steps(table.measure, row)
    values = _values(row, FIGURE_COLUMNS)
    remarks = _remarks(row, question)
    if question.reference:
        base, gap = _gap(brief, table, row, question.reference)
        if base is not None:
            name = ALL_STUDENTS if question.reference == ALL_OTHER_STUDENTS else question.reference
            cells += _cells(brief, table, base, f"{group_label(name)}: ")
        steps += gap_steps(gap, base, question.reference)
        values |= _values(gap, GAP_COLUMNS)
        if gap["hidden_reason"]:
            remarks.append(f"The gap is not shown: {REASONS[gap['hidden_reason']]}.")
    state = _state_row(table, row)
    if state is not None:
        values["state_published_figure"] = float(state["estimate"])
        if "state_published_figure" in question.printed:
            cells += _cells(brief, table, state, "the state: ", only_figure=True)
    return Trace(title, tuple(cells), tuple(steps), values, _compared(question, values), tuple(remarks))


def _row(table: MeasureTable, question: Question) -> pd.Series[Any]:
    """The row of the measure table that is asked about."""
    rows = table.rows(org_code=question.org_code, group=question.group)
    if question.period:
        rows = rows[rows["variant"] == question.period]
    year = question.school_year or table.newest_year(question.group, org_code=question.org_code)
    found = rows[rows["school_year"] == (year or 0)]
    if found.empty:
        years = ", ".join(str(held) for held in sorted(rows["school_year"].unique()))
        raise ParameterError(
            f"the store holds no {table.measure.label} of {question.org_code}, {question.group}, {year or 'any year'}",
            where=f"measure {table.measure.id}",
            mend=f"years held: {years}" if years else "ask for another group, school or measure",
        )
    return found.iloc[0]


def _state_row(table: MeasureTable, row: pd.Series[Any]) -> pd.Series[Any] | None:
    """The state's reported row of the same group, year and period."""
    rows = table.rows(org_code=STATE, group=str(row["student_group"]))
    rows = rows[(rows["school_year"] == row["school_year"]) & (rows["variant"] == row["variant"]) & (rows["status"] == REPORTED)]
    return None if rows.empty else rows.iloc[0]


def _cells(
    brief: Brief, table: MeasureTable, row: pd.Series[Any], whose: str, *, only_figure: bool = False
) -> list[PublishedCell]:
    """The published cells behind a row of the measure table; none where no file holds the row."""
    if not row["source_row"]:
        return []
    about = table.measure
    keys = {
        "school_year": int(row["school_year"]), "student_group": row["student_group"], **about.where,
        **(dict.fromkeys(about.prefer, row["variant"])), "source_id": row["source_id"],
        "source_row": int(row["source_row"]),
    }  # fmt: skip
    stored = StoredRow(brief.store, about.table, str(row["org_code"]), keys)
    wanted = {about.value: f"{whose}published figure ({about.unit})"}
    if not only_figure:
        wanted |= {about.denominator: f"{whose}students behind it"} if about.denominator else {}
        wanted |= {about.numerator: f"{whose}students with the outcome"} if about.numerator else {}
    return [stored.cell(column, what) for column, what in wanted.items()]


def _gap(brief: Brief, table: MeasureTable, row: pd.Series[Any], reference: str) -> tuple[pd.Series[Any] | None, pd.Series[Any]]:
    """The row of the students compared with, and the gap as it is released: what a page may not show, a trace does not."""
    group = str(row["student_group"])
    # a group that is never reported has a row in the newest year's gaps only, with the reason why there is none
    for finding in (
        analyses.gaps_over_years(table, groups=(group,), reference=reference),
        analyses.equity_gaps(table, reference=reference),
    ):
        gaps = brief.release(finding).table
        same = gaps[
            (gaps["student_group"] == group) & (gaps["school_year"] == row["school_year"]) & (gaps["org_code"] == row["org_code"])
        ]
        if len(same):
            break
    else:
        raise ParameterError(
            f"no gap is reckoned for {group} of {row['org_code']} in {row['school_year']}",
            mend="gaps are those of a district's groups; leave out --reference",
        )
    whole = ALL_STUDENTS if reference == ALL_OTHER_STUDENTS else reference
    base = table.rows(org_code=str(row["org_code"]), group=whole)
    base = base[(base["school_year"] == row["school_year"]) & (base["variant"] == row["variant"])]
    return (None if base.empty else base.iloc[0]), same.iloc[0]


def _remarks(row: pd.Series[Any], question: Question) -> list[str]:
    """What a reader of the number must know besides."""
    remarks = []
    if row["status"] != REPORTED:
        remarks.append(f"There is no figure: {str(row['status']).replace('_', ' ')}.")
    if not row["source_row"]:
        remarks.append("No file holds this row: the state publishes the group and year, and not for this organization.")
    if row["unusual"]:
        remarks.append(str(row["unusual"]))
    if row["series_reason"]:
        remarks.append(f"Its comparable series began with a change: {row['series_reason']}")
    if row["disagrees"]:
        remarks.append(f"Another publication differs: {row['disagrees']}.")
    printed = question.printed.get("source_id", "")
    if printed and printed != row["source_id"]:
        remarks.append(f"The page was built from file {printed}; the store now takes this figure from {row['source_id']}.")
    return remarks


def _trace_share(brief: Brief, question: Question) -> Trace:
    """A row of the table of who the students are."""
    released = brief.release(analyses.who_are_our_students(brief.students()))
    rows = released.table[released.table["student_group"] == question.group]
    if rows.empty:
        raise ParameterError(f"the store holds no share of {question.group} of {question.org_code}", mend="ask for another group")
    row = rows.iloc[0]
    keys = {name: row[name] for name in ("school_year", "student_group", "source_id", "source_row")}
    stored = StoredRow(brief.store, "enrollment_by_group", question.org_code, keys)
    cells = [stored.cell("students_pct", "published share of students"), stored.cell("students_n", "published count")]
    steps = []
    if not math.isnan(row["about_n"]):
        everyone = {
            "school_year": row["school_year"], "student_group": ALL_STUDENTS, "grade": "ALL", "source_id": row["total_source_id"],
        }  # fmt: skip
        cells.append(
            StoredRow(brief.store, "enrollment_by_grade", question.org_code, everyone).cell("students_n", "all students")
        )
        steps.append(f"about {row['about_n']:,.0f} students = {row['students_pct']:g} % of {row['total_n']:,.0f}, rounded")
    values = _values(row, STUDENT_COLUMNS)
    remarks = [f"The derived count is not shown: {REASONS[row['hidden_reason']]}."] if row["hidden_reason"] else []
    title = f"{brief.district_name} ({question.org_code}): enrollment, {group_label(question.group)}, " + year_label(
        int(row["school_year"])
    )
    return Trace(title, tuple(cells), tuple(steps), values, _compared(question, values), tuple(remarks))


def _values(row: pd.Series[Any], columns: Mapping[str, str]) -> Values:
    """Numbers of a row under the headings of the download."""
    return {
        label: float(row[name])
        for name, label in columns.items()
        if name in row and name not in _NOT_FIGURES and isinstance(row[name], (int, float)) and not isinstance(row[name], bool)
    }


_NOT_FIGURES = {"school_year", "source_row"}


def _compared(question: Question, values: Values) -> tuple[Compared, ...]:
    """Numbers of the file asked about beside what comes out now."""
    return tuple(
        Compared(heading, question.printed[heading], value) for heading, value in values.items() if heading in question.printed
    )

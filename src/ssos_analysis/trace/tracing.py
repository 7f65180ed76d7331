"""The way back of one number: cells as published, then each step of arithmetic, then the number as the page has it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
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
from ssos_analysis.trace.question import Question, TableRow, spring_year
from ssos_analysis.trace.rows import asked_row, cells_of, earlier_rows, state_row
from ssos_analysis.trace.statistics import GAP_OF_A_MAIN_POINT, INTERVAL, not_rebuilt, statistic_of, values_of
from ssos_analysis.trace.table_files import NamedFile, files_behind
from ssos_analysis.vocabulary.organizations import STATE, district_of, is_example
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
        try:
            return math.isclose(float(self.printed), self.recomputed, rel_tol=1e-9, abs_tol=1e-9)
        except ValueError:
            return False


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
    files : the files behind a row whose numbers are not those of one measure, in place of cells.
    not_rebuilt : the numbers of the row that are not worked out again, in words; empty where all are.
    """

    title: str
    cells: tuple[PublishedCell, ...]
    steps: tuple[str, ...]
    values: Mapping[str, float]
    compared: tuple[Compared, ...]
    remarks: tuple[str, ...]
    files: tuple[NamedFile, ...] = ()
    not_rebuilt: str = ""


def trace(question: Question | TableRow, *, as_of: str | None = None, example: bool = False, store: Path | None = None) -> Trace:
    """Follow a number back to its file.

    Parameters
    ----------
    as_of : as `open_brief` takes it.
    example, store : where figures are read from: the example state, or the folder of a store; districts of the example state
        are found there unasked.

    Raises
    ------
    ParameterError
        No such measure; the organization has no figure of that group and year; the file does not say whose figure it is.
    StoreError
        There is no store, or it no longer holds the row.
    """
    if isinstance(question, TableRow):
        files, told = files_behind(question, example=example, store=store)
        return Trace(f"{question.path.stem}, row {question.row}", (), (), {}, (), (told,), files)
    # a download of peers has rows of many districts; the state's row is that of the district's brief
    is_state = question.org_code == STATE and question.district_code
    code = question.district_code if is_state else district_of(question.org_code)
    if example and not is_example(code):
        raise ParameterError(f"{code} is no district of the example state", where="--example", mend="leave out --example")
    brief = open_brief(code, as_of=as_of, store=store)
    if not question.measure:
        return _trace_share(brief, question)
    table = brief.measure(question.measure)
    if question.printed and question.school_year is None:
        return _without_figure(brief, table, question)
    row = asked_row(table, question)
    asked = replace(question, group=str(row["student_group"]))
    title = f"{row['org_name']} ({row['org_code']}): {table.measure.label}, {group_label(asked.group)}, " + year_label(
        int(row["school_year"])
    )
    cells = list(cells_of(brief, table, row, ""))
    steps = figure_steps(table.measure, row)
    values = _figures(row)
    remarks = _remarks(row, question)
    if asked.reference:
        base, gap = _gap(brief, table, row, asked.reference)
        if base is not None:
            name = ALL_STUDENTS if asked.reference == ALL_OTHER_STUDENTS else asked.reference
            cells += cells_of(brief, table, base, f"{group_label(name)}: ")
        steps += gap_steps(gap, base, asked.reference)
        values |= values_of(gap, GAP_COLUMNS) | values_of(gap, GAP_OF_A_MAIN_POINT)
        if gap["hidden_reason"]:
            remarks.append(f"The gap is not shown: {REASONS[gap['hidden_reason']]}.")
    for earlier, whose, headings in earlier_rows(table, row, question):
        cells += cells_of(brief, table, earlier, whose, only_figure=True)
        values |= {heading: float(earlier[name]) for name, heading in headings.items() if heading}
    state = state_row(table, row)
    if state is not None:
        values["state_published_figure"] = float(state["estimate"])
        if question.printed.get("compared_with") == "state":
            values["compared_with_published_figure"] = float(state["estimate"])
        if {"state_published_figure", "compared_with_published_figure"} & set(question.printed):
            cells += cells_of(brief, table, state, "the state: ", only_figure=True)
    values = _with_statistic(brief, table, asked, values)
    compared, left = _compared(question, values), not_rebuilt(question.printed, values)
    return Trace(title, tuple(cells), tuple(steps), values, compared, tuple(remarks), not_rebuilt=left)


def _figures(row: pd.Series[Any]) -> Values:
    """The numbers of a figure; of a proposed goal its figure is the baseline."""
    values = values_of(row, FIGURE_COLUMNS)
    return values | {"baseline_published": values["published_figure"]}


def _with_statistic(brief: Brief, table: MeasureTable, asked: Question, values: Values) -> Values:
    """The numbers with those of the statistic that the file names; where it does not come out, none stand for its interval."""
    statistic = statistic_of(asked.printed)
    if statistic is None or (asked.reference and asked.printed.get("comparison") == "gap"):
        return values
    values = {heading: value for heading, value in values.items() if heading not in INTERVAL}
    if statistic.find is None or asked.org_code != brief.district_code:
        return values
    rows = brief.release(statistic.find(table, asked)).table
    rows = rows[rows["student_group"] == asked.group]
    years = [(name, asked.printed[name]) for name in ("school_year", "first_year") if asked.printed.get(name)]
    for name, text in years:  # a store filled anew may begin or end the series with another year
        rows = rows[rows[name] == spring_year(text)]
    return values if rows.empty else values | values_of(rows.iloc[0], statistic.columns)


def _without_figure(brief: Brief, table: MeasureTable, question: Question) -> Trace:
    """A row of a download that has no figure: the reason it gives, and that none comes out now."""
    values = _with_statistic(brief, table, question, {})
    reasons = [question.printed[name] for name in _REASONS if question.printed.get(name)]
    told = f"There is no figure in this row: {'; '.join(reasons) or 'the file gives no reason'}."
    title = f"{brief.district_name} ({question.org_code}): {table.measure.label}" + (
        f", {group_label(question.group)}" if question.group else ""
    )
    return Trace(title, (), (), values, _compared(question, values), (told,), not_rebuilt=not_rebuilt(question.printed, values))


_REASONS = ("why_not_compared", "why_not_calculated", "why_hidden", "reason", "next_figure_expected")


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
    values = values_of(row, STUDENT_COLUMNS)
    remarks = [f"The derived count is not shown: {REASONS[row['hidden_reason']]}."] if row["hidden_reason"] else []
    title = f"{brief.district_name} ({question.org_code}): enrollment, {group_label(question.group)}, " + year_label(
        int(row["school_year"])
    )
    return Trace(title, tuple(cells), tuple(steps), values, _compared(question, values), tuple(remarks))


def _compared(question: Question, values: Values) -> tuple[Compared, ...]:
    """Numbers of the file asked about beside what comes out now."""
    return tuple(
        Compared(heading, question.printed[heading], value) for heading, value in values.items() if heading in question.printed
    )

"""Goals in the shape of a plan's table, for the team that writes the plan, as a workbook and as CSV."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from typing import Any

import xlsxwriter

from ssos_analysis.choices import DistrictGoals, Goal
from ssos_analysis.disclosure.release import REASONS, Released
from ssos_analysis.goals.form import group_words
from ssos_analysis.measures.registry import measure as measure_of
from ssos_analysis.presentation.markup import csv_text, plain
from ssos_analysis.presentation.numbers import fixed, is_missing, students
from ssos_analysis.vocabulary.school_years import year_label

COLUMNS = (
    "Set by", "Objective", "Measure", "Student group", "Baseline year", "Baseline", "Range of the baseline", "Target year",
    "Target", "Benchmarks", "Students it means", "How often districts gained as much", "How it stands", "Followed in",
    "Next figures", "Where in the plan", "Owner", "Evidence",
)  # fmt: skip
_WIDTHS = (13, 46, 46, 26, 12, 10, 18, 12, 10, 44, 16, 44, 40, 34, 18, 26, 24, 30)
_STANDS = {"met": "met", "on_path": "on path", "behind": "behind the path", "cannot_tell": "we cannot tell"}
_BANDS = {
    "modest": "half or more of comparable districts gained as much", "ambitious": "ambitious: fewer than half gained as much",
    "very_ambitious": "very ambitious: fewer than one in five gained as much",
    "unprecedented": "almost none gained as much: ask how", "cannot_tell": "too few comparable districts to tell",
    "reached": "reached",
}  # fmt: skip
_ABOUT = (
    "Goals set by the district come first; goals that the published figures suggest follow. A proposal is a start: the team "
    "knows what these data do not, and decides.",
    "Baselines are the state's published figures; the range is the 95 percent interval, which chance alone gives a figure of so "
    "many students. Benchmarks of the district's own goals stand on the straight line from baseline to target; for proposals the "
    "baseline is taken to hold until the plan begins, and each year brings an equal share of the gain.",
    "Owner and evidence are left to the team; of the district's own goals the owner is the one it gave.",
)
_LENIENT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

Row = dict[str, str | float]


def plan_rows(own: Sequence[Released], proposed: Released, goals: DistrictGoals | None) -> list[Row]:
    """One row for each goal, in the columns of COLUMNS: the district's own in its order, then those proposed.

    Parameters
    ----------
    own : released findings of kind `goal_progress`.
    proposed : released finding of kind `proposed_goals`.
    goals : the district's own goals.
    """
    stands = {str(row["goal"]): row for released in own for row in released.rows}
    rows = [_own(goal, stands.get(goal.id, {})) for goal in (goals.goals if goals else ())]
    return [*rows, *(_proposed(row) for row in proposed.rows)]


def _own(goal: Goal, now: dict[str, Any]) -> Row:
    about = measure_of(goal.measure)
    span = goal.target_year - goal.baseline_year
    line = {year: goal.baseline + (goal.target - goal.baseline) * (year - goal.baseline_year) / span
            for year in range(goal.baseline_year + 1, goal.target_year)}  # fmt: skip
    steps = "; ".join(f"{year_label(year)}: {fixed(value, 1)}" for year, value in line.items())
    return _row(
        "the district", goal.name, about.label, goal.group, goal.baseline_year, _printed(goal.baseline), "",
        goal.target_year, _printed(goal.target), steps,
        "" if is_missing(now.get("students_needed")) else students(now["students_needed"]), "",
        _stands(now) if now else "", about.report, _next(now["expected"], now["is_overdue"]) if now else "",
        goal.source, goal.owner,
    )  # fmt: skip


def _proposed(row: dict[str, Any]) -> Row:
    hidden = REASONS.get(str(row["hidden_reason"]), "")
    interval = "" if is_missing(row["low"]) else f"{fixed(row['low'], 1)} to {fixed(row['high'], 1)}"
    steps = [] if hidden else [
        f"{year_label(int(year))}: {fixed(value, 1)}" + (f" (figures about {month})" if month else "")
        for year, value, month in row["benchmarks"]
    ]  # fmt: skip
    return _row(
        "proposed", row["objective"], row["label"], row["student_group"], int(row["baseline_year"]),
        _printed(row["baseline"], int(row["decimals"])), interval, int(row["target_year"]),
        hidden or _printed(row["target"]), "; ".join(steps) or hidden,
        hidden or ("" if is_missing(row["students_needed"]) else students(row["students_needed"])),
        hidden or _BANDS.get(str(row["band"]), ""), "", row["report"], _next(row["next_update"], row["is_overdue"]), "", "",
    )  # fmt: skip


def _stands(now: dict[str, Any]) -> str:
    """Where a goal stands, with its newest figure; without one, whether that can be had."""
    if now["stands"] == "not_out":
        return f"data not out until about {now['expected']}"
    if now["stands"] == "not_read":
        return "not in the files read" + (f" (expected {now['expected']})" if now["expected"] else "")
    seen = "" if is_missing(now["estimate"]) else f"{_figure(now['estimate'], now)} in {year_label(int(now['school_year']))}: "
    return f"{seen}{_STANDS[now['stands']]} ({now['reason']})"


def _next(month: str, is_overdue: bool) -> str:
    return f"was expected {month}; not in the files read" if is_overdue else month


def _row(*cells: Any) -> Row:
    values = [*cells, ""]  # the evidence
    values[3] = group_words(str(values[3]))
    values[4], values[7] = year_label(int(values[4])), year_label(int(values[7]))
    return {name: plain(value) if isinstance(value, str) else value for name, value in zip(COLUMNS, values, strict=True)}


def _printed(value: float, decimals: int = 0) -> float:
    """A number that a spreadsheet shows as it was printed: 25 of 25.0, unless it was printed with a decimal."""
    return int(value) if decimals == 0 and float(value).is_integer() else float(value)


def _figure(value: float, row: dict[str, Any]) -> str:
    return fixed(value, 1 if is_missing(row.get("decimals")) else int(row["decimals"]))


def plan_csv(rows: Sequence[Row]) -> bytes:
    """The table as CSV; no cell of it is taken for a formula."""
    return csv_text(COLUMNS, [[row[name] for name in COLUMNS] for row in rows]).encode("utf-8-sig")


def plan_workbook(rows: Sequence[Row], *, name: str, code: str, as_of: dt.date, invented: bool) -> bytes:
    """The table as a workbook: numbers as numbers, words as words, and a sheet that says what they are."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _LENIENT) as book:
        book.set_properties({"title": "Goals of a plan", "created": dt.datetime(2000, 1, 1)})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        words = book.add_format({"text_wrap": True, "valign": "top"})
        numbers = {kind: book.add_format({"num_format": shape, "valign": "top"}) for kind, shape in ((int, "0"), (float, "0.0"))}
        sheet = book.add_worksheet("Goals")
        sheet.freeze_panes(1, 2)
        for place, (heading, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, heading, head)
        for at, row in enumerate(rows, start=1):
            for place, heading in enumerate(COLUMNS):
                value = row[heading]
                if isinstance(value, str):
                    sheet.write_string(at, place, value, words)
                else:
                    sheet.write_number(at, place, value, numbers[type(value)])
        about = book.add_worksheet("About")
        about.set_column(0, 0, 110)
        for at, text in enumerate(_about(name, code, as_of, invented)):
            about.write_string(at, 0, plain(text), words)
    return out.getvalue()


def _about(name: str, code: str, as_of: dt.date, invented: bool) -> Iterator[str]:
    yield f"{name}, {code}; made on {as_of.isoformat()}."
    if invented:
        yield "Invented data: this district and its figures are made up."
    yield from _ABOUT

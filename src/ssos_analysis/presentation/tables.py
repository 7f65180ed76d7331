"""Tables that stand without a chart: the newest figures, schools, and who the students are."""

from __future__ import annotations

import math
from typing import Any

from ssos_analysis.disclosure.release import REASONS, Released
from ssos_analysis.presentation.counted import counted, counted_in, in_terms_of_staff, without_counts_of
from ssos_analysis.presentation.display import csv_of, released_only, show_table
from ssos_analysis.presentation.download_columns import FIGURE_COLUMNS, LATEST_COLUMNS, STUDENT_COLUMNS
from ssos_analysis.presentation.markup import INTERVAL, STUDENTS, Cell, DataTable, file_stem, without
from ssos_analysis.presentation.nothing_to_show import say_note
from ssos_analysis.presentation.numbers import (
    count_cell,
    figure,
    figure_cell,
    interval_cell,
    is_missing,
    period,
    short_period,
    students,
)
from ssos_analysis.presentation.standing import cell
from ssos_analysis.presentation.where_from import where_from
from ssos_analysis.presentation.wording import sentence_start
from ssos_analysis.vocabulary.school_years import year_label
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS, group_label, group_noun

Row = dict[str, Any]

_ARE_COUNTS = "These figures are themselves counts of students, so none has an interval."
_NONE_COUNTED = "None of these figures comes with a count of people, so we cannot say how sure a difference from the state is."


def latest_table(released: Released, *, name: str = "newest figures") -> None:
    """The newest comparable figure of each measure, dated, with n, interval, the state's figure and what may be said."""
    released_only(released)
    rows = released.rows
    district = released.choices["district_name"]
    if rows:
        stem = file_stem(name)
        cells = [_latest_row(row) for row in rows]
        counts = counted_in([str(row["topic"]) for row in rows])
        table = DataTable(
            f"table-{stem}",
            f"{sentence_start(name)} of {district}"
            + (f", {group_noun(released.choices['group'])}" if counts == STUDENTS else ""),
            ["Measure", "Year", district, INTERVAL, counts, "State", "What we can say"],
            cells,
            f"Figures are the state's, with the state's decimals. {_compare(rows)}",
        )
        if all(is_missing(row["low"]) for row in rows):
            table = without(table, (INTERVAL, counts, "What we can say"), note=_why_no_interval(rows, district))
        columns, values = csv_of(released.table, LATEST_COLUMNS)
        show_table(table, f"{stem}.csv", columns, values, where=where_from(released))
    if released.choices["without"]:
        group = released.choices["group"]
        of = "" if group == ALL_STUDENTS else f", {group_noun(group)},"
        text = f"The files read hold no district figure of {district}{of} for: {released.choices['without']}."
        say_note(text)


def _compare(rows: list[Row]) -> str:
    reports = list(dict.fromkeys(f"“{row['report']}”" for row in rows))
    return f"Compare with the state's report {reports[0]}." if len(reports) == 1 else (
        f"Compare with the state's reports: {'; '.join(reports)}."
    )  # fmt: skip


def _why_no_interval(rows: list[Row], district: str) -> str:
    """Why no row has an interval; that none has a figure comes first."""
    if all(is_missing(row["estimate"]) for row in rows):
        return f"The files read hold no figure of {district} on these measures."
    return _ARE_COUNTS if all(map(_is_count, rows)) else _NONE_COUNTED


def _is_count(row: Row) -> bool:
    """Whether the figure is a number of students, and not a share or a mean of them."""
    return bool(row["kind"] == "number" and row["unit"] == "students")


def _latest_row(row: Row) -> list[Cell]:
    state = row["state_estimate"]
    return [
        Cell(row["label"]),
        Cell(short_period(row["topic"], int(row["school_year"]), row["variant"])),
        figure_cell(row, row["kind"]),
        interval_cell(row),
        count_cell(row["denominator"]),
        Cell("not reported", is_word=True)
        if is_missing(state)
        else Cell(figure(state, int(row["state_decimals"]), row["kind"]), state),
        Cell(in_terms_of_staff(cell("state", row["stands"]), row)),
    ]


def school_table(released: Released) -> None:
    """Each school's published figure, by name."""
    released_only(released)
    measure, choices = released.about, released.choices
    rows = released.rows
    district = choices["district_name"]
    if not rows:
        text = f"The files read hold no school figures of {district} for: {measure.label}."
        say_note(text)
        return
    when = period(measure.topic, int(choices["year"]), str(rows[0]["variant"]))
    stem = file_stem(f"schools {measure.id}")
    newest = int(choices["district_year"] or 0)
    older = int(choices["year"]) < newest
    note = f"The district's own figures are newer ({period(measure.topic, newest)}). " if older else ""
    has_intervals = not all(is_missing(row["low"]) for row in rows)
    order = " Where two intervals overlap widely, an order between the schools says little." if has_intervals else ""
    table = DataTable(
        f"table-{stem}",
        f"{measure.label} by school, {district}, {when}",
        ["School", "Published", INTERVAL, counted(measure)],
        [
            [
                Cell(row["org_name"]),
                figure_cell(row, measure.kind),
                interval_cell(row),
                count_cell(row["denominator"]),
            ]
            for row in rows
        ],
        f"{note}Schools are listed by name.{order}",
    )
    if not has_intervals:
        table = without_counts_of(measure, table)
    columns, values = csv_of(released.table, FIGURE_COLUMNS, measure)
    show_table(table, f"{stem}.csv", columns, values, where=where_from(released))


def student_table(released: Released) -> None:
    """Who the students are: published shares and counts, derived counts marked 'about'."""
    released_only(released)
    rows = released.rows
    choices = released.choices
    district = choices["district_name"]
    if not rows:
        text = f"The files read hold no enrollment by student group of {district}."
        say_note(text)
        return
    year = int(choices["year"])
    total = f"{students(float(choices['total']))} students" if choices["total"] else "total not reported"
    table = DataTable(
        "table-students",
        f"Students of {district} ({total} on 1 October {year - 1})",
        ["Group", "School year", "Share", "Students", "State share"],
        [_student_row(row) for row in rows],
        "Each row is the newest year that the files read hold for it, counted on 1 October. Shares are the state's. “About” "
        "marks a count the state does not publish: share times enrollment, rounded. "
        "A full count of students has no sampling interval. Groups other than race and gender overlap.",
    )
    columns, values = csv_of(released.table, STUDENT_COLUMNS)
    show_table(table, "students.csv", columns, values, where=where_from(released))


def _as_known(row: Row) -> float:
    """A derived count no finer than its share allows: 0.1 percent of 46,000 students is 46, so tens are what is known."""
    step = row["total_n"] * 10.0 ** -int(row["decimals"]) / 100
    unit = 10.0 ** max(0, math.floor(math.log10(step))) if step > 0 else 1.0
    return float(unit * max(1, round(row["about_n"] / unit)))


def _student_row(row: Row) -> list[Cell]:
    if not is_missing(row["students_n"]):
        count = count_cell(row["students_n"])
    elif row["hidden_reason"]:
        count = Cell(REASONS[row["hidden_reason"]], is_word=True)
    elif is_missing(row["about_n"]):
        count = Cell("not published", is_word=True)
    else:
        count = Cell(f"about {students(_as_known(row))}", row["about_n"])
    state = row["state_pct"]
    return [
        Cell(group_label(row["student_group"])),
        Cell(year_label(int(row["school_year"]))),
        Cell(figure(row["students_pct"], int(row["decimals"]), "share"), row["students_pct"]),
        count,
        Cell("not reported", is_word=True)
        if is_missing(state)
        else Cell(figure(state, int(row["state_decimals"]), "share"), state),
    ]

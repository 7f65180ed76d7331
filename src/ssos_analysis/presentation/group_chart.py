"""Every group's published figure in one year, with its interval where counts are published, and the state's beside it."""

from __future__ import annotations

from typing import Any

from ssos_analysis.disclosure.release import Released
from ssos_analysis.measures.definition import Measure
from ssos_analysis.presentation.counted import counted, without_counts_of
from ssos_analysis.presentation.display import csv_of, released_only, show_chart
from ssos_analysis.presentation.dot_chart import Dot, dot_svg
from ssos_analysis.presentation.download_columns import FIGURE_COLUMNS
from ssos_analysis.presentation.markup import INTERVAL, Cell, DataTable, file_stem, without
from ssos_analysis.presentation.nothing_to_show import say_no_groups, say_nothing_published
from ssos_analysis.presentation.numbers import (
    count_cell,
    figure,
    figure_cell,
    interval_cell,
    is_missing,
    period,
)
from ssos_analysis.presentation.standing import cell
from ssos_analysis.presentation.theme import DISTRICT
from ssos_analysis.presentation.where_from import where_from
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS, group_label

Row = dict[str, Any]

BESIDE = "What we can say"


def group_chart(released: Released) -> None:
    """Chart, table and CSV of a `by_group` finding."""
    released_only(released)
    measure, choices = released.about, released.choices
    rows = released.rows
    district = choices["district_name"]
    if not choices["year"] or not rows:
        say_nothing_published(measure, district)
        return
    if {row["student_group"] for row in rows} == {ALL_STUDENTS}:
        say_no_groups(measure, district)
        return
    when = period(measure.topic, int(choices["year"]), str(rows[0]["variant"]))
    name = file_stem(f"groups {measure.id}")
    reported = [row for row in rows if not is_missing(row["estimate"])]
    everyone = next((row["estimate"] for row in reported if row["student_group"] == ALL_STUDENTS), None)
    columns, values = csv_of(released.table, {**FIGURE_COLUMNS, "state_estimate": "state_published_figure"}, measure)
    svg, size = _svg(rows, measure, everyone)
    low, high = min(reported, key=lambda row: row["estimate"]), max(reported, key=lambda row: row["estimate"])
    ends = [f"{_value(row, measure)} ({group_label(row['student_group'])})" for row in (low, high)]
    spread = f"from {ends[0]} to {ends[1]}" if len(reported) > 1 else f"{ends[0]}, no other group reported"
    has_intervals = any(not is_missing(row["low"]) for row in rows)
    has_state = any(not is_missing(row["state_estimate"]) for row in reported)  # no diamond is drawn beside a missing dot
    drawn = "; ".join(
        (
            "Dots: the district",
            *(["diamonds: the same group in the state"] if has_state else []),
            *(["the vertical line: all students of the district"] if everyone is not None else []),
        )
    )
    show_chart(
        id=f"fig-{name}",
        headline=f"{measure.short_label} in {district}, {when}: {spread}.",
        subtitle=f"{measure.label}, {when}; {measure.unit}, by student group",
        svg=svg,
        size=size,
        alt=(
            f"Dot chart by student group, {measure.short_label}, {district[:60]}, {when}: {spread}."
            + (" Diamonds show the state." if has_state else "")
        )[:300],
        note=" ".join(
            (
                *([str(rows[0]["unusual"])] if rows[0]["unusual"] else []),
                f"{drawn}.",
                "Bars show 95 percent intervals. Of many groups, about one in twenty lies apart from the state's by chance."
                if has_intervals
                else "The files read hold no counts, so there is no interval, and we cannot say how sure a difference is.",
                "Groups overlap: a student can be in several.",
                f"Compare with the state's report “{measure.report}”.",
            )
        ),
        table=_table(name, measure, rows, when, district),
        csv_name=f"{name}.csv",
        csv_columns=columns,
        csv_rows=values,
        where=where_from(released),
    )


def _value(row: Row, measure: Measure) -> str:
    return figure(row["estimate"], int(row["decimals"]), measure.kind)


def _svg(rows: list[Row], measure: Measure, everyone: float | None) -> tuple[str, tuple[int, int]]:
    dots = [
        Dot(
            group_label(row["student_group"]), row["estimate"], row["low"], row["high"], DISTRICT, beside=row["state_estimate"],
            words="too few students" if row["status"] == "suppressed" else "not reported",
        )
        for row in rows
    ]  # fmt: skip
    values = [v for dot in dots for v in (dot.value, dot.low, dot.high, dot.beside) if not is_missing(v)]
    if measure.kind == "share":
        limits = (0.0, min(103.0, max(10.0, max(values) * 1.1)))
    elif measure.is_growth:
        limits = (1.0, 99.0)
    elif measure.kind == "mean":  # a scale of scores has no zero
        room = max(5.0, 0.2 * (max(values) - min(values)))
        limits = (min(values) - room, max(values) + room)
    else:
        limits = (0.0, max(values) * 1.1)
    return dot_svg(dots, line_at=everyone, limits=limits, percent=measure.kind == "share")


def _table(name: str, measure: Measure, rows: list[Row], when: str, district: str) -> DataTable:
    cells = [
        [
            Cell(group_label(row["student_group"])),
            figure_cell(row, measure.kind),
            interval_cell(row),
            count_cell(row["denominator"]),
            Cell("not reported", is_word=True)
            if is_missing(row["state_estimate"])
            else Cell(figure(row["state_estimate"], int(row["state_decimals"]), measure.kind), row["state_estimate"]),
            Cell(cell("state", row["stands"])),
        ]
        for row in rows
    ]
    table = DataTable(
        f"table-{name}",
        f"{measure.label} by student group, {district}, {when}",
        ["Group", district, INTERVAL, counted(measure), "State, same group", BESIDE],
        cells,
        measure.definition,
    )
    if any(not is_missing(row["low"]) for row in rows):
        return table
    return without(without_counts_of(measure, table), (BESIDE,))

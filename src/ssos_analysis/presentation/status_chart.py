"""Where each group stands and which way it moved, on one scale: an arrow from the year before, the target, and the state."""

from __future__ import annotations

import textwrap

import seaborn as sns
from matplotlib.ticker import MaxNLocator

from ssos_analysis.disclosure.release import Released
from ssos_analysis.presentation.accountability_words import SHORT, SPANS, Row, move_words, number_cell, value, value_cell
from ssos_analysis.presentation.display import csv_of, released_only, show_chart
from ssos_analysis.presentation.markup import Cell, DataTable, file_stem
from ssos_analysis.presentation.numbers import is_missing
from ssos_analysis.presentation.theme import DISTRICT, STATE, canvas, to_svg
from ssos_analysis.presentation.where_from import where_from
from ssos_analysis.vocabulary.accountability import GRADESPANS, INDICATORS
from ssos_analysis.vocabulary.student_groups import group_label

CHARTED = ("ela_achievement", "math_achievement")  # a page has room for four charts; the tables hold every indicator
_COLUMNS = ("student_group", "prior_value", "current_value", "change", "target", "state_value", "points", "included_n")
_ROW_IN, _LABEL_CHARACTERS = 0.42, 19


def status_charts(released: Released) -> None:
    """A chart for each grade span and each of CHARTED that two groups or more have with a year before; else none.

    The tables of the same finding hold every indicator.
    """
    released_only(released)
    for span in GRADESPANS:
        for indicator in CHARTED:
            rows = [
                row for row in released.rows
                if row["gradespan"] == span and row["indicator"] == indicator
                and not is_missing(row["prior_value"]) and not is_missing(row["current_value"])
            ]  # fmt: skip
            if len(rows) > 1:
                _chart(released, span, indicator, sorted(rows, key=lambda row: row["student_group"] != "all_students"))


def _chart(released: Released, span: str, indicator: str, rows: list[Row]) -> None:
    district, short = released.choices["district_name"], SHORT[indicator]
    now = int(rows[0]["current_year"])
    moved = [move_words(row) for row in rows]
    name = file_stem(f"status {span} {indicator}")
    shown = released.table[(released.table["gradespan"] == span) & (released.table["indicator"] == indicator)]
    columns, values = csv_of(shown, {one: one for one in _COLUMNS})
    svg, size = _svg(rows, indicator)
    better = "lower" if INDICATORS[indicator].lower_is_better else "higher"
    show_chart(
        id=f"fig-{name}",
        headline=f"{short}, {SPANS[span]}: {moved.count('improved')} of {len(rows)} groups improved from {now - 1} to {now}.",
        subtitle=f"{district}: arrow from {now - 1} to {now}; bar: target; diamond: the state's same group; {better} is better",
        svg=svg,
        size=size,
        alt=_alt(district, short, span, rows, moved),
        note="Level is where an arrow ends, change its length and direction. Groups overlap; small ones move more by chance.",
        table=_table(name, rows, f"{short}, {SPANS[span]}, {district}: {now - 1}, {now}, target and state"),
        csv_name=f"{name}.csv",
        csv_columns=columns,
        csv_rows=values,
        where=where_from(released, shown),
    )  # fmt: skip


def _svg(rows: list[Row], indicator: str) -> tuple[str, tuple[int, int]]:
    known = [
        float(row[name])
        for row in rows
        for name in ("prior_value", "current_value", "target", "state_value")
        if not is_missing(row[name])
    ]
    margin = max(1.0, 0.06 * (max(known) - min(known)))
    is_pct = INDICATORS[indicator].unit == "pct"
    low = max(0.0, min(known) - margin) if is_pct else min(known) - margin
    with canvas(0.75 + _ROW_IN * len(rows), left=1.72, right=0.25, top=0.1, bottom=0.45) as axes:
        for place, row in enumerate(rows):
            before, after = float(row["prior_value"]), float(row["current_value"])
            head = (
                "o" if before == after else ">" if after > before else "<"
            )  # a head of its own: an arrow can be too short for one
            axes.plot([before, after], [-place, -place], color=DISTRICT, linewidth=2, zorder=3)
            axes.plot(after, -place, marker=head, markersize=8, color=DISTRICT, zorder=4)
            if not is_missing(row["target"]):
                axes.plot(float(row["target"]), -place, marker="|", markersize=15, markeredgewidth=2, color=STATE, zorder=2)
            if not is_missing(row["state_value"]):
                axes.plot(
                    float(row["state_value"]), -place, marker="D", markersize=5.5, color=STATE, markerfacecolor="white", zorder=5
                )
        labels = [_wrapped(group_label(row["student_group"])) for row in rows]
        axes.set_yticks([-place for place in range(len(rows))], labels)
        axes.set_ylim(-len(rows) + 0.4, 0.6)
        axes.set_xlim(low, max(known) + margin)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
        axes.xaxis.set_major_formatter(lambda tick, _: f"{tick:.0f}%" if is_pct else f"{tick:.0f}")
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="x", linewidth=0.6)
        axes.set_axisbelow(True)
        sns.despine(ax=axes, left=True)
        return to_svg(axes)


def _wrapped(label: str) -> str:
    """A label on at most two lines; the table holds the whole name."""
    return "\n".join(textwrap.wrap(label, _LABEL_CHARACTERS, max_lines=2, placeholder="…"))


def _alt(district: str, short: str, span: str, rows: list[Row], moved: list[str]) -> str:
    lowest, highest = (pick(rows, key=lambda row: float(row["current_value"])) for pick in (min, max))
    return (
        f"Arrows of {len(rows)} groups in {district[:40]}, {short}, {SPANS[span]}: from {value(lowest, 'current_value')} "
        f"({group_label(lowest['student_group'])}) to {value(highest, 'current_value')} "
        f"({group_label(highest['student_group'])}); "
        f"{moved.count('improved')} improved, {moved.count('declined')} declined."
    )[:300]


def _table(name: str, rows: list[Row], caption: str) -> DataTable:
    cells = [
        [
            Cell(group_label(row["student_group"])), value_cell(row, "prior_value"), value_cell(row, "current_value"),
            number_cell(row["change"], 1, sign=True), Cell(move_words(row)), value_cell(row, "target"),
            value_cell(row, "state_value"),
            number_cell(row["points"], 0, missing="not scored"),
        ]
        for row in rows
    ]  # fmt: skip
    heads = ["Group", "Before", "Now", "Change", "Direction", "Target", "State, same group", "Points of 4"]
    return DataTable(f"table-{name}", caption, heads, cells)

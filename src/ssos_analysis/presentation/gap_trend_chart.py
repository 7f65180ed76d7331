"""The gap of a few groups over the years, with intervals, broken where years are not comparable."""

from __future__ import annotations

from typing import Any

import seaborn as sns

from ssos_analysis.disclosure.release import Released
from ssos_analysis.measures.definition import Measure
from ssos_analysis.presentation.display import csv_of, released_only, show_chart
from ssos_analysis.presentation.dot_chart import signed_tick
from ssos_analysis.presentation.download_columns import GAP_COLUMNS
from ssos_analysis.presentation.line_chart import draw_run, segments, set_years
from ssos_analysis.presentation.markup import Cell, DataTable, file_stem
from ssos_analysis.presentation.nothing_to_show import say_caution
from ssos_analysis.presentation.numbers import count_cell, fixed, interval_cell, is_missing, period, short_period, signed
from ssos_analysis.presentation.theme import DISTRICT, STATE, canvas, to_svg
from ssos_analysis.presentation.where_from import where_from
from ssos_analysis.presentation.wording import gap_decimals, series_notes, why, why_no_gap
from ssos_analysis.vocabulary.student_groups import group_label, group_noun

Row = dict[str, Any]


def gap_trend_chart(released: Released) -> None:
    """One chart per group of a `gaps_over_years` finding, all on the same scale."""
    released_only(released)
    measure, choices = released.about, released.choices
    rows = released.rows
    district, reference = choices["district_name"], choices["reference"]
    drawn = [row for row in rows if not is_missing(row["difference"])]
    if not rows:
        text = f"{measure.label}: the files read hold no figures of {district} for these student groups, so no gap is shown."
        say_caution(text)
        return
    if not drawn:
        text = f"{measure.label}: no gap of {district} can be shown over the years: {why_no_gap(rows)}."
        say_caution(text)
        return
    ends = [0.0, *(value for row in drawn for value in (row["low"], row["high"]))]
    scale = (min(-5.0, min(ends) * 1.1), max(5.0, max(ends) * 1.1))
    for group in choices["groups"].split(", "):
        own = [row for row in rows if row["student_group"] == group]
        if any(not is_missing(row["difference"]) for row in own):
            _one_group(released, own, group, reference, district, scale)


def _one_group(released: Released, own: list[Row], group: str, reference: str, district: str, scale: tuple[float, float]) -> None:
    measure = released.about
    shown = [row for row in own if not is_missing(row["difference"])]
    newest = next((row for row in reversed(shown) if not row["unusual"]), shown[-1])
    name = file_stem(f"gap over years {measure.id} {group}")
    when = period(measure.topic, int(newest["school_year"]), newest["variant"])
    table = released.table[released.table["student_group"] == group]
    columns, values = csv_of(table, GAP_COLUMNS, measure)
    svg, size = _svg(own, measure, scale)
    if own[-1]["school_year"] > shown[-1]["school_year"]:
        latest = period(measure.topic, int(own[-1]["school_year"]), own[-1]["variant"])
        message = f"{group_label(group)}: no gap is shown for {latest} ({why(own[-1])}); the last one shown is of {when}"
    elif newest["stands"] == "too_few":
        message = f"{group_label(group)}: in {when} there are too few students, under 30, to conclude anything from the gap"
    elif newest["stands"] == "not_clear":
        message = f"{group_label(group)}: in {when} the gap to {group_noun(reference)} cannot be told from no gap"
    else:
        side = "below" if newest["difference"] < 0 else "above"
        points = fixed(abs(newest["difference"]), gap_decimals(newest))
        message = f"{group_label(group)}: {points} points {side} {group_noun(reference)} in {when}"
    run = next(run for run in segments(_as_lines(own)) if any(row["school_year"] == newest["school_year"] for row in run))
    ends = [run[0], run[-1]] if len(run) > 1 else [newest]
    few = "; fewer than 30 students, no conclusion" if newest["stands"] == "too_few" else ""
    alt = (
        f"Line chart of the gap between {group_noun(group)} and {group_noun(reference)}, {district[:50]}: "
        + " and ".join(f"{signed(row['difference'], gap_decimals(row))} points in {_year(measure, row)}" for row in ends)
        + f", with intervals{few}."
    )[:300]
    error = 0.0 if is_missing(newest["rebuilt_error"]) else newest["rebuilt_error"]
    has_few = any(row["stands"] == "too_few" for row in shown)
    show_chart(
        id=f"fig-{name}",
        headline=message + ".",
        subtitle=f"{measure.label}, {district}: group minus {group_noun(reference)}, percentage points, {_span(measure, shown)}",
        svg=svg,
        size=size,
        alt=alt,
        note=" ".join(
            part
            for part in (
                "Bars show 95 percent intervals; zero means no gap. All charts of this section share one scale.",
                "Hollow marks stand alone: fewer than 30 students on one side, so we conclude nothing from them."
                if has_few
                else "",
                f"Rounding of the published rates can move the gap of {when} by up to {fixed(error, 1)} points."
                if error >= 0.05
                else "",
                series_notes(shown),
            )
            if part
        ),
        table=_table(name, own, group, reference, district, measure),
        csv_name=f"{name}.csv",
        csv_columns=columns,
        csv_rows=values,
        where=where_from(released, table),
    )


def _year(measure: Measure, row: Row) -> str:
    return short_period(measure.topic, int(row["school_year"]), row["variant"])


def _span(measure: Measure, shown: list[Row]) -> str:
    """First and last year drawn, or the only one."""
    first, last = (short_period(measure.topic, int(row["school_year"])) for row in (shown[0], shown[-1]))
    return first if first == last else f"{first} to {last}"


def _as_lines(own: list[Row]) -> list[Row]:
    """Rows as the line drawing reads them; a gap of too few students stands alone and hollow, like an unusual year."""
    return [
        row | {"estimate": row["difference"], "unusual": row["unusual"] or ("few" if row["stands"] == "too_few" else "")}
        for row in own
    ]


def _svg(own: list[Row], measure: Measure, scale: tuple[float, float]) -> tuple[str, tuple[int, int]]:
    with canvas(2.3, left=0.62, right=0.3) as axes:
        for run in segments(_as_lines(own)):
            draw_run(axes, run, DISTRICT)
        axes.axhline(0, color=STATE, linewidth=1)
        axes.set_ylim(*scale)
        axes.yaxis.set_major_formatter(lambda value, _: signed_tick(value))
        axes.grid(axis="y", linewidth=0.6)
        axes.set_axisbelow(True)
        set_years(axes, measure, [int(row["school_year"]) for row in own if not is_missing(row["difference"])])
        sns.despine(ax=axes)
        return to_svg(axes)


def _table(name: str, own: list[Row], group: str, reference: str, district: str, measure: Measure) -> DataTable:
    rows = [
        [
            Cell(_year(measure, row)),
            Cell(why(row), is_word=True)
            if is_missing(row["difference"])
            else Cell(signed(row["difference"], gap_decimals(row)), row["difference"]),
            interval_cell(row, gap_decimals(row)),
            count_cell(row["n"]),
            count_cell(row["reference_n"], why="not shown" if row["hidden_reason"] else "none"),
        ]
        for row in own
    ]
    return DataTable(
        f"table-{name}",
        f"{measure.label}, {district}: {group_noun(group)} minus {group_noun(reference)}",
        ["Year", "Gap, points", "95% interval", "Students", f"Students ({group_noun(reference)})"],
        rows,
    )

"""Lines over years with intervals, broken where years do not compare: the shared drawing of trends and gaps over years."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import seaborn as sns
from matplotlib.axes import Axes

from ssos_analysis.measures.definition import Measure
from ssos_analysis.presentation.markup import plain
from ssos_analysis.presentation.numbers import axis_year, figure, is_missing
from ssos_analysis.presentation.theme import FONT_PT, STATE, canvas, make_room, to_svg

Row = dict[str, Any]


def segments(rows: list[Row]) -> Iterator[list[Row]]:
    """Runs of years that one line may join: consecutive, one series, all reported, no unusual year."""
    run: list[Row] = []
    for row in sorted(rows, key=lambda row: row["school_year"]):
        joined = (
            run
            and row["school_year"] == run[-1]["school_year"] + 1
            and row["series"] == run[-1]["series"]
            and not row["unusual"]
            and not run[-1]["unusual"]
        )
        if is_missing(row["estimate"]):
            if run:
                yield run
            run = []
        elif joined:
            run.append(row)
        else:
            if run:
                yield run
            run = [row]
    if run:
        yield run


def to_svg_lines(measure: Measure, lines: list[tuple[str, list[Row], str]]) -> tuple[str, tuple[int, int]]:
    """Lines with interval bars, hollow marks for unusual years and a label at each line's end."""
    years = sorted({row["school_year"] for _, rows, _ in lines for row in rows if not is_missing(row["estimate"])})
    ends = [
        (row["estimate"], label, row, colour)
        for label, rows, colour in lines
        for row in [
            max((row for row in rows if not is_missing(row["estimate"])), key=lambda row: row["school_year"], default=None)
        ]
        if row is not None
    ]
    with canvas(2.9, left=0.55, right=1.35) as axes:
        for _, rows, colour in lines:
            for run in segments(rows):
                draw_run(axes, run, colour)
        values = [
            value
            for _, rows, _ in lines
            for row in rows
            for value in (row["estimate"], row["low"], row["high"])
            if not is_missing(value)
        ]
        set_range(axes, measure, values)
        set_years(axes, measure, years)
        labels = label_ends(axes, measure, ends)
        make_room(axes, left=[tick.get_text() for tick in axes.get_yticklabels()], right=labels)
        sns.despine(ax=axes)
        return to_svg(axes)


def draw_run(axes: Axes, run: list[Row], colour: str) -> None:
    """One unbroken line with its intervals; an unusual year stands alone as a hollow mark."""
    x = [row["school_year"] for row in run]
    y = [row["estimate"] for row in run]
    hollow = bool(run[0]["unusual"])
    axes.plot(x, y, color=colour, linewidth=2, marker="o", markersize=6, markerfacecolor="white" if hollow else colour, zorder=3)
    for row in run:
        if not is_missing(row["low"]):
            axes.plot([row["school_year"]] * 2, [row["low"], row["high"]], color=colour, linewidth=1.4, alpha=0.75, zorder=2)


def set_range(axes: Axes, measure: Measure, values: list[float]) -> None:
    """Shares start at 0, so that heights compare, as do numbers and money; means of percentiles keep 50 in the middle, so that
    sides compare; a score scale has no zero to start from, and shows its own range with room."""
    if measure.kind == "share":
        top = min(100.0, max(10.0, (int(max(values) * 1.08) // 10 + 1) * 10.0))
        axes.set_ylim(0, top * 1.02)
    elif measure.kind in ("number", "usd"):
        axes.set_ylim(min(0.0, min(values) * 1.08), max(values) * 1.08 if max(values) > 0 else 1.0)
    elif not measure.is_growth:
        room = max(5.0, 0.5 * (max(values) - min(values)))
        axes.set_ylim(min(values) - room, max(values) + room)
    else:
        reach = max(20.0, *(abs(value - 50) for value in values)) + 2
        axes.set_ylim(50 - reach, 50 + reach)
        axes.axhline(50, color=STATE, linewidth=0.8, linestyle=(0, (4, 3)))
    _name_ticks(axes, measure)
    axes.grid(axis="y", linewidth=0.6)
    axes.set_axisbelow(True)


def _name_ticks(axes: Axes, measure: Measure) -> None:
    """Ticks in the measure's unit, all with as many decimals as the one that needs most: a tick stands where its label says."""
    low, high = axes.get_ylim()
    ticks = [float(tick) for tick in axes.get_yticks() if low <= tick <= high]
    decimals = next((places for places in range(3) if all(abs(tick - round(tick, places)) < 1e-6 for tick in ticks)), 3)
    axes.set_yticks(ticks, [figure(tick, decimals, measure.kind) for tick in ticks])


def set_years(axes: Axes, measure: Measure, years: list[int]) -> None:
    """At most five years named on the axis, the newest always among them."""
    step = max(1, -(-len(range(years[0], years[-1] + 1)) // 5))
    ticks = list(range(years[-1], years[0] - 1, -step))[::-1]
    axes.set_xticks(ticks, [axis_year(measure.topic, year) for year in ticks])
    axes.set_xlim(years[0] - 0.4, years[-1] + 0.4)


def label_ends(axes: Axes, measure: Measure, ends: list[tuple[float, str, Row, str]]) -> list[str]:
    """Direct labels right of the chart, level with the lines' ends and pushed apart where they would touch.

    Where lines end in different years, each label has its year. Long names are cut; the table has them whole.

    Returns
    -------
    list[str]
        The labels, so that room can be made for them.
    """
    low, high = axes.get_ylim()
    last = axes.get_xlim()[1]
    is_one_year = len({row["school_year"] for _, _, row, _ in ends}) == 1
    labels: list[str] = []
    step = (high - low) * 0.18
    ends = sorted(ends, key=lambda end: end[0])
    levels: list[float] = []
    for value, *_ in ends:
        levels.append(max(value, levels[-1] + step) if levels else max(value, low + step / 2))
    ceiling = high - step / 2
    for place in range(len(levels) - 1, -1, -1):
        levels[place] = min(levels[place], ceiling)
        ceiling = levels[place] - step
    for level, (_, label, row, colour) in zip(levels, ends, strict=True):
        label = plain(label)
        short = label if len(label) <= 13 else label[:12].rstrip() + "…"
        shown = figure(row["estimate"], int(row["decimals"]), measure.kind)
        year = "" if is_one_year else f" ({axis_year(measure.topic, row['school_year'])})"
        labels.append(f"{short}\n{shown}{year}")
        axes.annotate(
            labels[-1],
            (last, level), xytext=(2, 0), textcoords="offset points", va="center", color=colour,
            fontsize=FONT_PT, fontweight="bold", annotation_clip=False, linespacing=1.05,
        )  # fmt: skip
    return labels

"""One group over the years, the state beside it. Lines stop at missing years and at definition changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import seaborn as sns
from matplotlib.axes import Axes

from ssos_analysis.disclosure.release import Released
from ssos_analysis.measures.definition import Measure
from ssos_analysis.presentation.display import csv_of, released_only, show_chart, show_prose
from ssos_analysis.presentation.markup import (
    INTERVAL,
    STUDENTS,
    Cell,
    DataTable,
    escape,
    file_stem,
    plain,
    without,
    without_counts,
)
from ssos_analysis.presentation.numbers import (
    axis_year,
    count_cell,
    figure,
    figure_cell,
    interval_cell,
    is_missing,
    period,
    short_period,
)
from ssos_analysis.presentation.theme import DISTRICT, FONT_PT, STATE, canvas, to_svg
from ssos_analysis.presentation.wording import series_notes, trend_headline
from ssos_analysis.vocabulary.organizations import STATE as STATE_CODE
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS, group_label

Row = dict[str, Any]

CSV_COLUMNS = {
    "org_code": "org_code", "org_name": "org_name", "school_year": "school_year", "student_group": "student_group",
    "variant": "period", "estimate": "published_figure", "low": "interval_low", "high": "interval_high",
    "denominator": "students_n", "numerator": "students_with_outcome_n", "counts": "counts", "method": "interval_method",
    "status": "status", "series": "comparable_series", "publication": "publication", "source_id": "source_id",
    "source_row": "source_row",
}  # fmt: skip


def trend_chart(released: Released) -> None:
    """Chart, table and CSV of a `trend` finding; a sentence where the district has no figure at all."""
    released_only(released)
    measure, choices = released.about, released.choices
    rows = released.rows
    own = [row for row in rows if row["org_code"] == choices["district_code"]]
    state = [row for row in rows if row["org_code"] == STATE_CODE]
    district = choices["district_name"]
    if not choices["year"]:
        say_nothing_published(measure, district)
        return
    newest = next(row for row in own if row["school_year"] == int(choices["year"]))
    beside = next(
        (row for row in state if (row["school_year"], row["variant"]) == (newest["school_year"], newest["variant"])), None
    )
    headline = trend_headline(measure, newest, beside, choices["stands_to_state"], district)
    group = choices["group"]
    name = file_stem(f"trend {measure.id}" + ("" if group == ALL_STUDENTS else f" {group}"))
    svg, size = to_svg_lines(measure, [(district, own, DISTRICT), ("State", state, STATE)])
    columns, values = csv_of(released.table, CSV_COLUMNS)
    show_chart(
        id=f"fig-{name}",
        headline=headline + ".",
        subtitle=f"{measure.label}; {measure.unit}, {group_label(group).lower()}, {_span(measure, own)}",
        svg=svg,
        size=size,
        alt=_alt(measure, own, district),
        note=_note(measure, own, disagreements(rows)),
        table=_table(name, measure, own, state, district),
        csv_name=f"{name}.csv",
        csv_columns=columns,
        csv_rows=values,
    )


def say_nothing_published(measure: Measure, district: str) -> None:
    """Say that the store holds no figure of the district's own."""
    text = (
        f"{measure.label}: no figure for {district} is in the store. Either the state publishes none (too few students, or no "
        f"such grades), or its report, “{measure.report}”, has not been imported."
    )
    show_prose(f'<p class="caution">{escape(text)}</p>', text)


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
        label_ends(axes, measure, ends)
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
    """Shares start at 0, so that heights compare; means of percentiles keep 50 in the middle, so that sides compare."""
    if measure.kind == "share":
        top = min(100.0, max(10.0, (int(max(values) * 1.08) // 10 + 1) * 10.0))
        axes.set_ylim(0, top * 1.02)
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0f}%")
    else:
        reach = max(20.0, *(abs(value - 50) for value in values)) + 2
        axes.set_ylim(50 - reach, 50 + reach)
        axes.axhline(50, color=STATE, linewidth=0.8, linestyle=(0, (4, 3)))
    axes.grid(axis="y", linewidth=0.6)
    axes.set_axisbelow(True)


def set_years(axes: Axes, measure: Measure, years: list[int]) -> None:
    """At most five years named on the axis, the newest always among them."""
    step = max(1, -(-len(range(years[0], years[-1] + 1)) // 5))
    ticks = list(range(years[-1], years[0] - 1, -step))[::-1]
    axes.set_xticks(ticks, [axis_year(measure.topic, year) for year in ticks])
    axes.set_xlim(years[0] - 0.4, years[-1] + 0.4)


def label_ends(axes: Axes, measure: Measure, ends: list[tuple[float, str, Row, str]]) -> None:
    """Direct labels right of the chart, level with the lines' ends and pushed apart where they would touch.

    A line that ends before the chart does has its year in its label. Long names are cut; the table has them whole.
    """
    low, high = axes.get_ylim()
    last = axes.get_xlim()[1]
    newest = max(row["school_year"] for _, _, row, _ in ends)
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
        year = "" if row["school_year"] == newest else f" ({axis_year(measure.topic, row['school_year'])})"
        axes.annotate(
            f"{short}\n{shown}{year}",
            (last, level), xytext=(2, 0), textcoords="offset points", va="center", color=colour,
            fontsize=FONT_PT, fontweight="bold", annotation_clip=False, linespacing=1.05,
        )  # fmt: skip


def _span(measure: Measure, own: list[Row]) -> str:
    years = [row["school_year"] for row in own if not is_missing(row["estimate"])]
    first, last = (short_period(measure.topic, year) for year in (min(years), max(years)))
    return first if first == last else f"{first} to {last}"


def _alt(measure: Measure, own: list[Row], district: str) -> str:
    reported = [row for row in own if not is_missing(row["estimate"])]
    first, last = (
        f"{figure(row['estimate'], int(row['decimals']), measure.kind)} in "
        f"{period(measure.topic, int(row['school_year']), row['variant'])}"
        for row in (reported[0], reported[-1])
    )
    ends = f"from {first} to {last}" if len(reported) > 1 else last
    breaks = sum(1 for _ in segments(own)) - 1
    broken = f"; the line is broken {'once' if breaks == 1 else f'{breaks} times'}" if breaks else ""
    return f"Line chart. {measure.short_label}, {district[:60]}: {ends}{broken}. The state is drawn beside it."[:300]


def _note(measure: Measure, own: list[Row], clash: str) -> str:
    intervals = (
        "Bars show the range consistent with the number of students (95 percent interval)."
        if any(not is_missing(row["low"]) for row in own)
        else "No interval is drawn: the report publishes no counts of students."
    )
    rebuilt = (
        " Counts behind the interval are reconstructed from the published rate and cohort."
        if any(row["counts"] == "reconstructed" for row in own)
        else ""
    )
    is_hollow = any(row["unusual"] and not is_missing(row["estimate"]) for row in own)
    hollow = " Hollow marks are unusual years." if is_hollow else ""
    return " ".join(
        part
        for part in (
            intervals + rebuilt + hollow,
            series_notes(own),
            clash,
            f"Compare with the state's report “{measure.report}”.",
        )
        if part
    )


def disagreements(rows: list[Row]) -> str:
    """Say where another publication gives another figure for a cell."""
    clashes = [
        f"{row['org_name']} {row['school_year']}: the {row['disagrees'].replace('_', ' ')}" for row in rows if row["disagrees"]
    ]
    return f"Other publications differ: {'; '.join(clashes[:4])}." if clashes else ""


def _table(name: str, measure: Measure, own: list[Row], state: list[Row], district: str) -> DataTable:
    by_year = {(row["school_year"], row["variant"]): row for row in state}
    series = list(dict.fromkeys(row["series"] for row in own if not is_missing(row["estimate"]) and not row["unusual"]))
    rows = []
    for row in own:
        beside = by_year.get((row["school_year"], row["variant"]))
        rows.append(
            [
                Cell(short_period(measure.topic, int(row["school_year"]), row["variant"])),
                figure_cell(row, measure.kind),
                interval_cell(row),
                count_cell(row["denominator"]),
                figure_cell(beside, measure.kind) if beside else Cell("not reported", is_word=True),
                Cell(_remark(row, series)),
            ]
        )
    table = DataTable(
        f"table-{name}",
        f"{measure.label}, {district} and the state",
        ["Year", district, INTERVAL, STUDENTS, "State", "Comparable"],
        rows,
        measure.definition + (" Only years of one series compare with one another." if len(series) > 1 else ""),
    )
    if all(row[-1].text == "yes" for row in rows):
        table = without(table, ("Comparable",))
    return table if any(not is_missing(row["low"]) for row in own) else without_counts(table)


def _remark(row: Row, series: list[str]) -> str:
    """Whether a year compares with the others; series are numbered as they follow, the notes say why one ends."""
    if is_missing(row["estimate"]):
        return "no figure"
    if row["unusual"]:
        return "unusual year"
    return "yes" if len(series) == 1 else f"series {series.index(row['series']) + 1}"

"""Where a district lies among its peers in a few measures, and who does better where it lies lowest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import seaborn as sns

from ssos_analysis.disclosure.release import REASONS, Released
from ssos_analysis.measures.definition import Measure
from ssos_analysis.presentation.display import csv_of, each_released, released_only, show_chart, show_prose
from ssos_analysis.presentation.dot_chart import Dot, dot_svg, wrapped
from ssos_analysis.presentation.download_columns import PEER_FIGURE_COLUMNS
from ssos_analysis.presentation.markup import INTERVAL, STUDENTS, Cell, DataTable, escape
from ssos_analysis.presentation.nothing_to_show import say_caution, say_note
from ssos_analysis.presentation.numbers import (
    derived_decimals,
    figure,
    interval,
    is_missing,
    period,
    short_period,
    students,
)
from ssos_analysis.presentation.standing import cell, say
from ssos_analysis.presentation.theme import CLEAR, DISTRICT, FONT_PT, STATE, UNCLEAR, canvas, to_svg
from ssos_analysis.presentation.where_from import where_from

Row = dict[str, Any]

_ROW_IN = 0.62
DRAWN = (
    "Drawn: the published figure moved towards the mean of all districts, the more so the fewer its students; it serves this "
    "comparison and is nobody's result."
)


def peer_strip(released: Sequence[Released]) -> None:
    """The district among its peers, one strip a measure; the table holds each figure as published and as drawn."""
    each_released(released)
    district = released[0].choices["district_name"]
    held = [one for one in released if _others(one)]
    without: dict[str, list[str]] = {}
    for one in released:
        if one not in held:
            why = one.choices["why_not"] or _why_alone(one)
            without.setdefault(why.removeprefix("not shown: "), []).append(one.about.short_label)
    if held:
        _strip([one for one in held if one.about.kind == "share"] or held, held, district)
    for why, names in without.items():
        say_note(f"Not shown beside peers ({why}): {'; '.join(names)}.")


def better_chart(released: Released) -> None:
    """The measure in which the district lies lowest, and its peers there, with what may be said of each."""
    released_only(released)
    choices, rows = released.choices, released.rows
    district = choices["district_name"]
    own = next((row for row in rows if row["is_own"]), None)
    if own is None or is_missing(own["shrunk"]):
        why = choices["why_not"] if own is None else REASONS.get(own["hidden_reason"], "")
        why = (why or "no figure").removeprefix("not shown: ")
        say_caution(f"No measure in which {district} lies lowest can be named ({why}).")
        return
    measure = released.about
    when = period(measure.topic, int(own["school_year"]))
    lines = [_lowest(choices, measure, own, when), *_told(choices, rows)]
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    show_prose(f"<ul>{items}</ul>", "\n".join(lines))
    drawn = [row for row in rows if not is_missing(row["shrunk"])]
    dots = [_dot(row) for row in drawn]
    better = sum(1 for row in drawn if row["stands"] == "better")
    svg, size = dot_svg(dots, line_at=own["shrunk"], limits=_limits(measure, drawn), percent=measure.kind == "share")
    columns, values = csv_of(released.table, PEER_FIGURE_COLUMNS, measure)
    show_chart(
        id="fig-better-where-lowest",
        headline=f"{measure.short_label}, {when}: {_of_peers(better, len(drawn) - 1)} clearly on the better side of {district}.",
        subtitle=f"{measure.label}; {measure.unit}, drawn towards the mean of all districts; {measure.better} is better",
        svg=svg,
        size=size,
        alt=f"Dot chart with intervals, {measure.short_label}, {when}: {district[:60]} {_span([own], measure)}, "
        f"{_of_peers(better, len(drawn) - 1)} clearly on the better side."[:300],
        note=f"The vertical line is {district}. Solid dots: clearly on the better side, all peers judged together "
        f"(Benjamini-Hochberg, 10 percent). {DRAWN} Nearest in context first; there is no order by result.",
        table=_figure_table("better-where-lowest", [released], f"{measure.label}: {district} and its peers", stands=True),
        csv_name="better-where-lowest.csv",
        csv_columns=columns,
        csv_rows=values,
        where=where_from(released),
    )  # fmt: skip


def _others(released: Released) -> list[Row]:
    """Peers with a drawn figure of the district's year; none where the district itself has none."""
    own = next((row for row in released.rows if row["is_own"]), None)
    if own is None or is_missing(own["shrunk"]):
        return []
    return [
        row
        for row in released.rows
        if not row["is_own"] and not is_missing(row["shrunk"]) and row["school_year"] == own["school_year"]
    ]


def _own(released: Released) -> Row:
    return next(row for row in released.rows if row["is_own"])


def _why_alone(released: Released) -> str:
    hidden = _own(released)["hidden_reason"]
    return REASONS[hidden] if hidden else "no peer has a figure of the same year that can be shown"


def _span(rows: list[Row], measure: Measure) -> str:
    """`66.4% to 85.8%`: the published figures of some districts; one figure of one."""
    ends = [pick(rows, key=lambda row: float(row["estimate"])) for pick in (min, max)]
    words = [figure(row["estimate"], int(row["decimals"]), measure.kind) for row in ends]
    return words[0] if len(rows) == 1 else " to ".join(words)


def _drawn(row: Row, measure: Measure) -> str:
    return figure(row["shrunk"], derived_decimals(row["n"]), measure.kind)


def _strip(drawn: list[Released], held: list[Released], district: str) -> None:
    first = drawn[0]
    own, others = _own(first), _others(first)
    about = first.about
    when = period(about.topic, int(own["school_year"]))
    their = "its one peer" if len(others) == 1 else f"its {len(others)} peers"
    span = f"{figure(own['estimate'], int(own['decimals']), about.kind)}; {their}, {_span(others, about)}"
    rows = [[one.about.id, *row] for one in held for row in csv_of(one.table, PEER_FIGURE_COLUMNS)[1]]
    columns = ["measure", *csv_of(held[0].table, PEER_FIGURE_COLUMNS)[0]]
    svg, size = _strip_svg(drawn)
    measures = f"{len(drawn)} {'measure' if len(drawn) == 1 else 'measures'}"
    show_chart(
        id="fig-peer-strip",
        headline=f"{about.short_label} in {district}, {when}: {span}.",
        subtitle=f"{district} among its peers in {measures}; newest figures with counts, drawn towards the mean of all districts",
        svg=svg,
        size=size,
        alt=f"Strips of dots, {measures}: {district[:60]} and its peers. {about.short_label}, {when}: {span}."[:300],
        note=f"Solid dot and bar: {district} with its 95 percent interval; diamonds: peers of the same year. {DRAWN} The "
        "published figures are in the table. No place among peers is given: with so few, chance covers nearly all of them.",
        table=_figure_table("peer-strip", held, f"What {district} and its peers reach", stands=False),
        csv_name="peer-figures.csv",
        csv_columns=columns,
        csv_rows=rows,
        where=list(dict.fromkeys(line for one in held for line in where_from(one))),
    )


def _strip_svg(drawn: list[Released]) -> tuple[str, tuple[int, int]]:
    values = [row["shrunk"] for one in drawn for row in [_own(one), *_others(one)]]
    percent = drawn[0].about.kind == "share"
    with canvas(0.55 + _ROW_IN * len(drawn), left=1.72, right=0.25, top=0.1, bottom=0.45) as axes:
        for place, one in enumerate(drawn):
            own, others = _own(one), _others(one)
            axes.axhline(-place, color=STATE, linewidth=0.6, zorder=1)
            reached = [row["shrunk"] for row in others]
            axes.plot(reached, [-place] * len(others), "D", markersize=6.5, color=STATE, markerfacecolor="white", zorder=2)
            axes.plot([own["shrunk_low"], own["shrunk_high"]], [-place, -place], color=DISTRICT, linewidth=2.4, zorder=3)
            axes.plot(own["shrunk"], -place, marker="o", markersize=9, color=DISTRICT, zorder=4)
        axes.set_yticks([-place for place in range(len(drawn))], [wrapped(_name(one), lines=3) for one in drawn])
        axes.set_ylim(-len(drawn) + 0.4, 0.6)
        axes.set_xlim(*((0.0, 103.0) if percent else (min(values) - 5, max(values) + 5)))
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0f}%" if percent else f"{value:.0f}")
        axes.tick_params(axis="y", length=0, labelsize=FONT_PT)
        axes.grid(axis="x", linewidth=0.6)
        axes.set_axisbelow(True)
        sns.despine(ax=axes, left=True)
        return to_svg(axes)


def _name(released: Released) -> str:
    """The measure and its year, since the years differ."""
    about = released.about
    return f"{about.short_label}, {short_period(about.topic, int(_own(released)['school_year']))}"


def _figure_table(name: str, held: list[Released], caption: str, *, stands: bool) -> DataTable:
    rows = []
    for one in held:
        measure = one.about
        for row in one.rows:
            decimals = derived_decimals(row["n"])
            drawn = (
                [Cell(REASONS.get(row["hidden_reason"], "not drawn"), is_word=True), Cell("none", is_word=True)]
                if is_missing(row["shrunk"])
                else [Cell(_drawn(row, measure), row["shrunk"]), Cell(interval(row["shrunk_low"], row["shrunk_high"], decimals))]
            )
            words = [] if not stands else [Cell("-" if row["is_own"] else cell("peer", row["stands"]))]
            rows.append(
                [
                    Cell(row["org_name"]), *([] if stands else [Cell(measure.short_label)]),
                    Cell(short_period(measure.topic, int(row["school_year"]))),
                    Cell(figure(row["estimate"], int(row["decimals"]), measure.kind), row["estimate"]),
                    Cell(students(row["n"]), row["n"]),
                    *drawn, *words,
                ]
            )  # fmt: skip
    heads = ["District", *([] if stands else ["Measure"]), "Year", "Published", STUDENTS, "Drawn", INTERVAL]
    return DataTable(f"table-{name}", caption, [*heads, *(["What we can say"] if stands else [])], rows, DRAWN)


def _lowest(choices: dict[str, str], measure: Measure, own: Row, when: str) -> str:
    looked = choices["looked_at"].split("; ")
    value = figure(own["estimate"], int(own["decimals"]), measure.kind)
    place = float(choices["place_sd"])
    mean = "the mean of the state's districts"
    side = f"on the less favorable side of {mean}" if place < 0 else f"and even there on the better side of {mean}"
    of = f"Of {len(looked)} measures ({'; '.join(looked)})" if len(looked) > 1 else f"In the one measure looked at ({looked[0]})"
    place_words = f"{choices['district_name']} lies lowest, by the spread of all districts, in {measure.short_label}"
    return f"{of}, {place_words}: {value} in {when}, {side}."


def _told(choices: dict[str, str], rows: list[Row]) -> list[str]:
    lines = []
    for stands in ("better", "not_clear", "other_year"):
        names = [row["org_name"] for row in rows if row["stands"] == stands and not is_missing(row["shrunk"])]
        if names:
            lines.append(say("peer", stands, district=choices["district_name"], peers="; ".join(names)))
    if any(row["stands"] == "better" for row in rows):
        lines.append("Their context is alike; what they do is not in these data. They can be asked.")
    hidden = [row["org_name"] for row in rows if not row["is_own"] and row["hidden_reason"]]
    if hidden:
        lines.append(f"Not compared, since the drawn figure would rest on too few students: {'; '.join(hidden)}.")
    return lines


def _dot(row: Row) -> Dot:
    is_solid = row["is_own"] or row["stands"] == "better"
    colour = CLEAR if is_solid else UNCLEAR
    return Dot(row["org_name"], row["shrunk"], row["shrunk_low"], row["shrunk_high"], colour, hollow=not is_solid)


def _of_peers(better: int, all_of_them: int) -> str:
    return f"{'none' if better == 0 else better} of {all_of_them} {'peer' if all_of_them == 1 else 'peers'}"


def _limits(measure: Measure, rows: list[Row]) -> tuple[float, float]:
    low, high = min(row["shrunk_low"] for row in rows), max(row["shrunk_high"] for row in rows)
    if measure.kind == "share":
        return 0.0, min(103.0, max(10.0, high * 1.1))
    return low - 3, high + 3

"""One group over the years, the state beside it. Lines stop at missing years and at definition changes."""

from __future__ import annotations

from typing import Any

from ssos_analysis.disclosure.release import Released
from ssos_analysis.measures.definition import Measure
from ssos_analysis.presentation.counted import counted, of_whom, why_no_interval, without_counts_of
from ssos_analysis.presentation.display import csv_of, released_only, show_chart
from ssos_analysis.presentation.download_columns import FIGURE_COLUMNS
from ssos_analysis.presentation.line_chart import segments, to_svg_lines
from ssos_analysis.presentation.markup import INTERVAL, Cell, DataTable, file_stem, without
from ssos_analysis.presentation.nothing_to_show import say_nothing_published, say_only_groups
from ssos_analysis.presentation.numbers import count_cell, figure, figure_cell, interval_cell, is_missing, period, short_period
from ssos_analysis.presentation.theme import DISTRICT, STATE
from ssos_analysis.presentation.where_from import where_from
from ssos_analysis.presentation.wording import series_notes, trend_headline
from ssos_analysis.vocabulary.organizations import STATE as STATE_CODE
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS

Row = dict[str, Any]


def trend_chart(released: Released) -> None:
    """Chart, table and CSV of a `trend` finding; a sentence where the district has no figure at all."""
    released_only(released)
    measure, choices = released.about, released.choices
    rows = released.rows
    own = [row for row in rows if row["org_code"] == choices["district_code"]]
    state = [row for row in rows if row["org_code"] == STATE_CODE]
    district = choices["district_name"]
    if not choices["year"]:
        if choices["has_groups"]:
            say_only_groups(measure, district, choices["group"])
        else:
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
    columns, values = csv_of(released.table, FIGURE_COLUMNS, measure)
    show_chart(
        id=f"fig-{name}",
        headline=headline + ".",
        subtitle=f"{measure.label}; {measure.unit}{of_whom(measure, group)}, {_span(measure, own, state)}",
        svg=svg,
        size=size,
        alt=_alt(measure, own, newest, beside, _later(own, state), district),
        note=_note(measure, own, newest, disagreements(rows)),
        table=_table(name, measure, own, state, district),
        csv_name=f"{name}.csv",
        csv_columns=columns,
        csv_rows=values,
        where=where_from(released),
    )


def _span(measure: Measure, own: list[Row], state: list[Row]) -> str:
    """The years drawn of the district, and to which year the state's line goes where that is another."""
    years = _years_drawn(own)
    first, last = (short_period(measure.topic, year) for year in (years[0], years[-1]))
    span = first if first == last else f"{first} to {last}"
    of_state = _years_drawn(state)
    if not of_state or of_state[-1] == years[-1]:
        return span
    return f"{span}; the state to {short_period(measure.topic, of_state[-1])}"


def _years_drawn(rows: list[Row]) -> list[int]:
    return sorted(int(row["school_year"]) for row in rows if not is_missing(row["estimate"]))


def _later(own: list[Row], state: list[Row]) -> Row | None:
    """The state's last figure, where its line goes on after the district's ends."""
    last = _years_drawn(own)[-1]
    later = [row for row in state if row["school_year"] > last and not is_missing(row["estimate"])]
    return max(later, key=lambda row: row["school_year"], default=None)


def _alt(measure: Measure, own: list[Row], newest: Row, state: Row | None, later: Row | None, district: str) -> str:
    """Type, subject, and the ends of the comparable years that hold the newest figure; the state's beside it and at its end."""
    runs = list(segments(own))
    run = next(run for run in runs if any(row["school_year"] == newest["school_year"] for row in run))
    ends = [_in_year(measure, row) for row in ([run[0], newest] if len(run) > 1 else [newest])]
    of_state = []
    if state is not None and not is_missing(state["estimate"]):
        of_state.append(figure(state["estimate"], int(state["decimals"]), measure.kind))
    if later is not None:
        of_state.append(_in_year(measure, later))
    beside = f"; the state {', and '.join(of_state)}" if of_state else ""
    apart = ". Other years do not compare" if len(runs) > 1 else ""
    return f"Line chart. {measure.short_label}, {district[:60]}: {' to '.join(ends)}{beside}{apart}."[:300]


def _in_year(measure: Measure, row: Row) -> str:
    when = period(measure.topic, int(row["school_year"]), row["variant"])
    return f"{figure(row['estimate'], int(row['decimals']), measure.kind)} in {when}"


def _note(measure: Measure, own: list[Row], newest: Row, clash: str) -> str:
    intervals = (
        f"Bars show the range consistent with the number of {counted(measure).lower()} (95 percent interval)."
        if any(not is_missing(row["low"]) for row in own)
        else f"No interval is drawn: {why_no_interval(measure)}."
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
            _why_this_year(measure, own, newest),
            _rounding(measure, newest),
            series_notes(own),
            clash,
            f"Compare with the state's report “{measure.report}”.",
        )
        if part
    )


def _why_this_year(measure: Measure, own: list[Row], newest: Row) -> str:
    """Why the headline is of an earlier year than the chart's last."""
    last = max(row["school_year"] for row in own if not is_missing(row["estimate"]))
    if last == newest["school_year"]:
        return ""
    year = short_period(measure.topic, int(newest["school_year"]), newest["variant"])
    return f"The headline is of {year}, the newest ordinary year in the files read; later years here are unusual."


def _rounding(measure: Measure, newest: Row) -> str:
    """What rounding does to a comparison of means, whose interval is around a rounded figure."""
    if measure.kind != "mean" or is_missing(newest["low"]):
        return ""
    return "The state rounds these figures; a difference is called clear only where rounding could not undo it."


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
    last = max(row["school_year"] for row in own)
    for row in (row for row in state if row["school_year"] > last and not is_missing(row["estimate"])):
        rows.append(
            [
                Cell(short_period(measure.topic, int(row["school_year"]), row["variant"])),
                *(Cell(words, is_word=True) for words in ("not reported", "none", "not published")),
                figure_cell(row, measure.kind),
                Cell("no figure"),
            ]
        )
    table = DataTable(
        f"table-{name}",
        f"{measure.label}, {district} and the state",
        ["Year", district, INTERVAL, counted(measure), "State", "Comparable"],
        rows,
        measure.definition + (" Only years of one series compare with one another." if len(series) > 1 else ""),
    )
    if all(row[-1].text == "yes" for row in rows):
        table = without(table, ("Comparable",))
    return table if any(not is_missing(row["low"]) for row in own) else without_counts_of(measure, table)


def _remark(row: Row, series: list[str]) -> str:
    """Whether a year compares with the others; series are numbered as they follow, the notes say why one ends."""
    if is_missing(row["estimate"]):
        return "no figure"
    if row["unusual"]:
        return "unusual year"
    return "yes" if len(series) == 1 else f"series {series.index(row['series']) + 1}"

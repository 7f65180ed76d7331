"""Where figures stand to their level of 2019, and how much of a fall is made good where that can be told."""

from __future__ import annotations

from typing import Any

from ssos_analysis.disclosure.release import REASONS, Released
from ssos_analysis.measures.definition import Measure
from ssos_analysis.presentation.display import csv_of, released_only, show_chart, show_prose, show_table
from ssos_analysis.presentation.dot_chart import Dot, dot_svg
from ssos_analysis.presentation.download_columns import RECOVERY_COLUMNS
from ssos_analysis.presentation.markup import Cell, DataTable, escape, file_stem
from ssos_analysis.presentation.nothing_to_show import say_note
from ssos_analysis.presentation.numbers import derived_decimals, figure, fixed, is_missing, short_period, signed
from ssos_analysis.presentation.standing import cell, say
from ssos_analysis.presentation.theme import CLEAR, UNCLEAR
from ssos_analysis.presentation.where_from import where_from
from ssos_analysis.presentation.wording import group_list
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS, group_label, group_noun

Row = dict[str, Any]


def recovery_table(released: Released) -> None:
    """Sentences, table and CSV of a `recovery` finding; a note where no group has a comparable 2019."""
    released_only(released)
    measure, choices = released.about, released.choices
    district = choices["district_name"]
    shown = [row for row in released.rows if _has_both_years(row)]
    if not shown:
        reasons = dict.fromkeys(str(row["why_not"]) for row in released.rows)
        why = f" ({next(iter(reasons))})" if len(reasons) == 1 else f": {_by_reason(released.rows)}"
        say_note(f"{measure.label}: no comparison with 2019 is made for {district}{why}.")
        return
    lines = [line for row in shown if (line := _sentence(measure, row, district))]
    if lines:
        items = "".join(f"<li>{escape(line)}</li>" for line in lines)
        show_prose(f"<ul>{items}</ul>", "\n".join(lines))
    stem = file_stem(f"since 2019 {measure.id}")
    columns, values = csv_of(released.table, RECOVERY_COLUMNS, measure)
    table = _table(measure, shown, choices, f"table-{stem}")
    show_table(table, f"{stem}.csv", columns, values, where=where_from(released))
    _say_without(measure, [row for row in released.rows if not _has_both_years(row)])


def _table(measure: Measure, rows: list[Row], choices: dict[str, str], id: str) -> DataTable:
    district = choices["district_name"]
    return DataTable(
        id,
        f"{measure.label}: {district} since {choices['baseline']}",
        ["Group", choices["baseline"], "Newest", "Year", "Since 2019, points", "State, points", "What we can say",
         "Share of the fall to 2022 made good"],
        [_row(measure, row) for row in rows],
        "Since 2019: newest less 2019, from counts, with a 95% interval. The students of the two years are not the same. A "
        f"share of the fall is stated only where the figure clearly fell by {fixed(float(choices['least_fall']), 0)} points or "
        "more from 2019 to 2022; its interval is Fieller's, and below 0% is a further fall. Back at the level of 2019 is back at "
        "its gaps: this is no goal.",
    )  # fmt: skip


def _older(rows: list[Row], topic: str) -> str:
    """Which groups are compared in an earlier year than the others, since their definition changed."""
    newest = max(int(row["school_year"]) for row in rows)
    years = sorted({int(row["school_year"]) for row in rows} - {newest})
    parts = [
        f" The newest comparable year is {short_period(topic, year)} for "
        + group_list([row["student_group"] for row in rows if int(row["school_year"]) == year]) + "."
        for year in years
    ]  # fmt: skip
    return "".join(parts)


def _has_both_years(row: Row) -> bool:
    return not is_missing(row["baseline_estimate"]) and not is_missing(row["now_estimate"])


def _say_without(measure: Measure, rows: list[Row]) -> None:
    """Which groups have no row in the table, and why."""
    if rows:
        say_note(f"{measure.short_label}, not compared with 2019: {_by_reason(rows)}.")


def _by_reason(rows: list[Row]) -> str:
    """Each reason with the groups it is true of: joined, the reasons of several groups would contradict each other."""
    reasons: dict[str, list[str]] = {}
    for row in rows:
        reasons.setdefault(str(row["why_not"]), []).append(row["student_group"])
    return "; ".join(f"{group_list(groups)} ({why})" for why, groups in reasons.items())


def recovery_chart(released: Released) -> None:
    """Chart, table and CSV of a `recovery` finding: each group's change since 2019 with its interval, the state's beside it."""
    released_only(released)
    measure, choices = released.about, released.choices
    district = choices["district_name"]
    drawn = [row for row in released.rows if not is_missing(row["remaining"])]
    if not drawn:
        recovery_table(released)
        return
    dots = [
        Dot(
            group_label(row["student_group"]), row["remaining"], row["low"], row["high"],
            CLEAR if row["stands"] in ("above", "below") else UNCLEAR, hollow=row["stands"] not in ("above", "below"),
            beside=row["state_remaining"],
        )
        for row in drawn
    ]  # fmt: skip
    reach = 1.08 * max(10.0, *(abs(end) for dot in dots for end in (dot.low, dot.high, dot.beside) if not is_missing(end)))
    svg, size = dot_svg(dots, line_at=0, limits=(-reach, reach), percent=False, ends=("← below 2019", "above 2019 →"))
    count = {stands: sum(1 for row in drawn if row["stands"] == stands) for stands in ("below", "above")}
    years = sorted({short_period(measure.topic, int(row["school_year"])) for row in drawn})
    now = years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"
    lowest, highest = min(drawn, key=lambda row: row["remaining"]), max(drawn, key=lambda row: row["remaining"])
    stem = file_stem(f"since 2019 {measure.id}")
    columns, values = csv_of(released.table, RECOVERY_COLUMNS, measure)
    shown = [row for row in released.rows if _has_both_years(row)]
    show_chart(
        id=f"fig-{stem}",
        headline=f"{measure.short_label} in {district}: of {len(drawn)} groups, {count['below']} clearly below and "
        f"{count['above']} clearly above their figure of 2019.",
        subtitle=f"{measure.label}: {now} less 2019, percentage points",
        svg=svg,
        size=size,
        alt=f"Dot chart of the change since 2019, {measure.short_label}, {district[:60]}: from "
        f"{signed(lowest['remaining'], _decimals(lowest))} points ({group_label(lowest['student_group'])}) to "
        f"{signed(highest['remaining'], _decimals(highest))} ({group_label(highest['student_group'])}); {count['below']} clearly "
        "below 2019."[:300],
        note="Filled dots: clearly above or below 2019; hollow dots: we cannot tell, or fewer than 30 students. Bars: 95 percent "
        f"intervals. Diamonds: the same group in the state. {len(drawn)} groups are compared; if nothing had moved, about one in "
        f"twenty would still look clear.{_older(drawn, measure.topic)}",
        table=_table(measure, shown, choices, f"table-{stem}"),
        csv_name=f"{stem}.csv",
        csv_columns=columns,
        csv_rows=values,
        where=where_from(released),
    )
    _say_without(measure, [row for row in released.rows if not _has_both_years(row)])


def _sentence(measure: Measure, row: Row, district: str) -> str:
    """What may be said of one group; nothing of a hidden one."""
    if row["hidden_reason"] or not row["stands"] or row["why_not"]:
        return ""
    decimals = _decimals(row)
    group = row["student_group"]
    where = f"{measure.short_label} in {district}" + ("" if group == ALL_STUDENTS else f", {group_noun(group)},")
    return say(
        "since_2019", row["stands"], where=where, year=int(row["school_year"]), size=fixed(abs(row["remaining"]), decimals),
        now=figure(row["now_estimate"], int(row["now_decimals"]), measure.kind),
        before=figure(row["baseline_estimate"], int(row["baseline_decimals"]), measure.kind),
        span=f"{signed(row['low'], decimals)} to {signed(row['high'], decimals)}",
    )  # fmt: skip


def _decimals(row: Row) -> int:
    return derived_decimals(min(row["baseline_n"], row["now_n"]), row["low"], row["high"])


def _row(measure: Measure, row: Row) -> list[Cell]:
    head = [
        Cell(group_label(row["student_group"])),
        Cell(figure(row["baseline_estimate"], int(row["baseline_decimals"]), measure.kind), row["baseline_estimate"]),
        Cell(figure(row["now_estimate"], int(row["now_decimals"]), measure.kind), row["now_estimate"]),
        Cell(short_period(measure.topic, int(row["school_year"]))),
    ]
    if row["why_not"]:
        return [*head, *[Cell("none", is_word=True)] * 2, Cell("no counts, so not compared", is_word=True),
                Cell("not estimable: no counts", is_word=True)]  # fmt: skip
    if is_missing(row["remaining"]):
        return [*head, *[Cell("not shown", is_word=True)] * 2, Cell(REASONS[row["hidden_reason"]], is_word=True),
                Cell("not shown", is_word=True)]  # fmt: skip
    decimals = _decimals(row)
    low, high = (signed(row[name], decimals) for name in ("low", "high"))
    state = row["state_remaining"]
    return [
        *head,
        Cell(f"{signed(row['remaining'], decimals)} ({low} to {high})", row["remaining"]),
        Cell("none", is_word=True) if is_missing(state) else Cell(signed(state), state),
        Cell(cell("since_2019", row["stands"])),
        _share_cell(row),
    ]


def _share_cell(row: Row) -> Cell:
    if is_missing(row["share"]):
        return Cell(f"not estimable: {row['why_no_share'] or REASONS[row['hidden_reason']]}", is_word=True)
    value, low, high = (fixed(100 * row[name], 0) for name in ("share", "share_low", "share_high"))
    return Cell(f"{value}% ({low} to {high})", row["share"])

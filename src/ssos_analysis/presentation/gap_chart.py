"""Equity gaps of all groups in one year: dots with intervals around the line of no difference."""

from __future__ import annotations

from typing import Any

from ssos_analysis.disclosure.release import Released
from ssos_analysis.measures.definition import Measure
from ssos_analysis.presentation.display import csv_of, released_only, show_chart, show_table
from ssos_analysis.presentation.dot_chart import Dot, dot_svg
from ssos_analysis.presentation.download_columns import GAP_COLUMNS
from ssos_analysis.presentation.markup import Cell, DataTable, file_stem
from ssos_analysis.presentation.nothing_to_show import say_caution, say_no_groups, say_note
from ssos_analysis.presentation.numbers import (
    count_cell,
    derived_decimals,
    figure,
    figure_cell,
    fixed,
    interval_cell,
    is_missing,
    period,
    signed,
)
from ssos_analysis.presentation.theme import CLEAR, UNCLEAR
from ssos_analysis.presentation.where_from import where_from
from ssos_analysis.presentation.wording import clear_gaps, gap_decimals, gap_headline, why, why_no_gap
from ssos_analysis.vocabulary.student_groups import group_label, group_noun

Row = dict[str, Any]


def gap_chart(released: Released) -> None:
    """Chart, table and CSV of an `equity_gaps` finding."""
    released_only(released)
    measure, choices = released.about, released.choices
    district, reference = choices["district_name"], choices["reference"]
    rows = released.rows
    if not choices["year"] or all(is_missing(row["estimate"]) for row in rows):
        say_no_groups(measure, district, choices.get("partition", ""))
        return
    variant = str(rows[0]["variant"])
    when = period(measure.topic, int(choices["year"]), variant)
    drawn = [row for row in rows if not is_missing(row["difference"])]
    name = file_stem(f"gaps {measure.id}")
    table = _table(name, measure, rows, reference, when, district)
    columns, values = csv_of(released.table, GAP_COLUMNS, measure)
    if not drawn:
        say_caution(f"No gap can be shown for {district} in {when}: {why_no_gap(rows)}. This does not mean that there is none.")
        say_note(f"As published, and not compared: {_published(rows, measure)}.")
        show_table(table, f"{name}.csv", columns, values, where=where_from(released))
        return
    svg, size = _svg(drawn)
    show_chart(
        id=f"fig-{name}",
        headline=f"{measure.short_label}: {gap_headline(rows, reference, district, when)}.",
        subtitle=f"{measure.label}, {when}: each group minus {group_noun(reference)}, in percentage points",
        svg=svg,
        size=size,
        alt=_alt(measure, drawn, reference, district),
        note=_note(measure, rows, drawn),
        table=table,
        csv_name=f"{name}.csv",
        csv_columns=columns,
        csv_rows=values,
        where=where_from(released),
    )


def _published(rows: list[Row], measure: Measure) -> str:
    """Each group's own figure, and the same group's in the state."""
    told = []
    for row in rows:
        if not is_missing(row["estimate"]):
            state = (
                "" if is_missing(row["state_estimate"])
                else f" (state {figure(row['state_estimate'], int(row['state_decimals']), measure.kind)})"
            )  # fmt: skip
            told.append(
                f"{group_label(row['student_group'])} {figure(row['estimate'], int(row['decimals']), measure.kind)}{state}"
            )
    return "; ".join(told)


def _svg(rows: list[Row]) -> tuple[str, tuple[int, int]]:
    dots = [
        Dot(
            group_label(row["student_group"]), row["difference"], row["low"], row["high"],
            CLEAR if row["stands"] in ("above", "below") else UNCLEAR, hollow=row["stands"] in ("not_clear", "too_few"),
            words=why(row),
        )
        for row in rows
    ]  # fmt: skip
    reach = max([10.0, *(abs(value) for dot in dots for value in (dot.low, dot.high) if not is_missing(value))]) * 1.08
    return dot_svg(dots, line_at=0, limits=(-reach, reach), percent=False, ends=("← lower", "higher →"))


def _alt(measure: Measure, drawn: list[Row], reference: str, district: str) -> str:
    low, high = min(drawn, key=lambda row: row["difference"]), max(drawn, key=lambda row: row["difference"])
    if len(drawn) == 1:
        return (
            f"Dot chart of one gap in {district[:40]}, {measure.short_label}, against {group_noun(reference)}: "
            f"{signed(low['difference'], gap_decimals(low))} points ({group_label(low['student_group'])}); "
            f"{'clear of zero' if clear_gaps(drawn) else 'not clear of zero'}."
        )[:300]
    return (
        f"Dot chart of {len(drawn)} gaps in {district[:40]}, {measure.short_label}, against {group_noun(reference)}: from "
        f"{signed(low['difference'], gap_decimals(low))} points ({group_label(low['student_group'])}) to "
        f"{signed(high['difference'], gap_decimals(high))} "
        f"({group_label(high['student_group'])}); {len(clear_gaps(drawn))} clear of zero."
    )[:300]


def _note(measure: Measure, rows: list[Row], drawn: list[Row]) -> str:
    error = max((row["rebuilt_error"] for row in drawn if not is_missing(row["rebuilt_error"])), default=0.0)
    rounding = ", or rounding could close the gap" if error > 0 else ""
    parts = [str(rows[0]["unusual"])] if rows[0]["unusual"] else []
    if drawn:
        parts += [
            "Filled dots: the 95 percent interval excludes zero. "
            f"Hollow dots: it does not{rounding}, or one side has fewer than 30 students; we conclude nothing from them.",
            "Groups overlap (a student can be in several), so gaps do not add up.",
        ]
    if len(drawn) > 1:
        tested = [row for row in drawn if row["screen"]]
        found = sum(1 for row in tested if row["screen"] == "found")
        parts.append(
            f"{len(drawn)} groups are compared; if no gap were real, about one in twenty would still look clear. "
            + _tested(len(tested), found)
        )
    if any(row["counts"] == "reconstructed" for row in drawn):
        parts.append(
            "Counts are reconstructed from published rates and cohorts"
            + (f"; rounding can move a gap by up to {fixed(error, 1)} points." if error >= 0.05 else ".")
        )
    hidden = sum(1 for row in rows if row["hidden_reason"])
    if hidden:
        parts.append(
            f"{hidden} {'gap is' if hidden == 1 else 'gaps are'} not shown: too few students, or too few with or without the "
            "outcome."
        )
    parts.append(f"Each group's own figure is the state's, from its report “{measure.report}”.")
    return " ".join(parts)


def _tested(tested: int, found: int) -> str:
    """How many gaps stand among those tested together; a gap that is tested alone needs no correction for many."""
    if tested == 0:
        return "None could be tested: one side of each has fewer than 30 students."
    if tested == 1:
        return f"One of them could be tested; it was {'' if found else 'not '}found clear."
    stand = "stands" if found == 1 else "stand"
    return f"{found or 'None'} of the {tested} tested {stand} after a correction for so many (Benjamini-Hochberg)."


def _table(name: str, measure: Measure, rows: list[Row], reference: str, when: str, district: str) -> DataTable:
    cells = []
    for row in rows:
        missing = why(row) if is_missing(row["difference"]) else ""
        cells.append(
            [
                Cell(group_label(row["student_group"])),
                figure_cell(row, measure.kind),
                count_cell(row["n"]),
                _reference_cell(row),
                count_cell(row["reference_n"], why="not shown" if row["hidden_reason"] else "none"),
                Cell(missing, is_word=True) if missing else Cell(signed(row["difference"], gap_decimals(row)), row["difference"]),
                interval_cell(row, gap_decimals(row)),
            ]
        )
    return DataTable(
        f"table-{name}",
        f"{measure.label}: gaps in {district}, {when}",
        ["Group", "Published", "Students", group_label(reference), f"Students ({group_noun(reference)})", "Gap, points",
         "95% interval"],
        cells,
        "Gap: the group's figure minus the reference's, from counts, rounded once; it may differ in the last digit from the "
        "difference of the rounded figures. Interval: Newcombe.",
    )  # fmt: skip


def _reference_cell(row: Row) -> Cell:
    if is_missing(row["reference_estimate"]):
        return Cell("not shown" if row["hidden_reason"] else "none", is_word=True)
    return Cell(f"{fixed(row['reference_estimate'], derived_decimals(row['reference_n']))}%", row["reference_estimate"])

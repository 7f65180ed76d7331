"""How the figures of several student groups moved, each from its first comparable year to its newest."""

from __future__ import annotations

from typing import Any

from ssos_analysis.disclosure.release import REASONS, Released
from ssos_analysis.presentation.display import csv_of, released_only, show_table
from ssos_analysis.presentation.download_columns import CHANGE_COLUMNS
from ssos_analysis.presentation.markup import Cell, DataTable, file_stem
from ssos_analysis.presentation.nothing_to_show import say_note
from ssos_analysis.presentation.numbers import count_cell, derived_decimals, figure, short_period, signed
from ssos_analysis.presentation.standing import cell
from ssos_analysis.presentation.where_from import where_from
from ssos_analysis.presentation.wording import group_list
from ssos_analysis.vocabulary.student_groups import group_label

Row = dict[str, Any]


def group_change_table(released: Released) -> None:
    """Table and CSV of a `group_changes` finding, and which groups have no two comparable years."""
    released_only(released)
    measure, choices = released.about, released.choices
    district = choices["district_name"]
    rows = released.rows
    if rows:
        stem = file_stem(f"changes {measure.id}")
        columns, values = csv_of(released.table, CHANGE_COLUMNS, measure)
        table = DataTable(
            f"table-{stem}",
            f"{measure.label}: changes by student group, {district}",
            ["Group", "From", "To", "Then", "Now", "Students then", "Students now", "Change", "What we can say"],
            [_row(row, measure.kind, measure.topic) for row in rows],
            f"Change: newest less first comparable year, in {measure.difference_unit}, from counts, with a 95% interval. The "
            "students of the two years are not the same."
            + (
                f" {len(rows)} groups; if nothing had moved, about one in twenty would still look clear." if len(rows) > 1 else ""
            ),
        )
        show_table(table, f"{stem}.csv", columns, values, where=where_from(released))
    if choices["without"]:
        groups = group_list(choices["without"].split(", "))
        say_note(f"{measure.short_label}: the files read hold fewer than two comparable years with counts for {groups}.")


def _row(row: Row, kind: str, topic: str) -> list[Cell]:
    head = [
        Cell(group_label(row["student_group"])),
        Cell(short_period(topic, int(row["first_year"]))),
        Cell(short_period(topic, int(row["school_year"]))),
        Cell(figure(row["first_estimate"], int(row["first_decimals"]), kind), row["first_estimate"]),
        Cell(figure(row["estimate"], int(row["decimals"]), kind), row["estimate"]),
        count_cell(row["first_n"]),
        count_cell(row["n"]),
    ]
    if row["hidden_reason"]:
        return [*head, Cell("not shown", is_word=True), Cell(REASONS[row["hidden_reason"]], is_word=True)]
    decimals = derived_decimals(min(row["first_n"], row["n"]), row["low"], row["high"])
    change, low, high = (signed(row[name], decimals) for name in ("difference", "low", "high"))
    return [*head, Cell(f"{change} ({low} to {high})", row["difference"]), Cell(cell("change", row["stands"]))]

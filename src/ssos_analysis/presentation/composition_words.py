"""A change of all students beside who they were: the two parts of it, where the shares of groups moved."""

from __future__ import annotations

from typing import Any

from ssos_analysis.disclosure.release import REASONS, Released
from ssos_analysis.presentation.display import csv_of, released_only, show_prose, show_table
from ssos_analysis.presentation.download_columns import COMPOSITION_COLUMNS
from ssos_analysis.presentation.markup import Cell, DataTable, escape, file_stem
from ssos_analysis.presentation.nothing_to_show import PARTITIONS, say_note
from ssos_analysis.presentation.numbers import figure, fixed, period, signed
from ssos_analysis.presentation.where_from import where_from
from ssos_analysis.vocabulary.student_groups import group_label

Row = dict[str, Any]


def composition_table(released: Released) -> None:
    """Sentence, table and CSV of a `composition` finding; a note where there is no split, and why."""
    released_only(released)
    measure, choices = released.about, released.choices
    by = PARTITIONS.get(choices["partition"], choices["partition"].replace("_", " "))
    if not choices["year"]:
        return  # the change above has said that there are no two comparable years
    first, last = (period(measure.topic, int(choices[name])) for name in ("first_year", "year"))
    if choices["why_not"]:
        say_note(f"Change from {first} to {last} and groups by {by}: no split is made, since {choices['why_not']}.")
        return
    rows = released.rows
    row = rows[0]
    if row["hidden_reason"]:
        say_note(f"Change from {first} to {last} and groups by {by}: the split is not shown: {REASONS[row['hidden_reason']]}.")
        return
    text = (
        f"From {first} to {last} the shares of groups by {by} moved by more than "
        f"{fixed(float(choices['least_share_moved']), 0)} points. Of the change of {signed(row['change'])} points, "
        f"{signed(row['composition'])} go with who the students were and {signed(row['rate'])} with the figures of the groups "
        f"({signed(row['rate_low'])} to {signed(row['rate_high'])}). This is arithmetic; it says nothing of why."
    )
    show_prose(f"<p>{escape(text)}</p>", text)
    stem = file_stem(f"composition {measure.id}")
    columns, values = csv_of(released.table, COMPOSITION_COLUMNS, measure)
    table = DataTable(
        f"table-{stem}",
        f"{measure.label}: groups by {by} in {choices['district_name']}, {first} and {last}",
        ["Group", f"Share in {choices['first_year']}", f"Share in {choices['year']}", f"Figure in {choices['first_year']}",
         f"Figure in {choices['year']}"],
        [_row(row, measure.kind) for row in rows],
        "Shares: a group's students over all students counted. Split: Kitagawa's formula, at the mean of both years. Students in "
        "no reported group are a part of it, too.",
    )  # fmt: skip
    show_table(table, f"{stem}.csv", columns, values, where=where_from(released))


def _row(row: Row, kind: str) -> list[Cell]:
    return [
        Cell(group_label(row["student_group"])),
        Cell(f"{fixed(row['first_share_pct'], 1)}%", row["first_share_pct"]),
        Cell(f"{fixed(row['share_pct'], 1)}%", row["share_pct"]),
        Cell(figure(row["first_estimate"], int(row["first_decimals"]), kind), row["first_estimate"]),
        Cell(figure(row["estimate"], int(row["decimals"]), kind), row["estimate"]),
    ]

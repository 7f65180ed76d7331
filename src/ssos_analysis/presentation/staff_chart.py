"""Shares of the staff beside shares of the students, group by group."""

from __future__ import annotations

from typing import Any

from ssos_analysis.disclosure.release import Released
from ssos_analysis.presentation.display import csv_of, released_only, show_chart
from ssos_analysis.presentation.dot_chart import Dot, dot_svg
from ssos_analysis.presentation.download_columns import STAFF_COLUMNS
from ssos_analysis.presentation.markup import Cell, DataTable
from ssos_analysis.presentation.nothing_to_show import say_caution, say_note
from ssos_analysis.presentation.numbers import figure, is_missing
from ssos_analysis.presentation.theme import DISTRICT
from ssos_analysis.presentation.where_from import where_from
from ssos_analysis.vocabulary.school_years import year_label
from ssos_analysis.vocabulary.student_groups import group_label

Row = dict[str, Any]


def staff_chart(released: Released) -> None:
    """Chart, table and CSV of a `staff_beside_students` finding; a sentence where one of the two reports is missing."""
    released_only(released)
    rows, choices = released.rows, released.choices
    district = choices["district_name"]
    if not rows:
        say_caution(
            f"Staff beside students: the files read hold no shares of the staff of {district} by race and ethnicity, or "
            f"none of its "
            "students. Import the state's report “Staffing by Race/Ethnicity and Gender”. Nothing follows from this about "
            "the staff."
        )
        return
    widest = next(row for row in rows if row["student_group"] == choices["widest"])
    said = f"{_of(widest, 'staff')} of staff and {_of(widest, 'students')} of students were {_label(widest)}"
    years = _years(rows)
    dots = [Dot(_label(row), row["staff_pct"], float("nan"), float("nan"), DISTRICT, beside=row["students_pct"]) for row in rows]
    most = max(max(row["staff_pct"], row["students_pct"]) for row in rows)
    svg, size = dot_svg(dots, line_at=None, limits=(-2.0, min(103.0, max(10.0, most * 1.1))), percent=True)
    columns, values = csv_of(released.table, STAFF_COLUMNS)
    show_chart(
        id="fig-staff-and-students",
        headline=f"In {district}, {said}.",
        subtitle=f"Share of staff (all jobs, full-time equivalents) and of students in each group; {years}",
        svg=svg,
        size=size,
        alt=f"Dot chart of {len(rows)} groups, staff and students of {district[:60]}, {years}: {said}."[:300],
        note="Dots: staff; diamonds: students. Staff are counted in full-time equivalents, so no interval can be given, and "
        "the two "
        "shares are not subtracted. A district shares its labor market with others: the state's shares stand in the table.",
        table=_table(district, rows),
        csv_name="staff-and-students.csv",
        csv_columns=columns,
        csv_rows=values,
        where=where_from(released),
    )
    if choices["without"]:
        names = "; ".join(group_label(group) for group in choices["without"].split(", "))
        say_note(f"Not shown, since one of the two shares is not in the files read: {names}.")


def _label(row: Row) -> str:
    return group_label(row["student_group"])


def _of(row: Row, who: str) -> str:
    return figure(row[f"{who}_pct"], int(row[f"{who}_decimals"]), "share")


def _years(rows: list[Row]) -> str:
    staff, students = ({int(row[name]) for row in rows} for name in ("school_year", "students_year"))
    words = [" and ".join(year_label(year) for year in sorted(years)) for years in (staff, students)]
    return words[0] if words[0] == words[1] else f"staff {words[0]}, students {words[1]}"


def _table(district: str, rows: list[Row]) -> DataTable:
    cells = [
        [
            Cell(_label(row)), Cell(year_label(int(row["school_year"]))), Cell(_of(row, "staff"), row["staff_pct"]),
            Cell(year_label(int(row["students_year"]))), Cell(_of(row, "students"), row["students_pct"]),
            _state(row, "staff"), _state(row, "students"),
        ]
        for row in rows
    ]  # fmt: skip
    return DataTable(
        "table-staff-and-students",
        f"Staff and students of {district} by race and ethnicity, percent",
        ["Group", "Staff in", "Share of staff", "Students in", "Share of students", "State, staff", "State, students"],
        cells,
        "All jobs, not teachers alone. Compare with the state's reports “Staffing by Race/Ethnicity and Gender” and "
        "“Enrollment by "
        "Race/Gender”.",
    )


def _state(row: Row, who: str) -> Cell:
    value = row[f"{who}_state_pct"]
    return (
        Cell("not reported", is_word=True)
        if is_missing(value)
        else Cell(figure(value, int(row[f"{who}_decimals"]), "share"), value)
    )

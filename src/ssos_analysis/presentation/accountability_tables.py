"""What the state determined, why, and how far it could be built again: a district and its schools side by side."""

from __future__ import annotations

import pandas as pd

from ssos_analysis.disclosure.release import REASONS, Released
from ssos_analysis.presentation.accountability_words import Row, number_cell
from ssos_analysis.presentation.display import csv_of, released_only, show_prose, show_table
from ssos_analysis.presentation.markup import Cell, DataTable, escape
from ssos_analysis.presentation.nothing_to_show import say_caution, say_note
from ssos_analysis.presentation.numbers import interval, is_missing
from ssos_analysis.presentation.where_from import where_from

NO_DETERMINATION = (
    "The files read hold no determination of {district}. Import an accountability report, the state's workbook "
    "accountability-data, "
    "or the hub's classifications."
)
ONLY_LABELS = (
    "Nothing could be built from points: the files hold class, label and one percent only, and only the last step, from percent "
    "to label, was checked. The state's five workbooks hold the rest."
)
NOTHING_CHECKED = (
    "Nothing could be built from points, and no label could be checked against its percent: the files do not hold both. The "
    "state's five workbooks hold the rest."
)
_NOT_ALONE = (
    "The percentage alone does not decide the class: a graduation rate below the state's line, or too few students tested, can "
    "require assistance at any percentage."
)
_LINES = {"percentile": "Overall performance", "graduation": "Graduation rate", "participation": "Participation"}


def determination_table(released: Released) -> None:
    """Class, label, percentage and percentile as published, ours beside them; the district first, then its schools by name."""
    released_only(released)
    rows, district = released.rows, released.choices["district_name"]
    if not rows:
        say_caution(NO_DETERMINATION.format(district=district))
        return
    own = next((row for row in rows if row["org_level"] == "district"), None)
    year = released.choices["year"]
    if own is None:
        if len(rows) == 1:
            text = _one_school(rows[0])
            show_prose(f"<p>{escape(text)}</p>", text)
        of_schools = "that of its school is" if len(rows) == 1 else "those of its schools are"
        say_note(f"The files hold no determination of {district} itself for {year}; {of_schools} held.")
    else:
        percent = "" if is_missing(own["targets_pct"]) else f", at {own['targets_pct']:.0f} percent of its target points"
        text = f"In {own['school_year']} the state classified {district} as: {own['classification']} ({own['label']}){percent}."
        if percent:
            text += f" {_NOT_ALONE}"
        show_prose(f"<p>{escape(text)}</p>", text)
    cells = [_determined(row) for row in rows]
    table = DataTable(
        "table-determinations",
        f"Determinations of {district} and its schools, {released.choices['year']}",
        ["Organization", "Classification", "Label or support", "Percent", "Ours", "Percentile", "Why not built again"],
        cells,
        "Percent: points earned over points possible, with the year before where two years count. Ours: the same built "
        "again from "
        "the points that the state prints; the published figure stands wherever they differ. A percentile is of schools only. "
        "Schools are listed by name: this is no ranking.",
    )
    show_plain(released, table, "determinations")


def _one_school(row: Row) -> str:
    percentile = row["accountability_percentile"]
    rank = "" if is_missing(percentile) else f", at accountability percentile {percentile:.0f}"
    school = f"its one school in the files, {row['org_name']}"
    return f"In {row['school_year']} the state classified {school}, as: {row['classification']}{rank}."


def _determined(row: Row) -> list[Cell]:
    return [
        Cell(row["org_name"]),
        Cell(row["classification"]),
        Cell(row["label"] or "not published"),
        number_cell(row["targets_pct"], 0, missing="not published"),
        Cell(row["ours"]) if row["ours"] else Cell("not built", is_word=True),
        number_cell(row["accountability_percentile"], 0, missing="none"),
        Cell(row["why"] or "-"),
    ]


def reasons_table(released: Released) -> None:
    """Who of them requires assistance, why, since when and what would end it."""
    released_only(released)
    rows, district = released.rows, released.choices["district_name"]
    if not released.choices["year"]:
        return
    if not rows:
        year = released.choices["year"]
        text = (
            f"Neither {district} nor a school of it requires assistance or intervention in {year}, as far as the files tell."
            if released.choices["has_own"]
            else f"No school of {district} that the files hold is flagged in {year}; they hold no determination of the district "
            "for that year."
        )
        show_prose(f"<p>{escape(text)}</p>", text)
        return
    cells = [
        [
            Cell(row["org_name"]), Cell(row["org_level"]), Cell(row["reason"]), Cell("yes" if row["is_printed"] else "no"),
            Cell(row["ends"]), Cell(row["since"]),
        ]
        for row in rows
    ]  # fmt: skip
    table = DataTable(
        "table-reasons",
        f"Why {district} or its schools require assistance, {released.choices['year']}",
        ["Organization", "Level", "Flagged for", "Printed by the state", "What would end it", "Since"],
        cells,
        f"{released.choices['notes']} What would end it is the line of the same rule; the state's other conditions for "
        "leaving are not confirmed.".strip(),
    )
    show_plain(released, table, "reasons")


def near_table(released: Released) -> None:
    """Which of them is near a line, on either side."""
    released_only(released)
    rows, district = released.rows, released.choices["district_name"]
    if not rows:
        say_note(f"No figure of {district} or its schools that the files hold is near a line that requires assistance.")
        return
    cells = [
        [
            Cell(row["org_name"]), Cell(_line_words(row)), number_cell(row["line_at"], 1), number_cell(row["figure"], 1),
            _near_interval(row), Cell(row["side"]), Cell(row["flagged"]), Cell(str(int(row["figure_year"]))),
        ]
        for row in rows
    ]  # fmt: skip
    table = DataTable(
        "table-near",
        f"Figures of {district} near a line that requires assistance",
        ["Organization", "Figure of", "Line", "Figure", "95% interval", "Side of the line", "Flagged by the state", "Year"],
        cells,
        f"{released.choices['open_lines']} Line: its rule asks for assistance of a percentile at or under it and of a "
        f"rate under it. Flagged: what the state determined in {released.choices['year']}, for whichever reason; a side of the "
        "line does not tell it. Participation: of the tests the files hold, the one "
        "with the lowest rate of all students. A rate is here when its interval, also one of too few students to show, "
        "holds the line, so that chance alone could have put it on the other side. A percentile is a rank and has no "
        "interval.".strip(),
    )
    show_plain(released, table, "near-lines")


def _line_words(row: Row) -> str:
    """What the figure is of: one test is not the participation of a district."""
    return f"{_LINES[row['line']]}, {row['of']}" if row["of"] else _LINES[row["line"]]


def _near_interval(row: Row) -> Cell:
    if row["hidden_reason"]:
        return Cell(REASONS[row["hidden_reason"]], is_word=True)
    return Cell("none", is_word=True) if is_missing(row["low"]) else Cell(interval(row["low"], row["high"], 1))


def reconciled_table(released: Released) -> None:
    """Coverage first: what could be checked and built again, by year and level; then what does not agree."""
    released_only(released)
    rows, district = released.rows, released.choices["district_name"]
    if not rows:
        return
    cells = [
        [
            Cell(str(row["school_year"])), Cell(row["org_level"]), number_cell(row["published"], 0),
            number_cell(row["label_checkable"], 0), number_cell(row["recomputable"], 0), number_cell(row["equal"], 0),
            number_cell(row["explained"], 0), number_cell(row["unexplained"], 0), number_cell(row["not_checked"], 0),
        ]
        for row in rows
    ]  # fmt: skip
    heads = ["Year", "Level", "Published", "Label checked", "Built from points", "Equal", "Explained", "Unexplained", "No inputs"]
    table = DataTable(
        "table-reconciled",
        f"What of the determinations of {district} could be checked",
        heads,
        cells,
        "Published to built: organizations. Equal to no inputs: figures compared (points, totals, columns, years, "
        "labels). Explained: "
        "rounding of the year before, a restated year, a path or percentile that is not printed, or a rule that is not "
        "confirmed.",
    )
    show_plain(released, table, "reconciled")
    if not any(row["recomputable"] for row in rows):
        has_labels = any(row["label_checkable"] for row in rows)
        say_caution(ONLY_LABELS if has_labels else NOTHING_CHECKED)
    if released.choices["open"]:
        say_caution(f"Not explained, and the published figure stands: {released.choices['open']}.")
    if released.choices["without_rules"]:
        say_note(f"The rules of {released.choices['without_rules']} are not known, and its determinations are not looked at.")


def show_plain(released: Released, table: DataTable, stem: str, shown: pd.DataFrame | None = None) -> None:
    """A table, and as CSV every column of its rows, unrounded. `shown`: rows of the released table; None is all of them."""
    frame = released.table if shown is None else shown
    names = {str(name): str(name) for name in frame.columns if not str(name).startswith("source_")}
    columns, values = csv_of(frame, names)
    show_table(table, f"{stem}.csv", columns, values, where=where_from(released, shown))

"""The state's figures of a district as files: a CSV, a workbook and a codebook. The page lists what is in them."""

from __future__ import annotations

import base64
import datetime as dt
import io
from typing import Any

import pandas as pd
import xlsxwriter

from ssos_analysis.disclosure.release import Released
from ssos_analysis.presentation.display import released_only, show, show_prose, show_table
from ssos_analysis.presentation.markup import Cell, DataTable, csv_text, harmless, table_html
from ssos_analysis.presentation.numbers import fixed
from ssos_analysis.vocabulary.school_years import year_label

CSV, WORKBOOK = "published_numbers.csv", "published_numbers.xlsx"
_CREATED = dt.datetime(2000, 1, 1)  # fixed, so that equal numbers give equal bytes
_TEXT, _NUMBER = "text", "number"
_COLUMNS: dict[str, tuple[str, str, str, str]] = {
    "measure": ("measure", _TEXT, "Id of the measure; the rest of this codebook lists them.", "ours"),
    "label": ("label", _TEXT, "The measure in words.", "ours"),
    "org_code": ("org_code", _TEXT, "Code of the district: eight characters of text.", "DESE"),
    "org_name": ("org_name", _TEXT, "Name of the district in that report.", "DESE"),
    "school_year": ("school_year", "spring year", "2025 is the school year 2024-25.", "DESE"),
    "student_group": ("student_group", _TEXT, "Student group. Groups overlap: never add them up.", "DESE, under our ids"),
    "variant": ("period", _TEXT, "Period of an attendance report: end_of_year or march; else blank.", "DESE"),
    "figure": ("published_figure", "see unit", "The figure as the state prints it, with its decimals.", "DESE"),
    "unit": ("unit", _TEXT, "Unit of the figure.", "the report"),
    "denominator": ("students_n", "students", "Students behind the figure, where the report prints a count; else blank.", "DESE"),
    "publication": ("publication", _TEXT, "Publication the figure was read from.", "ours"),
    "source_id": ("source_id", _TEXT, "First 12 characters of the file's SHA-256; run.json names the file.", "ours"),
    "source_row": ("source_row", "row", "Row of that file.", "ours"),
}  # fmt: skip


def number_files(released: Released) -> None:
    """What is in the files, measure by measure; the CSV and the workbook travel with it, too large to stand in the page."""
    released_only(released)
    frame = _frame(released)
    if frame.empty:
        show_prose("<p>The files at hand hold no figure of this district.</p>", "No figure of this district.")
        return
    name = released.choices["district_name"]
    rows = []
    for _, part in frame.groupby("measure", sort=False):
        years = sorted(set(part["school_year"]))
        span = year_label(years[0]) if len(years) == 1 else f"{year_label(years[0])} to {year_label(years[-1])}"
        counts = "yes" if part["denominator"].notna().any() else "no"
        groups = part["student_group"].nunique()
        rows.append(
            [Cell(part["label"].iloc[0]), Cell(part["unit"].iloc[0]), Cell(span), Cell(f"{groups}", groups),
             Cell(f"{len(part):,}", len(part)), Cell(counts), Cell(part["report"].iloc[0])]
        )  # fmt: skip
    heads = ["Measure", "Unit", "School years", "Groups", "Figures", "Counts", "Report of the state"]
    table = DataTable("table-published-numbers", f"Figures of the state about {name}", heads, rows)
    head, cells = _cells(frame)
    text = csv_text(head, cells)
    told = (
        f'<p>{len(frame):,} figures: <a href="data/{CSV}">CSV</a>, <a href="data/{WORKBOOK}">workbook (XLSX)</a>. They hold what '
        "the state prints and nothing derived. Each row names its file and row.</p>"
    )
    book = base64.b64encode(_workbook(head, cells, _codebook(frame))).decode()
    html = f'<div class="table-block">{told}{table_html(table)}</div>'
    show(
        html, table.caption, kind="table", id=table.id, title=table.caption, csv_name=CSV, csv=text, workbook_name=WORKBOOK,
        workbook=book,
    )  # fmt: skip


def codebook_table(released: Released) -> None:
    """Each column of the files, and each measure: unit, meaning, source."""
    released_only(released)
    lines = _codebook(_frame(released))
    rows = [[Cell(what), Cell(name), Cell(unit), Cell(meaning), Cell(source)] for what, name, unit, meaning, source in lines]
    table = DataTable("table-codebook", "Codebook of the files", list(_CODEBOOK), rows)
    show_table(table, "published_numbers-codebook.csv", list(_CODEBOOK), lines, where=[])


_CODEBOOK = ("What", "Name", "Unit", "Meaning", "Source")


def _frame(released: Released) -> pd.DataFrame:
    """The released rows, with the figure as the state prints it."""
    table = released.table
    printed = [fixed(value, int(digits)) for value, digits in zip(table["estimate"], table["decimals"], strict=True)]
    return table.assign(figure=[text.replace("−", "-").replace(",", "") for text in printed])


def _cells(frame: pd.DataFrame) -> tuple[list[str], list[list[Any]]]:
    """Headings, and rows; a count is a whole number or None."""
    head = [heading for heading, *_ in _COLUMNS.values()]
    plain = frame[list(_COLUMNS)].astype(object).where(frame[list(_COLUMNS)].notna(), None)
    place = list(_COLUMNS).index("denominator")
    rows = plain.to_numpy().tolist()
    for row in rows:
        row[place] = None if row[place] is None else int(row[place])
    return head, rows


def _codebook(frame: pd.DataFrame) -> list[list[str]]:
    columns = [["column", *about] for about in _COLUMNS.values()]
    measures = frame.drop_duplicates("measure")
    told = [
        ["measure", row["measure"], row["unit"], f"{row['label']}: {row['definition']}", row["report"]]
        for row in measures.to_dict("records")
    ]
    return [*columns, *told]


def _workbook(head: list[str], rows: list[list[Any]], codebook: list[list[str]]) -> bytes:
    """The numbers and the codebook as a workbook without a formula, the same bytes for the same numbers."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": _CREATED, "title": "Published numbers"})
    bold = book.add_format({"bold": True})
    numbers = {head.index(name) for name in ("published_figure",)}
    for name, heads, lines in (("Numbers", head, rows), ("Codebook", list(_CODEBOOK), codebook)):
        sheet = book.add_worksheet(name)
        for column, heading in enumerate(heads):
            sheet.write_string(0, column, heading, bold)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(lines), len(heads) - 1)
        for number, line in enumerate(lines, start=1):
            for column, cell in enumerate(line):
                if cell is None:
                    continue
                if isinstance(cell, int | float) or (name == "Numbers" and column in numbers):
                    sheet.write_number(number, column, float(cell))
                else:
                    sheet.write_string(number, column, harmless(str(cell)))
    book.close()
    return out.getvalue()

"""A statereport export as the state's server writes it: one sheet, a title row, a header row, padded text cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

import xlsxwriter

_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
"""A fixed date of creation, so that a rebuild gives the same bytes."""
SHEET_NAME_LENGTH = 31

Cell = str | float | None


def write_export(path: Path, sheet: str, title: str | None, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write an export. Text stays text, a number becomes a numeric cell, None leaves the cell out."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path), {"in_memory": True})
    book.set_properties({"created": _CREATED})
    page = book.add_worksheet(sheet[:SHEET_NAME_LENGTH])
    lines: list[Sequence[Cell]] = [] if title is None else [[title]]
    for number, line in enumerate([*lines, header, *rows]):
        for column, cell in enumerate(line):
            if isinstance(cell, str):
                page.write_string(number, column, cell)
            elif cell is not None:
                page.write_number(number, column, cell)
    book.close()


def counted(value: float, width: int = 8) -> str:
    """A count as the state prints it: thousands separators, padded on the left."""
    return f"{int(value):,}".rjust(width)

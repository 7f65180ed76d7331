"""HTML fragments. Every text from data is escaped here, once, at the sink; CSV cells are made harmless to spreadsheets."""

from __future__ import annotations

import base64
import csv
import html
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\uffff]"
)
_FORMULA = ("=", "+", "-", "@", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}", "\N{FULLWIDTH COMMERCIAL AT}")
_SCHOOL_YEAR = re.compile(r"^\d{4}-\d{2}$")
_NUMBER = re.compile(r"^[+-]?\d[\d,]*(\.\d+)?$")


def plain(text: object) -> str:
    """Text without control and direction-changing characters, which could reorder or hide what a reader sees."""
    return _CONTROL.sub("", str(text))


def escape(text: object) -> str:
    """Text that is safe between tags and inside quoted attributes."""
    return html.escape(plain(text), quote=True)


INTERVAL, STUDENTS = "95% interval", "Students"
NO_COUNTS = "The files read hold no counts of students for these figures, so none has an interval."


@dataclass(frozen=True)
class Cell:
    """One table cell: what is shown, the number to sort by, and whether it states why a figure is missing."""

    text: str
    value: float | None = None
    is_word: bool = False


@dataclass(frozen=True)
class DataTable:
    """A table a page can show: caption, column headings, rows whose first cell is the row's heading, and a note.

    `where_from` names the files and rows behind the figures, one file a line.
    """

    id: str
    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    where_from: Sequence[str] = ()


def without(table: DataTable, names: Sequence[str], *, note: str = "") -> DataTable:
    """The table without the columns of these names, which would say the same in each row; the note says it once."""
    kept = [place for place, name in enumerate(table.columns) if name not in names]
    return replace(
        table,
        columns=[table.columns[place] for place in kept],
        rows=[[row[place] for place in kept] for row in table.rows],
        note=f"{note} {table.note}".strip(),
    )


def table_html(table: DataTable) -> str:
    """A table with caption, column and row scope, in a scroll box that the keyboard can reach."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.columns)
    body = "".join(_row(row) for row in table.rows)
    note = f'<p class="table-note">{escape(table.note)}</p>' if table.note else ""
    return (
        f'<div class="table-scroll" role="region" tabindex="0" aria-labelledby="{table.id}-caption">'
        f'<table class="data" id="{table.id}"><caption id="{table.id}-caption">{escape(table.caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{note}{_where_from_html(table)}"
    )


def _where_from_html(table: DataTable) -> str:
    """The files behind a table, folded away: most readers pass them by, and who doubts a number needs them at once."""
    if not table.where_from:
        return ""
    files = "".join(f"<li>{escape(line)}</li>" for line in table.where_from)
    return f'<details class="where-from"><summary>Where from</summary><ul>{files}</ul></details>'


def _row(row: Sequence[Cell]) -> str:
    first, *rest = row
    cells = []
    for cell in rest:
        if cell.is_word:
            cells.append(f'<td class="hidden-cell">{escape(cell.text)}</td>')
        elif cell.value is not None:
            cells.append(f'<td class="num" data-v="{cell.value:.12g}">{escape(cell.text)}</td>')
        else:
            cells.append(f"<td{_year(cell.text)}>{escape(cell.text)}</td>")
    return f'<tr><th scope="row"{_year(first.text)}>{escape(first.text)}</th>{"".join(cells)}</tr>'


def _year(text: str) -> str:
    """The class of a cell that holds a school year alone, which no line break may part at its hyphen."""
    return ' class="year"' if _SCHOOL_YEAR.match(text) else ""


def csv_text(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """CSV (comma, CRLF, UTF-8) whose cells no spreadsheet takes for a formula; numbers keep their sign."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row])
    return out.getvalue()


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    text = plain(text)
    is_formula = text.lstrip().startswith(_FORMULA) and not _NUMBER.match(text)
    return f"'{text}" if is_formula or text.startswith(("\t", "\n")) else text


def _csv_cell(value: Any) -> Any:
    if isinstance(value, str):
        return harmless(value)
    return "" if value is None or value != value else value


def download_html(name: str, text: str) -> str:
    """A link that saves a CSV held in the page itself; it needs no script and no server."""
    data = base64.b64encode(text.encode("utf-8-sig")).decode("ascii")
    return (
        f'<p class="downloads"><a download="{escape(name)}" href="data:text/csv;base64,{data}">'
        f"Download these numbers (CSV: {escape(name)})</a></p>"
    )


def file_stem(text: str, *, longest: int = 100) -> str:
    """A file name every system accepts: ASCII letters, digits and hyphens."""
    stem = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:longest].strip("-")
    return stem or "data"

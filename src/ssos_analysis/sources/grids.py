"""A file -> a grid of raw cells, read safely: .xlsx, .xls, .csv, .csv.gz, pages, the hub's records, extracts of it.

Sizes are checked before anything is unpacked, since a small file can unpack to more than a machine holds.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from ssos_analysis.errors import SourceError
from ssos_analysis.sources import bounds
from ssos_analysis.sources.bounds import MAX_CELLS, MAX_COLUMNS, refused
from ssos_analysis.sources.cells import Factor
from ssos_analysis.sources.contents import is_web_page, refuse_other_kinds, refuse_pointers_and_pickles
from ssos_analysis.sources.extracts import HEADINGS, extract_rows
from ssos_analysis.sources.html_tables import TooLarge, page_rows
from ssos_analysis.sources.hub_records import NotRecords, read_records
from ssos_analysis.sources.json_checks import check_values, names_twice
from ssos_analysis.sources.profile_pages import profile_page
from ssos_analysis.sources.text_files import as_utf8, text_rows, unzipped
from ssos_analysis.sources.workbook_files import read_workbook, whole_sheets

SUFFIXES = (".xlsx", ".csv", ".csv.gz", ".json", ".geojson", ".xls", ".html", ".htm")
PAGES = (".html", ".htm")
_FIRST_ROWS = 50

Row = tuple[Any, ...] | list[Any]


@dataclass(frozen=True)
class OtherGrid:
    """A further sheet of a workbook that holds something: its name and its first rows."""

    name: str
    rows: list[Row]


@dataclass(frozen=True)
class Grid:
    """Rows of raw cells (text, number, None), of one sheet, one text file or an extract (one row for each field); or a list of
    records, whose only row is that of its field names, and whose cells stand in `columns`.

    `first_row` is the number of `rows[0]` as a person counts: 1 in a sheet or text file, 0 for records, so that a record's
    number is its place in the list. `vintage` is the date the state's server wrote the file, where that can be told.
    `other_sheets` are further sheets of the workbook that hold something.
    """

    kind: str
    sheet: str
    rows: list[Row]
    first_row: int = 1
    vintage: str = ""
    other_sheets: tuple[OtherGrid, ...] = ()
    columns: tuple[Factor, ...] = ()

    @property
    def height(self) -> int:
        """Rows, the headings included."""
        return 1 + len(self.columns[0].codes) if self.columns else len(self.rows)

    def some_rows(self, first: int, of_the_rest: int) -> list[Row]:
        """The first rows, and about so many of those below, taken evenly; of records as well."""
        chosen = [*range(min(first, self.height))]
        if of_the_rest:
            chosen += range(first, self.height, max(1, self.height // of_the_rest))
        if not self.columns:
            return [self.rows[place] for place in chosen]
        return [self.rows[place] if not place else [column.cell(place - 1) for column in self.columns] for place in chosen]

    def number(self, index: int) -> int:
        """The row number a person sees for `rows[index]`."""
        return index + self.first_row


def suffix(path: Path) -> str:
    """`.csv.gz` whole, else the last part of the name, in lower case."""
    name = path.name.lower()
    return ".csv.gz" if name.endswith(".csv.gz") else path.suffix.lower()


def read_bytes(path: Path) -> bytes:
    """The file whole.

    Raises
    ------
    SourceError
        The file is missing, is not a file, is larger than is read, or changed while it was read.
    """
    try:
        # O_NONBLOCK: opening a pipe put in the file's place would wait for a writer
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb") as stream:
            before = os.fstat(stream.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise refused(path, "it is not a file, but a folder, a pipe or a device", "give the file itself")
            data = stream.read(bounds.MAX_FILE_BYTES + 1) if before.st_size <= bounds.MAX_FILE_BYTES else None
            after = os.fstat(stream.fileno())
    except OSError as error:
        raise refused(
            path, f"the file cannot be opened ({error.strerror or 'system error'})", "check its name and folder"
        ) from None
    if data is None or len(data) > bounds.MAX_FILE_BYTES:
        megabytes = bounds.MAX_FILE_BYTES // 1_000_000
        raise refused(path, f"the file is larger than {megabytes} MB", "give one export, not an archive")
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
        raise refused(path, "the file changed while it was being read", "wait until it is saved whole, then import it again")
    return data


def grid_of(data: bytes, path: Path) -> Grid:
    """The bytes of a file as a grid; `path` names it and tells its kind.

    Raises
    ------
    SourceError
        The file is empty, cut short, binary, a web page, or of a kind that is not read.
    """
    if not data or data.isspace():
        raise refused(path, "the file is empty", "save the export again")
    kind = suffix(path)
    if kind not in SUFFIXES:
        raise refused(
            path,
            f"a {kind or 'nameless'} file is not an export",
            "save the report as Excel (.xlsx) or CSV, or give hub records as .json",
        )
    if kind == ".csv.gz":
        data = unzipped(data, path)
        if not data.strip():
            raise refused(path, "the file is empty", "save the export again")
    refuse_pointers_and_pickles(data, path)
    if is_web_page(data):
        if kind in (".xls", *PAGES) and (page := _page(data, path)):
            return page
        raise refused(path, "the file is a web page, not an export", "use the report's own Export button and save what it sends")
    if kind in (".xlsx", ".xls"):
        return _sheet(data, path)
    refuse_other_kinds(data, path)
    if kind in (".json", ".geojson"):
        return _records(data, path)
    return Grid("text", "", list(text_rows(data, path)))


def check_first_cells(grid: Grid, path: Path) -> None:
    """Refuse a cell of megabytes among the titles and headings, where every pattern would be tried on it. Further down columns
    are parsed by their distinct cells, and a long one is refused there; those of records are all looked at when they are laid out.

    Raises
    ------
    SourceError
        A cell of the first rows is longer than any the state prints.
    """
    for index, row in enumerate(grid.rows[:_FIRST_ROWS]):
        if any(map(_is_long, row)):
            raise _long_cell(path, grid.number(index))


def _is_long(cell: Any) -> bool:
    return isinstance(cell, str) and len(cell) > bounds.MAX_FIELD


def _long_cell(path: Path, row: int) -> SourceError:
    what = f"row {row:,} holds a cell of more than {bounds.MAX_FIELD:,} characters"
    return refused(path, what, "correct the cell, or export again")


def _page(data: bytes, path: Path) -> Grid | None:
    """A web page that the state sent as an Excel file, or a saved page of the profiles; None where it holds no such table."""
    try:
        rows: list[Row] = [*page_rows(as_utf8(data, path).decode("utf-8"))]
    except TooLarge as error:
        raise refused(path, str(error), "give the export as the state sends it") from None
    if suffix(path) in PAGES:
        profile = profile_page(rows)
        return Grid("sheet", "", [*profile]) if profile else None
    return Grid("sheet", "", rows) if rows else None


def _sheet(data: bytes, path: Path) -> Grid:
    """The first sheet of a workbook; the state's exports have one."""
    book = read_workbook(data, path)
    others = tuple(OtherGrid(other.name, list(other.rows)) for other in book.others)
    return Grid("sheet", book.sheet, list(book.rows), vintage=book.vintage, other_sheets=others)


def sheets_of(data: bytes, path: Path) -> list[Grid]:
    """Every sheet of a workbook that `grid_of` has read the first of, in order.

    Raises
    ------
    SourceError
        A sheet cannot be read.
    """
    return [Grid("sheet", name, list(rows)) for name, rows in whole_sheets(data, path)]


def _records(data: bytes, path: Path) -> Grid:
    """A list of the hub's records, their field names and the columns under them; or a third party's extract of the hub."""
    check_values(data, path)
    if data.lstrip()[:1] == b"{" and (extract := _extract(data, path)):
        return extract
    mend = "download the records again, or give what the hub's /resource/<id>.json answers: [{...}, {...}]"
    try:
        fields, columns = read_records(data)
    except NotRecords as error:
        raise refused(path, str(error), mend) from None
    height = len(columns[0].codes) if columns else 0
    if len(fields) > MAX_COLUMNS or len(fields) * height > MAX_CELLS:
        raise refused(path, f"{height:,} records with {len(fields):,} fields", "give one dataset")
    for column in columns:
        if (is_long := column.where(_is_long)).any():
            raise _long_cell(path, int(is_long.argmax()) + 1)
    return Grid("records", "", [fields], first_row=0, columns=tuple(columns))


def _extract(data: bytes, path: Path) -> Grid | None:
    """An extract of the hub, or None where a JSON object is none."""
    try:
        content = orjson.loads(data)
        is_ambiguous = names_twice(data, content)
    except (ValueError, RecursionError):
        return None
    if is_ambiguous:
        raise refused(path, "a record names one field twice", "download the records again")
    rows = extract_rows(content, MAX_CELLS // len(HEADINGS))
    if rows and len(rows) * len(HEADINGS) > MAX_CELLS:
        raise refused(path, "the file holds more fields than are read", "give one extract")
    return Grid("extract", "", [HEADINGS, *rows], first_row=0) if rows else None

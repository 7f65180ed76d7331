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

from ssos_analysis.sources import bounds
from ssos_analysis.sources.bounds import MAX_CELLS, MAX_COLUMNS, refused
from ssos_analysis.sources.contents import is_web_page, refuse_other_kinds, refuse_pointers_and_pickles
from ssos_analysis.sources.extracts import HEADINGS, extract_rows
from ssos_analysis.sources.html_tables import TooLarge, page_rows
from ssos_analysis.sources.json_checks import check_json
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
    """Rows of raw cells (text, number, None), of one sheet, one text file, a list of records (whose field names are row 0) or an
    extract (one row for each field).

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
    if not data.strip():
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
        check_json(data, path)
        return _records(data, path)
    return Grid("text", "", list(text_rows(data, path)))


def check_first_cells(grid: Grid, path: Path) -> None:
    """Refuse a cell of megabytes among the titles and headings, where every pattern would be tried on it. Further down columns
    are parsed by their distinct cells, and a long one is refused there.


    Raises
    ------
    SourceError
        A cell of the first rows is longer than any the state prints.
    """
    for index, row in enumerate(grid.rows[:_FIRST_ROWS]):
        if any(isinstance(cell, str) and len(cell) > bounds.MAX_FIELD for cell in row):
            what = f"row {grid.number(index):,} holds a cell of more than {bounds.MAX_FIELD:,} characters"
            raise refused(path, what, "correct the cell, or export again")


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
    """A list of the hub's records as rows under their field names (a null field is an omitted key, so all records are asked), or
    a third party's extract of the hub."""
    try:
        content = orjson.loads(data)
    except orjson.JSONDecodeError:
        raise refused(path, "the file is not whole JSON", "download the records again") from None
    if extract := extract_rows(content, MAX_CELLS // len(HEADINGS)):
        if len(extract) * len(HEADINGS) > MAX_CELLS:
            raise refused(path, "the file holds more fields than are read", "give one extract")
        return Grid("extract", "", [HEADINGS, *extract], first_row=0)
    if not isinstance(content, list) or not content or not all(isinstance(record, dict) for record in content):
        raise refused(
            path,
            "the file is JSON, but not a list of the hub's records",
            "give what the hub's /resource/<id>.json answers: [{...}, {...}]",
        )
    fields = list(dict.fromkeys(field for record in content for field in record))
    if len(fields) > MAX_COLUMNS or len(fields) * len(content) > MAX_CELLS:
        raise refused(path, f"{len(content):,} records with {len(fields):,} fields", "give one dataset")
    rows: list[Row] = [fields]
    rows += [[record.get(field) for field in fields] for record in content]
    return Grid("records", "", rows, first_row=0)

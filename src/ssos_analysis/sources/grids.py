"""A file -> a grid of raw cells, read safely: .xlsx, .xls (to recognise it), .csv, .csv.gz and records of the state's hub (JSON).

Sizes are checked before anything is unpacked, since a small file can unpack to more than a machine holds.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from ssos_analysis.errors import SourceError
from ssos_analysis.sources.cells import Factor
from ssos_analysis.sources.hub_records import NotRecords, read_records

MAX_FILE_BYTES = 200_000_000
MAX_UNPACKED_BYTES = 600_000_000
MAX_CELLS = 12_000_000
MAX_COLUMNS = 400
MAX_FIELD = 10_000
SUFFIXES = (".xlsx", ".csv", ".csv.gz", ".json", ".xls")

Row = tuple[Any, ...] | list[Any]


@dataclass(frozen=True)
class Grid:
    """Rows of raw cells (text, number, None), of one sheet or one text file; or a list of records, whose only row is that of its
    field names, and whose cells stand in `columns`.

    `first_row` is the number of `rows[0]` as a person counts: 1 in a sheet or text file, 0 for records, so that a record's
    number is its place in the list. `vintage` is the date the state's server wrote the file, where that can be told.
    `other_sheets` are further sheets of the workbook that hold something.
    """

    kind: str
    sheet: str
    rows: list[Row]
    first_row: int = 1
    vintage: str = ""
    other_sheets: tuple[str, ...] = ()
    columns: tuple[Factor, ...] = ()

    @property
    def height(self) -> int:
        """Rows, the headings included."""
        return 1 + len(self.columns[0].codes) if self.columns else len(self.rows)

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
        The file is missing, is not a file, or is larger than is read.
    """
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise _refused(path, f"the file is larger than {MAX_FILE_BYTES // 1_000_000} MB", "give one export, not an archive")
        return path.read_bytes()
    except OSError as error:
        raise _refused(path, f"the file cannot be opened ({error.strerror or error})", "check its name and folder") from None


def grid_of(data: bytes, path: Path) -> Grid:
    """The bytes of a file as a grid; `path` names it and tells its kind.

    Raises
    ------
    SourceError
        The file is empty, cut short, binary, a web page, or of a kind that is not read.
    """
    if not data or data.isspace():
        raise _refused(path, "the file is empty", "save the export again")
    kind = suffix(path)
    if kind not in SUFFIXES:
        raise _refused(
            path,
            f"a {kind or 'nameless'} file is not an export",
            "save the report as Excel (.xlsx) or CSV, or give hub records as .json",
        )
    if kind != ".csv.gz" and _is_web_page(data):
        raise _refused(path, "the file is a web page, not an export", "use the report's own Export button and save what it sends")
    if kind in (".xlsx", ".xls"):
        return _workbook(data, path)
    if kind == ".csv.gz":
        data = _unzipped(data, path)
        if _is_web_page(data):
            raise _refused(path, "the file is a web page, not an export", "save the export again")
    return _records(data, path) if kind == ".json" else _text(data, path)


def _refused(path: Path, what: str, mend: str) -> SourceError:
    return SourceError(what, where=path.name, mend=mend)


def _is_web_page(data: bytes) -> bool:
    """Whether the file begins as HTML does: what a server sends instead of an export when something failed."""
    head = data[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    return head.startswith((b"<!doctype html", b"<html", b"<head", b"<script", b"<body", b"<div", b"<table"))


def _workbook(data: bytes, path: Path) -> Grid:
    """The first sheet of a workbook; the state's exports have one."""
    vintage = ""
    if suffix(path) == ".xlsx":
        vintage = _check_archive(data, path)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet = book.get_sheet_by_index(0)
        rows: list[Row] = list(sheet.to_python(skip_empty_area=False))
        name = book.sheet_names[0]
        others = tuple(other for other in book.sheet_names[1:] if book.get_sheet_by_name(other).height)
    except (CalamineError, IndexError, ValueError, OSError) as error:
        reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise _refused(path, f"the workbook cannot be read ({reason})", "save the export again; it may be cut short") from None
    return Grid("sheet", name, rows, vintage=vintage, other_sheets=others)


_CELL_COLUMN = re.compile(rb'<c [^>]*?r="([A-Z]+)\d')
_ROW_NUMBER = re.compile(rb'<row [^>]*?r="(\d+)"')


def _check_archive(data: bytes, path: Path) -> str:
    """Refuse what would not fit in memory, before it is unpacked; tell the vintage.

    An export as the state's server wrote it has no document properties, and its parts carry the date of the export. Saved
    again by a spreadsheet program it has properties, and those dates say when a person saved it: no vintage then.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
                raise _refused(path, "the workbook unpacks to more than 600 MB", "give the export as the state sends it")
            names = [part.filename for part in parts]
            sheets = sorted(name for name in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name))
            for name in sheets:
                xml = archive.read(name)
                width = max((_column_number(letters) for letters in set(_CELL_COLUMN.findall(xml))), default=1)
                height = max(map(int, _ROW_NUMBER.findall(xml)), default=1)
                if width > MAX_COLUMNS or width * height > MAX_CELLS:
                    raise _refused(
                        path, f"the sheet claims {height:,} rows by {width:,} columns", "delete what stands far outside the table"
                    )
            if any(name.startswith("docProps/") for name in names):
                return ""
            dates = {part.date_time[:3] for part in parts if part.date_time[0] > 1980}
            newest = max(dates, default=None)
            return f"{newest[0]:04d}-{newest[1]:02d}-{newest[2]:02d}" if newest else ""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise _refused(path, f"the file is not a whole Excel workbook ({error})", "save the export again") from None


def _column_number(letters: bytes) -> int:
    """`A` is 1, `Z` is 26, `AA` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _unzipped(data: bytes, path: Path) -> bytes:
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            unpacked = stream.read(MAX_UNPACKED_BYTES + 1)
    except (OSError, EOFError, ValueError) as error:
        raise _refused(path, f"the file is not whole gzip ({error})", "save it again; it may be cut short") from None
    except Exception as error:  # noqa: BLE001 - zlib.error has no common base with the others
        raise _refused(path, f"the file cannot be unpacked ({error})", "save it again") from None
    if len(unpacked) > MAX_UNPACKED_BYTES:
        raise _refused(path, "the file unpacks to more than 600 MB", "give one export")
    return unpacked


def _decoded(data: bytes, path: Path) -> str:
    """Text of a file: UTF-8, UTF-16 with its mark, else Windows' Western encoding, which Excel still writes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        position = data.index(b"\0")
        raise _refused(path, f"the file is not text: a NUL byte at byte {position + 1}", "save the export again")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _text(data: bytes, path: Path) -> Grid:
    """A CSV file as rows of text."""
    text = _decoded(data, path)
    first = text[:4000].splitlines()[0] if text.strip() else ""
    if text.startswith("version https://git-lfs"):
        raise _refused(path, "the file is a Git LFS pointer, not the data", "fetch the file itself")
    delimiter = "\t" if first.count("\t") > first.count(",") else ";" if first.count(";") > first.count(",") else ","
    limit = csv.field_size_limit(MAX_FIELD)
    try:
        rows: list[Row] = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise _refused(path, f"the file is not whole CSV ({error})", "save the export again; a quote may be left open") from None
    finally:
        csv.field_size_limit(limit)
    if text[-1:] not in "\r\n" and len(rows) > 1 and len(rows[-1]) < len(rows[-2]):
        mend = "save the export again, since it was cut short; if it is whole, end its last line"
        raise _refused(path, f"the file ends in the middle of row {len(rows):,}", mend)
    width = max(map(len, rows), default=0)
    if width > MAX_COLUMNS or width * len(rows) > MAX_CELLS:
        raise _refused(path, f"the file has {len(rows):,} rows by {width:,} columns", "give one export")
    return Grid("text", "", rows)


def _records(data: bytes, path: Path) -> Grid:
    """A list of the hub's records: their field names, and the columns under them."""
    try:
        fields, columns = read_records(data)
    except NotRecords as error:
        mend = "download the records again, or give what the hub's /resource/<id>.json answers: [{...}, {...}]"
        raise _refused(path, str(error), mend) from None
    height = len(columns[0].codes) if columns else 0
    if len(fields) > MAX_COLUMNS or len(fields) * height > MAX_CELLS:
        raise _refused(path, f"{height:,} records with {len(fields):,} fields", "give one dataset, in pages of 50,000 records")
    return Grid("records", "", [fields], first_row=0, columns=tuple(columns))

"""A text file -> rows of text: its encoding, its separator, and whether it is whole. No character is ever replaced by another."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from pathlib import Path

from ssos_analysis.sources import bounds
from ssos_analysis.sources.bounds import refused

_LOOK_AT_LINES = 15  # a title has no separators; the headings stand below it
_QUOTED = re.compile(r'"[^"]*"')
_SEPARATORS = (",", ";", "\t")  # in doubt the first
_SAVE_AS_UTF8 = "save the export again, or open it in a text editor and save it as UTF-8"


def unzipped(data: bytes, path: Path) -> bytes:
    """What a .gz file holds.

    Raises
    ------
    SourceError
        It is cut short or not gzip, or unpacks to more than is read.
    """
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            unpacked = stream.read(bounds.MAX_UNPACKED_BYTES + 1)
    except (OSError, EOFError, ValueError, zlib.error):
        raise refused(path, "the file is not whole gzip", "save it again; it may be cut short") from None
    if len(unpacked) > bounds.MAX_UNPACKED_BYTES:
        megabytes = bounds.MAX_UNPACKED_BYTES // 1_000_000
        raise refused(path, f"the file unpacks to more than {megabytes} MB", "give one export")
    return unpacked


def text_rows(data: bytes, path: Path) -> list[list[str]]:
    """The rows of a CSV file, separated by comma, semicolon or tab, in UTF-8, UTF-16 with its mark, or Windows-1252.

    Raises
    ------
    SourceError
        A character cannot be decoded, the file is cut short, a quote is left open, or it is larger than is read.
    """
    data = as_utf8(data, path)
    _check_lines(data, path)
    text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="")
    rows: list[list[str]] = []
    cells = 0
    limit = csv.field_size_limit(bounds.MAX_FIELD)
    try:
        for row in csv.reader(text, delimiter=_separator(data), strict=True):
            rows.append(row)
            cells += len(row)
            if len(row) > bounds.MAX_COLUMNS or cells > bounds.MAX_CELLS:
                bounds.check_extent(path, max(len(rows), cells // len(row)), len(row))
    except csv.Error:
        raise refused(
            path,
            f"the file is not whole CSV: row {len(rows) + 1:,} has a quote left open, or a cell longer than "
            f"{bounds.MAX_FIELD:,} characters",
            "save the export again",
        ) from None
    finally:
        csv.field_size_limit(limit)
    if data[-1:] not in (b"\r", b"\n") and len(rows) > 1 and len(rows[-1]) < len(rows[-2]):
        mend = "save the export again, since it was cut short; if it is whole, end its last line"
        raise refused(path, f"the file ends in the middle of row {len(rows):,}", mend)
    bounds.check_extent(path, len(rows), max(map(len, rows), default=0))
    return rows


def as_utf8(data: bytes, path: Path) -> bytes:
    """The same text in UTF-8, without a mark. Text that is no UTF-8 is in Windows' Western encoding, which Excel still writes.

    A file with both was put together from two; which of its words are wrong cannot be told, so it is refused.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            data = data.decode("utf-16").encode("utf-8")
        except UnicodeError:
            raise refused(path, "the file begins as UTF-16 text, but does not go on so", _SAVE_AS_UTF8) from None
    if (at := data.find(b"\0")) >= 0:
        row = _row_of(data, at)
        raise refused(path, f"the file is not text: a NUL byte in row {row:,} (byte {at + 1:,})", _SAVE_AS_UTF8)
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        kept = data.decode("utf-8", "ignore")
        what = f"row {_row_of(data, error.start):,} holds a character that cannot be decoded"
        if not kept.isascii():
            raise refused(path, f"{what}: the file mixes UTF-8 with another encoding", _SAVE_AS_UTF8) from None
        try:
            return data.decode("cp1252").encode("utf-8")
        except UnicodeDecodeError as other:
            what = f"row {_row_of(data, other.start):,} holds a character that cannot be decoded"
            raise refused(path, f"{what} as UTF-8 or as Windows-1252", _SAVE_AS_UTF8) from None
    return data


def _row_of(data: bytes, at: int) -> int:
    """The line a byte stands in, counted from 1."""
    before = data[:at]
    return 1 + (before.count(b"\n") or before.count(b"\r"))


def _check_lines(data: bytes, path: Path) -> None:
    """Refuse a line of megabytes before it becomes millions of cells."""
    lines = data if b"\n" in data else data.replace(b"\r", b"\n")
    for number, line in enumerate(io.BytesIO(lines), start=1):
        if len(line) > bounds.MAX_LINE_BYTES or number > bounds.MAX_ROWS:
            what = (
                f"row {number:,} is longer than 1 MB"
                if number <= bounds.MAX_ROWS
                else f"the file has more than {bounds.MAX_ROWS:,} rows"
            )
            raise refused(path, what, "give one export")


def _separator(data: bytes) -> str:
    """What separates the cells: the sign that one of the first lines has most of, outside quotes."""
    head = data[:50_000].decode("utf-8", "ignore").splitlines()[:_LOOK_AT_LINES]
    lines = [_QUOTED.sub("", line) for line in head]
    return max(_SEPARATORS, key=lambda sign: max((line.count(sign) for line in lines), default=0))

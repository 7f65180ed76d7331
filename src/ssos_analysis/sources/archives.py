"""The archive inside an .xlsx file, read through once before any of it is trusted.

A reader of workbooks unpacks what it is given and lays a sheet out by the places of its cells. So a small file can ask for more
memory than a machine has; it is refused here, where each part is unpacked a megabyte at a time and nothing of it is kept.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from ssos_analysis.sources import bounds
from ssos_analysis.sources.bounds import refused

Array: TypeAlias = np.ndarray[Any, Any]

_CHUNK = 1_000_000
_CARRIED = 100_000  # bytes looked at again with the next piece, so that what stands on the border is seen whole
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".tif", ".tiff", ".bin")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_CELL_WITHOUT_PLACE = re.compile(rb"<(?:\w+:)?c(?:\s(?![^>]*\br\s*=)[^>]*)?/?>")
_AFTER_CELL = np.frombuffer(b" \t\n\r>/", np.uint8)
_PLACE_BEGINS, _MOST_LETTERS, _MOST_DIGITS = b'<c r="', 6, 9
_CELL_PLACE = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["']([A-Za-z]{1,6})(\d{1,9})["']""")
_ROW_PLACE = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br\s*=\s*["'](\d{1,9})["']""")
_CLAIM = re.compile(rb"""<(?:\w+:)?dimension\s[^>]*?\bref\s*=\s*["'](?:[A-Za-z]+\d+:)?([A-Za-z]{1,6})(\d{1,9})["']""")
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_NO_NUMBER = re.compile(rb">[+-]?(?:nan|inf(?:inity)?)</(?:\w+:)?v\s*>", re.IGNORECASE)
_NO_NUMBERS = (b"nan</", b"inf</", b"infinity</")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_CELL_END = re.compile(rb"</(?:\w+:)?c\s*>")
_RESULT = re.compile(rb"""<(?:\w+:)?v(?:\s[^>/]*)?>[^<]|^<(?:\w+:)?c\s[^>]*\bt\s*=\s*["']str["']""")
_AS_SENT = "give the export as the state sends it"


def check_archive(data: bytes, path: Path) -> str:
    """Refuse a workbook that is not whole, is too large, or holds what no export holds; tell its vintage.

    An export as the state's server wrote it has no document properties, and its parts carry the date of the export. Saved
    again by a spreadsheet program it has properties, and those dates say when a person saved it: no vintage then.

    Returns
    -------
    str
        The day of the export as YYYY-MM-DD, empty where that is not told.

    Raises
    ------
    SourceError
        As above.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_parts(parts, path)
            cells = 0
            for part in parts:
                cells = _read_through(archive, part, path, cells)
            return _vintage(parts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError, zlib.error):
        raise refused(path, "the file is not a whole Excel workbook", "save the export again; it may be cut short") from None


def _check_parts(parts: list[zipfile.ZipInfo], path: Path) -> None:
    """What the list of parts already tells."""
    names = [part.filename for part in parts]
    if len(parts) > bounds.MAX_PARTS or sum(part.file_size for part in parts) > bounds.MAX_UNPACKED_BYTES:
        megabytes = bounds.MAX_UNPACKED_BYTES // 1_000_000
        raise refused(path, f"the workbook unpacks to more than {megabytes} MB, or to more than 1,000 parts", _AS_SENT)
    if any(part.flag_bits & 1 for part in parts):
        raise refused(path, "the workbook is encrypted with a password", "save it without a password")
    if "xl/workbook.xml" not in names:
        raise refused(path, "the file is a zip archive, but no Excel workbook is in it", _AS_SENT)
    if len(set(names)) < len(names):
        raise refused(path, "the workbook has two parts of one name", "save the export again")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise refused(path, "the workbook holds macros, which no export does", "save it without them, as .xlsx")


@dataclass
class _Extent:
    """How far the cells of one part reach, and how many the workbook has so far."""

    cells: int = 0
    width: int = 1
    height: int = 1

    def add(self, xml: bytes, path: Path) -> None:
        """Take in one piece of a part; refuse what reaches too far."""
        tags = _tags(xml)
        plain = _plain_places(xml, tags)
        if plain is not None:
            places = [plain] if len(tags) else []
            self.cells += len(tags) - len(places)
        else:
            places = _CELL_PLACE.findall(xml)
            if len(places) != len(tags) and _CELL_WITHOUT_PLACE.search(xml):
                raise refused(path, "the workbook has cells that do not say where they stand", "open it in Excel and save it")
        self.cells += len(places)
        if self.cells > bounds.MAX_CELLS:
            raise refused(path, f"the workbook has more than {bounds.MAX_CELLS:,} cells", "give one export")
        places += _CLAIM.findall(xml)
        self.width = max([self.width, *map(_column_number, {letters for letters, _ in places})])
        numbers = {number for _, number in places}
        self.height = max([self.height, *map(int, numbers), *map(int, _ROW_PLACE.findall(xml))])
        bounds.check_extent(path, self.height, self.width)


def _tags(xml: bytes) -> Array:
    """Where the tags of cells begin, at their `c`."""
    text = np.frombuffer(xml + b"  ", np.uint8)
    at = np.flatnonzero(text == ord("c"))
    at = at[np.isin(text[at + 1], _AFTER_CELL)]
    before = text[at - 1]  # of the first byte that is the last, a space
    found: Array = at[(before == ord("<")) | (before == ord(":"))]
    return found


def _plain_places(xml: bytes, tags: Array) -> tuple[bytes, bytes] | None:
    """The furthest column and the furthest row of cells written `<c r="AB12"`, as nearly every program writes them; None where
    some are written otherwise. Looked at all together, since a workbook has a hundred thousand of them."""
    text = np.frombuffer(xml + b" " * 24, np.uint8)
    starts = np.stack([text[tags - 1 + place] for place in range(len(_PLACE_BEGINS))], axis=1) if len(tags) else None
    if starts is None:
        return b"A", b"1"
    if (starts != np.frombuffer(_PLACE_BEGINS, np.uint8)).any():
        return None
    at = tags - 1 + len(_PLACE_BEGINS)
    column, row = np.zeros(len(tags), np.int64), np.zeros(len(tags), np.int64)
    is_letter, length = np.ones(len(tags), bool), np.zeros(len(tags), np.int64)
    for _ in range(_MOST_LETTERS):
        is_letter = is_letter & (text[at] >= ord("A")) & (text[at] <= ord("Z"))
        column = np.where(is_letter, column * 26 + text[at] - (ord("A") - 1), column)
        at = at + is_letter
    is_digit = np.ones(len(tags), bool)
    for _ in range(_MOST_DIGITS):
        is_digit = is_digit & (text[at] >= ord("0")) & (text[at] <= ord("9"))
        row = np.where(is_digit, row * 10 + text[at] - ord("0"), row)
        at, length = at + is_digit, length + is_digit
    if (column == 0).any() or (length == 0).any() or (text[at] != ord('"')).any():
        return None
    return _column_letters(int(column.max())), str(int(row.max())).encode()


def _read_through(archive: zipfile.ZipFile, part: zipfile.ZipInfo, path: Path, cells: int) -> int:
    """One part, a piece at a time; the cells counted so far, with those in it."""
    extent = _Extent(cells)
    carried = of_formulas = b""
    claimed, read = part.file_size, 0
    part.file_size += 1  # where there is a byte more than it says, it lies, and may unpack to anything
    is_picture = part.filename.lower().endswith(_PICTURES)
    with archive.open(part) as stream:
        while piece := stream.read(_CHUNK):
            read += len(piece)
            if read > claimed or (b"sheetData" if is_picture else b"\0") in piece:
                raise zipfile.BadZipFile
            if is_picture:
                continue
            xml = carried + piece
            _check_markup(xml, path)
            extent.add(xml, path)
            of_formulas = _check_results(of_formulas + piece, path)
            carried = xml[xml.rfind(b"<", 0, max(xml.rfind(b"<"), 0)) :]  # from the last tag but one
            if len(carried) > _CARRIED:
                carried = carried[-_CARRIED:]
    part.file_size = claimed
    return extent.cells


def _check_markup(xml: bytes, path: Path) -> None:
    """Refuse what no spreadsheet program writes."""
    if _ENTITY.search(xml):
        raise refused(path, "the workbook defines XML entities of its own, which no export does", _AS_SENT)
    if b"<" not in xml[-_CHUNK:] and len(xml) > _CHUNK:
        raise refused(path, "the workbook holds a text of more than 1 MB", "correct the cell, or export again")
    lowered = xml.lower()  # a plain look is a hundred times as quick as the expression
    if any(word in lowered for word in _NO_NUMBERS) and _NO_NUMBER.search(xml):
        raise refused(path, "a cell holds NaN or infinity in place of a number", "correct the cell, or export again")


def _check_results(xml: bytes, path: Path) -> bytes:
    """Refuse a formula whose result was never stored: it would be read as a blank. What is to be looked at again is returned.

    A spreadsheet program stores the result beside each formula; a program that writes workbooks often does not.
    """
    if (b"<f" not in xml and b":f" not in xml) or not _FORMULA.search(xml):
        return xml[-_CARRIED:]
    *ended, rest = _CELL_END.split(xml)
    for text in ended:
        starts = [found.start() for found in _CELL.finditer(text)]
        cell = text[starts[-1] :] if starts else text
        if _FORMULA.search(cell) and not _RESULT.search(cell):
            place = _CELL_PLACE.match(cell)
            raise refused(
                path,
                f"cell {(place[1] + place[2]).decode('ascii') if place else 'of a sheet'} holds a formula without its result",
                "open the workbook in Excel and save it, or paste the values in place of the formulas",
            )
    return rest[-_CARRIED:]


def _vintage(parts: list[zipfile.ZipInfo]) -> str:
    if any(part.filename.startswith("docProps/") for part in parts):
        return ""
    newest = max((part.date_time[:3] for part in parts if part.date_time[0] > 1980), default=None)
    return f"{newest[0]:04d}-{newest[1]:02d}-{newest[2]:02d}" if newest else ""


def _column_letters(number: int) -> bytes:
    """1 is `A`, 26 is `Z`, 27 is `AA`."""
    letters = b""
    while number:
        number, place = divmod(number - 1, 26)
        letters = bytes([place + ord("A")]) + letters
    return letters


def _column_number(letters: bytes) -> int:
    """`A` is 1, `Z` is 26, `AA` is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number

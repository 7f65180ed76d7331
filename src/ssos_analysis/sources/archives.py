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

from ssos_analysis.sources import bounds
from ssos_analysis.sources.bounds import refused

_CHUNK = 1_000_000
_CARRIED = 100_000  # bytes looked at again with the next piece, so that what stands on the border is seen whole
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".tif", ".tiff", ".bin")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_CELL_WITHOUT_PLACE = re.compile(rb"<(?:\w+:)?c(?:\s(?![^>]*\br\s*=)[^>]*)?/?>")
_CELL_TAGS = tuple(start + end for start in (b"<c", b":c") for end in (b" ", b"\t", b"\n", b"\r", b">", b"/"))
_PLACE_FIRST = re.compile(rb'<c r="([A-Z]{1,6})(\d{1,9})"')  # as nearly every program writes it, and quick to find
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
        tags = sum(map(xml.count, _CELL_TAGS))
        places = _PLACE_FIRST.findall(xml)
        if len(places) != tags:
            places = _CELL_PLACE.findall(xml)
            if len(places) != tags and _CELL_WITHOUT_PLACE.search(xml):
                raise refused(path, "the workbook has cells that do not say where they stand", "open it in Excel and save it")
        self.cells += len(places)
        if self.cells > bounds.MAX_CELLS:
            raise refused(path, f"the workbook has more than {bounds.MAX_CELLS:,} cells", "give one export")
        places += _CLAIM.findall(xml)
        self.width = max([self.width, *map(_column_number, {letters for letters, _ in places})])
        numbers = {number for _, number in places}
        self.height = max([self.height, *map(int, numbers), *map(int, _ROW_PLACE.findall(xml))])
        bounds.check_extent(path, self.height, self.width)


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


def _column_number(letters: bytes) -> int:
    """`A` is 1, `Z` is 26, `AA` is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number

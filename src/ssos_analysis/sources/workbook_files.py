"""A workbook -> the cells of its first sheet and a look at the others, or of all its sheets, after its archive was checked."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from ssos_analysis.errors import SourceError
from ssos_analysis.sources import bounds
from ssos_analysis.sources.archives import check_archive
from ssos_analysis.sources.bounds import refused
from ssos_analysis.sources.contents import OLE, ZIP

ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")  # the stream Office puts an encrypted workbook in
LOOK_AT_ROWS = 200  # of a further sheet


@dataclass(frozen=True)
class OtherSheet:
    """A further sheet that holds something: its name and its first rows."""

    name: str
    rows: list[list[Any]]


@dataclass(frozen=True)
class WorkbookFile:
    """The first sheet whole, the others by their beginning, and the day the state's server wrote the file, where it is told."""

    sheet: str
    rows: list[list[Any]]
    vintage: str
    others: tuple[OtherSheet, ...]


def read_workbook(data: bytes, path: Path) -> WorkbookFile:
    """A workbook, old (.xls) or new (.xlsx), told by its first bytes and not by its name.

    Raises
    ------
    SourceError
        It is encrypted, cut short, larger than is read, or holds what no export holds.
    """
    if data.startswith(ZIP):
        vintage = check_archive(data, path)
    elif data.startswith(OLE):
        vintage = ""
        if ENCRYPTED_PART in data:
            raise _encrypted(path)
    else:
        raise refused(path, "the file is not an Excel workbook", "save the export again")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        first, *others = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        sheet = book.get_sheet_by_name(first)
        bounds.check_extent(path, sheet.total_height, sheet.total_width)
        rows = sheet.to_python(skip_empty_area=False)
        found = []
        for name in others:
            other = book.get_sheet_by_name(name)
            if other.height:
                found.append(OtherSheet(name, other.to_python(nrows=LOOK_AT_ROWS)))
    except PasswordError:
        raise _encrypted(path) from None
    except (CalamineError, IndexError, ValueError, OSError):
        # what the library says may quote a cell, which must not reach a message
        raise refused(path, "the workbook is damaged and cannot be read", "save the export again; it may be cut short") from None
    return WorkbookFile(first, rows, vintage, tuple(found))


def whole_sheets(data: bytes, path: Path) -> list[tuple[str, list[list[Any]]]]:
    """Name and cells of every sheet of a workbook that `read_workbook` has let in, in order.

    Raises
    ------
    SourceError
        A sheet cannot be read, or is larger than is read.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = []
        for name in (sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet):
            sheet = book.get_sheet_by_name(name)
            bounds.check_extent(path, sheet.total_height, sheet.total_width)
            sheets.append((name, sheet.to_python(skip_empty_area=False)))
    except (CalamineError, IndexError, ValueError, OSError):
        raise refused(path, "a sheet of the workbook is damaged and cannot be read", "save the workbook again") from None
    return sheets


def _encrypted(path: Path) -> SourceError:
    return refused(path, "the workbook is encrypted with a password", "open it in Excel and save it without a password")

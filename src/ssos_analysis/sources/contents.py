"""What a file is by its first bytes, whatever its name says: the kinds that must not be read as the kind they are named."""

from __future__ import annotations

import re
from pathlib import Path

from ssos_analysis.sources.bounds import refused

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICKLE = re.compile(rb"\x80[\x02-\x05]")
_MAGICS = {
    ZIP: "a zip archive or an Excel workbook",
    OLE: "an old Excel workbook or an encrypted one",
    b"\x1f\x8b": "compressed by gzip",
    b"%PDF": "a PDF document",
    b"PAR1": "a parquet file",
    b"SQLite format 3": "a database",
    b"\x7fELF": "a program",
    b"\x89PNG": "a picture",
}
_WEB_PAGE = (
    b"<!doctype html",
    b"<html",
    b"<head",
    b"<script",
    b"<body",
    b"<div",
    b"<table",
    b"<?xml",
    b"<!--",
    b"<title",
    b"<meta",
)
_SAVE_AGAIN = "save the export again, as Excel (.xlsx) or CSV"


def is_web_page(data: bytes) -> bool:
    """Whether the file begins as HTML or XML does: what a server sends instead of an export when something failed."""
    head = data[:2000]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.replace(b"\0", b"")[2:]
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_WEB_PAGE)


def refuse_pointers_and_pickles(data: bytes, path: Path) -> None:
    """Refuse, under any name, what stands in the place of data, and what runs code when it is opened.

    Raises
    ------
    SourceError
        A Git LFS pointer, or a Python pickle. A pickle is told by its first two bytes; it is never opened.
    """
    if data.startswith(b"version https://git-lfs"):
        raise refused(path, "the file is a Git LFS pointer, not the data", "fetch the file itself (git lfs pull)")
    if _PICKLE.match(data):
        raise refused(path, "the file is a Python pickle, which is never opened: it can run code", _SAVE_AGAIN)


def refuse_other_kinds(data: bytes, path: Path) -> None:
    """Refuse a file of another kind under the name of a text file.

    Raises
    ------
    SourceError
        Its first bytes are those of a workbook, an archive, a document, a picture or a program.
    """
    for magic, kind in _MAGICS.items():
        if data.startswith(magic):
            raise refused(path, f"the file is named as text, but is {kind}", _SAVE_AGAIN)

"""The finished files of one district as an outsider reads them: tables with their cells, and blocks of words beside a table."""

from __future__ import annotations

import base64
import binascii
import csv
import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from ssos_analysis.errors import PressError

_BLOCK = re.compile(
    r'<figure class="chart".*?</figure>|<div class="table-block">.*?(?=<div class="table-block">|<figure|<h2|$)', re.S
)
_CSV = re.compile(r'<a download="([^"]*)" href="data:text/csv[^,"]*;base64,([A-Za-z0-9+/=]*)"')
_SVG = re.compile(r'src="data:image/svg\+xml;base64,([A-Za-z0-9+/=]*)"')
_ALT = re.compile(r'\balt="([^"]*)"')
_SVG_TEXT = re.compile(r"<(?:text|title|desc)\b[^>]*>(.*?)</(?:text|title|desc)>", re.S)
_ROW = re.compile(r"<tr>(.*?)</tr>", re.S)
_CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.S)
_SENTENCE = re.compile(r"<(p|li|h3|figcaption)\b[^>]*>(.*?)</\1>", re.S)
_TAG = re.compile(r"<[^>]+>")
_MOST_BYTES = 50_000_000
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Table:
    """A table of cells as text: `file` names it, `rows` are by heading; the first of them is row 2, under the headings."""

    file: str
    rows: list[dict[str, str]]


@dataclass(frozen=True)
class Words:
    """One piece of text: where it stands, and its kind (`alternative text`, `chart`, `table row`, `sentence`)."""

    file: str
    kind: str
    text: str


@dataclass(frozen=True)
class Block:
    """A chart or table of a page: its words, and the numbers it hands out."""

    table: Table
    words: list[Words]


NAMED = "name the folder of a district or of a site, or a page that is handed over"


@dataclass
class Finished:
    """All that a district's folder gives to a reader."""

    tables: list[Table] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)

    def blocks(self) -> Iterator[Block]:
        """The charts and tables of the pages, each with its words."""
        for name, text in self.pages.items():
            for block in _BLOCK.findall(text):
                words = list(_words(name, block))
                for called, data in _CSV.findall(block):
                    yield Block(_table(f"{name} ({called})", _decoded(data).removeprefix("\ufeff")), words)

    def sentences(self) -> Iterator[Words]:
        """The sentences of the pages."""
        for name, text in self.pages.items():
            for _, part in _SENTENCE.findall(text):
                if plain := _plain(part):
                    yield Words(name, "sentence", plain)


def read_finished(folder: Path) -> Finished:
    """Every page, table and workbook of a folder and its subfolders, or one such file by itself.

    Raises
    ------
    PressError
        There is no such folder or file, nothing in it to read, or a file cannot be read: what cannot be read is not passed.
    """
    if not folder.exists():
        raise PressError("there is no such folder or file", where=folder.name, mend=NAMED)
    root = folder.parent if folder.is_file() else folder
    files = [folder] if folder.is_file() else sorted(folder.rglob("*"))
    found = Finished()
    seen: set[str] = set()
    for path in (path for path in files if path.is_file() and not path.is_symlink()):
        name = path.relative_to(root).as_posix()
        try:
            if path.stat().st_size > _MOST_BYTES:
                raise PressError("the file is too large to be looked through", where=name, mend="hand out smaller files")
            if path.suffix == ".csv":
                data = path.read_bytes()
                seen.add(base64.b64encode(_BOM + data.removeprefix(_BOM)).decode())  # as a page holds it
                found.tables.append(_table(name, data.decode("utf-8-sig")))
            elif path.suffix == ".xlsx":
                found.tables += _sheets(name, path)
        except (OSError, UnicodeDecodeError, csv.Error, CalamineError, ValueError) as error:
            raise PressError(
                f"the file cannot be read ({type(error).__name__}), so what it tells is not known",
                where=name,
                mend="build it again",
            ) from None
    for path in (path for path in files if path.suffix == ".html"):
        _page(path.relative_to(root).as_posix(), path.read_text("utf-8", "replace"), seen, found)
    if not found.tables and not found.pages:
        raise PressError("there is no page, table or workbook to look through", where=folder.name, mend=NAMED)
    return found


def _table(name: str, text: str) -> Table:
    return Table(name, [{key: value or "" for key, value in row.items() if key} for row in csv.DictReader(io.StringIO(text))])


def _sheets(name: str, path: Path) -> Iterator[Table]:
    book = CalamineWorkbook.from_path(path)
    for sheet in book.sheet_names:
        head, *rows = [[str(cell) for cell in row] for row in book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)] or [
            []
        ]
        yield Table(f"{name} ({sheet})", [dict(zip(head, row, strict=False)) for row in rows])


def _page(name: str, text: str, seen: set[str], found: Finished) -> None:
    """A page, and the tables that only it hands out; the others are files of the folder, and are looked at there."""
    found.pages[name] = text
    for called, data in _CSV.findall(text):
        if data not in seen:
            seen.add(data)
            found.tables.append(_table(f"{name} ({called})", _decoded(data).removeprefix("\ufeff")))


def _words(name: str, block: str) -> Iterator[Words]:
    for alt in _ALT.findall(block):
        yield Words(name, "alternative text", html.unescape(alt))
    for picture in _SVG.findall(block):
        texts = [_plain(part) for part in _SVG_TEXT.findall(_decoded(picture))]
        yield Words(name, "chart", " | ".join(texts))
    for row in _ROW.findall(block):
        yield Words(name, "table row", " | ".join(_plain(cell) for cell in _CELL.findall(row)))


def _decoded(data: str) -> str:
    try:
        return base64.b64decode(data, validate=True).decode("utf-8", "replace")
    except binascii.Error:
        return ""


def _plain(part: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", part)).split())

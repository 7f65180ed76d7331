"""Tables of a web page that was saved as .xls: what some of the state's older reports send as their Excel export.

Only text is taken: nothing is run, followed or fetched, and script and style are passed over. Text beside the tables, where such
a page has its title, becomes a row of one cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

MAX_PAGE_BYTES = 30_000_000  # the parser reads some ten megabytes a second
MAX_SPAN = 100
MAX_CELLS = 2_000_000
_UNSEEN = {"script", "style", "noscript", "template", "head"}
_BREAKS = {"p", "div", "br", "h1", "h2", "h3", "h4", "li", "table", "hr", "form"}
_CELLS = {"td", "th"}


class TooLarge(ValueError):
    """The page claims more cells than are read."""


def page_rows(text: str) -> list[list[str | None]]:
    """Rows of every table of a page, in reading order, with the text beside them; none where the page has no table.

    A cell that spans columns or rows stands in the first of them, and the others are blank, as in a spreadsheet.

    Raises
    ------
    TooLarge
        More than MAX_CELLS cells, or a page of more than MAX_PAGE_BYTES characters.
    """
    if len(text) > MAX_PAGE_BYTES:
        raise TooLarge(f"the page has more than {MAX_PAGE_BYTES // 1_000_000} million characters")
    reader = _PageReader()
    reader.feed(text)
    reader.close()
    reader.end_row()
    return list(reader.filled()) if reader.has_table else []


class _PageReader(HTMLParser):
    """Collects rows while the page is read. A table inside a cell ends the row it stands in: such tables only lay a page out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str | None]] = []
        self.has_table = False
        self.is_in_cell = False
        self._row: list[str | None] = []
        self._text: list[str] = []
        self._below: dict[int, int] = {}  # column -> rows still covered by a cell above
        self._span = (1, 1)
        self._unseen = 0
        self._count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "tr":
            self.end_row()
            self.has_table = True
        elif tag in _CELLS:
            self._end_cell()
            told = dict(attrs)
            self.is_in_cell, self._span = True, (_span(told.get("colspan")), _span(told.get("rowspan")))
        elif tag in _BREAKS:
            if tag == "table" or not self.is_in_cell:
                self.end_row()
            if tag == "table":
                self._below.clear()
            self._text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _CELLS:
            self._end_cell()
        elif tag in ("tr", "table") or (tag in _BREAKS and not self.is_in_cell):
            self.end_row()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._text.append(data)

    def _end_cell(self) -> None:
        """Close the cell that is open, or the text that stood beside the table."""
        text = " ".join("".join(self._text).split())
        self._text.clear()
        if not self.is_in_cell:
            if text:
                self.rows.append([text])
            return
        self.is_in_cell = False
        columns, rows = self._span
        while self._below.get(len(self._row)):
            self._place(None)
        for index in range(columns):
            if rows > 1:
                self._below[len(self._row)] = rows
            self._place(text if index == 0 else None)

    def _place(self, cell: str | None) -> None:
        self._count += 1
        if self._count > MAX_CELLS:
            raise TooLarge(f"the page has more than {MAX_CELLS:,} cells")
        self._row.append(cell)

    def end_row(self) -> None:
        """Close the row that is open."""
        self._end_cell()
        if self._row:
            self.rows.append(self._row)
            self._below = {column: rows - 1 for column, rows in self._below.items() if rows > 1}
        self._row = []

    def filled(self) -> Iterator[list[str | None]]:
        """Rows that hold a word, each as wide as the widest."""
        width = max(map(len, self.rows), default=0)
        for row in self.rows:
            if any(row):
                yield row + [None] * (width - len(row))


def _span(text: str | None) -> int:
    """The span of a cell; 1 where none is given."""
    return min(MAX_SPAN, max(1, int(text))) if text and text.isdecimal() else 1

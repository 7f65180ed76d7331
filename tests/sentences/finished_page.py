"""A finished page as its reader has it: every text with its place, and every table with the numbers of its download."""

from __future__ import annotations

import base64
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bs4 import BeautifulSoup, Tag

Row = dict[str, str]


@dataclass(frozen=True)
class Table:
    """One table: printed cells under their headings, and the rows of its CSV, unrounded.

    `place` counts the texts and tables of the page from its top.
    """

    id: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    csv: tuple[Row, ...]
    place: int

    @property
    def measure(self) -> str:
        """The measure its numbers are of; empty where they are of several."""
        measures = {row["measure"] for row in self.csv if "measure" in row}
        return measures.pop() if len(measures) == 1 else ""


@dataclass(frozen=True)
class Text:
    """One paragraph, list item, headline or alternative text.

    `role`: lead, place, words (of the notebook), heading, headline, subtitle, alt, note, table_note, caption, where, prose, item,
    caution. `heading` is the nearest one above. `table` is that of the chart or block the text belongs to.
    """

    role: str
    text: str
    place: int
    heading: str = ""
    table: str = ""


@dataclass(eq=False)
class Page:
    """A page of one brief of one district. One that is composed of several briefs leaves most tables on their pages.

    `links`: from each sentence that leads to its chart, the address.
    """

    path: Path
    brief: str
    district: str
    code: str
    is_composed: bool = False
    links: list[str] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def table(self, id: str) -> Table | None:
        return next((table for table in self.tables if table.id == id), None)

    def named(self, prefix: str) -> list[Table]:
        return [table for table in self.tables if table.id.startswith(prefix)]

    def before(self, text: Text, prefix: str) -> Table | None:
        """The nearest table above whose name starts so."""
        above = [table for table in self.named(prefix) if table.place < text.place]
        return above[-1] if above else None

    def after(self, text: Text, prefix: str) -> Table | None:
        """The nearest table below whose name starts so."""
        return next((table for table in self.named(prefix) if table.place > text.place), None)


def said(tag: Tag | str | None) -> str:
    """The words of an element, one space between them."""
    words = tag.get_text(" ", strip=True) if isinstance(tag, Tag) else str(tag or "")
    return re.sub(r"\s+", " ", words).strip()


def read_page(path: Path, html: str | None = None) -> Page:
    """The page in a file, or in `html` where the page was changed."""
    soup = BeautifulSoup(path.read_text("utf-8") if html is None else html, "html.parser")
    links = [str(link.extract().get("href", "")) for link in soup.select(".see-chart")]
    main = soup.find("main")
    assert isinstance(main, Tag), path.name
    head = main.find(class_="brief-heading")
    body = main.find(class_="brief")
    assert isinstance(head, Tag), path.name
    assert isinstance(body, Tag), path.name
    place = said(head.find(class_="place"))
    district, code = place.split(" · ")[:2]
    page = Page(path, path.stem, district, code, "composed" in (head.get("class") or []), links)
    for name in ("lead", "place"):
        page.texts.append(Text(name, said(head.find(class_=name)), 0))
    heading = ""
    for tag, role in _elements(body):
        if role == "heading":
            heading = said(tag)
        if role == "figure":
            _figure(page, tag, heading)
        elif role == "table":
            _block(page, tag, heading)
        else:
            page.texts.append(Text(role, said(tag), _next(page), heading))
    return page


def _next(page: Page) -> int:
    return len(page.texts) + len(page.tables)


_NEVER = ("script", "style", "nav", "button")
_ROLES = {"h2": "heading", "h3": "heading", "h4": "heading", "li": "item", "p": "prose", "dd": "prose", "dt": "prose"}


def _elements(body: Tag, *, words: bool = False) -> Iterator[tuple[Tag, str]]:
    """What holds text, in the order of the page. Words in none of these are a fault of this reader."""
    for child in body.children:
        if not isinstance(child, Tag):
            assert not str(child).strip(), f"a text outside every paragraph: {str(child).strip()[:80]!r}"
            continue
        classes = child.get("class") or []
        if child.name in _NEVER or "analyst-note" in classes:  # a person's words are a person's
            continue
        if child.name == "figure":
            yield child, "figure"
        elif "table-block" in classes:
            yield child, "table"
        elif child.name in _ROLES and not child.find(["p", "ul", "ol", "table"]):
            role = _ROLES[child.name]
            if role in ("prose", "item"):
                role = next((name for name in ("caution", "note") if name in classes), "words" if words else role)
            yield child, role
        else:
            yield from _elements(child, words=words or "words" in classes)


def _figure(page: Page, figure: Tag, heading: str) -> None:
    id = str(figure["id"]).replace("fig-", "table-", 1)
    image = figure.find("img")
    texts = {"headline": said(figure.find("h3")), "subtitle": said(figure.find(class_="subtitle")),
             "alt": str(image["alt"]) if isinstance(image, Tag) else "",
             "note": said(figure.find("p", class_="note"))}  # fmt: skip
    for role, text in texts.items():
        page.texts.append(Text(role, text, _next(page), heading, id))
    if figure.find("table") or not page.is_composed:
        _block(page, figure, heading)


def _block(page: Page, block: Tag, heading: str) -> None:
    tag = block.find("table")
    assert isinstance(tag, Tag)
    id, caption = str(tag["id"]), said(tag.find("caption"))
    head = tag.find("thead")
    body = tag.find("tbody")
    assert isinstance(head, Tag)
    assert isinstance(body, Tag)
    heads = tuple(said(cell) for cell in head.find_all("th"))
    rows = tuple(
        dict(zip(heads, (said(cell) for cell in row.find_all(["th", "td"])), strict=True)) for row in body.find_all("tr")
    )
    page.texts.append(Text("caption", caption, _next(page), heading, id))
    page.tables.append(Table(id, caption, heads, rows, _download(block, page.path), _next(page)))
    for words in block.find_all("p", class_=False, recursive=False):
        page.texts.append(Text("note", said(words), _next(page), heading, id))
    for note in block.find_all("p", class_="table-note"):
        page.texts.append(Text("table_note", said(note), _next(page), heading, id))
    for where in block.select("details.where-from li"):
        page.texts.append(Text("where", said(where), _next(page), heading, id))


def _download(block: Tag, page: Path) -> tuple[Row, ...]:
    """The rows of the CSV that the page holds in itself, or that lies beside it."""
    link = block.select_one(".downloads a") or block.select_one('a[href$=".csv"]')
    assert link is not None, "a table without its numbers"
    _, is_held, data = str(link["href"]).partition("base64,")
    text = base64.b64decode(data).decode("utf-8-sig") if is_held else (page.parent / str(link["href"])).read_text("utf-8-sig")
    return tuple(csv.DictReader(io.StringIO(text)))

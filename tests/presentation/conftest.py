"""What a notebook cell displays, taken apart as a reader or a spreadsheet would."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup

from ssos_analysis.presentation import display


class Display:
    """One output of a cell: its HTML, its plain text and the facts the press reads."""

    def __init__(self, data: dict[str, str], facts: dict[str, Any]) -> None:
        self.html, self.text, self.facts = data["text/html"], data["text/plain"], facts
        self.soup = BeautifulSoup(self.html, "html.parser")

    @property
    def headline(self) -> str:
        return self.soup.h3.get_text()

    @property
    def subtitle(self) -> str:
        return self.soup.find("p", class_="subtitle").get_text()

    @property
    def note(self) -> str:
        return self.soup.find("p", class_="note").get_text()

    @property
    def alt(self) -> str:
        return str(self.soup.img["alt"])

    @property
    def svg(self) -> str:
        return base64.b64decode(self.soup.img["src"].partition("base64,")[2]).decode("utf-8")

    @property
    def head(self) -> list[str]:
        return [cell.get_text() for cell in self.soup.thead.find_all("th")]

    @property
    def body(self) -> list[list[str]]:
        return [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in self.soup.tbody.find_all("tr")]

    @property
    def table_text(self) -> str:
        return self.soup.find("div", class_="table-scroll").get_text(" ")

    @property
    def csv(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.facts["csv"], newline="")))


Showing = Callable[..., list[Display]]


@pytest.fixture(scope="module")
def showing() -> Iterator[Showing]:
    """Calls a presentation function and returns what it displayed."""
    shown: list[Display] = []

    def take(data: dict[str, str], *, metadata: dict[str, Any], raw: bool) -> None:
        assert raw
        assert set(metadata) == {"ssos"}
        shown.append(Display(data, metadata["ssos"]))

    def call(function: Callable[..., None], *given: Any, **named: Any) -> list[Display]:
        shown.clear()
        function(*given, **named)
        return list(shown)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(display, "display", take)
        yield call

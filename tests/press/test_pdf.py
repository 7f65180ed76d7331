"""A page as a tagged PDF: what a screen reader needs is in it, nothing is fetched, and what is missing is said."""

from __future__ import annotations

import io
import re
import socket
import sys

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from ssos_analysis.errors import PressError
from ssos_analysis.press.pdf import page_as_pdf
from ssos_analysis.press.rendering import render_page
from tests.press import executed_brief

try:
    import weasyprint  # noqa: F401 -- whether it finds Pango is told by importing it
except (ImportError, OSError) as error:
    pytest.skip(f"no WeasyPrint with Pango here: {error}", allow_module_level=True)


@pytest.fixture(scope="module")
def html() -> str:
    return render_page(executed_brief.notebook(sections=2, rows=4), executed_brief.page())


@pytest.fixture(scope="module")
def made(html: str) -> bytes:
    return page_as_pdf(html, name="page.html")


def elements(node: object) -> list[DictionaryObject]:
    """Every element of a PDF's structure, in reading order."""
    found: list[DictionaryObject] = []
    waiting = [node]
    while waiting:
        one = waiting.pop()
        one = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(one, ArrayObject):
            waiting.extend(reversed(one))
        elif isinstance(one, DictionaryObject):
            if "/S" in one:
                found.append(one)
            waiting.append(one.get("/K"))
    return found


def test_the_pdf_is_tagged_titled_and_in_a_language(html, made):
    reader = PdfReader(io.BytesIO(made))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-US" or root["/Lang"] == BeautifulSoup(html, "html.parser").html["lang"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == BeautifulSoup(html, "html.parser").title.get_text()
    assert re.search(rb"pdfuaid:part[^0-9]*1", root["/Metadata"].get_data())


def test_its_structure_has_the_pages_headings_tables_and_alternative_texts(html, made):
    soup = BeautifulSoup(html, "html.parser")
    tags = elements(PdfReader(io.BytesIO(made)).trailer["/Root"]["/StructTreeRoot"]["/K"])
    kinds = [str(tag["/S"]) for tag in tags]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") >= len(soup.select("main h2:not(.contents h2)"))
    assert kinds.count("/TH") >= len(soup.select("main table th")) > 0
    alts = [str(tag["/Alt"]) for tag in tags if tag["/S"] == "/Figure"]
    assert alts == [image["alt"] for image in soup.select("main img")] != []


def test_the_same_page_gives_the_same_file(html, made):
    assert page_as_pdf(html, name="page.html") == made


def test_nothing_outside_the_page_is_fetched(html):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        outside = f'<img alt="a chart" src="http://127.0.0.1:{server.getsockname()[1]}/x.png">'
        with pytest.raises(PressError, match="cannot be made an accessible PDF"):
            page_as_pdf(html.replace("</main>", f"{outside}</main>"), name="page.html")
        with pytest.raises(TimeoutError):
            server.accept()
    with pytest.raises(PressError, match="cannot be made an accessible PDF"):
        page_as_pdf(html.replace("</main>", '<img alt="a file" src="file:///etc/hostname"></main>'), name="page.html")


def test_an_image_without_alternative_text_makes_no_pdf(html):
    without = re.sub(r'(<img [^>]*)alt="[^"]*"', r"\1", html, count=1)
    assert without != html
    with pytest.raises(PressError, match="alt"):
        page_as_pdf(without, name="page.html")


def test_without_the_extra_the_error_says_what_to_install(html, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(PressError, match=r"ssos-analysis\[pdf\]"):
        page_as_pdf(html, name="page.html")

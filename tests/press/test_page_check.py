"""Each fault put into a page that had none is found and named; nothing is found in one that has none."""

from __future__ import annotations

import base64
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from ssos_analysis.press.page_check import check_page
from ssos_analysis.press.rendering import render_page


def _executed_brief() -> ModuleType:
    """Tests are no package, so the notebooks that two folders of tests share are loaded by their place."""
    spec = importlib.util.spec_from_file_location("executed_brief", Path(__file__).with_name("executed_brief.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


brief = _executed_brief()


@pytest.fixture(scope="module")
def page() -> str:
    return render_page(brief.notebook(sections=1), brief.page())


def whats(html: str, **known: bool) -> str:
    return "\n".join(fault.what for fault in check_page(html, name="a page", **known))


def test_a_sound_page_has_no_fault(page: str):
    assert check_page(page, name="a page", invented=True) == []


def _svg_url(text: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(text.encode()).decode()


FAULTS = [
    ('<html lang="en">', "<html>", "language"),
    ("<!DOCTYPE html>", "", "DOCTYPE"),
    ("<h1>", "<h1>One</h1><h1>", "2 <h1>"),
    ("<h3 id", "<h4 id", "follows a heading of level 2"),
    ('<main id="main"', '<main id="content"', "skip to <main>"),
    ('width="432"', 'width="432" style="color:red"', "inline style"),
    ("<figure", "<figure onclick='x()'", "inline onclick"),
    ("<h1>", "<script>x()</script><h1>", "<script>"),
    ("</style>", "body{background:url(https://evil.example/x)}</style>", "fetches something"),
    ("<h1>", "<h1><img src='x.png' width='1' height='1' alt='A picture that is somewhere else entirely'>", "would fetch 'x.png'"),
    ("<h1>", "<iframe></iframe><h1>", "<iframe> is not used"),
    ("base-uri 'none'", "base-uri *", "lacks base-uri 'none'"),
    ('alt="Bar chart', 'alt="B" title="', "alternative text"),
    ('alt="Bar chart', 'alt="No description has been provided for this image', "no alternative text of its own"),
    ('<th scope="col">School</th>', "<th>School</th>", "without scope"),
    ("<td>PK-08</td>", "<td> </td>", "say nothing"),
    ("<td>PK-08</td>", "<td>NaN</td>", "say nothing"),
    ('id="tbl-schools"', 'id="main"', "'main' stands 2 times"),
    ('href="#every-school"', 'href="#nowhere"', "not on the page"),
    ('href="../index.html"', 'href="ftp://x/y"', "a link leads to 'ftp://x/y'"),
    ('href="../index.html"', 'href="javascript:x()"', "a link leads to"),
    ("29.4 percent", "/home/someone/file.py 29.4 percent", "a folder of the machine"),
    ("29.4 percent", "see file:///home/someone 29.4 percent", "a file: address"),
    ("29.4 percent", r"C:\Users\someone 29.4 percent", "Windows"),
    ("29.4 percent", "Traceback (most recent call last) 29.4 percent", "traceback"),
    ("29.4 percent", "ghp_abcdefghijklmnopqrstuvwxyz123456 29.4 percent", "key or token"),
    ("29.4 percent", "SASID 1012345678 29.4 percent", "student number"),
    ("(invented data)", "", "does not say at the top"),
    ('class="invented"', 'class="noted"', "does not say at the top"),
    ("</main>", "x" * 400_001 + "</main>", "more than 400,000"),
]


@pytest.mark.parametrize(("sound", "faulty", "told"), FAULTS)
def test_a_fault_is_found(page: str, sound: str, faulty: str, told: str):
    assert sound in page, "the fault must really be put in"
    assert told in whats(page.replace(sound, faulty, 1), invented=True)


@pytest.mark.parametrize(
    ("svg", "told"),
    [
        ("<svg><script>x()</script></svg>", "active"),
        ("<svg><image href='https://evil.example/x.png'/></svg>", "active or outside"),
        ("<svg><text onload='x()'>a</text></svg>", "active"),
        ("<svg><!-- /home/analyst/notes/draft.py --></svg>", "a folder of the machine"),
    ],
)
def test_a_fault_inside_a_chart_is_found(page: str, svg: str, told: str):
    start = page.index("data:image/svg+xml;base64,")
    changed = page[:start] + _svg_url(svg) + page[page.index('"', start) :]
    assert told in whats(changed)


def test_a_path_inside_a_csv_is_found(page: str):
    start = page.index("data:text/csv;base64,")
    secret = base64.b64encode(b"group,rate\r\n/home/someone/x.csv,1\r\n").decode()
    changed = page[: start + 21] + secret + page[page.index('"', start) :]
    assert "a folder of the machine" in whats(changed)


def test_a_caption_that_is_missing_is_found(page: str):
    start, end = page.index("<caption"), page.index("</caption>") + len("</caption>")
    assert "has no caption" in whats(page[:start] + page[end:])


def test_published_data_called_invented_are_a_fault(page: str):
    assert "calls published data invented" in whats(page, invented=False)


@pytest.mark.parametrize(
    "text",
    ["https://www.doe.mass.edu/home/data", "and/or", "0.1012345678", "grades 3-8 and/tmp", "the 10,123,456 students"],
)
def test_ordinary_text_is_no_fault(page: str, text: str):
    assert whats(page.replace("29.4 percent", f"{text} 29.4 percent"), invented=True) == ""

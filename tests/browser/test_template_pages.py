"""Pages of notebooks made by hand: an ordinary one, one full of hostile strings, one of a very small district, the indexes."""

from __future__ import annotations

import base64
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from ssos_analysis.presentation.markup import Cell, DataTable, table_html
from ssos_analysis.presentation.proposed_goals import PLAN as PLAN_HEADS
from ssos_analysis.press.index_page import render_site_index
from ssos_analysis.press.rendering import render_district_index, render_page

pytestmark = pytest.mark.browser


def _executed_brief() -> ModuleType:
    """Tests are no package, so the notebooks that two folders of tests share are loaded by their place."""
    place = Path(__file__).resolve().parents[1] / "press" / "executed_brief.py"
    spec = importlib.util.spec_from_file_location("executed_brief", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


brief = _executed_brief()
PAGES = {
    "brief": lambda: render_page(brief.notebook(rows=30), brief.page()),
    "hostile": lambda: render_page(brief.notebook(brief.HOSTILE), brief.page(brief.HOSTILE)),
    "hidden": lambda: render_page(brief.notebook(hidden=True, rows=2), brief.page()),
    "long_words": lambda: render_page(brief.notebook("Wessagussett" * 9), brief.page("Wessagussett" * 9)),
    "district_index": lambda: render_district_index(brief.entries()[0], invented=True),
    "site_index": lambda: render_site_index(brief.entries(40), invented=False, since="2026-12", has_regions=True),
}


@pytest.fixture(scope="module", params=PAGES)
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pages") / f"{request.param}.html"
    path.write_text(PAGES[request.param](), encoding="utf-8")
    return path


def test_page(page, check):
    assert check(page) == []


@pytest.fixture
def brief_page(tmp_path: Path) -> Path:
    path = tmp_path / "brief.html"
    path.write_text(PAGES["brief"](), encoding="utf-8")
    return path


@pytest.fixture
def index_page(tmp_path: Path) -> Path:
    path = tmp_path / "index.html"
    path.write_text(PAGES["site_index"](), encoding="utf-8")
    return path


def test_the_checks_find_what_is_wrong(tmp_path, check):
    """A page with one fault for each check: a check that cannot fail would prove nothing."""
    path = tmp_path / "wrong.html"
    svg = base64.b64encode(
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 100"><text style="font: 11px a">a</text></svg>'
    ).decode()
    path.write_text(
        "<!DOCTYPE html><html><head><title>x</title><style>body { background: #777; color: #888 }"
        "@media print { .invented, thead { display: none } } .table-scroll { overflow: auto; width: 100px }</style></head>"
        f'<body><h1 hidden>x</h1><img src="https://127.0.0.1:9/x.png">'
        f'<figure><img src="data:image/svg+xml;base64,{svg}"></figure>'
        '<button>b</button><p class="invented">i</p><div style="width: 2000px">wide</div>'
        f'<div class="table-scroll"><table><thead><tr><th>{"a" * 40}</th></tr></thead></table></div></body></html>',
        encoding="utf-8",
    )
    assert check(path) != []


def test_a_column_sorts_by_its_numbers_and_says_so(brief_page, open_page):
    with open_page(brief_page) as window:
        page = window.page
        table = page.locator("#tbl-schools")
        header = table.locator("thead th", has_text="Change")
        names = "rows => rows.map(row => row.cells[0].textContent)"
        published = table.locator("tbody tr").evaluate_all(names)
        header.locator("button").focus()
        page.keyboard.press("Enter")
        assert header.get_attribute("aria-sort") == "ascending"
        assert table.locator("tbody tr").evaluate_all(names) == published[::-1]
        assert page.locator("#sort-status").text_content() == "Sorted by Change (pp), ascending."
        page.keyboard.press("Enter")
        assert header.get_attribute("aria-sort") == "descending"
        page.keyboard.press("Enter")
        assert header.get_attribute("aria-sort") is None
        assert table.locator("tbody tr").evaluate_all(names) == published


def test_hidden_figures_stay_last_whichever_way_a_column_is_sorted(tmp_path, open_page):
    path = tmp_path / "hidden.html"
    path.write_text(render_page(brief.notebook(hidden=True, rows=7), brief.page()), encoding="utf-8")
    with open_page(path) as window:
        table = window.page.locator("#tbl-schools")
        for _ in range(2):
            table.locator("thead th", has_text="Rate").locator("button").click()
            shown = table.locator("tbody tr").evaluate_all("rows => rows.map(row => row.cells[2].hasAttribute('data-v'))")
            assert shown == sorted(shown, reverse=True)
            assert 0 < sum(shown) < len(shown)


def test_search_ignores_accents_and_case_and_counts_what_it_found(index_page, open_page):
    with open_page(index_page, width=375) as window:
        page = window.page
        found = page.locator("#districts tbody tr:visible")
        assert found.count() == 40
        page.get_by_label("District name or code").fill("ETANG")
        assert found.locator("th").all_text_contents() == ["Étang-du-Nord"]
        assert page.locator("#search-result").text_content() == "1 of 40 districts"
        page.get_by_label("District name or code").fill("99010000")
        assert found.locator("th").all_text_contents() == ["Port Hollis"]
        page.get_by_label("District name or code").fill("nowhere at all")
        assert found.count() == 0
        page.get_by_label("District name or code").fill("")
        page.get_by_label("Status").select_option("No brief")
        assert found.locator("th").all_text_contents() == ["Étang-du-Nord"]


def test_the_list_is_filtered_and_sorted_by_keyboard_and_says_what_it_shows(index_page, open_page):
    with open_page(index_page) as window:
        page = window.page
        found = page.locator("#districts tbody tr:visible")
        page.get_by_label("Grades").focus()
        page.keyboard.press("V")
        assert page.locator("#search-result").text_content() == f"{found.count()} of 40 districts"
        assert 0 < found.count() < 40
        assert {row.get_attribute("data-span") for row in found.all()} == {"Vocational"}
        page.locator("#districts thead th", has_text="Code").locator("button").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        codes = found.locator("td.code").all_text_contents()
        assert codes == sorted(codes, reverse=True)
        assert page.locator("#sort-status").text_content() == "Sorted by Code, descending."
        page.get_by_label("Region").select_option("region not given")
        assert page.locator("#search-result").text_content() == "0 of 40 districts"


def test_a_chart_and_its_table_stand_side_by_side_where_there_is_room(brief_page, open_page):
    with open_page(brief_page, width=1280) as window:
        figure = window.page.locator("figure.chart").first
        image, table = figure.locator("img").bounding_box(), figure.locator("table").bounding_box()
        assert table["x"] >= image["x"] + image["width"]
        assert image["width"] <= 520
    with open_page(brief_page, width=375) as window:
        assert not window.page.locator("figure.chart details").first.evaluate("details => details.open")


def test_numbers_are_saved_from_the_page_itself(brief_page, open_page):
    with open_page(brief_page) as window, window.page.expect_download() as started:
        window.page.locator(".downloads a").first.click()
    assert started.value.suggested_filename == "gaps.csv"


def test_lists_of_links_are_folded_on_a_phone_alone_and_open_by_keyboard(brief_page, open_page):
    state = "() => [...document.querySelectorAll('.folds')].map(details => details.open)"
    with open_page(brief_page, width=375) as window:
        page = window.page
        assert page.evaluate(state) == [False, False]
        assert page.locator(".main-points").bounding_box()["y"] < 800
        page.locator(".contents summary").focus()
        page.keyboard.press("Enter")
        assert page.locator(".contents a").first.is_visible()
        page.set_viewport_size({"width": 1280, "height": 800})
        page.wait_for_function("() => [...document.querySelectorAll('.folds')].every(details => details.open)")
        assert not page.locator(".folds > summary").first.is_visible()
    with open_page(brief_page, width=375, scripts=False) as window:
        assert window.page.locator(".contents a").first.is_visible()


def test_a_table_says_that_it_goes_on_where_it_does(brief_page, open_page):
    shown = "() => getComputedStyle(document.querySelector('.table-scroll:has(#tbl-schools)'), '::before').content"
    with open_page(brief_page, width=375) as window:
        window.page.wait_for_function("() => document.querySelector('.overflows > #tbl-schools')")
        assert "scroll sideways" in window.page.evaluate(shown)
        window.page.emulate_media(media="print")
        assert window.page.evaluate(shown) == "none"
    with open_page(brief_page, width=1600) as window:
        assert window.page.evaluate(shown) == "none"


PLAN = (
    "Raise the share of tested students in grades 3-8 who met or exceeded expectations in mathematics",
    "Math, grades 3-8",
    "All students",
    "30.1% (2021)",
    "25.7\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}35.0",
    "2,108",
    "24% (2029; seen about September 2029)",
    "about 376",
    "2027: 18.0% (seen about September 2027); 2028: 21.0% (seen about September 2028)",
    "we cannot tell: under 20 comparable changes (none is comparable)",
    "“Next Generation MCAS Achievement Results”; 2024 about September 2024",
    "for the team to fill",
    "for the team to fill",
)
NUMBERS = (3, 5, 6, 7)


@pytest.fixture
def composed_page(tmp_path: Path, brief_page: Path) -> Path:
    """A page of several topics, of which one is a heading and its table."""
    rows = [[Cell(text, 1.0 if place in NUMBERS else None) for place, text in enumerate(PLAN)]]
    table = table_html(DataTable("plan", "Plan", PLAN_HEADS, rows))
    block = f'<div class="words"><h2>Plan</h2></div><div class="table-block">{table}</div>'
    html = brief_page.read_text("utf-8").replace('<div class="brief">', f'<div class="brief composed">{block}', 1)
    path = tmp_path / "composed.html"
    path.write_text(html, encoding="utf-8")
    return path


def test_a_plan_of_thirteen_columns_is_whole_on_paper_and_its_heading_stands_over_it(composed_page, open_page):
    with open_page(composed_page) as window:
        page = window.page
        page.set_viewport_size({"width": 672, "height": 900})
        page.emulate_media(media="print")
        assert page.evaluate("document.querySelector('#plan').getBoundingClientRect().right") <= 673
        assert (
            page.evaluate(
                "getComputedStyle(document.querySelector('.words:has(+ .table-block > .table-scroll #plan)')).columnSpan"
            )
            == "all"
        )

"""Pages really built from the example state, by the command a person types: a large, a tiny and a heavily suppressed district."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from filelock import FileLock

from ssos_analysis.parameters import brief_specs
from ssos_analysis.press.page_check import MOST_BYTES, check_page
from ssos_analysis.press.recipes import read_recipes
from tests.builders.example_site import DISTRICTS, pages_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# An index, a topic with every chart form and long tables, and a page composed of several.
OF_EACH_KIND = {
    "large": {"index", "graduation_and_completion", "district"},
    "tiny": {"district"},
    "suppressed": {"district"},
    "index": {"index"},
}


@pytest.fixture(scope="session")
def data_report(example_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the data report of the example state, built once for all workers of a test run."""
    from ssos_analysis.data_page import write_data_report
    from ssos_analysis.sources.data_report import data_report as look_through

    shared = tmp_path_factory.getbasetemp()
    folder = (shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared) / "data report of the browser tests"
    with FileLock(folder.with_suffix(".lock")):
        if not (folder / "index.html").is_file():
            write_data_report(look_through(example_store / "store"), folder)
    return folder / "index.html"


def _most_bytes(path: Path) -> int:
    """What a page may hold: a recipe says so itself."""
    return {recipe.recipe: recipe.most_bytes for recipe in read_recipes()}.get(path.stem, MOST_BYTES)


def _pages(site: Path, kind: str) -> list[Path]:
    return sorted(site.glob("*.html")) if kind == "index" else pages_of(site, kind)


@pytest.fixture(params=[*DISTRICTS, "index"])
def pages(request: pytest.FixtureRequest, example_site: Path) -> list[Path]:
    """The pages of one district: its index and its briefs; or those about the whole state."""
    return _pages(example_site, request.param)


def test_every_brief_was_built(example_site):
    for kind in DISTRICTS:
        assert {path.stem for path in _pages(example_site, kind)} >= {"index", *(spec.brief for spec in brief_specs())}, kind


def test_built_pages(pages, check, request):
    """axe looks at every page of the large district by light; all else, at a page of each kind there, and at the page composed of
    several of the other two. SSOS_EVERY_PAGE=1: all by all."""
    asked = request.node.callspec.params
    is_all = (asked["check"].__name__, asked["pages"]) == ("axe_light", "large") or "SSOS_EVERY_PAGE" in os.environ
    looked_at = [path for path in pages if is_all or path.stem in OF_EACH_KIND[asked["pages"]]]
    assert looked_at
    found = {path.name: faults for path in looked_at if (faults := check(path))}
    assert found == {}


def test_built_pages_pass_the_check_of_the_press(pages):
    faults = [
        fault
        for path in pages
        for fault in check_page(path.read_text("utf-8"), name=path.name, invented=True, most_bytes=_most_bytes(path))
    ]
    assert faults == []


def test_the_data_report(data_report, check):
    assert check(data_report) == []


def test_alternative_texts_tell_districts_apart(example_site):
    """An alternative text that is the same for every district does not carry the pattern of the numbers."""
    from bs4 import BeautifulSoup

    texts = {
        kind: {
            str(image["alt"])
            for page in _pages(example_site, kind)
            for image in BeautifulSoup(page.read_text("utf-8"), "html.parser").find_all("img")
        }
        for kind in DISTRICTS
    }
    assert texts["large"]
    assert not texts["large"] & texts["tiny"]
    assert not texts["large"] & texts["suppressed"]


def test_recipes_keep_to_the_paper_they_promise(example_site, browser):
    too_long = {}
    for kind in DISTRICTS:
        for recipe in read_recipes():
            pages = [path for path in _pages(example_site, kind) if path.stem == recipe.recipe]
            if recipe.most_printed_pages is None or not pages:
                continue
            page = browser.new_page()
            page.goto(pages[0].as_uri())
            printed = len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(format="Letter")))
            page.close()
            if printed > recipe.most_printed_pages:
                too_long[kind, recipe.recipe] = printed
    assert too_long == {}

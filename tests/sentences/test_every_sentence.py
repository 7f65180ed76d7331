"""No sentence of a page disagrees with the page's own tables; a false one of each kind is found."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from tests.builders.example_site import DISTRICTS, pages_of
from tests.sentences.checker import faults, faults_of_all, read_sentences
from tests.sentences.finished_page import Page, read_page
from tests.sentences.planted import PLANTS, Plant, plant

pytestmark = pytest.mark.slow


def _read(paths: list[Path]) -> list[Page]:
    return [read_page(path) for path in paths if path.stem != "index"]


@pytest.fixture(scope="module")
def pages(example_site: Path) -> dict[str, list[Page]]:
    """Every brief of the three districts."""
    return {kind: _read(pages_of(example_site, kind)) for kind in DISTRICTS}


@pytest.fixture(scope="module")
def every_page(pages: dict[str, list[Page]]) -> list[Page]:
    """Those made of one notebook."""
    return [page for of_district in pages.values() for page in of_district if not page.is_composed]


@pytest.mark.parametrize("kind", DISTRICTS)
def test_no_sentence_disagrees_with_its_table(pages: dict[str, list[Page]], kind: str) -> None:
    assert faults_of_all(pages[kind]) == {}


def test_headlines_alternative_texts_points_and_cautions_are_read(every_page: list[Page]) -> None:
    """The test above would pass on pages that say nothing."""
    kinds = Counter(one.kind for page in every_page for one in read_sentences(page))
    for kind in ("newest_figure", "line_chart", "largest_gap", "gaps_drawn", "one_gap", "unclear_gaps", "change", "since_2019",
                 "_point", "more_than_others", "gap_over_years", "groups_improved", "determination", "peers_better",
                 "age_of_a_topic", "no_gap_to_show", "gaps_that_moved"):  # fmt: skip
        assert kinds[kind] > 0, kind
    assert sum(kinds.values()) > 1000


@pytest.mark.parametrize("falsehood", PLANTS, ids=lambda plant: plant.name)
def test_a_false_sentence_is_found(every_page: list[Page], falsehood: Plant) -> None:
    for page in every_page:
        if made := plant(page, falsehood):
            html, false = made
            found = faults(read_page(page.path, html))
            assert found, f"not found on {page.brief} of {page.district}: {false}"
            return
    pytest.fail(f"no page has a sentence to make it of: {falsehood.kind}")


def test_an_alternative_text_of_another_chart_is_found(every_page: list[Page]) -> None:
    """Each text is true of a chart of the same page: not of the one it stands at."""
    page = next(page for page in every_page if page.brief == "achievement_and_growth" and page.district == DISTRICTS["large"])
    html = page.path.read_text("utf-8")
    one, other = [text.text for text in page.texts if text.role == "alt" and text.text.startswith("Line chart. ")][:2]
    swapped = (
        html.replace(f'alt="{one}"', 'alt="-"').replace(f'alt="{other}"', f'alt="{one}"').replace('alt="-"', f'alt="{other}"')
    )
    assert swapped != html
    assert len(faults(read_page(page.path, swapped))) == 2


def test_a_headline_beside_a_changed_cell_is_found(every_page: list[Page]) -> None:
    """Sentence and download agree, and the printed table does not."""
    page = next(page for page in every_page if page.brief == "graduation_and_completion" and page.district == DISTRICTS["large"])
    html = page.path.read_text("utf-8")
    table = page.named("table-trend-")[0]
    cell = table.rows[-1][page.district]
    at = html.rindex(f">{cell}<", html.index(f'id="{table.id}"'), html.index("</table>", html.index(f'id="{table.id}"')))
    assert faults(read_page(page.path, html[: at + 1] + "12.3%" + html[at + 1 + len(cell) :])) != []


def test_a_composed_page_says_what_the_pages_of_its_briefs_say(pages: dict[str, list[Page]]) -> None:
    """Its tables stand on those pages; a sentence that is on none of them, and fits no table here, is found."""
    own = [page for page in pages["large"] if not page.is_composed]
    page = next(page for page in pages["large"] if page.brief == "district")
    html = page.path.read_text("utf-8")
    of_chart = next(text.text for text in page.texts if text.role == "headline" and "%" in text.text)
    text = of_chart.partition("'")[0]  # up to "the state's", which the page writes otherwise
    false = re.sub(r"\d(?=%)", lambda digit: str((int(digit[0]) + 1) % 10), text, count=1)
    assert faults(page, own) == []
    assert faults(read_page(page.path, html.replace(text, false)), own) != []


# --- two districts -------------------------------------------------------------------------------------------------------------


def _of_charts(page: Page) -> dict[str, tuple[str, str, tuple[dict[str, str], ...]]]:
    """Headline, alternative text and numbers of each chart."""
    told = {role: {text.table: text.text for text in page.texts if text.role == role} for role in ("headline", "alt")}
    return {
        table.id: (told["headline"][table.id], told["alt"][table.id], table.csv)
        for table in page.tables
        if table.id in told["alt"]
    }


def test_two_districts_differ_in_headline_and_alternative_text_where_their_numbers_differ(pages: dict[str, list[Page]]) -> None:
    compared = 0
    for one, other in combinations(pages.values(), 2):
        by_brief = {page.brief: page for page in other}
        for mine, theirs in [(page, by_brief[page.brief]) for page in one if page.brief in by_brief]:
            charts, others = _of_charts(mine), _of_charts(theirs)
            for id in charts.keys() & others.keys():
                if charts[id][2] != others[id][2]:
                    compared += 1
                    assert charts[id][0] != others[id][0], f"headline of {id}: {mine.district}, {theirs.district}"
                    assert charts[id][1] != others[id][1], f"alternative text of {id}: {mine.district}, {theirs.district}"
    assert compared > 10


def test_two_districts_differ_in_their_main_points_where_their_findings_differ(pages: dict[str, list[Page]]) -> None:
    told = {}
    for kind, of_district in pages.items():
        page = next(page for page in of_district if page.brief == "district_at_a_glance")
        table = page.table("table-main-points")
        texts = tuple(text.text for text in page.texts if text.heading in ("Main points", "Strengths", "Where to look first"))
        told[kind] = (texts, table.csv if table else ())
    for one, other in combinations(told, 2):
        assert told[one][1] != told[other][1]
        assert told[one][0] != told[other][0], (one, other)

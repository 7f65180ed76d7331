"""Finished notebooks as pages: what reaches a page, what never does, and what stops a page from being made."""

from __future__ import annotations

import importlib.util
import re
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from ssos_analysis.errors import PressError
from ssos_analysis.press import rendering
from ssos_analysis.press.finished import finish, finished
from ssos_analysis.press.index_page import render_site_index
from ssos_analysis.press.rendering import BriefLink, render_district_index, render_page

CLONE = Path(__file__).resolve().parents[2]


def _executed_brief() -> ModuleType:
    """Tests are no package, so the notebooks that two folders of tests share are loaded by their place."""
    spec = importlib.util.spec_from_file_location("executed_brief", CLONE / "tests" / "press" / "executed_brief.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


brief = _executed_brief()


def soup_of(notebook: NotebookNode, page: rendering.Page) -> BeautifulSoup:
    return BeautifulSoup(render_page(notebook, page), "html.parser")


def with_display(html: str, kind: str = "prose") -> NotebookNode:
    """A finished notebook with one more display before its record."""
    notebook = brief.notebook(sections=1)
    output = new_output("display_data", {"text/html": html}, metadata={"ssos": {"kind": kind}})
    notebook.cells.insert(-1, new_code_cell("show.it()", outputs=[output]))
    return notebook


def with_markdown(source: str) -> NotebookNode:
    notebook = brief.notebook(sections=1)
    notebook.cells.insert(-1, new_markdown_cell(source))
    return notebook


def test_a_page_names_its_subject_place_and_period():
    soup = soup_of(brief.notebook(), brief.page())
    assert soup.title is not None
    assert soup.title.get_text() == "DRAFT: Chronic absenteeism – Port Hollis – 2024-25 (invented data)"
    assert soup.html is not None
    assert soup.html["lang"] == "en"
    assert [h1.get_text() for h1 in soup.find_all("h1")] == ["Who is missing school?"]


def test_contents_lead_to_every_section_and_to_the_sources():
    soup = soup_of(brief.notebook(sections=2), brief.page())
    links = soup.select(".contents a")
    assert [link.get_text() for link in links] == [
        "Main points",
        "Which groups miss the most school?",
        "Which groups miss the most school? Part 2",
        "Every school",
        "Where these numbers come from",
    ]
    for link in links:
        target = soup.find(id=str(link["href"])[1:])
        assert target is not None
        assert target.get_text() == link.get_text()


def test_a_page_carries_rules_and_no_remarks_on_them():
    soup = soup_of(brief.notebook(), brief.page())
    style, script = soup.style.get_text(), soup.script.get_text()
    assert "@page draft" in style
    assert "/*" not in style
    assert not [line for line in (*style.splitlines(), *script.splitlines()) if line.startswith((" ", "//"))]


def test_the_other_briefs_of_the_district_are_linked_and_this_one_is_marked():
    links = soup_of(brief.notebook(), brief.page()).select(".briefs li a")
    assert [link["href"] for link in links] == [link.file for link in brief.LINKS if link.file]
    assert [link["href"] for link in links if link.get("aria-current") == "page"] == ["chronic_absenteeism.html"]


def test_code_prints_warnings_and_bare_results_stay_in_the_notebook():
    notebook = brief.notebook()
    result = new_output("execute_result", {"text/html": "<p>bare result</p>", "text/plain": "bare result"}, execution_count=9)
    unmarked = new_output("display_data", {"text/html": "<p>unmarked display</p>"})
    notebook.cells.insert(-1, new_code_cell("secret_code = 1", outputs=[result, unmarked]))
    html = render_page(notebook, brief.page())
    for absent in ("secret_code", "open_brief", "bare result", "unmarked display", "printed by accident", "FutureWarning"):
        assert absent not in html


def test_the_foot_tells_files_floors_and_code():
    soup = soup_of(brief.notebook(hidden=True), brief.page())
    foot = soup.select_one(".page-foot")
    assert foot is not None
    text = foot.get_text(" ", strip=True)
    record = brief.record("Port Hollis", hidden=True)
    for use in record.sources:
        assert use.sha256[:12] in text
        assert use.title in text
    assert "0 of 312 (0 %)" in text
    assert "fewer than 10 students" in text
    assert "0.1.0 (commit 1a2b3c4)" in text
    assert "date not stated" in text


@pytest.mark.parametrize("invented", [True, False])
def test_invented_data_are_called_so_at_the_top_in_the_foot_and_in_the_title_and_published_data_never(invented: bool):
    pages = [
        render_page(brief.notebook(invented=invented), brief.page(invented=invented)),
        render_district_index(brief.entries()[0], invented=invented),
        render_site_index(brief.entries(), invented=invented),
    ]
    for html in pages:
        soup = BeautifulSoup(html, "html.parser")
        assert soup.title is not None
        assert len(soup.select(".page-head .invented, .page-foot .invented")) == (2 if invented else 0)
        assert ("invented data" in soup.title.get_text()) is invented


def test_a_hostile_name_is_text_everywhere():
    html = render_page(brief.notebook(brief.HOSTILE), brief.page(brief.HOSTILE))
    soup = BeautifulSoup(html, "html.parser")
    assert len(soup.find_all("script")) == 1
    assert len(soup.find_all("style")) == 1
    assert not [link for link in soup.find_all("a") if "javascript" in str(link["href"])]
    assert "<script>alert(1)</script>" in soup.get_text()
    assert "$x$" in soup.get_text()
    assert soup.title is not None
    assert "‮" not in soup.title.get_text(), "a name must not turn the direction of the title"


def test_a_hostile_name_is_text_in_the_indexes():
    html = render_site_index(brief.entries(name=brief.HOSTILE), invented=False)
    assert len(BeautifulSoup(html, "html.parser").find_all("script")) == 1
    html = render_district_index(brief.entries(name=brief.HOSTILE)[0], invented=False)
    assert len(BeautifulSoup(html, "html.parser").find_all("script")) == 1


@pytest.mark.parametrize(
    ("html", "gone"),
    [
        ("<p>a</p><script>steal()</script>", "steal()"),
        ("<p onclick='steal()'>a</p>", "onclick"),
        ("<p style='position:fixed'>a</p>", "position:fixed"),
        ("<iframe src='https://evil.example'></iframe>", "evil.example"),
        ("<a href='javascript:steal()'>a</a>", "javascript"),
        ("<svg><script>steal()</script></svg>", "steal()"),
        ("<form action='https://evil.example'><input name='steal'></form>", "evil.example"),
        ("<style>body{display:none}</style>", "display:none}</style>"),
        ("<p id='x y\" onload=\"steal()'>a</p>", "steal()"),
        ("<meta http-equiv='refresh' content='0;url=https://evil.example'>", "evil.example"),
    ],
)
def test_active_content_of_a_display_is_dropped(html: str, gone: str):
    plain_page = render_page(brief.notebook(sections=1), brief.page())
    assert gone not in plain_page, "the needle must not be part of every page"
    assert gone not in render_page(with_display(html), brief.page())


@pytest.mark.parametrize("kind", ["javascript", "figures", ""])
def test_a_display_of_a_kind_we_do_not_know_is_not_shown(kind: str):
    assert "unknown display" not in render_page(with_display("<p>unknown display</p>", kind), brief.page())


def test_an_image_from_outside_stops_the_page():
    with pytest.raises(PressError, match="alternative text has 1 characters"):
        render_page(with_display("<img src='https://evil.example/pixel.gif' alt='x'>"), brief.page())


def test_an_image_without_alternative_text_stops_the_page():
    image = re.search(r'<img src="[^"]+"', brief._figure("f", "x", False, brief._svg(("a",))))
    assert image is not None
    with pytest.raises(PressError, match="alternative text"):
        render_page(with_display(f'{image.group()} width="432" height="300">'), brief.page())


def test_a_chart_with_a_script_in_it_stops_the_page():
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>steal()</script></svg>'
    with pytest.raises(PressError, match="active or outside content"):
        render_page(brief.notebook(with_svg=svg), brief.page())


def test_markdown_shows_html_as_text_and_follows_no_harmful_link():
    source = "## Part\n\n<b>bold</b> [a](javascript:steal()) ![pixel](https://evil.example/p.gif) $a$ and $b$ [cited](https://www.doe.mass.edu/x)"
    soup = soup_of(with_markdown(source), brief.page())
    part = soup.find(id="part")
    assert part is not None
    assert part.parent is not None
    text = part.parent
    assert "<b>bold</b>" in text.get_text()
    assert "$a$ and $b$" in text.get_text()
    assert text.find("img") is None
    assert [link.get("href") for link in text.find_all("a", href=True)] == ["https://www.doe.mass.edu/x"]


def test_headings_of_one_name_get_ids_of_their_own():
    notebook = with_markdown("## Every school\n\nA second part of the same name.\n\n## 学校\n\nNo letter of the alphabet.")
    ids = [str(heading["id"]) for heading in soup_of(notebook, brief.page()).select("main h2")]
    assert len(ids) == len(set(ids))
    assert "every-school-2" in ids


def test_a_failed_cell_stops_the_page():
    notebook = brief.notebook()
    notebook.cells[2].outputs.append(new_output("error", ename="ValueError", evalue="no such group", traceback=[]))
    with pytest.raises(PressError, match="cell 3 failed: ValueError: no such group"):
        render_page(notebook, brief.page())


@pytest.mark.parametrize(("position", "missing"), [(1, "heading"), (-1, "sources")])
def test_a_notebook_that_did_not_finish_stops_the_page(position: int, missing: str):
    notebook = brief.notebook()
    notebook.cells[position].outputs = []
    with pytest.raises(PressError, match=f"0 {missing} displays"):
        render_page(notebook, brief.page())


def test_a_display_after_the_record_stops_the_page():
    notebook = brief.notebook()
    notebook.cells.append(notebook.cells[2].copy())
    with pytest.raises(PressError, match="after its sources"):
        render_page(notebook, brief.page())


@pytest.mark.parametrize("changed", [{"code": "99020000"}, {"invented": False}])
def test_a_notebook_about_something_else_than_its_page_stops_the_page(changed: dict[str, object]):
    with pytest.raises(PressError, match="another"):
        render_page(brief.notebook(), brief.page(**changed))


def test_the_same_notebook_gives_the_same_bytes_and_stays_as_it_was():
    notebook = brief.notebook()
    before = notebook.copy()
    assert render_page(notebook, brief.page()) == render_page(brief.notebook(), brief.page())
    assert notebook == before


def test_an_index_of_four_hundred_districts_is_one_page():
    html = render_site_index(brief.entries(400), invented=False)
    soup = BeautifulSoup(html, "html.parser")
    assert len(soup.select("#districts tbody tr")) == 400
    form = soup.find(id="search")
    assert form is not None
    assert form.has_attr("hidden"), "without a script there is nothing to search with"
    assert "none yet" in soup.select("#districts tbody tr")[-1].get_text()


def test_a_district_page_links_what_is_built_and_says_what_is_not():
    soup = BeautifulSoup(render_district_index(brief.entries()[0], invented=True), "html.parser")
    assert [link["href"] for link in soup.select(".cards a")] == [link.file for link in brief.LINKS if link.file]
    assert "Not built: the last cell did not run." in soup.get_text()
    assert "data/chronic_absenteeism-by-group.csv" in [link["href"] for link in soup.find_all("a")]


def _luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, as WCAG 2.1 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_reckoned_as_the_guideline_reckons_it():
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)
    assert _contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_pair_of_colours_that_carries_text_has_the_contrast_of_wcag_aa(scheme: int):
    css = (CLONE / "reports" / "templates" / "brief" / "brief.css").read_text("utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css.split(":root {")[scheme + 1].split("}")[0]))
    grounds = ("paper", "card", "tint")
    pairs = [(ink, ground) for ink in ("ink", "soft", "accent") for ground in grounds] + [
        ("notice-ink", ground) for ground in ("notice", *grounds)
    ]
    for ink, ground in pairs:
        assert _contrast(colours[ink], colours[ground]) >= 4.5, f"{ink} on {ground}"


def test_links_filled_in_later_give_the_page_that_was_rendered_with_them(tmp_path: Path) -> None:
    executed = tmp_path / "executed.ipynb"
    nbformat.write(brief.notebook(), executed)
    expected = brief.page()
    made = finish(executed, expected, tmp_path / "executed.finished")
    links = (*expected.briefs[:2], BriefLink("x", 'Isn\'t "this" <odd> & old?', "x.html"), replace(expected.briefs[2], file=""))
    for page in (expected, replace(expected, briefs=links), replace(expected, briefs=())):
        assert made.page(page) == render_page(brief.notebook(), page)
        assert finished(executed, page, tmp_path / "executed.finished") == made


def test_a_finished_brief_is_made_again_when_its_notebook_is_another(tmp_path: Path) -> None:
    executed, kept = tmp_path / "executed.ipynb", tmp_path / "executed.finished"
    nbformat.write(brief.notebook(sections=1), executed)
    first = finish(executed, brief.page(), kept)
    nbformat.write(brief.notebook(sections=2), executed)
    assert finished(executed, brief.page(), kept) != first
    kept.write_text("{")  # cut off
    assert finished(executed, brief.page(), kept).html == rendering.render_unlinked(brief.notebook(sections=2), brief.page())


def test_a_page_with_other_links_is_checked_again(tmp_path: Path) -> None:
    executed = tmp_path / "executed.ipynb"
    nbformat.write(brief.notebook(sections=1), executed)
    made = finish(executed, brief.page(), tmp_path / "kept")
    with pytest.raises(PressError, match="evil"):
        made.page(replace(brief.page(), briefs=(BriefLink("x", "A title", "http://evil.example/"),)))

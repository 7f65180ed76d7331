"""A page composed of several notebooks: what a recipe chooses, and what it cannot leave out."""

from __future__ import annotations

import json

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from ssos_analysis.errors import PressError
from ssos_analysis.press.composing import compose
from ssos_analysis.press.glossary import words_in
from ssos_analysis.press.recipes import Recipe
from ssos_analysis.press.rendering import render_page
from tests.press.executed_brief import CODE, notebook, page, record

TITLES = {"chronic_absenteeism": "Attendance", "graduation_and_completion": "Graduation"}


def shown(kind, html, **about):
    output = new_output("display_data", {"text/html": html, "text/plain": kind}, metadata={"ssos": {"kind": kind, **about}})
    return new_code_cell("show()", execution_count=1, outputs=[output])


def made_of(*cells, name="Port Hollis"):
    whole = notebook(name)
    return new_notebook(cells=[whole.cells[1], *cells, whole.cells[-1]])


def section(heading, *cells):
    return [new_markdown_cell(f"## {heading}\n\nWords about it."), *cells]


GLANCE = made_of(
    shown("prose", "<section><h2>How old these data are</h2><p>Ended 1.4 years ago.</p></section>"),
    shown("prose", "<section class='main-points'><h2>Main points</h2><p>29.4% were absent.</p></section>"),
)
EQUITY = made_of(*section("Racial equity: graduation", shown("prose", '<p class="caution">Too few students to tell.</p>')))
STAFF = made_of(*section("Staff and students", shown("table", "<p>staff beside students</p>", id="t")))


def notebooks(**more):
    fixed = {"district_at_a_glance": GLANCE, "equity_gaps": EQUITY, "educators_and_staffing": STAFF}
    return {**fixed, "chronic_absenteeism": notebook(), **more}


def recipe(*parts, **more):
    return Recipe(recipe="short", title="A short brief", question="How are they doing?", order=1, parts=list(parts), **more)


def attendance(**more):
    return {"notebook": "chronic_absenteeism", "sections": ["Which groups miss the most school?"], **more}


def composed(made, **more):
    kinds, html = [], []
    for cell in compose(made, notebooks(**more), TITLES).cells:
        if cell.cell_type == "markdown":
            html.append(cell.source)
        for output in cell.get("outputs", []):
            kinds.append(output.metadata["ssos"]["kind"])
            html.append(output.data["text/html"])
    return kinds, "\n".join(html)


def test_a_page_opens_with_main_points_and_racial_equity_whatever_the_recipe_says():
    kinds, html = composed(recipe(attendance()))
    assert (kinds[0], kinds[-1]) == ("heading", "sources")
    order = [
        "Main points",
        "## Racial equity",
        "Too few students to tell",
        "staff beside students",
        "## Attendance",
        "How old these data are",
    ]
    assert [html.index(one) for one in order] == sorted(html.index(one) for one in order)


def test_without_its_racial_equity_there_is_no_page():
    with pytest.raises(PressError, match="no section on racial equity"):
        composed(recipe(attendance()), equity_gaps=made_of(*section("Gaps", shown("prose", "<p>gaps</p>"))))


def test_a_notebook_that_was_not_built_is_named():
    parts = notebooks()
    del parts["chronic_absenteeism"]
    with pytest.raises(PressError, match="chronic_absenteeism was not built"):
        compose(recipe(attendance()), parts, TITLES)


@pytest.mark.parametrize(
    ("keep", "has_chart", "has_table", "has_sentence"),
    [
        ("chart", True, False, False),
        ("chart_and_words", True, False, True),
        ("words", False, False, True),
        ("all", True, True, True),
    ],
)
def test_what_is_kept_of_a_section(keep, has_chart, has_table, has_sentence):
    _, html = composed(recipe(attendance(keep=keep)))
    own = html[html.index("## Attendance") :]
    assert ('class="chart"' in own) is has_chart
    assert ("chart-data" in own) is has_table
    assert ("29.4 percent were absent" in own) is has_sentence or keep == "chart"
    assert "The state publishes no count here" in own, "a caution stays"
    assert "(chronic_absenteeism.html)" in own, "the whole page is a link away"


def test_a_short_chart_leads_to_its_table():
    _, html = composed(recipe(attendance()))
    assert '<a href="chronic_absenteeism.html#fig-gaps-0">Table, sources and download of this chart</a>' in html


def test_where_there_is_no_chart_the_words_that_say_why_stay():
    silent = made_of(*section("Over the years", shown("prose", "<p>No figure is published.</p>")))
    _, html = composed(recipe(attendance(sections=["Over the years"])), chronic_absenteeism=silent)
    assert "No figure is published." in html


def test_an_id_stands_once_though_two_notebooks_show_it():
    figure = '<figure class="chart" id="fig-x"><table id="table-x" aria-labelledby="table-x-caption"></table></figure>'
    twice = made_of(*section("Over the years", shown("figure", figure, id="fig-x")))
    _, html = composed(
        recipe(attendance(sections=["Over the years"], keep="all"),
               {"notebook": "graduation_and_completion", "sections": ["Over the years"], "keep": "all"}),
        chronic_absenteeism=twice, graduation_and_completion=twice,
    )  # fmt: skip
    assert html.count('id="fig-x"') == 1
    assert html.count('id="table-x"') == 1


def test_questions_are_gathered_and_their_marks_are_no_markdown():
    _, html = composed(recipe(attendance(ask=["Who *decides*? <b>"])))
    assert "## What to ask next" in html
    assert r"- Who \*decides\*? \<b\>" in html


def test_the_record_is_that_of_all_parts():
    cells = compose(recipe(attendance()), notebooks(), TITLES).cells
    told = json.loads(cells[-1].outputs[0].metadata["ssos"]["record"])
    one = record("Port Hollis")
    assert told["republished_cells"] == 4 * one.republished_cells
    assert len(told["sources"]) == len(one.sources), "each file once"
    assert "chronic_absenteeism" in told["notebook"]


def test_a_school_page_takes_only_what_is_about_the_school():
    cells = section("Its groups", shown("table", "<p>north</p>", id="t1", org_code="99010005"),
                    shown("table", "<p>south</p>", id="t2", org_code="99010010"), shown("prose", "<p>both</p>"))  # fmt: skip
    made = recipe({"notebook": "schools", "sections": ["Its groups"], "keep": "all"}, each="school")
    page_of = compose(made, {"schools": made_of(*cells)}, {"schools": "Schools"}, org_code="99010005", name="North School")
    html = "".join(output.data["text/html"] for cell in page_of.cells for output in cell.get("outputs", []))
    assert "north" in html
    assert "both" not in html
    assert "south" not in html
    assert "A short brief: North School" in html


def test_the_press_makes_a_sound_page_of_it():
    made = compose(recipe(attendance(ask=["Who decides?"])), notebooks(), TITLES)
    html = render_page(made, page(code=CODE, current="short"))
    assert "A short brief" in html
    assert html.count("<h1") == 1


def test_a_page_says_whom_its_questions_are_for_and_asks_of_a_table_only_where_there_is_one():
    of_flags = {"question": "What reaches the schools the state flags?", "only_with": "table-reasons"}
    _, html = composed(recipe(attendance(ask=[of_flags, "Who decides?"]), asks="the committee"))
    assert "Questions for the committee." in html
    assert "Who decides?" in html
    assert "the state flags" not in html
    flagged = made_of(*section("Why", shown("table", "<p>flags</p>", id="table-reasons")))
    asked = recipe(attendance(sections=["Why"], ask=[of_flags]))
    assert "the state flags" in composed(asked, chronic_absenteeism=flagged)[1]


def test_a_page_without_main_points_says_nothing_of_their_rules():
    made = recipe({"notebook": "schools", "sections": ["Its groups"]}, each="school")
    cells = section("Its groups", shown("table", "<p>north</p>", id="t1", org_code="99010005"))
    school = compose(made, {"schools": made_of(*cells)}, {"schools": "Schools"}, org_code="99010005", name="North School")
    words = "\n".join(cell.source for cell in school.cells if cell.cell_type == "markdown")
    assert "How we measured" in words
    assert "Main points passed" not in words
    assert "Main points passed" in composed(recipe(attendance()))[1]


def test_words_are_explained_under_each_of_their_spellings():
    said = (
        "A mean growth percentile of 41 for low-income students and economically disadvantaged ones; 46 is proposed as a target."
    )
    found = [one.term for one in words_in(said)]
    assert set(found) == {"Growth percentile (SGP)", "Low income", "Economically disadvantaged", "Proposed target"}
    assert [one.term for one in words_in("46 percent of its target points")] == ["Target of the state"]

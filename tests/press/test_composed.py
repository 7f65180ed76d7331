"""The composed pages of a district: one that cannot be made is told, and takes no other along."""

from __future__ import annotations

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from ssos_analysis.parameters import brief_specs
from ssos_analysis.press import composed as module
from ssos_analysis.press.composed import composed
from ssos_analysis.press.recipes import Part, Recipe
from ssos_analysis.press.records import Ask, DistrictWork, JobRecord
from tests.press.executed_brief import CODE, notebook

BRIEF = "chronic_absenteeism"


def recipe(name: str, section: str) -> Recipe:
    return Recipe(
        recipe=name, title=name, question="How?", order=1, each="school", parts=[Part(notebook=BRIEF, sections=[section])]
    )


@pytest.fixture
def district(tmp_path, monkeypatch):
    """A district whose one notebook speaks of a school; two recipes, and what an executed notebook holds."""

    def made(recipes, executed):
        path = tmp_path / f"{BRIEF}.ipynb"
        nbformat.write(executed, path)
        monkeypatch.setattr(module, "recipes_of", lambda _made: recipes)
        work = DistrictWork(CODE, "Port Hollis", {BRIEF: Ask("a", {})}, {BRIEF: JobRecord(BRIEF, "a", None, "b" * 64)})
        return composed(work, {BRIEF: path}, [spec for spec in brief_specs() if spec.brief == BRIEF], invented=True)

    return made


def with_school():
    whole = notebook()
    figure = next(output for cell in whole.cells for output in cell.get("outputs", []) if "figure" in str(output.get("metadata")))
    figure.metadata["ssos"] |= {"org_code": "99010005", "org_name": "Alder High"}
    return whole


def test_a_page_for_each_school_that_is_spoken_of(district):
    found = district([recipe("school", "Which groups miss the most school?")], with_school())
    assert list(found.pages) == ["school-99010005"]
    assert "Alder High" in found.pages["school-99010005"].html
    assert found.failures == {}


def test_a_recipe_that_cannot_be_made_is_told_beside_one_that_is(district):
    both = [recipe("lost", "No such section"), recipe("school", "Which groups miss the most school?")]
    found = district(both, with_school())
    assert list(found.pages) == ["school-99010005"]
    assert found.failures["lost"].error == "NotComposed"
    assert "No such section" in found.failures["lost"].message


def test_a_fault_that_nobody_foresaw_is_told_too(district):
    shown = nbformat.v4.new_output(
        "display_data", {"text/html": "x"}, metadata={"ssos": {"kind": "prose", "org_code": "99010005"}}
    )
    found = district([recipe("school", "x")], new_notebook(cells=[new_code_cell("", outputs=[shown], execution_count=1)]))
    assert found.pages == {}
    assert found.failures["school"].error == "KeyError", "a display names no school"

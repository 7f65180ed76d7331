"""Recipes as an analyst writes them: what is wrong is said at once, in words, before anything runs."""

from __future__ import annotations

import shutil

import pytest

from ssos_analysis import workspace
from ssos_analysis.errors import SsosError
from ssos_analysis.press.recipes import needed, read_recipes

GOOD = """
recipe: mine
title: "Mine"
question: "What do we want to know?"
order: 5
parts:
  - notebook: chronic_absenteeism
    sections: ["Over the years"]
"""


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write a recipe beside the shipped notebooks, and no other recipe."""
    for folder in ("notebooks", "params/briefs"):
        shutil.copytree(workspace.home() / folder, tmp_path / folder)
    for path in (tmp_path / "params" / "briefs").glob("*.yml"):
        if "\nrecipe:" in f"\n{path.read_text('utf-8')}":
            path.unlink()
    (tmp_path / "params" / "sources").mkdir()
    monkeypatch.setenv("SSOS_HOME", str(tmp_path))

    def write(text, name="mine.yml"):
        (tmp_path / "params" / "briefs" / name).write_text(text, "utf-8")
        return read_recipes()

    return write


def test_a_recipe_without_python(write):
    (recipe,) = write(GOOD)
    assert recipe.spec.title == "Mine"
    assert recipe.notebooks == ("district_at_a_glance", "equity_gaps", "educators_and_staffing", "chronic_absenteeism")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("chronic_absenteeism", "chronic_absence", "did you mean chronic_absenteeism"),
        ("Over the years", "Over the year", "did you mean Over the years"),
        ("order: 5", "order: 5\nskip: [racial_equity]", "'skip' is not a parameter"),
        ("recipe: mine", "recipe: Mine!", "recipe"),
        ("recipe: mine", "recipe: theirs", "is not named as its file"),
        ("order: 5", "order: 5\nracial_equity: none", "racial_equity"),
        ("order: 5", "order: 5\nmost_bytes: 9000000", "most_bytes"),
        ("parts:\n  - notebook: chronic_absenteeism\n    sections: [\"Over the years\"]", "parts: []", "parts"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_the_file(write, old, new, said):
    with pytest.raises(SsosError, match=r"mine\.yml") as caught:
        write(GOOD.replace(old, new))
    assert said in str(caught.value)


def test_a_recipe_does_not_take_the_name_of_a_notebook(write):
    with pytest.raises(SsosError, match="name of another page"):
        write(GOOD.replace("recipe: mine", "recipe: index"), "index.yml")


def test_the_shipped_recipes_are_sound():
    names = [recipe.recipe for recipe in read_recipes()]
    assert len(names) == len(set(names))
    assert "district" in names


def test_what_is_asked_brings_the_notebooks_it_is_made_of(write):
    recipes = write(GOOD)
    assert needed(recipes, ["mine"]) == set(recipes[0].notebooks)
    assert needed(recipes, ["chronic_absenteeism"]) == {"chronic_absenteeism"}

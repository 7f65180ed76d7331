"""Recipes: pages composed of several notebooks. A recipe is a file in params/briefs/ that an analyst writes without Python.

It names notebooks, which of their sections to take and what to ask next. What no recipe can leave out (main points, racial
equity, where the numbers come from) is not in its hands: `composing` puts it on every composed page of a district.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ssos_analysis import workspace
from ssos_analysis.errors import Faults, ParameterError
from ssos_analysis.parameters import BriefSpec, brief_specs, read_yaml, validated

GLANCE = "district_at_a_glance"
"""The notebook whose main points and data ages open and close every composed page of a district."""

SCHOOL_PAGE = "school-"
"""How the name of a page about one school begins; its code follows."""

Keep = Literal["chart", "chart_and_words", "words", "all"]
Words = Annotated[str, Field(min_length=1, max_length=300)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Question(_Strict):
    """A question that is asked only where the notebook shows a table.

    Attributes
    ----------
    only_with : id of the table, as the notebook's page has it; empty: the question is always asked.
    """

    question: Words
    only_with: str = Field(default="", max_length=80)


class Part(_Strict):
    """Sections of one notebook.

    Attributes
    ----------
    notebook : name of the brief.
    title : heading of the part; empty is the brief's own title.
    sections : headings of the notebook whose content is taken, as they stand on its page; empty takes the first that shows a
        chart or a table.
    keep : `chart`: the first chart or table of each section; `chart_and_words`: its sentences too; `words`: sentences alone;
        `all`. Cautions are always kept, and where there is no chart, so are the words that say why.
    ask : questions for those who read the page. Questions, not prescriptions.
    """

    notebook: str
    title: str = Field(default="", max_length=80)
    sections: list[Words] = []
    keep: Keep = "chart"
    ask: list[Words | Question] = []


class Recipe(_Strict):
    """params/briefs/<recipe>.yml with a `recipe` key.

    Attributes
    ----------
    recipe : name of the page's file, and the word that asks for it.
    each : one page for the district, or one for each school that is flagged or named.
    order : place among the district's pages; recipes stand before notebooks.
    racial_equity : what of that part is kept; no recipe can leave it out.
    most_bytes, most_printed_pages : what the finished page must keep to.
    asks : whom the questions are for.
    closing : what follows the parts.
    """

    recipe: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
    title: Words
    question: Words
    order: int
    each: Literal["district", "school"] = "district"
    racial_equity: Keep = "chart_and_words"
    most_bytes: int = Field(default=400_000, le=1_000_000)
    most_printed_pages: int | None = None
    parts: Annotated[list[Part], Field(min_length=1)]
    asks: Words = "the planning team"
    closing: list[Literal["ask", "age", "words", "method"]] = ["ask", "age", "words", "method"]

    @property
    def spec(self) -> BriefSpec:
        """The page among the district's others."""
        return BriefSpec(brief=self.recipe, notebook="", title=self.title, question=self.question, order=self.order)

    @property
    def notebooks(self) -> tuple[str, ...]:
        """The briefs that must have run, each once, in the order of the page."""
        fixed = (GLANCE, *RACIAL_EQUITY) if self.each == "district" else ()
        return tuple(dict.fromkeys([*fixed, *(part.notebook for part in self.parts)]))


RACIAL_EQUITY = {"equity_gaps": "Racial equity: ", "educators_and_staffing": "Staff and students"}
"""Notebook -> how headings of its sections on racial equity begin: graduation, discipline, access; staff beside students."""


def recipe_files() -> list[str]:
    """Names of the files of params/briefs/ that hold a recipe."""
    return [path.name for path in sorted(workspace.params("briefs").glob("*.yml")) if "recipe" in (read_yaml(path) or {})]


def read_recipes() -> list[Recipe]:
    """The recipes of params/briefs/, in printing order, each checked against the notebooks there are.

    Raises
    ------
    ParameterError
        All faults of all recipes at once: a key or value that is not known, a notebook or section that does not exist, a name
        that a brief or another recipe has.
    """
    specs = {spec.brief: spec for spec in brief_specs()}
    recipes: list[Recipe] = []
    for name in recipe_files():
        recipe = validated(Recipe, read_yaml(workspace.params("briefs") / name), where=f"params/briefs/{name}")
        _check(recipe, specs, f"params/briefs/{name}", {known.recipe for known in recipes})
        recipes.append(recipe)
    return sorted(recipes, key=lambda recipe: (recipe.order, recipe.recipe))


def recipes_of(made: Collection[str]) -> list[Recipe]:
    """The recipes of which every notebook is among the briefs `made`."""
    return [recipe for recipe in _once(str(workspace.home())) if set(recipe.notebooks) <= set(made)]


def recipes_digest() -> str:
    """Hash of what composed pages are made by, beside their notebooks: when it is another, they are made again."""
    found = hashlib.sha256(json.dumps([recipe.model_dump() for recipe in _once(str(workspace.home()))]).encode())
    for words in (workspace.home() / "reports" / "templates" / "how_we_measured.md", workspace.params("glossary.yml")):
        if words.is_file():
            found.update(words.read_bytes())
    return found.hexdigest()


@lru_cache(maxsize=4)
def _once(_home: str) -> tuple[Recipe, ...]:
    return tuple(read_recipes())


def _check(recipe: Recipe, specs: dict[str, BriefSpec], where: str, taken: set[str]) -> None:
    faults = Faults()
    if where.rsplit("/", 1)[-1] != f"{recipe.recipe}.yml":
        faults.add(f"the recipe {recipe.recipe!r} is not named as its file", where=where, mend=f"name it {recipe.recipe}.yml")
    if recipe.recipe in {*specs, *taken, "index"}:
        faults.add(f"{recipe.recipe!r} is the name of another page", where=where, mend="choose another name")
    for part in recipe.parts:
        if part.notebook not in specs:
            faults.add(
                f"{part.notebook!r} is no notebook{_near(part.notebook, specs)}", where=where,
                mend=f"notebooks: {', '.join(sorted(specs))}",
            )  # fmt: skip
            continue
        known = headings(specs[part.notebook])
        for wanted in (one for one in part.sections if one not in known):
            faults.add(
                f"the notebook {part.notebook} has no section {wanted!r}{_near(wanted, known)}", where=where,
                mend=f"its sections: {'; '.join(known)}",
            )  # fmt: skip
    faults.raise_if_any(ParameterError)


def headings(spec: BriefSpec) -> list[str]:
    """The headings of second rank that a notebook writes, as a recipe names its sections."""
    cells = json.loads((workspace.home() / spec.notebook).read_bytes())["cells"]
    lines = (line for cell in cells if cell["cell_type"] == "markdown" for line in "".join(cell["source"]).splitlines())
    return [line.removeprefix("## ").strip() for line in lines if line.startswith("## ")]


def _near(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=3, cutoff=0.5)
    return f"; did you mean {', '.join(near)}?" if near else ""


def needed(recipes: Sequence[Recipe], wanted: Iterable[str]) -> set[str]:
    """The notebooks that must run for what is asked: named briefs, and those that named recipes are made of."""
    by_name = {recipe.recipe: recipe for recipe in recipes}
    return {notebook for name in wanted for notebook in (by_name[name].notebooks if name in by_name else (name,))}

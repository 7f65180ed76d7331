"""The composed pages of one district: which recipes its finished notebooks allow, and the pages they make.

A recipe has no run of its own. Its page is made when the district is published, from the executed notebooks it names, and goes
where one of them goes; it is never asked for, and never stands beside notebooks it was not made from.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from ssos_analysis.errors import SsosError
from ssos_analysis.parameters import BriefSpec
from ssos_analysis.press import site
from ssos_analysis.press.composing import compose, schools_in
from ssos_analysis.press.finished import FinishedBrief, made_of
from ssos_analysis.press.recipes import SCHOOL_PAGE, Recipe, recipes_of
from ssos_analysis.press.records import Ask, DistrictWork, Failure, JobRecord

_ASK = "composed"


@dataclass(frozen=True)
class Composed:
    """What a district's finished notebooks allow: the district as it stands with these pages, the pages, and why some failed."""

    work: DistrictWork
    specs: tuple[BriefSpec, ...]
    pages: dict[str, FinishedBrief]
    failures: dict[str, Failure]


def with_recipes(
    work: DistrictWork, specs: Sequence[BriefSpec], made: Collection[str], without: Collection[str] = ()
) -> tuple[DistrictWork, list[BriefSpec]]:
    """A district and its briefs as if the pages of recipes had been asked for and were done, so that pages link to them."""
    own = [recipe.spec for recipe in recipes_of(made) if recipe.each == "district" and recipe.recipe not in without]
    return _asked(work, own), sorted([*specs, *own], key=lambda spec: (spec.order, spec.brief))


def _asked(work: DistrictWork, specs: Sequence[BriefSpec]) -> DistrictWork:
    asks = {spec.brief: Ask(_ASK, {}) for spec in specs}
    records = {spec.brief: JobRecord(spec.brief, _ASK) for spec in specs}
    return replace(work, asked={**work.asked, **asks}, records={**work.records, **records})


def composed(work: DistrictWork, executed: Mapping[str, Path], specs: Sequence[BriefSpec], *, invented: bool) -> Composed:
    """Make the composed pages of a district.

    Parameters
    ----------
    work : what was asked for, and the newest records.
    executed : brief -> its executed notebook, of the briefs that have a page.
    specs : every brief that is one notebook.
    """
    recipes = recipes_of(executed)
    titles = {spec.brief: spec.title for spec in specs}
    read = {brief: _read(executed[brief]) for brief in dict.fromkeys(name for recipe in recipes for name in recipe.notebooks)}
    notebooks: dict[str, tuple[Recipe, BriefSpec, NotebookNode]] = {}
    failures: dict[str, Failure] = {}
    for recipe in recipes:
        try:
            for spec, notebook in _made_by(recipe, read, titles):
                notebooks[spec.brief] = recipe, spec, notebook
        except SsosError as error:
            failures[recipe.recipe] = Failure.told(None, "NotComposed", error.what)
        except Exception as error:  # noqa: BLE001 -- one page that cannot be made must not take its district along
            failures[recipe.recipe] = Failure.told(None, type(error).__name__, error)
    now, every = with_recipes(work, specs, executed, without=failures)
    schools = [spec for recipe, spec, _ in notebooks.values() if recipe.each == "school"]
    now, every = _asked(now, schools), sorted([*every, *schools], key=lambda spec: (spec.order, spec.brief))
    pages: dict[str, FinishedBrief] = {}
    for name, (recipe, _, notebook) in notebooks.items():
        done = {*executed, *notebooks} - set(failures)
        page = replace(site.page_of(now, name, every, done, set(), invented=invented), most_bytes=recipe.most_bytes)
        try:
            pages[name] = made_of(notebook, page)
        except SsosError as error:
            failures[name] = Failure.told(None, "PageRefused", error.what)
        except Exception as error:  # noqa: BLE001 -- as above
            failures[name] = Failure.told(None, type(error).__name__, error)
    kept = tuple(spec for spec in every if spec.brief not in failures)
    return Composed(now, kept, pages, failures)


def _made_by(
    recipe: Recipe, notebooks: Mapping[str, NotebookNode], titles: Mapping[str, str]
) -> list[tuple[BriefSpec, NotebookNode]]:
    """The pages of a recipe as executed notebooks: one, or one for each school that its notebooks speak of."""
    if recipe.each == "district":
        return [(recipe.spec, compose(recipe, notebooks, titles))]
    schools = {code: name for brief in recipe.notebooks for code, name in schools_in(notebooks[brief]).items()}
    made = []
    for code, name in schools.items():
        question = f"{recipe.title}: {recipe.question}"
        spec = BriefSpec(brief=f"{SCHOOL_PAGE}{code}", notebook="", title=name, question=question, order=recipe.order)
        made.append((spec, compose(recipe, notebooks, titles, org_code=code, name=name)))
    return made


def _read(path: Path) -> NotebookNode:
    """An executed notebook; the press checked it when it had run."""
    return nbformat.v4.reads(path.read_text("utf-8"))

"""Briefs x districts -> jobs. Everything that can be wrong with a run is found here, before a kernel starts."""

from __future__ import annotations

import ast
import difflib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ssos_analysis import workspace
from ssos_analysis.errors import Faults, ParameterError, PressError
from ssos_analysis.parameters import BriefSpec, NotebookParameters, brief_specs
from ssos_analysis.press.recipes import Recipe, needed
from ssos_analysis.press.roster import District
from ssos_analysis.vocabulary.organizations import district_of


@dataclass(frozen=True)
class Template:
    """One notebook that makes a brief: its spec, where it is, what it can be given, and which of its cells says so."""

    spec: BriefSpec
    path: Path
    parameters: frozenset[str]
    parameters_cell: int

    @property
    def brief(self) -> str:
        return self.spec.brief


@dataclass(frozen=True)
class Job:
    """One district x one brief. `parameters` are checked, plain values; those left to the notebook's default are absent."""

    district: District
    template: Template
    parameters: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.district.name} ({self.district.code}), {self.template.brief}"


def read_templates() -> list[Template]:
    """The templates of params/briefs/, in printing order."""
    return [read_template(spec, workspace.home() / spec.notebook) for spec in brief_specs()]


def read_template(spec: BriefSpec, path: Path) -> Template:
    """A notebook with its parameters.

    Raises
    ------
    PressError
        It is missing, is no notebook, has not exactly one `parameters` cell, or that cell does more than set plain values
        (papermill's values come after it, so anything computed there would not see them).
    """
    try:
        cells = _cells(path)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        reason = "does not exist" if isinstance(error, FileNotFoundError) else f"cannot be read ({type(error).__name__})"
        raise PressError(f"the notebook {reason}", where=spec.notebook, mend=f"see params/briefs/{spec.brief}.yml") from None
    tagged = [index for index, (_, tags) in enumerate(cells) if "parameters" in tags]
    if len(tagged) != 1:
        raise PressError(
            f"{len(tagged)} cells are tagged `parameters`, where a template has exactly one",
            where=spec.notebook,
            mend="tag one code cell `parameters`, with a line for each: without it the notebook's own values win",
        )
    return Template(spec, path, _assigned(cells[tagged[0]][0], spec.notebook), tagged[0])


def _cells(path: Path) -> list[tuple[str, list[str]]]:
    """Source and tags of each cell. As JSON: importing nbformat takes a second, which a build with nothing to do would feel."""
    held = json.loads(path.read_text("utf-8"))
    if held["nbformat"] != 4:
        raise ValueError
    return [("".join(cell["source"]), list(cell["metadata"].get("tags", []))) for cell in held["cells"]]


def _assigned(source: str, where: str) -> frozenset[str]:
    """The names that a cell of plain assignments sets."""
    names = set()
    try:
        for statement in ast.parse(source).body:
            target: ast.expr
            if isinstance(statement, ast.AnnAssign) and statement.value is not None:
                target, value = statement.target, statement.value
            elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
                target, value = statement.targets[0], statement.value
            else:
                raise ValueError
            ast.literal_eval(value)
            if not isinstance(target, ast.Name):
                raise ValueError
            names.add(target.id)
    except (SyntaxError, ValueError):
        raise PressError(
            "the `parameters` cell does more than set plain values",
            where=where,
            mend='write lines such as `district_code: str = "99010000"`',
        ) from None
    return frozenset(names)


def choose_templates(templates: Sequence[Template], wanted: Iterable[str], recipes: Sequence[Recipe] = ()) -> list[Template]:
    """The templates asked for by the name of the brief, its file, or a recipe that is made of it; all when none is named.

    Raises
    ------
    ParameterError
        A name is not a brief; near ones are suggested.
    """
    asked = {name.rsplit("/", 1)[-1].removesuffix(".ipynb") for name in wanted}
    known = {template.brief: template for template in templates}
    by_file = {template.path.stem: template.brief for template in templates}
    faults = Faults()
    pages = [*known, *(recipe.recipe for recipe in recipes)]
    for name in sorted(asked - set(pages) - set(by_file)):
        near = difflib.get_close_matches(name, pages, n=3, cutoff=0.5)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        faults.add(f"{name[:60]!r} is no brief{hint}", where="--notebooks", mend=f"briefs: {', '.join(pages)}")
    faults.raise_if_any(ParameterError)
    chosen = needed(recipes, (by_file.get(name, name) for name in asked))
    return [template for template in templates if not asked or template.brief in chosen]


def plan(districts: Iterable[District], templates: Sequence[Template], given: dict[str, Any]) -> list[Job]:
    """One job for each district and template.

    Parameters
    ----------
    given : notebook parameters for all of them, without `district_code`. None stands for the notebook's own default. `schools`
        goes to the notebooks that take it, and of the codes to each district its own.

    Raises
    ------
    ParameterError
        A parameter is not one that notebooks take, is of the wrong kind, or is not in the `parameters` cell of a template; or a
        named school is of no district that is built.
    """
    chosen = list(districts)
    rest = {name: value for name, value in given.items() if name != "schools"}
    named = [str(code) for code in given.get("schools") or []]
    if strange := [code for code in named if district_of(code) not in {district.code for district in chosen}]:
        are = "is no school" if len(strange) == 1 else "are no schools"
        raise ParameterError(
            f"{', '.join(map(repr, strange))} {are} of a district that is built",
            where="--schools",
            mend="give codes of eight digits, and build the district that the school is of",
        )
    return [
        job_of(district, template, rest | _schools_of(district, template, named)) for district in chosen for template in templates
    ]


def _schools_of(district: District, template: Template, named: Sequence[str]) -> dict[str, Any]:
    own = [code for code in named if district_of(code) == district.code]
    return {"schools": own} if own and "schools" in template.parameters else {}


def job_of(district: District, template: Template, given: dict[str, Any]) -> Job:
    """One checked job."""
    where = template.spec.notebook
    checked = NotebookParameters.checked({**given, "district_code": district.code}, where=where)
    # exclude_unset and None: what was not said stays the notebook's to choose
    values = checked.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    if unknown := sorted(set(values) - template.parameters):
        raise ParameterError(
            f"the notebook has no parameter {', '.join(map(repr, unknown))}",
            where=where,
            mend=f"its `parameters` cell sets: {', '.join(sorted(template.parameters))}",
        )
    return Job(district, template, values)

"""The way in: models of the files in params/ and of a notebook's parameters. Unknown keys and wrong types stop a run."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ssos_analysis import workspace
from ssos_analysis.errors import Faults, ParameterError
from ssos_analysis.vocabulary.organizations import district_of, is_code, level_of
from ssos_analysis.vocabulary.student_groups import ALL_OTHER_STUDENTS, ALL_STUDENTS, GROUPS


def _district_code(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(
            f"{value!r} is a number; a code is eight characters of text, since YAML reads 00350000 as 118784. "
            'Quote it: "00350000"'
        )
    if not is_code(value):
        raise ValueError(f'{value!r} is not a code; a district code is eight digits in quotes, such as "00350000"')
    if level_of(value) != "district":
        whose = "the state's" if level_of(value) == "state" else f'a school\'s, of the district "{district_of(value)}"'
        raise ValueError(f"{value!r} is {whose}; a brief is about one district")
    return value


def _year(value: Any) -> Any:
    if isinstance(value, bool) or (isinstance(value, int) and not 2000 <= value <= 2060):
        raise ValueError(f"{value!r} is not a spring year; 2024 means the school year 2023-24")
    return value


def _school_code(value: Any) -> str:
    if not isinstance(value, str) or not is_code(value) or level_of(value) != "school":
        raise ValueError(f'{value!r} is not the code of a school; that is eight digits in quotes, such as "02810045"')
    return value


DistrictCode = Annotated[str, BeforeValidator(_district_code)]
SchoolCode = Annotated[str, BeforeValidator(_school_code)]
SpringYear = Annotated[int, BeforeValidator(_year), Field(strict=True)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NotebookParameters(_Strict):
    """What a brief notebook may be given. A notebook's `parameters` cell uses these names and no others."""

    district_code: DistrictCode
    school_year: SpringYear | None = None
    reference_group: str = ALL_OTHER_STUDENTS
    as_of: dt.date | None = None
    schools: list[SchoolCode] | None = None

    @classmethod
    def checked(cls, values: dict[str, Any], *, where: str) -> NotebookParameters:
        """The values as a model.

        Raises
        ------
        ParameterError
            A name we do not know, or a value of the wrong kind; all of them are named at once.
        """
        parameters = validated(cls, values, where=where)
        known = {ALL_OTHER_STUDENTS, *GROUPS} - {ALL_STUDENTS}
        if parameters.reference_group not in known:
            raise ParameterError(
                f"reference_group {parameters.reference_group!r} is not a student group",
                where=where,
                mend=f"use {ALL_OTHER_STUDENTS} or one of: {', '.join(sorted(known - {ALL_OTHER_STUDENTS}))}",
            )
        return parameters


class DisclosureRule(_Strict):
    """The floor for figures derived from one publication: the smallest group, and the smallest cell, that may be shown."""

    publication_family: str
    least_n: int = Field(ge=1)
    least_cell_n: int = Field(ge=0)
    since: str
    source: str
    confirmed: Literal["yes", "no"]


class DisclosurePolicy(_Strict):
    """params/disclosure.yml."""

    version: dt.date
    rules: list[DisclosureRule]

    def rule(self, family: str) -> DisclosureRule:
        """The rule of one publication family.

        Raises
        ------
        ParameterError
            The family has no entry: a floor is never assumed.
        """
        for rule in self.rules:
            if rule.publication_family == family:
                return rule
        raise ParameterError(
            f"no disclosure rule for {family!r}",
            where="params/disclosure.yml",
            mend="add a dated, cited entry for it",
        )


class SeriesBreak(_Strict):
    """A year in which a definition, a test or a district changed: no line, difference or pool joins the years before it with
    those from it on. An empty list of groups, grades, subjects or organizations stands for all of them."""

    id: str
    first_year: SpringYear
    topics: list[str]
    groups: list[str] = Field(default_factory=list)
    grades: list[str] = Field(default_factory=list)
    subjects: list[str] = Field(default_factory=list)
    organizations: list[DistrictCode] = Field(default_factory=list)
    reason: str
    source: str
    confirmed: Literal["yes", "no"]


class UnusualYear(_Strict):
    """A year whose figures are shown but not compared: hollow in charts, never a baseline, named in the text."""

    year: SpringYear
    topics: list[str]
    grades: list[str] = Field(default_factory=list)
    reason: str
    source: str


class SeriesBreaks(_Strict):
    """params/series_breaks.yml."""

    breaks: list[SeriesBreak]
    unusual_years: list[UnusualYear]


class MethodValue(_Strict):
    """A figure a method needs and no export holds, with what it rests on."""

    id: str
    value: float | list[float] | None
    unit: str
    since: str
    source: str
    confirmed: Literal["yes", "no"]


class MethodValues(_Strict):
    """params/method_values.yml."""

    version: dt.date
    values: list[MethodValue]

    def known(self, name: str) -> MethodValue:
        """An entry whose value is known.

        Raises
        ------
        ParameterError
            There is no such entry, or its value has not been found yet: neither is ever assumed.
        """
        found = next((entry for entry in self.values if entry.id == name), None)
        if found is None or found.value is None:
            raise ParameterError(
                f"no value for {name!r}" if found is None else f"the value of {name!r} is not known",
                where="params/method_values.yml",
                mend="add a dated, cited entry for it"
                if found is None
                else "write it there with its source; the entry says where to look",
            )
        return found


class BriefSpec(_Strict):
    """params/briefs/<brief>.yml: one page of a district's set."""

    brief: str
    notebook: str
    title: str
    question: str
    order: int


Model = TypeVar("Model", bound=BaseModel)


def validated(model: type[Model], values: Any, *, where: str) -> Model:
    """Values as a model; every fault told at once, in our words."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        faults = Faults()
        for fault in error.errors(include_url=False):
            name = ".".join(str(part) for part in fault["loc"])
            if fault["type"] == "extra_forbidden":
                known = ", ".join(model.model_fields)
                faults.add(f"{name!r} is not a parameter", where=where, mend=f"known here: {known}")
            else:
                message = fault["msg"].removeprefix("Value error, ")
                faults.add(f"{name}: {message}", where=where, mend="correct the value, or leave it out for the default")
        raise faults.as_error(ParameterError) from None


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the parser in C, where PyYAML was built with it


_MOST_NESTED = 50


class _NoAliases(_Loader):  # type: ignore[misc]
    """YAML without aliases (an alias bomb needs them) and without duplicate keys (one would silently win)."""

    @classmethod
    def read(cls, text: str) -> Any:
        """The content of a text. Its events are looked at first: the parser in C would follow a deep nesting until it falls."""
        depth = 0
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.AliasEvent):
                raise yaml.YAMLError("aliases (*name) are not read here")
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _MOST_NESTED:
                raise yaml.YAMLError(f"lists and mappings stand more than {_MOST_NESTED} deep in each other")
        return yaml.load(text, Loader=cls)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        names = [self.construct_object(key, deep=deep) for key, _ in node.value]
        twice = sorted({str(name) for name in names if names.count(name) > 1})
        if twice:
            raise yaml.YAMLError(f"{', '.join(twice)} stands twice")
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> Any:
    """A YAML file of params/, or one an analyst wrote.

    Raises
    ------
    ParameterError
        The file is missing, is not YAML, repeats a key, uses aliases, or is larger than 1 MB.
    """
    where = path.name
    try:
        if path.stat().st_size > 1_000_000:
            raise ParameterError("the file is larger than 1 MB", where=where, mend="give a parameter file, not data")
        return _NoAliases.read(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ParameterError("the file does not exist", where=where, mend="check its name and folder") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ParameterError(f"the file is not readable YAML: {error}", where=where, mend="correct it") from None


@lru_cache(maxsize=1)
def disclosure_policy() -> DisclosurePolicy:
    """The floors in params/disclosure.yml."""
    return validated(DisclosurePolicy, read_yaml(workspace.params("disclosure.yml")), where="params/disclosure.yml")


@lru_cache(maxsize=1)
def series_breaks() -> SeriesBreaks:
    """The breaks and unusual years in params/series_breaks.yml."""
    return validated(SeriesBreaks, read_yaml(workspace.params("series_breaks.yml")), where="params/series_breaks.yml")


@lru_cache(maxsize=1)
def method_values() -> MethodValues:
    """The figures in params/method_values.yml."""
    return validated(MethodValues, read_yaml(workspace.params("method_values.yml")), where="params/method_values.yml")


def brief_specs() -> list[BriefSpec]:
    """The briefs of params/briefs/ that are one notebook, in their printing order; recipes are press/recipes.py's to read."""
    read = {path.name: read_yaml(path) for path in sorted(workspace.params("briefs").glob("*.yml"))}
    specs = [
        validated(BriefSpec, values, where=f"params/briefs/{name}")
        for name, values in read.items()
        if not (isinstance(values, dict) and "recipe" in values)
    ]
    return sorted(specs, key=lambda spec: (spec.order, spec.brief))

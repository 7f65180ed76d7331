"""Layouts: what a publication of the state looks like, as data in params/sources/. An analyst adds a heading there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from ssos_analysis import workspace
from ssos_analysis.errors import ParameterError
from ssos_analysis.parameters import read_yaml, validated
from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.cells import cell_text

Status = Literal["suppressed", "not_reported", "not_applicable"]
Inference = Literal["grade_span", "all_students", "class_subject"]
LATER = "later.yml"


class Part(BaseModel):
    """A part of a layout: frozen, and a word it does not know is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@lru_cache(maxsize=50_000, typed=True)  # headings of layouts are compared with those of every file; True is not 1
def header_key(text: Any) -> str:
    """A heading without case, padding or doubled spaces: how headings of a file and of a layout are compared."""
    return cell_text(text).lower()


def header_keys(row: Sequence[Any]) -> list[str]:
    """Comparable headings of a header row; the second of two equal headings gets ` (2)`, the third ` (3)`."""
    seen: dict[str, int] = {}
    keys = []
    for cell in row:
        key = header_key(cell)
        seen[key] = seen.get(key, 0) + 1
        keys.append(f"{key} ({seen[key]})" if key and seen[key] > 1 else key)
    return keys


class BlankRule(Part):
    """Where a blank cell means something else than in the rest of its column: in rows whose key has one of these values."""

    key: str
    values: list[str]
    status: Status


class ValueColumn(Part):
    """One value column of a table: its headings in the files, its printed decimals, and what a blank in it means.

    `marks` are texts that stand for a missing value in this publication only, such as a 9999 among scores.
    """

    headers: list[str]
    decimals: int | None = Field(default=None, ge=0, le=6)
    blank: Status = "not_reported"
    marks: dict[str, Status] = {}
    blank_where: list[BlankRule] = []


class KeyColumn(Part):
    """Where a key is told: by a column (`headers`, with `values` from text to id), by the title, or by a `constant`.

    `matching` reads ids out of longer words: the first pattern found in the text gives its id (`\\1` is its first group).

    `silent_title` is what a title means that does not mention the key (each needs a `why`). What nothing tells is inferred
    (`infer`) where that is possible, else asked of the analyst.
    """

    headers: list[str] = []
    values: dict[str, str] = {}
    matching: dict[str, str] = {}
    constant: str | None = None
    silent_title: str | None = None
    why: str = ""
    infer: Inference | None = None

    @model_validator(mode="after")
    def _constant_has_a_reason(self) -> KeyColumn:
        if (self.constant or self.silent_title) and not self.why:
            raise ValueError("a constant, or what a silent title means, needs a `why`")
        return self

    @field_validator("matching")
    @classmethod
    def _patterns(cls, patterns: dict[str, str]) -> dict[str, str]:
        for pattern in patterns:
            re.compile(pattern)
        return patterns


class MeltColumn(Part):
    """The columns of one group (or grade) in a table where groups are columns: value column -> headings.

    `years` (first and last of each span) are those for which the heading means this group, where one heading means another group
    in other years: `Economically Disadvantaged %` stands over low income to 2014 and from 2022 on in some reports. `keys` are
    further keys that these columns are about: a year told by the heading, say.
    """

    id: str
    columns: dict[str, list[str]]
    keys: dict[str, str] = {}
    years: list[tuple[int, int]] = []

    def in_years(self, year: str) -> bool:
        """Whether the heading means this group in a school year."""
        return not self.years or any(first <= int(year) <= last for first, last in self.years)


class Melt(Part):
    """Columns that are values of a key: one row of the file becomes one row per group.

    `absent_where_blank`: a row whose every column of a group is blank has no such group (a grade without a science test, a
    school without grade 12) and gives no row for it; with `filled_by`, a row without any of these value columns. Where neither is
    said, a group is left out only where it is blank in every organization of a year. `headers`: a column that, where it is
    filled, names the key of its row.
    """

    key: str
    groups: list[MeltColumn]
    absent_where_blank: bool = False
    filled_by: list[str] = []
    headers: list[str] = []
    values: dict[str, str] = {}


class Only(Part):
    """The rows one table takes out of a file: those whose cell under `header` has the pattern in it."""

    header: str
    pattern: str


class TableLayout(Part):
    """How rows of the file become rows of one tidy table.

    A layout may name a table more than once, each time with other rows (`only`): rows about one thing complete each other.
    """

    table: str
    only: Only | None = None
    keys: dict[str, KeyColumn] = {}
    values: dict[str, ValueColumn]
    melt: Melt | None = None

    @field_validator("table")
    @classmethod
    def _known_table(cls, name: str) -> str:
        if name not in TABLES:
            raise ValueError(f"{name!r} is not a tidy table; known: {', '.join(TABLES)}")
        return name

    @model_validator(mode="after")
    def _known_columns(self) -> TableLayout:
        table = TABLES[self.table]
        strangers = sorted((set(self.values) - set(table.columns)) | (set(self.keys) - set(table.keys)))
        if self.melt:
            strangers += [self.melt.key] if self.melt.key not in table.keys else []
            strangers += sorted({name for group in self.melt.groups for name in group.columns} - set(self.values))
        if strangers:
            raise ValueError(f"{self.table} has no column {', '.join(strangers)}")
        return self


class OrgColumn(Part):
    """Where the organization stands: headings of its code and name (the first one present is used).

    `school` and `school_name`: columns beside the district's that hold a school's, and are blank in rows of districts.
    `district_digits: 4` reads a four-digit district code as `0035` + `0000`. `state` names the column and the text that mark the
    state's own row where that row has no code. `joined`: school names are printed as `District - School`.
    """

    code: list[str]
    name: list[str]
    school: list[str] = []
    school_name: list[str] = []
    district_digits: Literal[4] | None = None
    state: dict[str, str] = {}
    joined: bool = False


class Skip(Part):
    """Rows that are not read, and why."""

    header: str
    values: list[str] = []
    keep: list[str] = []
    why: str

    @model_validator(mode="after")
    def _one_list(self) -> Skip:
        if bool(self.values) == bool(self.keep):
            raise ValueError("give `values` (rows left out) or `keep` (the only rows read)")
        return self


class Layout(Part):
    """One publication.

    Attributes
    ----------
    id, family, report : our id, the family its disclosure rule is filed under, and the state's name of the report.
    format : `statereport` (a sheet or CSV with a title and a header row), `records` (the hub's JSON) or `extract` (the
        JSON of a third party, keyed by organization).
    titles : patterns of the title; named groups year, level, group, rate, period, offense, grades tell keys.
    needs : headings that make the publication known (each item: alternatives). All must be there.
    lacks : headings that the publication never has, which tell it from one with the same headings and more.
    dataset : the four-by-four id of the hub's dataset that a `records` layout reads; empty for other publications.
    unread : columns of the dataset that are known and not read; any other that no table names is told as new.
    borne_out : why the headings of this publication are in doubt: its shares are read only where another publication of the same
        year bears them out. Empty for publications whose headings are sound.
    scale : `percent` (0-100) or `fraction` (0-1) in the file; tables hold 0-100.
    """

    id: str
    family: str
    report: str
    format: Literal["statereport", "records", "extract"]
    dataset: str | None = Field(default=None, pattern=r"^[a-z0-9]{4}-[a-z0-9]{4}$")
    titles: list[str] = []
    needs: list[list[str]]
    lacks: list[str] = []
    organization: OrgColumn
    scale: Literal["percent", "fraction"] = "percent"
    title_values: dict[str, dict[str, str]] = {}
    borne_out: str = ""
    skip: list[Skip] = []
    unread: list[str] = []
    tables: list[TableLayout]
    note: str = ""
    file: str = ""

    @property
    def place(self) -> str:
        """The file an analyst corrects, as told in a message."""
        return f"params/sources/{self.file or f'{self.id}.yml'}"

    @field_validator("titles")
    @classmethod
    def _patterns(cls, patterns: list[str]) -> list[str]:
        for pattern in patterns:
            re.compile(pattern)
        return patterns

    def fits(self, headers: set[str]) -> bool:
        """Whether a header row (as `header_keys`) has every heading this publication needs, and none it lacks."""
        has_all = all(any(header_key(name) in headers for name in names) for names in self.needs)
        return has_all and not any(header_key(name) in headers for name in self.lacks)

    @cached_property
    def headings(self) -> frozenset[str]:
        """Every heading that is read, as compared."""
        listed = [*self.organization.code, *self.organization.name]
        for table in self.tables:
            listed += [name for key in table.keys.values() for name in key.headers]
            listed += [name for value in table.values.values() for name in value.headers]
            for group in table.melt.groups if table.melt else []:
                listed += [name for names in group.columns.values() for name in names]
        return frozenset(map(header_key, listed))

    def title_match(self, title: str) -> re.Match[str] | None:
        """The first title pattern that the title row matches."""
        return next((found for pattern in self.titles if (found := re.search(pattern, title, re.IGNORECASE))), None)


@lru_cache(maxsize=4)
def _layouts(folder: str) -> tuple[Layout, ...]:
    read = [
        validated(Layout, read_yaml(path), where=f"params/sources/{path.name}")
        for path in sorted(Path(folder).glob("*.yml"))
        if path.name != LATER
    ]
    ids = [layout.id for layout in read]
    if twice := sorted({name for name in ids if ids.count(name) > 1}):
        what = f"two layouts are named {', '.join(twice)}"
        raise ParameterError(what, where="params/sources", mend="give each publication its own id")
    return tuple(read)


def layouts() -> tuple[Layout, ...]:
    """Every publication of params/sources/, read once.

    Raises
    ------
    ParameterError
        A layout file is not understood; the file and the faults are named.
    """
    return _layouts(str(workspace.params("sources")))


def layout_of(publication: str) -> Layout | None:
    """The layout of a publication by its id; None for a workbook of several sheets, which is defined in its own way."""
    return next((layout for layout in layouts() if layout.id == publication), None)

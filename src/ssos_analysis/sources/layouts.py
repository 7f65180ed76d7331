"""Layouts: what a publication of the state looks like, as data in params/sources/. An analyst adds a heading there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from ssos_analysis import workspace
from ssos_analysis.errors import ParameterError
from ssos_analysis.parameters import read_yaml, validated
from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.cells import cell_text

Status = Literal["suppressed", "not_reported", "not_applicable"]
Inference = Literal["grade_span", "all_students"]
LATER = "later.yml"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def header_key(text: Any) -> str:
    """A heading without case, padding or doubled spaces: how headings of a file and of a layout are compared."""
    return _text_key(text) if isinstance(text, str) else cell_text(text).lower()


@lru_cache(maxsize=50_000)
def _text_key(text: str) -> str:
    """Headings of layouts are compared with those of every file; each is made comparable once."""
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


class BlankRule(_Part):
    """Where a blank cell means something else than in the rest of its column: in rows whose key has one of these values."""

    key: str
    values: list[str]
    status: Status


class ValueColumn(_Part):
    """One value column of a table: its headings in the files, its printed decimals, and what a blank in it means."""

    headers: list[str]
    decimals: int | None = Field(default=None, ge=0, le=6)
    blank: Status = "not_reported"
    blank_where: list[BlankRule] = []


class KeyColumn(_Part):
    """Where a key is told: by a column (`headers`, with `values` from text to id), by the title, or by a `constant`.

    `silent_title` is what a title means that does not mention the key (each needs a `why`). What nothing tells is inferred
    (`infer`) where that is possible, else asked of the analyst.
    """

    headers: list[str] = []
    values: dict[str, str] = {}
    constant: str | None = None
    silent_title: str | None = None
    why: str = ""
    infer: Inference | None = None

    @model_validator(mode="after")
    def _constant_has_a_reason(self) -> KeyColumn:
        if (self.constant or self.silent_title) and not self.why:
            raise ValueError("a constant, or what a silent title means, needs a `why`")
        return self


class MeltColumn(_Part):
    """The columns of one group (or grade) in a table where groups are columns: value column -> headings."""

    id: str
    columns: dict[str, list[str]]


class Melt(_Part):
    """Columns that are values of a key: one row of the file becomes one row per group."""

    key: str
    groups: list[MeltColumn]


class TableLayout(_Part):
    """How rows of the file become rows of one tidy table."""

    table: str
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


class OrgColumn(_Part):
    """Where the organization stands: headings of its code and name (the first one present is used).

    `district_digits: 4` reads a four-digit district code as `0035` + `0000`. `state` names the column and the text that mark the
    state's own row where that row has no code. `joined`: school names are printed as `District - School`.
    """

    code: list[str]
    name: list[str]
    district_digits: Literal[4] | None = None
    state: dict[str, str] = {}
    joined: bool = False


class Skip(_Part):
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


class Layout(_Part):
    """One publication.

    Attributes
    ----------
    id, family, report : our id, the family its disclosure rule is filed under, and the state's name of the report.
    format : `statereport` (a sheet or CSV with a title and a header row) or `records` (the hub's JSON).
    titles : patterns of the title; named groups year, level, group, rate, period, offense, grades tell keys.
    needs : headings that make the publication known (each item: alternatives). All must be there.
    dataset : the four-by-four id of the hub's dataset that a `records` layout reads; empty for other publications.
    scale : `percent` (0-100) or `fraction` (0-1) in the file; tables hold 0-100.
    """

    id: str
    family: str
    report: str
    format: Literal["statereport", "records"]
    dataset: str | None = Field(default=None, pattern=r"^[a-z0-9]{4}-[a-z0-9]{4}$")
    titles: list[str] = []
    needs: list[list[str]]
    organization: OrgColumn
    scale: Literal["percent", "fraction"] = "percent"
    title_values: dict[str, dict[str, str]] = {}
    skip: list[Skip] = []
    tables: list[TableLayout]
    note: str = ""

    @field_validator("titles")
    @classmethod
    def _patterns(cls, patterns: list[str]) -> list[str]:
        for pattern in patterns:
            re.compile(pattern)
        return patterns

    def fits(self, headers: set[str]) -> bool:
        """Whether a header row (as `header_keys`) has every heading this publication needs."""
        return all(any(header_key(name) in headers for name in names) for names in self.needs)

    def title_match(self, title: str) -> re.Match[str] | None:
        """The first title pattern that the title row matches."""
        return next((found for pattern in self.titles if (found := re.search(pattern, title, re.IGNORECASE))), None)


class KnownFile(_Part):
    """A publication that is known but not read: `later` versions will read it, or it is `refused` for the reason given."""

    what: str
    verdict: Literal["later", "refused"] = "later"
    why: str = ""
    title: str = ""
    headers: list[str] = []
    formats: list[Literal["sheet", "text", "records"]] = []

    @model_validator(mode="after")
    def _recognisable(self) -> KnownFile:
        if not (self.title or self.headers):
            raise ValueError("give a `title` pattern or `headers`")
        if self.verdict == "refused" and not self.why:
            raise ValueError("a refusal needs a `why`")
        return self

    def fits(self, kind: str, title: str, headers: set[str]) -> bool:
        """Whether a file is this one: its title matches, and every heading named is in one of its rows."""
        if self.formats and kind not in self.formats:
            return False
        if self.title and not re.search(self.title, title, re.IGNORECASE):
            return False
        return all(header_key(name) in headers for name in self.headers)


class KnownFiles(_Part):
    """params/sources/later.yml."""

    files: list[KnownFile]


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


@lru_cache(maxsize=4)
def _known_files(folder: str) -> tuple[KnownFile, ...]:
    return tuple(validated(KnownFiles, read_yaml(Path(folder, LATER)), where=f"params/sources/{LATER}").files)


def known_files() -> tuple[KnownFile, ...]:
    """The publications that are known but not read (params/sources/later.yml)."""
    return _known_files(str(workspace.params("sources")))

"""What a workbook of the state looks like, as data in params/sources/workbooks/."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ssos_analysis import workspace
from ssos_analysis.parameters import read_yaml, validated
from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.layouts import Status


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Part):
    """A value column: the heading that feeds it.

    `year` picks among headings that differ in their year only; `year_is` and `through_is` are value columns that take the years
    of the heading. `undated` is the year of a heading that has none: the newest target of its indicator. A column is `everywhere`
    where one heading holds for all indicators.
    """

    value: str
    heading: str
    year: Literal["newest", "previous"] | None = None
    year_is: str | None = None
    through_is: str | None = None
    undated: Literal["newest"] | None = None
    everywhere: bool = False
    decimals: int | None = Field(default=None, ge=0, le=6)


class IndicatorPlace(_Part):
    """Where an indicator stands in a block: columns after the block's first, and words of which its heading has one."""

    at: int
    words: list[str]


class Overall(_Part):
    """Where the sum of a percentile build stands."""

    value: int
    percentile: int


class Positions(_Part):
    """A sheet whose columns are told by position, counted from 1 as a spreadsheet counts them.

    `blocks` gives the first column of each year's block, the year counted from that of the workbook (-1: the year before). The
    percentile of an indicator stands right of its value.
    """

    width: int
    code: int
    district: int
    school: int
    group: int
    values: dict[str, int]
    blocks: dict[int, int]
    indicators: dict[str, IndicatorPlace]
    overall: Overall


class Implausible(_Part):
    """Numbers that stand for something else: values of these indicators outside a range."""

    values: list[str]
    indicators: list[str]
    below: float
    above: float
    status: Status


class TooSmall(_Part):
    """What a blank means where fewer students are counted than the state scores."""

    count: str
    least: int
    status: Status


class WorkbookTable(_Part):
    """How the headings of a sheet become rows of one tidy table.

    Attributes
    ----------
    columns : headings and the value columns they feed; what {indicator} and {gradespan} stand for become keys.
    positions : for a sheet told by position, in place of `columns`.
    year_key : the key that the year of a heading or block becomes; without one, years choose among headings.
    sheet_is : value column that takes the name of the sheet.
    filled_by : a row without any of these is not published, and left out.
    requires : value columns without which an indicator is not understood.
    expects : indicators that must be there, by grade span ('' where the span is a column).
    resembles : headings that should have been understood; told where something is missing.
    optional : a sheet without any of the columns is lawful.
    """

    table: str
    columns: list[Column] = []
    positions: Positions | None = None
    year_key: str | None = None
    sheet_is: str | None = None
    filled_by: list[str] = []
    requires: list[str] = []
    expects: dict[str, list[str]] = {}
    resembles: list[str] = []
    optional: bool = False
    implausible: Implausible | None = None
    too_small: TooSmall | None = None

    @model_validator(mode="after")
    def _known_columns(self) -> WorkbookTable:
        if self.table not in TABLES:
            raise ValueError(f"{self.table!r} is not a tidy table")
        table = TABLES[self.table]
        named = {name for c in self.columns for name in (c.value, c.year_is, c.through_is) if name}
        named |= set(self.positions.values if self.positions else ()) | {*self.filled_by, *self.requires}
        if strangers := sorted((named | ({self.sheet_is} if self.sheet_is else set())) - set(table.columns)):
            raise ValueError(f"{self.table} has no column {', '.join(strangers)}")
        if self.year_key and self.year_key not in table.keys:
            raise ValueError(f"{self.table} has no key {self.year_key}")
        return self


class Organization(_Part):
    """Headings of the code (the first that is filled) and of the names. A longer code goes on with that of the group."""

    code: list[str] = []
    code_is_longer: bool = False
    school: list[str] = []
    district: list[str] = []


class Key(_Part):
    """A key told by a column of the sheet, and words for its ids beyond those of the vocabulary."""

    heading: str
    words: dict[str, list[str]] = {}


class SheetKind(_Part):
    """A kind of sheet: headings by which it is known, and what it holds.

    `needs` must all be among its headings, one of `any_of`, and none of `without`. A workbook is known by its `required` kinds.
    `rows_are_about` tells apart two workbooks with the same headings, by what their column of groups holds.
    """

    needs: list[str]
    any_of: list[str] = []
    without: list[str] = []
    required: bool = False
    rows_are_about: Literal["one group", "several groups"] | None = None
    organization: Organization
    keys: dict[str, Key] = {}
    tables: list[WorkbookTable]


class WorkbookDefinition(_Part):
    """One workbook of the state.

    Attributes
    ----------
    id, family, report : as in a layout of an export.
    stem : how the state names the file, before its year. A file so named must agree with the year inside it.
    confirmed : whether its headings were seen in the state's own files; `note` says which were not.
    year : headings that tell the year of the determination: the newest of them.
    words : what stands for {indicator} and {gradespan} in headings: id -> spellings.
    """

    id: str
    family: str
    report: str
    stem: str
    confirmed: Literal["yes", "in part", "no"]
    note: str
    year: list[str]
    words: dict[str, dict[str, list[str]]] = {}
    sheets: list[SheetKind]
    file: str = ""


@lru_cache(maxsize=4)
def _definitions(folder: str) -> tuple[WorkbookDefinition, ...]:
    found = []
    for path in sorted(Path(folder).glob("*.yml")):
        read = validated(WorkbookDefinition, read_yaml(path), where=f"params/sources/workbooks/{path.name}")
        found.append(read.model_copy(update={"file": f"workbooks/{path.name}"}))
    return tuple(found)


def workbook_definitions() -> tuple[WorkbookDefinition, ...]:
    """Every workbook of params/sources/workbooks/, read once.

    Raises
    ------
    ParameterError
        A file there is not understood; the file and the faults are named.
    """
    return _definitions(str(workspace.params("sources", "workbooks")))

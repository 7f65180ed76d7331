"""The office's register of regions: read from a file of its own making, kept in params/regions.yml. Nothing is guessed."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from ssos_analysis import workspace
from ssos_analysis.errors import Faults, SourceError
from ssos_analysis.parameters import DistrictCode, read_yaml, validated
from ssos_analysis.sources.cells import cell_text
from ssos_analysis.sources.grids import grid_of, read_bytes
from ssos_analysis.sources.layouts import header_key
from ssos_analysis.vocabulary.organizations import district_of, is_code, level_of

COLUMNS = ("code", "region", "lead", "source", "date")
NOT_GIVEN = "region not given"
EXAMPLE_REGISTER = "raw/regions.csv"
_OPTIONAL = {"lead"}
_HEADER_ROWS = 10
_HEAD = (
    "# Which region's team works with a district, and who leads it. No file of the state holds this, so the register is the\n"
    "# office's own: `ssos regions import FILE` fills it from a CSV or workbook with the columns code, region, lead, source,\n"
    "# date.\n"
    '# A district that is not here has "region not given"; nothing is guessed.\n'
)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RegionEntry(_Strict):
    """One district in the register of regions that the office keeps: who leads its support, who says so, and since when."""

    code: DistrictCode
    region: str = Field(min_length=1, max_length=60)
    lead: str = Field(default="", max_length=120)
    source: str = Field(min_length=1, max_length=200)
    date: dt.date


class RegionRegister(_Strict):
    """params/regions.yml. Empty until the office supplies it: no file of the state holds a district's region."""

    regions: list[RegionEntry]

    def entry(self, code: str) -> RegionEntry | None:
        """The entry of the district that an organization belongs to; None where the register has none: never guessed."""
        district = district_of(code)
        return next((entry for entry in self.regions if entry.code == district), None)


@lru_cache(maxsize=1)
def region_register() -> RegionRegister:
    """The office's register of regions in params/regions.yml."""
    return validated(RegionRegister, read_yaml(workspace.params("regions.yml")), where="params/regions.yml")


def read_register(path: Path) -> RegionRegister:
    """A register from a CSV or workbook: one row a district, columns code, region, lead (may be blank), source, date.

    Raises
    ------
    SourceError
        A column is missing, a code is no district's, stands twice, or a cell is not what it should be; all faults together.
    """
    grid = grid_of(read_bytes(path), path)
    heads = [[header_key(cell) for cell in row] for row in grid.rows[:_HEADER_ROWS]]
    index = next((at for at, head in enumerate(heads) if {"code", "region"} <= set(head)), None)
    if index is None:
        raise SourceError(
            f"no row has the headings {', '.join(COLUMNS)}",
            where=path.name,
            mend="give one row a district, such as: 02810000, West/Central, A. Lead, office roster, 2026-09-01",
        )
    headings = heads[index]
    if missing := [name for name in COLUMNS if name not in headings and name not in _OPTIONAL]:
        what = f"the column {', '.join(missing)} is missing"
        raise SourceError(what, where=path.name, mend="add it: a register says who says so, and since when")
    faults, entries = Faults(), []
    seen: set[str] = set()
    for number, row in enumerate(grid.rows[index + 1 :], start=grid.number(index + 1)):
        cells = {name: row[headings.index(name)] for name in COLUMNS if name in headings and headings.index(name) < len(row)}
        if not any(cell_text(cell) for cell in cells.values()):
            continue
        entry = _entry(cells, seen, f"{path.name}, row {number}", faults)
        if entry is not None:
            entries.append(entry)
    if not entries and not faults:
        faults.add("the file has headings but no district", where=path.name, mend="give one row a district")
    faults.raise_if_any(SourceError)
    return RegionRegister(regions=sorted(entries, key=lambda entry: entry.code))


def _entry(cells: dict[str, Any], seen: set[str], where: str, faults: Faults) -> RegionEntry | None:
    """One row as an entry; None where it has a fault."""
    before = len(faults.found)
    texts = {name: cell_text(cell) for name, cell in cells.items()}
    code = texts.get("code", "")
    if not isinstance(cells.get("code"), str) or not is_code(code) or level_of(code) != "district":
        faults.add(f"{code!r} is not a district's code", where=where, mend='write all eight digits as text, such as "02810000"')
    elif code in seen:
        faults.add(f"district {code} stands twice", where=where, mend="keep one row a district")
    seen.add(code)
    for name in ("region", "source"):
        if not texts.get(name):
            faults.add(f"the {name} is blank", where=where, mend=f"say the {name}")
    day = _day(cells.get("date"))
    if day is None:
        faults.add(f"{texts.get('date', '')!r} is not a day", where=where, mend="write the day as 2026-09-01")
    if len(faults.found) > before:
        return None
    return validated(RegionEntry, {**texts, "date": day}, where=where)


def _day(cell: Any) -> dt.date | None:
    """A day from a date cell of a workbook or from text; None where it is none."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    try:
        return dt.date.fromisoformat(cell_text(cell))
    except ValueError:
        return None


def write_register(register: RegionRegister) -> Path:
    """Put a register in place of params/regions.yml, in one step.

    Raises
    ------
    SourceError
        The file cannot be written.
    """
    path = workspace.params("regions.yml")
    rows = [entry.model_dump(mode="json") for entry in register.regions]
    text = _HEAD + yaml.safe_dump({"regions": rows}, sort_keys=False, allow_unicode=True, width=120)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(text, "utf-8")
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise SourceError(
            f"the register cannot be written: {error.strerror}", where="params/regions.yml", mend="correct its permissions"
        ) from None
    region_register.cache_clear()
    return path


def register_of(*, invented: bool) -> RegionRegister:
    """The register of the real state (params/regions.yml), or the one that comes with the invented example state."""
    if not invented:
        return region_register()
    path = workspace.example_path() / EXAMPLE_REGISTER
    return read_register(path) if path.exists() else RegionRegister(regions=[])


def region_words(register: RegionRegister, code: str) -> str:
    """`Coastal` or `region not given`."""
    entry = register.entry(code)
    return entry.region if entry else NOT_GIVEN


def counts(register: RegionRegister, districts: Sequence[str]) -> dict[str, int]:
    """How many of these districts each region has, those without one last."""
    words = [region_words(register, code) for code in districts]
    names = sorted({word for word in words if word != NOT_GIVEN})
    return {name: words.count(name) for name in [*names, NOT_GIVEN] if name in words}

"""Where the state's accountability workbooks are to be had: params/accountability_workbooks.yml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ssos_analysis import workspace
from ssos_analysis.parameters import read_yaml, validated

FILE = "accountability_workbooks.yml"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class KnownYear(_Part):
    """A year whose workbooks are known to have stood at their address, and by whom."""

    year: int = Field(ge=2018, le=2060)
    stems: list[str]
    confirmed: Literal["yes", "in part", "no"]
    source: str


class WorkbookAddresses(_Part):
    """params/accountability_workbooks.yml."""

    address: str = Field(pattern=r"^https?://[^\s?#]+/$")
    stems: list[str]
    years: list[KnownYear]


@dataclass(frozen=True)
class WorkbookAddress:
    """One workbook: where it is, what its file is called, and whether it is known to have been there."""

    url: str
    file: str
    is_known: bool


@lru_cache(maxsize=1)
def _addresses(place: str) -> WorkbookAddresses:
    return validated(WorkbookAddresses, read_yaml(workspace.params(place)), where=f"params/{place}")


def workbook_addresses(year: int | None = None, *, base: str | None = None) -> list[WorkbookAddress]:
    """The five workbooks of a year, in the order of params/accountability_workbooks.yml.

    Parameters
    ----------
    year : determination year; None for the newest whose five workbooks are all known. Another year is tried all the same.
    base : another place than the state's, ending in a slash (a mirror, or a server of a test).

    Raises
    ------
    ParameterError
        The file in params/ is not understood.
    """
    held = _addresses(FILE)
    if year is None:
        year = max(known.year for known in held.years if set(known.stems) == set(held.stems))
    known = {stem for one in held.years if one.year == year for stem in one.stems}
    names = [(stem, f"{stem}-{year}.xlsx") for stem in held.stems]
    return [WorkbookAddress(f"{base or held.address}{name}", name, stem in known) for stem, name in names]

"""What a brief reads, noted as it reads: names only, so that it costs a run nothing. What they hash to is found out beside it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import pandas as pd

from ssos_analysis import workspace
from ssos_analysis.measures.statewide_reads import Watched
from ssos_analysis.measures.statewide_tables import Statewide
from ssos_analysis.sources.store import Store


@dataclass
class Reads:
    """Everything that one run asked for.

    Attributes
    ----------
    fingerprint : of the store it read.
    school_year : upper bound that was asked for, None for the newest; `through` is what it came to.
    day : ISO date of the day that ages were reckoned from; "" where the run asked for none, so that no day makes it old.
    slices, tables : tables read of the district, and whole.
    sources : ids of the files named on the page.
    params : files and folders under params/ that were asked for.
    region : the region on the page, "" where the register has none.
    statewide : for each call of `brief.statewide`: `key`, `measures`, and `asked` (question -> digest of the answer).
    gains : of accountability: their `year`, and `asked` (question -> answer) of the gains of the state's organizations.
    """

    fingerprint: str
    school_year: int | None
    through: int
    day: str = ""
    slices: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    params: list[str] = field(default_factory=list)
    region: str = ""
    statewide: list[dict[str, Any]] = field(default_factory=list)
    gains: dict[str, Any] = field(default_factory=dict)

    def watched(self, held: Statewide, measures: Sequence[str]) -> Statewide:
        """State-wide quantities that note here what is asked of them."""
        watched = Watched(held)
        self.statewide.append({"key": held.fingerprint, "measures": list(measures), "asked": watched.asked})
        return watched

    def to_json(self) -> str:
        """As text, params/ as of now."""
        return json.dumps({**asdict(self), "params": workspace.params_asked()}, sort_keys=True)


class ReadStore(Store):
    """A store that notes which tables are read."""

    def __init__(self, store: Store, reads: Reads) -> None:
        super().__init__(store.path, store._held)
        self._reads = reads

    def slice(self, table: str, district_code: str, *, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """As of any store."""
        _note(self._reads.slices, table)
        return super().slice(table, district_code, columns=columns)

    def table(
        self,
        table: str,
        *,
        columns: Sequence[str] | None = None,
        levels: Sequence[str] | None = None,
        years: Sequence[int] | None = None,
    ) -> pd.DataFrame:
        """As of any store."""
        _note(self._reads.tables, table)
        return super().table(table, columns=columns, levels=levels, years=years)


def _note(names: list[str], name: str) -> None:
    if name not in names:
        names.append(name)

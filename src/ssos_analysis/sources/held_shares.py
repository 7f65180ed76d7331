"""Shares by race of the store and of the files taken in before, for another publication's to be held against."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ssos_analysis.errors import SourceError
from ssos_analysis.sources import generations
from ssos_analysis.sources.bearing_out import COMPARED, Compared, compare_shares
from ssos_analysis.sources.layouts import layout_of
from ssos_analysis.sources.manifest import Generation
from ssos_analysis.sources.settling import SpilledFile
from ssos_analysis.sources.spills import Spill, read_columns
from ssos_analysis.sources.stored_columns import arrow_schema, decoded
from ssos_analysis.vocabulary.student_groups import RACE_ETHNICITY


class HeldShares:
    """The shares an import has at hand; files are added as they are taken in."""

    def __init__(self, store: Path, tables: Mapping[str, Generation]) -> None:
        self._store, self._tables = store, tables
        self._shares: dict[str, list[Any]] = {}

    def bear_out(self, file: SpilledFile) -> None:
        """Refuse shares by race that another publication of the same year contradicts, and doubtful ones that none bears out.

        Raises
        ------
        SourceError
            As above.
        """
        for spill in file.spills:
            if spill.table not in COMPARED:
                continue
            rows = decoded(read_columns(spill, _wanted(COMPARED[spill.table], spill.table))).to_pandas()
            publication = file.source.publication
            found = compare_shares(spill.table, rows, self._of_others(spill.table, publication, rows))
            where = file.source.title or file.source.publication_title
            if found.contradicts:
                raise SourceError(
                    f"its shares by race contradict another publication ({found.against}) in {found.apart:,} of "
                    f"{found.compared:,} organizations and years, so the headings of one are wrong: {found.example}",
                    where=where,
                    mend="do not use a copy; save the report itself from the School and District Profiles",
                )
            layout = layout_of(publication)
            doubt = layout.borne_out if layout else ""
            if doubt and not found.bears_out:
                raise SourceError(
                    f"its headings are in doubt, and no other publication of its years bears them out: {doubt}",
                    where=where,
                    mend="save the report itself from the School and District Profiles",
                )

    def add(self, file: SpilledFile) -> None:
        """Take in a file's shares."""
        for spill in file.spills:
            if spill.table in COMPARED:
                self._held(spill.table).append(_of_race(decoded(_shares(spill)), COMPARED[spill.table]))

    def _held(self, table: str) -> list[Any]:
        """The shares of a table; those of the store are read when they are first asked for."""
        if table not in self._shares:
            self._shares[table] = []
            if generation := self._tables.get(table):
                what = COMPARED[table]
                for path in generations.current_paths(self._store, table, generation):
                    rows = generations.read_all([path], arrow_schema(table), what.columns)
                    self._shares[table].append(_of_race(rows, what))
        return self._shares[table]

    def _of_others(self, table: str, publication: str, rows: pd.DataFrame) -> pd.DataFrame:
        """The shares of other publications in the years of some rows."""
        years = pa.array(sorted({int(year) for year in rows["school_year"].unique()}), pa.int16())
        empty = arrow_schema(table).empty_table().select(list(COMPARED[table].columns))
        chosen = [
            part.filter(pc.and_(pc.not_equal(part["publication"], publication), pc.is_in(part["school_year"], years)))
            for part in self._held(table)
        ]
        found: pd.DataFrame = pa.concat_tables([empty, *chosen]).to_pandas()
        return found


def _wanted(what: Compared, table: str) -> list[str]:
    """The columns of a file's own rows that comparing needs: schools weigh by their staff."""
    weight = ["staff_fte"] if "staff_fte" in arrow_schema(table).names else []
    return [*what.columns, *weight]


def _shares(spill: Spill) -> Any:
    return read_columns(spill, COMPARED[spill.table].columns)


def _of_race(rows: Any, what: Compared) -> Any:
    """The rows that hold a share of a race."""
    is_race = pc.is_in(rows[what.key], pa.array(list(RACE_ETHNICITY), pa.string()))
    return rows.select(list(what.columns)).filter(pc.and_(is_race, pc.is_finite(pc.fill_null(rows[what.share], float("nan")))))

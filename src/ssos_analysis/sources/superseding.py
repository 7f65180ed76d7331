"""Rows that go because a whole newer statement of their publication is taken in: a dataset of the hub that was fetched again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ssos_analysis.provenance import SourceUse
from ssos_analysis.schemas import TABLES
from ssos_analysis.sources import generations
from ssos_analysis.sources.manifest import Generation
from ssos_analysis.sources.stored_columns import arrow_schema

_COLUMNS = ("publication", "school_year", "source_id")


@dataclass(frozen=True)
class Superseded:
    """What older files said of some years of one publication.

    Attributes
    ----------
    years : spring years that the newer statement is about; none for all.
    source_ids : the older files.
    """

    publication: str
    years: frozenset[int]
    source_ids: frozenset[str]


def superseded(
    uses: Iterable[SourceUse], publication: str, years: Collection[int], *, source: str, keep: Collection[str]
) -> Superseded | None:
    """What a newer statement puts aside of the files held; None where that is nothing.

    Parameters
    ----------
    source : the files of which this holds, by their `vintage_source`.
    keep : source_ids of the newer statement, parts of which may be held already.
    """
    mine = {use.source_id for use in uses if use.publication == publication and use.vintage_source == source}
    old = frozenset(mine - set(keep))
    return Superseded(publication, frozenset(years), old) if old else None


def are_superseded(rows: Any, all_of: Sequence[Superseded]) -> npt.NDArray[np.bool_]:
    """Which rows of an arrow table of the store go; it needs the columns publication, school_year and source_id."""
    found = np.zeros(rows.num_rows, bool)
    for one in all_of:
        mine = pc.and_(
            pc.equal(rows["publication"], one.publication), pc.is_in(rows["source_id"], pa.array(sorted(one.source_ids)))
        )
        if one.years:
            mine = pc.and_(mine, pc.is_in(rows["school_year"], pa.array(sorted(one.years), pa.int16())))
        found |= mine.to_numpy()
    return found


def tables_with_superseded(
    store: Path, current: Mapping[str, Generation], all_of: Sequence[Superseded]
) -> tuple[frozenset[str], frozenset[str]]:
    """The tables that lose rows, and the source_ids of the older files that lose all of theirs."""
    old = frozenset(source_id for one in all_of for source_id in one.source_ids)
    tables, left = set(), set()
    for name in TABLES:
        if name not in current or not all_of:
            continue
        for path in generations.current_paths(store, name, current[name]):
            rows = generations.read_all([path], arrow_schema(name), _COLUMNS)
            go = are_superseded(rows, all_of)
            if go.any():
                tables.add(name)
            left |= set(rows.filter(pa.array(~go))["source_id"].unique().to_pylist()) & old
    return frozenset(tables), old - left

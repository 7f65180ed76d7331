"""A file read in a process of its own: its rows are put aside on disk, and what must be known of them is answered."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow.compute as pc

from ssos_analysis.errors import SourceError, SsosError
from ssos_analysis.schemas import TABLES
from ssos_analysis.schemas.columns import REPORTED, STATUSES
from ssos_analysis.sources.import_report import Content
from ssos_analysis.sources.reader import Declared, ReadTable, read_file
from ssos_analysis.sources.settling import SpilledFile
from ssos_analysis.sources.spills import write_spill


class Unforeseen(SourceError):
    """A fault of this project, not of the file; it is not remembered."""


@dataclass(frozen=True)
class PutAside:
    """A file that was read: its rows are put aside, and this is what must be known of them."""

    spilled: SpilledFile
    contents: tuple[Content, ...]
    reported: int
    codes: frozenset[str]


def put_aside(path: Path, to: Path, declared: Declared, enrollment: pd.DataFrame | None) -> PutAside | SsosError | OSError:
    """Read one file and put its rows aside, or say why not; a surprise in it is its own fault, and must not lose the others."""
    try:
        with _uncollected():
            tables = read_file(path, declared, enrollment=enrollment)
    except SsosError as error:
        return error
    except Exception as error:  # noqa: BLE001  (one file of 444 must not end the import of the others)
        return Unforeseen(
            # without the fault's own words, which may quote a cell
            f"reading it ended in an unforeseen fault ({type(error).__name__})",
            mend="tell those who keep this project which publication it is, and send them this line",
        )
    source = tables[0].source
    try:
        spills = [
            write_spill(to.with_name(f"{to.name}-{table.table}.arrow"), table.table, source.source_id, table.columns)
            for table in tables
        ]
    except OSError as error:
        return error
    return PutAside(
        SpilledFile(source, tuple(spills)),
        tuple(map(_content, tables)),
        sum(map(_reported, tables)),
        frozenset(code for table in tables for code in table.columns["org_code"].unique().to_pylist()),
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage collection: a file is a million small cells without cycles, which the collector would walk again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _content(table: ReadTable) -> Content:
    """What one table of a file holds."""
    rows = table.columns
    groups = sorted(rows["student_group"].unique().to_pylist()) if "student_group" in rows.schema.names else []
    years = sorted(rows["school_year"].unique().to_pylist())
    return Content(table.source.publication, table.source.publication_title, table.table, tuple(years), tuple(groups), len(rows))


def _reported(table: ReadTable) -> int:
    """How many value cells of a table are reported."""
    reported = 0
    for column in TABLES[table.table].values:
        places = table.columns[f"{column.name}__status"].combine_chunks().indices
        reported += pc.sum(pc.equal(places, STATUSES.index(REPORTED))).as_py() or 0
    return reported

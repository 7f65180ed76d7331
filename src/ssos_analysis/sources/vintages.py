"""Files that overlap: the same figures are kept once; different figures for one thing are two vintages and never mix silently.

The state restates what it published. Where two files give different values for the same organization, year, group and
publication, the analyst says when each was saved, and the newer file wins wherever the two overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from ssos_analysis.provenance import SourceUse
from ssos_analysis.schemas import TABLES
from ssos_analysis.schemas.columns import NOT_REPORTED, REPORTED
from ssos_analysis.sources.overlaps import Contradiction, Contradicts, Overlap, joined

Place = tuple[str, str, int]  # table, publication, school year: rows of two places never overlap
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Pairs:
    """Rows of two frames that are about one thing: `held_rows[i]` of `held` and `new_rows[i]` of `new`, both by position."""

    held: pd.DataFrame
    held_rows: npt.NDArray[np.intp]
    new: pd.DataFrame
    new_rows: npt.NDArray[np.intp]


class FileRowsOf(Protocol):
    """Rows of one table that a file gives, with the file's own description."""

    @property
    def table(self) -> str: ...
    @property
    def rows(self) -> pd.DataFrame: ...
    @property
    def source(self) -> SourceUse: ...


class HeldRows:
    """Rows in memory while files are added to them.

    Which rows are kept does not depend on the order of adding: of two rows for one thing the one of the newer vintage is kept
    (a stated vintage before none), then the one with more reported cells, then the one of the greater source_id.
    """

    def __init__(self, uses: Iterable[SourceUse] = (), tables: Mapping[str, pd.DataFrame] | None = None) -> None:
        self._rows: dict[Place, pd.DataFrame] = {}
        for name, rows in (tables or {}).items():
            self._rows.update(_by_place(name, rows))
        self._uses: dict[str, list[SourceUse]] = {}
        for use in uses:
            self._uses.setdefault(use.source_id, []).append(use)

    def sources(self) -> list[SourceUse]:
        """Every file held."""
        return [use for uses in self._uses.values() for use in uses]

    def table(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The rows of a table as they stand, with the columns wanted (None: those of the table)."""
        wanted = list(columns or TABLES[name].names)
        parts = [rows[wanted] for place, rows in self._rows.items() if place[0] == name]
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=wanted)

    def forget(self, source_id: str) -> None:
        """Put aside the rows of a file, which is read anew."""
        self._rows.update(self._without(source_id))

    def add(self, read: Sequence[FileRowsOf]) -> list[Overlap]:
        """Take in everything one file says. A file held before is read anew: what it said then is put aside first.

        Returns
        -------
        list of Overlap
            One for each held file it has rows in common with.

        Raises
        ------
        Contradicts
            It contradicts a held file, and one of the two has no vintage or both have the same. Nothing is changed then.
        """
        source_id = read[0].source.source_id
        staged: dict[Place, pd.DataFrame] = {}
        if source_id in self._uses:
            staged.update(self._without(source_id))
        overlaps: dict[str, Overlap] = {}
        contradictions: list[Contradiction] = []
        for part in read:
            for place, rows in _by_place(part.table, part.rows):
                held = staged.get(place, self._rows.get(place))
                if held is None or held.empty:
                    staged[place] = rows
                    continue
                keep_held, keep_new, found, contradiction = self._compare(part, held, rows)
                contradictions += [contradiction] if contradiction else []
                if keep_new.any():
                    staged[place] = pd.concat([held[keep_held], rows[keep_new]], ignore_index=True) if keep_held.any() else rows
                else:
                    staged[place] = held
                for one in found:
                    overlaps[one.file] = joined(overlaps.get(one.file), one)
        if contradictions:
            raise Contradicts(reduce(add, contradictions))
        self._rows.update(staged)
        self._uses[source_id] = [part.source for part in read]
        return list(overlaps.values())

    def _without(self, source_id: str) -> dict[Place, pd.DataFrame]:
        """The places a held file has rows in, without these rows."""
        mine = {place: rows["source_id"].to_numpy() == source_id for place, rows in self._rows.items()}
        return {place: self._rows[place][~flags] for place, flags in mine.items() if flags.any()}

    def _compare(
        self, part: FileRowsOf, held: pd.DataFrame, rows: pd.DataFrame
    ) -> tuple[Flags, Flags, list[Overlap], Contradiction | None]:
        """Which held and which new rows of one place are kept, what the two have in common, and how they contradict."""
        keep_held, keep_new = np.ones(len(held), dtype=bool), np.ones(len(rows), dtype=bool)
        keys = list(TABLES[part.table].keys)
        if any(set(held[key].unique()).isdisjoint(rows[key].unique()) for key in keys if key != "org_code"):
            # another student group or grade span, as with most files of one publication and year
            return keep_held, keep_new, [], None
        pairs = held[keys].assign(held_row=np.arange(len(held))).merge(rows[keys].assign(new_row=np.arange(len(rows))), on=keys)
        if pairs.empty:
            return keep_held, keep_new, [], None
        at = Pairs(held, pairs["held_row"].to_numpy(), rows, pairs["new_row"].to_numpy())
        cells = differing_cells(part.table, at)
        ids = held["source_id"].to_numpy()[at.held_rows]
        vintages = np.array([self._vintage(source_id) for source_id in ids])
        mine = part.source.vintage
        contradiction = self._contradiction(part, at, cells, np.array([not mine or not v or v == mine for v in vintages]))
        richer_new, richer_old = reported_cells(part.table, rows)[at.new_rows], reported_cells(part.table, held)[at.held_rows]
        by_cells = (richer_new > richer_old) | ((richer_new == richer_old) & (part.source.source_id > ids))
        wins = (mine > vintages) | ((mine == vintages) & by_cells)
        keep_held[at.held_rows[wins]] = False
        keep_new[at.new_rows[~wins]] = False
        restated = cells.any(axis=1)
        found = []
        for source_id in pd.unique(ids):
            here = ids == source_id
            found.append(
                Overlap(
                    file=self._uses[source_id][0].file,
                    repeated_rows=int((here & ~restated).sum()),
                    restated_rows=int((here & restated).sum()),
                    restated_cells=int(cells[here].sum()),
                    is_newer=bool(mine > self._vintage(source_id)),
                )
            )
        return keep_held, keep_new, found, contradiction

    def _vintage(self, source_id: str) -> str:
        """The stated vintage of a held file, or an empty text."""
        return self._uses[source_id][0].vintage

    def _contradiction(self, part: FileRowsOf, at: Pairs, cells: npt.NDArray[np.bool_], undecided: Flags) -> Contradiction | None:
        """Where two files differ and nothing says which of them is newer."""
        contested = cells & undecided[:, np.newaxis]
        if not contested.any():
            return None
        pair, column = np.argwhere(contested)[0]
        name = TABLES[part.table].values[column].name
        new, old = at.new.iloc[at.new_rows[pair]], at.held.iloc[at.held_rows[pair]]
        of_rows: Flags = np.asarray(contested.any(axis=1))
        keys = ", ".join(str(new[key]) for key in TABLES[part.table].keys)
        return Contradiction(
            cells=int(contested.sum()),
            rows=int(of_rows.sum()),
            files=frozenset(self._uses[held][0].file for held in set(at.held["source_id"].to_numpy()[at.held_rows[of_rows]])),
            example=f"{name} of {keys}: {_shown(new, name)} here, {_shown(old, name)} there",
            where=f"{part.source.title or part.source.sheet}, row {int(new['source_row'])}",
        )


def _by_place(table: str, rows: pd.DataFrame) -> Iterator[tuple[Place, pd.DataFrame]]:
    """The rows of each publication and year."""
    publications = pd.unique(rows["publication"])
    years = pd.unique(rows["school_year"])
    if len(publications) == 1 and len(years) == 1:  # most files, and copying their rows would cost as much as reading them
        yield (table, str(publications[0]), int(years[0])), rows
        return
    for publication, of_publication in rows.groupby("publication", sort=True):
        for year, part in of_publication.groupby("school_year", sort=True):
            yield (table, str(publication), int(str(year))), part


def differing_cells(table: str, at: Pairs) -> npt.NDArray[np.bool_]:
    """Which values of paired rows contradict each other: another value, or a value against a cell that says it is hidden.

    A cell that says nothing (a column the file does not have, or one left blank without meaning) contradicts nothing.

    Returns
    -------
    bool array, shape (pairs, value columns of the table)
    """
    found = []
    for column in TABLES[table].values:
        left, right = at.held[column.name], at.new[column.name]
        missing_left, missing_right = left.isna().to_numpy()[at.held_rows], right.isna().to_numpy()[at.new_rows]
        if column.kind == "text":
            same = left.fillna("").to_numpy()[at.held_rows] == right.fillna("").to_numpy()[at.new_rows]
        else:
            same = np.isclose(left.to_numpy()[at.held_rows], right.to_numpy()[at.new_rows], rtol=1e-9, atol=1e-9)
        same = (same & (missing_left == missing_right)) | (missing_left & missing_right)
        told = _says_something(column.name, at.held)[at.held_rows] & _says_something(column.name, at.new)[at.new_rows]
        found.append(told & ~same)
    return np.column_stack(found)


def _says_something(column: str, rows: pd.DataFrame) -> Flags:
    """Cells with a published text, or with a status that a blank was given (suppressed, not applicable)."""
    said: Flags = rows[f"{column}__text"].notna().to_numpy() | (rows[f"{column}__status"] != NOT_REPORTED).to_numpy()
    return said


def reported_cells(table: str, rows: pd.DataFrame) -> npt.NDArray[np.int64]:
    """How many value cells of each row are reported."""
    statuses = [(rows[f"{column.name}__status"] == REPORTED).to_numpy() for column in TABLES[table].values]
    counts: npt.NDArray[np.int64] = np.sum(statuses, axis=0, dtype=np.int64)
    return counts


def _shown(row: pd.Series[Any], name: str) -> str:
    """A cell as published, for a message."""
    text = row[f"{name}__text"]
    return str(text) if isinstance(text, str) and text else "blank"

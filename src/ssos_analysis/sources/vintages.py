"""Files that overlap: the same figures are kept once; different figures for one thing are two vintages and never mix silently.

The state restates what it published. Where two files give different values for the same organization, year, group and
publication, the analyst says when each was saved, and the newer file wins wherever the two overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import add
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from ssos_analysis.provenance import SourceUse
from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.comparing_rows import Flags, Pairs, differing_cells, reported_cells
from ssos_analysis.sources.overlaps import Contradiction, Contradicts, Overlap, joined
from ssos_analysis.sources.restatements import restated_values

Place = tuple[str, str, int]  # table, publication, school year: rows of two places never overlap


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
        self.restated: list[pd.DataFrame] = []
        """What files of newer vintages changed, as `restatements.restated_values` tells it."""

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
        restated: list[pd.DataFrame] = []
        contradictions: list[Contradiction] = []
        for part in read:
            for place, rows in _by_place(part.table, part.rows):
                held = staged.get(place, self._rows.get(place))
                if held is None or held.empty:
                    staged[place] = rows
                    continue
                keep_held, keep_new, found, contradiction = self._compare(part, held, rows, restated)
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
        self.restated += restated
        return list(overlaps.values())

    def _without(self, source_id: str) -> dict[Place, pd.DataFrame]:
        """The places a held file has rows in, without these rows."""
        mine = {place: rows["source_id"].to_numpy() == source_id for place, rows in self._rows.items()}
        return {place: self._rows[place][~flags] for place, flags in mine.items() if flags.any()}

    def _compare(
        self, part: FileRowsOf, held: pd.DataFrame, rows: pd.DataFrame, restatements: list[pd.DataFrame]
    ) -> tuple[Flags, Flags, list[Overlap], Contradiction | None]:
        """Which held and which new rows of one place are kept, what the two have in common, and how they contradict.

        What the newer of two vintages restated is added to `restatements`.
        """
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
        undecided = np.array([not mine or not v or v == mine for v in vintages])
        contradiction = self._contradiction(part, at, cells, undecided)
        if (changed := cells & ~undecided[:, np.newaxis]).any():
            uses = self._uses | {part.source.source_id: [part.source]}
            restatements.append(restated_values(part.table, at, changed, uses))
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


def _shown(row: pd.Series[Any], name: str) -> str:
    """A cell as published, for a message."""
    text = row[f"{name}__text"]
    return str(text) if isinstance(text, str) and text else "blank"

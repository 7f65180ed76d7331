"""Files that overlap: the same figures are kept once; different figures for one thing are two vintages and never mix silently.

The state restates what it published. Where two files give different values for the same organization, year, group and
publication, the analyst says when each was saved, and the newer file wins wherever the two overlap.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ssos_analysis.errors import SourceError
from ssos_analysis.provenance import SourceUse
from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.comparing_rows import Flags, Pairs, differing_cells, reported_cells
from ssos_analysis.sources.reader import ReadTable
from ssos_analysis.sources.store import Store

Place = tuple[str, str, int]  # table, publication, school year: rows of two places never overlap


@dataclass(frozen=True)
class Overlap:
    """What a newly read file has in common with one already held.

    Attributes
    ----------
    file : name of the file already held.
    repeated_rows : rows of which both files give the same values; kept once.
    restated_rows, restated_cells : rows, and cells in them, with different values.
    is_newer : whether the newly read file is the newer vintage, so that its rows are the ones kept.
    """

    file: str
    repeated_rows: int
    restated_rows: int
    restated_cells: int
    is_newer: bool


class HeldRows:
    """The rows of a store while files are added to it, in memory until `Store.replace`.

    Which rows are kept does not depend on the order of adding: of two rows for one thing the one of the newer vintage is kept
    (a stated vintage before none), then the one with more reported cells, then the one of the greater source_id.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rows: dict[Place, pd.DataFrame] = {}
        self._loaded: set[str] = set()
        self._changed: set[str] = set()
        self._uses: dict[str, list[SourceUse]] = {}
        for use in store.sources():
            self._uses.setdefault(use.source_id, []).append(use)

    def uses(self, source_id: str) -> list[SourceUse]:
        """How a file was read, where it is held; else an empty list."""
        return self._uses.get(source_id, [])

    def sources(self) -> list[SourceUse]:
        """Every file held."""
        return [use for uses in self._uses.values() for use in uses]

    @property
    def has_changed(self) -> bool:
        """Whether any file was added."""
        return bool(self._changed)

    def changed_tables(self) -> dict[str, pd.DataFrame]:
        """All rows of each table that adding has changed."""
        return {name: self.table(name) for name in sorted(self._changed)}

    def table(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The rows of a table as they stand, with the columns wanted (None: all)."""
        self._load(name)
        wanted = list(columns or TABLES[name].names)
        parts = [rows[wanted] for place, rows in self._rows.items() if place[0] == name]
        return pd.concat(parts, ignore_index=True) if parts else self._store.table(name, columns=wanted)

    def of_others(self, name: str, publication: str, years: Sequence[int], columns: Sequence[str]) -> pd.DataFrame:
        """The rows of a table and some years that other publications gave, with the columns wanted."""
        self._load(name)
        parts = [
            rows[list(columns)]
            for (table, other, year), rows in self._rows.items()
            if table == name and other != publication and year in years
        ]
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(columns))

    def add(self, read: Sequence[ReadTable]) -> list[Overlap]:
        """Take in everything one file says. A file held before is read anew: what it said then is put aside first.

        Returns
        -------
        list of Overlap
            One for each held file it has rows in common with.

        Raises
        ------
        SourceError
            It contradicts a held file, and one of the two has no vintage or both have the same. Nothing is changed then.
        """
        source_id = read[0].source.source_id
        staged: dict[Place, pd.DataFrame] = {}
        if source_id in self._uses:
            staged.update(self._without(source_id))
        overlaps: dict[str, Overlap] = {}
        for part in read:
            self._load(part.table)
            for place, rows in _by_place(part.table, part.rows):
                held = staged.get(place, self._rows.get(place))
                if held is None or held.empty:
                    staged[place] = rows
                    continue
                keep_held, keep_new, found = self._compare(part, held, rows)
                if keep_new.any():
                    staged[place] = pd.concat([held[keep_held], rows[keep_new]], ignore_index=True) if keep_held.any() else rows
                else:
                    staged[place] = held
                for one in found:
                    overlaps[one.file] = _sum(overlaps.get(one.file), one)
        self._rows.update(staged)
        self._changed.update(place[0] for place in staged)
        self._uses[source_id] = [part.source for part in read]
        return list(overlaps.values())

    def forget(self, publication: str, years: Collection[int], *, source: str, keep: Collection[str]) -> None:
        """Put aside what files of one kind said of a publication, since a whole newer statement of it is about to be added.

        Parameters
        ----------
        years : spring years that the newer statement is about; none for all.
        source : the files of which this holds, by their `vintage_source`.
        keep : source_ids of the newer statement, parts of which may be held already.
        """
        mine = {use.source_id for use in self.sources() if use.publication == publication and use.vintage_source == source}
        old = sorted(mine - set(keep))
        if not old:
            return
        for table in TABLES:
            self._load(table)
        left: set[str] = set()
        for place, rows in self._rows.items():
            if place[1] != publication:
                continue
            is_old = rows["source_id"].isin(old)
            if years and place[2] not in years:
                left |= set(rows.loc[is_old, "source_id"].unique())
            elif is_old.any():
                self._rows[place] = rows[~is_old]
                self._changed.add(place[0])
        for source_id in set(old) - left:
            del self._uses[source_id]

    def _load(self, table: str) -> None:
        """Bring the stored rows of a table into memory, once."""
        if table not in self._loaded:
            self._loaded.add(table)
            self._rows.update(_by_place(table, self._store.table(table)))

    def _without(self, source_id: str) -> dict[Place, pd.DataFrame]:
        """The places a held file has rows in, without these rows."""
        for table in TABLES:
            self._load(table)
        mine = {place: rows["source_id"].to_numpy() == source_id for place, rows in self._rows.items()}
        return {place: self._rows[place][~flags] for place, flags in mine.items() if flags.any()}

    def _compare(self, part: ReadTable, held: pd.DataFrame, rows: pd.DataFrame) -> tuple[Flags, Flags, list[Overlap]]:
        """Which held and which new rows of one place are kept, and what the two had in common."""
        keep_held, keep_new = np.ones(len(held), dtype=bool), np.ones(len(rows), dtype=bool)
        keys = list(TABLES[part.table].keys)
        if any(set(held[key].unique()).isdisjoint(rows[key].unique()) for key in keys if key != "org_code"):
            return keep_held, keep_new, []  # another student group or grade span, as most files of one publication and year are
        pairs = held[keys].assign(held_row=np.arange(len(held))).merge(rows[keys].assign(new_row=np.arange(len(rows))), on=keys)
        if pairs.empty:
            return keep_held, keep_new, []
        at = Pairs(held, pairs["held_row"].to_numpy(), rows, pairs["new_row"].to_numpy())
        cells = differing_cells(part.table, at)
        ids = held["source_id"].to_numpy()[at.held_rows]
        vintages = np.array([self._vintage(source_id) for source_id in ids])
        mine = part.source.vintage
        self._refuse_contradictions(part, at, cells, np.array([not mine or not v or v == mine for v in vintages]))
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
        return keep_held, keep_new, found

    def _vintage(self, source_id: str) -> str:
        """The stated vintage of a held file, or an empty text."""
        return self._uses[source_id][0].vintage

    def _refuse_contradictions(self, part: ReadTable, at: Pairs, cells: npt.NDArray[np.bool_], undecided: Flags) -> None:
        """Stop where two files differ and nothing says which of them is newer."""
        contested = cells & undecided[:, np.newaxis]
        if not contested.any():
            return
        pair, column = np.argwhere(contested)[0]
        name = TABLES[part.table].values[column].name
        new, old = at.new.iloc[at.new_rows[pair]], at.held.iloc[at.held_rows[pair]]
        of_rows: Flags = np.asarray(contested.any(axis=1))
        files = sorted({self._uses[held][0].file for held in set(at.held["source_id"].to_numpy()[at.held_rows[of_rows]])})
        keys = ", ".join(str(new[key]) for key in TABLES[part.table].keys)
        raise SourceError(
            f"{int(contested.sum())} cells in {int(of_rows.sum())} rows differ from {', '.join(files)}, "
            f"and nothing says which is newer; such as {name} of {keys}: {_shown(new, name)} here, {_shown(old, name)} there",
            where=f"{part.source.title or part.source.sheet}, row {int(new['source_row'])}",
            mend="say when each file was saved from the state's site: import each of them with --vintage YYYY-MM-DD, "
            "and the newer is kept where they overlap",
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


def _sum(one: Overlap | None, other: Overlap) -> Overlap:
    """Two overlaps with the same file, of different years or tables, as one."""
    if one is None:
        return other
    return Overlap(
        one.file,
        one.repeated_rows + other.repeated_rows,
        one.restated_rows + other.restated_rows,
        one.restated_cells + other.restated_cells,
        one.is_newer,
    )


def _shown(row: pd.Series[Any], name: str) -> str:
    """A cell as published, for a message."""
    text = row[f"{name}__text"]
    return str(text) if isinstance(text, str) and text else "blank"

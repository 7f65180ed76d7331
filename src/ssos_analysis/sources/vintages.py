"""Files that overlap: the same figures are kept once; different figures for one thing are two vintages and never mix silently.

The state restates what it published. Where two files give different values for the same organization, year, group and
publication, the analyst says when each was saved, and the newer file wins wherever the two overlap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from ssos_analysis.errors import SourceError
from ssos_analysis.provenance import SourceUse
from ssos_analysis.schemas import TABLES
from ssos_analysis.schemas.columns import NOT_REPORTED, REPORTED
from ssos_analysis.sources.reader import ReadTable
from ssos_analysis.sources.store import Store

Place = tuple[str, str, int]  # table, publication, school year: rows of two places never overlap
Flags = npt.NDArray[np.bool_]


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
                staged[place] = pd.concat([held[keep_held], rows[keep_new]], ignore_index=True)
                for one in found:
                    overlaps[one.file] = _sum(overlaps.get(one.file), one)
        self._rows.update(staged)
        self._changed.update(place[0] for place in staged)
        self._uses[source_id] = [part.source for part in read]
        return list(overlaps.values())

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
        table = TABLES[part.table]
        keep_held, keep_new = np.ones(len(held), dtype=bool), np.ones(len(rows), dtype=bool)
        keys = list(table.keys)
        pairs = held[keys].assign(held_row=np.arange(len(held))).merge(rows[keys].assign(new_row=np.arange(len(rows))), on=keys)
        at_held, at_new = pairs["held_row"].to_numpy(), pairs["new_row"].to_numpy()
        if not len(pairs):
            return keep_held, keep_new, []
        old, new = held.iloc[at_held], rows.iloc[at_new]
        cells = differing_cells(part.table, old, new)
        ids = old["source_id"].to_numpy()
        vintages = np.array([self._vintage(source_id) for source_id in ids])
        mine = part.source.vintage
        self._refuse_contradictions(part, old, new, cells, np.array([not mine or not v or v == mine for v in vintages]))
        richer_new, richer_old = reported_cells(part.table, new), reported_cells(part.table, old)
        by_cells = (richer_new > richer_old) | ((richer_new == richer_old) & (part.source.source_id > ids))
        wins = (mine > vintages) | ((mine == vintages) & by_cells)
        keep_held[at_held[wins]] = False
        keep_new[at_new[~wins]] = False
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

    def _refuse_contradictions(
        self, part: ReadTable, old: pd.DataFrame, new: pd.DataFrame, cells: npt.NDArray[np.bool_], undecided: Flags
    ) -> None:
        """Stop where two files differ and nothing says which of them is newer."""
        contested = cells & undecided[:, np.newaxis]
        if not contested.any():
            return
        row, column = np.argwhere(contested)[0]
        name = TABLES[part.table].values[column].name
        of_rows: Flags = np.asarray(contested.any(axis=1))
        files = sorted({self._uses[held][0].file for held in set(old["source_id"].to_numpy()[of_rows])})
        keys = ", ".join(str(new[key].iloc[row]) for key in TABLES[part.table].keys)
        raise SourceError(
            f"{int(contested.sum())} cells in {int(of_rows.sum())} rows differ from {', '.join(files)}, "
            f"and nothing says which is newer; such as {name} of {keys}: "
            f"{_shown(new, name, row)} here, {_shown(old, name, row)} there",
            where=f"{part.source.title or part.source.sheet}, row {int(new['source_row'].iloc[row])}",
            mend="say when each file was saved from the state's site: import each of them with --vintage YYYY-MM-DD, "
            "and the newer is kept where they overlap",
        )


def _by_place(table: str, rows: pd.DataFrame) -> Iterator[tuple[Place, pd.DataFrame]]:
    """The rows of each publication and year."""
    for publication, of_publication in rows.groupby("publication", sort=True):
        for year, part in of_publication.groupby("school_year", sort=True):
            yield (table, str(publication), int(str(year))), part


def differing_cells(table: str, old: pd.DataFrame, new: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which values of paired rows contradict each other: another value, or a value against a cell that says it is hidden.

    A cell that says nothing (a column the file does not have, or one left blank without meaning) contradicts nothing.

    Returns
    -------
    bool array, shape (rows, value columns of the table)
    """
    found = []
    for column in TABLES[table].values:
        left, right = old[column.name], new[column.name]
        missing_left, missing_right = left.isna().to_numpy(), right.isna().to_numpy()
        if column.kind == "text":
            same = left.fillna("").to_numpy() == right.fillna("").to_numpy()
        else:
            same = np.isclose(left.to_numpy(), right.to_numpy(), rtol=1e-9, atol=1e-9)
        same = (same & (missing_left == missing_right)) | (missing_left & missing_right)
        found.append(_says_something(column.name, old) & _says_something(column.name, new) & ~same)
    return np.column_stack(found)


def _says_something(column: str, rows: pd.DataFrame) -> Flags:
    """Cells with a published text, or with a status that a blank was given (suppressed, not applicable)."""
    said: Flags = rows[f"{column}__text"].notna().to_numpy() | (rows[f"{column}__status"] != NOT_REPORTED).to_numpy()
    return said


def reported_cells(table: str, rows: pd.DataFrame) -> npt.NDArray[np.int64]:
    """How many value cells of each row are reported."""
    statuses = [rows[f"{column.name}__status"].to_numpy() == REPORTED for column in TABLES[table].values]
    counts: npt.NDArray[np.int64] = np.sum(statuses, axis=0, dtype=np.int64)
    return counts


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


def _shown(rows: pd.DataFrame, name: str, row: int) -> str:
    """A cell as published, for a message."""
    text = rows[f"{name}__text"].iloc[row]
    return str(text) if isinstance(text, str) and text else "blank"

"""Everything an import read, settled with what the store holds: which files are taken in, and new generations of their tables.

The work is cut into districts and shared between processes; each holds a few districts at a time (merging.py). A file is taken in
whole or not at all, so where one turns out to contradict an earlier one anywhere, the districts it has rows in are done again
without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow.compute as pc

from ssos_analysis.provenance import SourceUse
from ssos_analysis.schemas import TABLES
from ssos_analysis.sources import generations
from ssos_analysis.sources.generations import NewGeneration
from ssos_analysis.sources.manifest import Generation
from ssos_analysis.sources.merging import Districts, Files, Merged, merge
from ssos_analysis.sources.overlaps import Contradiction, Overlap, joined
from ssos_analysis.sources.shared_work import over_items
from ssos_analysis.sources.spills import Spill, forget_opened
from ssos_analysis.sources.stored_columns import arrow_schema
from ssos_analysis.sources.superseding import Superseded, tables_with_superseded
from ssos_analysis.sources.writing import stored_names

_ROWS_TOGETHER = 60_000  # of neighbouring buckets, done in one go: what a process then holds is some 100 MB
_BYTES_OF_ROW = 200  # about; says when more than one process is worth its start


@dataclass(frozen=True)
class SpilledFile:
    """A file that was read: its description, one for each table, and where its rows are."""

    source: SourceUse
    spills: tuple[Spill, ...]


@dataclass
class Settled:
    """The outcome.

    Attributes
    ----------
    tables : new generation of each table that was touched; None where no rows are left.
    names : of these tables, what the list of organizations is made of.
    refused : source_id -> why the file is not taken in.
    overlaps : source_id -> what a file that is taken in has in common with others.
    restated : what newer vintages changed (restatements.py), of files that are taken in.
    gone : source_ids of files held before, of which nothing is left.
    """

    tables: dict[str, Generation | None] = field(default_factory=dict)
    names: dict[str, pd.DataFrame] = field(default_factory=dict)
    refused: dict[str, Contradiction] = field(default_factory=dict)
    overlaps: dict[str, dict[str, Overlap]] = field(default_factory=dict)
    restated: list[pd.DataFrame] = field(default_factory=list)
    gone: frozenset[str] = frozenset()


def settle(
    store: Path,
    current: Mapping[str, Generation],
    uses: Sequence[SourceUse],
    files: Sequence[SpilledFile],
    superseded: Sequence[Superseded] = (),
) -> Settled:
    """Take files in, one after the other as they stand, and write the tables they change. No manifest points at these yet.

    Parameters
    ----------
    current, uses : generations and files of the store as it is.
    superseded : what is put aside of it.

    Raises
    ------
    OSError
        The disk is full or not writable. What was begun is removed.
    """
    losing, gone = tables_with_superseded(store, current, superseded)
    done = Settled(gone=gone)
    held = {use.source_id for use in uses}
    begun: dict[str, _Table] = {}
    try:
        while True:
            taken = [file for file in files if file.source.source_id not in done.refused]
            read_anew = frozenset(file.source.source_id for file in taken) & held
            about = Files(uses, {file.source.source_id: file.source for file in taken}, read_anew, tuple(superseded))
            for name in TABLES:
                spills = [spill for file in taken for spill in file.spills if spill.table == name]
                touches_all = bool(read_anew) or name in losing
                if name not in begun and (spills or (touches_all and name in current)):
                    begun[name] = _Table(store, name, current.get(name), spills, touches_all=touches_all)
            _merge_all(begun.values(), about)
            if not (refusal := _first_refused(begun.values(), taken)):
                wrong = [table for table in begun.values() if not table.has_its_width()]
                if not wrong:
                    break
                for table in wrong:
                    table.begin()
                continue
            source_id, contradiction = refusal
            done.refused[source_id] = contradiction
            for table in begun.values():
                table.leave_out(source_id)
        for name, table in begun.items():
            done.tables[name], done.names[name] = table.finish()
            for merged in table.results.values():
                done.restated += merged.restated
                for source_id, found in merged.overlaps.items():
                    noted = done.overlaps.setdefault(source_id, {})
                    noted |= {file: joined(noted.get(file), one) for file, one in found.items()}
    except BaseException:
        for table in begun.values():
            table.discard()
        raise
    return done


def _merge_all(tables: Iterable[_Table], about: Files) -> None:
    """Do what is not done yet of all tables, on as many processors as there are."""
    work = {(table.name, place): table for table in tables for place in table.left()}
    pieces = {item: table.districts(item[1]) for item, table in work.items()}

    def one(item: tuple[str, int]) -> Merged | OSError:
        try:
            return merge(pieces[item], about)
        except OSError as error:
            return error

    def note(item: tuple[str, int], merged: Merged | OSError) -> None:
        if isinstance(merged, OSError):
            raise merged
        work[item].results[item[1]] = merged

    try:
        over_items(one, {item: table.weight(item[1]) * _BYTES_OF_ROW for item, table in work.items()}, note)
    finally:
        forget_opened()


def _first_refused(tables: Iterable[_Table], taken: Sequence[SpilledFile]) -> tuple[str, Contradiction] | None:
    """The first file, in the order of taking in, that contradicts one before it: of the later ones that is not known yet."""
    results = [merged for table in tables for _, merged in sorted(table.results.items())]
    for file in taken:
        found = [merged.refused[file.source.source_id] for merged in results if file.source.source_id in merged.refused]
        if found:
            whole = found[0]
            for more in found[1:]:
                whole += more
            return file.source.source_id, whole
    return None


class _Table:
    """One table on its way to a new generation."""

    def __init__(self, store: Path, name: str, held: Generation | None, spills: list[Spill], *, touches_all: bool) -> None:
        self.name = name
        self._store, self._held, self._spills, self._touches_all = store, held, spills, touches_all
        self._new: NewGeneration | None = None
        self._width = generations.width_for((held.rows if held else 0) + sum(map(_rows, spills)))
        self.begin()

    def begin(self) -> None:
        """Cut the table into pieces of work, by buckets of the width it should have; what was written in another width goes."""
        self.discard()
        self._new = NewGeneration(self._store, self.name)
        self.results: dict[int, Merged] = {}
        held = self._held_buckets()
        spilled = {bucket[: self._width] for spill in self._spills for bucket in spill.buckets}
        weights = dict.fromkeys(sorted({*held, *spilled}), 0)
        for bucket, (rows, _) in held.items():
            weights[bucket] += rows
        for spill in self._spills:
            for bucket, (_, _, rows) in spill.buckets.items():
                weights[bucket[: self._width]] += rows
        same_width = all(len(bucket) == self._width for bucket in (self._held.buckets if self._held else ()))
        touched = [bucket for bucket in weights if self._touches_all or not same_width or bucket in spilled]
        self._linked = [bucket for bucket in weights if bucket not in touched]
        self._pieces: list[list[str]] = []
        self._weights: list[int] = []
        for bucket in touched:
            if not self._pieces or self._weights[-1] + weights[bucket] > _ROWS_TOGETHER:
                self._pieces.append([])
                self._weights.append(0)
            self._pieces[-1].append(bucket)
            self._weights[-1] += weights[bucket]
        self._files_of_held = {bucket: paths for bucket, (_, paths) in held.items()}

    def _held_buckets(self) -> dict[str, tuple[int, list[Path]]]:
        """Rows of the store by bucket of the width wanted, and the files they are in."""
        if self._held is None:
            return {}
        found: dict[str, tuple[int, list[Path]]] = {}
        for bucket, rows in self._held.buckets.items():
            path = generations.bucket_path(self._store, self.name, self._held.name, bucket)
            parts = {bucket[: self._width]: rows}
            if len(bucket) < self._width:
                codes = generations.read_all([path], arrow_schema(self.name), ["org_code"])["org_code"]
                counts = pc.value_counts(pc.utf8_slice_codeunits(codes, 0, self._width)).to_pylist()
                parts = {one["values"]: one["counts"] for one in counts}
            for part, n in parts.items():
                before, paths = found.get(part, (0, []))
                found[part] = (before + n, [*paths, path])
        return found

    def left(self) -> list[int]:
        """Pieces that are not done."""
        return [place for place in range(len(self._pieces)) if place not in self.results]

    def weight(self, place: int) -> int:
        """Rows of one piece."""
        return self._weights[place]

    def districts(self, place: int) -> Districts:
        """One piece of the work."""
        assert self._new is not None
        buckets = tuple(self._pieces[place])
        held = dict.fromkeys(path for bucket in buckets for path in self._files_of_held.get(bucket, ()))
        spills = tuple(spill for spill in self._spills if any(bucket.startswith(buckets) for bucket in spill.buckets))
        return Districts(self.name, buckets, tuple(held), spills, self._new.folder)

    def leave_out(self, source_id: str) -> None:
        """Go on without a file: what it has rows in is to be done again, and what was not done because of a refusal."""
        mine = [spill for spill in self._spills if spill.source_id == source_id]
        self._spills = [spill for spill in self._spills if spill.source_id != source_id]
        for place, merged in list(self.results.items()):
            buckets = tuple(self._pieces[place])
            if (
                merged.refused
                or self._touches_all
                or any(bucket.startswith(buckets) for spill in mine for bucket in spill.buckets)
            ):
                del self.results[place]

    def has_its_width(self) -> bool:
        """Whether the buckets are named as a table of so many rows has them; if not, `begin` makes them anew."""
        wanted = generations.width_for(self._row_count())
        is_right = wanted == self._width
        self._width = wanted
        return is_right

    def _row_count(self) -> int:
        linked = sum(self._held.buckets[bucket] for bucket in self._linked) if self._held else 0
        return linked + sum(sum(merged.rows.values()) for merged in self.results.values())

    def finish(self) -> tuple[Generation | None, pd.DataFrame]:
        """The generation under its name (None where it has no rows), and the names in it."""
        assert self._new is not None
        rows: dict[str, int] = {}
        hashes: list[str] = []
        names = [merged.names for merged in self.results.values() if merged.names is not None]
        for merged in self.results.values():
            rows |= merged.rows
            hashes += merged.hashes
        for bucket in self._linked:
            assert self._held is not None
            (path,) = self._files_of_held[bucket]
            hashes.append(generations.link_bucket(self._new.folder, bucket, path))
            rows[bucket] = self._held.buckets[bucket]
            names.append(stored_names(self.name, [path]))
        if not rows:
            self.discard()
            return None, stored_names(self.name, [])
        return self._new.finish(rows, hashes), pd.concat(names, ignore_index=True)

    def discard(self) -> None:
        """Remove what was begun."""
        if self._new is not None:
            self._new.discard()


def _rows(spill: Spill) -> int:
    return spill.rows_of("")

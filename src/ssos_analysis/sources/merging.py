"""Some districts of one table: what is held of them and what files give, settled and written as buckets of a new generation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ssos_analysis.provenance import SourceUse
from ssos_analysis.schemas import TABLES
from ssos_analysis.sources import generations
from ssos_analysis.sources.organization_list import naming_rows
from ssos_analysis.sources.overlaps import Contradiction, Contradicts, Overlap, joined
from ssos_analysis.sources.spills import Spill, read_spill
from ssos_analysis.sources.stored_columns import arrow_schema, decoded, plain, with_status_codes
from ssos_analysis.sources.superseding import Superseded, are_superseded
from ssos_analysis.sources.vintages import HeldRows

_HELD = -1  # where a row comes from: the store; else the place of its file in the order of taking in
_AT = "at"
_ROWS_AT_ONCE = 30_000  # contested rows that are compared together
_MOST_COMBINED = 2**62  # of whole numbers that eight bytes hold


@dataclass(frozen=True)
class Districts:
    """A piece of the work: the rows of one table whose codes begin with some prefixes.

    Attributes
    ----------
    buckets : names of the buckets to write, each the first characters of codes; all of one length.
    held : parquet files of the current generation with rows of them (and perhaps of others).
    spills : what the files of the import give, in the order in which they are taken in.
    folder : of the generation to be.
    """

    table: str
    buckets: tuple[str, ...]
    held: tuple[Path, ...]
    spills: tuple[Spill, ...]
    folder: Path


@dataclass(frozen=True)
class Files:
    """The files behind the rows: those held, those of this import in their order, and which of these are held already, so that
    what they said before is put aside; and what is put aside because a whole newer statement of it is taken in."""

    held: Sequence[SourceUse]
    new: Mapping[str, SourceUse]
    read_anew: frozenset[str]
    superseded: tuple[Superseded, ...] = ()


@dataclass
class Merged:
    """What became of some districts.

    Attributes
    ----------
    rows, hashes : rows and `bucket:sha256` of each bucket written; none where a file is refused.
    names : what the list of organizations is made of.
    refused : source_id -> how the file contradicts what was taken in before it.
    overlaps : source_id -> what the file has in common with others, by their names.
    restated : what newer vintages changed, as `restatements.restated_values` tells it.
    """

    rows: dict[str, int] = field(default_factory=dict)
    hashes: list[str] = field(default_factory=list)
    names: pd.DataFrame | None = None
    refused: dict[str, Contradiction] = field(default_factory=dict)
    overlaps: dict[str, dict[str, Overlap]] = field(default_factory=dict)
    restated: list[pd.DataFrame] = field(default_factory=list)


def merge(work: Districts, files: Files) -> Merged:
    """Settle and write some districts.

    Raises
    ------
    OSError
        The disk is full or not writable.
    """
    done = Merged()
    for bucket in work.buckets:
        generations.clear_bucket(work.folder, bucket)
    rows, origin = _gathered(work, files.superseded)
    if not rows.num_rows:
        return done
    keys = _combined(rows, [*TABLES[work.table].keys, "publication"])
    if (contested := _contested(rows, keys, origin, files)).any():
        is_kept = _settled(work.table, rows, origin, contested, files, done)
        if done.refused:
            return done
        rows, keys = rows.filter(pa.array(is_kept)), keys[is_kept]
    rows = rows.take(pa.array(np.argsort(keys, kind="stable"))).combine_chunks()
    if rows.num_rows:
        for bucket, part in generations.in_buckets(rows, len(work.buckets[0])).items():
            done.hashes.append(generations.write_bucket(work.folder, bucket, part))
            done.rows[bucket] = part.num_rows
    done.names = naming_rows(work.table, rows)
    return done


def _gathered(work: Districts, superseded: tuple[Superseded, ...]) -> tuple[Any, npt.NDArray[np.intp]]:
    """All rows of some districts that are not superseded, and where each comes from."""
    schema = arrow_schema(work.table)
    prefixes = pa.array(work.buckets)
    parts, origins = [with_status_codes(schema.empty_table())], [np.empty(0, np.intp)]
    for path in work.held:
        held = generations.read_all([path], schema)
        held = held.filter(pc.is_in(pc.utf8_slice_codeunits(held["org_code"], 0, len(work.buckets[0])), prefixes))
        if superseded:
            held = held.filter(pa.array(~are_superseded(held, superseded)))
        parts.append(with_status_codes(held))
        origins.append(np.full(held.num_rows, _HELD))
    for place, spill in enumerate(work.spills):
        for piece in read_spill(spill, work.buckets):
            parts.append(decoded(piece, but="__status"))
            origins.append(np.full(piece.num_rows, place))
    return pa.concat_tables(parts).combine_chunks(), np.concatenate(origins)


def _combined(rows: Any, names: Sequence[str]) -> npt.NDArray[np.int64]:
    """One whole number for each row: equal where the columns are, and in their order."""
    combined, most = np.zeros(rows.num_rows, np.int64), 1
    for name in names:
        column = rows[name].combine_chunks()
        if pa.types.is_string(column.type):
            found = column.dictionary_encode()
            rank = np.empty(len(found.dictionary), np.int64)
            rank[pc.sort_indices(found.dictionary).to_numpy()] = np.arange(len(rank))
            codes, distinct = rank[found.indices.to_numpy()], len(rank)
        else:
            values, codes = np.unique(column.to_numpy(), return_inverse=True)
            distinct = len(values)
        if most * distinct >= _MOST_COMBINED:
            values, combined = np.unique(combined, return_inverse=True)
            most = len(values)
        combined, most = combined * distinct + codes, most * distinct
    return combined


def _contested(rows: Any, keys: npt.NDArray[np.int64], origin: npt.NDArray[np.intp], files: Files) -> npt.NDArray[np.bool_]:
    """Rows that are about one thing with another row, and what a file said that is read anew."""
    order = np.argsort(keys, kind="stable")
    same = keys[order][1:] == keys[order][:-1]
    is_contested = np.zeros(len(keys), bool)
    is_contested[order[1:][same]] = True
    is_contested[order[:-1][same]] = True
    if files.read_anew:
        before = pc.is_in(rows["source_id"], pa.array(sorted(files.read_anew), pa.string())).to_numpy()
        is_contested |= (origin == _HELD) & before
    return is_contested


@dataclass(frozen=True)
class _Contested:
    """Contested rows of one file."""

    table: str
    rows: pd.DataFrame
    source: SourceUse


def _settled(
    table: str,
    rows: Any,
    origin: npt.NDArray[np.intp],
    contested: npt.NDArray[np.bool_],
    files: Files,
    done: Merged,
) -> npt.NDArray[np.bool_]:
    """Which rows are kept. Refusals and overlaps are noted in `done`.

    Files are taken in one after the other. Some codes at a time: rows of different codes have nothing to do with each other.
    """
    is_kept = ~contested
    at = np.flatnonzero(contested)
    codes = pd.factorize(rows["org_code"].to_numpy(zero_copy_only=False)[at], sort=True)[0]
    at = at[np.argsort(codes, kind="stable")]
    ends = np.flatnonzero(np.diff(np.sort(codes))) + 1  # a new code begins here
    start = 0
    while start < len(at):
        later = ends[ends >= start + _ROWS_AT_ONCE]
        end = int(later[0]) if len(later) else len(at)
        chosen = np.sort(at[start:end])
        frame = plain(rows.take(pa.array(chosen))).assign(**{_AT: chosen})
        is_kept[_kept(table, frame, origin[chosen], files, done)] = True
        start = end
    return is_kept


def _kept(table: str, frame: pd.DataFrame, origin: npt.NDArray[np.intp], files: Files, done: Merged) -> npt.NDArray[np.intp]:
    """Positions of the rows kept of a few contested ones."""
    order = np.argsort(origin, kind="stable")  # rows of one file side by side, the held ones first, files in their order
    frame, origin = frame.iloc[order].reset_index(drop=True), origin[order]
    held = int(np.searchsorted(origin, 0))
    starts = held + np.flatnonzero(np.r_[True, origin[held + 1 :] != origin[held:-1]]) if held < len(origin) else np.empty(0, int)
    ends = np.r_[starts[1:], len(origin)]
    source_ids = frame["source_id"].to_numpy()
    of_file = {str(source_ids[start]): (start, end) for start, end in zip(starts.tolist(), ends.tolist(), strict=False)}
    rows = HeldRows(files.held, {table: frame.iloc[:held]})
    for source_id in files.new if files.read_anew else of_file:
        if source_id not in of_file:
            if source_id in files.read_anew:
                rows.forget(source_id)
            continue
        start, end = of_file[source_id]
        try:
            overlaps = rows.add([_Contested(table, frame.iloc[start:end].reset_index(drop=True), files.new[source_id])])
        except Contradicts as error:
            found = done.refused.get(source_id)
            done.refused[source_id] = found + error.found if found else error.found
            continue
        noted = done.overlaps.setdefault(source_id, {})
        for one in overlaps:
            noted[one.file] = joined(noted.get(one.file), one)
    done.restated += rows.restated
    return rows.table(table, [_AT])[_AT].to_numpy(dtype=np.intp)

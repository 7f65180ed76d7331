"""Rows that were read and are not yet in the store: files on disk, sorted by the district they are of, in pieces.

A process that reads a file leaves its rows here and answers with a few words; a process that settles some districts later takes
the pieces it needs from every file. So neither the reading nor the settling of a state is ever held whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

PREFIX = 3  # characters of a code that say its bucket
_ROWS_IN_PIECE = 4_000  # a piece holds whole buckets; many small ones are slow to open
_FILES_OPEN = 200


@dataclass(frozen=True)
class Spill:
    """Rows of one table that one file gave.

    Attributes
    ----------
    path : the arrow file.
    source_id : of the file that was read.
    buckets : first characters of the codes -> (piece of the file, first row in it, rows).
    """

    path: Path
    table: str
    source_id: str
    buckets: dict[str, tuple[int, int, int]]

    def rows_of(self, prefix: str) -> int:
        """How many rows have codes that begin so."""
        return sum(rows for bucket, (_, _, rows) in self.buckets.items() if bucket.startswith(prefix))


def write_spill(path: Path, table: str, source_id: str, rows: Any) -> Spill:
    """Put rows aside.

    Parameters
    ----------
    rows : arrow table with a dictionary-encoded column `org_code`, at least one row.

    Raises
    ------
    OSError
        The disk is full or not writable.
    """
    code = rows["org_code"].combine_chunks()
    prefixes = [str(text)[:PREFIX] for text in code.dictionary.to_pylist()]
    names, place = np.unique(prefixes, return_inverse=True)
    bucket = place[code.indices.to_numpy()]
    if (bucket[1:] < bucket[:-1]).any():
        order = np.argsort(bucket, kind="stable")
        rows, bucket = rows.take(pa.array(order)), bucket[order]
    rows = rows.combine_chunks()
    starts = np.flatnonzero(np.r_[True, bucket[1:] != bucket[:-1]])
    ends = np.r_[starts[1:], len(bucket)]
    held: dict[str, tuple[int, int, int]] = {}
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, rows.schema) as writer:
        piece, first = 0, 0
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            held[str(names[bucket[start]])] = (piece, start - first, end - start)
            if end - first >= _ROWS_IN_PIECE or end == len(bucket):
                writer.write_batch(rows.slice(first, end - first).to_batches()[0])
                piece, first = piece + 1, end
    return Spill(path, table, source_id, held)


def read_spill(spill: Spill, prefixes: Iterable[str]) -> list[Any]:
    """The rows whose codes begin with one of some prefixes, as arrow tables that still keep text by its distinct values."""
    wanted = tuple(prefixes)
    runs: list[list[int]] = []  # piece, first row, last row and one: neighbours in one piece are read as one
    for bucket, (piece, start, rows) in spill.buckets.items():
        if bucket.startswith(wanted):
            if runs and runs[-1][0] == piece and runs[-1][2] == start:
                runs[-1][2] = start + rows
            else:
                runs.append([piece, start, start + rows])
    file = _opened(spill.path)
    pieces = {piece: file.get_batch(piece) for piece, _, _ in runs}
    return [pa.Table.from_batches([pieces[piece].slice(start, end - start)]) for piece, start, end in runs]


def read_columns(spill: Spill, names: Iterable[str]) -> Any:
    """Some columns of all rows put aside."""
    with pa.OSFile(str(spill.path), "rb") as file:
        opened = pa.ipc.open_file(file)
        wanted = list(names)
        return pa.Table.from_batches([opened.get_batch(place).select(wanted) for place in range(opened.num_record_batches)])


@lru_cache(maxsize=_FILES_OPEN)
def _opened(path: Path) -> Any:
    """A file opened once in each process: its distinct values are read at opening. It is read, not mapped, so that what was read
    is given back."""
    return pa.ipc.open_file(pa.OSFile(str(path), "rb"))


def forget_opened() -> None:
    """Let go of the files opened by this process."""
    _opened.cache_clear()

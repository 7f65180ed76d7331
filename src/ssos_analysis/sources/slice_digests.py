"""What a district's slice of each table hashes to: computed once per state of a table, kept beside it, compared in microseconds.

`slices/<table>-<generation>.json` in a store's folder. A generation never changes, so neither does its file; one that is gone or
cut short is made again. Each value counts, and so do the file and row it was read from: a page names both.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from ssos_analysis.errors import StoreError
from ssos_analysis.sources.generations import current_paths
from ssos_analysis.sources.manifest import Generation
from ssos_analysis.sources.store import Store

FOLDER = "slices"
_FORMAT = 1
_PRIME = np.uint64(0x9E3779B97F4A7C15)


def slice_digests(store: Store) -> dict[str, Mapping[str, str]]:
    """Digests of every table that has rows, and of `organizations`.

    Returns
    -------
    dict of table -> (first four characters of the code -> 16 hexadecimal characters)
        "0000" are the state's own rows. A district without rows in a table has no entry.

    Raises
    ------
    StoreError
        The store was changed twice since it was opened, or a file of it is damaged.
    """
    return {table: _kept(store.path, table, generation) for table, generation in sorted(store.generations.items())}


def _kept(store: Path, table: str, generation: Generation) -> Mapping[str, str]:
    """The digests of one generation, from their file; computed, and kept where the folder can be written, when it has none."""
    path = store / FOLDER / f"{table}-{generation.name}.json"
    with suppress(OSError, ValueError, TypeError, KeyError):
        held = json.loads(path.read_bytes())
        if held["format"] == _FORMAT:
            return {str(code): str(digest) for code, digest in held["digests"].items()}
    made: dict[str, str] = {}
    try:
        for bucket in current_paths(store, table, generation):
            made |= digests_of(pq.ParquetFile(bucket, memory_map=True).read())
    except (OSError, pa.ArrowException) as error:
        raise StoreError(
            "a file of the store is gone or damaged",
            where=f"{store.name}, {table}",
            mend="run the command again; where that does not help, import the exports into an empty store",
        ) from error
    with suppress(OSError):  # a store that cannot be written is read all the same
        _keep(path, made)
    return made


def _keep(path: Path, digests: Mapping[str, str]) -> None:
    """Write the file whole, and remove what stands for generations of the table that are gone."""
    path.parent.mkdir(exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"format": _FORMAT, "digests": digests}, file)
    Path(name).chmod(0o644)
    Path(name).replace(path)
    table = path.stem.rsplit("-", 1)[0]
    for other in path.parent.glob(f"{table}-*.json"):
        generation = other.stem.rsplit("-", 1)[1]
        if not (path.parents[1] / "tables" / table / generation).is_dir():
            other.unlink(missing_ok=True)


def digests_of(rows: Any) -> dict[str, str]:
    """District (first four characters of the code) -> digest of its rows, from arrow rows sorted by code."""
    if not rows.num_rows:
        return {}
    mixed = np.zeros(rows.num_rows, dtype=np.uint64)
    for name in sorted(rows.schema.names):
        mixed = mixed * _PRIME + _hashed(rows[name])
    districts = pc.utf8_slice_codeunits(rows["org_code"], 0, 4).to_numpy(zero_copy_only=False)
    starts = np.flatnonzero(np.r_[True, districts[1:] != districts[:-1]])
    columns = hashlib.sha256(" ".join(sorted(rows.schema.names)).encode())
    found = {}
    for start, end in zip(starts, [*starts[1:], len(districts)], strict=True):
        digest = columns.copy()
        digest.update(mixed[start:end].tobytes())
        found[str(districts[start])] = digest.hexdigest()[:16]
    return found


def _hashed(column: Any) -> NDArray[np.uint64]:
    """A number of 64 bits for each cell, the same for the same value wherever it stands: distinct values are hashed once."""
    if pa.types.is_floating(column.type) or pa.types.is_integer(column.type):
        return pd.util.hash_array(column.to_pandas().to_numpy("float64"))
    coded = column.combine_chunks().cast(pa.string()).dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    words = np.append(coded.dictionary.to_numpy(zero_copy_only=False).astype(object), [""])
    of_words = pd.util.hash_array(words, categorize=False)
    of_words[-1] = 0x5EED  # a blank is not the empty text
    places = pc.fill_null(coded.indices.cast(pa.int64()), len(words) - 1).to_numpy(zero_copy_only=False)
    return np.asarray(of_words[places])

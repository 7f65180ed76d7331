"""State-wide quantities beside the data they come from: `statewide/<key>/<frame>[/<measure>].parquet` in a store's folder.

The key is a hash of the data and of the rules, so that what was computed from other data is never read. A folder appears whole,
or not at all; readers need no lock.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ssos_analysis.errors import StoreError
from ssos_analysis.locks import locked

FOLDER = "statewide"
KEPT = 2
"""Newest folders kept: a brief that opened the one before may still read it."""
WAIT_SECONDS = 600.0
Frames = Mapping[str, pd.DataFrame | Mapping[str, pd.DataFrame]]


def folder_of(store: Path, key: str) -> Path:
    """Where the quantities of a key are, or would be."""
    return store / FOLDER / key


def is_built(store: Path, key: str) -> bool:
    """Whether the quantities of a key are there, whole."""
    return folder_of(store, key).is_dir()


def build_once(store: Path, key: str, make: Callable[[], Frames]) -> bool:
    """Compute and keep the quantities of a key, unless they are there. One process computes; others wait for it.

    Parameters
    ----------
    store : the store's folder.
    key : hash of what the quantities depend on.
    make : computes them: name -> frame, or name -> measure -> frame.

    Returns
    -------
    bool
        Whether this call computed them.

    Raises
    ------
    StoreError
        The folder cannot be written, or another process was not done in WAIT_SECONDS.
    """
    if is_built(store, key):
        return False
    root = store / FOLDER
    with locked(root / ".lock", kind=StoreError, doing="computing state-wide quantities", wait_seconds=WAIT_SECONDS):
        if is_built(store, key):
            return False
        frames = make()
        try:
            workshop = Path(tempfile.mkdtemp(prefix=".making-", dir=root))
            try:
                workshop.chmod(root.stat().st_mode & 0o777)
                _write(workshop, frames)
                workshop.replace(folder_of(store, key))
            finally:
                shutil.rmtree(workshop, ignore_errors=True)
            _prune(root, key)
        except OSError as error:
            raise StoreError(
                f"state-wide quantities cannot be kept: {error.strerror}",
                where=store.name,
                mend="make room, or correct permissions",
            ) from None
    return True


def read_frame(
    store: Path,
    key: str,
    name: str,
    empty: pd.DataFrame,
    parts: Iterable[str] | None = None,
    *,
    district: str | None = None,
    by_category: bool = False,
) -> pd.DataFrame:
    """One frame, or those parts of it (measures) that there are; `empty` where there are none.

    `district`: rows of this district and its schools alone, by its code. `by_category`: text as categories, of which a hundred
    thousand rows are read and searched in a sixth of the time.

    Raises
    ------
    StoreError
        The quantities were removed meanwhile.
    """
    folder = folder_of(store, key)
    if not folder.is_dir():
        raise StoreError(
            "the state-wide quantities of these data are gone",
            where=store.name,
            mend="make them with `ssos data build-statewide`",
        )
    paths = [folder / f"{name}.parquet"] if parts is None else [folder / name / f"{part}.parquet" for part in parts]
    own = None if district is None else [("org_code", ">=", district), ("org_code", "<=", district[:4] + "9999")]
    paths = [path for path in paths if path.exists()]
    if by_category and paths:
        text = [field.name for field in pq.read_schema(paths[0]) if pa.types.is_large_string(field.type)]
        read = [pq.ParquetFile(path, read_dictionary=text).read(use_threads=False) for path in paths]
        whole: pd.DataFrame = pa.concat_tables(read).unify_dictionaries().to_pandas(ignore_metadata=True)
        return whole
    found = [pd.read_parquet(path, filters=own) for path in paths]
    return pd.concat(found, ignore_index=True) if found else empty


def _write(folder: Path, frames: Frames) -> None:
    for name, frame in frames.items():
        if isinstance(frame, pd.DataFrame):
            frame.to_parquet(folder / f"{name}.parquet", index=False)
            continue
        (folder / name).mkdir()
        for part, rows in frame.items():
            rows.to_parquet(folder / name / f"{part}.parquet", index=False)


def _prune(root: Path, key: str) -> None:
    """Remove what was computed from older data, but for the newest before this one; and what a killed process left."""
    for left in root.glob(".making-*"):
        shutil.rmtree(left, ignore_errors=True)
    older: Sequence[Path] = sorted(
        (path for path in root.iterdir() if path.is_dir() and path.name != key),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    for path in older[KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)

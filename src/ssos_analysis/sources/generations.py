"""Tables on disk: parquet files, one bucket of organization codes each, written once and never changed.

`tables/<table>/<generation>/district_range=003/part.parquet` holds every row whose code begins with 003, sorted by code. A
district's slice then opens two small files: its own bucket and the state's (000). About 80 buckets of three characters cover the
state, or 11 of two in a table of few rows; a folder for each district would make 400 files of every table, and one file for all
has a footer that takes longer to read than the rows.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ssos_analysis.errors import StoreError
from ssos_analysis.sources.manifest import Generation, sync_folder
from ssos_analysis.sources.stored_columns import with_status_codes
from ssos_analysis.vocabulary.organizations import STATE

TABLES_FOLDER = "tables"
READING = ".reading-"  # folders of rows that an import has read and not yet stored
_TEMPORARY = ".writing-"
_FEW_ROWS = 200_000  # below this a bucket is named by two characters of the code, from it on by three
_WRITERS = 8  # each waits for the disk most of its time
_CELLS_IN_GROUP = 160_000  # of districts side by side; a slice decodes whole groups, and each column of each costs its opening


def bucket_of(code: str, generation: Generation) -> str | None:
    """The bucket of a generation that holds an organization code; None where none does."""
    return next((bucket for bucket in generation.buckets if code.startswith(bucket)), None)


def bucket_path(store: Path, table: str, generation: str, bucket: str) -> Path:
    """The parquet file of one bucket."""
    return store / TABLES_FOLDER / table / generation / f"district_range={bucket}" / "part.parquet"


def current_paths(store: Path, table: str, generation: Generation) -> list[Path]:
    """The parquet files of one generation, in the order of their codes."""
    return [bucket_path(store, table, generation.name, bucket) for bucket in sorted(generation.buckets)]


def width_for(rows: int) -> int:
    """How many characters of the code name a bucket, in a table of so many rows."""
    return 2 if rows < _FEW_ROWS else 3


class NewGeneration:
    """A table being written whole, beside what is there; nothing points at it until a manifest does.

    Raises
    ------
    OSError
        From every method: the disk is full or not writable. Whoever made it then calls `discard`.
    """

    def __init__(self, store: Path, table: str) -> None:
        self._table = table
        self._parent = store / TABLES_FOLDER / table
        self._parent.mkdir(parents=True, exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=self._parent))
        # mkdtemp makes the folder private; the store is as readable as the folder it stands in
        self.folder.chmod(self._parent.stat().st_mode & 0o777)

    def finish(self, rows: Mapping[str, int], hashes: Iterable[str]) -> Generation:
        """Name the folder after its content, once all of it is on disk for good.

        Parameters
        ----------
        rows : bucket -> its rows, of the buckets that stand in the folder.
        hashes : `bucket:sha256` of each.
        """
        with ThreadPoolExecutor(max_workers=_WRITERS) as pool:
            list(pool.map(lambda bucket: _sync(_part(self.folder, bucket)), rows))
        name = hashlib.sha256(" ".join([self._table, *sorted(hashes)]).encode()).hexdigest()[:16]
        if (self._parent / name).exists():  # the same content, whole: folders get this name only after everything is on disk
            shutil.rmtree(self.folder)
        else:
            self.folder.replace(self._parent / name)
            sync_folder(self._parent)
        return Generation(name, dict(sorted(rows.items())))

    def discard(self) -> None:
        """Remove what was begun."""
        shutil.rmtree(self.folder, ignore_errors=True)


def write_generation(store: Path, table: str, frame: pd.DataFrame, schema: Any, order: Sequence[str]) -> Generation:
    """Write a table whole.

    Parameters
    ----------
    store : folder of the store.
    frame : rows with the columns of `schema`, at least one.
    schema : pyarrow schema of the table.
    order : columns to sort by, org_code first. Sorted rows make equal data equal bytes, so the folder's name (a hash of the
        bytes) says whether two generations agree.

    Raises
    ------
    OSError
        The disk is full or not writable. What was begun is removed.
    """
    new = NewGeneration(store, table)
    try:
        rows = pa.Table.from_pandas(frame[schema.names], schema=schema, preserve_index=False).replace_schema_metadata(None)
        keys = rows.select(list(order)).combine_chunks()  # sorting goes twice as fast on columns in one piece
        rows = rows.take(pc.sort_indices(keys, [(name, "ascending") for name in order]))
        buckets = in_buckets(rows, width_for(rows.num_rows))
        with ThreadPoolExecutor(max_workers=_WRITERS) as pool:
            hashes = list(pool.map(lambda item: write_bucket(new.folder, *item), buckets.items()))
        return new.finish({bucket: part.num_rows for bucket, part in buckets.items()}, hashes)
    except BaseException:
        new.discard()
        raise


def in_buckets(rows: Any, width: int) -> dict[str, Any]:
    """Arrow rows that are sorted by code, by the bucket they belong in."""
    buckets = pc.utf8_slice_codeunits(rows["org_code"], 0, width).to_numpy()
    starts = np.flatnonzero(np.r_[True, buckets[1:] != buckets[:-1]])
    ends = [*starts[1:], len(buckets)]
    return {str(buckets[start]): rows.slice(start, end - start) for start, end in zip(starts, ends, strict=True)}


def write_bucket(folder: Path, bucket: str, rows: Any) -> str:
    """Write one bucket of a generation; returns `bucket:sha256`."""
    rows = with_status_codes(rows)
    text = [field.name for field in rows.schema if pa.types.is_string(field.type) or pa.types.is_dictionary(field.type)]
    buffer = io.BytesIO()
    with pq.ParquetWriter(
        buffer,
        rows.schema,
        compression="snappy",  # a third faster to read than zstd here, and a tenth larger
        use_dictionary=text,
        write_statistics=["org_code", "school_year"],
        store_schema=False,  # parquet's own types say enough, and footers are read at every slice
    ) as writer:
        for start, length in _row_groups(rows):
            writer.write_table(rows.slice(start, length), row_group_size=length)
    content = buffer.getvalue()
    (folder / f"district_range={bucket}").mkdir(exist_ok=True)
    _part(folder, bucket).write_bytes(content)
    return f"{bucket}:{hashlib.sha256(content).hexdigest()}"


def _row_groups(rows: Any) -> list[tuple[int, int]]:
    """Whole districts side by side, up to the wanted size, as first row and length: a slice then decodes few rows but its own.
    The state, which every slice holds, stands alone."""
    district = pc.utf8_slice_codeunits(rows["org_code"], 0, 4).to_numpy(zero_copy_only=False)
    starts = np.flatnonzero(np.r_[True, district[1:] != district[:-1]]).tolist()
    most = max(1, _CELLS_IN_GROUP // rows.num_columns)
    groups: list[tuple[int, int]] = []
    for start, end in zip(starts, [*starts[1:], len(district)], strict=True):
        first, length = groups[-1] if groups else (start, 0)
        if groups and length + end - start <= most and district[first] != STATE[:4]:
            groups[-1] = (first, end - first)
        else:
            groups.append((start, end - start))
    return groups


def clear_bucket(folder: Path, bucket: str) -> None:
    """Remove what a try before this one may have left of a bucket."""
    shutil.rmtree(folder / f"district_range={bucket}", ignore_errors=True)


def link_bucket(folder: Path, bucket: str, written: Path) -> str:
    """Take over a bucket that does not change from the generation before; returns `bucket:sha256`."""
    (folder / f"district_range={bucket}").mkdir(exist_ok=True)
    part = _part(folder, bucket)
    part.unlink(missing_ok=True)
    try:
        os.link(written, part)
    except OSError:  # a file system without links
        shutil.copyfile(written, part)
    with part.open("rb") as file:
        return f"{bucket}:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def _part(folder: Path, bucket: str) -> Path:
    return folder / f"district_range={bucket}" / "part.parquet"


def _sync(path: Path) -> None:
    """Make a written file outlast a power cut."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def _told_if_damaged() -> Iterator[None]:
    """A file of the store that is cut short or changed, in our words; one that is gone is the caller's to explain."""
    try:
        yield
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError) as error:
        raise StoreError(
            "a file of the store is damaged",
            where=type(error).__name__,
            mend="import the exports again into an empty store (`ssos data import ... --store`), and keep this one until then",
        ) from error


@_told_if_damaged()
def read_codes(path: Path, low: str, high: str, columns: Sequence[str] | None = None) -> Any:
    """The rows of one bucket whose code lies in `low`..`high`, as an arrow table."""
    file = pq.ParquetFile(path, memory_map=True)
    footer = file.metadata
    place = footer.schema.names.index("org_code")
    groups = []
    for number in range(footer.num_row_groups):
        held = footer.row_group(number).column(place).statistics
        if held.max >= low and held.min <= high:
            groups.append(number)
    wanted = None if columns is None else list(dict.fromkeys([*columns, "org_code"]))
    rows = file.read_row_groups(groups, columns=wanted, use_threads=False)
    codes = rows["org_code"].to_numpy(zero_copy_only=False)
    start, end = np.searchsorted(codes, low, "left"), np.searchsorted(codes, high, "right")
    rows = rows.slice(start, end - start)  # the file is sorted by code, so the rows are adjacent; a filter would copy them
    return rows if columns is None else rows.select(list(columns))


@_told_if_damaged()
def read_all(paths: Iterable[Path], schema: Any, columns: Sequence[str] | None = None) -> Any:
    """Every row of a generation as an arrow table, in the order written."""
    chosen = schema if columns is None else pa.schema([schema.field(name) for name in columns])
    parts = [pq.ParquetFile(path, memory_map=True).read(columns=None if columns is None else list(columns)) for path in paths]
    return pa.concat_tables([chosen.empty_table(), *parts])


def prune_reading(store: Path) -> None:
    """Remove what a killed import had read. The writer's lock must be held."""
    for stale in store.glob(f"{READING}*"):
        shutil.rmtree(stale, ignore_errors=True)


def prune(store: Path, keep: Iterable[Mapping[str, str]]) -> None:
    """Remove generations that no kept manifest names, and what a killed import left behind. The writer's lock must be held."""
    kept = {(table, generation) for manifest in keep for table, generation in manifest.items()}
    for stale in store.glob(".*.tmp"):
        stale.unlink(missing_ok=True)
    for folder in (store / TABLES_FOLDER).glob("*/*"):
        if (folder.parent.name, folder.name) not in kept:
            shutil.rmtree(folder, ignore_errors=True)

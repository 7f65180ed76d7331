"""Changing a store: what may enter, and in which order it reaches the disk."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace as changed
from pathlib import Path

import pandas as pd

from ssos_analysis.errors import StoreError
from ssos_analysis.provenance import SourceUse
from ssos_analysis.schemas import TABLES
from ssos_analysis.sources import generations
from ssos_analysis.sources.manifest import Generation, Manifest, generation_names, write_manifest
from ssos_analysis.sources.organization_list import (
    ENROLLMENT,
    ENROLLMENT_COLUMNS,
    NAMING_COLUMNS,
    ORGANIZATIONS,
    list_organizations,
    naming_rows,
)
from ssos_analysis.sources.restatements import ORDER, RESTATED, all_restated
from ssos_analysis.sources.stored_columns import arrow_schema
from ssos_analysis.vocabulary.organizations import STATE, is_example


def check_rows(table: str, rows: pd.DataFrame, source_ids: Collection[str], *, invented: bool) -> None:
    """Refuse rows that are not the table's, say one thing twice, name no listed file, or mix the real and the invented.

    Raises
    ------
    StoreError
        With the columns, keys, files or codes that are at fault.
    """
    names = TABLES[table].names
    if set(rows.columns) != set(names):
        odd = sorted(set(rows.columns) ^ set(names))
        raise StoreError(
            f"rows with other columns than the table's: {', '.join(odd[:8])}", where=table, mend="read them with read_file"
        )
    if unknown := sorted(set(rows["source_id"].unique()) - set(source_ids)):
        raise StoreError(f"rows of files that are not listed: {', '.join(unknown)}", where=table, mend="list them in `sources`")
    keys = [*TABLES[table].keys, "publication"]
    if (twice := rows.duplicated(keys)).any():
        example = ", ".join(str(value) for value in rows.loc[twice, keys].iloc[0])
        raise StoreError(f"{int(twice.sum())} rows stand twice, such as {example}", where=table, mend="keep one vintage of each")
    codes = [code for code in rows["org_code"].unique() if code != STATE]
    if odd := [code for code in codes if is_example(code) != invented]:
        kind = "real codes in an invented store" if invented else "invented codes in a store of real data"
        raise StoreError(f"{kind}: {', '.join(odd[:5])}", where=table, mend="keep the example state in its own store")


def write_tables(store: Path, held: Manifest, tables: Mapping[str, pd.DataFrame], sources: Sequence[SourceUse]) -> Manifest:
    """New generations first, then the manifest that names them, then the clearing away of what no reader can be using.

    Parameters
    ----------
    store : folder; its lock must be held.
    held : the manifest on disk.
    tables : name -> all rows of the table from now on.
    sources : every file of the store from now on.
    """
    current = dict(held.tables)
    for name, rows in tables.items():
        current.pop(name, None)
        if len(rows):
            order = (*TABLES[name].keys, "publication", "source_id", "source_row")
            current[name] = generations.write_generation(store, name, rows, arrow_schema(name), order)
    named = {name: rows[list(ENROLLMENT_COLUMNS if name == ENROLLMENT else NAMING_COLUMNS)] for name, rows in tables.items()}
    return commit(store, held, current, named, sources)


def commit(
    store: Path,
    held: Manifest,
    current: Mapping[str, Generation],
    named: Mapping[str, pd.DataFrame],
    sources: Sequence[SourceUse],
    restated: Sequence[pd.DataFrame] = (),
) -> Manifest:
    """The lists of organizations and of restated values, then the manifest that names all generations, then the clearing away of
    what no reader can be using.

    Parameters
    ----------
    store : folder; its lock must be held.
    held : the manifest on disk.
    current : the generation of each table from now on, whole on disk.
    named : what the list of organizations is made of, of the tables that are new; of the others it is read from disk.
    sources : every file of the store from now on.
    restated : what newer vintages changed (restatements.py), besides what is listed.
    """
    tables = {name: generation for name, generation in current.items() if name not in (ORGANIZATIONS, RESTATED)}
    names = {
        name: named[name] if name in named else stored_names(name, generations.current_paths(store, name, tables[name]))
        for name in TABLES
        if name in tables
    }
    organizations = list_organizations(names)
    if len(organizations):
        schema = arrow_schema(ORGANIZATIONS)
        tables[ORGANIZATIONS] = generations.write_generation(store, ORGANIZATIONS, organizations, schema, ["org_code"])
    if len(values := _restated(store, held, restated, sources)):
        tables[RESTATED] = generations.write_generation(store, RESTATED, values, arrow_schema(RESTATED), ORDER)
    ordered = sorted(sources, key=lambda use: (use.publication, use.title, use.source_id, use.sheet))
    new = Manifest(held.is_invented, tables, generation_names(held.tables), tuple(ordered))
    if new.tables == held.tables:  # only names or vintages of files changed: the generations before these stay for their readers
        new = changed(new, previous=held.previous)
    write_manifest(store, new)
    generations.prune(store, [generation_names(new.tables), new.previous])
    return new


def _restated(store: Path, held: Manifest, new: Sequence[pd.DataFrame], sources: Sequence[SourceUse]) -> pd.DataFrame:
    """All values that newer vintages changed: those listed, and those of this import."""
    listed = held.tables.get(RESTATED)
    paths = generations.current_paths(store, RESTATED, listed) if listed else []
    before: pd.DataFrame = generations.read_all(paths, arrow_schema(RESTATED)).to_pandas()
    return all_restated(before, new, {use.source_id for use in sources})


def stored_names(table: str, paths: Iterable[Path]) -> pd.DataFrame:
    """What the list of organizations is made of, from files of the store, one at a time."""
    columns = list(ENROLLMENT_COLUMNS if table == ENROLLMENT else NAMING_COLUMNS)
    schema = arrow_schema(table)
    parts = [schema.empty_table().select(columns).to_pandas()]
    parts += [naming_rows(table, generations.read_all([path], schema, columns)) for path in paths]
    names: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return names


@contextmanager
def told(store: Path) -> Iterator[None]:
    """A disk that is full or read-only, in our words; the store is as it was."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"the store could not be written ({os.strerror(error.errno) if error.errno else error}); it is as it was before",
            where=store.name,
            mend="free space or correct the folder's permissions, then run the command again",
        ) from error


def remove_empty(path: Path) -> None:
    """Take away the folder of a store that nothing was put in. The lock is still held; whoever waits for it notices that its
    file is gone, and makes another (filelock)."""
    with suppress(OSError):
        (path / ".lock").unlink()
        path.rmdir()

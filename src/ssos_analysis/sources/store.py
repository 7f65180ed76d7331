"""The store: the tidy tables of what was published, as parquet files that a district's slice leaves in milliseconds.

A store is a folder. `store.json` says what is current (manifest.py); the rows are immutable files (generations.py).
Readers take no lock: whoever opened the store keeps the state it opened, until two imports later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ssos_analysis import workspace
from ssos_analysis.errors import StoreError
from ssos_analysis.locks import locked
from ssos_analysis.provenance import SourceUse
from ssos_analysis.schemas import TABLES
from ssos_analysis.sources import generations, manifest
from ssos_analysis.sources.generations import bucket_of, bucket_path
from ssos_analysis.sources.manifest import Generation, Manifest
from ssos_analysis.sources.organization_list import ORGANIZATIONS
from ssos_analysis.sources.remembering import NotReadFile, not_read
from ssos_analysis.sources.restatements import RESTATED, RESTATED_COLUMNS
from ssos_analysis.sources.stored_columns import arrow_schema, chosen_schema, plain
from ssos_analysis.sources.writing import check_rows, commit, remove_empty, told, write_tables
from ssos_analysis.vocabulary.organizations import STATE, district_of, is_code

WAIT_SECONDS = 30.0


class Store:
    """One store, in the state it was opened in. Made by `Store.open` or `Store.create`."""

    def __init__(self, path: Path, held: Manifest) -> None:
        self.path = path
        self._held = held
        self._is_locked = False

    @classmethod
    def open(cls, path: Path | None = None) -> Store:
        """Open a store to read (`None`: SSOS_STORE, else data/store of the clone).

        Raises
        ------
        StoreError
            There is none, or it is of another version.
        """
        path = workspace.store_path() if path is None else path
        held = manifest.read_manifest(path)
        if held is None:
            raise StoreError(
                "there is no store of published data yet",
                where=path.name,
                mend="import the files you saved from School and District Profiles with `ssos data import FOLDER`, "
                "or make the invented example state with `ssos data example`",
            )
        return cls(path, held)

    @classmethod
    def create(cls, path: Path, *, invented: bool) -> Store:
        """Make an empty store, or open the one that stands there.

        Raises
        ------
        StoreError
            The store that stands there is invented and this one should not be, or the reverse.
        """
        with cls.writing(path, invented=invented) as store:
            if manifest.read_manifest(path) is None:
                with told(path):
                    manifest.write_manifest(path, store._held)
        return store

    @classmethod
    @contextmanager
    def writing(cls, path: Path, *, invented: bool, wait_seconds: float = WAIT_SECONDS) -> Iterator[Store]:
        """The newest state of a store, and the only right to change it while the block runs. A new store is on disk only once
        something is put in it.

        Raises
        ------
        StoreError
            Another process is changing it; or it is invented and this one should not be, or the reverse.
        """
        is_new = not path.exists()
        with told(path):
            path.mkdir(parents=True, exist_ok=True)
        with locked(path / ".lock", kind=StoreError, doing="an import", wait_seconds=wait_seconds):
            held = manifest.read_manifest(path) or Manifest(is_invented=invented)
            if held.is_invented != invented:
                raise StoreError(
                    "the store holds the invented example state, which nothing real may enter"
                    if held.is_invented
                    else "the store holds real data, which nothing invented may enter",
                    where=path.name,
                    mend="name another folder with --store (or SSOS_STORE)",
                )
            store = cls(path, held)
            store._is_locked = True
            try:
                yield store
            finally:
                store._is_locked = False
                if is_new and manifest.read_manifest(path) is None:
                    remove_empty(path)

    @property
    def is_invented(self) -> bool:
        """Whether the store holds the invented example state."""
        return self._held.is_invented

    def sources(self) -> list[SourceUse]:
        """The files behind the rows, in a fixed order."""
        return list(self._held.sources)

    def fingerprint(self) -> str:
        """A hash of the data held; equal for the same files imported in any order."""
        return self._held.fingerprint

    def rows(self) -> dict[str, int]:
        """Rows of each table, 0 where nothing was imported."""
        return {name: self._held.tables[name].rows if name in self._held.tables else 0 for name in TABLES}

    def slice(self, table: str, district_code: str, *, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The rows of a district, of its schools and of the state; the state's first, then by code.

        Parameters
        ----------
        table : a name of `schemas.TABLES`.
        district_code : eight characters; a school's code gives its district's slice.
        columns : those wanted, in this order; None for all of them.

        Raises
        ------
        StoreError
            No such table or column, or the code is not eight digits.
        """
        schema = chosen_schema(table, columns, store=self.path.name)
        if not is_code(district_code):
            raise StoreError(f"{district_code!r} is not an organization code", mend='codes are eight digits, such as "00350000"')
        ranges = [(STATE, STATE)]
        if (district := district_of(district_code)) != STATE:
            ranges.append((district, district[:4] + "9999"))
        held = self._held.tables.get(table)
        parts = [schema.empty_table()]
        for low, high in ranges:
            if held and (bucket := bucket_of(low, held)):
                with self._reading():
                    path = bucket_path(self.path, table, held.name, bucket)
                    parts.append(generations.read_codes(path, low, high, columns))
        return plain(pa.concat_tables(parts))

    def table(
        self,
        table: str,
        *,
        columns: Sequence[str] | None = None,
        levels: Sequence[str] | None = None,
        years: Sequence[int] | None = None,
    ) -> pd.DataFrame:
        """The whole table by code, or its rows of some organization levels (`state`, `district`, `school`) and spring years.

        Raises
        ------
        StoreError
            No such table or column.
        """
        schema = chosen_schema(table, columns, store=self.path.name)
        limits = {
            name: pa.array(list(wanted), kind)
            for name, wanted, kind in (("org_level", levels, pa.string()), ("school_year", years, pa.int16()))
            if wanted is not None
        }
        rows = self._read(table, None if columns is None else list(dict.fromkeys([*columns, *limits])))
        for name, wanted in limits.items():
            rows = rows.filter(pc.is_in(rows[name], wanted))
        return plain(rows.select(schema.names))

    def organizations(self) -> pd.DataFrame:
        """One row for each organization: org_code, org_name (newest), org_level, first_year, last_year, students_n and
        enrolled_year (newest enrolment; NaN where there is none)."""
        return plain(self._read(ORGANIZATIONS, None))

    def restated(self) -> pd.DataFrame:
        """Every value that a newer vintage changed when files were taken in: RESTATED_COLUMNS of restatements.py, by code.

        `before` and `after` are as published (else the value, else its status). The newest MOST_RESTATED (200,000) are kept.
        """
        return plain(self._read(RESTATED, RESTATED_COLUMNS))

    def not_read(self) -> list[NotReadFile]:
        """The files that gave nothing in any import and were not read since, by name: refused, or left for a later version."""
        return not_read(self.path)

    def newest_year(self) -> int:
        """The newest spring year of any row.

        Raises
        ------
        StoreError
            The store holds no rows.
        """
        years = self._read(ORGANIZATIONS, ["last_year"])["last_year"]
        if not len(years):
            raise StoreError("the store holds no rows", where=self.path.name, mend="import files with `ssos data import FOLDER`")
        return int(pc.max(years).as_py())

    def current_files(self, table: str) -> list[Path]:
        """The parquet files that hold a table (or `organizations`), none where it has no rows."""
        held = self._held.tables.get(table)
        return generations.current_paths(self.path, table, held) if held else []

    def sql(self, query: str, *, datasets: Mapping[str, tuple[Sequence[Path], Sequence[str]]] | None = None) -> pd.DataFrame:
        """The answer of DuckDB to one SELECT over the store; a view for each table, and `organizations`.

        Parameters
        ----------
        datasets : more views, of records as the hub gave them: name -> (JSON files, columns).

        Raises
        ------
        StoreError
            The query is not one SELECT, or DuckDB refuses it.
        """
        from ssos_analysis.sources.queries import answer  # duckdb is slow to import, and notebooks do not need it

        with self._reading():
            views = {name: (self.current_files(name), arrow_schema(name)) for name in (*TABLES, ORGANIZATIONS)}
            return answer(query, views, datasets or {})

    def replace(self, tables: Mapping[str, pd.DataFrame], sources: Sequence[SourceUse]) -> None:
        """Put new contents in place of some tables, and name every file that now stands behind the store. All or nothing:
        readers, and a process killed at any moment, find the old state or the new one.

        Parameters
        ----------
        tables : name -> all rows of the table from now on, with exactly the columns of `schemas.TABLES[name].names`.
        sources : all files of the store from now on, also those of tables that do not change.

        Raises
        ------
        StoreError
            The columns are not the table's; real and invented codes would mix; a row names no file of `sources`; another process
            changed the store since it was opened; the disk is full. Nothing is changed then.
        """
        if not self._is_locked:
            opened = self._held
            with Store.writing(self.path, invented=self.is_invented) as newest:
                if newest.fingerprint() != opened.fingerprint:
                    raise StoreError("the store was changed since it was opened", where=self.path.name, mend="open it again")
                newest.replace(tables, sources)
            self._held = newest._held
            return
        ids = {use.source_id for use in sources}
        for name, frame in tables.items():
            chosen_schema(name, None, store=self.path.name)
            check_rows(name, frame, ids, invented=self.is_invented)
        with told(self.path):
            self._held = write_tables(self.path, self._held, tables, sources)

    @property
    def generations(self) -> dict[str, Generation]:
        """The generation of each table that has rows, and of `organizations`."""
        return dict(self._held.tables)

    def adopt(
        self,
        tables: Mapping[str, Generation],
        named: Mapping[str, pd.DataFrame],
        sources: Sequence[SourceUse],
        restated: Sequence[pd.DataFrame],
    ) -> None:
        """Make generations that stand whole on disk the store's own, in one step (`writing.commit`). Only inside `writing`."""
        assert self._is_locked
        with told(self.path):
            self._held = commit(self.path, self._held, tables, named, sources, restated)

    def _read(self, table: str, columns: Sequence[str] | None) -> Any:
        """All rows of a table as arrow."""
        with self._reading():
            return generations.read_all(self.current_files(table), arrow_schema(table), columns)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """A file that is gone means that two imports passed since the store was opened: said so, never read half old half new."""
        try:
            yield
        except FileNotFoundError:
            raise StoreError(
                "the store was changed twice since it was opened, and the rows it was opened on are gone",
                where=self.path.name,
                mend="run the command or the notebook again",
            ) from None

"""Analysts' own SQL: DuckDB over the store's current files, one view for each table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pandas as pd

from ssos_analysis.errors import StoreError

View = TypeVar("View")


def answer(
    query: str,
    views: Mapping[str, tuple[Sequence[Path], Any]],
    datasets: Mapping[str, tuple[Sequence[Path], Sequence[str]]],
) -> pd.DataFrame:
    """The rows one SELECT gives.

    Parameters
    ----------
    query : one SELECT (or WITH ... SELECT, DESCRIBE, SUMMARIZE). Anything that could write is refused before it runs.
    views : name -> (parquet files, pyarrow schema); a view without files is empty and has the schema's columns.
    datasets : name -> (files of JSON records, columns); every column is text, and null where a record lacks it.

    Raises
    ------
    StoreError
        The query is not one SELECT, or DuckDB refuses it.
    """
    connection = duckdb.connect(":memory:")
    try:
        statements = connection.extract_statements(query)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise StoreError(
                "only one SELECT is answered here", where="the query", mend="the store is changed by `ssos data import`"
            )
        opened: list[Path] = []
        for name, (paths, schema) in _named(query, views).items():
            opened += paths
            if paths:
                files = [str(path) for path in paths]
                connection.read_parquet(files, hive_partitioning=False).create_view(name)
            else:
                connection.register(name, schema.empty_table())
        for name, (pages, columns) in _named(query, datasets).items():
            opened += pages
            texts = dict.fromkeys(columns, "VARCHAR")
            connection.read_json([str(path) for path in pages], columns=texts, format="array").create_view(name)
        _lock(connection, opened)
        frame: pd.DataFrame = connection.execute(statements[0]).df()
    except duckdb.Error as error:
        names = ", ".join([*views, *datasets])
        raise StoreError(f"DuckDB refuses the query: {error}", where="the query", mend=f"tables: {names}") from None
    finally:
        connection.close()
    return frame


def _named(query: str, views: Mapping[str, View]) -> dict[str, View]:
    """The views whose name stands in the query: to open all of sixty tables takes a second, to open one some milliseconds."""
    words = set(re.findall(r"\w+", query.lower()))
    return {name: view for name, view in views.items() if name.lower() in words}


def _lock(connection: duckdb.DuckDBPyConnection, paths: Sequence[Path]) -> None:
    """Leave the query the files of the views, and nothing else: no other file, no network, no extension, no variable of ours."""
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    for setting in (
        f"allowed_paths = [{listed}]",
        "enable_external_access = false",
        "autoinstall_known_extensions = false",
        "autoload_known_extensions = false",
        "python_enable_replacements = false",
        "lock_configuration = true",  # last: a query may not unlock it
    ):
        connection.execute(f"SET {setting}")

"""How the columns of a tidy table are kept on disk."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ssos_analysis.errors import StoreError
from ssos_analysis.schemas import TABLES
from ssos_analysis.schemas.columns import PROVENANCE_COLUMNS, STATUSES
from ssos_analysis.sources.organization_list import ORGANIZATIONS, ORGANIZATIONS_SCHEMA
from ssos_analysis.sources.restatements import RESTATED, RESTATED_SCHEMA

_INTEGERS = {"school_year": pa.int16(), "source_row": pa.int32()}


@cache
def arrow_schema(table: str) -> Any:
    """The pyarrow schema of a table of `schemas.TABLES` (columns as in its `names`), of `organizations` or `restated`."""
    if table == ORGANIZATIONS:
        return ORGANIZATIONS_SCHEMA
    if table == RESTATED:
        return RESTATED_SCHEMA
    tidy = TABLES[table]
    numbers = {column.name for column in tidy.values if column.kind != "text"}

    def kind(name: str) -> Any:
        if name in numbers:
            return pa.float64()
        return pa.int8() if name.endswith("__decimals") else _INTEGERS.get(name, pa.string())

    return pa.schema([(name, kind(name)) for name in tidy.names])


def chosen_schema(table: str, columns: Sequence[str] | None, *, store: str) -> Any:
    """The schema of the wanted columns of a tidy table (None: all), or an error that lists what there is.

    Raises
    ------
    StoreError
        No such table or column.
    """
    if table not in TABLES:
        raise StoreError(f"there is no table {table!r}", where=store, mend=f"tables: {', '.join(TABLES)}")
    schema = arrow_schema(table)
    if columns is None:
        return schema
    if unknown := [name for name in columns if name not in schema.names]:
        known = ", ".join([*TABLES[table].keys, *TABLES[table].columns, *PROVENANCE_COLUMNS])
        raise StoreError(f"no column {', '.join(map(repr, unknown))} in {table}", where=store, mend=f"columns: {known}")
    return pa.schema([schema.field(name) for name in columns])


def decoded(rows: Any, *, but: str = "") -> Any:
    """Arrow rows with columns of text laid out in full; `but` is an ending of names of columns that stay as they are."""
    columns = [
        column.cast(pa.string()) if pa.types.is_dictionary(column.type) and not (but and name.endswith(but)) else column
        for name, column in zip(rows.schema.names, rows.columns, strict=True)
    ]
    return pa.table(columns, rows.schema.names)


def with_status_codes(rows: Any) -> Any:
    """Arrow rows whose statuses are kept by their place in STATUSES: four words, which parquet then need not look for."""
    names = pa.array(STATUSES, pa.string())
    columns = [
        pa.chunked_array(
            [pa.DictionaryArray.from_arrays(pc.index_in(chunk, names).cast(pa.int8()), names) for chunk in column.chunks],
            pa.dictionary(pa.int8(), pa.string()),
        )
        if name.endswith("__status") and not pa.types.is_dictionary(column.type)
        else column
        for name, column in zip(rows.schema.names, rows.columns, strict=True)
    ]
    return pa.table(columns, rows.schema.names)


def by_distinct(frame: pd.DataFrame, table: str) -> Any:
    """A frame of a table as arrow rows whose columns of text are kept by their distinct values, as the reader gives them."""
    columns = []
    for field in arrow_schema(table):
        cells = frame[field.name]
        is_number = pa.types.is_floating(field.type)
        column = pa.array(cells.to_numpy("float64") if is_number else cells, field.type, from_pandas=not is_number)
        columns.append(column.dictionary_encode() if pa.types.is_string(field.type) and not _is_status(field.name) else column)
    return with_status_codes(pa.table(columns, arrow_schema(table).names))


def _is_status(name: str) -> bool:
    return name.endswith("__status")


def plain(rows: Any) -> pd.DataFrame:
    """Arrow rows as a frame of plain columns: text is text (not categories), so that it compares and joins as it looks."""
    frame: pd.DataFrame = decoded(rows).to_pandas()
    return frame

"""A page of the hub's records, column by column: a JSON list of flat objects whose values are text, without those that are null.

A page is up to 50,000 records of some 35 MB. Read as Python objects it costs ten times the processor and memory of its columns,
so DuckDB lays the columns out. It is told which fields there are, and leaves out in silence what it is not told of; so the cells
it gives are counted against the members of the text. Where they differ (a number, a nested value, a field that a look at
samples did not find, a name that stands twice in a record) the page is read again, slowly, as objects.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from ssos_analysis.sources.cells import Factor
from ssos_analysis.sources.json_checks import names_twice

LEAST_BYTES = 500_000  # below this opening DuckDB takes longer than the objects do
_SAMPLES, _SAMPLE_BYTES = 40, 20_000
_FIELD = re.compile(rb'"([^"\\\x00-\x1f]{1,100})"\s*:')
_NAME_ENDS = (b'":', b'" :')
_MEMBERS = (b'":"', b'": "')  # where a member's text begins; a quote inside a text has a backslash before it


class Records(NamedTuple):
    """Field names in order of appearance, and for each the column of its values (None where a record has none)."""

    fields: list[str]
    columns: list[Factor]


class NotRecords(ValueError):
    """JSON that is whole and no list of records, or text that is not JSON."""


def read_records(data: bytes) -> Records:
    """The columns of a list of records; numbers become their text as written.

    Raises
    ------
    NotRecords
        With the reason.
    """
    found = _by_columns(data) if len(data) >= LEAST_BYTES else None
    return found or _by_objects(data)


def _by_columns(data: bytes) -> Records | None:
    """The columns as DuckDB lays them out, or None where the page is not of the plain kind."""
    import duckdb  # slow to import, and only here needed

    fields = _sampled_fields(data)
    if not fields:
        return None
    columns = dict.fromkeys(fields, "VARCHAR")
    with _as_file(data) as path:
        try:
            found = _connection(os.getpid()).read_json(path, format="array", columns=columns, compression="none").to_arrow_table()
        except duckdb.Error:
            return None
    nulls = [column.null_count for column in found.columns]
    if found.num_rows == 0 or min(nulls) > 0:  # a record without any member would look like a null
        return None
    texts = sum(map(data.count, _MEMBERS))
    if found.num_rows * len(fields) - sum(nulls) != texts or sum(map(data.count, _NAME_ENDS)) != texts:
        return None
    return Records(fields, [_factor(column) for column in found.columns])


@cache
def _connection(_process: int) -> Any:
    """One connection for all pages that a process reads: opening and closing it costs a third of reading a page."""
    import duckdb

    return duckdb.connect(":memory:", config={"threads": 1})


def close_connection() -> None:
    """Close what this process opened. It must be closed before the process forks: a copy that finds it open can hang."""
    if _connection.cache_info().currsize:
        _connection(os.getpid()).close()
        _connection.cache_clear()


def _sampled_fields(data: bytes) -> list[str]:
    """Field names in pieces of the text, taken evenly from its beginning to its end."""
    found: dict[bytes, None] = {}
    step = max(_SAMPLE_BYTES, len(data) // _SAMPLES)
    for start in range(0, len(data), step):
        found |= dict.fromkeys(_FIELD.findall(data, start, start + _SAMPLE_BYTES))
    try:
        names = [name.decode() for name in found]
    except UnicodeDecodeError:
        return []
    folded = {name.lower() for name in names}
    return names if len(folded) == len(names) else []  # DuckDB does not tell `a` from `A`


@contextmanager
def _as_file(data: bytes) -> Iterator[str]:
    """A path under which the bytes can be opened: those that were hashed, whatever becomes of the file they came from."""
    if sys.platform == "linux":
        handle = os.memfd_create("records")
        try:
            with os.fdopen(handle, "wb", closefd=False) as file:
                file.write(data)
            yield f"/proc/self/fd/{handle}"
        finally:
            os.close(handle)
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "records.json")
            path.write_bytes(data)
            yield str(path)


def _factor(column: Any) -> Factor:
    """An arrow column of text by its distinct values."""
    found = column.combine_chunks().dictionary_encode()
    values: list[Any] = found.dictionary.to_pylist()
    if not found.null_count:
        return Factor(found.indices.to_numpy(), values)
    return Factor(found.indices.fill_null(len(values)).to_numpy(), [*values, None])


def _by_objects(data: bytes) -> Records:
    """The columns by way of Python objects: any list of objects, whatever their values."""
    try:
        content = orjson.loads(data)
        if isinstance(content, list) and any(type(value) in (int, float) for record in content for value in _values(record)):
            import json

            content = json.loads(data, parse_int=str, parse_float=str)  # orjson makes 1.10 the number 1.1
        is_ambiguous = names_twice(data, content)
    except (ValueError, RecursionError):
        raise NotRecords("the file is not whole JSON") from None
    if is_ambiguous:
        raise NotRecords("a record names one field twice")
    if not isinstance(content, list) or not content or not all(isinstance(record, dict) for record in content):
        raise NotRecords("the file is JSON, but not a list of the hub's records")
    fields = list(dict.fromkeys(field for record in content for field in record))
    return Records(fields, [Factor.unchecked([_cell(record.get(field)) for record in content]) for field in fields])


def _values(record: Any) -> Any:
    return record.values() if isinstance(record, dict) else ()


def _cell(value: Any) -> Any:
    """A value that can be told from others: what is nested is its text."""
    return orjson.dumps(value).decode() if isinstance(value, (dict, list)) else value

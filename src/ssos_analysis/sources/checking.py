"""Rows of one file against the declaration of their table, with faults told in our words: file, column, rows.

The declaration is the pandera schema of the table. It costs about a millisecond a column whatever the rows, more than reading a
small export, so a quick look comes first that asks the same of all columns at once; pandera is called to say what is wrong.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from ssos_analysis.errors import Faults
from ssos_analysis.schemas import TABLES, TidyTable
from ssos_analysis.schemas.columns import STATUSES, Column
from ssos_analysis.sources.file_rows import rows_text
from ssos_analysis.sources.recognising import Recognised
from ssos_analysis.sources.stored_columns import plain
from ssos_analysis.vocabulary.organizations import is_code

LEVELS = {"state", "district", "school"}


def check(name: str, rows: Any, found: Recognised, faults: Faults, where: str) -> None:
    """Add a fault for each column of an arrow table that breaks its declaration: range, code, level, status, type, key."""
    table = TABLES[name]
    if is_lawful(rows, table):
        return
    import pandera.errors

    frame = plain(rows)
    try:
        table.schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        for (column, broken), cases in error.failure_cases.groupby(["column", "check"], dropna=False, sort=False):
            _tell(str(column), str(broken), cases, table, frame, found, faults, where)


def is_lawful(rows: Any, table: TidyTable) -> bool:
    """Whether rows (an arrow table) keep the declaration of their table: what the pandera schema asks, without its reasons.

    Keys that stand twice are not looked for: `tidy_rows` has told them already, with their rows.
    """
    if rows.schema.names != list(table.names):
        return False
    words = ["org_code", "org_name", "org_level", *[key for key in table.keys if key not in ("org_code", "school_year")]]
    if any(not _is_text(rows[name]) or rows[name].null_count for name in [*words, "publication", "source_id"]):
        return False
    if not _is_between(rows["school_year"], pa.int16(), 1985, 2060) or rows["source_row"].type != pa.int32():
        return False
    if not all(map(is_code, _distinct(rows["org_code"]))) or not _distinct(rows["org_level"]) <= LEVELS:
        return False
    return all(_is_lawful_value(column, rows) for column in table.values)


def _is_lawful_value(column: Column, rows: Any) -> bool:
    """Whether one value column and its companions are of their types, and its values within their range."""
    statuses = rows[f"{column.name}__status"]
    if rows[f"{column.name}__decimals"].type != pa.int8() or not _is_text(rows[f"{column.name}__text"]):
        return False
    if not _is_text(statuses) or not _distinct(statuses) <= set(STATUSES):
        return False
    if column.kind == "text":
        return _is_text(rows[column.name])
    low = -np.inf if column.low is None else column.low
    high = np.inf if column.high is None else column.high
    return _is_between(rows[column.name], pa.float64(), low, high)


def _is_text(column: Any) -> bool:
    """Whether a column is of text, in full or by its distinct values."""
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _distinct(column: Any) -> set[Any]:
    """The values of a column that some row has."""
    return set(column.unique().to_pylist())


def _is_between(column: Any, kind: Any, low: float, high: float) -> bool:
    """Whether a column is of a type and its numbers lie between two others; NaN is no number."""
    if column.type != kind:
        return False
    numbers = column.to_numpy()
    return bool(((numbers >= low) & (numbers <= high) | np.isnan(numbers)).all())


def _tell(
    column: str,
    broken: str,
    cases: pd.DataFrame,
    table: TidyTable,
    rows: pd.DataFrame,
    found: Recognised,
    faults: Faults,
    where: str,
) -> None:
    """One broken declaration in our words."""
    at = pd.to_numeric(cases["index"], errors="coerce").dropna().astype(int)
    place = f"{where}, {_heading(column, table, found)}"
    if len(at):
        place += f", {rows_text(sorted(set(rows['source_row'].iloc[at])))}"
    examples = ", ".join(dict.fromkeys(str(case) for case in cases["failure_case"].head(50)))[:120]
    value = table.columns.get(column)
    if value and value.low is not None:
        upper = "no limit" if value.high is None else f"{value.high:g}"
        what = f"{examples} cannot be: {value.meaning.rstrip('.').lower()} is {value.low:g} to {upper} {value.unit}"
    else:
        what = f"{column} breaks its declaration ({broken}): {examples}"
    faults.add(what, where=place, mend="correct the cells, or export again")


def _heading(column: str, table: TidyTable, found: Recognised) -> str:
    """The heading of the file behind a column of the table; of the table where several columns of the file feed it."""
    for layout in found.layout.tables:
        if layout.table == table.name and column in layout.values:
            position = found.position(layout.values[column].headers)
            if position is not None:
                return f"column {found.heading(position)!r}"
    return f"column {column!r}"

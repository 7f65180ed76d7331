"""Rows of one file against the declaration of their table, with faults told in our words: file, column, rows.

The declaration is the pandera schema of the table. It costs about a millisecond a column whatever the rows, more than reading a
small export, so a quick look comes first that asks the same of all columns at once; pandera is called to say what is wrong.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ssos_analysis.errors import Faults
from ssos_analysis.schemas import TABLES, TidyTable
from ssos_analysis.schemas.columns import STATUSES, Column
from ssos_analysis.sources.file_rows import rows_text
from ssos_analysis.sources.recognising import Recognised
from ssos_analysis.vocabulary.organizations import is_code

LEVELS = {"state", "district", "school"}


def check(name: str, rows: pd.DataFrame, found: Recognised, faults: Faults, where: str) -> None:
    """Add a fault for each column whose rows break the declaration of the table: range, code, level, status, type, key."""
    table = TABLES[name]
    if is_lawful(rows, table):
        return
    import pandera.errors

    try:
        table.schema.validate(rows, lazy=True)
    except pandera.errors.SchemaErrors as error:
        for (column, broken), cases in error.failure_cases.groupby(["column", "check"], dropna=False, sort=False):
            _tell(str(column), str(broken), cases, table, rows, found, faults, where)


def is_lawful(rows: pd.DataFrame, table: TidyTable) -> bool:
    """Whether rows keep the declaration of their table: what the pandera schema asks, without its reasons.

    Keys that stand twice are not looked for: `tidy_rows` has told them already, with their rows.
    """
    if list(rows.columns) != list(table.names):
        return False
    columns: dict[Any, Any] = {name: column.array for name, column in rows.items()}
    words = ["org_code", "org_name", "org_level", *[key for key in table.keys if key not in ("org_code", "school_year")]]
    if any(columns[name].dtype != "str" or columns[name].isna().any() for name in [*words, "publication", "source_id"]):
        return False
    years = columns["school_year"]
    if years.dtype != "int16" or not ((np.asarray(years) >= 1985) & (np.asarray(years) <= 2060)).all():
        return False
    if columns["source_row"].dtype != "int32" or not all(map(is_code, columns["org_code"].unique().tolist())):
        return False
    if not set(columns["org_level"].unique()) <= LEVELS:
        return False
    return all(_is_lawful_value(column, columns) for column in table.values)


def _is_lawful_value(column: Column, columns: dict[Any, Any]) -> bool:
    """Whether one value column and its companions are of their types, and its values within their range."""
    values, statuses = columns[column.name], columns[f"{column.name}__status"]
    if values.dtype != ("str" if column.kind == "text" else "float64") or columns[f"{column.name}__decimals"].dtype != "int8":
        return False
    if columns[f"{column.name}__text"].dtype != "str" or not set(statuses.unique()) <= set(STATUSES):
        return False
    if column.kind == "text":
        return True
    numbers = np.asarray(values)
    low = -np.inf if column.low is None else column.low
    high = np.inf if column.high is None else column.high
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

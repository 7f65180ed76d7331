"""Rows of one file against the declaration of their table, with faults told in our words: file, column, rows.

The declaration is the pandera schema of the table. It costs about a millisecond a column whatever the rows, more than reading a
small export, so a quick look comes first that asks the same of all columns at once; pandera is called to say what is wrong.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ssos_analysis.errors import Faults
from ssos_analysis.schemas import TABLES, TidyTable
from ssos_analysis.schemas.columns import STATUSES
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
    words = ["org_code", "org_name", "org_level", *[key for key in table.keys if key not in ("org_code", "school_year")]]
    words += ["publication", "source_id"]
    if any(rows[name].dtype != "str" or rows[name].isna().any() for name in words):
        return False
    if rows["school_year"].dtype != "int16" or not rows["school_year"].between(1985, 2060).all():
        return False
    if rows["source_row"].dtype != "int32":
        return False
    if not all(map(is_code, rows["org_code"].unique())) or not set(rows["org_level"].unique()) <= LEVELS:
        return False
    for column in table.values:
        values, statuses = rows[column.name], rows[f"{column.name}__status"]
        if values.dtype != ("str" if column.kind == "text" else "float64") or rows[f"{column.name}__decimals"].dtype != "int8":
            return False
        if not set(statuses.unique()) <= set(STATUSES) or rows[f"{column.name}__text"].dtype != "str":
            return False
        if column.kind == "text":
            continue
        numbers = values.to_numpy()
        with np.errstate(invalid="ignore"):
            is_outside = (numbers < (-np.inf if column.low is None else column.low)) | (
                numbers > (np.inf if column.high is None else column.high)
            )
        if is_outside.any():
            return False
    return True


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

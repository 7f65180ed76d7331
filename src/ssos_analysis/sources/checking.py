"""Rows of one file against the declaration of their table (pandera), with faults told in our words: file, column, rows."""

from __future__ import annotations

from pathlib import PurePath

import pandas as pd

from ssos_analysis.errors import Faults
from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.recognising import Recognised
from ssos_analysis.sources.tidying import rows_text


def check(name: str, rows: pd.DataFrame, found: Recognised, faults: Faults, where: str) -> None:
    """Add a fault for each column whose rows break the declaration of the table; range, code, level, status, type."""
    import pandera.errors

    table = TABLES[name]
    try:
        table.schema.validate(rows, lazy=True)
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases
        for (column, broken), group in cases.groupby(["column", "check"], dropna=False, sort=False):
            at = pd.to_numeric(group["index"], errors="coerce").dropna().astype(int)
            heading = _heading(str(column), name, found)
            place = f"{PurePath(where).name}, {heading}"
            if len(at):
                place += f", {rows_text(sorted(set(rows['source_row'].iloc[at])))}"
            examples = ", ".join(dict.fromkeys(str(case) for case in group["failure_case"].head(3)))
            value = table.columns.get(str(column))
            lawful = (
                f" (lawful: {value.low:g} to {'any' if value.high is None else f'{value.high:g}'})"
                if value and value.low is not None
                else ""
            )
            faults.add(
                f"values outside what {column} may be{lawful}: {examples}" if value else f"{column} breaks {broken}: {examples}",
                where=place,
                mend="correct the cells, or export again",
            )


def _heading(column: str, name: str, found: Recognised) -> str:
    """The heading of the file behind a column of the table."""
    for layout in found.layout.tables:
        if layout.table != name:
            continue
        headers = [*layout.values[column].headers] if column in layout.values else []
        for group in layout.melt.groups if layout.melt else []:
            headers += group.columns.get(column, [])
        position = found.position(headers)
        if position is not None:
            return f"column {found.heading(position)!r}"
    return f"column {column!r}"

"""Which files and rows the figures of a table were read from."""

from __future__ import annotations

import pandas as pd

from ssos_analysis.disclosure.release import Released

SHOWN_ROWS = 6


def where_from(released: Released, shown: pd.DataFrame | None = None) -> list[str]:
    """One line a file: the state's report and title, file, sheet, rows, and when it was saved.

    `shown` are the rows of the released table that a display shows; None is all of them. Rows are counted as a spreadsheet shows
    them; a figure that the state did not publish stands in no file.
    """
    table = released.table if shown is None else shown
    read = _rows_by_file(table)
    lines = []
    for use in released.sources:
        if use.source_id not in read:
            continue
        rows = read[use.source_id]
        sheet = f", sheet {use.sheet}" if use.sheet else ""
        title = f" ({use.title})" if use.title and use.title != use.publication_title else ""
        vintage = f"; saved {use.vintage}" if use.vintage else ""
        lines.append(f"{use.publication_title}{title}: file {use.file}{sheet}{_rows_text(sorted(rows))}{vintage}")
    return lines


def _rows_by_file(table: pd.DataFrame) -> dict[str, set[int]]:
    """File -> its rows that the table's figures were read from; none where the table does not tell them."""
    read: dict[str, set[int]] = {}
    for name in table.columns:
        if not name.endswith("source_id"):
            continue
        number = name.removesuffix("source_id") + "source_row"
        rows = table[number].tolist() if number in table else [None] * len(table)
        for source_id, row in zip(table[name].tolist(), rows, strict=True):
            if isinstance(source_id, str):
                held = read.setdefault(source_id, set())
                if row is not None and not pd.isna(row) and int(row) > 0:
                    held.add(int(row))
    return read


def _rows_text(rows: list[int]) -> str:
    """`, row 12`; of many rows the first few and how many more."""
    if not rows:
        return ""
    shown = ", ".join(map(str, rows[:SHOWN_ROWS]))
    more = f" and {len(rows) - SHOWN_ROWS} more" if len(rows) > SHOWN_ROWS else ""
    return f", row{'s' if len(rows) > 1 else ''} {shown}{more}"

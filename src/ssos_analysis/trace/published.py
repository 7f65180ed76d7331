"""Published cells: a value of the store, and the file, sheet, row, heading and text it was read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ssos_analysis.errors import StoreError
from ssos_analysis.provenance import SourceUse
from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.layouts import layouts
from ssos_analysis.sources.store import Store


@dataclass(frozen=True)
class PublishedCell:
    """One cell as the state published it.

    Attributes
    ----------
    what : what it is, in words.
    value : as the store holds it; NaN where the status is not `reported`.
    text : the cell as published; empty where the file has no such cell or it is blank.
    status : why there is no value, or `reported`.
    heading : the heading of its column; empty where the file has none for it.
    row : as a spreadsheet counts; of records of the hub, the place in the list.
    is_fraction : whether the file writes 0.797 for 79.7 percent.
    """

    what: str
    value: float
    text: str
    status: str
    source: SourceUse
    row: int
    heading: str
    is_fraction: bool


class StoredRow:
    """One row of a tidy table, whose cells can be asked for."""

    def __init__(self, store: Store, table: str, code: str, keys: Mapping[str, Any]) -> None:
        """Find the row that holds these keys and provenance.

        Raises
        ------
        StoreError
            The store holds no such row (any more).
        """
        rows = store.slice(table, code)
        rows = rows[rows["org_code"] == code]
        for name, value in keys.items():
            rows = rows[rows[name] == value]
        if rows.empty:
            named = ", ".join(f"{name} {value}" for name, value in keys.items())
            raise StoreError(
                f"the store holds no such row of {table} any more: {named}",
                where=store.path.name,
                mend="it was imported anew since the page was built: build the brief again",
            )
        self._row: pd.Series[Any] = rows.iloc[0]
        self._table = table
        uses = [use for use in store.sources() if use.source_id == self._row["source_id"]]
        self.source = next((use for use in uses if use.publication == self._row["publication"]), uses[0])

    def cell(self, column: str, what: str) -> PublishedCell:
        """The cell of one value column."""
        row = self._row
        text = row[f"{column}__text"]
        names = [f"{self._table}.{column}"]
        names += [f"{names[0]}|{row[key]}" for key in TABLES[self._table].keys]
        heading = next((self.source.headings[name] for name in reversed(names) if name in self.source.headings), "")
        fractions = {layout.id for layout in layouts() if layout.scale == "fraction"}
        kind = TABLES[self._table].columns[column].kind
        return PublishedCell(
            what=what,
            value=float(row[column]),
            text=text if isinstance(text, str) else "",
            status=str(row[f"{column}__status"]),
            source=self.source,
            row=int(row["source_row"]),
            heading=heading,
            is_fraction=kind == "percent" and self.source.publication in fractions,
        )

"""Rows of two files about one thing, cell by cell: which contradict each other, and how much each row says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from ssos_analysis.schemas import TABLES
from ssos_analysis.schemas.columns import NOT_REPORTED, REPORTED

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Pairs:
    """Rows of two frames that are about one thing: `held_rows[i]` of `held` and `new_rows[i]` of `new`, both by position."""

    held: pd.DataFrame
    held_rows: npt.NDArray[np.intp]
    new: pd.DataFrame
    new_rows: npt.NDArray[np.intp]


def differing_cells(table: str, at: Pairs) -> npt.NDArray[np.bool_]:
    """Which values of paired rows contradict each other: another value, or a value against a cell that says it is hidden.

    A cell that says nothing (a column the file does not have, or one left blank without meaning) contradicts nothing.

    Returns
    -------
    bool array, shape (pairs, value columns of the table)
    """
    found = []
    for column in TABLES[table].values:
        left, right = at.held[column.name], at.new[column.name]
        missing_left, missing_right = left.isna().to_numpy()[at.held_rows], right.isna().to_numpy()[at.new_rows]
        if column.kind == "text":
            same = left.fillna("").to_numpy()[at.held_rows] == right.fillna("").to_numpy()[at.new_rows]
        else:
            same = np.isclose(left.to_numpy()[at.held_rows], right.to_numpy()[at.new_rows], rtol=1e-9, atol=1e-9)
        same = (same & (missing_left == missing_right)) | (missing_left & missing_right)
        told = _says_something(column.name, at.held)[at.held_rows] & _says_something(column.name, at.new)[at.new_rows]
        found.append(told & ~same)
    return np.column_stack(found)


def _says_something(column: str, rows: pd.DataFrame) -> Flags:
    """Cells with a published text, or with a status that a blank was given (suppressed, not applicable)."""
    said: Flags = rows[f"{column}__text"].notna().to_numpy() | (rows[f"{column}__status"] != NOT_REPORTED).to_numpy()
    return said


def reported_cells(table: str, rows: pd.DataFrame) -> npt.NDArray[np.int64]:
    """How many value cells of each row are reported."""
    statuses = [(rows[f"{column.name}__status"] == REPORTED).to_numpy() for column in TABLES[table].values]
    counts: npt.NDArray[np.int64] = np.sum(statuses, axis=0, dtype=np.int64)
    return counts

"""What newer vintages changed: every value that a file gave and a newer one gives otherwise, kept beside the tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from ssos_analysis.provenance import SourceUse
from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.comparing_rows import Flags, Pairs
from ssos_analysis.sources.manifest import NOT_HELD

RESTATED = NOT_HELD
MOST_RESTATED = 200_000
"""Rows kept: those of the newest vintages. A dataset whose every figure was restated must not outgrow the store."""

RESTATED_COLUMNS = (
    "table", "publication", "org_code", "org_name", "school_year", "student_group", "keys", "column", "before", "after",
    "older_file", "newer_file", "older_vintage", "newer_vintage",
)  # fmt: skip
_FILES = ("older_source_id", "newer_source_id")
_YEAR = "school_year"

RESTATED_SCHEMA: Any = pa.schema([(name, pa.int16() if name == _YEAR else pa.string()) for name in (*RESTATED_COLUMNS, *_FILES)])
_SAME = ("table", "publication", "org_code", _YEAR, "student_group", "keys", "column", *_FILES)
ORDER = ("org_code", "table", "publication", _YEAR, "student_group", "keys", "column", "newer_vintage", *_FILES)


def restated_values(table: str, at: Pairs, changed: Flags, uses: Mapping[str, Sequence[SourceUse]]) -> pd.DataFrame:
    """The values that one of two vintages changed.

    Parameters
    ----------
    at : paired rows of two vintages, both with their `source_id`.
    changed : bool, shape (pairs, value columns of the table): the cells to tell.
    uses : source_id -> the file, whose vintage says which is the newer.

    Returns
    -------
    DataFrame
        The columns of RESTATED_SCHEMA.
    """
    pair, column = np.nonzero(changed)
    pair, column = pair[:MOST_RESTATED], column[:MOST_RESTATED]
    names = [one.name for one in TABLES[table].values]
    sides = [rows.iloc[places[pair]].reset_index(drop=True) for rows, places in ((at.held, at.held_rows), (at.new, at.new_rows))]
    shown = [_shown(rows, column, names) for rows in sides]
    ids = [rows["source_id"].to_numpy(object) for rows in sides]
    vintages = [np.array([uses[one][0].vintage for one in of_side], object) for of_side in ids]
    files = [np.array([uses[one][0].file for one in of_side], object) for of_side in ids]
    is_newer = vintages[1] > vintages[0]
    rows, keys = sides[1], TABLES[table].keys
    others = [key for key in keys if key not in ("org_code", _YEAR, "student_group")]
    return pd.DataFrame(
        {
            "table": table,
            "publication": rows["publication"],
            "org_code": rows["org_code"],
            "org_name": rows["org_name"],
            _YEAR: rows[_YEAR],
            "student_group": rows["student_group"] if "student_group" in keys else "",
            "keys": [", ".join(map(str, told)) for told in zip(*(rows[key] for key in others), strict=True)] if others else "",
            "column": np.array(names, object)[column],
            "before": np.where(is_newer, shown[0], shown[1]),
            "after": np.where(is_newer, shown[1], shown[0]),
            "older_file": np.where(is_newer, files[0], files[1]),
            "newer_file": np.where(is_newer, files[1], files[0]),
            "older_vintage": np.where(is_newer, vintages[0], vintages[1]),
            "newer_vintage": np.where(is_newer, vintages[1], vintages[0]),
            "older_source_id": np.where(is_newer, ids[0], ids[1]),
            "newer_source_id": np.where(is_newer, ids[1], ids[0]),
        }
    )


def _shown(rows: pd.DataFrame, column: Any, names: list[str]) -> Any:
    """Of each row one cell: as published, else its value, else its status."""
    shown = np.empty(len(rows), object)
    for place, name in enumerate(names):
        here = column == place
        part = rows[here]
        text, value = part[f"{name}__text"].astype(object), part[name].astype(object)
        status = part[f"{name}__status"].astype(object).str.replace("_", " ")
        shown[here] = text.where(text.notna() & (text != ""), value.map(str).where(value.notna(), status)).to_numpy()
    return shown


def all_restated(held: pd.DataFrame, new: Iterable[pd.DataFrame], source_ids: Collection[str]) -> pd.DataFrame:
    """What was restated before and what is now, each value once; of files that are gone nothing. At most MOST_RESTATED rows."""
    parts = [part for part in (held, *new) if len(part)]
    if not parts:
        return held
    rows = pd.concat(parts, ignore_index=True)
    rows = rows[rows["newer_source_id"].isin(list(source_ids))].drop_duplicates(list(_SAME), keep="last")
    newest_first = rows.sort_values(["newer_vintage", *ORDER], ascending=[False, *[True] * len(ORDER)], kind="stable")
    return newest_first.head(MOST_RESTATED).reset_index(drop=True)

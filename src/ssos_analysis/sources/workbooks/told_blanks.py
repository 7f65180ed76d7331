"""What a blank, or a number that cannot be, stands for in a workbook: a group too small to be scored."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ssos_analysis.schemas import TABLES
from ssos_analysis.schemas.columns import NOT_REPORTED
from ssos_analysis.sources.workbooks.definitions import WorkbookTable


def with_told_blanks(rows: pd.DataFrame, table: WorkbookTable) -> pd.DataFrame:
    """Rows with the statuses the definition gives: cells keep their published text, a value that cannot be is none."""
    if rule := table.implausible:
        is_meant = rows["indicator"].isin(rule.indicators).to_numpy()
        for name in rule.values:
            values = rows[name].to_numpy(copy=True)
            odd = is_meant & ((values < rule.below) | (values > rule.above))
            if odd.any():
                rows[name] = np.where(odd, np.nan, values)
                rows.loc[odd, f"{name}__status"] = rule.status
    if small := table.too_small:
        is_small = (rows[small.count] < small.least).to_numpy()
        for column in TABLES[table.table].columns:
            is_blank = (rows[f"{column}__status"] == NOT_REPORTED).to_numpy() & rows[f"{column}__text"].isna().to_numpy()
            if (here := is_small & is_blank).any() and column in table.filled_by:
                rows.loc[here, f"{column}__status"] = small.status
    return rows

"""What an interval allows to be said: clear, not clear, or no interval to judge by."""

from __future__ import annotations

import numpy as np
import pandas as pd

ABOVE, BELOW, NOT_CLEAR, NO_INTERVAL, MISSING = "above", "below", "not_clear", "no_interval", "missing"


def against(estimate: float, low: float, high: float, other: float) -> str:
    """Whether an estimate is above or below another value that is taken as known (the state's, with its many students)."""
    if np.isnan(estimate) or np.isnan(other):
        return MISSING
    if np.isnan(low) or np.isnan(high):
        return NO_INTERVAL
    if low > other:
        return ABOVE
    return BELOW if high < other else NOT_CLEAR


def of_difference(low: pd.Series, high: pd.Series) -> pd.Series:
    """Whether a difference is clear of zero: `above`, `below`, `not_clear`, or `missing` where it has no interval."""
    words = np.select([low.isna() | high.isna(), low > 0, high < 0], [MISSING, ABOVE, BELOW], NOT_CLEAR)
    return pd.Series(words, index=low.index, dtype=object)

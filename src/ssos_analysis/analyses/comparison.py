"""What an interval allows to be said: clear, not clear, or no interval to judge by."""

from __future__ import annotations

import numpy as np
import pandas as pd

ABOVE, BELOW, NOT_CLEAR, NO_INTERVAL, MISSING = "above", "below", "not_clear", "no_interval", "missing"


def against(figure: pd.Series, other: float, kind: str) -> str:
    """Whether a figure is above or below another that is taken as known (the state's, with its many students).

    Parameters
    ----------
    figure : Series
        A row of the measure table: estimate, low, high, decimals.
    other : float
        The state's published figure, rounded to the same decimals.
    kind : str
        `share`: the interval comes from counts, so only the state's figure is rounded; `mean`: both are.

    Returns
    -------
    str
        ABOVE or BELOW only where no rounding of the published figures could reverse it.
    """
    estimate, low, high = figure["estimate"], figure["low"], figure["high"]
    if np.isnan(estimate) or np.isnan(other):
        return MISSING
    if np.isnan(low) or np.isnan(high):
        return NO_INTERVAL
    half = 0.5 * 10.0 ** -int(figure["decimals"])
    slack = half if kind == "share" else 2 * half
    if low > other + slack:
        return ABOVE
    return BELOW if high < other - slack else NOT_CLEAR


def of_difference(low: pd.Series, high: pd.Series) -> pd.Series:
    """Whether a difference is clear of zero: `above`, `below`, `not_clear`, or `missing` where it has no interval."""
    words = np.select([low.isna() | high.isna(), low > 0, high < 0], [MISSING, ABOVE, BELOW], NOT_CLEAR)
    return pd.Series(words, index=low.index, dtype=object)

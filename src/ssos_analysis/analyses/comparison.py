"""What an interval allows to be said: clear, not clear, or no interval to judge by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ssos_analysis.schemas.columns import REPORTED

ABOVE, BELOW, NOT_CLEAR, NO_INTERVAL, MISSING = "above", "below", "not_clear", "no_interval", "missing"
UNUSUAL, TOO_FEW = "unusual", "too_few"

LEAST_N_TO_CLAIM = 30
"""Students below which a figure is shown, with its interval, but no sentence claims anything of it. Source: NCHS, data
presentation standards for proportions (Vital and Health Statistics 2-175)."""


def against(figure: pd.Series | Mapping[Any, Any], other: float, kind: str, *, other_decimals: int | None = None) -> str:
    """Whether a figure is above or below another that is taken as known (the state's, with its many students).

    Parameters
    ----------
    figure : Series or mapping
        A row of the measure table: estimate, low, high, decimals, denominator, counts, unusual.
    other : float
        The state's published figure.
    kind : str
        `share`: the interval comes from counts, so the figure itself is rounded only where they are reconstructed; `mean`:
        the interval is around the rounded figure.
    other_decimals : int, optional
        Decimals the state's figure is rounded to; None: those of `figure`.

    Returns
    -------
    str
        ABOVE or BELOW only where no rounding of the published figures could reverse it; UNUSUAL in a year that is shown but
        not compared; TOO_FEW under LEAST_N_TO_CLAIM students.
    """
    estimate, low, high = figure["estimate"], figure["low"], figure["high"]
    if np.isnan(estimate) or np.isnan(other):
        return MISSING
    if figure["unusual"]:
        return UNUSUAL
    if np.isnan(low) or np.isnan(high):
        return NO_INTERVAL
    if figure["denominator"] < LEAST_N_TO_CLAIM:
        return TOO_FEW
    half = 0.5 * 10.0 ** -int(figure["decimals"])
    half_of_other = half if other_decimals is None else 0.5 * 10.0**-other_decimals
    if kind == "share":
        own = 100 * float(students_off(figure["denominator"], figure["decimals"], figure["counts"])) / figure["denominator"]
    else:
        own = half
    if low > other + half_of_other + own:
        return ABOVE
    return BELOW if high < other - half_of_other - own else NOT_CLEAR


class StateFigure(NamedTuple):
    """The state's figure beside one of the district's: value (NaN where there is none), decimals, and the file it is from."""

    estimate: float
    decimals: int
    source_id: str


def same_period(state: pd.DataFrame, own: pd.Series) -> StateFigure:
    """The state's reported figure of the year and reporting period of one of the district's rows."""
    is_same = (state["school_year"] == own["school_year"]) & (state["variant"] == own["variant"]) & (state["status"] == REPORTED)
    same = np.flatnonzero(is_same)
    if not len(same):
        return StateFigure(np.nan, int(own["decimals"]), "")
    estimate, decimals, source_id = (state[name].iloc[same[0]] for name in ("estimate", "decimals", "source_id"))
    return StateFigure(float(estimate), int(decimals), str(source_id))


def of_difference(low: pd.Series, high: pd.Series, *, least_n: pd.Series, slack: pd.Series | float = 0.0) -> pd.Series:
    """Whether a difference is clear of zero: `above`, `below`, `not_clear`, `too_few`, or nothing where it has no interval.

    `least_n`: the smaller number of students of the two sides. `slack`: what rounding of published figures can add to or
    take from the difference, in its unit; it has to be cleared too.
    """
    conditions = [low.isna() | high.isna(), least_n < LEAST_N_TO_CLAIM, low > slack, high < -slack]
    words = np.select(conditions, ["", TOO_FEW, ABOVE, BELOW], NOT_CLEAR)
    return pd.Series(words, index=low.index, dtype=object)


def students_off(n: ArrayLike, decimals: ArrayLike, counts: ArrayLike) -> NDArray[np.float64]:
    """Students by which a count with an outcome can be wrong, shape (k,): 0 where it is published, and where it is
    `reconstructed` (the rate, rounded to `decimals`, times n, rounded) all that the two roundings allow."""
    half_percent = 0.5 * 10.0 ** -np.asarray(decimals, dtype=float)
    most = np.floor(np.asarray(n, dtype=float) * half_percent / 100 + 0.5)
    return np.where(np.asarray(counts, dtype=object) == "reconstructed", most, 0.0)

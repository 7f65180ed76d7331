"""Intervals for one proportion, from its counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ssos_analysis.estimation.counts import FloatArray, checked_counts, normal_quantile


@dataclass(frozen=True)
class Interval:
    """An interval for each of k estimates.

    Attributes
    ----------
    low, high : float arrays, shape (k,), in the unit of the estimate. NaN where there is nothing to estimate from.
    method : how it was made, as a page names it.
    """

    low: FloatArray
    high: FloatArray
    method: str


def wilson(events: ArrayLike, n: ArrayLike, *, confidence: float = 0.95) -> Interval:
    """The score interval of a proportion: the proportions that the counts would not reject.

    Parameters
    ----------
    events, n : int array, shape (k,), or numbers
        Students with the outcome, and students counted, in each of k groups. NaN where not known.
    confidence : float in (0, 1)

    Returns
    -------
    Interval
        `low`, `high`: float arrays, shape (k,), shares from 0 to 1. NaN where n is 0 or a count is NaN. `low` is exactly 0
        where no student has the outcome, `high` exactly 1 where all have it.

    Raises
    ------
    CountError
        A count is negative, not whole, or larger than its denominator; the positions are named.
    ParameterError
        `confidence` is not strictly between 0 and 1.

    References
    ----------
    Wilson (1927), J Am Stat Assoc 22:209-212. Newcombe (1998), Stat Med 17:857-872, method 3 (no continuity correction).
    """
    z = normal_quantile(confidence)
    x, size = checked_counts(events, n)
    size = np.where(size == 0, np.nan, size)
    share = x / size
    width = 2 * (size + z**2)
    centre = (2 * x + z**2) / width
    # z inside the root, not beside it: at 0 or n students the root is exactly z and the bound is exactly 0 or 1 but for rounding
    reach = z / width * np.sqrt(4 * x * (1 - share) + z**2)
    low = np.where(x == 0, np.where(np.isnan(size), np.nan, 0.0), centre - reach)
    high = np.where(x == size, 1.0, centre + reach)
    return Interval(low, high, "Wilson score")

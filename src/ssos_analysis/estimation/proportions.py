"""Intervals for one proportion, from its counts, by formula; `exact_proportions` has those that need a beta distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ssos_analysis.estimation.counts import FloatArray, checked_counts, normal_quantile
from ssos_analysis.estimation.estimates import Estimate


def wilson(events: ArrayLike, n: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """The score interval of a proportion: the proportions that the counts would not reject.

    Parameters
    ----------
    events, n : int array, shape (k,), or numbers
        Students with the outcome, and students counted, in each of k groups. NaN where not known.
    confidence : float in (0, 1)

    Returns
    -------
    Estimate
        `value` (the share), `low`, `high`: float arrays, shape (k,), shares from 0 to 1. NaN where n is 0 or a count is NaN.
        `low` is exactly 0 where no student has the outcome, `high` exactly 1 where all have it.

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
    x, size, share = shares_of(events, n)
    width = 2 * (size + z**2)
    centre = (2 * x + z**2) / width
    # z inside the root, not beside it: at 0 or n students the root is exactly z and the bound is exactly 0 or 1 but for rounding
    reach = z / width * np.sqrt(4 * x * (1 - share) + z**2)
    return Estimate(share, *ends_at_the_ends(x, size, centre - reach, centre + reach), "Wilson score")


def wilson_corrected(events: ArrayLike, n: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """Wilson's interval with a continuity correction: never covers less than it says, hence wider.

    For comparison with publications that use it. Parameters, shapes, NaN and errors as `wilson`.

    References
    ----------
    Newcombe (1998), Stat Med 17:857-872, method 4.
    """
    z = normal_quantile(confidence)
    x, size, share = shares_of(events, n)
    width = 2 * (size + z**2)
    # at few students the inside of a root can fall below 0 by the correction; the bound is then the end of the range
    below = z * np.sqrt(np.maximum(z**2 - 2 - 1 / size + 4 * share * (size - x + 1), 0))
    above = z * np.sqrt(np.maximum(z**2 + 2 - 1 / size + 4 * share * (size - x - 1), 0))
    low, high = (2 * x + z**2 - 1 - below) / width, (2 * x + z**2 + 1 + above) / width
    return Estimate(share, *ends_at_the_ends(x, size, low, high), "Wilson score, continuity corrected")


def agresti_coull(events: ArrayLike, n: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """The textbook interval around a proportion to which z squared students, half with the outcome, have been added.

    z squared, not the shortcut of two and two, which is right for 95 percent only. Cut off at 0 and 1, which it can leave.
    Parameters, shapes, NaN and errors as `wilson`.

    References
    ----------
    Agresti and Coull (1998), Am Stat 52:119-126.
    """
    z = normal_quantile(confidence)
    x, size, share = shares_of(events, n)
    added = size + z**2
    centre = (x + z**2 / 2) / added
    reach = z * np.sqrt(centre * (1 - centre) / added)
    return Estimate(share, np.maximum(centre - reach, 0.0), np.minimum(centre + reach, 1.0), "Agresti-Coull")


def shares_of(events: ArrayLike, n: ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Checked events, their denominators (NaN where 0) and the shares."""
    x, size = checked_counts(events, n)
    size = np.where(size == 0, np.nan, size)
    return x, size, x / size


def ends_at_the_ends(x: FloatArray, size: FloatArray, low: FloatArray, high: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Bounds within 0 to 1, exactly 0 where no student has the outcome and exactly 1 where all have it."""
    known = ~np.isnan(size)
    low = np.where((x == 0) & known, 0.0, np.clip(low, 0.0, 1.0))
    high = np.where((x == size) & known, 1.0, np.clip(high, 0.0, 1.0))
    return low, high

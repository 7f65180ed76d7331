"""Intervals for mean growth percentiles, whose students' spread is known because percentiles are uniform by construction."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ssos_analysis.errors import CountError
from ssos_analysis.estimation.counts import FloatArray, checked_counts, normal_quantile
from ssos_analysis.estimation.estimates import Estimate

LOWEST, HIGHEST = 1, 99
# Statewide, percentiles 1 to 99 are spread evenly, so the standard deviation of one student is that of a discrete uniform.
PERCENTILE_SD = math.sqrt((HIGHEST**2 - 1) / 12)  # 28.58; printed as 28.6
_METHOD = f"normal, with the standard deviation of a percentile ({PERCENTILE_SD:.1f})"


def mean_growth_percentile_interval(mean: ArrayLike, n: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """The interval of a mean student growth percentile: mean plus and minus z times 28.6 over the root of n.

    The normal quantile, not Student's t: the spread is known, not estimated from the n students. Groups whose students grew
    alike spread less than the state does, so the interval is on the wide side.

    Parameters
    ----------
    mean : float array, shape (k,), or a number
        Mean growth percentiles, 1 to 99; NaN where not published.
    n : int array, shape (k,), or a number
        Students included in each mean.
    confidence : float in (0, 1)

    Returns
    -------
    Estimate
        `value` (the mean), `low`, `high`: float arrays, shape (k,), percentiles, never outside 1 to 99. NaN where n is 0, or
        either is NaN.

    Raises
    ------
    CountError
        An n is negative or not whole, or a mean is outside 1 to 99; the positions are named.
    ParameterError
        `confidence` is not strictly between 0 and 1.

    References
    ----------
    Betebenner (2009), Educ Meas 28(4):42-51 (growth percentiles). docs/decisions/0005-intervals.md (why 28.6): plus and
    minus 12.5 at n = 20, 5.6 at 100, 2.8 at 400.
    """
    centre, size = _checked_means(mean, n, "mean", "n")
    reach = normal_quantile(confidence) * PERCENTILE_SD / np.sqrt(size)
    value = np.where(np.isnan(size), np.nan, centre)
    return Estimate(value, np.maximum(centre - reach, LOWEST), np.minimum(centre + reach, HIGHEST), _METHOD)


def difference_of_means(
    mean: ArrayLike, n: ArrayLike, reference_mean: ArrayLike, reference_n: ArrayLike, *, confidence: float = 0.95
) -> Estimate:
    """The mean growth percentile of each group less that of its reference group, which shares no student with it.

    Parameters
    ----------
    mean, reference_mean : float array, shape (k,), or a number
        Mean growth percentiles, 1 to 99; NaN where not published.
    n, reference_n : int array, shape (k,), or a number
        Students included in each mean.
    confidence : float in (0, 1)

    Returns
    -------
    Estimate
        `value`, `low`, `high`: float arrays, shape (k,), percentile points, -98 to 98. NaN where a mean or an n is not known
        or an n is 0.

    Raises
    ------
    CountError
        An n is negative or not whole, or a mean is outside 1 to 99; the positions are named.
    ParameterError
        `confidence` is not strictly between 0 and 1.

    References
    ----------
    As `mean_growth_percentile_interval`; the variances of independent means add.
    """
    mine, size = _checked_means(mean, n, "mean", "n")
    theirs, reference_size = _checked_means(reference_mean, reference_n, "reference_mean", "reference_n")
    value = mine - theirs
    reach = normal_quantile(confidence) * PERCENTILE_SD * np.sqrt(1 / size + 1 / reference_size)
    widest = HIGHEST - LOWEST
    return Estimate(value, np.maximum(value - reach, -widest), np.minimum(value + reach, widest), _METHOD)


def _checked_means(mean: ArrayLike, n: ArrayLike, mean_name: str, n_name: str) -> tuple[FloatArray, FloatArray]:
    """Means and sizes as float arrays; a size of 0 becomes NaN."""
    centre, size = np.broadcast_arrays(np.asarray(mean, dtype=float), np.asarray(n, dtype=float))
    outside = np.flatnonzero((centre < LOWEST) | (centre > HIGHEST))
    if len(outside):
        raise CountError(
            f"{mean_name} is outside {LOWEST} to {HIGHEST}",
            where=f"position {', '.join(map(str, outside[:10]))}",
            mend="give mean growth percentiles, not scores or shares",
        )
    checked_counts(0, size, of=n_name)
    return centre, np.where(size == 0, np.nan, size)

"""Differences in units that do not depend on the scale of the outcome."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, ndtr

from ssos_analysis.errors import CountError
from ssos_analysis.estimation.counts import FloatArray, checked_counts, checked_shares, normal_quantile
from ssos_analysis.estimation.estimates import Estimate


def cohens_h(share: ArrayLike, reference_share: ArrayLike) -> FloatArray:
    """The difference of two proportions on the arcsine scale, where one step is as hard to tell at 5 percent as at 50.

    Parameters
    ----------
    share, reference_share : float array, shape (k,), or numbers
        Shares, 0 to 1.

    Returns
    -------
    float array, shape (k,), group minus reference, -pi to pi. Cohen called 0.2 small, 0.5 medium, 0.8 large. NaN where not known.

    Raises
    ------
    CountError
        A share is outside 0 to 1.

    References
    ----------
    Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, chapter 6.
    """
    group = checked_shares(share)
    reference = checked_shares(reference_share, what="reference_share")
    return np.asarray(2 * np.arcsin(np.sqrt(group)) - 2 * np.arcsin(np.sqrt(reference)))


def h_interval(
    events: ArrayLike, n: ArrayLike, reference_events: ArrayLike, reference_n: ArrayLike, *, confidence: float = 0.95
) -> Estimate:
    """Cohen's h from counts, with a normal interval: its variance is about 1/n + 1/reference_n whatever the shares.

    Parameters, NaN and errors as `differences.newcombe`; the unit is that of `cohens_h`.
    """
    value, error = _h_and_error(events, n, reference_events, reference_n)
    reach = normal_quantile(confidence) * error
    return Estimate(
        value, np.maximum(value - reach, -np.pi), np.minimum(value + reach, np.pi), "Cohen's h, normal on the arcsine scale"
    )


def h_p_value(events: ArrayLike, n: ArrayLike, reference_events: ArrayLike, reference_n: ArrayLike) -> FloatArray:
    """The two-sided p-value of no difference from h over its standard error: quick, for screening thousands of cells.

    Returns a float array, shape (k,), 0 to 1. Parameters, NaN and errors as `differences.newcombe`.
    """
    value, error = _h_and_error(events, n, reference_events, reference_n)
    return np.asarray(2 * ndtr(-np.abs(value) / error))


def hedges_g(
    mean: ArrayLike, sd: ArrayLike, n: ArrayLike, reference_mean: ArrayLike, reference_sd: ArrayLike, reference_n: ArrayLike,
    *, confidence: float = 0.95,
) -> Estimate:  # fmt: skip
    """The difference of two means in pooled standard deviations of students, less its bias in few students.

    Standard deviations of students, not of schools or districts: those are several times smaller and inflate the effect as much.

    Parameters
    ----------
    mean, sd, n : arrays, shape (k,)
        Mean, standard deviation (in the unit of the mean) and students of each group.
    reference_mean, reference_sd, reference_n : numbers, or arrays, shape (k,)
    confidence : float in (0, 1)

    Returns
    -------
    Estimate
        Float arrays, shape (k,), standard deviations. NaN where a side has fewer than 2 students or a figure is not known.

    Raises
    ------
    CountError
        A standard deviation is negative, or an n is negative or not whole.
    ParameterError
        `confidence` is not strictly between 0 and 1.

    References
    ----------
    Hedges (1981), J Educ Stat 6:107-128.
    """
    spread, other_spread = np.asarray(sd, dtype=float), np.asarray(reference_sd, dtype=float)
    if np.any(spread < 0) or np.any(other_spread < 0):
        raise CountError("a standard deviation is negative", mend="give standard deviations of students, not differences")
    sizes = (checked_counts(0, n)[1], checked_counts(0, reference_n, of="reference_n")[1])
    n1, n0 = (np.where(size < 2, np.nan, size) for size in sizes)
    free = n1 + n0 - 2
    pooled = np.sqrt(((n1 - 1) * spread**2 + (n0 - 1) * other_spread**2) / free)
    unbiased = np.exp(gammaln(free / 2) - gammaln((free - 1) / 2)) / np.sqrt(free / 2)
    difference = np.asarray(mean, dtype=float) - np.asarray(reference_mean, dtype=float)
    value = unbiased * difference / np.where(pooled == 0, np.nan, pooled)
    reach = normal_quantile(confidence) * np.sqrt(1 / n1 + 1 / n0 + value**2 / (2 * (n1 + n0)))
    return Estimate(value, value - reach, value + reach, "Hedges' g, normal")


def _h_and_error(
    events: ArrayLike, n: ArrayLike, reference_events: ArrayLike, reference_n: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    x1, n1 = checked_counts(events, n)
    x0, n0 = checked_counts(reference_events, reference_n, what="reference_events", of="reference_n")
    n1, n0 = np.where(n1 == 0, np.nan, n1), np.where(n0 == 0, np.nan, n0)
    return cohens_h(x1 / n1, x0 / n0), np.sqrt(1 / n1 + 1 / n0)

"""Ratios of two proportions and of two odds, with intervals on the logarithm.

A ratio is never shown alone: 1 of 40 is ten times 1 of 400. `disproportionality` gives the difference and the excess beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ssos_analysis.estimation.counts import FloatArray, checked_counts, normal_quantile
from ssos_analysis.estimation.estimates import Estimate


@dataclass(frozen=True)
class RatioEstimate(Estimate):
    """A ratio, group over reference.

    Attributes
    ----------
    corrected : bool array, shape (k,)
        Where a half was added to each count, since a zero leaves no ratio or no interval. A page that shows such a value says so.
    """

    corrected: NDArray[np.bool_]


def katz(
    events: ArrayLike, n: ArrayLike, reference_events: ArrayLike, reference_n: ArrayLike, *, confidence: float = 0.95
) -> RatioEstimate:
    """How many times as likely the outcome is in each group as in its reference, with Katz's interval.

    Where neither share varies (no student of one side has the outcome, or all of both have it) a half is added to students
    with and to students without the outcome on both sides, and `corrected` is true; nowhere else.

    Parameters
    ----------
    events, n : int array, shape (k,), or numbers
        Students with the outcome, and students counted, in each of k groups.
    reference_events, reference_n : int, or int array, shape (k,)
        The same counts for a reference that shares no student with the group.
    confidence : float in (0, 1)

    Returns
    -------
    RatioEstimate
        `value`, `low`, `high`: float arrays, shape (k,), no unit, above 0. NaN where a denominator is 0 or any count is NaN.

    Raises
    ------
    CountError
        A count is negative, not whole, or larger than its denominator; the positions are named.
    ParameterError
        `confidence` is not strictly between 0 and 1.

    References
    ----------
    Katz et al. (1978), Biometrics 34:469-474.
    """
    x1, n1, x0, n0 = _two_by_two(events, n, reference_events, reference_n)
    corrected = (x1 == 0) | (x0 == 0) | ((x1 == n1) & (x0 == n0))
    half = np.where(corrected, 0.5, 0.0)
    x1, x0, n1, n0 = x1 + half, x0 + half, n1 + 2 * half, n0 + 2 * half
    error = np.sqrt(1 / x1 - 1 / n1 + 1 / x0 - 1 / n0)
    return _on_the_logarithm((x1 / n1) / (x0 / n0), error, confidence, "Katz, on the logarithm", corrected)


def woolf(
    events: ArrayLike, n: ArrayLike, reference_events: ArrayLike, reference_n: ArrayLike, *, confidence: float = 0.95
) -> RatioEstimate:
    """The odds of the outcome in each group over the odds in its reference, with Woolf's interval.

    Not a ratio of likelihoods: 90 against 80 percent is an odds ratio of 2.25. A half is added to all four counts where one of
    them is zero, and `corrected` is true. Parameters, shapes, NaN and errors as `katz`.

    References
    ----------
    Woolf (1955), Ann Hum Genet 19:251-253. Haldane (1956) and Anscombe (1956) for the half.
    """
    x1, n1, x0, n0 = _two_by_two(events, n, reference_events, reference_n)
    cells = np.stack([x1, n1 - x1, x0, n0 - x0])
    corrected = np.any(cells == 0, axis=0)
    a, b, c, d = cells + np.where(corrected, 0.5, 0.0)
    error = np.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    return _on_the_logarithm((a * d) / (b * c), error, confidence, "Woolf, on the logarithm", corrected)


def _two_by_two(events: ArrayLike, n: ArrayLike, reference_events: ArrayLike, reference_n: ArrayLike) -> list[FloatArray]:
    x1, n1 = checked_counts(events, n)
    x0, n0 = checked_counts(reference_events, reference_n, what="reference_events", of="reference_n")
    empty = (n1 == 0) | (n0 == 0)
    return [np.where(empty, np.nan, side) for side in np.broadcast_arrays(x1, n1, x0, n0)]


def _on_the_logarithm(
    value: FloatArray, error: FloatArray, confidence: float, method: str, corrected: NDArray[np.bool_]
) -> RatioEstimate:
    factor = np.exp(normal_quantile(confidence) * error)
    return RatioEstimate(value, value / factor, value * factor, method, corrected)

"""The difference of two proportions of the same students: two years, or two measures, of one group."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ssos_analysis.estimation.counts import checked_events
from ssos_analysis.estimation.estimates import Estimate
from ssos_analysis.estimation.proportions import wilson


def newcombe_paired(
    both: ArrayLike, first_only: ArrayLike, second_only: ArrayLike, neither: ArrayLike, *, confidence: float = 0.95
) -> Estimate:
    """The share with the first outcome less the share with the second, in the same students.

    Newcombe's hybrid score interval for independent groups, narrowed (or widened) by the correlation of the two outcomes.

    Parameters
    ----------
    both, first_only, second_only, neither : int array, shape (k,), or numbers
        Students with both outcomes, one of them, or neither; they add to all students. NaN where not known.
    confidence : float in (0, 1)

    Returns
    -------
    Estimate
        `value`, `low`, `high`: float arrays, shape (k,), shares from -1 to 1. NaN where there is no student or a count is NaN.

    Raises
    ------
    CountError
        A count is negative or not whole; the positions are named.
    ParameterError
        `confidence` is not strictly between 0 and 1.

    References
    ----------
    Newcombe (1998), Stat Med 17:2635-2650, method 10, with his continuity correction of the correlation.
    """
    named = {"both": both, "first_only": first_only, "second_only": second_only, "neither": neither}
    a, b, c, d = np.broadcast_arrays(*(checked_events(count, what=name) for name, count in named.items()))
    n = a + b + c + d
    first, second = wilson(a + b, n, confidence=confidence), wilson(a + c, n, confidence=confidence)
    value = (b - c) / np.where(n == 0, np.nan, n)
    correlation = _correlation(*(np.asarray(count) for count in (a, b, c, d)))
    falls, rises = first.value - first.low, second.high - second.value
    below = np.sqrt(falls**2 - 2 * correlation * falls * rises + rises**2)
    falls, rises = second.value - second.low, first.high - first.value
    above = np.sqrt(falls**2 - 2 * correlation * falls * rises + rises**2)
    return Estimate(value, np.maximum(value - below, -1.0), np.minimum(value + above, 1.0), "Newcombe hybrid score, paired")


def _correlation(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> np.ndarray:
    """The phi of a 2 by 2 table; a positive cross product is drawn n/2 towards 0. 0 where a margin is empty."""
    cross, half = a * d - b * c, (a + b + c + d) / 2
    drawn = np.where(cross > 0, np.maximum(cross - half, 0), cross)
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    return np.asarray(np.where(margins == 0, 0.0, drawn / np.sqrt(np.where(margins == 0, 1, margins))))

"""Two one-sided tests: only they may say that two groups are alike. No clear difference is not no difference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from ssos_analysis.errors import CountError, ParameterError
from ssos_analysis.estimation.counts import FloatArray, normal_quantile
from ssos_analysis.estimation.estimates import Estimate
from ssos_analysis.estimation.score_differences import miettinen_nurminen, score_statistic


@dataclass(frozen=True)
class Equivalence(Estimate):
    """A difference of each of k groups, with the interval that decides: of 1 - 2 level, 90 percent at a level of 5.

    Attributes
    ----------
    is_equivalent : bool array, shape (k,)
        Whether the interval lies inside plus and minus the margin. False where nothing is known.
    p_value : float array, shape (k,), the larger of the two one-sided.
    """

    is_equivalent: NDArray[np.bool_]
    p_value: FloatArray


def tost(difference: ArrayLike, error: ArrayLike, margin: ArrayLike, *, level: float = 0.05) -> Equivalence:
    """Whether a difference with a known standard error is smaller than a margin, either way.

    Parameters
    ----------
    difference, error : float arrays, shape (k,)
        Differences and their standard errors, in one unit.
    margin : float above 0
        What would still count as alike, fixed before the data were seen.
    level : float in (0, 0.5)

    Returns
    -------
    Equivalence
        NaN where a figure is not known or an error is 0.

    Raises
    ------
    CountError
        An error is negative.
    ParameterError
        The margin is not above 0, or the level not between 0 and 0.5.

    References
    ----------
    Schuirmann (1987), J Pharmacokinet Biopharm 15:657-680.
    """
    width = _margin(margin, level)
    spread = np.asarray(error, dtype=float)
    if np.any(spread < 0):
        raise CountError("a standard error is negative", mend="give standard errors")
    value, spread = np.broadcast_arrays(np.asarray(difference, dtype=float), np.where(spread == 0, np.nan, spread))
    p_value = np.maximum(ndtr(-(value + width) / spread), ndtr((value - width) / spread))
    z = normal_quantile(1 - 2 * level)
    low, high = value - z * spread, value + z * spread
    inside = (low > -width) & (high < width)
    return Equivalence(np.asarray(value), low, high, "two one-sided tests, normal", inside, p_value)


def equivalent_proportions(
    events: ArrayLike, n: ArrayLike, reference_events: ArrayLike, reference_n: ArrayLike, margin: float, *, level: float = 0.05
) -> Equivalence:
    """The same for two proportions from their counts, by the score test (Miettinen-Nurminen).

    Parameters and errors otherwise as `differences.newcombe`; the margin is a share: 0.05 for five percentage points.
    """
    width = _margin(margin, level)
    sides = (events, n, reference_events, reference_n)
    interval = miettinen_nurminen(*sides, confidence=1 - 2 * level)
    p_value = np.maximum(ndtr(-score_statistic(*sides, -width)), ndtr(score_statistic(*sides, width)))
    inside = (interval.low > -width) & (interval.high < width)
    method = "two one-sided tests, Miettinen-Nurminen score"
    return Equivalence(interval.value, interval.low, interval.high, method, inside, p_value)


def _margin(margin: ArrayLike, level: float) -> FloatArray:
    width = np.asarray(margin, dtype=float)
    if not np.all(width > 0) or not 0 < level < 0.5:
        raise ParameterError(
            "a margin is not above 0, or the level is not between 0 and 0.5",
            where="a test of equivalence",
            mend="state what difference would still count as alike, such as 0.05",
        )
    return width

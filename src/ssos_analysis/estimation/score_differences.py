"""The difference of two proportions by the score statistic: the differences that the counts would not reject.

For a reader who asks for Miettinen-Nurminen or Mee; pages use Newcombe's hybrid (`differences`), which needs no iteration.
statsmodels' `confint_proportions_2indep(method="score")` raises on 9/10 against 3/10 and wherever its bracket misses the root
(docs/decisions/0005-intervals.md); here each bound is sought between the estimate and the end of the range, where it must lie.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize.elementwise import find_root
from scipy.special import ndtr

from ssos_analysis.estimation.counts import FloatArray, checked_counts, normal_quantile
from ssos_analysis.estimation.estimates import Estimate

_BESIDE = 1e-9  # how far from the estimate the search begins: at the estimate itself the statistic may be 0 over 0
_PRECISION = 1e-10
_AT_ONCE = 16_384  # cells solved together: their arrays stay in the processor's cache, which is three times as fast


def miettinen_nurminen(
    events: ArrayLike, n: ArrayLike, reference_events: ArrayLike, reference_n: ArrayLike, *, confidence: float = 0.95
) -> Estimate:
    """The score interval with Miettinen and Nurminen's factor N / (N - 1) on the variance, N being both groups together.

    Parameters
    ----------
    events, n : int array, shape (k,), or numbers
        Students with the outcome, and students counted, in each of k groups.
    reference_events, reference_n : int, or int array, shape (k,)
        The same counts for a reference that shares no student with the group.
    confidence : float in (0, 1)

    Returns
    -------
    Estimate
        `value`, `low`, `high`: float arrays, shape (k,), group minus reference, shares from -1 to 1. NaN where a denominator
        is 0 or any count is NaN.

    Raises
    ------
    CountError
        A count is negative, not whole, or larger than its denominator; the positions are named.
    ParameterError
        `confidence` is not strictly between 0 and 1.

    References
    ----------
    Miettinen and Nurminen (1985), Stat Med 4:213-226. Newcombe (1998), Stat Med 17:873-890, method 6.
    """
    return _score_interval(events, n, reference_events, reference_n, confidence, "Miettinen-Nurminen score", corrected=True)


def mee(
    events: ArrayLike, n: ArrayLike, reference_events: ArrayLike, reference_n: ArrayLike, *, confidence: float = 0.95
) -> Estimate:
    """The score interval without that factor. Parameters, shapes, NaN and errors as `miettinen_nurminen`.

    References
    ----------
    Mee (1984), Biometrics 40:1175-1176. Newcombe (1998), Stat Med 17:873-890, method 5.
    """
    return _score_interval(events, n, reference_events, reference_n, confidence, "Mee score", corrected=False)


def score_p_value(
    events: ArrayLike, n: ArrayLike, reference_events: ArrayLike, reference_n: ArrayLike, *, difference: ArrayLike = 0.0
) -> FloatArray:
    """The two-sided p-value of the score test that the shares differ by `difference`; at 0, Pearson's chi-square.

    Returns
    -------
    float array, shape (k,), 0 to 1; 1 where both groups have the outcome throughout or not at all, NaN where a side is unknown.

    Parameters and errors otherwise as `miettinen_nurminen`; it is what `multiplicity.benjamini_hochberg` takes.
    """
    return np.asarray(2 * ndtr(-np.abs(score_statistic(events, n, reference_events, reference_n, difference))))


def score_statistic(
    events: ArrayLike, n: ArrayLike, reference_events: ArrayLike, reference_n: ArrayLike, difference: ArrayLike
) -> FloatArray:
    """(observed - stated difference) / its standard error if the stated one were true; about standard normal then."""
    x1, n1, x0, n0 = _both_sides(events, n, reference_events, reference_n)
    stated = np.asarray(difference, dtype=float)
    gap = x1 / n1 - x0 / n0 - stated
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = gap / np.sqrt(_variance(stated, x1, n1, x0, n0))
    return np.where(np.abs(gap) < _PRECISION, np.where(np.isnan(gap), np.nan, 0.0), statistic)


def _score_interval(
    events: ArrayLike, n: ArrayLike, reference_events: ArrayLike, reference_n: ArrayLike, confidence: float, method: str,
    *, corrected: bool,
) -> Estimate:  # fmt: skip
    z = normal_quantile(confidence)
    sides = _both_sides(events, n, reference_events, reference_n)
    shape = np.shape(sides[0])
    x1, n1, x0, n0 = (np.ravel(side) for side in sides)
    factor = (n1 + n0) / (n1 + n0 - 1) if corrected else np.ones_like(n1)
    value = x1 / n1 - x0 / n0

    def excess(
        difference: FloatArray, x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray, factor: FloatArray
    ) -> FloatArray:
        """Distance from the estimate less z standard errors: negative beside the estimate, positive at the end of the range."""
        gap = np.abs(x1 / n1 - x0 / n0 - difference)
        return np.asarray(gap - z * np.sqrt(factor * _variance(difference, x1, n1, x0, n0)))

    low, high = np.empty_like(value), np.empty_like(value)
    for begin in range(0, len(value), _AT_ONCE):
        part = slice(begin, begin + _AT_ONCE)
        counts = tuple(each[part] for each in (x1, n1, x0, n0, factor))
        low[part] = _bound(excess, value[part], -1.0, counts)
        high[part] = _bound(excess, value[part], 1.0, counts)
    return Estimate(value.reshape(shape), low.reshape(shape), high.reshape(shape), method)


def _bound(excess: Callable[..., FloatArray], value: FloatArray, end: float, counts: tuple[FloatArray, ...]) -> FloatArray:
    """Where `excess` crosses 0 between the estimate and an end of the range; the end where it does not cross before."""
    found = np.where(np.isnan(value), np.nan, end)
    beside, ends = np.clip(value + np.copysign(_BESIDE, end), -1.0, 1.0), np.full_like(value, end)
    crossing = np.flatnonzero((excess(beside, *counts) < 0) & (excess(ends, *counts) > 0))
    if len(crossing):
        few = tuple(each[crossing] for each in counts)
        bracket = (beside[crossing], ends[crossing])
        solved = find_root(excess, bracket, args=few, tolerances={"xatol": _PRECISION, "xrtol": 0.0})
        found[crossing] = solved.x
    return found


def _variance(difference: FloatArray, x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray) -> FloatArray:
    """Variance of the observed difference at the likeliest pair of shares that differ by `difference`.

    The share of the reference solves a cubic (Miettinen and Nurminen 1985, appendix I), by cosines since its roots are real.
    """
    both, events = n1 + n0, x1 + x0
    square = ((n1 + 2 * n0) * difference - both - events) / (3 * both)
    linear = ((n0 * difference - both - 2 * x0) * difference + events) / (3 * both)
    constant = x0 * difference * (1 - difference) / both
    # products, not powers: numpy's power of 3 costs as much as all the rest
    q = square * (square * square - 1.5 * linear) + constant / 2
    p = np.copysign(np.sqrt(np.maximum(square * square - linear, 0)), q)
    with np.errstate(divide="ignore", invalid="ignore"):
        cosine = np.where(p == 0, 0.0, q / (p * p * p))
    angle = (np.pi + np.arccos(np.clip(cosine, -1, 1))) / 3
    reference = np.clip(2 * p * np.cos(angle) - square, np.maximum(0, -difference), np.minimum(1, 1 - difference))
    group = np.clip(reference + difference, 0, 1)
    return np.asarray(group * (1 - group) / n1 + reference * (1 - reference) / n0)


def _both_sides(events: ArrayLike, n: ArrayLike, reference_events: ArrayLike, reference_n: ArrayLike) -> tuple[FloatArray, ...]:
    x1, n1 = checked_counts(events, n)
    x0, n0 = checked_counts(reference_events, reference_n, what="reference_events", of="reference_n")
    sizes = (np.where(size == 0, np.nan, size) for size in (n1, n0))
    first, second = sizes
    return tuple(np.broadcast_arrays(x1, first, x0, second))

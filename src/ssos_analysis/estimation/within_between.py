"""A gap of two groups as a part within the units of a whole and a part between them: arithmetic, not an effect of the units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ssos_analysis.errors import CountError
from ssos_analysis.estimation.counts import FloatArray, checked_shares, same_length

LARGEST_HIDDEN_SHARE = 0.20  # of either group's students; above it bounds are too wide to tell anything (docs/estimation.md)


@dataclass(frozen=True)
class WithinBetween:
    """The parts of the gap, shares from -1 to 1, and how far hidden cells leave them open.

    Attributes
    ----------
    gap_low, gap_high, within_low, within_high, between_low, between_high : float arrays, shape (...)
        The least and the most each can be; equal where no rate is hidden. The parts add to the gap within any one filling of
        the hidden rates, so the bounds of the parts do not add. NaN where more than a fifth of either group is hidden.
    hidden_share : float array, shape (...)
        The larger of the two groups' shares of students in units whose rate is hidden.
    """

    gap_low: FloatArray
    gap_high: FloatArray
    within_low: FloatArray
    within_high: FloatArray
    between_low: FloatArray
    between_high: FloatArray
    hidden_share: FloatArray


def within_between(
    n: ArrayLike, reference_n: ArrayLike, rate: ArrayLike, reference_rate: ArrayLike,
    *, bounds: tuple[ArrayLike, ArrayLike] = (0.0, 1.0), reference_bounds: tuple[ArrayLike, ArrayLike] = (0.0, 1.0),
    largest_hidden_share: float = LARGEST_HIDDEN_SHARE,
) -> WithinBetween:  # fmt: skip
    """Split group minus reference into the gaps within units and the units the two groups are in.

    Within: the gap of each unit, weighted by the mean of the two groups' shares in it. Between: the difference of those shares
    times the unit's mean rate. Units without a student of one of the groups need no rate of it.

    Parameters
    ----------
    n, reference_n : float array, shape (..., k)
        Students of each group in each of k units.
    rate, reference_rate : float array, shape (..., k)
        The share with the outcome, 0 to 1; NaN where hidden.
    bounds, reference_bounds : pairs of numbers, or of float arrays, shape (..., k)
        The least and the most a hidden rate can be, as the published margins allow; 0 and 1 by default.
    largest_hidden_share : float

    Returns
    -------
    WithinBetween
        NaN also where a group has no student.

    Raises
    ------
    CountError
        A rate or bound is outside 0 to 1, an n is negative or not known, or a lower bound is above its upper.
    ParameterError
        Vectors of different lengths.
    """
    mine, theirs, p, q = same_length(n=n, reference_n=reference_n, rate=rate, reference_rate=reference_rate)
    if np.any(~(mine >= 0)) or np.any(~(theirs >= 0)):
        raise CountError("an n is negative or not known", mend="give the students of both groups in each unit, 0 where none")
    a, b = _shares(mine), _shares(theirs)
    p_low, p_high = _filled(p, bounds, "rate")
    q_low, q_high = _filled(q, reference_bounds, "reference_rate")
    hidden = np.maximum((a * np.isnan(p)).sum(axis=-1), (b * np.isnan(q)).sum(axis=-1))
    # a unit without one of the groups has no gap within it: the other group's rate stands for both
    p_low, p_high = np.where(mine == 0, q_low, p_low), np.where(mine == 0, q_high, p_high)
    q_low, q_high = np.where(theirs == 0, p_low, q_low), np.where(theirs == 0, p_high, q_high)
    refused = np.where(hidden > largest_hidden_share, np.nan, 0.0)

    def total(each: FloatArray) -> FloatArray:
        return np.asarray(each.sum(axis=-1) + refused)

    mean, apart = np.where((mine == 0) | (theirs == 0), 0.0, (a + b) / 2), (a - b) / 2
    low_pair, high_pair = p_low + q_low, p_high + q_high
    return WithinBetween(
        total(a * p_low - b * q_high), total(a * p_high - b * q_low),
        total(mean * (p_low - q_high)), total(mean * (p_high - q_low)),
        total(apart * np.where(apart < 0, high_pair, low_pair)), total(apart * np.where(apart < 0, low_pair, high_pair)),
        np.asarray(hidden),
    )  # fmt: skip


def _shares(n: FloatArray) -> FloatArray:
    whole = n.sum(axis=-1, keepdims=True)
    return np.asarray(n / np.where(whole == 0, np.nan, whole))


def _filled(rate: FloatArray, bounds: tuple[ArrayLike, ArrayLike], what: str) -> tuple[FloatArray, FloatArray]:
    """The least and the most of each rate: itself where known."""
    checked_shares(rate, what=what)
    low, high = (np.broadcast_to(checked_shares(bound, what=f"a bound of {what}"), rate.shape) for bound in bounds)
    if np.any(low > high):
        raise CountError(f"a lower bound of {what} is above its upper", mend="give bounds as (least, most)")
    return np.where(np.isnan(rate), low, rate), np.where(np.isnan(rate), high, rate)

"""The V statistic: a gap from the order of students alone, which no stretching of the score scale can change.

P is the chance that a student of the group, drawn at random, is above one of the reference; V = sqrt(2) Phi^-1(P), the standard
deviations between two normal groups that would give this P. Group minus reference, as every gap here: negative where the
reference is ahead (Ho and Reardon name the group ahead first).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from ssos_analysis.errors import CountError, ParameterError
from ssos_analysis.estimation.counts import FloatArray, checked_events, checked_shares, normal_quantile
from ssos_analysis.estimation.estimates import Estimate
from ssos_analysis.estimation.ordinal_model import Fitted, chances, fit

_WIDEST_RATIO = np.log(20)  # of two groups' standard deviations; a larger one is a likelihood without a top


@dataclass(frozen=True)
class VEstimate(Estimate):
    """V for each of k groups, in standard deviations, group minus reference.

    Attributes
    ----------
    prob_superiority : float array, shape (k,)
        P, the chance that a student of the group is above one of the reference.
    assumes_equal_spread : bool array, shape (k,)
        Where the counts leave the spreads open: only one cut divides both groups (V is then the probit gap), or a group leaves
        so many levels empty that the likelihood has no top. V is right there if both groups spread alike. A page says so.
    """

    prob_superiority: FloatArray
    assumes_equal_spread: NDArray[np.bool_]


def from_prob_superiority(prob_superiority: ArrayLike) -> FloatArray:
    """V from P: float array, shape (k,), infinite at 0 and 1. CountError where P is outside 0 to 1."""
    return np.asarray(np.sqrt(2) * ndtri(checked_shares(prob_superiority, what="prob_superiority")))


def to_prob_superiority(v: ArrayLike) -> FloatArray:
    """P from V: float array, shape (k,), 0 to 1."""
    return np.asarray(ndtr(np.asarray(v, dtype=float) / np.sqrt(2)))


def from_normal_moments(mean: ArrayLike, sd: ArrayLike, reference_mean: ArrayLike, reference_sd: ArrayLike) -> FloatArray:
    """V of two normal groups: the difference of means over the root of the mean variance. Float array, shape (k,).

    Raises
    ------
    CountError
        A standard deviation is not above 0.
    """
    spread, other = np.asarray(sd, dtype=float), np.asarray(reference_sd, dtype=float)
    if np.any(spread <= 0) or np.any(other <= 0):
        raise CountError("a standard deviation is not above 0", mend="give standard deviations of students")
    difference = np.asarray(mean, dtype=float) - np.asarray(reference_mean, dtype=float)
    return np.asarray(difference / np.sqrt((spread**2 + other**2) / 2))


def from_levels(
    counts: ArrayLike, reference_counts: ArrayLike, *, confidence: float = 0.95, draws: int = 0, seed: int = 0
) -> VEstimate:
    """V from students at each achievement level, lowest first, by maximum likelihood under respective normality.

    Some scale exists on which both groups are normal; on it the reference is N(0, 1), the group N(mean, sd), and the cuts between
    levels are common. Joining the points of the two groups by straight lines instead draws P towards one half.

    Parameters
    ----------
    counts, reference_counts : int array, shape (k, c), or (c,)
        Students of the group and of its reference at each of c levels.
    confidence : float in (0, 1)
    draws : int
        0: a normal interval from the information of the likelihood. Above: a parametric bootstrap of that many tables, quantiles
        of its V, slower by that factor and better for a few dozen students.
    seed : int
        Of the bootstrap; the same seed gives the same interval.

    Returns
    -------
    VEstimate
        Shape (k,), or numbers. NaN where no cut divides both groups (all of one group at one end), or a count is NaN.

    Raises
    ------
    CountError
        A count is negative or not whole.
    ParameterError
        The two have different levels, or fewer than two; `confidence` is not strictly between 0 and 1.

    References
    ----------
    Ho and Reardon (2012), J Educ Behav Stat 37:489-517.
    """
    z = normal_quantile(confidence)
    tables = _tables(counts, reference_counts)
    flat = tables.reshape(-1, *tables.shape[-2:])
    value, error, equal = _fitted_v(flat)
    low, high, method = value - z * error, value + z * error, "V, maximum likelihood, normal"
    if draws:
        low, high = _bootstrap(flat, value, equal, confidence, draws, np.random.default_rng(seed))
        method = f"V, maximum likelihood, bootstrap of {draws} tables"
    shape = tables.shape[:-2]
    value, low, high = (each.reshape(shape) for each in (value, low, high))
    return VEstimate(value, low, high, method, to_prob_superiority(value), equal.reshape(shape))


def _fitted_v(tables: FloatArray) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """V, its standard error and whether equal spread was assumed, for tables of shape (k, 2, c)."""
    value, error = np.full(len(tables), np.nan), np.full(len(tables), np.nan)
    dividing = _dividing_cuts(tables)
    cuts_n = dividing.sum(axis=1)
    several, one = np.flatnonzero(cuts_n >= 2), np.flatnonzero(cuts_n == 1)
    if len(several):
        fitted = _fit(tables[several], free_spread=True)
        value[several], error[several] = _v_and_error(fitted)
        is_open = ~fitted.has_converged | (np.abs(fitted.log_sd[:, 1]) > _WIDEST_RATIO)
        several = several[is_open]
        if len(several):
            value[several], error[several] = _v_and_error(_fit(tables[several], free_spread=False))
    if len(one):
        value[one], error[one] = _v_and_error(_fit(_at_one_cut(tables[one], dividing[one]), free_spread=False))
    equal = np.zeros(len(tables), dtype=bool)
    equal[several], equal[one] = True, True
    return value, error, equal


def _fit(tables: FloatArray, *, free_spread: bool) -> Fitted:
    """The reference fixed at N(0, 1); cuts free, from the reference's own shares, a half added to each count."""
    categories = tables.shape[2]
    smooth = tables + 0.5
    below = np.cumsum(smooth, axis=2)[:, :, :-1] / smooth.sum(axis=2)[:, :, None]
    standing = ndtri(below)
    start = np.zeros((len(tables), 4 + categories - 1))  # two means, two log standard deviations, the cuts
    start[:, 1] = (standing[:, 0] - standing[:, 1]).mean(axis=1)
    start[:, 4:] = standing[:, 0]
    is_free = np.array([False, True, False, free_spread, *[True] * (categories - 1)])
    return fit(tables, start, is_free)


def _v_and_error(fitted: Fitted) -> tuple[FloatArray, FloatArray]:
    mean, log_sd = fitted.mean[:, 1], fitted.log_sd[:, 1]
    variance = np.exp(2 * log_sd)
    root = np.sqrt((1 + variance) / 2)
    slope = np.stack([1 / root, -mean * variance / (2 * root**3)], axis=1)  # by the mean and the log standard deviation
    covariance = fitted.covariance[:, [1, 3]][:, :, [1, 3]]
    error = np.sqrt(np.einsum("bi,bij,bj->b", slope, covariance, slope))
    converged = fitted.has_converged
    return np.where(converged, mean / root, np.nan), np.where(converged, error, np.nan)


def _dividing_cuts(tables: FloatArray) -> NDArray[np.bool_]:
    """Cuts with students of both groups on both sides, each one that no other repeats: shape (k, c - 1)."""
    below = np.cumsum(tables, axis=2)
    total = below[:, :, -1:]
    inside = np.all((below[:, :, :-1] > 0) & (below[:, :, :-1] < total), axis=1)
    repeats = np.all(tables[:, :, 1:-1] == 0, axis=1)  # an empty level: the cut above it says what the one below says
    inside[:, 1:] &= ~repeats
    return np.asarray(inside)


def _at_one_cut(tables: FloatArray, dividing: NDArray[np.bool_]) -> FloatArray:
    """Tables of shape (k, 2, 2), below and above each table's only dividing cut."""
    at = np.argmax(dividing, axis=1)
    below = np.take_along_axis(np.cumsum(tables, axis=2), at[:, None, None], axis=2)
    return np.concatenate([below, tables.sum(axis=2, keepdims=True) - below], axis=2)


def _bootstrap(
    tables: FloatArray, value: FloatArray, equal: NDArray[np.bool_], confidence: float, draws: int, random: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Quantiles of V of tables drawn from each fitted model."""
    low, high = np.full(len(tables), np.nan), np.full(len(tables), np.nan)
    dividing = _dividing_cuts(tables)
    for at in np.flatnonzero(~np.isnan(value)):
        table = tables[at : at + 1]
        if dividing[at].sum() == 1:
            table = _at_one_cut(table, dividing[at : at + 1])
        model = _fit(table, free_spread=not equal[at])
        chance = chances(np.concatenate([model.mean, model.log_sd, model.cuts], axis=1), 2)[0]
        drawn = [random.multinomial(int(n), p / p.sum(), size=draws) for n, p in zip(table[0].sum(axis=1), chance, strict=True)]
        again = _fitted_v(np.stack(drawn, axis=1).astype(float))[0]
        low[at], high[at] = np.nanquantile(again, [(1 - confidence) / 2, (1 + confidence) / 2])
    return np.minimum(low, value), np.maximum(high, value)


def _tables(counts: ArrayLike, reference_counts: ArrayLike) -> FloatArray:
    """Both as shape (..., 2, c), the reference first."""
    group, reference = checked_events(counts, what="counts"), checked_events(reference_counts, what="reference_counts")
    if not reference.ndim or not group.ndim or reference.shape[-1] != group.shape[-1] or group.shape[-1] < 2:
        raise ParameterError(
            f"levels of the shapes {reference.shape} and {group.shape}",
            where="a V statistic",
            mend="give the same levels for both, lowest first, in the last dimension",
        )
    return np.stack(np.broadcast_arrays(reference, group), axis=-2)

"""Counts in ordered categories as cut pieces of normal distributions, fitted by maximum likelihood; many problems at once.

The chance that a unit of group g falls below cut k is Phi((cut_k - mean_g) / sd_g). `v_statistic` and `hetop` choose which of
the cuts, means and standard deviations are known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from ssos_analysis.estimation.counts import FloatArray

_STEPS, _HALVINGS = 200, 30
_CONVERGED = 1e-12  # gain of the log-likelihood by a step, per unit counted
_LEAST_CHANCE = 1e-300
_LARGEST_LOG_SD = 50.0  # beyond it a spread is no number; nothing observed comes near


@dataclass(frozen=True)
class Fitted:
    """What was fitted to each of b problems of g groups and c categories.

    Attributes
    ----------
    mean, log_sd : float arrays, shape (b, g)
    cuts : float array, shape (b, c - 1)
    covariance : float array, shape (b, p, p)
        Of the p parameters in the order means, log standard deviations, cuts; rows and columns of known ones are 0.
    has_converged : bool array, shape (b,)
    """

    mean: FloatArray
    log_sd: FloatArray
    cuts: FloatArray
    covariance: FloatArray
    has_converged: NDArray[np.bool_]


def fit(counts: FloatArray, start: FloatArray, is_free: ArrayLike) -> Fitted:
    """Fisher scoring with halved steps, on all problems together.

    Parameters
    ----------
    counts : float array, shape (b, g, c)
        Units in each category. The caller has seen to it that they identify what is free.
    start : float array, shape (b, 2 g + c - 1)
        Means, log standard deviations and increasing cuts to begin with; what is not free stays.
    is_free : bool array, shape (2 g + c - 1,)
        The same for all problems.

    Returns
    -------
    Fitted
    """
    problems, groups, _ = counts.shape
    free = np.flatnonzero(np.asarray(is_free))
    place = start.copy()
    covariance = np.zeros((problems, start.shape[1], start.shape[1]))
    finished = np.zeros(problems, dtype=bool)
    units = counts.sum(axis=(1, 2))
    reached = _log_likelihood(counts, place)
    for _ in range(_STEPS):
        active = np.flatnonzero(~finished)
        if not len(active):
            break
        slope, information = _slope_and_information(counts[active], place[active], free)
        step = np.zeros((len(active), start.shape[1]))
        step[:, free] = np.linalg.solve(_ridged(information), slope[..., None])[..., 0]
        # a standard deviation changes by a factor of e at most in one step: where it is hardly known a full step goes astray
        steepest = np.abs(step[:, groups : 2 * groups]).max(axis=1, keepdims=True)
        step /= np.maximum(steepest, 1.0)
        better, moved = _longest_good_step(counts[active], place[active], step, reached[active])
        gained = better - reached[active]
        place[active], reached[active] = moved, better
        finished[active[gained <= _CONVERGED * units[active]]] = True
    _, information = _slope_and_information(counts, place, free)
    covariance[np.ix_(np.arange(problems), free, free)] = np.linalg.inv(_ridged(information))
    mean, log_sd, cuts = np.split(place, [groups, 2 * groups], axis=1)
    return Fitted(mean, log_sd, cuts, covariance, finished)


def chances(place: FloatArray, groups: int) -> FloatArray:
    """The chance of each category, shape (b, g, c), for parameters in the order of `fit`."""
    below = ndtr(_standing(place, groups)[0])
    edge = np.zeros((*below.shape[:2], 1))
    return np.diff(np.concatenate([edge, below, edge + 1], axis=2), axis=2)


def _standing(place: FloatArray, groups: int) -> tuple[FloatArray, FloatArray]:
    """Cuts as seen from each group, in its standard deviations: shape (b, g, c - 1); and the standard deviations."""
    mean, log_sd, cuts = np.split(place, [groups, 2 * groups], axis=1)
    sd = np.exp(log_sd)[:, :, None]
    return (cuts[:, None, :] - mean[:, :, None]) / sd, sd


def _log_likelihood(counts: FloatArray, place: FloatArray) -> FloatArray:
    chance = np.maximum(chances(place, counts.shape[1]), _LEAST_CHANCE)
    return np.asarray((counts * np.log(chance)).sum(axis=(1, 2)))


def _slope_and_information(counts: FloatArray, place: FloatArray, free: NDArray[np.intp]) -> tuple[FloatArray, FloatArray]:
    """First derivatives of the log-likelihood and the expected information, of the free parameters."""
    problems, groups, categories = counts.shape
    standing, sd = _standing(place, groups)
    density = np.exp(-(standing**2) / 2) / np.sqrt(2 * np.pi)
    below = np.zeros((problems, groups, categories - 1, place.shape[1]))  # derivatives of the chance below each cut
    at = np.arange(groups)
    below[:, at, :, at] = np.moveaxis(-density / sd, 1, 0)
    below[:, at, :, groups + at] = np.moveaxis(-density * standing, 1, 0)
    cut = np.arange(categories - 1)
    below[:, :, cut, 2 * groups + cut] = density / sd
    below = below[..., free]
    edge = np.zeros_like(below[:, :, :1])
    slopes = np.diff(np.concatenate([edge, below, edge], axis=2), axis=2).reshape(problems, groups * categories, -1)
    chance = np.maximum(chances(place, groups), _LEAST_CHANCE).reshape(problems, -1)
    slope = np.einsum("bi,bip->bp", counts.reshape(problems, -1) / chance, slopes)
    weight = np.repeat(counts.sum(axis=2), categories, axis=1) / np.maximum(chance, 1e-12)
    information = np.swapaxes(slopes, 1, 2) @ (weight[..., None] * slopes)
    return slope, information


def _ridged(information: FloatArray) -> FloatArray:
    """The information with a trace of its diagonal added, so that a flat direction makes a long step and not a fault."""
    diagonal = np.einsum("bii->bi", information)
    return np.asarray(information + np.eye(information.shape[-1]) * (1e-11 * diagonal + 1e-13)[..., None, :])


def _longest_good_step(
    counts: FloatArray, place: FloatArray, step: FloatArray, reached: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Halve each problem's step until its likelihood does not fall and its cuts stay in order; else it stays where it is."""
    groups = counts.shape[1]
    best, moved = reached.copy(), place.copy()
    pending, share = np.arange(len(place)), 1.0
    for _ in range(_HALVINGS):
        tried = place[pending] + share * step[pending]
        in_order = np.all(np.diff(tried[:, 2 * groups :], axis=1) > 0, axis=1)
        in_order &= np.all(np.abs(tried[:, groups : 2 * groups]) < _LARGEST_LOG_SD, axis=1)
        height = np.full(len(pending), -np.inf)
        height[in_order] = _log_likelihood(counts[pending][in_order], tried[in_order])
        good = height >= reached[pending]
        best[pending[good]], moved[pending[good]] = height[good], tried[good]
        pending, share = pending[~good], share / 2
        if not len(pending):
            break
    return best, moved

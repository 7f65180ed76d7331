"""Estimates with known standard errors, drawn towards their mean or towards what covariates expect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize_scalar

from ssos_analysis.errors import CountError, ParameterError
from ssos_analysis.estimation.counts import FloatArray, checked_counts, normal_quantile
from ssos_analysis.estimation.estimates import Estimate
from ssos_analysis.estimation.pooling import checked_estimates, pool


@dataclass(frozen=True)
class Shrunk(Estimate):
    """Each of k estimates drawn towards what is expected of it.

    Attributes
    ----------
    weight : float array, shape (k,)
        What the estimate itself weighs, 0 to 1; 0 for all where the between variance is 0, and a page says so.
    expected : float array, shape (k,)
    coefficients : float array, shape (p,), of the covariates; the mean alone where there are none.
    between_variance : float
    squared_error : float array, shape (k,), mean squared error of each.
    """

    weight: FloatArray
    expected: FloatArray
    coefficients: FloatArray
    between_variance: float
    squared_error: FloatArray


def shrink(estimate: ArrayLike, variance: ArrayLike, *, confidence: float = 0.95) -> Shrunk:
    """Each estimate drawn towards the random-effects mean by DerSimonian and Laird's between variance.

    Quick and without covariates; `fay_herriot` estimates the between variance better. The interval takes the between variance
    as known. Parameters and errors as `pooling.pool`.
    """
    z = normal_quantile(confidence)
    y, v = checked_estimates(estimate, variance, least=2)
    pooled = pool(y, v, random=True)
    weight = pooled.between_variance / (pooled.between_variance + v)
    value = weight * y + (1 - weight) * pooled.value
    squared = weight * v + (1 - weight) ** 2 * pooled.error**2
    reach = z * np.sqrt(squared)
    expected = np.full_like(y, float(pooled.value))
    coefficients = np.atleast_1d(pooled.value)
    method = "normal-normal, DerSimonian-Laird"
    return Shrunk(value, value - reach, value + reach, method, weight, expected, coefficients, pooled.between_variance, squared)


def fay_herriot(
    estimate: ArrayLike, variance: ArrayLike, covariates: ArrayLike | None = None, *, confidence: float = 0.95
) -> Shrunk:
    """Each estimate drawn towards what covariates expect of it, the between variance by restricted maximum likelihood.

    Parameters
    ----------
    estimate, variance : float array, shape (k,)
        k direct estimates and their squared standard errors.
    covariates : float array, shape (k, p), optional
        As they enter the regression, a column of ones included; the ones alone by default. Never the group a gap is about.
    confidence : float in (0, 1)

    Returns
    -------
    Shrunk
        `squared_error` is Prasad and Rao's, which counts what estimating the between variance adds. Where that variance is 0,
        every value is the expected one.

    Raises
    ------
    CountError
        A variance is not above 0, a figure is not known, or there are not more estimates than covariates.
    ParameterError
        Vectors of different lengths, covariates that repeat each other, or a `confidence` outside 0 to 1.

    References
    ----------
    Fay and Herriot (1979), J Am Stat Assoc 74:269-277. Prasad and Rao (1990), J Am Stat Assoc 85:163-171. R package sae: eblupFH.
    """
    z = normal_quantile(confidence)
    design = np.ones((np.size(estimate), 1)) if covariates is None else np.asarray(covariates, dtype=float)
    y, v = checked_estimates(estimate, variance, least=design.shape[-1] + 1)
    if design.shape[:-1] != y.shape or np.linalg.matrix_rank(design) < design.shape[-1]:
        raise ParameterError(
            f"covariates of the shape {design.shape} for {len(y)} estimates, or columns that repeat each other",
            where="a Fay-Herriot model",
            mend="give one row for each estimate; leave one group of a set of indicators out beside a column of ones",
        )
    between = _restricted_likelihood(y, v, design)
    precision = 1 / (v + between)
    information = (design * precision[:, None]).T @ design
    spread = np.linalg.inv(information)
    coefficients = spread @ (design * precision[:, None]).T @ y
    expected = design @ coefficients
    weight = between * precision
    value = weight * y + (1 - weight) * expected
    leverage = np.einsum("ij,jk,ik->i", design, spread, design)
    estimating = 2 * v**2 * precision**3 * 2 / (precision**2).sum()
    squared = weight * v + (1 - weight) ** 2 * leverage + estimating
    reach = z * np.sqrt(squared)
    method = "Fay-Herriot, restricted maximum likelihood"
    return Shrunk(value, value - reach, value + reach, method, weight, expected, coefficients, between, squared)


def james_stein(events: ArrayLike, n: int) -> Shrunk:
    """Shares from equally many trials, all drawn towards their mean by one factor.

    Parameters
    ----------
    events : int array, shape (k,), k above 3
    n : int
        Trials of each, the same for all.

    Returns
    -------
    Shrunk
        `weight` is the factor, never below 0. `low` and `high` are NaN: the estimator has no interval of its own.

    Raises
    ------
    CountError
        A count is negative, not whole or larger than n; fewer than four, or they are all alike.

    References
    ----------
    Efron and Morris (1977), Sci Am 236(5):119-127.
    """
    x, size = checked_counts(events, n)
    share = x / size
    mean, spread = share.mean(), ((share - share.mean()) ** 2).sum()
    if share.size < 4 or not spread > 0:
        raise CountError("fewer than four counts, or counts all alike", mend="give four groups or more that differ")
    chance = mean * (1 - mean) / size.flat[0]
    factor = max(1 - (share.size - 3) * chance / spread, 0.0)
    none, between = np.full_like(share, np.nan), factor * spread / (share.size - 3)
    value = mean + factor * (share - mean)
    whole = np.full_like(share, mean)
    return Shrunk(value, none, none, "James-Stein", np.full_like(share, factor), whole, np.atleast_1d(mean), float(between), none)


def _restricted_likelihood(y: FloatArray, v: FloatArray, design: FloatArray) -> float:
    """The between variance that maximises the restricted likelihood; 0 where it falls from 0 on."""

    def cost(between: float) -> float:
        precision = 1 / (v + between)
        information = (design * precision[:, None]).T @ design
        residual = y - design @ np.linalg.solve(information, (design * precision[:, None]).T @ y)
        return float(-np.log(precision).sum() + np.linalg.slogdet(information)[1] + (precision * residual**2).sum())

    # the restricted likelihood can have a second, lower top: a coarse search first, on the scale of the variances
    scale = float(np.var(y) + v.mean())
    grid = np.concatenate([[0.0], scale * np.geomspace(1e-4, 10, 60)])
    heights = np.array([cost(each) for each in grid])
    best = int(heights.argmin())
    bounds = (grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)])
    found = minimize_scalar(cost, bounds=bounds, method="bounded", options={"xatol": 1e-10 * scale})
    return float(found.x) if found.fun < heights[0] else 0.0

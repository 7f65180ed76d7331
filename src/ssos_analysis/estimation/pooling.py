"""One mean of many estimates that have standard errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from statsmodels.stats.meta_analysis import combine_effects

from ssos_analysis.errors import CountError
from ssos_analysis.estimation.counts import FloatArray, normal_quantile, same_length
from ssos_analysis.estimation.estimates import Estimate


@dataclass(frozen=True)
class Pooled(Estimate):
    """One mean of k estimates.

    Attributes
    ----------
    error : float array, its standard error.
    q : float
        Cochran's Q, about k - 1 where the estimates differ by chance alone.
    between_variance : float
        The variance of the true values, tau squared; 0 where chance alone explains the spread.
    """

    error: FloatArray
    q: float
    between_variance: float


def pool(estimate: ArrayLike, variance: ArrayLike, *, random: bool = False, confidence: float = 0.95) -> Pooled:
    """The mean of estimates, each weighing by its precision; with `random`, as draws from a spread of true values.

    Parameters
    ----------
    estimate, variance : float array, shape (k,)
        k estimates and their squared standard errors.
    random : bool
        False: all have one true value. True: DerSimonian and Laird's between variance is added to each variance.
    confidence : float in (0, 1)

    Returns
    -------
    Pooled
        `between_variance` is DerSimonian and Laird's in both.

    Raises
    ------
    CountError
        A variance is not above 0, a figure is not known, or there are fewer than two.
    ParameterError
        Vectors of different lengths; `confidence` is not strictly between 0 and 1.

    References
    ----------
    DerSimonian and Laird (1986), Control Clin Trials 7:177-188. statsmodels' `combine_effects`.
    """
    z = normal_quantile(confidence)
    y, v = checked_estimates(estimate, variance, least=2)
    with np.errstate(divide="ignore", invalid="ignore"):
        combined = combine_effects(y, v, method_re="dl")
    # statsmodels keeps a between variance below 0, and its random-effects mean (which is not read here) goes astray with it
    between = max(float(combined.tau2), 0.0)
    weight = 1 / (v + between) if random else 1 / v
    mean, error = np.asarray((weight * y).sum() / weight.sum()), np.asarray(np.sqrt(1 / weight.sum()))
    method = "random effects, DerSimonian-Laird" if random else "fixed effect, inverse variance"
    return Pooled(mean, mean - z * error, mean + z * error, method, error, float(combined.q), between)


def checked_estimates(estimate: ArrayLike, variance: ArrayLike, *, least: int) -> tuple[FloatArray, FloatArray]:
    """Known estimates and variances above 0, at least so many."""
    y, v = same_length(estimate=estimate, variance=variance)
    if y.ndim != 1 or len(y) < least or np.isnan(y).any() or not np.all(v > 0):
        raise CountError(
            f"{y.size} estimates, or one that is not known, or a variance that is not above 0",
            mend=f"give at least {least} known estimates with their squared standard errors; leave out what is not published",
        )
    return y, v

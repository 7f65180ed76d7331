"""Proportions drawn towards what similar groups show: for ranking, peers and flags, never as a district's own result.

A group is drawn towards the same group elsewhere, never towards all students of its district, which would erase the gap.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from scipy.special import betaincinv, betaln, digamma, expit

from ssos_analysis.errors import CountError, ParameterError
from ssos_analysis.estimation.counts import FloatArray, checked_counts, normal_quantile
from ssos_analysis.estimation.estimates import Estimate

_LARGEST_SIZE = 1e6  # students; a prior as heavy as this says that the groups do not differ


@dataclass(frozen=True)
class BetaPrior:
    """How the true shares of similar groups are spread.

    Attributes
    ----------
    alpha, beta : floats above 0; Beta(alpha, beta). Their sum is the weight of the prior in students.
    method : how it was found, as a page names it.
    """

    alpha: float
    beta: float
    method: str

    @property
    def mean(self) -> float:
        return self.alpha / (self.alpha + self.beta)

    @property
    def size(self) -> float:
        """Students whose counts would weigh as much as the prior does."""
        return self.alpha + self.beta


@dataclass(frozen=True)
class ShrunkShare(Estimate):
    """A posterior of each of k shares: `value` its mean, `low` and `high` its equal-tailed interval.

    Attributes
    ----------
    sd : float array, shape (k,)
    alpha, beta : float arrays, shape (k,), of the posterior beta distribution.
    """

    sd: FloatArray
    alpha: FloatArray
    beta: FloatArray


def beta_posterior(events: ArrayLike, n: ArrayLike, prior: BetaPrior, *, confidence: float = 0.95) -> ShrunkShare:
    """Each share drawn towards the prior's mean, the more so the fewer its students.

    Parameters
    ----------
    events, n : int array, shape (k,)
        Students with the outcome, and students counted. A group of 0 students gets the prior; NaN stays NaN.
    prior : BetaPrior
    confidence : float in (0, 1)

    Returns
    -------
    ShrunkShare
        Shape (k,), shares between the group's own and the prior's mean.

    Raises
    ------
    CountError
        A count is negative, not whole, or larger than its denominator.
    ParameterError
        The prior's alpha or beta is not above 0; `confidence` is not strictly between 0 and 1.

    References
    ----------
    Gelman et al., Bayesian Data Analysis (3rd ed.), sections 2.4 and 5.1.
    """
    normal_quantile(confidence)
    if not (prior.alpha > 0 and prior.beta > 0):
        raise ParameterError(
            "the prior's alpha and beta are not above 0", where="a shrunk share", mend="fit the prior to more groups"
        )
    x, size = checked_counts(events, n)
    alpha, beta = prior.alpha + x, prior.beta + (size - x)
    total = alpha + beta
    sd = np.sqrt(alpha * beta / (total**2 * (total + 1)))
    tail = (1 - confidence) / 2
    low, high = betaincinv(alpha, beta, tail), betaincinv(alpha, beta, 1 - tail)
    return ShrunkShare(alpha / total, low, high, "beta-binomial posterior", sd, alpha, beta)


def fit_beta_prior(events: ArrayLike, n: ArrayLike) -> BetaPrior:
    """The prior under which the counts of many groups are likeliest (beta-binomial maximum likelihood).

    Parameters
    ----------
    events, n : int array, shape (k,)
        Counts of the same measure and student group in k districts or schools; NaN and empty ones are left out.

    Returns
    -------
    BetaPrior
        Where the groups spread no more than chance alone would spread them, its size ends at a million students: every group is
        then drawn to the mean.

    Raises
    ------
    CountError
        A count is negative, not whole, or larger than its denominator; or fewer than three groups have students.
    """
    x, size = _known(events, n)
    pooled = (x.sum() + 0.5) / (size.sum() + 1)

    def cost(place: FloatArray) -> tuple[float, FloatArray]:
        """Minus the log-likelihood a group, by the logit of the mean and the logarithm of the size."""
        mean, weight = expit(place[0]), np.exp(place[1])
        alpha, beta = mean * weight, (1 - mean) * weight
        height = np.sum(betaln(alpha + x, beta + size - x) - betaln(alpha, beta))
        common = digamma(weight) - digamma(weight + size)
        by_alpha = np.sum(digamma(alpha + x) - digamma(alpha) + common)
        by_beta = np.sum(digamma(beta + size - x) - digamma(beta) + common)
        slope = np.array([(by_alpha - by_beta) * weight * mean * (1 - mean), by_alpha * alpha + by_beta * beta])
        return -height / len(x), -slope / len(x)

    begin = np.array([np.log(pooled / (1 - pooled)), np.log(20.0)])
    bounds = [(-12.0, 12.0), (np.log(1e-3), np.log(_LARGEST_SIZE))]
    found = minimize(cost, begin, jac=True, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-13, "gtol": 1e-9})
    mean, weight = float(expit(found.x[0])), float(np.exp(found.x[1]))
    return BetaPrior(mean * weight, (1 - mean) * weight, "beta-binomial maximum likelihood")


def beta_prior_by_moments(events: ArrayLike, n: ArrayLike) -> BetaPrior:
    """The prior with the mean and the standard deviation of the observed shares, every group counting alike.

    Takes chance for a difference of groups, and so draws too little: to compare with what textbooks print, not to use.

    Raises
    ------
    CountError
        As `fit_beta_prior`; also where the shares do not differ, or differ more than any beta distribution.
    """
    x, size = _known(events, n)
    share = x / size
    mean, variance = float(share.mean()), float(share.var(ddof=1))
    alike = variance <= 1e-12 * mean * (1 - mean)  # but for rounding
    weight = 0.0 if alike else mean * (1 - mean) / variance - 1
    if weight <= 0:
        raise CountError("the shares do not spread as a beta distribution does", mend="fit the prior by maximum likelihood")
    return BetaPrior(mean * weight, (1 - mean) * weight, "moments of the observed shares")


def _known(events: ArrayLike, n: ArrayLike) -> tuple[FloatArray, FloatArray]:
    x, size = (np.ravel(each) for each in checked_counts(events, n))
    known = ~np.isnan(x) & (size > 0)
    if known.sum() < 3:
        raise CountError(f"{known.sum()} groups have students", mend="give at least three groups to fit a prior to")
    return x[known], size[known]

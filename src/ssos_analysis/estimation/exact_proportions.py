"""Intervals for one proportion from quantiles of a beta distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv

from ssos_analysis.estimation.counts import normal_quantile
from ssos_analysis.estimation.estimates import Estimate
from ssos_analysis.estimation.proportions import ends_at_the_ends, shares_of


def clopper_pearson(events: ArrayLike, n: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """The "exact" interval: the proportions that neither tail of a binomial would reject.

    Covers at least what it says, usually more: too wide for description, right for a rule that withholds (`reliability`).
    Parameters, shapes, NaN and errors as `proportions.wilson`.

    References
    ----------
    Clopper and Pearson (1934), Biometrika 26:404-413.
    """
    tail = _tail(confidence)
    x, size, share = shares_of(events, n)
    # a parameter of 0 has no beta distribution: those bounds are the ends of the range
    low = betaincinv(np.where(x == 0, np.nan, x), size - x + 1, tail)
    high = betaincinv(x + 1, np.where(x == size, np.nan, size - x), 1 - tail)
    return Estimate(share, *ends_at_the_ends(x, size, low, high), "Clopper-Pearson")


def jeffreys(events: ArrayLike, n: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """The equal-tailed interval of the posterior from Jeffreys' prior, Beta(1/2, 1/2).

    With the usual convention that none begins at exactly 0 and all ends at exactly 1: statsmodels' `proportion_confint`
    omits it and prints 0.000024 as the lower bound of 0 of 20. Parameters, shapes, NaN and errors as `proportions.wilson`.

    References
    ----------
    Brown, Cai and DasGupta (2001), Stat Sci 16:101-133.
    """
    tail = _tail(confidence)
    x, size, share = shares_of(events, n)
    low, high = (betaincinv(x + 0.5, size - x + 0.5, quantile) for quantile in (tail, 1 - tail))
    return Estimate(share, *ends_at_the_ends(x, size, low, high), "Jeffreys")


def _tail(confidence: float) -> float:
    """The chance left on each side; `normal_quantile` refuses what is no confidence."""
    normal_quantile(confidence)
    return (1 - confidence) / 2

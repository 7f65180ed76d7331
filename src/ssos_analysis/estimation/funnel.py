"""Funnel limits: how far units of each size stray from a common proportion by chance, and by what else all units have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import binom

from ssos_analysis.errors import CountError, ParameterError
from ssos_analysis.estimation.counts import FloatArray, checked_counts, checked_shares, normal_quantile
from ssos_analysis.estimation.estimates import Estimate

_WINSORISED = 0.10  # of each tail


@dataclass(frozen=True)
class Dispersion:
    """How much more units stray than chance lets them.

    Attributes
    ----------
    ratio : float
        Mean squared z score, winsorised, about 1 under chance alone.
    between_variance : float
        What each unit's variance lacks, on the scale 2 arcsin sqrt(p); 0 where not overdispersed.
    is_over : bool
        Whether the ratio is beyond what chance would make of it: above 1 + 2 sqrt(2 / units).
    units_n : int
    """

    ratio: float
    between_variance: float
    is_over: bool
    units_n: int


def score_limits(n: ArrayLike, baseline: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """The proportions whose Wilson interval would just reach the baseline, for units of each size.

    Parameters
    ----------
    n : int array, shape (k,)
        Students of each unit.
    baseline : float, or float array, shape (k,)
        The common proportion, or the one expected of each unit from its grade span and students.
    confidence : float in (0, 1)
        0.95 for the inner, 0.998 for the outer limits.

    Returns
    -------
    Estimate
        `value` is the baseline; shares from 0 to 1, shape (k,). NaN where n is 0 or a figure is not known.

    Raises
    ------
    CountError
        An n is negative or not whole, or the baseline is outside 0 to 1.
    ParameterError
        `confidence` is not strictly between 0 and 1.

    References
    ----------
    Public Health England, PHEindicatormethods (R): funnel plots of proportions.
    """
    z, size, centre = normal_quantile(confidence), _sizes(n), checked_shares(baseline, what="baseline")
    reach = z * np.sqrt(centre * (1 - centre) / size)
    return _limits(centre, centre - reach, centre + reach, "funnel, score")


def exact_limits(n: ArrayLike, baseline: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """Quantiles of the binomial distribution, drawn to where its steps would cross the level. As `score_limits` otherwise.

    References
    ----------
    Spiegelhalter (2005), Stat Med 24:1185-1202, appendix A.1.
    """
    normal_quantile(confidence)
    size, centre = np.broadcast_arrays(_sizes(n), checked_shares(baseline, what="baseline"))
    bounds = []
    for level in ((1 - confidence) / 2, (1 + confidence) / 2):
        count = binom.ppf(level, size, centre)
        beyond = (binom.cdf(count, size, centre) - level) / binom.pmf(count, size, centre)
        bounds.append((count - beyond) / size)
    return _limits(centre, bounds[0], bounds[1], "funnel, binomial quantiles")


def dispersion(events: ArrayLike, n: ArrayLike, baseline: ArrayLike) -> Dispersion:
    """How the units' z scores spread, each tail's outermost tenth drawn in so that a few outliers do not widen the funnel.

    Where there are no outliers that makes the spread a sixth too small: some 10 of 100 units then lie outside limits of 95
    percent.

    Parameters
    ----------
    events, n : int array, shape (k,)
        Students with the outcome, and students counted; units unknown or without students are left out.
    baseline : float, or float array, shape (k,)

    Returns
    -------
    Dispersion

    Raises
    ------
    CountError
        A count is negative, not whole or larger than its n; the baseline is outside 0 to 1; fewer than two units have students.

    References
    ----------
    Spiegelhalter (2005), Stat Med 24:1185-1202, section 4.
    """
    x, size = checked_counts(events, n)
    x, size, centre = np.broadcast_arrays(x, size, checked_shares(baseline, what="baseline"))
    known = (size > 0) & ~np.isnan(x) & ~np.isnan(centre)
    x, size, centre = x[known], size[known], centre[known]
    units = len(x)
    if units < 2:
        raise CountError(f"{units} units have students", mend="give the units the funnel is drawn through")
    z = (_angle(x / size) - _angle(centre)) * np.sqrt(size)
    z = np.clip(z, *np.quantile(z, [_WINSORISED, 1 - _WINSORISED]))
    ratio = float(np.mean(z**2))
    is_over = ratio > 1 + 2 * np.sqrt(2 / units)
    room = size.sum() - (size**2).sum() / size.sum()
    between = max(0.0, (units * ratio - (units - 1)) / room) if is_over else 0.0
    return Dispersion(ratio, float(between), bool(is_over), units)


def overdispersed_limits(
    n: ArrayLike, baseline: ArrayLike, found: Dispersion, *, how: Literal["additive", "multiplicative"] = "additive",
    confidence: float = 0.95,
) -> Estimate:  # fmt: skip
    """Limits widened by what all units stray beyond chance; those of chance alone where `found` is not over.

    Additive: every unit has a variance of its own besides chance, so large units keep a wide funnel. Multiplicative: chance is
    stretched, which still makes most large units outliers. As `score_limits` otherwise, on the scale 2 arcsin sqrt(p).

    References
    ----------
    Spiegelhalter (2005), Stat Med 24:1185-1202, sections 4 and 5.
    """
    if how not in ("additive", "multiplicative"):
        raise ParameterError(f"how {how!r} is not known", where="funnel limits", mend="use additive or multiplicative")
    z, size, centre = normal_quantile(confidence), _sizes(n), checked_shares(baseline, what="baseline")
    stretched = found.ratio if how == "multiplicative" and found.is_over else 1.0
    added = found.between_variance if how == "additive" else 0.0
    reach = z * np.sqrt(stretched / size + added)
    # outside 0 to pi the sine would come back: the limit is then the end of the range
    low, high = (np.sin(np.clip(_angle(centre) + side * reach, 0, np.pi) / 2) ** 2 for side in (-1, 1))
    return _limits(centre, low, high, f"funnel, {how} overdispersion" if found.is_over else "funnel, arcsine")


def _angle(share: FloatArray) -> FloatArray:
    return np.asarray(2 * np.arcsin(np.sqrt(share)))


def _sizes(n: ArrayLike) -> FloatArray:
    size = checked_counts(0, n)[1]
    return np.where(size == 0, np.nan, size)


def _limits(centre: FloatArray, low: FloatArray, high: FloatArray, method: str) -> Estimate:
    value = np.where(np.isnan(low), np.nan, centre)
    return Estimate(value, np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0), method)

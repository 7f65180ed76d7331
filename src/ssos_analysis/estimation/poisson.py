"""Intervals for a count of events, and for rates and ratios made from one count.

Events are independent of each other: students, not incidents. One student with five incidents is one event, or the interval is
too narrow.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincinv

from ssos_analysis.errors import CountError
from ssos_analysis.estimation.counts import FloatArray, checked_events, normal_quantile
from ssos_analysis.estimation.estimates import Estimate

EXACT_BELOW = 10  # events; where Public Health England changes from the exact limits to Byar's


def poisson_exact(events: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """The "exact" interval of the expected number of events: the means that neither tail of a Poisson would reject.

    Parameters
    ----------
    events : int array, shape (k,), or a number
        Events counted. NaN where not known.
    confidence : float in (0, 1)

    Returns
    -------
    Estimate
        `value` (the count), `low`, `high`: float arrays, shape (k,), events. NaN where the count is NaN. `low` is 0 for none.

    Raises
    ------
    CountError
        A count is negative or not whole; the positions are named.
    ParameterError
        `confidence` is not strictly between 0 and 1.

    References
    ----------
    Garwood (1936), Biometrika 28:437-442: half the quantiles of chi-square with 2x and 2x + 2 degrees of freedom.
    """
    normal_quantile(confidence)
    x, tail = checked_events(events), (1 - confidence) / 2
    low = np.where(x == 0, 0.0, gammaincinv(np.where(x == 0, np.nan, x), tail))
    return Estimate(x, low, gammaincinv(x + 1, 1 - tail), "exact Poisson")


def byar(events: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """Byar's approximation to the exact interval, good from about ten events on.

    Parameters, shapes, NaN and errors as `poisson_exact`.

    References
    ----------
    Breslow and Day (1987), Statistical Methods in Cancer Research II, p. 69.
    """
    z = normal_quantile(confidence)
    x = checked_events(events)
    some = np.where(x == 0, np.nan, x)
    # the bracket can fall below 0 at one event and a high confidence, and its cube with it
    low = np.where(x == 0, 0.0, some * np.maximum(1 - 1 / (9 * some) - z / (3 * np.sqrt(some)), 0) ** 3)
    more = x + 1
    return Estimate(x, low, more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3, "Byar")


def count_interval(events: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """Exact limits below ten events and Byar's from ten on, as Public Health England publishes counts.

    Parameters, shapes, NaN and errors as `poisson_exact`.

    References
    ----------
    Public Health England, PHEindicatormethods (R): phe_rate, calculate_ISRatio.
    """
    close = byar(events, confidence=confidence)
    low, high = np.array(close.low), np.array(close.high)
    few = close.value < EXACT_BELOW
    exact = poisson_exact(close.value[few], confidence=confidence)
    low[few], high[few] = exact.low, exact.high
    return Estimate(close.value, low, high, f"exact Poisson below {EXACT_BELOW} events, Byar from there")


def event_rate(events: ArrayLike, population: ArrayLike, *, per: float = 1.0, confidence: float = 0.95) -> Estimate:
    """Events for every `per` of a population, which may be smaller than the events: days, incidents, staff.

    Parameters
    ----------
    events : int array, shape (k,)
    population : float array, shape (k,)
        Students, student-days or what the events are set against; taken as known.
    per, confidence : float

    Returns
    -------
    Estimate
        Float arrays, shape (k,), events per `per`. NaN where the population is 0 or NaN, or the count is NaN.

    Raises
    ------
    CountError
        A count is negative or not whole, or a population is negative.
    ParameterError
        `confidence` is not strictly between 0 and 1.
    """
    counted = count_interval(events, confidence=confidence)
    return scaled(counted, per / _known_base(population, "population"))


def standardised_ratio(events: ArrayLike, expected: ArrayLike, *, per: float = 1.0, confidence: float = 0.95) -> Estimate:
    """Events over those expected from a reference's rates (indirect standardisation); times `per`, a reference rate, a rate.

    Two such ratios rest on different weights and are not compared with each other, only with the reference.

    Parameters
    ----------
    events : int array, shape (k,)
    expected : float array, shape (k,)
        Events the reference's rates would give in the same strata; taken as known.
    per : float
        1 for the ratio, 100 for a standardised mortality ratio's usual scale, the reference's rate for a standardised rate.
    confidence : float in (0, 1)

    Returns
    -------
    Estimate
        Float arrays, shape (k,). NaN where nothing is expected or a figure is NaN.

    Raises
    ------
    CountError
        A count is negative or not whole, or an expected number is negative.
    ParameterError
        `confidence` is not strictly between 0 and 1.
    """
    counted = count_interval(events, confidence=confidence)
    return scaled(counted, per / _known_base(expected, "expected"))


def scaled(estimate: Estimate, factor: ArrayLike) -> Estimate:
    """An estimate in another unit: value and bounds times a factor that is not negative."""
    times = np.asarray(factor, dtype=float)
    return Estimate(estimate.value * times, estimate.low * times, estimate.high * times, estimate.method)


def _known_base(base: ArrayLike, what: str) -> FloatArray:
    array = np.asarray(base, dtype=float)
    if np.any(array < 0):
        raise CountError(f"{what} is negative", mend="give the number of students, or of what the events are set against")
    return np.where(array == 0, np.nan, array)

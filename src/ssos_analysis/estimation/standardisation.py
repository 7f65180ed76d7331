"""Rates as they would be if every population had the same composition (direct standardisation)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincinv

from ssos_analysis.errors import CountError, ParameterError
from ssos_analysis.estimation.counts import FloatArray, checked_events, normal_quantile, same_length
from ssos_analysis.estimation.estimates import Estimate
from ssos_analysis.estimation.poisson import count_interval


def standardised_share(rate: ArrayLike, standard: ArrayLike) -> FloatArray:
    """The mean of the strata's rates, weighted as the standard population is.

    Parameters
    ----------
    rate : float array, shape (..., k)
        The rate of each of k strata, any unit.
    standard : float array, shape (..., k)
        The standard population of each stratum, in numbers or shares.

    Returns
    -------
    float array, shape (...), in the unit of `rate`. NaN where a stratum that weighs something has no rate.

    Raises
    ------
    ParameterError
        Vectors of different lengths, a weight below 0, or weights that are all 0.
    """
    rates, weights = same_length(rate=rate, standard=standard)
    return np.asarray((np.where(weights == 0, 0.0, rates) * _weights(weights)).sum(axis=-1))


def direct_gamma(
    events: ArrayLike, population: ArrayLike, standard: ArrayLike, *, per: float = 1.0, confidence: float = 0.95
) -> Estimate:
    """A directly standardised rate of events with Fay and Feuer's gamma interval, which holds for few events too.

    Parameters
    ----------
    events : int array, shape (..., k)
        Events in each of k strata.
    population : float array, shape (..., k)
        Persons, or person-days, the events are set against.
    standard : float array, shape (..., k)
        The standard population of each stratum, in numbers or shares.
    per : float
        The unit: events per this many.
    confidence : float in (0, 1)

    Returns
    -------
    Estimate
        Shape (...), events per `per`. NaN where a stratum that weighs something has no population or an unknown count.

    Raises
    ------
    CountError
        A count is negative or not whole, or a population is negative.
    ParameterError
        Vectors of different lengths, a weight below 0, or `confidence` is not strictly between 0 and 1.

    References
    ----------
    Fay and Feuer (1997), Stat Med 16:791-801.
    """
    normal_quantile(confidence)
    value, variance, lever, _ = _weighted(events, population, standard)
    tail, largest = (1 - confidence) / 2, np.max(lever, axis=-1)
    some = np.where(value == 0, np.nan, value)
    low = np.where(value == 0, 0.0, gammaincinv(some**2 / variance, tail) * variance / some)
    more, wider = value + largest, variance + largest**2
    high = gammaincinv(more**2 / wider, 1 - tail) * wider / more
    return Estimate(value * per, low * per, high * per, "directly standardised, Fay-Feuer gamma")


def direct_dobson(
    events: ArrayLike, population: ArrayLike, standard: ArrayLike, *, per: float = 1.0, confidence: float = 0.95
) -> Estimate:
    """The same rate with Dobson's interval: that of the total count, rescaled to the standardised rate's variance.

    Public Health England prints no such rate from fewer than ten events; here their limits are the exact ones, and without an
    event the bounds are NaN: there is no variance to rescale to. Parameters, NaN and errors otherwise as `direct_gamma`.

    References
    ----------
    Dobson et al. (1991), Stat Med 10:457-462. Public Health England, PHEindicatormethods (R): phe_dsr.
    """
    value, variance, _, counted = _weighted(events, population, standard)
    total = count_interval(counted, confidence=confidence)
    scale = np.sqrt(variance / np.where(counted == 0, np.nan, counted))
    low, high = value + scale * (total.low - counted), value + scale * (total.high - counted)
    return Estimate(value * per, np.maximum(low, 0.0) * per, high * per, "directly standardised, Dobson")


def _weighted(
    events: ArrayLike, population: ArrayLike, standard: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """The rate, its variance, what one event of each stratum adds to it, and the events altogether."""
    counts, people, weights = same_length(events=checked_events(events), population=population, standard=standard)
    if np.any(people < 0):
        raise CountError("a population is negative", mend="give the persons of each stratum")
    share = _weights(weights)
    lever = np.where(share == 0, 0.0, share / np.where(people == 0, np.nan, people))
    return (lever * counts).sum(axis=-1), (lever**2 * counts).sum(axis=-1), lever, counts.sum(axis=-1)


def _weights(standard: FloatArray) -> FloatArray:
    whole = standard.sum(axis=-1, keepdims=True)
    if np.any(standard < 0) or np.any(~(whole > 0)):
        raise ParameterError(
            "a standard population is negative, unknown or empty", where="a standardised rate", mend="give known weights"
        )
    return np.asarray(standard / whole)

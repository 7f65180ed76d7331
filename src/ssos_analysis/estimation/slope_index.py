"""The slope index of inequality: an outcome's difference between the two ends of an ordered population."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ssos_analysis.errors import CountError
from ssos_analysis.estimation.counts import FloatArray, normal_quantile, same_length
from ssos_analysis.estimation.estimates import Estimate
from ssos_analysis.estimation.inequality import LEAST_UNITS


@dataclass(frozen=True)
class SlopeIndex(Estimate):
    """The slope index, in the outcome's unit: the last end less the first.

    Attributes
    ----------
    ratio : float array, shape (...)
        The fitted value at the last end over that at the first (relative index of inequality).
    """

    ratio: FloatArray


def slope_index(
    values: ArrayLike, n: ArrayLike, *, error: ArrayLike | None = None, confidence: float = 0.95, least_units: int = LEAST_UNITS
) -> SlopeIndex:
    """The slope of the outcome on rank, from the first person (0) to the last (1), every unit placed at its middle.

    Parameters
    ----------
    values : float array, shape (..., k)
        The outcome of each unit, most disadvantaged unit first.
    n : float array, shape (..., k)
        Persons in each unit, the weights of the regression.
    error : float array, shape (..., k), optional
        The standard error of each value; the interval follows from them. Without, there is none: the scatter of five units about
        a line is not their uncertainty.
    confidence : float in (0, 1)
    least_units : int
        With fewer units there is no index.

    Returns
    -------
    SlopeIndex
        Shape (...). NaN with fewer than `least_units`, a value not known, or all persons in one unit.

    Raises
    ------
    CountError
        An n or an error is negative.
    ParameterError
        Vectors of different lengths; `confidence` is not strictly between 0 and 1.

    References
    ----------
    Public Health England, PHEindicatormethods (R): phe_sii.
    """
    z = normal_quantile(confidence)
    spread = np.full(np.shape(values), np.nan) if error is None else error
    outcome, people, each_error = same_length(values=values, n=n, error=spread)
    if np.any(people < 0) or np.any(each_error < 0):
        raise CountError("an n or an error is negative", mend="give numbers of persons and standard errors")
    everyone = people.sum(axis=-1, keepdims=True)
    weight = people / np.where(everyone == 0, np.nan, everyone)
    rank = np.cumsum(weight, axis=-1) - weight / 2
    off_centre = rank - (weight * rank).sum(axis=-1, keepdims=True)
    squares = (weight * off_centre**2).sum(axis=-1, keepdims=True)
    # the slope is a weighted sum of the values; where all persons are in one unit there is none
    lever = weight * off_centre / np.where(squares <= 1e-15, np.nan, squares)
    slope = np.where(outcome.shape[-1] >= least_units, (lever * outcome).sum(axis=-1), np.nan)
    first = (weight * outcome).sum(axis=-1) - slope * (weight * rank).sum(axis=-1)
    reach = z * np.sqrt((lever**2 * each_error**2).sum(axis=-1))
    ratio = (first + slope) / np.where(first == 0, np.nan, first)
    return SlopeIndex(slope, slope - reach, slope + reach, "weighted least squares on rank", ratio)

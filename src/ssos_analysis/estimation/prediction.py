"""Straight lines through a few years: what the next one may be, and how fast a figure moves. Never across a break."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from ssos_analysis.errors import CountError
from ssos_analysis.estimation.counts import FloatArray, normal_quantile, same_length
from ssos_analysis.estimation.estimates import Estimate


@dataclass(frozen=True)
class Line:
    """An ordinary least squares line for each of several series.

    Attributes
    ----------
    slope, level : float arrays, shape (...), level at the mean of x.
    sd : float array, shape (...), of the residuals.
    centre, spread : floats, mean of x and sum of squares about it.
    points_n : int
    """

    slope: FloatArray
    level: FloatArray
    sd: FloatArray
    centre: float
    spread: float
    points_n: int


def prediction_interval(x: ArrayLike, y: ArrayLike, at: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """Where a further observation would lie if the line goes on: honest, and with three to six years very wide.

    Parameters
    ----------
    x : float array, shape (t,)
        Years, or what y is drawn against; not all alike.
    y : float array, shape (..., t)
        One or many series. A NaN makes its series NaN.
    at : float
        The x of the further observation.
    confidence : float in (0, 1)

    Returns
    -------
    Estimate
        Shape (...), in the unit of y: the line's value, and the interval of a new observation by Student's t with two degrees of
        freedom fewer than points.

    Raises
    ------
    CountError
        Fewer than three points, or all x alike.
    ParameterError
        Vectors of different lengths; `confidence` is not strictly between 0 and 1.
    """
    normal_quantile(confidence)
    line, place = _line(x, y), np.asarray(at, dtype=float)
    value = line.level + line.slope * (place - line.centre)
    t = stdtrit(line.points_n - 2, 0.5 + 0.5 * confidence)
    reach = t * line.sd * np.sqrt(1 + 1 / line.points_n + (place - line.centre) ** 2 / line.spread)
    return Estimate(value, value - reach, value + reach, "least squares line, Student's t")


def weighted_slope(x: ArrayLike, y: ArrayLike, error: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """The change of y for one step of x, each value weighing by its precision; for a gap, how fast it moves.

    Parameters
    ----------
    x : float array, shape (t,)
    y, error : float array, shape (..., t)
        Values and their standard errors, taken as known; a value without one has no weight.
    confidence : float in (0, 1)

    Returns
    -------
    Estimate
        Shape (...), unit of y for one unit of x. NaN where fewer than two values are known.

    Raises
    ------
    CountError
        An error is not above 0.
    ParameterError
        Vectors of different lengths; `confidence` is not strictly between 0 and 1.
    """
    z = normal_quantile(confidence)
    place, value, spread = same_length(x=x, y=y, error=error)
    if np.any(spread <= 0):
        raise CountError("a standard error is not above 0", mend="give the standard error of each value, NaN where none")
    known = ~np.isnan(value) & ~np.isnan(spread)
    weight = np.where(known, 1 / np.where(known, spread, 1) ** 2, 0.0)
    whole = weight.sum(axis=-1, keepdims=True)
    whole = np.where(whole == 0, np.nan, whole)
    off_centre = place - (weight * place).sum(axis=-1, keepdims=True) / whole
    leverage = (weight * off_centre**2).sum(axis=-1)
    # one known year, or years all alike: nothing to draw a line through, but for rounding
    leverage = np.where(leverage <= 1e-12 * (weight * place**2).sum(axis=-1), np.nan, leverage)
    slope = (weight * off_centre * np.where(known, value, 0.0)).sum(axis=-1) / leverage
    reach = z / np.sqrt(leverage)
    return Estimate(slope, slope - reach, slope + reach, "weighted least squares, variances known")


def _line(x: ArrayLike, y: ArrayLike) -> Line:
    place, series = same_length(x=x, y=y)
    centre = float(place.mean())
    spread = float(((place - centre) ** 2).sum())
    if place.ndim != 1 or len(place) < 3 or not spread > 0:
        raise CountError(f"{place.size} points, or x all alike", mend="give at least three points at different x")
    level = series.mean(axis=-1)
    slope = ((place - centre) * series).sum(axis=-1) / spread
    residual = series - level[..., None] - slope[..., None] * (place - centre)
    sd = np.sqrt((residual**2).sum(axis=-1) / (len(place) - 2))
    return Line(slope, level, sd, centre, spread, len(place))

"""How far a figure is from where it was, or should be: years to close a gap, share of a fall made good, students to a target."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ssos_analysis.estimation.counts import FloatArray, checked_counts, checked_shares, normal_quantile
from ssos_analysis.estimation.estimates import Estimate
from ssos_analysis.estimation.proportions import wilson


def years_to_close(
    gap: ArrayLike, slope: ArrayLike, slope_low: ArrayLike | None = None, slope_high: ArrayLike | None = None
) -> Estimate:
    """Years until a gap is 0 if it goes on moving as it does; infinite where it is not on a closing path.

    Parameters
    ----------
    gap : float array, shape (k,)
        The gap now, signed.
    slope : float array, shape (k,)
        Its change a year, signed.
    slope_low, slope_high : float array, shape (k,), optional
        The slope's interval (80 percent is usual here). Where it covers 0 the years are infinite.

    Returns
    -------
    Estimate
        Years, 0 where there is no gap. `low` and `high` follow from the slope's bounds and are NaN without them. NaN where
        the gap or the slope is not known.
    """
    size = np.abs(np.asarray(gap, dtype=float))
    side = np.sign(np.asarray(gap, dtype=float))
    speed = -side * np.asarray(slope, dtype=float)  # above 0: closing
    if slope_low is None or slope_high is None:
        value = _years(size, speed)
        nothing = np.full_like(value, np.nan)
        return Estimate(value, nothing, nothing, "at the present slope")
    bounds = [-side * np.asarray(bound, dtype=float) for bound in (slope_low, slope_high)]
    slowest, fastest = np.minimum(*bounds), np.maximum(*bounds)
    value = np.where((slowest <= 0) & (size > 0) & ~np.isnan(speed), np.inf, _years(size, speed))
    return Estimate(value, _years(size, fastest), _years(size, slowest), "at the present slope")


def recovery_share(
    baseline: ArrayLike, trough: ArrayLike, now: ArrayLike, drop_low: ArrayLike | None = None, drop_high: ArrayLike | None = None,
    *, least_drop: float = 0.0,
) -> FloatArray:  # fmt: skip
    """How much of a fall from the baseline has been made good since a fixed later year.

    Parameters
    ----------
    baseline, trough, now : float arrays, shape (k,)
        The figure before the fall, in a fixed year (the same for all: each unit's own lowest would flatter it), and now.
    drop_low, drop_high : float arrays, shape (k,), optional
        The interval of baseline - trough.
    least_drop : float
        A smaller fall is no fall to recover from, in the unit of the figures.

    Returns
    -------
    float array, shape (k,): 1 is all of it, below 0 a further fall, above 1 more than all. NaN where there was no fall, its
    interval covers 0, it is under `least_drop`, or a figure is not known.
    """
    before, lowest, latest = (np.asarray(each, dtype=float) for each in (baseline, trough, now))
    drop = before - lowest
    fell = (drop > 0) & (drop >= least_drop)
    for bound in (drop_low, drop_high):
        if bound is not None:
            fell = fell & (np.asarray(bound, dtype=float) > 0)
    return np.asarray((latest - lowest) / np.where(fell, drop, np.nan))


def recovery_share_interval(
    baseline: tuple[ArrayLike, ArrayLike], trough: tuple[ArrayLike, ArrayLike], now: tuple[ArrayLike, ArrayLike],
    *, confidence: float = 0.95,
) -> Estimate:  # fmt: skip
    """The share of a fall made good, from counts, with Fieller's interval: all three figures vary, and the trough stands in both
    the fall and the gain.

    Parameters
    ----------
    baseline, trough, now : pairs (events, n) of int arrays, shape (k,), of three separate years
    confidence : float in (0, 1)

    Returns
    -------
    Estimate
        1 is all of the fall. The bounds are NaN where the interval of the fall covers 0 (the ratio then has no two ends), and all
        is NaN where a count is not known. Variances are those of Wilson's interval, so that none is 0 at 0 or 100 percent.

    Raises
    ------
    CountError
        A count is negative, not whole, or larger than its denominator.
    ParameterError
        `confidence` is not strictly between 0 and 1.

    References
    ----------
    Fieller (1954), J R Stat Soc B 16:175-185.
    """
    z = normal_quantile(confidence)
    share, spread = [], []
    for events, n in (baseline, trough, now):
        one = wilson(events, n, confidence=confidence)
        share.append(one.value)
        spread.append(((one.high - one.low) / (2 * z)) ** 2)
    gain, fall = share[2] - share[1], share[0] - share[1]
    gain_var, fall_var, both = spread[2] + spread[1], spread[0] + spread[1], spread[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        value = gain / np.where(fall == 0, np.nan, fall)
        a, b, c = fall**2 - z**2 * fall_var, gain * fall - z**2 * both, gain**2 - z**2 * gain_var
        root = np.sqrt(np.maximum(b**2 - a * c, 0))
        low, high = np.where(a > 0, (b - root) / a, np.nan), np.where(a > 0, (b + root) / a, np.nan)
    return Estimate(value, low, high, "Fieller, from Wilson variances")


def required_annual_gain(now: ArrayLike, target: ArrayLike, years: ArrayLike) -> FloatArray:
    """What each year has to add to reach a target, in its unit; below 0 where it is passed already. NaN without a year left."""
    left = np.asarray(years, dtype=float)
    return np.asarray((np.asarray(target, dtype=float) - np.asarray(now, dtype=float)) / np.where(left > 0, left, np.nan))


def students_to_target(events: ArrayLike, n: ArrayLike, target: ArrayLike) -> FloatArray:
    """How many more students with the outcome a target share asks for: float array, shape (k,), 0 where it is met.

    Raises CountError where a count is impossible or the target is outside 0 to 1.
    """
    x, size = checked_counts(events, n)
    # 0.35 of 20 is 7, and a ceiling must not make 8 of its last binary digit
    needed = np.ceil(np.round(checked_shares(target, what="target") * size, 9))
    return np.asarray(np.maximum(needed - x, 0.0))


def _years(size: FloatArray, speed: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        years = np.where(speed > 0, size / speed, np.inf)
    return np.where(np.isnan(size) | np.isnan(speed), np.nan, np.where(size == 0, 0.0, years))

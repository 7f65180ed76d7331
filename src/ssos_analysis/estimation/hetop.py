"""Means and standard deviations of many groups from their counts at achievement levels (heteroskedastic ordered probit).

With published cuts of a score scale (for MCAS: params/method_values.yml) all are known, and means and standard deviations come
out in points of that scale. Where fewer are known, two of them fix the scale and the others are estimated with the groups.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from ssos_analysis.errors import ParameterError
from ssos_analysis.estimation.counts import FloatArray, checked_events, normal_quantile
from ssos_analysis.estimation.estimates import Estimate
from ssos_analysis.estimation.exact_proportions import clopper_pearson
from ssos_analysis.estimation.ordinal_model import fit

_LEAST_FILLED = 3  # levels a group must fill for a standard deviation of its own


@dataclass(frozen=True)
class Hetop:
    """The distribution of each of g groups, on the scale of the cuts.

    Attributes
    ----------
    mean, sd : float arrays, shape (g,). NaN where all students are at one end, or there are none.
    mean_low, mean_high : float arrays, shape (g,)
        The interval of the mean; where all students are at one end, the side towards the others alone is finite.
    mean_error, log_sd_error : float arrays, shape (g,), standard errors; log_sd_error is NaN where the sd is borrowed.
    has_borrowed_sd : bool array, shape (g,)
        Where fewer than three levels are filled: sd is then the geometric mean of the other groups' own.
    cuts : float array, shape (c - 1,), known and estimated.
    n : float array, shape (g,), students counted.
    """

    mean: FloatArray
    sd: FloatArray
    mean_low: FloatArray
    mean_high: FloatArray
    mean_error: FloatArray
    log_sd_error: FloatArray
    has_borrowed_sd: NDArray[np.bool_]
    cuts: FloatArray
    n: FloatArray

    def standardised(self) -> tuple[FloatArray, FloatArray]:
        """Means and standard deviations in those of all students together, whose mean is then 0.

        The groups must be a partition of the students; groups without an estimate are left out of the whole.
        """
        weight = np.where(np.isnan(self.mean), 0, self.n)
        weight = weight / weight.sum()
        centre = np.nansum(weight * self.mean)
        total = np.sqrt(np.nansum(weight * (self.sd**2 + (self.mean - centre) ** 2)))
        return np.asarray((self.mean - centre) / total), np.asarray(self.sd / total)

    def gap(self, group: int, reference: int, *, confidence: float = 0.95) -> Estimate:
        """One group's mean less another's, over the root of the mean of their variances: V, if both are normal.

        The interval holds the standard deviations as known and the groups as independent: right to about V squared over 8n.
        """
        pooled = np.sqrt((self.sd[group] ** 2 + self.sd[reference] ** 2) / 2)
        value = (self.mean[group] - self.mean[reference]) / pooled
        reach = normal_quantile(confidence) * np.hypot(self.mean_error[group], self.mean_error[reference]) / pooled
        return Estimate(np.asarray(value), np.asarray(value - reach), np.asarray(value + reach), "HETOP, normal")


def fit_hetop(counts: ArrayLike, known_cuts: ArrayLike, *, confidence: float = 0.95) -> Hetop:
    """Fit all groups together by maximum likelihood.

    Groups that fill fewer than three levels borrow their standard deviation from the others and do not shape the cuts; groups
    all at one end get a bound and no estimate. With all cuts known every group is on its own, and thousands are one call; with
    some to be estimated the groups share them, and some hundreds are reasonable.

    Parameters
    ----------
    counts : int array, shape (g, c)
        Students of each group at each of c >= 3 levels, lowest first.
    known_cuts : float array, shape (c - 1,), or shorter
        Increasing cuts between the levels, from the lowest on; at least two. NaN, or missing at the end: to be estimated.
    confidence : float in (0, 1)

    Returns
    -------
    Hetop

    Raises
    ------
    CountError
        A count is negative or not whole.
    ParameterError
        Fewer than two cuts known, cuts not increasing, too many cuts, or no group that fills three levels.

    References
    ----------
    Reardon, Shear, Castellano and Ho (2017), J Educ Behav Stat 42:3-45. Lockwood's R package HETOP (the rule for sparse groups).
    """
    z = normal_quantile(confidence)
    table = checked_events(counts, what="counts")
    cuts = _cuts(table, known_cuts)
    filled = (table > 0).sum(axis=1)
    rich = filled >= _LEAST_FILLED
    if not rich.any():
        raise ParameterError("no group fills three levels", where="HETOP", mend="give counts at three levels or more")
    groups = len(table)
    mean, log_sd, mean_error, log_sd_error = (np.full(groups, np.nan) for _ in range(4))
    if np.isnan(cuts).any():
        together, cuts = _fit_together(table[rich], cuts)
    else:
        together = _fit_apart(table[rich], cuts, None)
    mean[rich], log_sd[rich], mean_error[rich], log_sd_error[rich] = together
    one_end = (filled == 1) & ((table[:, 0] > 0) | (table[:, -1] > 0))
    poor = ~rich & (filled > 0) & ~one_end
    shared = float(np.nanmean(log_sd[rich]))
    if poor.any():
        mean[poor], log_sd[poor], mean_error[poor], _ = _fit_apart(table[poor], cuts, shared)
    low, high = mean - z * mean_error, mean + z * mean_error
    bound = clopper_pearson(
        np.where(one_end, table.max(axis=1), 1), np.where(one_end, table.sum(axis=1), 1), confidence=confidence
    )
    reach = np.exp(shared) * ndtri(bound.low)
    at_top, at_bottom = one_end & (table[:, -1] > 0), one_end & (table[:, 0] > 0)
    low = np.where(at_top, cuts[-1] + reach, np.where(at_bottom, -np.inf, low))
    high = np.where(at_bottom, cuts[0] - reach, np.where(at_top, np.inf, high))
    return Hetop(mean, np.exp(log_sd), low, high, mean_error, log_sd_error, poor, cuts, table.sum(axis=1))


def _fit_together(table: FloatArray, cuts: FloatArray) -> tuple[list[FloatArray], FloatArray]:
    """Groups and missing cuts as one problem."""
    groups = len(table)
    start = _start(table.sum(axis=0, keepdims=True), table, cuts)
    is_free = np.concatenate([np.ones(2 * groups, dtype=bool), np.isnan(cuts)])
    fitted = fit(table[None], start, is_free)
    errors = np.sqrt(np.diagonal(fitted.covariance[0]))
    return [fitted.mean[0], fitted.log_sd[0], errors[:groups], errors[groups : 2 * groups]], fitted.cuts[0]


def _fit_apart(table: FloatArray, cuts: FloatArray, log_sd: float | None) -> list[FloatArray]:
    """Each group as a problem of its own, cuts known; the standard deviation too, where it is borrowed."""
    mean, sd, standing = _line(table, cuts)
    if log_sd is not None:
        sd = np.full(len(table), np.exp(log_sd))
        mean = (cuts - sd[:, None] * standing).mean(axis=1)
    start = np.column_stack([mean, np.log(sd), np.broadcast_to(cuts, (len(table), len(cuts)))])
    is_free = np.array([True, log_sd is None, *[False] * len(cuts)])
    fitted = fit(table[:, None, :], start, is_free)
    errors = np.sqrt(np.einsum("bii->bi", fitted.covariance))
    columns = (fitted.mean[:, 0], fitted.log_sd[:, 0], errors[:, 0], errors[:, 1])
    return [np.where(fitted.has_converged, column, np.nan) for column in columns]


def _start(whole: FloatArray, table: FloatArray, cuts: FloatArray) -> FloatArray:
    """Means, log standard deviations and cuts from straight lines through probits; the whole places the missing cuts."""
    mean, sd, standing = _line(whole, cuts)
    complete = np.where(np.isnan(cuts), mean[0] + sd[0] * standing[0], cuts)
    for at in range(1, len(complete)):
        if np.isnan(cuts[at]) and complete[at] <= complete[at - 1]:
            complete[at] = complete[at - 1] + sd[0]
    means, sds, _ = _line(table, complete)
    return np.concatenate([means, np.log(sds), complete])[None]


def _line(counts: FloatArray, cuts: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Each group's mean and standard deviation from the known cuts regressed on the probits of the shares below them."""
    smooth = counts + 0.5
    standing = ndtri(np.cumsum(smooth, axis=1)[:, :-1] / smooth.sum(axis=1, keepdims=True))
    known = ~np.isnan(cuts)
    x, y = standing[:, known], cuts[known]
    off_centre = x - x.mean(axis=1, keepdims=True)
    sd = (off_centre * (y - y.mean())).sum(axis=1) / (off_centre**2).sum(axis=1)
    return y.mean() - sd * x.mean(axis=1), sd, standing


def _cuts(table: FloatArray, known_cuts: ArrayLike) -> FloatArray:
    """Cuts as shape (c - 1,), NaN where to be estimated."""
    given = np.asarray(known_cuts, dtype=float)
    missing = table.shape[-1] - 1 - given.size if table.ndim == 2 else -1
    known = given[~np.isnan(given)] if given.ndim == 1 else given.ravel()
    if (
        table.ndim != 2
        or np.isnan(table).any()
        or given.ndim != 1
        or missing < 0
        or known.size < 2
        or np.any(np.diff(known) <= 0)
    ):
        raise ParameterError(
            f"{known.size} known cuts for counts of the shape {table.shape}",
            where="HETOP",
            mend="give known counts, groups by levels, and at least two increasing cuts, no more than there are between levels",
        )
    return np.concatenate([given, np.full(missing, np.nan)])

"""Indices of inequality among many units or groups, for an appendix or a trend; a dot plot of the groups says more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import xlogy

from ssos_analysis.errors import CountError
from ssos_analysis.estimation.counts import FloatArray, same_length

LEAST_UNITS = 5  # ordered units below which a concentration or slope index is decoration


@dataclass(frozen=True)
class TheilParts:
    """Theil's index and its two parts, which add to it.

    Attributes
    ----------
    total, between, within : float arrays, shape (...), no unit, at least 0.
        `within`: the groups' own indices, weighted by their shares of the sum.
    """

    total: FloatArray
    between: FloatArray
    within: FloatArray


def theil(values: ArrayLike, n: ArrayLike | None = None) -> FloatArray:
    """How unequally something good is spread: 0 if alike for all, ln(units) if one unit has all of it.

    Parameters
    ----------
    values : float array, shape (..., k)
        The resource or attainment of each of k units, for one person; never negative, never a mixture of good and bad outcomes.
        A value of 0 adds nothing (0 ln 0 is 0). NaN makes the index NaN.
    n : float array, shape (..., k), optional
        Persons in each unit; one each by default.

    Returns
    -------
    float array, shape (...). NaN where all is 0.

    Raises
    ------
    CountError
        A value or an n is negative.
    ParameterError
        The two are of different lengths.

    References
    ----------
    Theil (1967), Economics and Information Theory. As PySAL's `inequality.theil.Theil`.
    """
    return _theil(*_amounts(values, n))


def theil_parts(values: ArrayLike, group: ArrayLike, n: ArrayLike | None = None) -> TheilParts:
    """Theil's index split into inequality between groups and within them.

    Parameters
    ----------
    values, n : as `theil`
    group : array, shape (k,)
        Any label of each unit's group.

    Returns
    -------
    TheilParts

    Raises
    ------
    CountError, ParameterError
        As `theil`; and where a unit has no label.

    References
    ----------
    As PySAL's `inequality.theil.TheilD`.
    """
    amount, people = _amounts(values, n)
    labels = np.unique(np.asarray(group), return_inverse=True)[1].ravel()
    same_length(values=amount, group=labels)
    member: NDArray[np.bool_] = labels == np.arange(labels.max() + 1)[:, None]  # shape (groups, k)
    sums, sizes = (amount * people) @ member.T, people @ member.T
    total = _theil(amount, people)
    between = _theil(sums / np.where(sizes == 0, np.nan, sizes), sizes)
    return TheilParts(total, between, np.asarray(total - between))


def concentration_index(values: ArrayLike, n: ArrayLike, *, least_units: int = LEAST_UNITS) -> FloatArray:
    """Whether an outcome gathers among the first or the last of ordered units: below 0 among the first, above 0 among the last.

    Parameters
    ----------
    values : float array, shape (..., k)
        The outcome's mean or rate in each unit, poorest unit first; never negative.
    n : float array, shape (..., k)
        Persons in each unit.
    least_units : int
        With fewer units there is no index.

    Returns
    -------
    float array, shape (...), -1 to 1. NaN where all is 0 or there are fewer than `least_units`.

    Raises
    ------
    CountError
        A value or an n is negative.
    ParameterError
        The two are of different lengths.

    References
    ----------
    O'Donnell et al. (2008), Analyzing Health Equity Using Household Survey Data, World Bank, chapter 8.
    """
    amount, people = _amounts(values, n)
    width, outcome = (_shares(each) for each in (people, amount * people))
    p, share = np.cumsum(width, axis=-1), np.cumsum(outcome, axis=-1)
    crossed = p[..., :-1] * share[..., 1:] - p[..., 1:] * share[..., :-1]
    return np.where(amount.shape[-1] >= least_units, crossed.sum(axis=-1), np.nan)


def erreygers_index(values: ArrayLike, n: ArrayLike) -> FloatArray:
    """The concentration index of a share (0 to 1), corrected so that having and lacking the outcome give it with opposite signs.

    4 times the mean times the index. Parameters, NaN and errors as `concentration_index`.

    References
    ----------
    Erreygers (2009), J Health Econ 28:504-515.
    """
    return np.asarray(4 * _mean_share(values, n) * concentration_index(values, n))


def wagstaff_index(values: ArrayLike, n: ArrayLike) -> FloatArray:
    """The concentration index of a share over the most it could be at that mean: index / (1 - mean). Else as `erreygers_index`.

    References
    ----------
    Wagstaff (2005), Health Econ 14:429-432.
    """
    left = 1 - _mean_share(values, n)
    return np.asarray(concentration_index(values, n) / np.where(left == 0, np.nan, left))


def _theil(amount: FloatArray, people: FloatArray) -> FloatArray:
    width, outcome = _shares(people), _shares(amount * people)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.where(outcome == 0, 1.0, outcome / width)
    return np.asarray(xlogy(outcome, relative).sum(axis=-1))


def _shares(each: FloatArray) -> FloatArray:
    whole = each.sum(axis=-1, keepdims=True)
    return np.asarray(each / np.where(whole == 0, np.nan, whole))


def _amounts(values: ArrayLike, n: ArrayLike | None) -> tuple[FloatArray, FloatArray]:
    amount, people = same_length(values=values, n=np.ones(np.shape(values)) if n is None else n)
    if np.any(amount < 0) or np.any(people < 0):
        raise CountError("a value or an n is negative", mend="give amounts of something that can be had, and numbers of persons")
    return amount, people


def _mean_share(values: ArrayLike, n: ArrayLike) -> FloatArray:
    amount, people = _amounts(values, n)
    if np.any(amount > 1):
        raise CountError("a share is above 1", mend="divide percents by 100")
    return np.asarray((_shares(people) * amount).sum(axis=-1))

"""How far units are from each other in several characteristics; never in the outcome that is compared afterwards."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ssos_analysis.errors import ParameterError
from ssos_analysis.estimation.counts import FloatArray

_MAD_TO_SD = 1.4826  # of a normal distribution


def robust_scale(values: ArrayLike) -> FloatArray:
    """Each column in robust standard deviations from its median: float array, shape (k, p).

    By the median absolute deviation, so that the few largest cities do not set the scale; by the standard deviation where more
    than half of the units are alike and the former is 0. A column all alike becomes 0. NaN stays NaN and is not counted.
    """
    table = _table(values)
    off = table - np.nanmedian(table, axis=0)
    scale = _MAD_TO_SD * np.nanmedian(np.abs(off), axis=0)
    scale = np.where(scale == 0, np.nanstd(table, axis=0), scale)
    return np.asarray(off / np.where(scale == 0, 1.0, scale))


def mahalanobis(first: ArrayLike, second: ArrayLike, inverse_covariance: ArrayLike) -> FloatArray:
    """The distance of pairs of units in which correlated characteristics do not count twice.

    Parameters
    ----------
    first, second : float array, shape (..., p)
        The p characteristics of the two units of each pair; shapes that broadcast.
    inverse_covariance : float array, shape (p, p)
        Of the characteristics among all units, as `shrunk_covariance` gives the covariance.

    Returns
    -------
    float array, shape (...), no unit. NaN where a characteristic is not known.

    Raises
    ------
    ParameterError
        The matrix is not square, of another size, or not positive (a distance would be the root of a negative number).

    References
    ----------
    Mahalanobis (1936). As scipy.spatial.distance.mahalanobis, for arrays of pairs.
    """
    inverse = np.asarray(inverse_covariance, dtype=float)
    difference = np.asarray(first, dtype=float) - np.asarray(second, dtype=float)
    if inverse.ndim != 2 or inverse.shape != (difference.shape[-1],) * 2 or np.linalg.eigvalsh((inverse + inverse.T) / 2)[0] < 0:
        raise ParameterError(
            f"an inverse covariance of the shape {inverse.shape} for {difference.shape[-1]} characteristics, or not positive",
            where="a distance",
            mend="give the inverse of a covariance of the same characteristics",
        )
    return np.asarray(np.sqrt(np.einsum("...i,ij,...j->...", difference, inverse, difference)))


def shrunk_covariance(values: ArrayLike) -> FloatArray:
    """The covariance of characteristics drawn towards one variance and no correlation, by how noisy it is; it has an inverse.

    Parameters
    ----------
    values : float array, shape (k, p)
        Known characteristics of k units, on comparable scales (`robust_scale`).

    Returns
    -------
    float array, shape (p, p)

    Raises
    ------
    ParameterError
        Fewer than three units (two say nothing of noise), or a value that is not known.

    References
    ----------
    Ledoit and Wolf (2004), J Multivar Anal 88:365-411.
    """
    table = _table(values)
    if len(table) < 3 or np.isnan(table).any():
        raise ParameterError(
            "fewer than three units, or a value not known", where="a covariance", mend="use gower where values are missing"
        )
    off = table - table.mean(axis=0)
    units, characteristics = table.shape
    raw = off.T @ off / units
    target = np.eye(characteristics) * np.trace(raw) / characteristics
    apart = ((raw - target) ** 2).sum()
    noise = ((off**2).T @ off**2 / units - raw**2).sum() / units
    share = 1.0 if apart == 0 else min(noise / apart, 1.0)
    return np.asarray(share * target + (1 - share) * raw)


def gower(numbers: ArrayLike | None = None, labels: ArrayLike | None = None, *, weights: ArrayLike | None = None) -> FloatArray:
    """The mean difference over characteristics that both units have: numbers by their range, labels by being alike or not.

    Parameters
    ----------
    numbers : float array, shape (k, p), optional
        NaN where not known.
    labels : array of any labels, shape (k, q), optional
        None where not known.
    weights : float array, shape (p + q,), optional
        Of the numbers, then of the labels; alike by default.

    Returns
    -------
    float array, shape (k, k), 0 to 1. NaN where two units have no characteristic in common.

    Raises
    ------
    ParameterError
        Neither is given, they are of different lengths, or the weights are of another number or below 0.

    References
    ----------
    Gower (1971), Biometrics 27:857-871.
    """
    parts = []
    if numbers is not None:
        table = _table(numbers)
        span = np.nanmax(table, axis=0) - np.nanmin(table, axis=0)
        apart = np.abs(table[:, None, :] - table[None, :, :])
        parts.append(np.where(np.isnan(apart), np.nan, apart / np.where(span == 0, 1.0, span)))
    if labels is not None:
        words = np.asarray(labels, dtype=object)
        known = np.array([[word is not None and word == word for word in row] for row in words])  # NaN is not itself
        unlike = (words[:, None, :] != words[None, :, :]).astype(float)
        parts.append(np.where(known[:, None, :] & known[None, :, :], unlike, np.nan))
    if not parts or len({len(part) for part in parts}) > 1:
        raise ParameterError("no characteristics, or of different lengths", where="a distance", mend="give one row for each unit")
    each = np.concatenate(parts, axis=2)
    weight = np.ones(each.shape[2]) if weights is None else np.asarray(weights, dtype=float)
    if weight.shape != each.shape[2:] or np.any(weight < 0):
        raise ParameterError(
            f"weights of the shape {weight.shape}", where="a distance", mend=f"give {each.shape[2]} weights, none below 0"
        )
    shared = (~np.isnan(each) * weight).sum(axis=2)
    return np.asarray((np.where(np.isnan(each), 0.0, each) * weight).sum(axis=2) / np.where(shared == 0, np.nan, shared))


def _table(values: ArrayLike) -> FloatArray:
    table = np.asarray(values, dtype=float)
    if table.ndim != 2:
        raise ParameterError(
            f"characteristics of the shape {table.shape}", where="a distance", mend="give units by characteristics"
        )
    return table

"""Counts as arrays, checked once: an impossible count stops here instead of becoming an interval."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from ssos_analysis.errors import CountError, Faults, ParameterError

FloatArray = NDArray[np.float64]
_NAMED = 10  # positions named in a message; the rest are only counted


def checked_counts(events: ArrayLike, n: ArrayLike, *, what: str = "events", of: str = "n") -> tuple[FloatArray, FloatArray]:
    """Events and their denominators as float arrays of one shape.

    Parameters
    ----------
    events, n : number or array, shapes that broadcast
        Whole numbers, or NaN where a count is not known.
    what, of : str
        Their names in a message.

    Returns
    -------
    (events, n) : float arrays, of the common shape

    Raises
    ------
    CountError
        A count is negative, is not whole, or is larger than its denominator; every position is named, counted from 0.
    """
    numerator, denominator = np.broadcast_arrays(np.asarray(events, dtype=float), np.asarray(n, dtype=float))
    faults = Faults()
    mend = "give counts of students: whole numbers, the outcome never above its denominator; round a reconstructed count first"
    for name, counts in ((what, numerator), (of, denominator)):
        _add(faults, counts < 0, f"{name} is negative", mend)
        _add(faults, ~np.isnan(counts) & (counts != np.floor(counts)) | np.isinf(counts), f"{name} is not a whole number", mend)
    _add(faults, numerator > denominator, f"{what} is larger than {of}", mend)
    faults.raise_if_any(CountError)
    return numerator, denominator


def checked_events(events: ArrayLike, *, what: str = "events") -> FloatArray:
    """Counts that have no denominator, as a float array.

    Raises
    ------
    CountError
        A count is negative or is not whole; the positions are named.
    """
    return checked_counts(events, np.nan, what=what)[0]


def checked_shares(shares: ArrayLike, *, what: str = "share") -> FloatArray:
    """Shares as a float array; NaN where not known.

    Raises
    ------
    CountError
        A share is outside 0 to 1: a percent, perhaps; the positions are named.
    """
    array = np.asarray(shares, dtype=float)
    faults = Faults()
    _add(faults, (array < 0) | (array > 1), f"{what} is outside 0 to 1", "give shares; divide percents by 100")
    faults.raise_if_any(CountError)
    return array


def same_length(**vectors: ArrayLike) -> tuple[FloatArray, ...]:
    """Vectors as float arrays, which must be as long as each other in their last dimension; others broadcast.

    Raises
    ------
    ParameterError
        A vector is a single number, or is longer than another; the lengths are told by name.
    """
    arrays = {name: np.asarray(vector, dtype=float) for name, vector in vectors.items()}
    lengths = {name: array.shape[-1] if array.ndim else None for name, array in arrays.items()}
    if len(set(lengths.values())) > 1 or None in lengths.values():
        told = ", ".join(f"{name} {length or 'is one number'}" for name, length in lengths.items())
        raise ParameterError(f"vectors of different lengths: {told}", where="an estimate", mend="give one entry for each unit")
    return tuple(arrays.values())


def normal_quantile(confidence: float) -> float:
    """The z of a two-sided interval: 1.96 for 0.95.

    Raises
    ------
    ParameterError
        `confidence` is not strictly between 0 and 1.
    """
    if not 0 < confidence < 1:
        raise ParameterError(
            f"confidence {confidence!r} is not between 0 and 1", where="an interval", mend="give a share, such as 0.95"
        )
    return float(ndtri(0.5 + 0.5 * confidence))


def _add(faults: Faults, wrong: NDArray[np.bool_], what: str, mend: str) -> None:
    """One fault for all positions where `wrong` is true."""
    positions = np.flatnonzero(wrong)
    if len(positions):
        named = ", ".join(str(position) for position in positions[:_NAMED])
        rest = f" and {len(positions) - _NAMED} more" if len(positions) > _NAMED else ""
        faults.add(what, where=f"position {named}{rest}", mend=mend)

"""What an estimation function returns: the estimate, its interval and how both were made."""

from __future__ import annotations

from dataclasses import dataclass

from ssos_analysis.estimation.counts import FloatArray


@dataclass(frozen=True)
class Estimate:
    """An estimate for each of k cells, with its interval.

    Attributes
    ----------
    value, low, high : float arrays, shape (k,), in one unit. NaN where there is nothing to estimate from.
    method : how it was made, as a page names it.
    """

    value: FloatArray
    low: FloatArray
    high: FloatArray
    method: str

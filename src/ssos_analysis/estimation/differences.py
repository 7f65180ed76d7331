"""The difference of two independent proportions, from their counts."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ssos_analysis.estimation.counts import checked_counts
from ssos_analysis.estimation.estimates import Estimate
from ssos_analysis.estimation.proportions import wilson


def newcombe(
    events: ArrayLike, n: ArrayLike, reference_events: ArrayLike, reference_n: ArrayLike, *, confidence: float = 0.95
) -> Estimate:
    """The share of each group less the share of its reference group, with Newcombe's hybrid score interval.

    Parameters
    ----------
    events, n : int array, shape (k,), or numbers
        Students with the outcome, and students counted, in each of k groups.
    reference_events, reference_n : int, or int array, shape (k,)
        The same counts for the reference, which shares no student with the group: "all students" contains the group and
        is not such a reference; "all other students" is.
    confidence : float in (0, 1)

    Returns
    -------
    Estimate
        `value`, `low`, `high`: float arrays, shape (k,), shares from -1 to 1 (times 100: percentage points). NaN where
        either denominator is 0 or any count is NaN.

    Raises
    ------
    CountError
        A count is negative, not whole, or larger than its denominator; the positions are named.
    ParameterError
        `confidence` is not strictly between 0 and 1.

    References
    ----------
    Newcombe (1998), Stat Med 17:873-890, method 10.
    """
    x, size = checked_counts(events, n)
    reference_x, reference_size = checked_counts(reference_events, reference_n, what="reference_events", of="reference_n")
    mine, theirs = wilson(x, size, confidence=confidence), wilson(reference_x, reference_size, confidence=confidence)
    share = x / np.where(size == 0, np.nan, size)
    reference_share = reference_x / np.where(reference_size == 0, np.nan, reference_size)
    value = share - reference_share
    below = np.sqrt((share - mine.low) ** 2 + (theirs.high - reference_share) ** 2)
    above = np.sqrt((mine.high - share) ** 2 + (reference_share - theirs.low) ** 2)
    # the bounds never leave -1 to 1 but for rounding in the last digit
    low, high = np.maximum(value - below, -1.0), np.minimum(value + above, 1.0)
    return Estimate(value, low, high, "Newcombe hybrid score")

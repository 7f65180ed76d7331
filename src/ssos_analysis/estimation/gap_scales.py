"""One gap on several scales. A change that narrows it on one and widens it on another is a matter of scale, and is not told.

Every gap is group minus reference, so that all scales agree on who is ahead; a ratio is group over reference.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import logit, ndtr, ndtri

from ssos_analysis.errors import CountError
from ssos_analysis.estimation.counts import FloatArray, checked_counts
from ssos_analysis.estimation.differences import newcombe
from ssos_analysis.estimation.estimates import Estimate
from ssos_analysis.estimation.proportions import wilson
from ssos_analysis.estimation.ratios import RatioEstimate, katz


@dataclass(frozen=True)
class GapScales:
    """The gap of each of k groups to its reference, on every scale.

    Attributes
    ----------
    points : Estimate, shares from -1 to 1; times 100, percentage points.
    ratio : RatioEstimate of having the outcome.
    ratio_without : RatioEstimate of not having it, which can move the other way.
    logit : Estimate, difference of log-odds.
    probit : Estimate, standard deviations of students if both groups are normal with equal spread.
    """

    points: Estimate
    ratio: RatioEstimate
    ratio_without: RatioEstimate
    logit: Estimate
    probit: Estimate


def gap_scales(
    events: ArrayLike, n: ArrayLike, reference_events: ArrayLike, reference_n: ArrayLike, *, confidence: float = 0.95
) -> GapScales:
    """A gap in points (Newcombe), as ratios (Katz), and on the logit and probit scales.

    Parameters and errors as `differences.newcombe`. The logit and probit gaps are NaN where a share is 0 or 1, which have no
    finite place on those scales; one of their bounds is then NaN too. The points and the ratios remain.
    """
    sides = (events, n, reference_events, reference_n)
    x1, n1 = checked_counts(events, n)
    x0, n0 = checked_counts(reference_events, reference_n, what="reference_events", of="reference_n")
    return GapScales(
        newcombe(*sides, confidence=confidence),
        katz(*sides, confidence=confidence),
        katz(n1 - x1, n1, n0 - x0, n0, confidence=confidence),
        _transformed(*sides, confidence, logit, "logit"),
        _transformed(*sides, confidence, ndtri, "probit"),
    )


def cut_gap(mean: ArrayLike, reference_mean: ArrayLike, sd: ArrayLike, cuts: ArrayLike) -> FloatArray:
    """The share of the group above each cut less that of its reference, if both are normal with one standard deviation.

    What one constant gap looks like in percent above a cut: half a standard deviation is 1.7 points at a cut two below the
    lower mean and 19.7 a quarter above it.

    Parameters
    ----------
    mean, reference_mean, sd : floats, in the unit of the cuts
    cuts : float array, shape (k,)

    Returns
    -------
    float array, shape (k,), shares from -1 to 1

    Raises
    ------
    CountError
        The standard deviation is not above 0.

    References
    ----------
    Ho (2008), Educ Researcher 37:351-360.
    """
    spread = np.asarray(sd, dtype=float)
    if not np.all(spread > 0):
        raise CountError("the standard deviation is not above 0", mend="give that of students, in the unit of the means")
    places = np.asarray(cuts, dtype=float)
    group, reference = (np.asarray(each, dtype=float) for each in (mean, reference_mean))
    return np.asarray(ndtr((group - places) / spread) - ndtr((reference - places) / spread))


def is_scale_dependent(*changes: ArrayLike) -> NDArray[np.bool_]:
    """Where the changes of one gap on several scales do not agree on its direction; a sentence about it then claims nothing.

    Parameters
    ----------
    changes : float arrays, shape (k,)
        The change of the same gap on each scale, each signed the same way. NaN on a scale is no agreement.

    Returns
    -------
    bool array, shape (k,)
    """
    signs = np.sign(np.stack(np.broadcast_arrays(*(np.asarray(change, dtype=float) for change in changes))))
    return np.asarray(~np.all(signs == signs[0], axis=0))


def _transformed(
    events: ArrayLike, n: ArrayLike, reference_events: ArrayLike, reference_n: ArrayLike, confidence: float,
    scale: Callable[[FloatArray], FloatArray], name: str,
) -> Estimate:  # fmt: skip
    """A difference of transformed shares, its bounds from those of the two Wilson intervals as Newcombe's are.

    Zou and Donner (2008), Stat Med 27:1693-1702: any increasing scale keeps the coverage of the intervals it transforms.
    """
    group = wilson(events, n, confidence=confidence)
    reference = wilson(reference_events, reference_n, confidence=confidence)
    with np.errstate(invalid="ignore"):
        share, low, high, other, other_low, other_high = (
            np.where(np.isinf(place := scale(each)), np.nan, place)
            for each in (group.value, group.low, group.high, reference.value, reference.low, reference.high)
        )
    value = share - other
    below, above = np.hypot(share - low, other_high - other), np.hypot(high - share, other - other_low)
    return Estimate(value, value - below, value + above, f"difference on the {name} scale, from Wilson bounds")

"""How many times as likely an outcome is for a group as for all others, under rules for when it may be calculated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ssos_analysis.errors import ParameterError
from ssos_analysis.estimation.counts import FloatArray, checked_counts, checked_shares, same_length
from ssos_analysis.estimation.differences import newcombe
from ssos_analysis.estimation.estimates import Estimate
from ssos_analysis.estimation.ratios import RatioEstimate, katz

RISK_RATIO, ALTERNATE, NOT_CALCULATED = "risk_ratio", "alternate_risk_ratio", "not_calculated"


@dataclass(frozen=True)
class Disproportionality:
    """Each of k groups against all others: the ratio, and what a page shows beside it, since a ratio of rare outcomes explodes.

    Attributes
    ----------
    basis : text array, shape (k,)
        "risk_ratio": against all others of the district; "alternate_risk_ratio": against all others of the state, since the
        district's are too few; "not_calculated": the group itself is too small, or the state's others are.
    ratio : RatioEstimate, no unit. NaN where not calculated.
    difference : Estimate, shares from -1 to 1, on the same comparison.
    excess : float array, shape (k,)
        Students with the outcome beyond those the comparison's risk would give; negative where fewer.
    """

    basis: NDArray[np.str_]
    ratio: RatioEstimate
    difference: Estimate
    excess: FloatArray


def risk_ratio(
    events: ArrayLike, n: ArrayLike, other_events: ArrayLike, other_n: ArrayLike,
    state_other_events: ArrayLike = np.nan, state_other_n: ArrayLike = np.nan,
    *, least_events: int, least_n: int, confidence: float = 0.95,
) -> Disproportionality:  # fmt: skip
    """The risk ratio of the federal rule, and its alternate where the district's comparison is too small.

    Parameters
    ----------
    events, n : int array, shape (k,)
        Students with the outcome, and students, of each group in its district.
    other_events, other_n : int array, shape (k,)
        The same of all other students of the district.
    state_other_events, state_other_n : int array, shape (k,), optional
        The same of all students of the state outside the group.
    least_events, least_n : int
        The smallest number with the outcome, and of students, from which a risk is calculated, for the group as for its
        comparison; the state's own, dated in params/method_values.yml. Federal rules presume at most 10 and 30 to be reasonable.
    confidence : float in (0, 1)

    Returns
    -------
    Disproportionality

    Raises
    ------
    CountError
        A count is negative, not whole, or larger than its denominator.
    ParameterError
        `confidence` is not strictly between 0 and 1.

    References
    ----------
    34 CFR 300.647(a) and (c). Katz et al. (1978), Biometrics 34:469-474 (interval).
    """
    x, size = checked_counts(events, n)
    other_x, other_size = checked_counts(other_events, other_n, what="other_events", of="other_n")
    state_x, state_size = checked_counts(state_other_events, state_other_n, what="state_other_events", of="state_other_n")
    x, size, other_x, other_size, state_x, state_size = np.broadcast_arrays(x, size, other_x, other_size, state_x, state_size)
    enough, among_others, in_state = (
        (counted >= least_events) & (students >= least_n)
        for counted, students in ((x, size), (other_x, other_size), (state_x, state_size))
    )
    basis = np.where(~enough, NOT_CALCULATED, np.where(among_others, RISK_RATIO, np.where(in_state, ALTERNATE, NOT_CALCULATED)))
    used_x = np.where(basis == RISK_RATIO, other_x, np.where(basis == ALTERNATE, state_x, np.nan))
    used_n = np.where(basis == RISK_RATIO, other_size, np.where(basis == ALTERNATE, state_size, np.nan))
    ratio = katz(x, size, used_x, used_n, confidence=confidence)
    difference = newcombe(x, size, used_x, used_n, confidence=confidence)
    return Disproportionality(basis, ratio, difference, np.asarray(x - size * used_x / np.where(used_n == 0, np.nan, used_n)))


def weighted_risk_ratio(risk: ArrayLike, state_share: ArrayLike) -> FloatArray:
    """Each group's risk over that of the others if they were as many as in the state: comparable between districts.

    Parameters
    ----------
    risk : float array, shape (..., g)
        The risk of each of g groups in the district, 0 to 1.
    state_share : float array, shape (..., g)
        Each group's share of the state's students; they add to 1.

    Returns
    -------
    float array, shape (..., g), no unit. NaN where the others' weighted risk is 0 or a figure is not known.

    Raises
    ------
    CountError
        A risk or share is outside 0 to 1.
    ParameterError
        Vectors of different lengths, or shares that do not add to 1.

    References
    ----------
    Bollmer et al. (2007), J Spec Educ 41:186-198.
    """
    risks, shares = same_length(
        risk=checked_shares(risk, what="risk"), state_share=checked_shares(state_share, what="state_share")
    )
    if np.any(np.abs(shares.sum(axis=-1) - 1) > 0.01):
        raise ParameterError("state_share does not add to 1", where="a weighted risk ratio", mend="give every group's share")
    others = (shares * risks).sum(axis=-1, keepdims=True) - shares * risks
    return np.asarray((1 - shares) * risks / np.where(others <= 0, np.nan, others))

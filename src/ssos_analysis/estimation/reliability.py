"""Whether a figure is steady enough to be spoken of: the presentation rules of the United States' health statistics service."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ssos_analysis.estimation.counts import FloatArray, checked_events
from ssos_analysis.estimation.exact_proportions import clopper_pearson
from ssos_analysis.estimation.poisson import poisson_exact

PRESENT, WITHHOLD, REVIEW = "present", "withhold", "review"

# NCHS, Vital and Health Statistics 2(175), 2017, simple random sample; shares, and widths as shares of the estimate
LEAST_N = 30
WIDE, NARROW, RELATIVELY_WIDE = 0.30, 0.05, 1.30
# NCHS, Vital and Health Statistics 2(200), 2023, rates and counts
LEAST_EVENTS, RATE_RELATIVELY_WIDE = 10, 1.60


@dataclass(frozen=True)
class Reliability:
    """What the rule says of each of k figures.

    Attributes
    ----------
    decision : text array, shape (k,)
        "present", "withhold", or "review": none or all have the outcome, and a person decides. Unknown counts are withheld.
    has_footnote : bool array, shape (k,)
        Presented, while the share of those without the outcome would not be: a page says so beside it.
    width, relative_width : float arrays, shape (k,)
        Of the interval the rule looks at, in the figure's unit and as a share of the figure.
    """

    decision: NDArray[np.str_]
    has_footnote: NDArray[np.bool_]
    width: FloatArray
    relative_width: FloatArray


def proportion_reliability(events: ArrayLike, n: ArrayLike) -> Reliability:
    """The rule for proportions: withheld from few students or with a wide Clopper-Pearson interval of 95 percent.

    Withheld with fewer than 30 students, or a width of 0.30 or more; presented with a width of 0.05 or less; in between withheld
    where the width is more than 130 percent of the proportion.

    Parameters
    ----------
    events, n : int array, shape (k,)
        Students with the outcome, and students counted.

    Returns
    -------
    Reliability

    Raises
    ------
    CountError
        A count is negative, not whole, or larger than its denominator.

    References
    ----------
    Parker et al. (2017), NCHS Data Presentation Standards for Proportions, Vital Health Stat 2(175).
    """
    exact = clopper_pearson(events, n)
    size = np.broadcast_to(np.asarray(n, dtype=float), exact.value.shape)
    width = exact.high - exact.low
    relative, other = (width / np.where(share == 0, np.nan, share) for share in (exact.value, 1 - exact.value))
    with np.errstate(invalid="ignore"):
        unsteady = ~(size >= LEAST_N) | ~(width < WIDE)
        is_end = (exact.value == 0) | (exact.value == 1)
        between = width > NARROW
        decision = np.where(
            unsteady, WITHHOLD, np.where(is_end, REVIEW, np.where(between & (relative > RELATIVELY_WIDE), WITHHOLD, PRESENT))
        )
        has_footnote = (decision == PRESENT) & between & (other > RELATIVELY_WIDE)
    return Reliability(decision, has_footnote, width, relative)


def rate_reliability(events: ArrayLike, population: ArrayLike) -> Reliability:
    """The rule for rates of events: ten events and ten persons at least, and an interval of at most 160 percent of the rate.

    Parameters
    ----------
    events : int array, shape (k,)
    population : float array, shape (k,)

    Returns
    -------
    Reliability
        Widths are of the count of events. `has_footnote` is false throughout.

    Raises
    ------
    CountError
        A count is negative or not whole.

    References
    ----------
    Parker et al. (2023), NCHS Data Presentation Standards for Rates and Counts, Vital Health Stat 2(200).
    """
    counted = poisson_exact(checked_events(events))
    people = np.broadcast_to(np.asarray(population, dtype=float), counted.value.shape)
    width = counted.high - counted.low
    relative = width / np.where(counted.value == 0, np.nan, counted.value)
    with np.errstate(invalid="ignore"):
        steady = (counted.value >= LEAST_EVENTS) & (people >= LEAST_EVENTS) & (relative <= RATE_RELATIVELY_WIDE)
    decision = np.where(steady, PRESENT, WITHHOLD)
    return Reliability(decision, np.zeros(decision.shape, dtype=bool), width, relative)


def needs_caution(
    events: ArrayLike, n: ArrayLike, *, least_n: int = 10, few_n: int = LEAST_N, wide: float = 0.20
) -> NDArray[np.bool_]:
    """Figures to show with a caution mark: between `least_n` and `few_n` students, or an interval between `wide` and too wide.

    The project's own band below the rule above; where `least_n` itself forbids a figure the disclosure rules have said so.

    Returns a bool array, shape (k,). Parameters otherwise and errors as `proportion_reliability`.
    """
    found = proportion_reliability(events, n)
    size = np.broadcast_to(np.asarray(n, dtype=float), found.width.shape)
    few = (size >= least_n) & (size < few_n)
    return np.asarray(few | ((size >= few_n) & (found.width >= wide) & (found.width < WIDE)))

"""Ranks that the uncertainty allows: never a rank without them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ssos_analysis.errors import CountError, ParameterError
from ssos_analysis.estimation.counts import FloatArray, normal_quantile, same_length


@dataclass(frozen=True)
class RankSets:
    """For each of k units, the ranks it may have; 1 is best.

    Attributes
    ----------
    rank, low, high : int arrays, shape (k,)
        The rank of the estimate (ties share the better one), and the best and worst rank the data allow.
    method : str
    """

    rank: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    method: str


def rank_sets(
    estimate: ArrayLike, error: ArrayLike, *, best: Literal["largest", "smallest"] = "largest", confidence: float = 0.95,
    draws: int = 2000, seed: int = 0, only: ArrayLike | None = None,
) -> RankSets:  # fmt: skip
    """The set of ranks of each unit, right for that unit with the stated confidence (marginal, two-sided).

    Unit by unit, its differences to all others are tested together: those too large for the largest of the differences that
    chance alone makes are set aside, and the rest is tested again. A unit certainly behind m others has rank m + 1 at best.

    Parameters
    ----------
    estimate, error : float array, shape (k,)
        Estimates and their standard errors, independent of each other.
    best : whether the largest or the smallest estimate has rank 1.
    confidence : float in (0, 1)
        For each unit on its own; that all k sets hold together has less.
    draws, seed : int
        Of the parametric bootstrap; the same seed gives the same sets, another may move a bound by one.
    only : int array, optional
        The units wanted, counted from 0; all by default. Ranks are among all k.

    Returns
    -------
    RankSets
        Of the units wanted, in their order.

    Raises
    ------
    CountError
        An error is not above 0, or a figure is not known: leave out what is not published, and say so.
    ParameterError
        Vectors of different lengths; `best` or `confidence` cannot be.

    References
    ----------
    Mogstad, Romano, Shaikh and Wilhelm (2024), Rev Econ Stud 91:476-518. R package csranks: `csranks(simul = FALSE)`.
    """
    normal_quantile(confidence)
    value, spread = same_length(estimate=estimate, error=error)
    if best not in ("largest", "smallest"):
        raise ParameterError(f"best {best!r} is not known", where="a rank", mend="use largest or smallest")
    if np.isnan(value).any() or not np.all(spread > 0):
        raise CountError("an estimate is not known, or a standard error is not above 0", mend="rank known estimates only")
    value = value if best == "largest" else -value
    chance = np.random.default_rng(seed).standard_normal((draws, len(value))) * spread
    wanted = np.arange(len(value)) if only is None else np.atleast_1d(np.asarray(only, dtype=int))
    rank = 1 + (value > value[wanted, None]).sum(axis=1)
    sets = np.array([_set(int(unit), value, spread, chance, confidence) for unit in wanted]).reshape(-1, 2)
    return RankSets(rank, sets[:, 0], sets[:, 1], f"Mogstad et al., {draws} draws")


def _set(unit: int, value: FloatArray, spread: FloatArray, chance: FloatArray, confidence: float) -> tuple[int, int]:
    """The best and the worst rank of one unit."""
    others = np.delete(np.arange(len(value)), unit)
    error = np.hypot(spread[others], spread[unit])
    difference = (value[others] - value[unit]) / error
    by_chance = np.abs(chance[:, others] - chance[:, [unit]]) / error
    open_still = np.ones(len(others), dtype=bool)
    while open_still.any():
        critical = np.quantile(by_chance[:, open_still].max(axis=1), confidence)
        settled = open_still & (np.abs(difference) > critical)
        if not settled.any():
            break
        open_still &= ~settled
    ahead = int((~open_still & (difference > 0)).sum())
    behind = int((~open_still & (difference < 0)).sum())
    return 1 + ahead, len(value) - behind

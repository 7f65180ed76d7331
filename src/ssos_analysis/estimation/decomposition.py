"""How much of a difference each part of a whole accounts for: arithmetic on what was observed, never a cause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np
from numpy.typing import ArrayLike

from ssos_analysis.errors import ParameterError
from ssos_analysis.estimation.counts import FloatArray, same_length

_SHARES_MAY_MISS = 0.01  # printed shares are rounded; their sum may miss 1 by this much


@dataclass(frozen=True)
class Kitagawa:
    """The difference of two crude rates and its two parts, which add to it.

    Attributes
    ----------
    difference, composition, rate : float arrays, shape (...), in the unit of the rates, second minus first.
        `composition`: because the shares of the strata differ; `rate`: because the rates within them do.
    """

    difference: FloatArray
    composition: FloatArray
    rate: FloatArray


def kitagawa(share: ArrayLike, rate: ArrayLike, later_share: ArrayLike, later_rate: ArrayLike) -> Kitagawa:
    """Split the change of a crude rate into composition and rate, each held at the mean of the two populations.

    Parameters
    ----------
    share, later_share : float array, shape (..., k)
        The share of each of k strata in the first and in the second population; each adds to 1.
    rate, later_rate : float array, shape (..., k)
        The rate of each stratum, any unit.

    Returns
    -------
    Kitagawa
        NaN where a share or rate is not known.

    Raises
    ------
    ParameterError
        Vectors of different lengths, or shares that do not add to 1.

    References
    ----------
    Kitagawa (1955), J Am Stat Assoc 50:1168-1194.
    """
    s1, r1, s2, r2 = same_length(share=share, rate=rate, later_share=later_share, later_rate=later_rate)
    for name, shares in (("share", s1), ("later_share", s2)):
        if np.any(np.abs(shares.sum(axis=-1) - 1) > _SHARES_MAY_MISS):
            raise ParameterError(f"{name} does not add to 1", where="a decomposition", mend="divide each number by the whole")
    composition = ((s2 - s1) * (r1 + r2) / 2).sum(axis=-1)
    rates = ((s1 + s2) / 2 * (r2 - r1)).sum(axis=-1)
    return Kitagawa((s2 * r2).sum(axis=-1) - (s1 * r1).sum(axis=-1), composition, rates)


def das_gupta(
    factors: ArrayLike, later_factors: ArrayLike, *, combine: Callable[[FloatArray], FloatArray] | None = None
) -> FloatArray:
    """The effect of each of several factors on the difference of a whole they make together; the effects add to it.

    Each factor is exchanged, first for second, with the others at every mixture of the two populations, and the changes are
    averaged over all orders: Das Gupta's formula, and Shapley's value.

    Parameters
    ----------
    factors, later_factors : float array, shape (f, ...)
        The f factors in the first and in the second population; further dimensions are cells, or what `combine` makes of them.
    combine : function from an array of shape (f, ...) to one of the whole, optional
        By default the product of the factors. A sum over strata of products: `lambda x: x.prod(axis=0).sum(axis=-1)`.

    Returns
    -------
    float array, shape (f, ...), second minus first, in the unit of the whole.

    Raises
    ------
    ParameterError
        The two are of different shapes, or of more than 12 factors (4,096 mixtures).

    References
    ----------
    Das Gupta (1993), Standardization and Decomposition of Rates, US Census Bureau P23-186.
    """
    first, second = np.asarray(factors, dtype=float), np.asarray(later_factors, dtype=float)
    if first.shape != second.shape or not first.ndim or len(first) > 12:
        raise ParameterError(
            f"factors of the shapes {first.shape} and {second.shape}",
            where="a decomposition",
            mend="give the same factors for both populations, at most 12",
        )
    whole = combine or (lambda mixed: np.asarray(mixed.prod(axis=0)))
    count = len(first)

    def mixture(exchanged: tuple[int, ...]) -> FloatArray:
        mixed = first.copy()
        mixed[list(exchanged)] = second[list(exchanged)]
        return np.asarray(whole(mixed))

    value = {chosen: mixture(chosen) for size in range(count + 1) for chosen in combinations(range(count), size)}
    effects = []
    for factor in range(count):
        effect = np.zeros_like(value[()])
        for chosen, without in value.items():
            if factor not in chosen:
                weight = factorial(len(chosen)) * factorial(count - len(chosen) - 1) / factorial(count)
                effect = effect + weight * (value[tuple(sorted((*chosen, factor)))] - without)
        effects.append(effect)
    return np.stack(effects)

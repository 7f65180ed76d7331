"""P-values of one declared family, adjusted for how many there are.

A family is what one section of one brief asks of one year. Of sixty comparisons at 5 percent three are expected to be false.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from statsmodels.stats.multitest import fdrcorrection

from ssos_analysis.errors import ParameterError
from ssos_analysis.estimation.counts import FloatArray


@dataclass(frozen=True)
class Adjusted:
    """One family of p-values, adjusted.

    Attributes
    ----------
    p_value : float array, shape (k,)
        Adjusted p-values, in the order given; NaN where none was given.
    is_found : bool array, shape (k,)
        Whether the adjusted value is at most the level.
    tested_n : int
        How many were tested: NaN are not part of the family.
    method : str
    """

    p_value: FloatArray
    is_found: NDArray[np.bool_]
    tested_n: int
    method: str


def benjamini_hochberg(p: ArrayLike, *, level: float = 0.10) -> Adjusted:
    """Adjusted so that of the findings an expected share of at most `level` is false.

    Holds under independence and under positive dependence, which overlapping student groups roughly have.

    Parameters
    ----------
    p : float array, shape (k,)
        Two-sided p-values of one family; NaN where there is no test.
    level : float in (0, 1)

    Returns
    -------
    Adjusted

    Raises
    ------
    ParameterError
        A p-value is outside 0 to 1, or `level` is not strictly between them.

    References
    ----------
    Benjamini and Hochberg (1995), J R Stat Soc B 57:289-300.
    """
    return _adjusted(p, level, lambda tested: np.asarray(fdrcorrection(tested)[1]), "Benjamini-Hochberg")


def holm(p: ArrayLike, *, level: float = 0.05) -> Adjusted:
    """Adjusted so that the chance of even one false finding is at most `level`, under any dependence.

    Parameters, NaN and errors as `benjamini_hochberg`.

    References
    ----------
    Holm (1979), Scand J Stat 6:65-70.
    """
    return _adjusted(p, level, _step_down, "Holm")


def bonferroni(p: ArrayLike, *, level: float = 0.05) -> Adjusted:
    """The p-values times their number. As `holm`, which finds at least as much; for comparison with what others print."""
    return _adjusted(p, level, lambda tested: tested * len(tested), "Bonferroni")


def _step_down(tested: FloatArray) -> FloatArray:
    """Holm's adjustment. Our own: statsmodels' collects all of Python's garbage on each call, a fifth of a second."""
    order = np.argsort(tested, kind="stable")
    stepped = np.maximum.accumulate(tested[order] * np.arange(len(tested), 0, -1))
    adjusted = np.empty_like(tested)
    adjusted[order] = stepped
    return adjusted


def _adjusted(p: ArrayLike, level: float, adjust: Callable[[FloatArray], FloatArray], method: str) -> Adjusted:
    values = np.asarray(p, dtype=float)
    if np.any((values < 0) | (values > 1)) or not 0 < level < 1 or values.ndim != 1:
        raise ParameterError(
            "p-values and their level are between 0 and 1, in one list",
            where="an adjustment for many comparisons",
            mend="give one list of p-values, NaN where there is no test, and a level such as 0.10",
        )
    tested = ~np.isnan(values)
    adjusted, found = np.full(values.shape, np.nan), np.zeros(values.shape, dtype=bool)
    if tested.any():
        adjusted[tested] = np.minimum(adjust(values[tested]), 1.0)
        # from the adjusted values, so that the two never disagree in the last digit
        found[tested] = adjusted[tested] <= level
    return Adjusted(adjusted, found, int(tested.sum()), method)

"""One odds ratio from many tables, so that strata of different sizes do not make a difference of their own."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from statsmodels.stats.contingency_tables import StratifiedTable

from ssos_analysis.errors import ParameterError
from ssos_analysis.estimation.counts import checked_events, normal_quantile
from ssos_analysis.estimation.estimates import Estimate


def mantel_haenszel(tables: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """The odds ratio common to all strata, each weighing by what it can tell.

    Berkeley's admissions: 1.84 in favour of men from the pooled table, 0.90 within departments.

    Parameters
    ----------
    tables : int array, shape (s, 2, 2)
        One two-by-two table [[a, b], [c, d]] for each of s strata; the odds ratio of each is ad / bc. A stratum with an empty
        margin tells nothing and adds nothing.
    confidence : float in (0, 1)

    Returns
    -------
    Estimate
        `value`, `low`, `high`: floats, no unit. NaN where no stratum has students on both diagonals.

    Raises
    ------
    CountError
        A count is negative or not whole.
    ParameterError
        The tables are not two by two, a count is NaN, or `confidence` is not strictly between 0 and 1.

    References
    ----------
    Mantel and Haenszel (1959), J Natl Cancer Inst 22:719-748. Interval: Robins, Breslow and Greenland
    (1986), Biometrics 42:311-323.
    """
    normal_quantile(confidence)
    counts = checked_events(tables, what="a count of the tables")
    if counts.ndim != 3 or counts.shape[1:] != (2, 2) or np.isnan(counts).any():
        raise ParameterError(
            f"the tables have the shape {counts.shape}, or a count is not known",
            where="an odds ratio over strata",
            mend="give known counts as one two-by-two table for each stratum: shape (strata, 2, 2)",
        )
    method = "Mantel-Haenszel, Robins-Breslow-Greenland interval"
    counts = counts[counts.sum(axis=(1, 2)) > 0]  # an empty stratum would divide by its size
    along, across = counts[:, 0, 0] * counts[:, 1, 1], counts[:, 0, 1] * counts[:, 1, 0]
    if not (along.any() and across.any()):
        nothing = np.asarray(np.nan)
        return Estimate(nothing, nothing, nothing, method)
    # statsmodels takes the strata along the last dimension
    pooled = StratifiedTable(np.moveaxis(counts, 0, -1))
    low, high = pooled.oddsratio_pooled_confint(alpha=1 - confidence)
    return Estimate(np.asarray(pooled.oddsratio_pooled), np.asarray(low), np.asarray(high), method)

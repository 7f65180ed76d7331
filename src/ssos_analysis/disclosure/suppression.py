"""Which derived cells are too small to show, and which others must go with them so that subtraction finds nothing.

Primary: too few students, or too few with, or without, the outcome. None, and all, are the smallest of these: that no one in
a group (or everyone) had an outcome says it of each of its students. Complementary: the parts of a partition add up to a
known total, so ordinary parts are hidden beside a small one until they could give it LEAST_ROOM students more.
docs/disclosure.md says which attackers this withstands and which it does not.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ssos_analysis.errors import DisclosureError
from ssos_analysis.estimation.counts import checked_counts

SHOWN, TOO_FEW_STUDENTS, TOO_FEW_WITH_OUTCOME, PROTECTS_ANOTHER = (
    "",
    "too_few_students",
    "too_few_with_outcome",
    "protects_another",
)
# Students by which a hidden small count must be able to be larger, as far as the figures shown can tell. A choice of ours,
# the width asked of an attacker's range in statistical practice being of this order.
LEAST_ROOM = 5


def suppress_partition(counts: Sequence[int], least_n: int) -> list[int | None]:
    """The counts of a partition whose total is known, with the small ones and those that protect them as None.

    Parameters
    ----------
    counts : students in each part, shape (k,); the parts share no student and together make the known total.
    least_n : smallest count that may be shown.

    Returns
    -------
    list, length k
        Each count, or None where it is hidden. Never exactly one is hidden, and every count shown is at least `least_n`.
        A zero is hidden like any other small count: shown, it would tell that a hidden one is not zero. When no ordinary
        part is left to protect a small one, all are hidden.

    Raises
    ------
    CountError
        A count is negative or not whole.
    DisclosureError
        The only part is small: it is its own total, and nothing can hide it.
    """
    if len(counts) == 1 and counts[0] < least_n:
        raise DisclosureError(
            "a partition of one part has a small count, and its total is that count",
            where="suppress_partition",
            mend="withhold the total as well",
        )
    table = pd.DataFrame({"n": pd.Series(list(counts), dtype=float), "whole": "all"})
    reasons = hide_small(table, n="n", cell=None, least_n=least_n, least_cell_n=0, partition="whole")
    return [None if reason else int(count) for count, reason in zip(counts, reasons, strict=True)]


def hide_small(
    table: pd.DataFrame, *, n: str, cell: str | None, least_n: int, least_cell_n: int, partition: str | None
) -> pd.Series:
    """Why each derived row of a table is hidden, or "" where it may be shown.

    Parameters
    ----------
    table : one row per derived figure.
    n : column of the students behind the figure. NaN: nothing was derived in this row.
    cell : column of those of them with the outcome, or None where the figure has no outcome (a mean, a head count). NaN:
        nothing was derived in this row.
    least_n : smallest `n` that may be shown.
    least_cell_n : smallest number of students with the outcome, and smallest without it, that may be shown; 0 asks nothing.
    partition : column naming the partition a row belongs to ("" or missing: none). The rows of one partition share no
        student and add up to a total that readers know. None: no row belongs to one.

    Returns
    -------
    pd.Series of str, indexed as the table
        "" (shown), "too_few_students", "too_few_with_outcome" or "protects_another". In a partition with a small row,
        ordinary rows are hidden from the smallest on until together they could give LEAST_ROOM students (fewer where the
        floors are lower) without one of them falling below a floor itself; all of them when they cannot.

    Raises
    ------
    CountError
        A count is negative, not whole, or an outcome has more students than its group; the positions are named.
    """
    size = table[n].to_numpy(dtype=float, na_value=np.nan)
    with_outcome = np.full(len(table), np.nan) if cell is None else table[cell].to_numpy(dtype=float, na_value=np.nan)
    checked_counts(with_outcome, size, what=cell or "no outcome", of=n)
    derived = ~np.isnan(size) if cell is None else ~np.isnan(size) & ~np.isnan(with_outcome)
    has_cell_floor = cell is not None and least_cell_n > 0
    room = size - least_n
    if has_cell_floor:
        smaller = np.minimum(with_outcome, size - with_outcome)
        room = np.minimum(room, smaller - least_cell_n)
    reasons = np.full(len(table), SHOWN, dtype=object)
    reasons[derived & (room < 0)] = TOO_FEW_WITH_OUTCOME
    reasons[derived & (size < least_n)] = TOO_FEW_STUDENTS
    if partition is not None:
        needed = min(LEAST_ROOM, max(least_n, least_cell_n if has_cell_floor else 0) - 1)
        names = table[partition].fillna("").astype(str).to_numpy()
        for name in set(names) - {""}:
            members = np.flatnonzero((names == name) & derived)
            small = reasons[members] != SHOWN
            if small.any():
                reasons[members[_protectors(size[members], room[members], small, needed)]] = PROTECTS_ANOTHER
    return pd.Series(reasons, index=table.index, dtype=object)


def _protectors(size: NDArray[np.float64], room: NDArray[np.float64], small: NDArray[np.bool_], needed: int) -> NDArray[np.intp]:
    """Ordinary rows of one partition, the smallest first, until their room adds up to what is needed."""
    ordinary = np.flatnonzero(~small)
    ordinary = ordinary[np.lexsort((room[ordinary], size[ordinary]))]
    enough = np.flatnonzero(np.cumsum(room[ordinary]) >= needed)
    return ordinary if len(enough) == 0 else ordinary[: enough[0] + 1]

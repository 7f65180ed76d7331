"""Which figure stands where several periods or publications report the same cell, and what the others say of it."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ssos_analysis.measures.definition import Measure
from ssos_analysis.schemas.columns import COPIES, REPORTED

IntArray: TypeAlias = NDArray[np.int64]
ObjectArray: TypeAlias = NDArray[np.object_]


def preferred(long: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """One row for each organization, year and group, where several periods or publications report the same cell.

    The preferred period wins; then a reported figure over a missing one; then the state's own publication over a copy by a third
    party; then the publication that covers most of the group's years, so that a trend stays inside one as far as it can; then
    the one that covers most groups and years, so that a group and all students come from one report where both have them.
    """
    level, group, publication = (codes_of(long[name]) for name in ("org_level", "student_group", "publication"))
    year = long["school_year"].to_numpy()
    cell = _part(codes_of(long["org_code"]), year, group)
    is_contested = (np.bincount(cell) > 1)[cell]
    if not is_contested.any():
        return long.assign(disagrees="")
    rank = {value: number for number, value in enumerate(next(iter(measure.prefer.values()), ()))}
    at = np.flatnonzero(is_contested)
    several = long[["variant", "status", "publication"]].iloc[at]
    is_missing = (several["status"] != REPORTED).to_numpy()
    order = np.lexsort(
        (
            publication[at],
            -_distinct(group, _part(level, publication))[at],
            -_distinct(year, _part(level, group, publication))[at],
            several["publication"].str.startswith(COPIES).to_numpy(),
            np.array([rank.get(variant, len(rank)) for variant in several["variant"]]),
            is_missing,
        )
    )
    ranked, is_missing = at[order], is_missing[order]
    is_first = np.zeros(len(ranked), dtype=bool)
    is_first[np.unique(cell[ranked], return_index=True)[1]] = True
    disagrees = np.full(len(long), "", dtype=object)
    _note_disagreements(disagrees, long, cell, ranked[is_first], ranked[~is_first & ~is_missing])
    is_kept = ~is_contested
    is_kept[ranked[is_first]] = True
    return long[is_kept].assign(disagrees=pd.Series(disagrees[is_kept], index=long.index[is_kept], dtype=str))


def codes_of(column: pd.Series) -> IntArray:
    """A number for each value of a column, in the order of the values."""
    return pd.factorize(column, sort=True, use_na_sentinel=False)[0]


def _part(*codes: IntArray) -> IntArray:
    """A number, from 0, for each combination of codes that there is."""
    part = codes[0]
    for code in codes[1:]:
        part = np.unique(part * (code.max(initial=0) + 1) + code, return_inverse=True)[1]
    return part


def _distinct(codes: IntArray, part: IntArray) -> IntArray:
    """How many different codes stand in each row's part."""
    width = codes.max(initial=0) + 1
    return np.bincount(np.unique(part * width + codes) // width)[part]


def _note_disagreements(disagrees: ObjectArray, long: pd.DataFrame, cell: IntArray, first: IntArray, others: IntArray) -> None:
    """What another publication gives for the cell of each of the rows `first`; nothing is noted of cells that all agree on."""
    of_cell = np.zeros(cell.max(initial=0) + 1, dtype=int)
    of_cell[cell[first]] = first
    of = of_cell[cell[others]]
    decimals, estimates, variant = (long[name].to_numpy() for name in ("decimals", "estimate", "variant"))
    own, theirs = decimals[of], decimals[others]
    # 49 and 48.6 are one figure, printed with fewer decimals and with more
    half_unit = np.where(theirs == own, 0.0, 0.5 * 10.0 ** -np.minimum(theirs, own).astype(float))
    is_apart = np.abs(estimates[others] - estimates[of]) > half_unit + 1e-9
    is_clash = is_apart & (variant[others] == variant[of])
    for place, other in zip(of[is_clash], others[is_clash], strict=True):
        disagrees[place] = f"{long['publication'].iloc[other]} gives {estimates[other]:.{decimals[other]}f}"

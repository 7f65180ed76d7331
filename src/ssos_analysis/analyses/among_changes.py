"""Where a district's change lies among the changes that districts of like size made before: what is usual, measured."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ssos_analysis.measures.statewide_reads import boiled_down
from ssos_analysis.measures.statewide_tables import Statewide, size_band

LEAST_CHANGES = 20
"""Fewer changes to compare with give no percentile. A choice of ours: at 20, one change is five percentile points."""

CLOSED_YEAR = 2020


class Among(NamedTuple):
    """Percentile from 0 to 100 (NaN without enough changes), the changes and the districts it rests on, and the size band."""

    percentile: float
    changes_n: float
    districts_n: float
    band: str


@boiled_down(places=0)
def among_changes(
    statewide: Statewide, measure_id: str, group: str, *, org_code: str, first_year: int, last_year: int, n: float, change: float
) -> Among:
    """The percentile of a change among those of other districts: same measure and group, same number of years, same size band.

    The years about the closing of schools in 2020 moved every district: a change across them is set only among changes across
    them, any other only among others. Ties count half.
    """
    band = size_band(n)
    rows = statewide.changes_of(measure_id, group, band, span_years=last_year - first_year, through=last_year)
    crosses = (rows["first_year"] < CLOSED_YEAR) & (rows["last_year"] >= CLOSED_YEAR)
    rows = rows[(crosses == (first_year < CLOSED_YEAR <= last_year)) & (rows["org_code"] != org_code)]
    if len(rows) < LEAST_CHANGES:
        return Among(np.nan, np.nan, np.nan, band)
    others = rows["change"].to_numpy(dtype=float)
    below = np.mean(others < change - 1e-9) + np.mean(np.abs(others - change) <= 1e-9) / 2
    return Among(100 * float(below), float(len(rows)), float(rows["org_code"].nunique()), band)

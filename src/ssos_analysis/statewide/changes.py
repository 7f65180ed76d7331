"""Every change that a district's published figures ever made inside one comparable series."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ssos_analysis.errors import CountError
from ssos_analysis.estimation.counts import FloatArray
from ssos_analysis.estimation.means import PERCENTILE_SD
from ssos_analysis.estimation.normal_shrinkage import shrink
from ssos_analysis.measures.definition import Measure
from ssos_analysis.measures.statewide_tables import CHANGES, SIZE_BANDS, empty_frame

LONGEST_SPAN = 5
LEAST_DISTRICTS = 3
"""Changes of the same two years from which a change can be drawn towards their mean."""


def changes(measure: Measure, rows: pd.DataFrame) -> pd.DataFrame:
    """The changes of one measure.

    Parameters
    ----------
    measure : one with counts.
    rows : `usable_rows` of the districts: reported, ordinary, with counts.

    Returns
    -------
    DataFrame
        Columns of CHANGES. Both years are of one series, and no unusual year lies between them: what happened across 2020 and
        2021 is no measure of what districts do.
    """
    keys = ["org_code", "student_group", "series", "between_years"]
    held = rows.sort_values([*keys, "school_year"], ignore_index=True)
    first, last = _pairs(held.groupby(keys, sort=False).ngroup().to_numpy(), held["school_year"].to_numpy())
    if not len(first):
        return empty_frame("changes")
    years, n = held["school_year"].to_numpy(), held["denominator"].to_numpy(float)
    figure = 100 * held["numerator"].to_numpy(float) / n if measure.kind == "share" else held["estimate"].to_numpy(float)
    smaller = np.minimum(n[first], n[last])
    least = np.array([least for least, _ in SIZE_BANDS.values()])
    table = pd.DataFrame(
        {
            "measure_id": measure.id,
            "student_group": held["student_group"].to_numpy()[first],
            "org_code": held["org_code"].to_numpy()[first],
            "size_band": np.array(list(SIZE_BANDS), dtype=object)[np.searchsorted(least, smaller, side="right") - 1],
            "span_years": (years[last] - years[first]).astype("int8"),
            "first_year": years[first].astype("int16"),
            "last_year": years[last].astype("int16"),
            "start": figure[first],
            "change": figure[last] - figure[first],
            "n": smaller,
        }
    )
    of_one = _chance(measure, held)
    table["shrunk_change"] = _shrunk(table, of_one[first] + of_one[last])
    order = ["student_group", "span_years", "first_year", "org_code"]
    return table.sort_values(order, kind="stable", ignore_index=True)[list(CHANGES)]


def _pairs(line: NDArray[Any], years: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Places of the first and the last year of every change, in rows sorted by line (what may be joined) and year."""
    firsts, lasts = [], []
    for apart in range(1, LONGEST_SPAN + 1):  # years of a line differ: rows further apart are more than LONGEST_SPAN years apart
        at = np.arange(max(len(line) - apart, 0))
        kept = at[(line[at] == line[at + apart]) & (years[at + apart] - years[at] <= LONGEST_SPAN)]
        firsts.append(kept)
        lasts.append(kept + apart)
    return np.concatenate(firsts), np.concatenate(lasts)


def _chance(measure: Measure, held: pd.DataFrame) -> FloatArray:
    """The variance that the number of students alone gives a year's figure; a share of none or all is taken as if one student
    more had the outcome, and one had not."""
    n = held["denominator"].to_numpy(float)
    if measure.kind != "share":
        return np.asarray(PERCENTILE_SD**2 / n)
    share = (held["numerator"].to_numpy(float) + 1) / (n + 2)
    return np.asarray(100**2 * share * (1 - share) / n)


def _shrunk(table: pd.DataFrame, chance: FloatArray) -> FloatArray:
    """Each change drawn towards the mean of all changes of the same group and years."""
    out = np.full(len(table), np.nan)
    moved = table["change"].to_numpy(float)
    for places in table.groupby(["student_group", "span_years", "first_year"], sort=False).indices.values():
        if len(places) >= LEAST_DISTRICTS:
            try:
                out[places] = shrink(moved[places], chance[places]).value
            except CountError:  # no spread to estimate from
                continue
    return out

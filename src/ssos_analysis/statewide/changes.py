"""Every change that a district's published figures ever made inside one comparable series."""

from __future__ import annotations

import numpy as np
import pandas as pd

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
    held = rows[["org_code", "student_group", "series", "school_year", "estimate", "numerator", "denominator", "between_years"]]
    parts = []
    for span in range(1, LONGEST_SPAN + 1):
        later = held.assign(school_year=held["school_year"] - span)
        pairs = held.merge(later, on=["org_code", "student_group", "series", "school_year"], suffixes=("", "_last"))
        # an unusual year between the two would have moved the counter of ordinary stretches
        pairs = pairs[pairs["between_years"] == pairs["between_years_last"]]
        parts.append(pairs.assign(span_years=span))
    pairs = pd.concat(parts, ignore_index=True)
    if pairs.empty:
        return empty_frame("changes")
    n = np.minimum(pairs["denominator"], pairs["denominator_last"])
    if measure.kind == "share":
        start = 100 * pairs["numerator"] / pairs["denominator"]
        moved = 100 * pairs["numerator_last"] / pairs["denominator_last"] - start
    else:
        start, moved = pairs["estimate"], pairs["estimate_last"] - pairs["estimate"]
    table = pd.DataFrame(
        {
            "measure_id": measure.id,
            "student_group": pairs["student_group"],
            "org_code": pairs["org_code"],
            "size_band": pd.cut(n, [*(least for least, _ in SIZE_BANDS.values()), np.inf], right=False, labels=list(SIZE_BANDS)),
            "span_years": pairs["span_years"].astype("int8"),
            "first_year": pairs["school_year"].astype("int16"),
            "last_year": (pairs["school_year"] + pairs["span_years"]).astype("int16"),
            "start": start,
            "change": moved,
            "n": n,
        }
    )
    chance = _chance(measure, pairs, "") + _chance(measure, pairs, "_last")
    table["shrunk_change"] = _shrunk(table, chance)
    table["size_band"] = table["size_band"].astype(str)
    order = ["student_group", "span_years", "first_year", "org_code"]
    return table.sort_values(order, kind="stable", ignore_index=True)[list(CHANGES)]


def _chance(measure: Measure, pairs: pd.DataFrame, end: str) -> FloatArray:
    """The variance that the number of students alone gives one year's figure; a share of none or all is taken as if one student
    more had, and one had not."""
    n = pairs[f"denominator{end}"].to_numpy(float)
    if measure.kind != "share":
        return np.asarray(PERCENTILE_SD**2 / n)
    share = (pairs[f"numerator{end}"].to_numpy(float) + 1) / (n + 2)
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

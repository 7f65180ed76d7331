"""Whether a gap moved, on every scale at once: equal gains of two groups narrow or widen a gap in points by where the cut lies
(Ho 2008), so a direction is told only where the scales agree on it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ssos_analysis.analyses.comparison import ABOVE, BELOW, NOT_CLEAR, of_difference
from ssos_analysis.analyses.equity_gaps import gaps, without_mirrors
from ssos_analysis.analyses.gap_evidence import with_scales
from ssos_analysis.disclosure.finding import Finding, Floor
from ssos_analysis.estimation.gap_scales import is_scale_dependent
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.vocabulary.student_groups import ALL_OTHER_STUDENTS, groups_of, sort_key

SCALE_DEPENDENT = "scale_dependent"

_SIDES = ("first_n", "first_reference_n", "n", "reference_n")
_DERIVED = (
    "first_difference", "difference", "change", "low", "high", "change_ratio", "change_ratio_without", "change_standardized",
    "standardized_low", "standardized_high", "stands", "rebuilt_error",
)  # fmt: skip
_COLUMNS = (
    "org_code", "student_group", "reference", "first_year", "school_year", "variant", "first_estimate", "estimate", "decimals",
    "first_n", "first_numerator", "first_reference_n", "first_reference_numerator", "n", "numerator", "reference_n",
    "reference_numerator", *_DERIVED, "counts", "method", "series", "publication", "first_source_id", "first_source_row",
    "source_id", "source_row",
)  # fmt: skip


def gap_change(
    measure: MeasureTable,
    *,
    reference: str = ALL_OTHER_STUDENTS,
    span_years: int | None = None,
    partition: str | None = None,
) -> Finding:
    """The gap of the newest comparable year less that of the first, for each group.

    Parameters
    ----------
    measure : a share with counts by group.
    reference : as in `equity_gaps`; the same in both years.
    span_years : at most so many years before the newest.
    partition : only the groups of one partition (`race_ethnicity`); None is every group.

    Returns
    -------
    Finding
        kind `gap_change`; one row per group with two comparable years. change (percentage points) with an interval from the four
        Wilson intervals; change_ratio and change_ratio_without (differences of logarithms, signed as the gap) and
        change_standardized with its interval. `stands`: `above`, `below`, `not_clear`, `too_few`, or `scale_dependent` where
        the scales differ on the direction: then nothing may be said of it. A direction is clear only where the intervals in
        points and in standard deviations both exclude zero.
    """
    table = gaps(measure, measure.rows(org_code=measure.district_code), reference)
    if reference == ALL_OTHER_STUDENTS:
        table = without_mirrors(table)
    if partition is not None:
        table = table[table["student_group"].isin(groups_of(partition))]
    table = with_scales(table[table["difference"].notna() & (table["unusual"] == "")])
    rows = [_row(years, span_years) for _, years in table.groupby("student_group", sort=False)]
    out = pd.DataFrame([row for row in rows if row], columns=list(_COLUMNS))
    out["stands"] = _stands(out)
    out = out.sort_values("student_group", key=lambda names: names.map(sort_key), ignore_index=True)
    cells = [name.replace("_n", "_numerator") if name != "n" else "numerator" for name in _SIDES]
    floors = tuple(Floor(n, cell, _DERIVED) for n, cell in zip(_SIDES, cells, strict=True))
    choices = {"reference": reference, "district_name": measure.district_name}
    return Finding("gap_change", measure.measure.family, measure.measure, out, choices, floors, ("first_estimate", "estimate"))


def _row(years: pd.DataFrame, span_years: int | None) -> dict[str, Any]:
    """One group's change inside the newest comparable series; empty where it has one year."""
    years = years.sort_values("school_year")
    years = years[years["series"] == years["series"].iloc[-1]]
    if span_years is not None:
        years = years[years["school_year"] >= years["school_year"].iloc[-1] - span_years]
    if len(years) < 2:
        return {}
    first, last = years.iloc[0], years.iloc[-1]
    kept = ("org_code", "student_group", "reference", "school_year", "variant", "estimate", "decimals", "n", "numerator",
            "reference_n", "reference_numerator", "difference", "counts", "series", "publication", "source_id",
            "source_row")  # fmt: skip
    earlier = ("estimate", "n", "numerator", "reference_n", "reference_numerator", "difference", "source_id", "source_row")
    value, low, high = _moved(first, last, "difference", "low", "high")
    standardized = _moved(first, last, "standardized", "standardized_low", "standardized_high")
    return {
        **{name: last[name] for name in kept}, **{f"first_{name}": first[name] for name in earlier},
        "first_year": first["school_year"], "change": value, "low": low, "high": high,
        "change_ratio": float(np.log(last["ratio"]) - np.log(first["ratio"])),
        "change_ratio_without": float(np.log(first["ratio_without"]) - np.log(last["ratio_without"])),
        "change_standardized": standardized[0], "standardized_low": standardized[1], "standardized_high": standardized[2],
        "rebuilt_error": first["rebuilt_error"] + last["rebuilt_error"],
        "method": "difference of two gaps, from their intervals (MOVER)",
    }  # fmt: skip


def _moved(first: pd.Series, last: pd.Series, value: str, low: str, high: str) -> tuple[float, float, float]:
    """Last minus first of two independent estimates, bounds recovered from theirs (Zou and Donner 2008)."""
    change = last[value] - first[value]
    below = np.hypot(last[value] - last[low], first[high] - first[value])
    above = np.hypot(last[high] - last[value], first[value] - first[low])
    return float(change), float(change - below), float(change + above)


def _stands(out: pd.DataFrame) -> pd.Series:
    points = of_difference(out["low"], out["high"], least_n=out[list(_SIDES)].min(axis=1), slack=out["rebuilt_error"])
    standardized = np.select([out["standardized_low"] > 0, out["standardized_high"] < 0], [ABOVE, BELOW], NOT_CLEAR)
    scales = ("change", "change_ratio", "change_ratio_without", "change_standardized")
    depends = is_scale_dependent(*(out[name].to_numpy(dtype=float) for name in scales))
    claimed = points.isin([ABOVE, BELOW])
    words = points.mask(claimed & (points != standardized), NOT_CLEAR)
    return words.mask(points.isin([ABOVE, BELOW, NOT_CLEAR]) & pd.Series(depends, index=out.index, dtype=bool), SCALE_DEPENDENT)

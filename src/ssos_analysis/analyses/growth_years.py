"""Whether students grew faster than students of like score histories, year after year: acceleration is growth that lasts. A curve
bent upward needs many years and students before it can be told (with 200 students, 17 points either way)."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ssos_analysis.analyses.comparable_years import comparable_years
from ssos_analysis.analyses.comparison import ABOVE, BELOW, NOT_CLEAR, TOO_FEW, against, same_period
from ssos_analysis.disclosure.finding import Finding
from ssos_analysis.errors import ParameterError
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.vocabulary.organizations import STATE
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS, sort_key

TYPICAL = 50.0
"""Mean growth percentile of the state in an ordinary year, by construction."""

YEARS = 3
"""Comparable years in which growth must lie clearly on one side before it is called lasting. A choice of ours."""


def growth_years(measure: MeasureTable, *, groups: tuple[str, ...] = (ALL_STUDENTS,)) -> Finding:
    """Mean growth percentiles of the last comparable years, and on which side of 50 each year's interval lies.

    Parameters
    ----------
    measure : a mean growth percentile.
    groups : student groups; one without a comparable year is named in `choices["without"]`.

    Returns
    -------
    Finding
        kind `growth_years`; one row per group and year, the last YEARS ordinary years of the newest series: the published mean,
        its interval and number of students, the state's, `stands` to 50, and of the group `lasting`: `above` or `below` where all
        YEARS lie clearly there, `not_clear` otherwise, `too_few` where fewer years are known. Nothing is derived.

    Raises
    ------
    ParameterError
        The measure is no growth percentile.
    """
    if not measure.measure.is_growth:
        raise ParameterError(
            f"{measure.measure.id} is no mean growth percentile",
            where="analyses.growth_years",
            mend="use a measure whose id ends in _growth_sgp",
        )
    rows: list[dict[str, Any]] = []
    without = []
    for group in sorted(groups, key=sort_key):
        years = comparable_years(measure, group).tail(YEARS)
        if years.empty:
            without.append(group)
            continue
        made = [_year(measure, group, year) for _, year in years.iterrows()]
        rows += [row | {"lasting": _lasting([one["stands"] for one in made])} for row in made]
    table = pd.DataFrame(rows, columns=[*_KEPT, "state_estimate", "state_decimals", "state_source_id", "stands", "lasting"])
    choices = {"district_name": measure.district_name, "without": ", ".join(without), "years": str(YEARS)}
    return Finding("growth_years", measure.measure.family, measure.measure, table, choices, (), ("estimate", "state_estimate"))


_KEPT = (
    "org_code", "org_name", "student_group", "school_year", "variant", "estimate", "decimals", "denominator", "low", "high",
    "method", "counts", "status", "series", "publication", "source_id", "source_row",
)  # fmt: skip


def _year(measure: MeasureTable, group: str, year: pd.Series) -> dict[str, Any]:
    state = same_period(measure.rows(org_code=STATE, group=group), year)
    beside = {f"state_{name}": value for name, value in state._asdict().items()}
    return {name: year[name] for name in _KEPT} | beside | {"stands": against(year, TYPICAL, "mean", other_decimals=1)}


def _lasting(stands: list[str]) -> str:
    """The side on which all of the last years lie; TOO_FEW where fewer years are known."""
    if len(stands) < YEARS:
        return TOO_FEW
    return stands[0] if set(stands) in ({ABOVE}, {BELOW}) else NOT_CLEAR

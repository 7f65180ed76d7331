"""The years of one group that may be subtracted from one another, and the difference of two of them."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from ssos_analysis.analyses.comparison import students_off
from ssos_analysis.estimation.differences import newcombe
from ssos_analysis.estimation.means import difference_of_means
from ssos_analysis.measures.series import require_comparable
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.schemas.columns import REPORTED


class Shift(NamedTuple):
    """Later minus earlier figure, in the unit of a difference, with its interval and what rounding may add to it (`slack`)."""

    value: float
    low: float
    high: float
    slack: float
    method: str


def comparable_years(
    measure: MeasureTable, group: str, *, org_code: str | None = None, with_year: int | None = None
) -> pd.DataFrame:
    """Reported, ordinary years with a count, by year: those of the newest comparable series, or of the series that holds
    `with_year` (none where that year is not among them)."""
    own = measure.rows(org_code=org_code or measure.district_code, group=group)
    usable = own[(own["status"] == REPORTED) & (own["unusual"] == "") & own["denominator"].notna()].sort_values("school_year")
    of = usable if with_year is None else usable[usable["school_year"] == with_year]
    return usable[usable["series"] == of["series"].iloc[-1]] if len(of) else usable.iloc[:0]


def shift(first: pd.Series, last: pd.Series, kind: str) -> Shift:
    """The change between two rows of one comparable series: Newcombe for a share, from counts; for a mean growth percentile from
    the known spread of students, with the rounding of both means added to the interval.

    Raises
    ------
    ComparisonError
        The two rows are of two series, or one is of an unusual year.
    """
    require_comparable(pd.DataFrame([first, last]))
    if kind == "share":
        moved = newcombe([last["numerator"]], [last["denominator"]], [first["numerator"]], [first["denominator"]])
        slack = sum(
            100 * float(students_off(year["denominator"], year["decimals"], year["counts"])) / year["denominator"]
            for year in (first, last)
        )
        return Shift(100 * moved.value[0], 100 * moved.low[0], 100 * moved.high[0], slack, moved.method)
    moved = difference_of_means([last["estimate"]], [last["denominator"]], [first["estimate"]], [first["denominator"]])
    rounding = 10.0 ** -int(min(first["decimals"], last["decimals"]))  # half a unit of each published mean
    return Shift(moved.value[0], moved.low[0] - rounding, moved.high[0] + rounding, 0.0, moved.method)

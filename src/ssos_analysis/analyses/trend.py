"""One group over the years beside the state; and its change inside one comparable series."""

from __future__ import annotations

import pandas as pd

from ssos_analysis.analyses.comparison import against, of_difference, same_period, students_off
from ssos_analysis.disclosure.finding import Finding, Floor
from ssos_analysis.estimation.differences import newcombe
from ssos_analysis.estimation.means import difference_of_means
from ssos_analysis.measures.series import require_comparable
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.schemas.columns import REPORTED
from ssos_analysis.vocabulary.organizations import STATE
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS


def trend(measure: MeasureTable, *, group: str = ALL_STUDENTS) -> Finding:
    """The district's and the state's figures for one group, every year up to the bound.

    Returns
    -------
    Finding
        kind `trend`; rows of the measure table for the district and the state. Nothing is derived. `choices` gives the
        newest comparable year and how it stands to the state's figure of that year.
    """
    rows = pd.concat([measure.rows(org_code=code, group=group) for code in (measure.district_code, STATE)])
    year = measure.newest_year(group)
    rows = rows[rows["school_year"] >= _first_year_of_interest(rows, measure.district_code)]
    stands = "missing"
    if year is not None:
        own = measure.rows(org_code=measure.district_code, group=group).query("school_year == @year").iloc[0]
        state = same_period(measure.rows(org_code=STATE, group=group), own)
        stands = against(own, state.estimate, measure.measure.kind, other_decimals=state.decimals)
    choices = {
        "group": group,
        "year": str(year or ""),
        "stands_to_state": stands,
        "district_code": measure.district_code,
        "district_name": measure.district_name,
    }
    return Finding("trend", measure.measure.family, measure.measure, rows.reset_index(drop=True), choices)


def _first_year_of_interest(rows: pd.DataFrame, district_code: str) -> int:
    """The first year with a figure of the district's own; the state's earlier years say nothing here."""
    own = rows[(rows["org_code"] == district_code) & (rows["status"] == REPORTED)]["school_year"]
    return int(own.min()) if len(own) else 0


def change(measure: MeasureTable, *, group: str = ALL_STUDENTS) -> Finding:
    """Change from the first to the newest ordinary year of the newest comparable series.

    Years outside the series (another definition, test or reporting period) and unusual years are never a baseline. The
    difference comes from counts (Newcombe; for mean growth percentiles from the known spread), newest minus first.

    Returns
    -------
    Finding
        kind `change`; one row, or none where the series has fewer than two comparable years with counts. Derived: both years
        meet the floor.
    """
    own = measure.rows(org_code=measure.district_code, group=group)
    usable = own[(own["status"] == REPORTED) & (own["unusual"] == "") & own["denominator"].notna()].sort_values("school_year")
    if len(usable):
        usable = usable[usable["series"] == usable["series"].iloc[-1]]
    table = pd.DataFrame(columns=list(_CHANGE_COLUMNS))
    slack = 0.0
    if len(usable) >= 2:
        require_comparable(usable)
        first, last = usable.iloc[0], usable.iloc[-1]
        if measure.measure.kind == "share":
            shift = newcombe([last["numerator"]], [last["denominator"]], [first["numerator"]], [first["denominator"]])
            value, low, high = 100 * shift.value[0], 100 * shift.low[0], 100 * shift.high[0]
            slack = sum(
                100 * float(students_off(year["denominator"], year["decimals"], year["counts"])) / year["denominator"]
                for year in (first, last)
            )
        else:
            shift = difference_of_means([last["estimate"]], [last["denominator"]], [first["estimate"]], [first["denominator"]])
            rounding = 10.0 ** -int(min(first["decimals"], last["decimals"]))  # half a unit of each published mean
            value, low, high = shift.value[0], shift.low[0] - rounding, shift.high[0] + rounding
        table = pd.DataFrame(
            [
                {
                    "student_group": group, "first_year": first["school_year"], "school_year": last["school_year"],
                    "first_estimate": first["estimate"], "estimate": last["estimate"], "decimals": last["decimals"],
                    "first_n": first["denominator"], "n": last["denominator"],
                    "first_numerator": first["numerator"], "numerator": last["numerator"],
                    "difference": value, "low": low, "high": high, "method": shift.method,
                }
            ]
        )  # fmt: skip
    table["stands"] = of_difference(table["low"], table["high"], least_n=table[["first_n", "n"]].min(axis=1), slack=slack)
    hides = ("difference", "low", "high", "stands")
    cell = "numerator" if measure.measure.kind == "share" else None
    floors = (Floor("n", cell, hides), Floor("first_n", f"first_{cell}" if cell else None, hides))
    choices = {"group": group, "district_name": measure.district_name}
    return Finding("change", measure.measure.family, measure.measure, table, choices, floors, ("estimate", "first_estimate"))


_CHANGE_COLUMNS = (
    "student_group", "first_year", "school_year", "first_estimate", "estimate", "decimals", "first_n", "n", "first_numerator",
    "numerator", "difference", "low", "high", "method",
)  # fmt: skip

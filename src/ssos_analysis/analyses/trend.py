"""One group over the years beside the state; and its change inside one comparable series."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ssos_analysis.analyses.among_changes import Among, among_changes
from ssos_analysis.analyses.comparable_years import comparable_years, shift
from ssos_analysis.analyses.comparison import against, of_difference, same_period
from ssos_analysis.disclosure.finding import Finding, Floor
from ssos_analysis.measures.statewide_tables import Statewide
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
        newest comparable year and how it stands to the state's figure of that year; `has_groups` whether the files hold a figure
        of any group, be there one of this group or none.
    """
    rows = pd.concat([measure.rows(org_code=code, group=group) for code in (measure.district_code, STATE)])
    year = measure.newest_year(group)
    rows = rows[rows["school_year"] >= _first_year_of_interest(rows, measure.district_code)]
    stands = "missing"
    if year is not None:
        own = measure.rows(org_code=measure.district_code, group=group).query("school_year == @year").iloc[0]
        state = same_period(measure.rows(org_code=STATE, group=group), own)
        stands = against(own, state.estimate, measure.measure.kind, other_decimals=state.decimals)
    every = measure.rows(org_code=measure.district_code)
    choices = {
        "group": group,
        "year": str(year or ""),
        "has_groups": "yes" if (every["status"] == REPORTED).any() else "",
        "stands_to_state": stands,
        "district_code": measure.district_code,
        "district_name": measure.district_name,
    }
    return Finding("trend", measure.measure.family, measure.measure, rows.reset_index(drop=True), choices)


def _first_year_of_interest(rows: pd.DataFrame, district_code: str) -> int:
    """The first year with a figure of the district's own; the state's earlier years say nothing here."""
    own = rows[(rows["org_code"] == district_code) & (rows["status"] == REPORTED)]["school_year"]
    return int(own.min()) if len(own) else 0


def change(
    measure: MeasureTable, *, group: str = ALL_STUDENTS, span_years: int | None = None, statewide: Statewide | None = None
) -> Finding:
    """Change to the newest ordinary year of the newest comparable series, from its first year or from `span_years` before.

    Years outside the series (another definition, test or reporting period) and unusual years are never a baseline. The
    difference comes from counts (Newcombe; for mean growth percentiles from the known spread), newest minus first.

    Parameters
    ----------
    measure, group : what changed, and of whom.
    span_years : at most so many years before the newest; None is the whole series.
    statewide : changes of the state's districts, for the percentile among those of like size; None is no percentile.

    Returns
    -------
    Finding
        kind `change`; one row, or none where the series has fewer than two comparable years with counts. Derived: both years
        meet the floor. `percentile` is NaN where fewer than LEAST_CHANGES changes of like size, span and era are known.
    """
    usable = comparable_years(measure, group)
    if span_years is not None and len(usable):
        usable = usable[usable["school_year"] >= usable["school_year"].iloc[-1] - span_years]
    table = pd.DataFrame(columns=list(_CHANGE_COLUMNS))
    slack = 0.0
    if len(usable) >= 2:
        first, last = usable.iloc[0], usable.iloc[-1]
        moved = shift(first, last, measure.measure.kind)
        slack = moved.slack
        years = {"first_year": int(first["school_year"]), "last_year": int(last["school_year"])}
        among = Among(np.nan, np.nan, np.nan, "")
        if statewide is not None:
            least_n = float(min(first["denominator"], last["denominator"]))
            among = among_changes(
                statewide, measure.measure.id, group, org_code=measure.district_code, **years, n=least_n, change=moved.value
            )
        table = pd.DataFrame(
            [
                {
                    "org_code": measure.district_code, "org_name": measure.district_name, "student_group": group,
                    "first_year": years["first_year"], "school_year": years["last_year"],
                    "first_estimate": first["estimate"], "estimate": last["estimate"], "decimals": last["decimals"],
                    "first_decimals": first["decimals"], "first_n": first["denominator"], "n": last["denominator"],
                    "first_numerator": first["numerator"], "numerator": last["numerator"], "counts": last["counts"],
                    "difference": moved.value, "low": moved.low, "high": moved.high, "method": moved.method,
                    "percentile": among.percentile, "changes_n": among.changes_n, "districts_n": among.districts_n,
                    "size_band": among.band, "series": last["series"], "publication": last["publication"],
                    "first_source_id": first["source_id"], "first_source_row": first["source_row"],
                    "source_id": last["source_id"], "source_row": last["source_row"],
                }
            ]
        )  # fmt: skip
    table["stands"] = of_difference(table["low"], table["high"], least_n=table[["first_n", "n"]].min(axis=1), slack=slack)
    hides = ("difference", "low", "high", "stands", "percentile")
    cell = "numerator" if measure.measure.kind == "share" else None
    floors = (Floor("n", cell, hides), Floor("first_n", f"first_{cell}" if cell else None, hides))
    choices = {"group": group, "district_name": measure.district_name}
    return Finding("change", measure.measure.family, measure.measure, table, choices, floors, ("estimate", "first_estimate"))


_CHANGE_COLUMNS = (
    "org_code", "org_name", "student_group", "first_year", "school_year", "first_estimate", "estimate", "decimals",
    "first_decimals", "first_n", "n", "first_numerator", "numerator", "counts", "difference", "low", "high", "method",
    "percentile", "changes_n", "districts_n", "size_band", "series", "publication", "first_source_id", "first_source_row",
    "source_id", "source_row",
)  # fmt: skip

"""The year in which a page shows student groups beside one another: reports by group can end before, or after, that of all."""

from __future__ import annotations

import pandas as pd

from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.schemas.columns import REPORTED
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS

_YEAR = ["school_year", "unusual"]


def group_year(measure: MeasureTable, gaps: pd.DataFrame | None = None) -> int | None:
    """The newest ordinary year with a gap that can be reckoned, else with a figure of any group, else of all students.

    Parameters
    ----------
    measure : MeasureTable
    gaps : the district's gap rows of every year (`equity_gaps.gaps`); None where only figures are shown.

    Returns
    -------
    int or None
        None where the district has no figure at all. An unusual year only where there is no other.
    """
    own = measure.rows(org_code=measure.district_code)
    groups = own[_YEAR][(own["status"] == REPORTED) & (own["student_group"] != ALL_STUDENTS)]
    for rows in (gaps[_YEAR][gaps["difference"].notna()] if gaps is not None else groups.iloc[:0], groups):
        ordinary = rows["school_year"][rows["unusual"] == ""]
        if len(ordinary):
            return int(ordinary.max())
    unusual = groups["school_year"]
    everyone = measure.newest_year(ALL_STUDENTS)
    return everyone if everyone is not None or unusual.empty else int(unusual.max())

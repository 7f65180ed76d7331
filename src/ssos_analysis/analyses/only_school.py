"""Newer figures of a district's only school: of a charter or vocational district the reports of schools can be ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ssos_analysis.disclosure.finding import Finding
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.schemas.columns import REPORTED

COLUMNS = (
    "org_code", "org_name", "measure", "short_label", "measure_kind", "topic", "student_group", "school_year", "variant",
    "estimate", "decimals", "low", "high", "n", "district_year", "publication", "source_id", "source_row",
)  # fmt: skip


def newer_school_figures(priorities: Finding, measures: Sequence[MeasureTable]) -> Finding:
    """Of each measure and group on the concern side, the figure of the district's only school that is of a later year.

    A goal that began at the district's older figure could be one that the school has reached. The school's figure is shown, and
    never taken for the district's.

    Parameters
    ----------
    priorities : of `analyses.priorities`.
    measures : the same measures as there.

    Returns
    -------
    Finding
        kind `newer_school_figures`; columns COLUMNS, in the order of the priorities, each measure and group once; `district_year`
        is the year of the district's own newest figure. No row where the district has several schools. Nothing is derived.
    """
    tables = {one.measure.id: one for one in measures}
    schools = last_years_of_schools(measures)
    concerns = priorities.table[priorities.table["side"] == "concern"]
    rows = []
    for measure_id, group in dict.fromkeys(zip(concerns["measure"], concerns["student_group"], strict=True)):
        measure = tables[str(measure_id)]
        row = newer_at_only_school(measure, str(group), schools)
        if row is not None:
            about = measure.measure
            rows.append(
                {**row, "measure": about.id, "short_label": about.short_label, "measure_kind": about.kind, "topic": about.topic,
                 "n": row["denominator"], "district_year": measure.newest_year(str(group))}
            )  # fmt: skip
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return Finding("newer_school_figures", priorities.family, None, table, {"district_name": priorities.choices["district_name"]})


def last_years_of_schools(measures: Sequence[MeasureTable]) -> dict[str, int]:
    """The last year in which any of the measures has a row of each of the district's schools."""
    last: dict[str, int] = {}
    for measure in measures:
        rows = measure.rows()
        for code, year in rows[rows["org_level"] == "school"].groupby("org_code")["school_year"].max().items():
            last[str(code)] = max(int(year), last.get(str(code), 0))
    return last


def newer_at_only_school(measure: MeasureTable, group: str, schools: Mapping[str, int]) -> pd.Series | None:
    """The newest ordinary figure of the district's only school, where it is of a later year than any of the district's own.

    The only school: of `schools` (last_years_of_schools) the one that has rows in the year of the district's figure or since.
    """
    newest = measure.newest_year(group)
    held = [code for code, year in schools.items() if newest is not None and year >= newest]
    if newest is None or len(held) != 1:
        return None
    rows = measure.rows(org_code=held[0], group=group)
    rows = rows[(rows["status"] == REPORTED) & (rows["unusual"] == "") & (rows["school_year"] > newest)]
    return None if rows.empty else rows.sort_values("school_year").iloc[-1]

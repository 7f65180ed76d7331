"""The same measure in each school of the district."""

from __future__ import annotations

from ssos_analysis.disclosure.finding import Finding
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.schemas.columns import REPORTED
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS


def by_school(measure: MeasureTable, *, group: str = ALL_STUDENTS) -> Finding:
    """Each school's published figure in the newest comparable year for which schools are in the store.

    Returns
    -------
    Finding
        kind `by_school`; measure rows of the schools, by name, never by rank. Nothing is derived.
    """
    schools = measure.rows(group=group)
    schools = schools[(schools["org_level"] == "school") & (schools["status"] == REPORTED)]
    ordinary = schools[schools["unusual"] == ""]
    years = (ordinary if len(ordinary) else schools)["school_year"]
    year = int(years.max()) if len(years) else None
    table = schools[schools["school_year"] == (year or 0)].copy()
    prefix = measure.district_name + " - "
    table["org_name"] = [name.removeprefix(prefix).split(" - ", 1)[-1] for name in table["org_name"]]
    joined = measure.district_name + "-"  # some reports write it before every school; of one school it may be its name
    if len(table) > 1 and table["org_name"].str.startswith(joined).all():
        table["org_name"] = table["org_name"].str.removeprefix(joined)
    table = table.sort_values("org_name", ignore_index=True)
    choices = {
        "group": group, "year": str(year or ""), "district_year": str(measure.newest_year(group) or ""),
        "district_name": measure.district_name,
    }  # fmt: skip
    return Finding("by_school", measure.measure.family, measure.measure, table, choices)

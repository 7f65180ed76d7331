"""The figures of every student group in one year, the same group in the state beside it."""

from __future__ import annotations

from ssos_analysis.analyses.comparison import against
from ssos_analysis.analyses.group_year import group_year
from ssos_analysis.disclosure.finding import Finding
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.vocabulary.organizations import STATE
from ssos_analysis.vocabulary.student_groups import GROUPS, sort_key


def by_group(measure: MeasureTable) -> Finding:
    """Each group's published figure in the newest comparable year with figures by group.

    Returns
    -------
    Finding
        kind `by_group`; measure rows of the district, one per group, with `state_estimate` and `state_decimals` of the
        same group, year and reporting period, and `stands`: how the group's interval lies to that figure. Nothing is derived.
    """
    year = group_year(measure)
    own = measure.rows(org_code=measure.district_code)
    own = own[(own["school_year"] == (year or 0)) & own["student_group"].isin(list(GROUPS))]
    state = measure.rows(org_code=STATE)[["school_year", "student_group", "variant", "estimate", "decimals", "source_id"]]
    state = state.rename(columns={name: f"state_{name}" for name in ("estimate", "decimals", "source_id")})
    table = own.merge(state, on=["school_year", "student_group", "variant"], how="left")
    table = table.sort_values("student_group", key=lambda groups: groups.map(sort_key), ignore_index=True)
    decimals = [None if value != value else int(value) for value in table["state_decimals"]]
    table["stands"] = [
        against(row, row["state_estimate"], measure.measure.kind, other_decimals=places)
        for (_, row), places in zip(table.iterrows(), decimals, strict=True)
    ]
    choices = {"year": str(year or ""), "district_name": measure.district_name, "district_code": measure.district_code}
    return Finding("by_group", measure.measure.family, measure.measure, table, choices, (), ("estimate", "state_estimate"))

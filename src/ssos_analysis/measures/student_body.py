"""Who the students are: enrolment on 1 October by student group, beside the state."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ssos_analysis.schemas.columns import REPORTED
from ssos_analysis.vocabulary.organizations import STATE
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS


@dataclass(frozen=True)
class StudentBody:
    """Enrolment of one district in one year.

    Attributes
    ----------
    table : student_group, students_n (published count or NaN), students_pct, decimals, state_pct, status, publication,
        source_id, source_row.
    total : students enrolled, as published, or None.
    school_year : the newest year up to the bound in which the district has group shares, or None.
    """

    table: pd.DataFrame
    total: int | None
    school_year: int | None
    district_code: str
    district_name: str


def student_body(
    groups: pd.DataFrame, grades: pd.DataFrame, *, district_code: str, district_name: str, through: int
) -> StudentBody:
    """Read a district's enrolment from its slices of `enrollment_by_group` and `enrollment_by_grade`."""
    own = groups[(groups["org_code"] == district_code) & (groups["school_year"] <= through)]
    own = own[own["students_pct__status"] == REPORTED]
    columns = ["student_group", "students_n", "students_pct", "decimals", "state_pct", "publication", "source_id", "source_row"]
    if own.empty:
        return StudentBody(pd.DataFrame(columns=columns), None, None, district_code, district_name)
    year = int(own["school_year"].max())
    own = own[own["school_year"] == year].drop_duplicates("student_group")
    state = groups[(groups["org_code"] == STATE) & (groups["school_year"] == year)].drop_duplicates("student_group")
    table = own.merge(
        state[["student_group", "students_pct"]].rename(columns={"students_pct": "state_pct"}), on="student_group", how="left"
    ).rename(columns={"students_pct__decimals": "decimals"})
    all_grades = grades[
        (grades["org_code"] == district_code)
        & (grades["school_year"] == year)
        & (grades["grade"] == "ALL")
        & (grades["student_group"] == ALL_STUDENTS)
        & (grades["students_n__status"] == REPORTED)
    ]
    total = int(all_grades["students_n"].iloc[0]) if len(all_grades) else None
    return StudentBody(table[columns].reset_index(drop=True), total, year, district_code, district_name)

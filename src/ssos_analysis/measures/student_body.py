"""Who the students are: enrolment on 1 October by student group, beside the state."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ssos_analysis.schemas.columns import COPIES, REPORTED
from ssos_analysis.vocabulary.organizations import STATE
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS, GROUPS

COLUMNS = [
    "org_code", "student_group", "school_year", "students_n", "students_pct", "decimals", "state_pct", "state_decimals",
    "total_n", "total_source_id", "publication", "source_id", "source_row",
]  # fmt: skip


@dataclass(frozen=True)
class StudentBody:
    """Enrolment of one district.

    Attributes
    ----------
    table : one row for each student group, in the newest year it is published for: student_group, school_year, students_n
        (published count or NaN), students_pct, decimals; of the same year state_pct, state_decimals, and total_n (all
        students) with total_source_id; publication, source_id, source_row.
    school_year, total : the newest of these years, and the students enrolled in it as published; None where there is none.
    """

    table: pd.DataFrame
    total: int | None
    school_year: int | None
    district_code: str
    district_name: str


def student_body(
    groups: pd.DataFrame, grades: pd.DataFrame, *, district_code: str, district_name: str, through: int
) -> StudentBody:
    """Read a district's enrolment from its slices of `enrollment_by_group` and `enrollment_by_grade`.

    Publications differ in their newest year: race and gender may be a year older than selected populations. Groups of one
    partition are shown for one year only, the newest of any of them: what was economically disadvantaged does not stand
    beside what is low income now.
    """
    groups = groups[(groups["school_year"] <= through) & (groups["students_pct__status"] == REPORTED)]
    own = groups[groups["org_code"] == district_code]
    if own.empty:
        return StudentBody(pd.DataFrame(columns=COLUMNS), None, None, district_code, district_name)
    kin = own["student_group"].map(lambda group: GROUPS[group].partition or group)
    own = own[own["school_year"] == own.groupby(kin)["school_year"].transform("max")]
    cell = ["student_group", "school_year"]
    own = own.assign(is_copy=own["publication"].str.startswith(COPIES))
    own = own.sort_values(["is_copy", "publication"], kind="stable").drop_duplicates(cell)
    state = groups[groups["org_code"] == STATE].drop_duplicates(cell)
    state = state[[*cell, "students_pct", "students_pct__decimals"]]
    everyone = grades[
        (grades["org_code"] == district_code)
        & (grades["grade"] == "ALL")
        & (grades["student_group"] == ALL_STUDENTS)
        & (grades["students_n__status"] == REPORTED)
    ].drop_duplicates("school_year")[["school_year", "students_n", "source_id"]]
    table = (
        own.merge(
            state.rename(columns={"students_pct": "state_pct", "students_pct__decimals": "state_decimals"}), on=cell, how="left"
        )
        .merge(everyone.rename(columns={"students_n": "total_n", "source_id": "total_source_id"}), on="school_year", how="left")
        .rename(columns={"students_pct__decimals": "decimals"})
    )
    year = int(table["school_year"].max())
    total = table.loc[table["school_year"] == year, "total_n"].iloc[0]
    return StudentBody(table[COLUMNS], None if pd.isna(total) else int(total), year, district_code, district_name)

"""Who the students are. Where a group's share is published but not its count, the count is derived, and meets the floor."""

from __future__ import annotations

from ssos_analysis.disclosure.finding import Finding, Floor
from ssos_analysis.measures.student_body import StudentBody
from ssos_analysis.vocabulary.student_groups import GROUPS, sort_key


def who_are_our_students(body: StudentBody) -> Finding:
    """Each group's share as published, its count (published, or about: share times total), and the state's share.

    Returns
    -------
    Finding
        kind `students`; student_group, students_pct, students_n, about_n (derived where no count is published), state_pct.
        Derived counts of one partition are hidden in pairs at least, since their total is published.
    """
    table = body.table.copy()
    about = table["students_pct"].astype(float) / 100 * table["total_n"].astype(float)
    # a share printed as 0.0 says "under 0.05 percent": no count is derived from it
    table["about_n"] = about.round().where(table["students_n"].isna() & (table["students_pct"] > 0))
    table["partition"] = [GROUPS[group].partition or "" for group in table["student_group"]]
    table = table.sort_values("student_group", key=lambda groups: groups.map(sort_key), ignore_index=True)
    choices = {
        "year": str(body.school_year or ""), "total": str(body.total if body.total is not None else ""),
        "district_name": body.district_name,
    }  # fmt: skip
    floors = (Floor("about_n", None, ("about_n",), "partition"),)
    return Finding("students", "enrollment", None, table, choices, floors, ("students_pct", "students_n", "state_pct"))

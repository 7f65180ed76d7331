"""Who the staff are beside who the students are: the shares of each group, as published, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ssos_analysis.disclosure.finding import Finding
from ssos_analysis.measures.student_body import StudentBody
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.schemas.columns import REPORTED
from ssos_analysis.vocabulary.organizations import STATE
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS

COLUMNS = (
    "org_code", "student_group", "school_year", "staff_pct", "staff_decimals", "staff_state_pct", "students_year", "students_pct",
    "students_decimals", "students_state_pct", "publication", "source_id", "source_row", "state_source_id", "students_source_id",
    "students_source_row",
)  # fmt: skip


def staff_beside_students(staff: Sequence[MeasureTable], body: StudentBody) -> Finding:
    """Each group's share of the staff in the newest year, and its share of the students in the newest year of theirs.

    Parameters
    ----------
    staff : the measures `staff_<group>_pct`.
    body : the district's students.

    Returns
    -------
    Finding
        kind `staff_beside_students`; one row for each group that both reports hold; the state's shares of the same years beside.
        Staff are full-time equivalents: the two shares are of different things, no count of people is published, and so none is
        subtracted from the other. `choices["widest"]` names the group whose two shares lie furthest apart, `without` the groups
        of which one share is missing.
    """
    held = body.table.set_index("student_group").to_dict("index") if len(body.table) else {}
    rows: list[dict[str, Any]] = []
    without = []
    for one in staff:
        group = one.measure.where["staff_group"]
        own = one.rows(org_code=one.district_code)
        own = own[own["status"] == REPORTED].sort_values("school_year")
        if own.empty or group not in held:
            without.append(group)
            continue
        newest, theirs = own.iloc[-1], held[group]
        state = one.rows(org_code=STATE, group=ALL_STUDENTS)
        state = state[(state["school_year"] == newest["school_year"]) & (state["status"] == REPORTED)]
        rows.append(
            {
                "org_code": one.district_code, "student_group": group, "school_year": int(newest["school_year"]),
                "staff_pct": newest["estimate"], "staff_decimals": newest["decimals"],
                "staff_state_pct": state["estimate"].iloc[0] if len(state) else float("nan"),
                "students_year": int(theirs["school_year"]), "students_pct": theirs["students_pct"],
                "students_decimals": theirs["decimals"], "students_state_pct": theirs["state_pct"],
                "publication": newest["publication"], "source_id": newest["source_id"], "source_row": newest["source_row"],
                "state_source_id": state["source_id"].iloc[0] if len(state) else None,
                "students_source_id": theirs["source_id"], "students_source_row": theirs["source_row"],
            }
        )  # fmt: skip
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    apart = (table["staff_pct"] - table["students_pct"]).abs()
    choices = {
        "district_name": body.district_name, "without": ", ".join(without),
        "widest": str(table["student_group"].iloc[int(apart.to_numpy().argmax())]) if len(table) else "",
    }  # fmt: skip
    shown = ("staff_pct", "staff_state_pct", "students_pct", "students_state_pct")
    return Finding("staff_beside_students", "staff", None, table, choices, (), shown)

"""Parts against their whole: schools and their district, districts and the state, groups of a partition, achievement levels."""

from __future__ import annotations

import pandas as pd

from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.data_report.checks import FOUND_COLUMNS, Check, gather
from ssos_analysis.sources.store import Store
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS, GROUPS

ADDITIVE = {
    "enrollment_by_grade": "students_n",
    "enrollment_by_group": "students_n",
    "mcas": "tested_n",
    "graduation": "cohort_n",
    "dropout": "enrolled_9_12_n",
}
"""Counts of students who belong to one school: those of a district's schools add up to it. Students of a year's discipline
do not: who changes school is counted in both."""

# Students placed outside the district, or whose school has too few for the report, are in its count and in no school's.
_MAY_FALL_SHORT = {"mcas", "graduation", "dropout", "enrollment_by_group"}
_LEVELS = ("exceeding_n", "meeting_n", "partially_meeting_n", "not_meeting_n")


def schools_and_districts(store: Store) -> Check:
    """Whether counts of schools add up to their district's, and of districts to the state's."""
    parts = []
    for table, column in ADDITIVE.items():
        parts += [_levels(store, table, column, "school", "district"), _levels(store, table, column, "district", "state")]
    return gather(
        "sums_of_organizations",
        "Do the schools add up to their district, and the districts to the state?",
        "Enrollment by grade must add up exactly. Elsewhere the parts may fall short, since a school or group with too few "
        "students is in no report and some students are placed outside; they may never exceed the whole.",
        parts,
    )


def _levels(store: Store, table: str, column: str, part: str, whole: str) -> tuple[int, pd.DataFrame]:
    """Sums of one count over the parts beside the whole."""
    keys = [key for key in TABLES[table].keys if key != "org_code"]
    on = " and ".join(f"p.{key} = w.{key}" for key in [*keys, "publication"])
    same = "substr(p.org_code, 1, 4) = substr(w.org_code, 1, 4)" if whole == "district" else "true"
    own = ", ".join(f"w.{key}" for key in keys)
    query = f"""
        select w.org_code, any_value(w.org_name) org_name, {own}, w.publication, any_value(w.{column}) figure,
               sum(p.{column}) beside
        from {table} w join {table} p on {on} and {same} and p.org_level = '{part}' and p.{column}__status = 'reported'
        where w.org_level = '{whole}' and w.{column}__status = 'reported'
        group by w.org_code, {own}, w.publication
    """
    rows = store.sql(query)
    over = rows["beside"] > rows["figure"]
    differs = over if table in _MAY_FALL_SHORT else rows["beside"] != rows["figure"]
    what = f"{column} of the {whole}, beside the sum of its {part}s"
    return len(rows), found_rows(rows[differs], table, keys, what)


def partitions(store: Store) -> Check:
    """Whether the groups of a partition (race and ethnicity, gender, disability) add up to all students."""
    parts = []
    for table, column in ADDITIVE.items():
        if "student_group" in TABLES[table].keys and table != "enrollment_by_group":
            parts += [_partition(store, table, column, name) for name in ("race_ethnicity", "gender", "disability")]
    parts += [_shares(store, "race_ethnicity"), _shares(store, "gender")]
    return gather(
        "sums_of_groups",
        "Do the groups of a partition add up to all students?",
        "Counts may fall short by groups with too few students to be in the report, never exceed. Shares of enrollment by race "
        "or gender add up to 100 within their rounding.",
        parts,
    )


def _partition(store: Store, table: str, column: str, partition: str) -> tuple[int, pd.DataFrame]:
    """Counts of the groups of one partition beside all students'. A partition of which only one group is held is left out."""
    members = ", ".join(f"'{group.id}'" for group in GROUPS.values() if group.partition == partition)
    keys = [key for key in TABLES[table].keys if key not in ("org_code", "student_group")]
    on = " and ".join(f"p.{key} = w.{key}" for key in ["org_code", *keys, "publication"])
    own = ", ".join(f"w.{key}" for key in keys)
    rows = store.sql(f"""
        select w.org_code, any_value(w.org_name) org_name, w.student_group, {own}, w.publication,
               any_value(w.{column}) figure, sum(p.{column}) beside
        from {table} w join {table} p on {on} and p.student_group in ({members}) and p.{column}__status = 'reported'
        where w.student_group = '{ALL_STUDENTS}' and w.{column}__status = 'reported'
        group by w.org_code, w.student_group, {own}, w.publication having count(*) > 1
    """)
    what = f"{column} of all students, beside the sum over {partition.replace('_', ' and ')}"
    return len(rows), found_rows(rows[rows["beside"] > rows["figure"]], table, [*keys, "student_group"], what)


def _shares(store: Store, partition: str) -> tuple[int, pd.DataFrame]:
    """Shares of enrollment of one partition beside 100."""
    members = ", ".join(f"'{group.id}'" for group in GROUPS.values() if group.partition == partition)
    rows = store.sql(f"""
        select org_code, any_value(org_name) org_name, school_year, publication, 100.0 figure, sum(students_pct) beside,
               sum(0.5 * power(10, -students_pct__decimals)) + 1e-9 allowed
        from enrollment_by_group
        where student_group in ({members}) and students_pct__status = 'reported'
        group by org_code, school_year, publication having count(*) > 1
    """)
    differs = (rows["beside"] - 100).abs() > rows["allowed"]
    what = f"100 percent, beside the sum of shares by {partition.replace('_', ' and ')}"
    return len(rows), found_rows(rows[differs], "enrollment_by_group", ["school_year"], what)


def achievement_levels(store: Store) -> Check:
    """Whether the four achievement levels of MCAS add up to the students tested, and two of them to meeting or exceeding."""
    keys = [key for key in TABLES["mcas"].keys if key != "org_code"]
    reported = " and ".join(f"{column}__status = 'reported'" for column in (*_LEVELS, "tested_n"))
    rows = store.sql(f"""
        select org_code, org_name, {", ".join(keys)}, publication, tested_n figure, {" + ".join(_LEVELS)} beside
        from mcas where {reported}
    """)
    first = found_rows(rows[rows["figure"] != rows["beside"]], "mcas", keys, "tested_n, beside the sum of the four levels")
    upper = store.sql(f"""
        select org_code, org_name, {", ".join(keys)}, publication, meeting_or_exceeding_n figure, exceeding_n + meeting_n beside
        from mcas where {reported} and meeting_or_exceeding_n__status = 'reported'
    """)
    what = "meeting_or_exceeding_n, beside the sum of its two levels"
    second = found_rows(upper[upper["figure"] != upper["beside"]], "mcas", keys, what)
    return gather(
        "achievement_levels",
        "Do the achievement levels add up to the students tested?",
        "Every student included has one of four levels.",
        [(len(rows), first), (len(upper), second)],
    )


def found_rows(rows: pd.DataFrame, table: str, keys: list[str], what: str) -> pd.DataFrame:
    """Rows that differ, in the shape of a check."""
    other = [key for key in keys if key not in ("school_year", "student_group")]
    return pd.DataFrame(
        {
            "table": table,
            "publication": rows["publication"],
            "org_code": rows["org_code"],
            "org_name": rows["org_name"],
            "school_year": rows["school_year"],
            "student_group": rows.get("student_group", ALL_STUDENTS),
            "keys": rows[other].astype(str).agg(", ".join, axis=1) if other and len(rows) else "",
            "what": what,
            "figure": rows["figure"].astype(float),
            "beside": rows["beside"].astype(float),
            "difference": rows["beside"].astype(float) - rows["figure"].astype(float),
        },
        columns=list(FOUND_COLUMNS),
    )

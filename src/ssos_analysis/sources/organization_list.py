"""Every organization the store knows: newest name, level, first and last year, newest enrolment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyarrow as pa

from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS

ORGANIZATIONS = "organizations"
NAMING_COLUMNS = ("org_code", "org_name", "org_level", "school_year")
ENROLLMENT = "enrollment_by_grade"
ENROLLMENT_COLUMNS = (*NAMING_COLUMNS, "student_group", "grade", "students_n", "publication")
ALL_GRADES = "ALL"

ORGANIZATIONS_SCHEMA: Any = pa.schema(
    [
        ("org_code", pa.string()),
        ("org_name", pa.string()),
        ("org_level", pa.string()),
        ("first_year", pa.int16()),
        ("last_year", pa.int16()),
        ("students_n", pa.float64()),
        ("enrolled_year", pa.float64()),
    ]
)


def list_organizations(named: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row for each organization of the tables.

    Parameters
    ----------
    named : table name -> its rows, with NAMING_COLUMNS (ENROLLMENT_COLUMNS for `enrollment_by_grade`).

    Returns
    -------
    DataFrame
        `org_name` is the one of the newest year; where reports of that year spell it differently, enrolment's spelling is taken,
        then the first in the alphabet. A file that calls organizations by their codes names none that another file names.
        `students_n` counts all grades in the newest enrolment of the organization
        (`enrolled_year`); both NaN where it was never in one.
    """
    frames = []
    for table, rows in named.items():
        frame = rows[list(NAMING_COLUMNS)].drop_duplicates()
        frames.append(frame.assign(is_other=table != ENROLLMENT))
    if not frames:
        empty: pd.DataFrame = ORGANIZATIONS_SCHEMA.empty_table().to_pandas()
        return empty
    names = pd.concat(frames, ignore_index=True)
    names["is_code"] = names["org_name"] == names["org_code"]  # what a file without names calls an organization
    names = names.sort_values(
        ["org_code", "is_code", "school_year", "is_other", "org_name"], ascending=[True, True, False, True, True], kind="stable"
    )
    by_code = names.groupby("org_code", sort=True)
    listed = by_code[["org_name", "org_level"]].first()
    listed["first_year"] = by_code["school_year"].min()
    listed["last_year"] = by_code["school_year"].max()
    columns: list[str] = ORGANIZATIONS_SCHEMA.names
    return listed.reset_index().merge(_newest_enrollment(named.get(ENROLLMENT)), on="org_code", how="left")[columns]


def naming_rows(table: str, rows: Any) -> pd.DataFrame:
    """What the list of organizations needs of some rows of a table (arrow), and no more: each name, level and year once, and of
    `enrollment_by_grade` the totals."""
    columns = list(ENROLLMENT_COLUMNS if table == ENROLLMENT else NAMING_COLUMNS)
    frame: pd.DataFrame = rows.select(columns).to_pandas()
    is_again = frame.duplicated(list(NAMING_COLUMNS))
    if table == ENROLLMENT:
        is_again &= ~is_total(frame)
    return frame[~is_again]


def is_total(rows: pd.DataFrame) -> pd.Series[bool]:
    """Which rows of `enrollment_by_grade` count all students of an organization."""
    return (rows["grade"] == ALL_GRADES) & (rows["student_group"] == ALL_STUDENTS)


def _newest_enrollment(rows: pd.DataFrame | None) -> pd.DataFrame:
    """org_code, students_n, enrolled_year of each organization's newest total."""
    columns = ["org_code", "students_n", "enrolled_year"]
    if rows is None:
        return pd.DataFrame({"org_code": pd.Series(dtype=str), "students_n": [], "enrolled_year": []}).astype(
            {"students_n": "float64", "enrolled_year": "float64"}
        )
    totals = rows[is_total(rows)]
    newest = totals.sort_values(["org_code", "school_year", "publication"], kind="stable").drop_duplicates(
        "org_code", keep="last"
    )
    return newest.assign(enrolled_year=newest["school_year"].astype("float64"))[columns]

"""Figures to look at: a year far from the years around it, and a row that repeats another group's."""

from __future__ import annotations

import pandas as pd

from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.data_report.checks import FOUND_COLUMNS, Check, gather
from ssos_analysis.sources.data_report.sums import found_rows
from ssos_analysis.sources.store import Store

LEAST_STUDENTS = 100  # a rate of fewer moves by itself
LEAST_POINTS = 15.0
TIMES_USUAL = 5.0

_RATES = {
    "mcas": ("meeting_or_exceeding_pct", "tested_n"),
    "graduation": ("graduated_pct", "cohort_n"),
    "dropout": ("dropout_pct", "enrolled_9_12_n"),
}


def outliers(store: Store) -> Check:
    """Rates of a year that stand apart from the years before and after them, in one group of one organization."""
    return gather(
        "outliers",
        "Which figures stand apart from the years around them?",
        f"Of {LEAST_STUDENTS} students or more, more than {LEAST_POINTS:g} points from the mean of the year before and the year "
        f"after, and {TIMES_USUAL:g} times as far as that group's figure usually moves in a year. Some are true; a typing fault, "
        "a file of another grade and a changed definition look like this too.",
        [_apart(store, table, *columns) for table, columns in _RATES.items()],
    )


def _apart(store: Store, table: str, rate: str, count: str) -> tuple[int, pd.DataFrame]:
    """Years of one rate beside the mean of their neighbours."""
    keys = [key for key in TABLES[table].keys if key not in ("org_code", "school_year")]
    series = ", ".join(["org_code", *keys, "publication"])
    rows = store.sql(f"""
        with years as (
            select org_code, org_name, school_year, {", ".join(keys)}, publication, {rate} figure, {count} n,
                   lag({rate}) over w earlier, lead({rate}) over w later,
                   lag(school_year) over w year_before, lead(school_year) over w year_after
            from {table} where {rate}__status = 'reported' and {count}__status = 'reported'
            window w as (partition by {series} order by school_year)
        )
        select *, (earlier + later) / 2 beside, abs(figure - (earlier + later) / 2) apart,
               median(abs(figure - earlier)) over (partition by {series}) usual
        from years
        qualify earlier is not null and later is not null and n >= {LEAST_STUDENTS}
              and school_year - year_before <= 2 and year_after - school_year <= 2
    """)
    differs = (rows["apart"] > LEAST_POINTS) & (rows["apart"] > TIMES_USUAL * rows["usual"])
    return len(rows), found_rows(rows[differs], table, ["school_year", *keys], f"{rate}, beside the mean of the years around it")


def repeats(store: Store) -> Check:
    """Rows of one group that repeat another group's count and rate to the last digit."""
    return gather(
        "repeated_rows",
        "Which rows repeat another student group's?",
        f"Two groups of {LEAST_STUDENTS} students or more with the same count and the same rate. Where one group is the other "
        "(all of a school's students are of high needs) this is true; else one row was copied over another.",
        [_repeated(store, table, *columns) for table, columns in _RATES.items() if "student_group" in TABLES[table].keys],
    )


def _repeated(store: Store, table: str, rate: str, count: str) -> tuple[int, pd.DataFrame]:
    """Pairs of groups with equal count and rate, and how many rows were looked at."""
    keys = [key for key in TABLES[table].keys if key not in ("org_code", "student_group")]
    on = " and ".join(f"a.{key} = b.{key}" for key in ["org_code", *keys, "publication"])
    looked = store.sql(f"select count(*) n from {table} where {count} >= {LEAST_STUDENTS} and {rate}__status = 'reported'")
    rows = store.sql(f"""
        select a.org_code, a.org_name, {", ".join(f"a.{key}" for key in keys)}, a.publication,
               a.student_group || ' = ' || b.student_group student_group, a.{count} figure, b.{count} beside
        from {table} a join {table} b on {on} and a.student_group < b.student_group
             and a.{count} = b.{count} and a.{rate} = b.{rate}
        where a.{count} >= {LEAST_STUDENTS} and a.{rate}__status = 'reported' and b.{rate}__status = 'reported'
          and a.student_group <> 'all_students' and b.student_group <> 'all_students'
        order by a.{count} desc
    """)
    found = found_rows(rows, table, keys, f"{count} and {rate} are the same") if len(rows) else _none()
    return int(looked["n"].iloc[0]), found


def _none() -> pd.DataFrame:
    return pd.DataFrame(columns=list(FOUND_COLUMNS))

"""One source beside another: students tested and in cohorts against enrollment, and two publications of the same cell."""

from __future__ import annotations

import pandas as pd

from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.data_report.checks import Check, gather
from ssos_analysis.sources.data_report.sums import found_rows
from ssos_analysis.sources.store import Store
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS

_SPANS = {
    "03-08": ("03", "04", "05", "06", "07", "08"),
    **{grade: (grade,) for grade in ("03", "04", "05", "06", "07", "08", "10")},
}
LEAST_STUDENTS = 50  # below this a few movers are a large share, and every small school would be listed
TESTED_SHARES = (0.80, 1.10)  # in 2021, the worst year, nine in ten took part; students arrive between October and the spring
COHORT_SHARES = (0.70, 1.45)  # a four-year cohort keeps those who left or are still in school, grade 12 does not


def against_enrollment(store: Store) -> Check:
    """Whether as many students were tested, or stood in a cohort, as were enrolled in the grades."""
    parts = [_tested(store, span, grades) for span, grades in _SPANS.items()]
    parts.append(_cohort(store))
    return gather(
        "counts_against_enrollment",
        "Are the students tested, and in cohorts, about those enrolled?",
        f"Of {LEAST_STUDENTS} enrolled or more, {TESTED_SHARES[0]:.0%} to {TESTED_SHARES[1]:.0%} are expected to be tested in "
        f"ELA, and a four-year cohort to be {COHORT_SHARES[0]:.0%} to {COHORT_SHARES[1]:.0%} of grade 12. Outside this a "
        "file may be of other grades or another group than it was taken to be; charter, vocational and alternative schools have "
        "reasons of their own.",
        parts,
    )


def _enrolled(grades: tuple[str, ...]) -> str:
    """A query of students enrolled in some grades, by organization and year."""
    listed = ", ".join(f"'{grade}'" for grade in grades)
    return f"""
        select org_code, school_year, sum(n) n from (
            select org_code, school_year, grade, max(students_n) n from enrollment_by_grade
            where grade in ({listed}) and student_group = '{ALL_STUDENTS}' group by org_code, school_year, grade
        ) group by org_code, school_year having sum(n) >= {LEAST_STUDENTS}
    """


def _tested(store: Store, span: str, grades: tuple[str, ...]) -> tuple[int, pd.DataFrame]:
    rows = store.sql(f"""
        select m.org_code, m.org_name, m.school_year, m.grades, m.publication, e.n figure, m.tested_n beside
        from mcas m join ({_enrolled(grades)}) e using (org_code, school_year)
        where m.grades = '{span}' and m.subject = 'ELA' and m.student_group = '{ALL_STUDENTS}'
          and m.tested_n__status = 'reported'
    """)
    share = rows["beside"] / rows["figure"]
    differs = ~share.between(*TESTED_SHARES)
    return len(rows), found_rows(rows[differs], "mcas", ["school_year", "grades"], "students enrolled, beside tested_n in ELA")


def _cohort(store: Store) -> tuple[int, pd.DataFrame]:
    rows = store.sql(f"""
        select g.org_code, g.org_name, g.school_year, g.rate_kind, g.publication, e.n figure, g.cohort_n beside
        from graduation g join ({_enrolled(("12",))}) e using (org_code, school_year)
        where g.rate_kind = '4-year' and g.student_group = '{ALL_STUDENTS}' and g.cohort_n__status = 'reported'
    """)
    differs = ~(rows["beside"] / rows["figure"]).between(*COHORT_SHARES)
    return len(rows), found_rows(
        rows[differs], "graduation", ["school_year", "rate_kind"], "students in grade 12, beside cohort_n"
    )


def publications(store: Store) -> Check:
    """Whether two publications that hold the same cell give the same figure, to the coarser one's decimals."""
    parts = [part for name in TABLES for part in _pairs(store, name)]
    return gather(
        "publications_side_by_side",
        "Do two publications of the same figure agree?",
        "The hub and an export, or a report and a collector's copy of it. A difference is another vintage, another definition "
        "under one name, or a fault of a copy. Measures take one publication for a whole trend as far as they can, and a page "
        "names the clash.",
        parts,
    )


def _pairs(store: Store, name: str) -> list[tuple[int, pd.DataFrame]]:
    """Every cell of a table that two publications report: the table is joined with itself once, for all its columns."""
    table = TABLES[name]
    if store.sql(f"select count(distinct publication) n from {name}")["n"].iloc[0] < 2:
        return []
    keys = [key for key in table.keys if key != "org_code"]
    columns = [column.name for column in table.values if column.kind != "text"]
    on = " and ".join(f"a.{key} = b.{key}" for key in ["org_code", *keys])
    both = {column: f"a.{column}__status = 'reported' and b.{column}__status = 'reported'" for column in columns}
    cells = ", ".join(
        f"case when {is_told} then a.{column} end {column}, case when {is_told} then b.{column} end {column}__beside, "
        f"least(a.{column}__decimals, b.{column}__decimals) {column}__digits"
        for column, is_told in both.items()
    )
    rows = store.sql(f"""
        select a.org_code, a.org_name, {", ".join(f"a.{key}" for key in keys)},
               a.publication || ', ' || b.publication publication, {cells}
        from {name} a join {name} b on {on} and a.publication < b.publication
    """)
    parts = []
    for column in columns:
        told = rows[rows[column].notna()]
        told = told.assign(figure=told[column], beside=told[f"{column}__beside"])
        allowed = 0.5 * 10.0 ** -told[f"{column}__digits"].astype(float) + 1e-9
        differs = (told["figure"] - told["beside"]).abs() > allowed
        what = f"{column} in the first publication, beside the second"
        parts.append((len(told), found_rows(told[differs], name, keys, what)))
    return parts

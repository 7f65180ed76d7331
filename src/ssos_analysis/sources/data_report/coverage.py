"""What a store holds, counted: rows and figures by publication, series, group, level and year; rows by file."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd

from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.store import Store

COVERAGE_COLUMNS = (
    "table", "publication", "series", "student_group", "org_level", "school_year", "organizations", "rows", "figures", "cells",
)  # fmt: skip
FILE_COLUMNS = (
    "file", "outcome", "rows", "publication", "title", "vintage", "taken_to_be", "reason", "where", "to_do", "source_id",
)  # fmt: skip


def coverage(store: Store) -> pd.DataFrame:
    """One row a publication, series, student group, level and spring year.

    Returns
    -------
    DataFrame
        COVERAGE_COLUMNS. `figures` of `cells` are reported; the others are suppressed, not reported or not applicable. Tables
        without student groups have an empty `student_group`.
    """
    parts = []
    for name, table in TABLES.items():
        reported = " + ".join(f"sum(({column.name}__status = 'reported')::int)" for column in table.values)
        series = " || ', ' || ".join(f"'{key.replace('_', ' ')} ' || {key}" for key in table.series) or "''"
        group = "student_group" if "student_group" in table.keys else "''"
        parts.append(
            store.sql(f"""
                select '{name}' "table", publication, {series} series, {group} student_group, org_level, school_year,
                       count(distinct org_code) organizations, count(*) "rows", {reported} figures,
                       count(*) * {len(table.values)} cells
                from {name} group by publication, {series}, {group}, org_level, school_year
            """)
        )
    held = [part for part in parts if len(part)]
    if not held:
        return pd.DataFrame(columns=list(COVERAGE_COLUMNS))
    rows = pd.concat(held, ignore_index=True)[list(COVERAGE_COLUMNS)]
    return rows.sort_values(list(COVERAGE_COLUMNS[:6]), ignore_index=True)


def files(store: Store) -> pd.DataFrame:
    """One row a file and publication that was read, then one a file that was not, with the reason.

    Returns
    -------
    DataFrame
        FILE_COLUMNS. `rows` are those in the store: what another file repeats is kept once, from one of the two.
    """
    counted = pd.concat(
        [store.sql(f"select publication, source_id, count(*) n from {name} group by all") for name in TABLES], ignore_index=True
    )
    rows = counted.groupby(["publication", "source_id"])["n"].sum().to_dict()
    read = [
        {
            "file": use.file, "outcome": "read", "rows": int(rows.get((use.publication, use.source_id), 0)),
            "publication": use.publication, "title": use.title, "vintage": use.vintage or "not stated",
            "taken_to_be": "; ".join(f"{key.replace('_', ' ')} {answer}" for key, answer in sorted(use.answers.items())),
            "reason": "", "where": "", "to_do": "", "source_id": use.source_id,
        }
        for use in {(use.publication, use.source_id): use for use in store.sources()}.values()  # one a table, else
    ]  # fmt: skip
    not_read = [{"rows": 0, **asdict(one)} for one in store.not_read()]
    frame = pd.DataFrame([*read, *not_read], columns=list(FILE_COLUMNS))
    return frame.fillna("").sort_values(["outcome", "publication", "file"], ignore_index=True)

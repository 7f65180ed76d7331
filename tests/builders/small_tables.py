"""Tidy tables, measures and released findings small enough to add up by eye.

A cell is written as the state prints it: "29" has no decimals and "29.0" one; "*" is suppressed and "" blank.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from ssos_analysis import parameters
from ssos_analysis.disclosure.finding import Finding
from ssos_analysis.disclosure.release import Released, release
from ssos_analysis.measures.registry import measure as measure_of
from ssos_analysis.measures.table import MeasureTable, measure_table
from ssos_analysis.provenance import RunRecord, SourceUse
from ssos_analysis.schemas.columns import NOT_APPLICABLE, NOT_REPORTED, REPORTED, SUPPRESSED
from ssos_analysis.schemas.tables import TABLES
from ssos_analysis.vocabulary.organizations import STATE, level_of

DISTRICT, SCHOOL, OTHER_SCHOOL = "99010000", "99010005", "99010010"
NAMES = {STATE: "State", DISTRICT: "Quillmarsh", SCHOOL: "Quillmarsh - Alder High", OTHER_SCHOOL: "Quillmarsh - Birch High"}
MARKS = {"*": SUPPRESSED, "": NOT_REPORTED, "NA": NOT_APPLICABLE}
KEYS = {
    "student_group": "all_students",
    "subject": "ELA",
    "grades": "03-08",
    "grade": "ALL",
    "attendance_period": "end_of_year",
    "offense": "all_offenses",
    "rate_kind": "4-year",
    "gradespan": "high_school",
    "indicator": "ela_achievement",
    "measured_year": "2025",
    "build_year": "2025",
}
SOURCE = "a" * 12


def cell(text: str) -> tuple[float, str, int, str]:
    """Value, status, decimals and text of a published cell."""
    if text in MARKS:
        return float("nan"), MARKS[text], 0, text
    _, _, decimals = text.partition(".")
    return float(text.replace(",", "")), REPORTED, len(decimals), text


def row(table: str, org: str = DISTRICT, year: int = 2023, **given: str) -> dict[str, Any]:
    """One row of a tidy table; values and keys not given are blank, or the most usual key."""
    about = TABLES[table]
    made: dict[str, Any] = {
        "org_code": org,
        "org_name": given.pop("org_name", NAMES.get(org, "Elsewhere")),
        "org_level": level_of(org),
        "school_year": year,
        "publication": given.pop("publication", "a_report"),
        "source_id": given.pop("source_id", SOURCE),
        "source_row": 7,
    }
    for key in about.keys:
        if key not in made:
            made[key] = given.pop("group", KEYS[key]) if key == "student_group" else given.pop(key, KEYS.get(key, "x"))
    for column in about.values:
        value, status, decimals, text = cell(given.pop(column.name, ""))
        made |= {column.name: value, f"{column.name}__status": status}
        made |= {f"{column.name}__decimals": decimals, f"{column.name}__text": text or None}
    assert not given, f"{table} has no column {given}"
    return made


def tidy(table: str, rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Rows as the store hands them out: exactly the columns of the table, with their types."""
    frame = pd.DataFrame(list(rows), columns=list(TABLES[table].names))
    types = {name: "int8" for name in frame.columns if name.endswith("__decimals")}
    return frame.astype({**types, "school_year": "int16", "source_row": "int32"})


def measured(measure_id: str, rows: Iterable[dict[str, Any]], *, through: int = 2025, name: str = "Quillmarsh") -> MeasureTable:
    """The measure table of the district, under the breaks of params/."""
    about = measure_of(measure_id)
    return measure_table(
        about, tidy(about.table, rows), parameters.series_breaks(), district_code=DISTRICT, district_name=name, through=through
    )


def achievement(org: str, year: int, meeting: int, tested: int, **given: str) -> dict[str, Any]:
    """An MCAS row (ELA, grades 3-8) with its counts, the percent rounded to a whole number as the state rounds."""
    percent = str(int(100 * meeting / tested + 0.5))
    counts = {"meeting_or_exceeding_n": str(meeting), "tested_n": str(tested)}
    return row("mcas", org, year, **{"meeting_or_exceeding_pct": percent, **counts, **given})


def cohort(org: str, year: int, percent: str, students: int, **given: str) -> dict[str, Any]:
    """A graduation row: rate and cohort, as published; graduates are not."""
    return row("graduation", org, year, graduated_pct=percent, cohort_n=str(students), **given)


def absence(org: str, year: int, percent: str, **given: str) -> dict[str, Any]:
    """An attendance row: a share without counts."""
    return row("attendance", org, year, chronically_absent_pct=percent, **given)


def run_record() -> RunRecord:
    """An empty run record."""
    return RunRecord("a test", DISTRICT, NAMES[DISTRICT], {}, invented=True, versions={})


def released(finding: Finding, record: RunRecord | None = None) -> Released:
    """The finding passed through the door, under the floors of params/."""
    return release(finding, parameters.disclosure_policy(), record or run_record())


def source(source_id: str = SOURCE, publication: str = "a_report") -> SourceUse:
    """A file behind the rows."""
    return SourceUse(source_id, source_id + "0" * 52, f"{publication}.xlsx", "Sheet1", publication, "A report", "2023 A report",
                     "2024-01-01", "the file")  # fmt: skip

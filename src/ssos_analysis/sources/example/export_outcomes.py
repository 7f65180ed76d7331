"""Exports of outcomes: attendance, discipline, graduation, dropout, and the accountability report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ssos_analysis.sources.example.accountability import Classified, classify
from ssos_analysis.sources.example.calibration import Floats
from ssos_analysis.sources.example.export_files import Report, write_report
from ssos_analysis.sources.example.organizations import Place
from ssos_analysis.sources.example.publishing import (
    LEAST_COHORT,
    LEAST_DISCIPLINED,
    LEAST_STUDENTS,
    REPORT_GROUPS,
    groups_of,
    hub_label,
    printed,
)
from ssos_analysis.sources.example.roster import GROUP_ORDER
from ssos_analysis.sources.example.simulate import ExampleState
from ssos_analysis.sources.example.workbook import Cell, counted
from ssos_analysis.vocabulary.school_years import year_label

_CHRONIC_20 = "Chronically Absent (20% or more)"
_ATTENDANCE = Report(
    "Attendance Report",
    (
        "Attendance Rate", "Average # of Absences", "Absent 10 or more days", "Chronically Absent (10% or more)", _CHRONIC_20,
        "Unexcused > 9 days",
    ),
)  # fmt: skip
_DISCIPLINE = Report(
    "Student Discipline Data Report",
    (
        "Students", "Students Disciplined", "% In-School Suspension", "% Out-of-School Suspension", "% Expulsion",
        "% Removed to Alternate Setting", "% Emergency Removal", "% Students with a School-Based Arrest",
        "% Students with a Non-Arrest Law Enforcement Referral",
    ),
)  # fmt: skip
_GRADUATION = Report(
    "Graduation Rate",
    (
        "# in Cohort", "% Graduated", "% Still in School", "% Non-Grad Completers", "% H.S. Equiv.", "% Dropped Out",
        "% Permanently Excluded",
    ),
)  # fmt: skip
_DROPOUT = Report(
    "Dropout Report",
    (
        "# Enrolled Grades 09 through 12", "# Dropout All Grades", "% Dropout All Grades",
        *(f"% Dropout Grade {grade:02d}" for grade in range(9, 13)),
    ),
)  # fmt: skip
RATE_TITLES = {
    "4-year": "4-Year Graduation Rate",
    "4-year-adjusted": "4-Year Adjusted Cohort Graduation Rate",
    "5-year": "5-Year Graduation Rate",
    "5-year-adjusted": "5-Year Adjusted Cohort Graduation Rate",
}
# Years from which the state printed a column at all.
FIRST_CHRONIC_20, FIRST_ARREST, FIRST_REFERRAL = 2022, 2019, 2020
_TARGETS = {2018: "Overall Improvement Toward Improvement Targets (%)", 2022: "Progress Toward Improvement Targets (%)"}
_TARGETS_SINCE_2019 = "Cumulative Progress Toward Improvement Targets (%)"


GROUP_YEARS = (2019, 2022, 2023, 2024, 2025)
"""Years whose exports by student group are written. The hub records have every group in every year."""


def _levels(group: str) -> tuple[str, ...]:
    """Schools are written for all students only, which keeps the number of files small; the hub records have every group."""
    return ("district", "school") if group == "all_students" else ("district",)


def _each(state: ExampleState, year: int) -> Iterator[tuple[str, int, str, str]]:
    """Student group, its column in the counts, its label and the level of every export of a year; groups that are at hand."""
    groups = groups_of(REPORT_GROUPS, year) if year in GROUP_YEARS and state.groups == GROUP_ORDER else ("all_students",)
    for group in groups:
        for level in _levels(group):
            yield group, state.column(group), hub_label(group), level


def write_attendance(folder: Path, state: ExampleState) -> None:
    """End of year for every year; March too where the state took that snapshot. Only the March title names its period."""
    for (year, period), sums in state.attendance.items():
        for group, column, label, level in _each(state, year):

            def values(index: int, _: Place, sums: Floats = sums[:, column], year: int = year) -> list[Cell] | None:
                students, days, absent, ten, chronic, chronic_20, unexcused = sums[index]
                if not students:
                    return None
                extra = [printed(chronic_20, students)] if year >= FIRST_CHRONIC_20 else []
                cells = [
                    printed(days - absent, days), printed(absent, students, scale=1), printed(ten, students),
                    printed(chronic, students), *extra, printed(unexcused, students),
                ]  # fmt: skip
                return [cell.rjust(6) for cell in cells] if students >= LEAST_STUDENTS else [None] * len(cells)

            has_20 = year >= FIRST_CHRONIC_20
            headings = tuple(name for name in _ATTENDANCE.headings if has_20 or name != _CHRONIC_20)
            march = " (March)" if period == "march" else ""
            title = f"{year_label(year)}{march} Attendance ({level.capitalize()})  - {label}"
            name = f"attendance_{level}_{year}{'_march' if march else ''}_{group}.xlsx"
            report = Report(_ATTENDANCE.sheet, headings)
            write_report(folder / name, state.organizations, report, title, level, values, what=f"attendance:{period}", year=year)


def write_discipline(folder: Path, state: ExampleState) -> None:
    """All offenses. The number disciplined is blank in groups under 6 students, percents where under 6 were disciplined."""
    for year, sums in state.discipline.items():
        for group, column, label, level in _each(state, year):

            def values(index: int, _: Place, sums: Floats = sums[:, column], year: int = year) -> list[Cell] | None:
                students, disciplined, *how = sums[index]
                if not students:
                    return None
                cells: list[Cell] = [counted(students), counted(disciplined) if students >= LEAST_STUDENTS else None]
                for number, count in enumerate(how):
                    since = {5: FIRST_ARREST, 6: FIRST_REFERRAL}.get(number, 0)
                    is_shown = disciplined >= LEAST_DISCIPLINED and year >= since
                    cells.append(printed(count, students).rjust(6) if is_shown else None)
                return cells

            title = f"{year_label(year)} Student Discipline Data Report - All Offenses - {label}"
            path = folder / f"ssdr_{level}_{year}_{group}.xlsx"
            write_report(path, state.organizations, _DISCIPLINE, title, level, values)


def write_graduation(folder: Path, state: ExampleState) -> None:
    """Four- and five-year rates (the adjusted ones are in the hub records). Cohorts under 6 have no row."""
    for (year, kind), sums in state.cohorts.items():
        if "adjusted" in kind:
            continue
        for group, column, label, level in _each(state, year):

            def values(index: int, _: Place, sums: Floats = sums[:, column]) -> list[Cell] | None:
                cohort, *outcomes = sums[index]
                if cohort < LEAST_COHORT:
                    return None
                return [counted(cohort, 10), *(printed(count, cohort).rjust(8) for count in outcomes)]

            title = f"{year} Graduation Rate ({level.capitalize()}) {label} {RATE_TITLES[kind]}"
            path = folder / f"gradrates_{level}_{year}_{kind}_{group}.xlsx"
            write_report(path, state.organizations, _GRADUATION, title, level, values)


def write_dropout(folder: Path, state: ExampleState) -> None:
    """Annual dropout of grades 9 to 12; the percent of a grade without students is blank."""
    for year, sums in state.dropouts.items():
        for group, column, label, level in _each(state, year):

            def values(index: int, _: Place, sums: Floats = sums[:, column]) -> list[Cell] | None:
                enrolled, dropped, *grades = sums[index]
                if not enrolled:
                    return None
                if enrolled < LEAST_STUDENTS:
                    return [counted(enrolled), *([None] * 6)]
                by_grade = zip(grades[::2], grades[1::2], strict=True)
                percents: list[Cell] = [printed(out, of).rjust(6) if of else None for of, out in by_grade]
                return [counted(enrolled), counted(dropped), printed(dropped, enrolled).rjust(6), *percents]

            title = f"{year_label(year)} Dropout Report ({level.capitalize()}) {label}"
            path = folder / f"dropout_{level}_{year}_{group}.xlsx"
            write_report(path, state.organizations, _DROPOUT, title, level, values)


def write_accountability(folder: Path, state: ExampleState) -> None:
    """The report of the system in force since 2018: no state row; percentiles in the school file."""
    for year, classified in classify(state).items():
        headings = ("Overall Classification", "Reason for Classification", _TARGETS.get(year, _TARGETS_SINCE_2019))
        for level in ("district", "school"):

            def values(index: int, _: Place, classified: list[Classified] = classified, level: str = level) -> list[Cell] | None:
                if index >= len(classified):
                    return None
                one = classified[index]
                cells: list[Cell] = [one.classification, one.reason, one.targets_pct]
                return [*cells, one.percentile] if level == "school" else cells

            more = ("Accountability Percentile (1-99)",) if level == "school" else ()
            report = Report("Accountability Report", (*headings, *more))
            path = folder / f"Accountability_{level}_{year}.xlsx"
            write_report(path, state.organizations, report, f"{year} Accountability Report ", level, values)

"""MCAS exports. They print their year, and neither their grades nor their student group."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ssos_analysis.sources.example.calibration import Floats
from ssos_analysis.sources.example.publishing import LEAST_GROWTH, LEAST_TESTED, printed, rounded
from ssos_analysis.sources.example.roster import is_published
from ssos_analysis.sources.example.simulate import ExampleState
from ssos_analysis.sources.example.workbook import Cell, counted, write_export

_SHEET = "Next Generation MCAS Achievement Results"
_LEVELS = ("M+E #", "M+E %", "E #", "E %", "M #", "M %", "PM #", "PM %", "NM #", "NM %", "No. of Students Included")
_SUBJECTS = {"03-08": ("ELA", "MATH", "SCI"), "10": ("ELA", "MATH"), "HS": ("BIO", "PHY")}
DECLARED = "declared"
"""Folder of exports whose grades and group must be said on import: declared/<grades>/<group>/."""
# By group: grades 3-8 of the newest years, for the groups with the widest gaps. The hub records have every group and year.
DECLARED_GROUPS = ("low_income", "english_learners", "students_with_disabilities")
DECLARED_YEARS = (2023, 2024, 2025)
# Means are padded by a fixed number of spaces, counts to a fixed width.
_SCORE_PADDING, _GROWTH_PADDING = " " * 5, " " * 10
FIRST_PARTICIPATION, LAST_PERCENTILE, LAST_TENTHS = 2021, 2018, 2021


def write_mcas(folder: Path, state: ExampleState) -> None:
    """All students, districts and schools: grades 3-8, grade 10, high school science. Some groups in grades 3-8.

    Grades 3-8 and science tell their span by their counts; those of grade 10 in 2021, when one in ten was absent, do not, and
    so grade 10 has folders whose import says what they are.
    """
    years = sorted({year for year, _, _ in state.mcas})
    for grades in _SUBJECTS:
        place = folder / DECLARED / "10" / "all_students" if grades == "10" else folder / "all_students"
        for year in years:
            for level in ("district", "school"):
                _write(place / f"NextGenMCAS_{level}_{grades}_{year}.xlsx", state, year, grades, "all_students", level)
    for group in (group for group in DECLARED_GROUPS if group in state.groups):
        for year in DECLARED_YEARS:
            path = folder / DECLARED / "03-08" / group / f"NextGenMCAS_district_03-08_{group}_{year}.xlsx"
            _write(path, state, year, "03-08", group, "district")


def _write(path: Path, state: ExampleState, year: int, grades: str, group: str, level: str) -> None:
    """One export; none where nothing was tested or the group was not counted that year."""
    subjects = [subject for subject in _SUBJECTS[grades] if (year, grades, subject) in state.mcas]
    if not subjects or not is_published(group, year):
        return
    column, organizations = state.column(group), state.organizations
    sums = {subject: state.mcas[year, grades, subject][:, column] for subject in subjects}
    has_percentile = level == "school" and year <= LAST_PERCENTILE
    percentiles = {subject: achievement_percentiles(sums[subject][: len(organizations.schools)]) for subject in subjects}
    rows: list[list[Cell]] = []
    for index, place in [*organizations.by_name(level), (len(organizations.places) - 1, organizations.places[-1])]:
        for subject in subjects:
            cells = _cells(sums[subject][index], year, subject)
            if cells is not None:
                more: list[Cell] = [percentiles[subject].get(index)] if has_percentile else []
                rows.append([organizations.joined_name(place), place.code, subject, *cells, *more])
    word = level.capitalize()
    header = [f"{word} Name", f"{word} Code", "Subject", *_LEVELS]
    header += ["Part. Rate %"] if year >= FIRST_PARTICIPATION else []
    header += ["Avg. Scaled Score", "SGP", "Included In SGP", *(["Ach. PCTL"] if has_percentile else [])]
    write_export(path, _SHEET, f"{year} Next Generation MCAS Achievement Results ", header, rows)


def _cells(sums: Floats, year: int, subject: str) -> list[Cell] | None:
    """Cells after the subject; None under ten tested students. Percents are numeric cells, all else padded text."""
    tested, enrolled, exceeding, meeting, partially, not_meeting, score, growth_n, growth = sums
    if tested < LEAST_TESTED:
        return None
    cells: list[Cell] = []
    for count in (exceeding + meeting, exceeding, meeting, partially, not_meeting):
        cells += [counted(count, 12), rounded(count, tested, decimals=0)]
    cells.append(counted(tested, 12))
    decimals = 1 if year <= LAST_TENTHS else 0
    if year >= FIRST_PARTICIPATION:
        cells.append(None if subject in _SUBJECTS["HS"] else rounded(tested, enrolled, decimals=0))
    cells.append(_SCORE_PADDING + printed(score, tested, scale=1, decimals=decimals))
    if growth_n == 0:
        return [*cells, None, None]
    sgp = _GROWTH_PADDING + printed(growth, growth_n, scale=1, decimals=decimals) if growth_n >= LEAST_GROWTH else None
    return [*cells, sgp, counted(growth_n, 12)]


def achievement_percentiles(sums: Floats) -> dict[int, int]:
    """Achievement percentile of each school with results, 1 to 99, by the share meeting or exceeding: {index: percentile}.

    `sums` are those of every school of the state and all its students, shape (schools, values).
    """
    share = {
        index: (sums[index, 2] + sums[index, 3]) / sums[index, 0] for index in range(len(sums)) if sums[index, 0] >= LEAST_TESTED
    }
    order = sorted(share, key=lambda index: (share[index], index))
    return {index: int(np.clip(round(100 * (rank + 0.5) / len(order)), 1, 99)) for rank, index in enumerate(order)}

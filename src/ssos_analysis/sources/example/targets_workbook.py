"""accountability-targets: baselines, targets and increments of each group, this cycle's and the one before."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ssos_analysis.sources.example.accountability_points import NOT_SCORED, increment, target_after, tenths
from ssos_analysis.sources.example.accountability_values import SCORED_GROUPS, Measured
from ssos_analysis.sources.example.accountability_words import GROUP_WORDS, named, printed
from ssos_analysis.sources.example.calibration import Floats
from ssos_analysis.sources.example.places import Organizations
from ssos_analysis.sources.example.population import Ints
from ssos_analysis.sources.example.workbook import Cell
from ssos_analysis.sources.example.workbook_of_sheets import write_sheets
from ssos_analysis.vocabulary.accountability import GRADESPANS, INDICATORS

_HEADS = ["District Code", "School Code", "District Name", "School Name", "Group", "Gradespan", "Region"]
_SPANS = dict(zip(GRADESPANS, ("Non-high school", "High school"), strict=True))
_SUBJECTS = {"ela_achievement": "ELA", "math_achievement": "Math", "science_achievement": "Science"}
_RATES = {
    "four_year_graduation": "4-Yr Grad Rate",
    "extended_engagement": "Extended Engagement Rate",
    "annual_dropout": "Annual Dropout Rate",
    "advanced_coursework": "Advanced Coursework Completion Rate",
    "chronic_absenteeism": "Chronic Absenteeism Rate",
}


def write_targets(path: Path, organizations: Organizations, measured: Measured, year: int) -> None:
    """Write the workbook of a year, of schools, districts and the state."""
    names = [name for name, indicator in INDICATORS.items() if indicator.category != "growth"]
    lines: list[list[Cell]] = [
        [f"{year} Accountability Targets"],
        [*_HEADS, *(text for name in names for text in _headings(name, year))],
    ]
    columns = {span: [column for name in names for column in _columns(measured, span, name, year)] for span in GRADESPANS}
    last = len(organizations.places) - 1
    for index, place in [*organizations.by_name("school"), *organizations.by_name("district"), (last, organizations.places[-1])]:
        district_code, district, school = named(organizations, place)
        for number, group in enumerate(SCORED_GROUPS):
            for span, words in _SPANS.items():
                cells: list[Cell] = [_cell(column, index, number) for column in columns[span]]
                if any(cell is not None for cell in cells):
                    head: list[Cell] = [district_code, place.code, district, school, GROUP_WORDS[group], words, None]
                    lines.append([*head, *cells])
    write_sheets(path, {"Targets and Increments": lines})


def _headings(name: str, year: int) -> list[str]:
    """The headings of one indicator, with the state's doubled and trailing spaces."""
    newest = year - INDICATORS[name].lag
    if subject := _SUBJECTS.get(name):
        cycles = [
            text
            for target in (newest - 1, newest)
            for text in (
                f"{target - 1} {subject} # Included",
                f"{target - 1} {subject} Achievement Baseline",
                f"{target} {subject} Path",
                f"{target} {subject} Achievement Target",
            )
        ]
        return [*cycles, *(f"{later} {subject} Increment" for later in range(newest, newest + 3))]
    if name == "elp_progress":
        words, counted, percent = "% Making Progress", "ACCESS", ""
    else:
        words = counted = _RATES[name]
        percent = " (%)"
    cycles = [
        text
        for target in (newest - 1, newest)
        for text in (
            f"{target - 1} {counted} # Included",
            f"{target - 1} {words} Baseline{percent}",
            f"{target} {words} Target{percent or ' '}",
        )
    ]
    if name == "annual_dropout":
        return [*cycles, "Annual  Dropout Rate Reduction (%)"]
    step = "Reduction" if INDICATORS[name].lower_is_better else "Increment"
    return [*cycles, f"Annual {words} {step}{percent} ({newest}-{newest + 2})"]


def _columns(measured: Measured, span: str, name: str, year: int) -> list[tuple[Ints, str]]:
    """The values behind the headings: arrays over places and groups, and how each is printed (count, tenths, path)."""
    newest = year - INDICATORS[name].lag
    held = [measured.get((at, span, name)) for at in (newest - 2, newest - 1)]
    shape = next(array.shape for array in measured.values())
    found: list[tuple[Ints, str]] = []
    for array in held:
        values = tenths(_none(shape) if array is None else array)
        students = (_none(shape) if array is None else array)[..., 0].astype(np.int64)
        found += [(students, "count"), (values, "tenths")]
        if name in _SUBJECTS:
            found.append((values, "path"))
        found.append((target_after(name, values), "tenths"))
    step = increment(name, values)
    return [*found, *[(step, "tenths")] * (3 if name in _SUBJECTS else 1)]


def _none(shape: tuple[int, ...]) -> Floats:
    """Nobody measured."""
    return np.zeros(shape)


def _cell(column: tuple[Ints, str], index: int, group: int) -> Cell:
    """One cell of a column; None where the organization or group has none."""
    values, how = column
    value = int(values[index, group])
    if how == "count":
        return value or None
    if how == "path":
        return None if value == NOT_SCORED else "Path Forward"
    return printed(value)

"""Workbooks as the state writes them, small: one sheet of each kind, with the doubled and trailing spaces."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ssos_analysis.sources.example.workbook_of_sheets import write_sheets

Sheets = dict[str, list[list[Any]]]

_FIELDS = ("2024 achievement", "2025 achievement", "Change", "Target", "N", "Points", "Rating", "Reason")
_RATES = ("{0} rate", "{1} rate", "Change", "Target", "N", "Points", "Rating", "Reason")
_GROWTH = ("2025 mean SGP", "N", "Points", "Rating", "Reason")
INDICATORS: dict[str, tuple[str, ...]] = {
    "English language arts achievement": _FIELDS,
    "Mathematics achievement": _FIELDS,
    "Science achievement": _FIELDS,
    "English language arts growth": _GROWTH,
    "Mathematics growth": _GROWTH,
    "Four-year cohort graduation rate": tuple(field.format(2023, 2024) for field in _RATES),
    "Extended engagement rate": tuple(field.format(2022, 2023) for field in _RATES),
    "Annual dropout rate": tuple(field.format(2023, 2024) for field in _RATES),
    "Progress toward attaining English language proficiency": tuple(field.format(2024, 2025) for field in _RATES),
    "Chronic absenteeism": tuple(field.format(2024, 2025) for field in _RATES),
    "Advanced coursework completion": tuple(field.format(2024, 2025) for field in _RATES),
}
HEADS = ["School code plus group", "District code", "District name", "School name"]
HEADS += ["School, district, or single-school district", "Group"]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write sheets as one workbook."""

    def written(sheets: Sheets, name: str = "workbook.xlsx") -> Path:
        path = tmp_path / name
        write_sheets(path, sheets)
        return path

    return written


@pytest.fixture
def criterion() -> Sheets:
    """Sheet HS of the 2025 workbook: one school with four groups, one of them too small. Values: 500, 501, ... by column."""
    headings = [f"{name} - High school: {field}" for name, fields in INDICATORS.items() for field in fields]
    headings = [
        text.replace("Chronic absenteeism - High", "Chronic  absenteeism-High").replace(": N", ":  N ") for text in headings
    ]
    rows: list[list[Any]] = [["2025 Criterion-Referenced Target Percentage"], [*HEADS, *headings]]

    def cells(n: int, *, achievement: float | None = 510.5, points: int | None = 3) -> list[Any]:
        found: list[Any] = []
        for name, fields in INDICATORS.items():
            value = achievement if "achievement" in name else 48.0
            said = (points, "Met Target" if points else None, "Path Forward: Met Target" if points else None)
            found += [value, n, *said] if len(fields) == 5 else [value, value, 0.5, value, n, *said]
        return found

    for number, group in enumerate(["All Students", "Lowest Performing", "High Needs"], start=1):
        head = [f"00350505{number:02d}", "00350000", "Boston", "Some High", "School", group]
        rows.append([*head, *cells(200 - 50 * number)])
    head = ["0035050509", "00350000", "Boston", "Some High", "School", "Asian"]
    small = cells(18, achievement=5, points=None)
    rows.append([*head, *[cell if cell in (5, 18) else None for cell in small]])
    return {"Cover": [["Read me"]], "HS ": rows}


@pytest.fixture
def targets() -> Sheets:
    """The targets of 2025: one school, all students, high school grades."""
    named: dict[str, Any] = {
        "District Code": "00350000", "School Code": "00350505", "District Name": "Boston", "School Name": "Some High",
        "Group": "All Students", "Gradespan": "High school", "Region": "Coastal",
    }  # fmt: skip
    for subject in ("ELA", "Math", "Science"):
        named |= {
            f"2023 {subject} Achievement Baseline": 490.1, f"2024 {subject} Achievement Target": 491.3,
            f"2024 {subject} # Included": 212, f"2024 {subject} Achievement Baseline": 492.0,
            f"2025 {subject} Path": "Path Forward", f"2025 {subject} Achievement Target": 493.2,
            f"2026 {subject} Increment": 1.2, f"2027 {subject} Increment": 1.1,
        }  # fmt: skip
    for rate, year, step in (
        ("4-Yr Grad Rate", 2024, "Increment"),
        ("Extended Engagement Rate", 2023, "Increment"),
        ("Advanced Coursework Completion Rate", 2025, "Increment"),
        ("Chronic Absenteeism Rate", 2025, "Reduction"),
    ):
        named |= {
            f"{year - 1} {rate} # Included": 300, f"{year - 1} {rate} Baseline (%)": 80.0, f"{year} {rate} Target (%)": 81.5,
            f"Annual {rate} {step} (%) ({year}-{year + 2})": 1.5,
        }  # fmt: skip
    named |= {
        "2023 Annual Dropout Rate # Included": 900, "2023 Annual Dropout Rate Baseline (%)": 3.0,
        "2024 Annual Dropout Rate Target (%)": 2.7, "Annual  Dropout Rate Reduction (%)": 0.3, "2024 ACCESS # Included": 55,
        "2024 % Making Progress Baseline": 40.0, "2025 % Making Progress Target ": 42.0,
        "Annual % Making Progress Increment (2025-2027)": 2.0,
    }  # fmt: skip
    return {"Targets and Increments": [["2025 Accountability Targets"], list(named), list(named.values())]}

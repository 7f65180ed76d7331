"""Small exports as the state writes them, made where a test needs one."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlsxwriter

from ssos_analysis.errors import SourceError
from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.reader import Declared, ReadTable, read_file

Rows = list[list[Any]]

GRADES = ["PK", "K", *[str(grade) for grade in range(1, 13)], "SP"]
ATTENDANCE_HEADINGS = ["District Name", "District Code", "Attendance Rate", "Average # of Absences", "Absent 10 or more days"]
ATTENDANCE_HEADINGS += ["Chronically Absent (10% or more)", "Unexcused > 9 days"]
MCAS_HEADINGS = ["District Name", "District Code", "Subject", "M+E #", "M+E %", "E #", "E %", "M #", "M %", "PM #", "PM %"]
MCAS_HEADINGS += ["NM #", "NM %", "No. of Students Included", "Part. Rate %", "Avg. Scaled Score", "SGP", "Included In SGP"]


@pytest.fixture
def xlsx(tmp_path: Path) -> Callable[..., Path]:
    """Write rows as the first sheet of a workbook; text stays text, numbers are numbers."""

    def write(rows: Rows, name: str = "export.xlsx", *, other_sheets: dict[str, Rows] | None = None) -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as book:
            for title, content in {"Report": rows, **(other_sheets or {})}.items():
                sheet = book.add_worksheet(title)
                for i, row in enumerate(content):
                    for j, cell in enumerate(row):
                        if isinstance(cell, str):
                            sheet.write_string(i, j, cell)
                        elif cell is not None:
                            sheet.write(i, j, cell)
        return path

    return write


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[..., Path]:
    """Write rows as CSV."""

    def write(rows: Rows, name: str = "export.csv") -> Path:
        path = tmp_path / name
        with path.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows(rows)
        return path

    return write


@pytest.fixture
def records(tmp_path: Path) -> Callable[..., Path]:
    """Write records as the hub answers them: values are text, nulls are left out."""

    def write(content: Any, name: str = "records.json") -> Path:
        path = tmp_path / name
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    return write


@pytest.fixture
def attendance_rows() -> Rows:
    """A district attendance export of three rows, padded as the state pads it."""
    return [
        ["2017-18  Attendance (District)  - All Students"],
        ATTENDANCE_HEADINGS,
        ["Abington", "00010000", "  95.1", "   8.5", "  34.0", "  10.5", "  18.5"],
        ["Boston", "00350000", "  92.0", "  12.9", " ", "  24.9", "#####"],
        ["State Totals", "00000000", "  94.6", "   9.5", "  34.1", "  13.2", "  16.8"],
    ]


def grade_sizes(district: int) -> dict[str, int]:
    """Enrollment of one invented district: every grade has its own size, so that a span can be told by its counts."""
    return {name: 100 + 23 * index + 7 * district for index, name in enumerate(GRADES)}


@pytest.fixture
def enrolled() -> pd.DataFrame:
    """Enrollment by grade of twelve districts and the state in 2023, as the store holds it."""
    rows = []
    for district in range(1, 13):
        for grade, n in grade_sizes(district).items():
            name = f"{int(grade):02d}" if grade.isdigit() else grade
            rows.append((f"{district:04d}0000", 2023, name, float(n)))
    return pd.DataFrame(rows, columns=["org_code", "school_year", "grade", "students_n"])


@pytest.fixture
def mcas_rows() -> Callable[..., Rows]:
    """An MCAS export of twelve districts whose tested counts are those of the given grades, times `share`."""

    def write(grades: list[str], *, share: float = 0.98, sgp: str = "  50", subjects: tuple[str, ...] = ("ELA", "MATH")) -> Rows:
        rows: Rows = [["2023 Next Generation MCAS Achievement Results "], MCAS_HEADINGS]
        for district in range(1, 13):
            n = round(share * sum(grade_sizes(district)[grade] for grade in grades))
            level = f"{n // 4:>9,}"
            for subject in subjects:
                cells = ["", 50.0, level, 25.0, level, 25.0, level, 25.0, level, 25.0]
                cells[0] = f"{n // 4 * 2:>9,}"
                head = [f"District {district}", f"{district:04d}0000", subject]
                rows.append([*head, *cells, f"{n:>9,}", 99.0, "   497", sgp, f"{n:>9,}" if sgp.strip() else ""])
        return rows

    return write


@pytest.fixture
def one() -> Callable[..., ReadTable]:
    """Read the only table of a file, and hold it to its declaration by pandera itself."""

    def read(path: Path, declared: Declared | None = None, **more: Any) -> ReadTable:
        (table,) = read_file(path, declared or Declared(), **more)
        assert list(table.rows.columns) == list(TABLES[table.table].names)
        TABLES[table.table].schema.validate(table.rows)
        return table

    return read


@pytest.fixture
def refusal() -> Callable[..., SourceError]:
    """The error of a file that must be refused."""

    def read(path: Path, declared: Declared | None = None, **more: Any) -> SourceError:
        with pytest.raises(SourceError) as refused:
            read_file(path, declared or Declared(), **more)
        return refused.value

    return read

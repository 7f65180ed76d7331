"""A file of students is refused before anything is written, and nothing of it is repeated anywhere."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hostile_files import HEADINGS, ROWS, csv_bytes, gzipped, sheet_xml, workbook

from ssos_analysis.errors import SourceError
from ssos_analysis.sources.grids import Grid
from ssos_analysis.sources.student_records import refuse_student_records

CANARY = "Zyxwvut"  # in every value of the students, so that one search finds any of them
STUDENTS = [
    [f"10{n:08d}", f"{CANARY}{n}", f"{n % 12 + 1}/{n % 28 + 1}/20{n % 10 + 6:02d}", str(n % 12 + 1), f"{CANARY} School"]
    for n in range(11, 40)
]


def _csv(headings: list[str], rows: list[list[str]], title: str = "") -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([*([[title]] if title else []), *([headings] if headings else []), *rows])
    return out.getvalue().encode()


def _known_with_ids() -> bytes:
    """An export as it is read, with a column of ids."""
    rows = [[*row, f"{CANARY}{n}"] for n, row in enumerate(ROWS)]
    return csv_bytes(rows, headings=[*HEADINGS, "SASID"])


def _records(names: list[str], **more: Any) -> bytes:
    return json.dumps([{**dict(zip(names, row, strict=False)), **more} for row in STUDENTS]).encode()


NAMES = ["SASID", "Last Name", "DOB", "Grade", "School"]
FILES: dict[str, bytes] = {
    "headings.csv": _csv(NAMES, STUDENTS),
    "headings.csv.gz": gzipped(_csv(NAMES, STUDENTS)),
    "below a title.csv": _csv(NAMES, STUDENTS, title=f"{CANARY} School, class 7b"),
    "semicolons.csv": _csv(NAMES, STUDENTS).replace(b",", b";"),
    "utf-16.csv": _csv(NAMES, STUDENTS).decode().encode("utf-16"),
    "no headings.csv": _csv([], STUDENTS),
    "dates of birth.csv": _csv([], [row[1:] for row in STUDENTS]),
    "one student.csv": _csv(NAMES, STUDENTS[:1]),
    "known.csv": _known_with_ids(),
    "cut short.csv": _csv(NAMES, STUDENTS)[:-15],
    "open quote.csv": _csv(NAMES, STUDENTS) + f'"{CANARY}'.encode(),
    "ragged.csv": _csv(NAMES, [*STUDENTS, [CANARY] * 9]),
    "nul.csv": _csv(NAMES, STUDENTS) + b"\0",
    "mixed.csv": _csv(NAMES, STUDENTS) + "é".encode() + b"\xe9\n",
    "records.json": _records(["student_id", "name", "birth_date", "grade"]),
    "nested.json": json.dumps([{"school": CANARY, "student": {"lasid": row[0], "first": row[1]}} for row in STUDENTS]).encode(),
    "wrapped.json": json.dumps({"students": [{"sasid": row[0]} for row in STUDENTS]}).encode(),
    "cut.json": _records(["student_id", "name"])[:-9],
    "title is the first cell.csv": _csv([], [[CANARY, "what", "ever"], ["a", CANARY, "b"]]),
}


def _holds_canary(folder: Path, but: Path) -> list[str]:
    """Files under a folder, other than one, that hold a value of the students in their bytes or their name."""
    files = [path for path in folder.rglob("*") if path.is_file() and path != but]
    return [path.name for path in files if CANARY.encode() in path.read_bytes() or CANARY in path.name]


SAID_BY_NOBODY = (CANARY, STUDENTS[0][0], STUDENTS[-1][0], STUDENTS[0][2], "SASID", "LASID", "Last Name")


@pytest.mark.parametrize("name", FILES)
def test_no_value_of_a_student_is_said_or_kept(name: str, tmp_path: Path, ssos: Callable[..., Any]) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name])
    done = ssos("data", "import", path, "--store", tmp_path / "store")
    assert done.code == 2
    assert name in done.out
    assert not [value for value in SAID_BY_NOBODY if value.lower() in done.said.lower()]
    assert not (tmp_path / "store").exists()
    assert not _holds_canary(tmp_path, path)


def test_nor_in_the_report_for_machines(tmp_path: Path, ssos: Callable[..., Any]) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    done = ssos("data", "import", folder, "--store", tmp_path / "store", "--json")
    assert done.code == 2
    report = json.loads(done.out)
    assert {file["file"] for file in report["files"]} == set(FILES)
    assert sum("records of single students" in file["reason"] for file in report["files"]) >= 10
    assert not [value for value in SAID_BY_NOBODY if value.lower() in done.said.lower()]
    assert not (tmp_path / "store").exists()


def test_students_on_a_second_sheet_beside_a_good_file(tmp_path: Path, ssos: Callable[..., Any]) -> None:
    """The good file is read, the other leaves no trace in its store."""
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "good.csv").write_bytes(csv_bytes())
    path = workbook(folder / "two sheets.xlsx", sheet_xml(), sheet_xml([NAMES, *STUDENTS]))
    done = ssos("data", "import", folder, "--store", tmp_path / "store")
    assert done.code == 1
    assert "records of single students" in done.out
    assert CANARY not in done.said
    assert not _holds_canary(tmp_path, path)


def test_a_folder_of_many_files_is_read_by_copies_that_say_no_more(tmp_path: Path, ssos: Callable[..., Any]) -> None:
    """Above 1.5 MB files are read by forked copies, whose answers travel: none may carry a value."""
    folder = tmp_path / "saved"
    folder.mkdir()
    for n in range(4):
        rows = [[*row[:1], f"{row[1]}{n}", *row[2:]] for row in STUDENTS] * 500
        (folder / f"{n}.csv").write_bytes(_csv(NAMES, rows))
    done = ssos("data", "import", folder, "--store", tmp_path / "store")
    assert done.code == 2
    assert done.out.count("records of single students") == 1
    assert CANARY not in done.said


HEADINGS_OF_STUDENTS = [
    "SASID", "LASID", "Student ID", "student_id", "StudentID", "STUDENTID", "Student Number", "Student No.", "Stu_ID", "Pupil ID",
    "First Name", "FirstName", "LAST_NAME", "lname", "Surname", "Student Name", "StudentName", "Student's Name", "Date of Birth",
    "DOB", "D.O.B.", "BirthDate", "birth_date", "Birthday", "SSN", "Social Security Number", "Guardian", "Parent/Guardian Name",
    "Guardian Email", "Mother's Name", "Home Address", "Home Phone", "Student Email", "School Student ID", "Cell Phone",
]  # fmt: skip
HEADINGS_OF_TABLES = [
    "Student Group", "# of students", "No. of Students Included", "Students Disciplined", "Number of Students", "Contact Name",
    "District Name", "School Name", "Org Name", "Phone", "Fax", "Address 1", "Superintendent First Name", "Principal Email",
    "First Language Not English #", "Student/Teacher Ratio", "Students with disabilities %", "Student Enrollment", "Grade",
    "Parent Involvement", "Gender", "Name", "Student Count", "Students in Cohort", "DIST_CODE", "Avg. Scaled Score",
]  # fmt: skip


def _grid(rows: list[list[Any]]) -> Grid:
    return Grid("text", "", [list(row) for row in rows])


@pytest.mark.parametrize("heading", HEADINGS_OF_STUDENTS)
def test_one_heading_of_a_student_is_enough(heading: str) -> None:
    with pytest.raises(SourceError, match="single students") as refused:
        refuse_student_records(_grid([["District Code", heading], ["00350000", CANARY]]), Path("a.csv"))
    assert CANARY not in str(refused.value)


@pytest.mark.parametrize("heading", HEADINGS_OF_TABLES)
def test_headings_of_published_tables_are_none(heading: str) -> None:
    refuse_student_records(_grid([["District Code", heading], ["00350000", "x"]]), Path("a.csv"))


def test_columns_that_are_published_are_not_taken_for_students() -> None:
    """Eight-digit codes, telephone numbers, years, amounts and dates of districts stand in tables of the state."""
    draw = random.Random(0)
    rows = [
        [
            f"{n:04d}0000",
            "7",
            f"({n:03d}) 555-01{n % 100:02d}",
            "2019",
            f"{draw.randrange(10**9, 10**10):,}",
            f"9/{n % 30 + 1}/2016",
        ]
        for n in range(1, 60)
    ]
    refuse_student_records(_grid(rows), Path("a.csv"))


def test_a_school_s_code_with_two_digits_more_is_no_student() -> None:
    """The accountability workbooks number the groups of a school so, beside grades."""
    rows = [[f"0035{school:04d}{group:02d}", f"0035{school:04d}", "05"] for school in range(5, 12) for group in range(1, 9)]
    refuse_student_records(Grid("sheet", "", [["School code plus group", "School code", "Grades"], *rows]), Path("a.xlsx"))
    others = [[f"10{n:08d}", *row[1:]] for n, row in enumerate(rows)]
    with pytest.raises(SourceError):
        refuse_student_records(Grid("sheet", "", [["Number", "School code", "Grades"], *others]), Path("a.xlsx"))


@pytest.mark.real_data
def test_the_directory_of_the_state_is_read_with_its_contacts(real_data: Path) -> None:
    from ssos_analysis.sources.reader import Declared, read_file

    path = real_data / "directory" / "profiles_search_export" / "districts.xlsx"
    assert [table.table for table in read_file(path, Declared(school_year=2024))] == ["directory"]

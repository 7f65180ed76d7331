"""Whole files through the reader: what it takes them to be, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ssos_analysis.errors import SourceError
from ssos_analysis.sources.reader import Declared, ReadTable

Rows = list[list[Any]]
Write = Callable[..., Path]
One = Callable[..., ReadTable]
Refusal = Callable[..., SourceError]


# --- attendance: title, padding, statuses, state row -------------------------------------------------------------------


def test_a_report_is_known_by_its_title_and_headings_and_not_by_its_name(xlsx: Write, attendance_rows: Rows, one: One) -> None:
    read = one(xlsx(attendance_rows, "StudentDisciplineDataReport12.xlsx"))
    assert read.table == "attendance"
    assert read.source.publication == "attendance"
    assert read.source.file == "StudentDisciplineDataReport12.xlsx"
    assert read.source.answers == {
        "school_year": "2018 (title)",
        "student_group": "all_students (title)",
        "attendance_period": "end_of_year (title)",
    }
    boston = read.rows.set_index("org_code").loc["00350000"]
    assert boston["chronically_absent_pct"] == 24.9
    assert boston["chronically_absent_pct__text"] == "24.9"
    assert boston["chronically_absent_pct__decimals"] == 1
    assert (boston["absent_10_days_pct__status"], boston["unexcused_10_days_pct__status"]) == ("suppressed", "not_reported")
    assert boston["chronically_absent_20_pct__status"] == "not_reported"
    assert boston["source_row"] == 4
    state = read.rows.set_index("org_code").loc["00000000"]
    assert (state["org_name"], state["org_level"]) == ("State", "state")


def test_march_is_a_period_of_its_own(xlsx: Write, attendance_rows: Rows, one: One) -> None:
    attendance_rows[0] = ["2022-23 (March) Attendance (District)  - Students w/ Disabilities"]
    read = one(xlsx(attendance_rows))
    assert set(read.rows["attendance_period"]) == {"march"}
    assert set(read.rows["student_group"]) == {"students_with_disabilities"}
    assert set(read.rows["school_year"]) == {2023}


def test_the_same_report_as_csv(csv_file: Write, xlsx: Write, attendance_rows: Rows, one: One) -> None:
    text, sheet = one(csv_file(attendance_rows)), one(xlsx(attendance_rows))
    same = [name for name in text.rows if name != "source_id"]
    pd.testing.assert_frame_equal(text.rows[same], sheet.rows[same])
    assert text.source.sheet == ""


def test_a_file_that_says_nothing_is_refused_with_every_option_it_needs(
    csv_file: Write, attendance_rows: Rows, one: One, refusal: Refusal
) -> None:
    path = csv_file(attendance_rows[1:], "attendance_2018_all_students_march.csv")
    error = refusal(path)
    assert all(option in error.mend for option in ("--year", "--group", "--period"))
    said = Declared(school_year=2018, student_group="all_students", attendance_period="end_of_year")
    read = one(path, said)
    assert read.source.answers["school_year"] == "2018 (declared)"
    assert set(read.rows["school_year"]) == {2018}


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        (Declared(school_year=2019), "--year says 2019, but the title says 2018"),
        (Declared(student_group="high_needs"), "--group says high_needs, but the title says all_students"),
        (Declared(attendance_period="march"), "--period says march, but the title says end_of_year"),
        (Declared(rate_kind="4-year"), "has no rate kind"),
        (Declared(student_group="martians"), "'martians' is not understood"),
        (Declared(school_year=24), "24 is not understood"),
    ],
)
def test_what_the_analyst_says_may_not_contradict_the_file(
    declared: Declared, words: str, xlsx: Write, attendance_rows: Rows, refusal: Refusal
) -> None:
    assert words in str(refusal(xlsx(attendance_rows), declared))


def test_a_declared_vintage_is_kept(xlsx: Write, attendance_rows: Rows, one: One) -> None:
    path = xlsx(attendance_rows)
    assert one(path).source.vintage_source == "not stated"
    source = one(path, Declared(vintage="2024-10-01")).source
    assert (source.vintage, source.vintage_source) == ("2024-10-01", "declared")


def test_all_faults_of_a_file_are_told_together(xlsx: Write, attendance_rows: Rows, refusal: Refusal) -> None:
    attendance_rows[2][2] = "many"
    attendance_rows[3][5] = "3.5E+05"
    attendance_rows[4][1] = "35"
    attendance_rows.append(["Springfield", "", "93.0", "1", "2", "3", "4"])
    error = str(refusal(xlsx(attendance_rows)))
    assert error.startswith("4 faults")
    for words in ("'many'", "column 'Attendance Rate', row 3", "'3.5E+05'", "row 4", "'35'", "row 5", "no code", "row 6"):
        assert words in error


def test_a_value_outside_its_range_names_column_and_row(xlsx: Write, attendance_rows: Rows, refusal: Refusal) -> None:
    attendance_rows[3][5] = "249"
    error = str(refusal(xlsx(attendance_rows)))
    assert "249" in error
    assert "column 'Chronically Absent (10% or more)', row 4" in error
    assert "0 to 100" in error


@pytest.mark.parametrize("code", ["35", "350000", "3.5E+05", 350000.0, 35.0, 35130000.0])
def test_a_code_that_lost_its_zeros_is_a_fault(code: Any, xlsx: Write, attendance_rows: Rows, refusal: Refusal) -> None:
    attendance_rows[3][1] = code
    error = str(refusal(xlsx(attendance_rows)))
    assert "eight characters" in error
    assert "row 4" in error


def test_many_faulty_rows_are_counted_and_a_few_named(xlsx: Write, attendance_rows: Rows, refusal: Refusal) -> None:
    rows = attendance_rows[:2] + [[f"D{n}", f"{n:04d}0000", "x", "1", "1", "1", "1"] for n in range(1, 41)]
    assert "rows 3, 4, 5, 6, 7 and 35 more" in str(refusal(xlsx(rows)))


def test_blank_rows_and_footnotes_are_left_out(xlsx: Write, attendance_rows: Rows, one: One) -> None:
    rows = [*attendance_rows, [], ["", ""], ["*** Data are not reported for fewer than 6 students"], ["", "Note: see the guide"]]
    assert len(one(xlsx(rows)).rows) == 3


def test_an_identical_repeat_is_dropped_and_a_conflicting_one_is_a_fault(
    xlsx: Write, attendance_rows: Rows, one: One, refusal: Refusal
) -> None:
    assert len(one(xlsx([*attendance_rows, attendance_rows[2]])).rows) == 3
    changed = [*attendance_rows[2][:2], "  11.1", *attendance_rows[2][3:]]
    error = str(refusal(xlsx([*attendance_rows, changed])))
    assert "stand twice with different values" in error
    assert "rows 3, 6" in error


def test_an_unknown_group_in_the_title_is_a_fault_with_the_place_to_add_it(
    xlsx: Write, attendance_rows: Rows, refusal: Refusal
) -> None:
    attendance_rows[0] = ["2017-18 Attendance (District) - Left-handed"]
    error = refusal(xlsx(attendance_rows))
    assert "Left-handed" in error.what
    assert "params/sources/attendance.yml" in error.mend


def test_headings_of_one_report_under_the_title_of_another_are_refused(
    xlsx: Write, attendance_rows: Rows, refusal: Refusal
) -> None:
    attendance_rows[0] = ["2017-18 Truancy Report - All Students"]
    assert "the title says" in refusal(xlsx(attendance_rows)).what


def test_a_second_sheet_with_data_is_refused(xlsx: Write, attendance_rows: Rows, refusal: Refusal) -> None:
    path = xlsx(attendance_rows, other_sheets={"2018-19": [["more"]]})
    assert "one sheet" in refusal(path).what


def test_headings_without_rows_are_refused(xlsx: Write, attendance_rows: Rows, refusal: Refusal) -> None:
    assert "no rows" in refusal(xlsx(attendance_rows[:2])).what


def test_an_unquoted_comma_that_shifts_cells_is_a_fault(csv_file: Write, attendance_rows: Rows, refusal: Refusal) -> None:
    attendance_rows[3] = ["Boston", "00350000", "1", "437", "92.0", "12.9", "34.0", "24.9"]
    assert "right of the last heading" in str(refusal(csv_file(attendance_rows)))

"""Publications of coursework through the reader: reports, research files, scrapes of several years, and the hub's datasets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ssos_analysis.errors import SourceError
from ssos_analysis.sources.reader import Declared, ReadTable

Rows = list[list[Any]]
Write = Callable[..., Path]
One = Callable[..., ReadTable]
Refusal = Callable[..., SourceError]

BOSTON, STATE, HIGH = "00350000", "00000000", "00010505"
SCRAPED = ["Raw likert calculation", "Likert Score", "Admin Data Item", "Academic Year", "School Name", "DESE ID"]
ABINGTON = ["4.9", "4.91", "a-picp-i1", "2024-25", "Abington - Abington High", HIGH]
GRADES = ["K", *[f"{n:02d}" for n in range(1, 13)]]


# --- reports -----------------------------------------------------------------------------------------------------------

ADVANCED = ["# Grade 11 and 12 Students", "# Students Completing Advanced", "% Students Completing Advanced", "% ELA", "% Math"]
ADVANCED_2018 = [*ADVANCED, "% Science and Technology", "% Science and Technology", "% History and Social Sciences", "% Arts"]
ADVANCED_2018 += ["% All Other Subjects", "Ch 74 Secondary Cooperative Program"]


def test_the_second_science_and_technology_is_computer_science(xlsx: Write, one: One) -> None:
    title = "2019 Advanced Course Completion Report (District)  - All Students"
    cells = ["  7,469", "  4,519", "  60.5", "  21.0", "  56.8", "  24.7", "   3.1", "  22.8", "   3.0", "  12.0", "   2.7"]
    rows = [[title], ["District Name", "District Code", *ADVANCED_2018], ["Boston", BOSTON, *cells]]
    read = one(xlsx(rows)).rows
    assert read.loc[0, ["school_year", "student_group"]].tolist() == [2019, "all_students"]
    wanted = ["grade_11_12_n", "completed_pct", "science_technology_pct", "computer_science_pct", "chapter_74_cooperative_pct"]
    assert read.loc[0, wanted].tolist() == [7469, 60.5, 24.7, 3.1, 2.7]


def test_grade_nine_passing_says_its_subject_in_the_title(xlsx: Write, one: One) -> None:
    title = "2022 Grade Nine Course Passing Report (District)  - High Needs - Mathematics"
    heads = ["District Name", "District Code", "# Grade Nine Students", "# Passing All Courses", "% Passing All Courses"]
    read = one(xlsx([[title], heads, ["Boston", BOSTON, "  3,714", "  2,529", "  68.1"], ["A", "00070000", "  4", "", ""]])).rows
    assert read.loc[0, ["school_year", "student_group", "course_subject"]].tolist() == [2022, "high_needs", "Mathematics"]
    assert read.loc[0, ["grade_nine_n", "passed_all_pct"]].tolist() == [3714, 68.1]
    assert read.loc[1, "passed_all_pct__status"] == "suppressed"


def test_arts_grades_become_rows_and_grades_a_school_lacks_do_not(xlsx: Write, one: One) -> None:
    title = "2022 Arts Coursetaking Report (School) - All Students - All Subjects - Percent"
    heads = ["School Name", "School Code", *GRADES, "All Grades", "Total Students"]
    row = ["Abington - Abington High", HIGH, *[""] * 9, "  46.9", "  61.3", "  40.8", "  53.7", "  50.9", "   525"]
    read = one(xlsx([[title], heads, row])).rows.set_index("grade")
    assert read.index.tolist() == ["09", "10", "11", "12", "ALL"]
    assert read.loc["12", "enrolled_in_course_pct"] == 53.7
    assert read.loc["ALL", ["enrolled_in_course_pct", "students_n"]].tolist() == [50.9, 525]
    assert read.loc["12", "students_n__status"] == "not_reported"


def test_masscore_research_file_of_schools_and_districts(tmp_path: Path, one: One) -> None:
    heads = ["REC_YEAR", "ORG_CODE", "SCHOOL", "MAT_ID", "MAT_ABBREVIATION", "MCORE_HS_GRAD", "MCORE_COMPL", "MCORE_PCT", "SORT"]
    rows = [[2009, STATE, "", 5, "All Students", 65897, 47679, 72.4, 10]]
    rows += [[2009, "00010000", HIGH, 99, "Students w/disabilities", 14, 14, 100, 60]]
    path = tmp_path / "masscore.csv"
    path.write_text("".join("\t".join(map(str, row)) + "\r\n" for row in [heads, *rows]), encoding="utf-8")
    read = one(path).rows
    assert read["org_code"].tolist() == [STATE, HIGH]
    assert read["org_name"].tolist() == ["State", HIGH], "the file names no organization"
    assert read["student_group"].tolist() == ["all_students", "students_with_disabilities"]
    assert read[["graduates_n", "completed_n", "completed_pct"]].to_numpy().tolist() == [[65897, 47679, 72.4], [14, 14, 100]]


# --- scrapes of several years ------------------------------------------------------------------------------------------

SCRAPES = [
    (
        ["Tests Taken", *[f"Score={n}" for n in range(1, 6)], "% Score 1-2", "% Score 3-5"],
        ["     105", "  10", "  27", "  38", "  24", "   6", "  35.2", "  64.8"],
        "sqm_ap_performance",
        {"tests_n": 105, "score_3_5_pct": 64.8, "ap_subject": "All Subjects"},
    ),
    (
        ["# Grade Nine Students", "# Passing All Courses", "% Passing All Courses"],
        ["  130", "  120", "  92.3"],
        "sqm_grade_nine_passing",
        {"grade_nine_n": 130, "passed_all_n": 120, "passed_all_pct": 92.3},
    ),
    (
        ["# Graduated", "# Completed MassCore", "% Completed MassCore"],
        ["  123", "   75", "  61.0"],
        "sqm_masscore",
        {"graduates_n": 123, "completed_n": 75, "completed_pct": 61.0},
    ),
    (
        [*GRADES, "All Grades", "Total Students"],
        [*[""] * 13, "  50.9", "   1,525"],
        "sqm_arts_courses",
        {"grade": "ALL", "enrolled_in_course_pct": 50.9, "students_n": 1525},
    ),
    (
        ["Admin Grade 9", "Grade 10", "Grade 11", "Grade 12", "SP", "Total", "% of All Students", "# of All Students"],
        ["", "", "", "", "", "  211", "  20.1", "   1,050"],
        "sqm_career_technical_courses",
        {"grade": "ALL", "participants_n": 211, "participants_pct": 20.1, "students_n": 1050},
    ),
]


@pytest.mark.parametrize(("headings", "cells", "publication", "found"), SCRAPES, ids=[case[2] for case in SCRAPES])
def test_a_scrape_says_its_year_and_school_in_each_row(
    headings: list[str], cells: list[str], publication: str, found: dict[str, Any], csv_file: Write, one: One
) -> None:
    read = one(csv_file([SCRAPED + headings, ABINGTON + cells]))
    assert read.source.publication == publication
    assert "School Quality Measures" in read.source.publication_title
    row = read.rows.iloc[0]
    assert (row["school_year"], row["org_code"], row["org_name"]) == (2025, HIGH, "Abington High")
    assert {name: row[name] for name in found} == found


def test_a_scrape_keeps_a_year_that_stands_once_for_each_item_once(csv_file: Write, one: One, refusal: Refusal) -> None:
    headings, cells, _, _ = SCRAPES[2]
    again = ["NA", "NA", "a-other-i2", *ABINGTON[3:]]
    assert len(one(csv_file([SCRAPED + headings, ABINGTON + cells, again + cells])).rows) == 1
    said = str(refusal(csv_file([SCRAPED + headings, ABINGTON + cells, [*again, "  123", "   76", "  61.8"]])))
    assert "twice with different values" in said
    assert "rows 2, 3" in said


def test_two_scrapes_with_the_same_headings_are_asked_for_their_group(csv_file: Write, one: One, refusal: Refusal) -> None:
    headings = [*ADVANCED, "% Science and Technology", "% Computer and Information Science"]
    path = csv_file([SCRAPED + headings, [*ABINGTON, "  14", "  14", " 100.0", "  64.3", "  78.6", "  71.4", "   0.0"]])
    assert "--group" in str(refusal(path))
    read = one(path, Declared(student_group="white")).rows
    assert read.loc[0, ["student_group", "completed_pct", "computer_science_pct"]].tolist() == ["white", 100, 0]


# --- records of the hub ------------------------------------------------------------------------------------------------

HUB = {"sy": "2024", "dist_code": BOSTON, "dist_name": "Boston", "org_code": BOSTON, "org_name": "Boston"}
HUB |= {"org_type": "District", "stu_grp": "All Students"}


@pytest.mark.parametrize(
    ("fields", "publication", "found"),
    [
        (
            {"subject": "All Subjects", "pass_pct": "0.681"},
            "e2c_grade_nine_passing",
            {"passed_all_pct": 68.1, "course_subject": "All Subjects"},
        ),
        (
            {"cnt_hs_grad": "3,186", "cnt_compl_masscore": "1234", "pct_compl_masscore": "0.387"},
            "e2c_masscore",
            {"graduates_n": 3186, "completed_n": 1234, "completed_pct": 38.7},
        ),
        (
            {"art_subj": "All Subjects", "all_grds_pct": "0.696"},
            "e2c_arts_courses",
            {"enrolled_in_course_pct": 69.6, "grade": "ALL"},
        ),
        (
            {"subj": "All Subjects", "all_grades_pct": "0.25"},
            "e2c_digital_literacy_courses",
            {"enrolled_in_course_pct": 25, "grade": "ALL"},
        ),
    ],
)
def test_records_of_the_hub(fields: dict[str, str], publication: str, found: dict[str, Any], records: Write, one: One) -> None:
    read = one(records([HUB | fields]))
    assert read.source.publication == publication
    assert {name: read.rows.loc[0, name] for name in found} == found


def test_one_table_serves_the_report_and_the_dataset(xlsx: Write, records: Write, one: One) -> None:
    heads = ["District Name", "District Code", "# Grade Nine Students", "# Passing All Courses", "% Passing All Courses"]
    title = "2024 Grade Nine Course Passing Report (District)  - All Students - All Subjects"
    report = one(xlsx([[title], heads, ["Boston", BOSTON, "  3,714", "  2,529", "  68.1"]]))
    hub = one(records([HUB | {"subject": "All Subjects", "pass_pct": "0.681"}]))
    assert report.table == hub.table
    keys = ["org_code", "school_year", "student_group", "course_subject", "passed_all_pct"]
    assert report.rows[keys].equals(hub.rows[keys])

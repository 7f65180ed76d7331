"""Reports through the reader, one after the other: enrollment, MCAS, graduation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ssos_analysis.errors import SourceError
from ssos_analysis.sources.reader import Declared, ReadTable, is_enrollment_by_grade

Rows = list[list[Any]]
Write = Callable[..., Path]
One = Callable[..., ReadTable]
Refusal = Callable[..., SourceError]


# --- enrollment: groups and grades are columns -------------------------------------------------------------------------


def _grades(*, school: bool = False) -> Rows:
    heads = ["School Name", "School Code"] if school else ["District Name", "District Code"]
    grades = ["PK", "K", *[str(grade) for grade in range(1, 13)], "SP", "Total"]
    name = ["Abington - Abington High", "00010505"] if school else ["Abington", "00010000"]
    kind = "School" if school else "District"
    return [[f"2021-22 Enrollment By Grade ({kind}) "], heads + grades, name + [f"  {10 * n}" for n in range(15)] + ["  1,050"]]


def test_grades_that_are_columns_become_rows(xlsx: Write, one: One) -> None:
    path = xlsx(_grades())
    assert is_enrollment_by_grade(path)
    read = one(path)
    assert len(read.rows) == 16
    by_grade = read.rows.set_index("grade")["students_n"]
    assert (by_grade["PK"], by_grade["03"], by_grade["ALL"]) == (0, 40, 1050)
    assert (by_grade.index == "PK").sum() == 1
    assert read.rows["students_n__status"].eq("reported").all(), "a published 0 is a count, not a missing value"


def test_a_school_keeps_its_own_name(xlsx: Write, one: One) -> None:
    read = one(xlsx(_grades(school=True)))
    assert set(read.rows["org_name"]) == {"Abington High"}
    assert set(read.rows["org_level"]) == {"school"}


def test_only_enrollment_by_grade_is_taken_for_it(xlsx: Write, csv_file: Write, attendance_rows: Rows, tmp_path: Path) -> None:
    assert is_enrollment_by_grade(csv_file(_grades()))
    assert not is_enrollment_by_grade(xlsx(attendance_rows))
    assert not is_enrollment_by_grade(tmp_path / "none.xlsx")
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04")
    assert not is_enrollment_by_grade(broken)


def test_the_second_high_needs_number_is_the_percent(xlsx: Write, one: One) -> None:
    heads = ["District Name", "District Code", "First Language Not English #", "First Language Not English %"]
    heads += ["Students With Disabilities #", "Students With Disabilities %", "Low Income #", "Low Income %"]
    heads += ["High Needs #", "High Needs #", "Economically Disadvantaged #", "Economically Disadvantaged %"]
    row = ["Abington", "00010000", 330.0, 15.3, 383.0, 17.0, 847.0, 39.3, 1069.0, 48.8, " ", " "]
    other = ["Acton", "00020000", 5.0, 1.0, "", "", 8.0, 2.0, 9.0, 3.0, "", ""]
    read = one(xlsx([["2021-22 Selected Populations Report (District)"], heads, row, other]))
    abington = read.rows[read.rows["org_code"] == "00010000"].set_index("student_group")
    assert (abington.loc["high_needs", "students_n"], abington.loc["high_needs", "students_pct"]) == (1069, 48.8)
    assert abington.loc["students_with_disabilities", "students_pct__decimals"] == 1, "Excel holds 17.0 as 17"
    assert "economically_disadvantaged" not in set(read.rows["student_group"]), "blank throughout: not measured that year"
    acton = read.rows[read.rows["org_code"] == "00020000"].set_index("student_group")
    assert acton.loc["students_with_disabilities", "students_n__status"] == "not_reported"


def test_a_heading_over_two_rows_below_blank_rows(xlsx: Write, one: One) -> None:
    """The 2017-18 pages: a title, three blank rows, names over two columns each, and # and % below."""
    rows: Rows = [["2017-18 Selected Populations Report (School)"], [""], [""], [""]]
    rows.append(["SCHOOL", "ORGCODE", "First Language Not English", "", "Students With Disabilities", "", "High Needs", ""])
    rows.append(["", "", "#", "%", "#", "%", "#", "%"])
    rows.append(["Abington - Abington High", "00010505", 37.0, 7.1, 51.0, 9.8, 155.0, 29.8])
    read = one(xlsx([*rows, ["", ""]]))
    by_group = read.rows.set_index("student_group")
    assert (by_group.loc["high_needs", "students_n"], by_group.loc["high_needs", "students_pct"]) == (155, 29.8)
    assert by_group["source_row"].eq(7).all()


# --- MCAS: inferred spans ----------------------------------------------------------------------------------------------


def test_an_mcas_export_is_given_its_grades_and_group(
    xlsx: Write, mcas_rows: Callable[..., Rows], enrolled: pd.DataFrame, one: One
) -> None:
    read = one(xlsx(mcas_rows(["3", "4", "5", "6", "7", "8"])), enrollment=enrolled)
    assert set(read.rows["grades"]) == {"03-08"}
    assert read.source.answers["grades"] == "03-08 (inferred)"
    assert read.source.answers["student_group"] == "all_students (inferred)"
    assert "median difference" in read.source.answers["inference"]
    assert read.rows["participation_pct__decimals"].eq(0).all()


def test_an_mcas_export_without_enrollment_to_compare_asks(xlsx: Write, mcas_rows: Callable[..., Rows], refusal: Refusal) -> None:
    error = refusal(xlsx(mcas_rows(["10"])))
    assert "--grades" in error.mend
    assert "--group" in error.mend


def test_an_mcas_export_of_one_group_asks(
    xlsx: Write, mcas_rows: Callable[..., Rows], enrolled: pd.DataFrame, one: One, refusal: Refusal
) -> None:
    path = xlsx(mcas_rows(["3", "4", "5", "6", "7", "8"], share=0.8))
    assert "--group" in refusal(path, enrollment=enrolled).mend
    error = refusal(path, Declared(student_group="students_without_disabilities"), enrollment=enrolled)
    assert "--grades" in error.mend
    said = Declared(student_group="students_without_disabilities", grades="03-08")
    read = one(path, said, enrollment=enrolled)
    assert read.source.answers["grades"] == "03-08 (declared)"
    assert set(read.rows["student_group"]) == {"students_without_disabilities"}


def test_declared_grades_that_the_counts_contradict_are_refused(
    xlsx: Write, mcas_rows: Callable[..., Rows], enrolled: pd.DataFrame, one: One, refusal: Refusal
) -> None:
    path = xlsx(mcas_rows(["10"]))
    assert "the counts are those of 10" in refusal(path, Declared(grades="03-08"), enrollment=enrolled).what
    both = Declared(grades="03-08", student_group="all_students")
    assert "the counts are those of 10" in refusal(path, both, enrollment=enrolled).what
    assert set(one(path, Declared(grades="10"), enrollment=enrolled).rows["grades"]) == {"10"}


def test_a_blank_growth_percentile_of_grade_3_is_not_applicable(
    xlsx: Write, mcas_rows: Callable[..., Rows], enrolled: pd.DataFrame, one: One
) -> None:
    read = one(xlsx(mcas_rows(["3"], sgp="")), enrollment=enrolled)
    assert set(read.rows["growth_mean_sgp__status"]) == {"not_applicable"}
    rows = mcas_rows(["8"])
    rows[2][16], rows[2][17] = "", ""
    read = one(xlsx(rows), enrollment=enrolled)
    assert read.rows["growth_mean_sgp__status"].value_counts().to_dict() == {"reported": 23, "suppressed": 1}


# --- graduation --------------------------------------------------------------------------------------------------------


GRADUATION = ["# in Cohort", "% Graduated", "% Still in School", "% Non-Grad Completers", "% H.S. Equiv", "% Dropped Out"]
GRADUATION += ["% Permanently Excluded"]


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("4-Year Graduation Rate", "4-year"),
        ("4-Year Adjusted Cohort Graduation Rate", "4-year-adjusted"),
        ("5-Year Graduation Rate", "5-year"),
        ("5-Year Adjusted Cohort Graduation Rate", "5-year-adjusted"),
    ],
)
def test_the_four_kinds_of_rate_are_never_joined(printed: str, kind: str, xlsx: Write, one: One) -> None:
    title = [f"2017 Graduation Rate (District) Low Income {printed}"]
    path = xlsx(
        [title, ["District Name", "District Code", *GRADUATION], ["X", "00010000", " 82", "97.6", "0.0", "", "", "1.2", "0.0"]]
    )
    read = one(path)
    assert (set(read.rows["rate_kind"]), set(read.rows["student_group"])) == ({kind}, {"low_income"})


def test_a_table_by_group_without_year_and_rate_asks_for_both(csv_file: Write, one: One, refusal: Refusal) -> None:
    heads = ["entity_name", "entity_code", "breakdown", *GRADUATION]
    row = ["New Bedford", "02010000", "American Indian or Alaska Native", "6", "50.0", "0.0", "0.0", "0.0", "50.0", "0.0"]
    path = csv_file([heads, row], "MA_grad_rates_4yr_district_2024.csv")
    error = refusal(path)
    assert "--year" in error.mend
    assert "--rate" in error.mend
    assert "--group" not in error.mend
    read = one(path, Declared(school_year=2024, rate_kind="4-year"))
    assert read.rows.loc[0, "student_group"] == "american_indian_or_alaska_native"
    assert "each row says" in str(refusal(path, Declared(2024, "high_needs", rate_kind="4-year")))


def test_the_real_graduation_table_has_four_digit_districts_and_fractions(csv_file: Write, one: One, refusal: Refusal) -> None:
    heads = [
        "end_year",
        "type",
        "district_id",
        "district_name",
        "subgroup",
        "cohort_type",
        "cohort_count",
        "graduate_count",
        "grad_rate",
    ]
    rows: Rows = [
        heads,
        ["2024", "State", "", "", "all", "4-year", "73046", "64573", "0.884"],
        ["2024", "District", "0035", "Boston", "special_ed", "4-year", "756", "482", "0.638"],
        ["2024", "District", "0035", "Boston", "all", "4-year-adjusted", "3484", "2958", "0.85"],
    ]
    read = one(csv_file(rows))
    assert read.rows["org_code"].tolist() == ["00000000", "00350000", "00350000"]
    assert read.rows["graduated_pct"].tolist() == [88.4, 63.8, 85.0]
    assert read.rows["graduated_pct__decimals"].eq(1).all()
    assert read.rows["student_group"].tolist() == ["all_students", "students_with_disabilities", "all_students"]
    assert not any("graduate" in name and name.endswith("_n") for name in read.rows)
    rows[2][2] = "35"
    assert "eight characters" in str(refusal(csv_file(rows)))

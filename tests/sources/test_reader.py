"""Whole files through the reader: what it takes them to be, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ssos_analysis.errors import SourceError
from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.reader import Declared, NotRead, ReadTable, is_enrollment_by_grade, read_file

Rows = list[list[Any]]
Write = Callable[..., Path]


def one(path: Path, declared: Declared | None = None, **more: Any) -> ReadTable:
    """The only table of a file, held to its declaration by pandera itself."""
    (read,) = read_file(path, declared or Declared(), **more)
    assert list(read.rows.columns) == list(TABLES[read.table].names)
    TABLES[read.table].schema.validate(read.rows)
    return read


def refusal(path: Path, declared: Declared | None = None, **more: Any) -> SourceError:
    with pytest.raises(SourceError) as refused:
        read_file(path, declared or Declared(), **more)
    return refused.value


# --- attendance: title, padding, statuses, state row -------------------------------------------------------------------


def test_a_report_is_known_by_its_title_and_headings_and_not_by_its_name(xlsx: Write, attendance_rows: Rows) -> None:
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


def test_march_is_a_period_of_its_own(xlsx: Write, attendance_rows: Rows) -> None:
    attendance_rows[0] = ["2022-23 (March) Attendance (District)  - Students w/ Disabilities"]
    read = one(xlsx(attendance_rows))
    assert set(read.rows["attendance_period"]) == {"march"}
    assert set(read.rows["student_group"]) == {"students_with_disabilities"}
    assert set(read.rows["school_year"]) == {2023}


def test_the_same_report_as_csv(csv_file: Write, xlsx: Write, attendance_rows: Rows) -> None:
    text, sheet = one(csv_file(attendance_rows)), one(xlsx(attendance_rows))
    same = [name for name in text.rows if name != "source_id"]
    pd.testing.assert_frame_equal(text.rows[same], sheet.rows[same])
    assert text.source.sheet == ""


def test_a_file_that_says_nothing_is_refused_with_every_option_it_needs(csv_file: Write, attendance_rows: Rows) -> None:
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
    declared: Declared, words: str, xlsx: Write, attendance_rows: Rows
) -> None:
    assert words in str(refusal(xlsx(attendance_rows), declared))


def test_a_declared_vintage_is_kept(xlsx: Write, attendance_rows: Rows) -> None:
    path = xlsx(attendance_rows)
    assert one(path).source.vintage_source == "not stated"
    source = one(path, Declared(vintage="2024-10-01")).source
    assert (source.vintage, source.vintage_source) == ("2024-10-01", "declared")


def test_all_faults_of_a_file_are_told_together(xlsx: Write, attendance_rows: Rows) -> None:
    attendance_rows[2][2] = "many"
    attendance_rows[3][5] = "3.5E+05"
    attendance_rows[4][1] = "35"
    attendance_rows.append(["Springfield", "", "93.0", "1", "2", "3", "4"])
    error = str(refusal(xlsx(attendance_rows)))
    assert error.startswith("4 faults")
    for words in ("'many'", "column 'Attendance Rate', row 3", "'3.5E+05'", "row 4", "'35'", "row 5", "no code", "row 6"):
        assert words in error


def test_a_value_outside_its_range_names_column_and_row(xlsx: Write, attendance_rows: Rows) -> None:
    attendance_rows[3][5] = "249"
    error = str(refusal(xlsx(attendance_rows)))
    assert "249" in error
    assert "column 'Chronically Absent (10% or more)', row 4" in error
    assert "0 to 100" in error


@pytest.mark.parametrize("code", ["35", "350000", "3.5E+05", 350000.0, 35.0, 35130000.0])
def test_a_code_that_lost_its_zeros_is_a_fault(code: Any, xlsx: Write, attendance_rows: Rows) -> None:
    attendance_rows[3][1] = code
    error = str(refusal(xlsx(attendance_rows)))
    assert "eight characters" in error
    assert "row 4" in error


def test_many_faulty_rows_are_counted_and_a_few_named(xlsx: Write, attendance_rows: Rows) -> None:
    rows = attendance_rows[:2] + [[f"D{n}", f"{n:04d}0000", "x", "1", "1", "1", "1"] for n in range(1, 41)]
    assert "rows 3, 4, 5, 6, 7 and 35 more" in str(refusal(xlsx(rows)))


def test_blank_rows_and_footnotes_are_left_out(xlsx: Write, attendance_rows: Rows) -> None:
    rows = [*attendance_rows, [], ["", ""], ["*** Data are not reported for fewer than 6 students"], ["", "Note: see the guide"]]
    assert len(one(xlsx(rows)).rows) == 3


def test_an_identical_repeat_is_dropped_and_a_conflicting_one_is_a_fault(xlsx: Write, attendance_rows: Rows) -> None:
    assert len(one(xlsx([*attendance_rows, attendance_rows[2]])).rows) == 3
    changed = [*attendance_rows[2][:2], "  11.1", *attendance_rows[2][3:]]
    error = str(refusal(xlsx([*attendance_rows, changed])))
    assert "stand twice with different values" in error
    assert "rows 3, 6" in error


def test_an_unknown_group_in_the_title_is_a_fault_with_the_place_to_add_it(xlsx: Write, attendance_rows: Rows) -> None:
    attendance_rows[0] = ["2017-18 Attendance (District) - Left-handed"]
    error = refusal(xlsx(attendance_rows))
    assert "Left-handed" in error.what
    assert "params/sources/attendance.yml" in error.mend


def test_headings_of_one_report_under_the_title_of_another_are_refused(xlsx: Write, attendance_rows: Rows) -> None:
    attendance_rows[0] = ["2017-18 Truancy Report - All Students"]
    assert "the title says" in refusal(xlsx(attendance_rows)).what


def test_a_second_sheet_with_data_is_refused(xlsx: Write, attendance_rows: Rows) -> None:
    path = xlsx(attendance_rows, other_sheets={"2018-19": [["more"]]})
    assert "one sheet" in refusal(path).what


def test_headings_without_rows_are_refused(xlsx: Write, attendance_rows: Rows) -> None:
    assert "no rows" in refusal(xlsx(attendance_rows[:2])).what


def test_an_unquoted_comma_that_shifts_cells_is_a_fault(csv_file: Write, attendance_rows: Rows) -> None:
    attendance_rows[3] = ["Boston", "00350000", "1", "437", "92.0", "12.9", "34.0", "24.9"]
    assert "right of the last heading" in str(refusal(csv_file(attendance_rows)))


# --- enrollment: groups and grades are columns -------------------------------------------------------------------------


def _grades(*, school: bool = False) -> Rows:
    heads = ["School Name", "School Code"] if school else ["District Name", "District Code"]
    grades = ["PK", "K", *[str(grade) for grade in range(1, 13)], "SP", "Total"]
    name = ["Abington - Abington High", "00010505"] if school else ["Abington", "00010000"]
    kind = "School" if school else "District"
    return [[f"2021-22 Enrollment By Grade ({kind}) "], heads + grades, name + [f"  {10 * n}" for n in range(15)] + ["  1,050"]]


def test_grades_that_are_columns_become_rows(xlsx: Write) -> None:
    path = xlsx(_grades())
    assert is_enrollment_by_grade(path)
    read = one(path)
    assert len(read.rows) == 16
    by_grade = read.rows.set_index("grade")["students_n"]
    assert (by_grade["PK"], by_grade["03"], by_grade["ALL"]) == (0, 40, 1050)
    assert (by_grade.index == "PK").sum() == 1
    assert read.rows["students_n__status"].eq("reported").all(), "a published 0 is a count, not a missing value"


def test_a_school_keeps_its_own_name(xlsx: Write) -> None:
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


def test_the_second_high_needs_number_is_the_percent(xlsx: Write) -> None:
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


def test_a_heading_over_two_rows_below_blank_rows(xlsx: Write) -> None:
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
    xlsx: Write, mcas_rows: Callable[..., Rows], enrolled: pd.DataFrame
) -> None:
    read = one(xlsx(mcas_rows(["3", "4", "5", "6", "7", "8"])), enrollment=enrolled)
    assert set(read.rows["grades"]) == {"03-08"}
    assert read.source.answers["grades"] == "03-08 (inferred)"
    assert read.source.answers["student_group"] == "all_students (inferred)"
    assert "median difference" in read.source.answers["inference"]
    assert read.rows["participation_pct__decimals"].eq(0).all()


def test_an_mcas_export_without_enrollment_to_compare_asks(xlsx: Write, mcas_rows: Callable[..., Rows]) -> None:
    error = refusal(xlsx(mcas_rows(["10"])))
    assert "--grades" in error.mend
    assert "--group" in error.mend


def test_an_mcas_export_of_one_group_asks(xlsx: Write, mcas_rows: Callable[..., Rows], enrolled: pd.DataFrame) -> None:
    path = xlsx(mcas_rows(["3", "4", "5", "6", "7", "8"], share=0.8))
    assert "--group" in refusal(path, enrollment=enrolled).mend
    error = refusal(path, Declared(student_group="students_without_disabilities"), enrollment=enrolled)
    assert "--grades" in error.mend
    said = Declared(student_group="students_without_disabilities", grades="03-08")
    read = one(path, said, enrollment=enrolled)
    assert read.source.answers["grades"] == "03-08 (declared)"
    assert set(read.rows["student_group"]) == {"students_without_disabilities"}


def test_declared_grades_that_the_counts_contradict_are_refused(
    xlsx: Write, mcas_rows: Callable[..., Rows], enrolled: pd.DataFrame
) -> None:
    path = xlsx(mcas_rows(["10"]))
    assert "the counts are those of 10" in refusal(path, Declared(grades="03-08"), enrollment=enrolled).what
    both = Declared(grades="03-08", student_group="all_students")
    assert "the counts are those of 10" in refusal(path, both, enrollment=enrolled).what
    assert set(one(path, Declared(grades="10"), enrollment=enrolled).rows["grades"]) == {"10"}


def test_a_blank_growth_percentile_of_grade_3_is_not_applicable(
    xlsx: Write, mcas_rows: Callable[..., Rows], enrolled: pd.DataFrame
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
def test_the_four_kinds_of_rate_are_never_joined(printed: str, kind: str, xlsx: Write) -> None:
    title = [f"2017 Graduation Rate (District) Low Income {printed}"]
    path = xlsx(
        [title, ["District Name", "District Code", *GRADUATION], ["X", "00010000", " 82", "97.6", "0.0", "", "", "1.2", "0.0"]]
    )
    read = one(path)
    assert (set(read.rows["rate_kind"]), set(read.rows["student_group"])) == ({kind}, {"low_income"})


def test_a_table_by_group_without_year_and_rate_asks_for_both(csv_file: Write) -> None:
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


def test_the_real_graduation_table_has_four_digit_districts_and_fractions(csv_file: Write) -> None:
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


# --- records of the hub ------------------------------------------------------------------------------------------------

HUB = {"sy": "2025", "dist_code": "00350000", "dist_name": "Boston", "org_code": "00350000", "org_name": "Boston"}
HUB |= {"org_type": "Public School District"}


def test_records_are_known_by_their_fields_and_omitted_fields_are_blank(records: Write) -> None:
    full = HUB | {"test_grade": "ALL (03-08)", "subject_code": "ELA", "stu_grp": "English\xa0Learners", "stu_cnt": "4,321"}
    full |= {"m_plus_e_cnt": "360", "m_plus_e_pct": "0.29", "stu_part_pct": "0.98", "avg_scaled_score": "486", "avg_sgp": "47"}
    bare = HUB | {"test_grade": "HS SCI", "subject_code": "BIO", "stu_grp": "All Students", "stu_cnt": "90"}
    read = one(records([full, bare], "Student_Attendance.json"))
    assert read.source.publication == "e2c_mcas"
    assert read.rows["grades"].tolist() == ["03-08", "HS"]
    assert read.rows["student_group"].tolist() == ["english_learners", "all_students"]
    assert read.rows.loc[0, "meeting_or_exceeding_pct"] == 29
    assert read.rows["meeting_or_exceeding_pct__status"].tolist() == ["reported", "suppressed"]
    assert read.rows["growth_mean_sgp__status"].tolist() == ["reported", "not_applicable"]
    assert read.rows["source_row"].tolist() == [1, 2]


GROUPS_OF_THE_HUB = """All Students; American Indian or Alaska Native; Asian; Black or African American; Hispanic or Latino;
Multi-Race, Not Hispanic or Latino; Native Hawaiian or Other Pacific Islander; White; Female; Male; Students with Disabilities;
Students without Disabilities; English Learners; English Learners and Former English Learners; Ever English Learners;
Former English Learners; Economically Disadvantaged; Low Income; Non-Low Income; High Needs; Foster Care; Homeless; Migrant;
Military; Title I; Non-Title I; English Learner; English Language Learner"""


def test_every_group_of_the_hub_is_known(records: Write) -> None:
    labels = [label.strip() for label in GROUPS_OF_THE_HUB.replace("\n", " ").split(";")]
    content = [HUB | {"stu_grp": label, "attend_period": "March", "attend_rate": "0.9"} for label in labels[:26]]
    read = one(records(content))
    assert read.rows["student_group"].nunique() == 26
    for label in labels[26:]:
        (row,) = one(records([content[0] | {"stu_grp": label}])).rows["student_group"]
        assert row == "english_learners"


def test_enrollment_of_the_hub_feeds_two_tables_and_leaves_out_collaboratives(records: Write) -> None:
    wide = HUB | {
        "total_cnt": "45742",
        "pk_cnt": "2456",
        "g3_cnt": "3300",
        "hn_cnt": "36000",
        "hn_pct": "0.787",
        "as_pct": "0.09",
    }
    other = HUB | {"org_code": "05240000", "org_type": "Collaborative", "total_cnt": "100"}
    total = HUB | {"org_code": "09990999", "org_type": "State", "total_cnt": "2000"}
    path = records([wide, other, total])
    assert is_enrollment_by_grade(path)
    grades, groups = read_file(path)
    assert (grades.table, groups.table) == ("enrollment_by_grade", "enrollment_by_group")
    assert set(grades.rows["org_code"]) == {"00350000"}
    assert grades.rows.set_index("grade")["students_n"].to_dict() == {"PK": 2456, "03": 3300, "ALL": 45742}
    by_group = groups.rows.set_index("student_group")
    assert (by_group.loc["high_needs", "students_n"], by_group.loc["high_needs", "students_pct"]) == (36000, 78.7)
    assert by_group.loc["asian", "students_n__status"] == "not_reported"
    assert by_group.loc["all_students", "students_n"] == 45742


def test_single_offenses_are_left_out(records: Write) -> None:
    row = HUB | {"stu_grp": "All Students", "offense": "All Offenses", "stu_cnt": "50000", "stu_discipl_cnt": "2000"}
    read = one(records([row | {"out_susp_pct": "0.031"}, row | {"offense": "Bullying", "stu_discipl_cnt": "20"}]))
    assert len(read.rows) == 1
    assert read.rows.loc[0, "out_of_school_suspension_pct"] == 3.1


@pytest.mark.parametrize(
    ("fields", "table"),
    [
        (
            {"stu_grp": "High Needs", "grad_rate_type": "5-Year Graduation Rate", "cohort_cnt": "70", "grad_pct": "0.911"},
            "graduation",
        ),
        ({"stu_grp": "Male", "enroll_cnt_all": "900", "drpout_cnt_all": "10", "drpout_pct_all": "0.011"}, "dropout"),
        (
            {"classification_overall": "Requiring assistance", "cumulative_prgrss_pct": "0.56", "accntblty_pctle": "12"},
            "accountability",
        ),
    ],
)
def test_other_datasets_of_the_hub(fields: dict[str, str], table: str, records: Write) -> None:
    assert one(records([HUB | fields])).table == table


def test_records_of_a_dataset_we_do_not_know_are_refused(records: Write) -> None:
    assert "does not know" in refusal(records([HUB | {"stu_rest_cnt": "4"}])).what


def test_an_unknown_word_of_a_key_names_its_rows(records: Write) -> None:
    row = HUB | {"stu_grp": "All Students", "attend_period": "End of Year", "attend_rate": "0.9"}
    error = refusal(records([row, row | {"stu_grp": "Left-handed", "org_code": "00010000"}]))
    assert "Left-handed" in error.what
    assert "column 'stu_grp', row 2" in error.where


def test_a_code_that_is_a_number_in_json_is_a_fault(records: Write) -> None:
    row = HUB | {"org_code": 350000, "stu_grp": "All Students", "attend_period": "FY", "attend_rate": "0.9"}
    assert "eight characters" in str(refusal(records([row])))


# --- known, but not read -----------------------------------------------------------------------------------------------


def test_a_publication_of_a_later_version_is_told_apart(xlsx: Write) -> None:
    heads = ["District Name", "District Code", "Subject", "P+A #", "P+A %", "CPI"]
    path = xlsx([["2015 MCAS Achievement Results"], heads, ["Abington", "00010000", "ELA", 559.0, 70.0, " 87.1"]])
    with pytest.raises(NotRead) as known:
        read_file(path)
    assert known.value.later
    assert "Legacy MCAS" in known.value.what


def test_a_copy_with_wrong_labels_is_never_read(csv_file: Write) -> None:
    heads = [
        "Raw likert calculation",
        "Likert Score",
        "Admin Data Item",
        "Academic Year",
        "School Name",
        "DESE ID",
        "African American",
    ]
    heads += [
        "Asian",
        "Hispanic",
        "White",
        "Native American",
        "Native Hawaiian or Pacific Islander",
        "Multi-Race or Non-Hispanic",
    ]
    heads += ["Males", "Females", "Non-Binary", "Students of color (%)", "Non-White Teachers %", "Non-White Students %"]
    with pytest.raises(NotRead) as known:
        read_file(csv_file([heads, ["1", "1", "a-cure-i1", "2025-26", "Boston - Boston Latin School", "00350560", *["1"] * 13]]))
    assert not known.value.later
    assert "labels are wrong" in known.value.what


def test_a_directory_says_no_year(xlsx: Write) -> None:
    heads = ["Org Name", "Org Code", "Org Type", "Function", "Contact Name", "Town", "Grade"]
    path = xlsx([heads, ["Acton (non-op)", "00020000", "Public School District", "Superintendent", "", "Acton", "NA"]])
    assert "--year" in refusal(path).mend
    read = one(path, Declared(school_year=2024))
    assert read.rows.loc[0, "town"] == "Acton"
    assert read.rows.loc[0, "grades_offered__status"] == "not_applicable"

"""Records of the hub through the reader, and publications that are known but not read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ssos_analysis.errors import SourceError
from ssos_analysis.sources.known_files import KnownFile
from ssos_analysis.sources.reader import Declared, NotRead, ReadTable, is_enrollment_by_grade, read_file

Rows = list[list[Any]]
Write = Callable[..., Path]
One = Callable[..., ReadTable]
Refusal = Callable[..., SourceError]


# --- records of the hub ------------------------------------------------------------------------------------------------

HUB = {"sy": "2025", "dist_code": "00350000", "dist_name": "Boston", "org_code": "00350000", "org_name": "Boston"}
HUB |= {"org_type": "Public School District"}


def test_records_are_known_by_their_fields_and_omitted_fields_are_blank(records: Write, one: One) -> None:
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


def test_every_group_of_the_hub_is_known(records: Write, one: One) -> None:
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


def test_single_offenses_are_left_out(records: Write, one: One) -> None:
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
def test_other_datasets_of_the_hub(fields: dict[str, str], table: str, records: Write, one: One) -> None:
    assert one(records([HUB | fields])).table == table


def test_records_of_a_dataset_we_do_not_know_are_refused(records: Write, refusal: Refusal) -> None:
    assert "does not know" in refusal(records([HUB | {"bells_rung": "4"}])).what


def test_an_unknown_word_of_a_key_names_its_rows(records: Write, refusal: Refusal) -> None:
    row = HUB | {"stu_grp": "All Students", "attend_period": "End of Year", "attend_rate": "0.9"}
    error = refusal(records([row, row | {"stu_grp": "Left-handed", "org_code": "00010000"}]))
    assert "Left-handed" in error.what
    assert "column 'stu_grp', row 2" in error.where


def test_a_code_that_is_a_number_in_json_is_a_fault(records: Write, refusal: Refusal) -> None:
    row = HUB | {"org_code": 350000, "stu_grp": "All Students", "attend_period": "FY", "attend_rate": "0.9"}
    assert "eight characters" in str(refusal(records([row])))


# --- known, but not read -----------------------------------------------------------------------------------------------


def test_a_publication_of_a_later_version_is_told_apart(xlsx: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    one = KnownFile(what="A report of bells", title="Report of Bells")
    monkeypatch.setattr("ssos_analysis.sources.recognising.known_files", lambda: (one,))
    path = xlsx([["2015 Report of Bells"], ["District Name", "District Code", "Bells"], ["Abington", "00010000", 5.0]])
    with pytest.raises(NotRead) as known:
        read_file(path)
    assert known.value.later
    assert "A report of bells" in known.value.what


def test_a_directory_says_no_year(xlsx: Write, one: One, refusal: Refusal) -> None:
    heads = ["Org Name", "Org Code", "Org Type", "Function", "Contact Name", "Town", "Grade"]
    path = xlsx([heads, ["Acton (non-op)", "00020000", "Public School District", "Superintendent", "", "Acton", "NA"]])
    assert "--year" in refusal(path).mend
    read = one(path, Declared(school_year=2024))
    assert read.rows.loc[0, "town"] == "Acton"
    assert read.rows.loc[0, "grades_offered__status"] == "not_applicable"

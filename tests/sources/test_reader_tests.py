"""Publications of tests through the reader: MCAS of all generations, PARCC, SAT, Advanced Placement, ACCESS, AMAO."""

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

BOSTON, STATE, LATIN = "00350000", "00000000", "00350560"
HUB = {"sy": "2024", "dist_code": BOSTON, "dist_name": "Boston", "org_code": BOSTON, "org_name": "Boston"}
HUB |= {"org_type": "District", "stu_grp": "High Needs"}


def tabbed(path: Path, rows: Rows) -> Path:
    """A research file: tab-separated under .csv."""
    path.write_text("".join("\t".join(map(str, row)) + "\r\n" for row in rows), encoding="utf-8")
    return path


# --- legacy MCAS -------------------------------------------------------------------------------------------------------

LEGACY = ["District Name", "District Code", "Subject", "P+A #", "P+A %", "A #", "A %", "P #", "P %", "NI #", "NI %"]
LEGACY += ["W/F #", "W/F %", "Student Included", "CPI"]


def legacy(enrolled: pd.DataFrame, grades: list[str], subject: str, growth: str, *, share: float = 0.98) -> Rows:
    """An export of 2023, so that the invented enrollment of that year is beside it."""
    rows: Rows = [["2023 MCAS Achievement Results"], [*LEGACY, growth, f"Included In {growth}"]]
    counts = enrolled[enrolled["grade"].isin(grades)].groupby("org_code")["students_n"].sum()
    for code, n in counts.items():
        tested = round(n * share)
        levels = ["5.0", "50.0", "1.0", "10.0", "4.0", "40.0", "3.0", "30.0", "2.0", "20.0", f"{tested:,}.0", "  87.1"]
        has_growth = subject != "SCIENCE AND TECH/ENG"
        rows.append(["A district", code, subject, *levels, *(["  55.0", "40.0"] if has_growth else ["N/A", "N/A"])])
    return rows


@pytest.mark.parametrize(
    ("heading", "column"),
    [("SGP", "growth_median_sgp"), ("Median SGP", "growth_median_sgp"), ("Ave. SGP", "growth_mean_sgp")],
)
def test_the_heading_tells_a_median_growth_percentile_from_a_mean(
    heading: str, column: str, xlsx: Write, one: One, enrolled: pd.DataFrame
) -> None:
    read = one(xlsx(legacy(enrolled, ["10"], "MATHEMATICS", heading)), enrollment=enrolled)
    assert read.table == "mcas_legacy"
    assert set(read.rows["grades"]) == {"10"}
    row = read.rows.iloc[0]
    assert (row["proficient_or_advanced_pct"], row["warning_failing_n"], row["cpi"]) == (50, 2, 87.1)
    assert row[column] == 55
    other = ({"growth_median_sgp", "growth_mean_sgp"} - {column}).pop()
    assert pd.isna(row[other])


@pytest.mark.parametrize(("grades", "span"), [(["5", "8", "10"], "03-10"), (["5", "8"], "03-08"), (["8"], "08"), (["10"], "10")])
def test_science_alone_tells_its_grades(grades: list[str], span: str, xlsx: Write, one: One, enrolled: pd.DataFrame) -> None:
    """Science is tested in grades 5, 8 and 10: of all tested grades it has these three."""
    padded = [grade.zfill(2) for grade in grades]
    read = one(xlsx(legacy(enrolled, padded, "SCIENCE AND TECH/ENG", "SGP")), enrollment=enrolled)
    assert set(read.rows["grades"]) == {span}
    assert set(read.rows["growth_median_sgp__status"]) == {"not_applicable"}


def test_legacy_results_without_enrollment_of_their_year_are_asked_about(xlsx: Write, one: One, refusal: Refusal) -> None:
    rows = [["2009 MCAS Achievement Results"], [*LEGACY, "SGP", "Included In SGP"]]
    rows.append(["Boston", BOSTON, "ENGLISH LANGUAGE ARTS", *["1.0", "1.0"] * 5, "500.0", "74.8", "47.0", "400.0"])
    path = xlsx(rows)
    said = str(refusal(path))
    assert "--grades" in said
    assert "--group" in said
    assert "2009" in said
    read = one(path, Declared(grades="03-10", student_group="all_students"))
    assert read.rows[["school_year", "grades", "subject", "cpi"]].iloc[0].tolist() == [2009, "03-10", "ELA", 74.8]


def test_six_of_seven_students_in_seven_grades_are_not_taken_for_everyone_in_six(
    xlsx: Write, refusal: Refusal, enrolled: pd.DataFrame
) -> None:
    """Without the districts that have no grade 10, a large group of grades 3 to 8 and 10 counts like everyone in 3 to 8."""
    no_high_school = enrolled["org_code"].str[:4].isin([f"{n:04d}" for n in range(1, 9)]) & (enrolled["grade"] == "10")
    some = enrolled[~no_high_school]
    rows = legacy(some, ["03", "04", "05", "06", "07", "08", "10"], "MATHEMATICS", "SGP", share=0.84)
    assert "--group" in str(refusal(xlsx(rows), enrollment=some))


# --- research files ----------------------------------------------------------------------------------------------------

LEVELS = ["adv_num", "adv_per", "pro_num", "pro_per", "ni_num", "ni_per", "wf_num", "wf_per"]
PERFORMANCE = ["adminyear", "org_code", "district", "grade", "subject", "group"]
PERFORMANCE += [f"{subject}{level}" for subject in "ems" for level in LEVELS]
PERFORMANCE += ["etotal", "mtotal", "stotal", "eayp_part_rate", "mayp_part_rate", "sayp_part_rate", "ecpi", "mcpi", "scpi"]


def test_three_subjects_side_by_side_become_rows_and_a_row_may_name_its_own(csv_file: Write, one: One) -> None:
    tested, blank = [9, 14, 32, 45, 23, 32, 6, 9], [""] * 8
    grade_3 = ["2007", STATE, "State", "03", "", "LEP/Formerly LEP", *tested, *tested, *blank]
    grade_3 += ["70", "71", " ", "100", "99", "", "83.5", "80.3", ""]
    biology = ["2007", BOSTON, "Boston", "HS", "BIO", "Special Ed", *blank, *blank, *tested]
    biology += ["", "", "70", "", "", "98", "", "", "66.1"]
    small = ["2007", BOSTON, "Boston", "10", "", "Hawaiian", *blank * 3, "9", "9", "8", *[""] * 6]
    read = one(csv_file([PERFORMANCE, grade_3, biology, small]))
    found = read.rows.set_index(["grades", "subject"])
    assert sorted(found.index) == [("03", "ELA"), ("03", "MATH"), ("10", "ELA"), ("10", "MATH"), ("10", "SCI"), ("HS", "BIO")]
    assert found.loc[("03", "ELA"), ["tested_n", "advanced_pct", "cpi", "participation_pct"]].tolist() == [70, 14, 83.5, 100]
    assert found.loc[("HS", "BIO"), ["student_group", "cpi"]].tolist() == ["students_with_disabilities", 66.1]
    assert found.loc[("10", "SCI"), ["tested_n", "cpi__status"]].tolist() == [8, "suppressed"]
    assert found.loc[("03", "ELA"), "student_group"] == "english_learners_and_former"
    assert read.rows["source_row"].tolist().count(2) == 2, "both subjects say which row of the file they stood in"


def test_an_unknown_subject_of_a_row_names_the_line_to_add(csv_file: Write, refusal: Refusal) -> None:
    row = [
        "2007",
        BOSTON,
        "Boston",
        "HS",
        "ALCHEMY",
        "All Students",
        *[""] * 16,
        *[1] * 8,
        "",
        "",
        "70",
        "",
        "",
        "98",
        "",
        "",
        "6",
    ]
    said = str(refusal(csv_file([PERFORMANCE, row])))
    assert "'ALCHEMY'" in said
    assert "research_mcas_performance.yml" in said


def test_high_school_science_of_2013_has_no_grade_column(csv_file: Write, one: One) -> None:
    heads = ["adminyear", "org_code", "DistrictName", "subject", "group", *[f"s{level}" for level in LEVELS], "stotal"]
    read = one(csv_file([heads, ["2013", STATE, "State", "TEC", "everELL", 1, 3, 2, 4, 20, 42, 10, 21, 33]]))
    row = read.rows.iloc[0]
    assert (row["grades"], row["subject"], row["student_group"], row["tested_n"]) == ("HS", "TEC", "ever_english_learners", 33)


def test_participation_by_kind_of_test(csv_file: Write, one: One) -> None:
    kinds = ["enroll", "standard", "alt", "abs", "med", "lep", "afteroct"]
    heads = ["Year", "Org_code", "DistrictName", "Grade", "Group", "sort", *[f"{s}_{kind}" for s in "ems" for kind in kinds]]
    heads += ["e_part_rate", "m_part_rate", "s_part_rate"]
    counts = [71333, 69439, 1270, 160, 68, 396, " "]
    rows = [heads, ["2012", STATE, "State", "AL", "African American", "01", *counts, *counts, *[" "] * 7, 100, 99, " "]]
    read = one(csv_file(rows))
    assert read.rows["subject"].tolist() == ["ELA", "MATH"]
    row = read.rows.iloc[1]
    assert (row["grades"], row["enrolled_n"], row["absent_n"], row["participation_pct"]) == ("03-10", 71333, 160, 99)
    assert row["enrolled_after_october_n__status"] == "not_applicable"


def test_sat_research_file_of_schools_and_districts(tmp_path: Path, one: One) -> None:
    heads = [
        "REC_YEAR",
        "ORG_CODE",
        "SCHOOL",
        "SAT_STU_GROUP_CODE",
        "LABEL_STU",
        "SAT_TAKEN",
        "SAT_READ",
        "SAT_WRITE",
        "SAT_MATH",
    ]
    rows = [
        [2005, BOSTON, LATIN, "ALL", "All Students", 206, 487, "", 499],
        [2005, BOSTON, "00350286", "ALL", "All Students", 0, 9999, "", 9999],
        [2007, STATE, "", "LEP", "Lim. English Prof.", 566, 331, 331, 410],
        [2007, BOSTON, "", "HIGH", "High Needs", 9, "", "", ""],
    ]
    read = one(tabbed(tmp_path / "sat.csv", [heads, *rows]))
    assert read.rows["org_code"].tolist() == [LATIN, "00350286", STATE, BOSTON]
    assert read.rows["math_mean"].tolist()[::2] == [499, 410]
    assert read.rows["math_mean__status"].tolist() == ["reported", "suppressed", "reported", "suppressed"]
    assert read.rows["math_mean__text"].tolist()[1] == "9999"
    assert read.rows["writing_mean__status"].tolist()[0] == "not_applicable"
    assert read.rows["student_group"].tolist()[2:] == ["english_learners", "high_needs"]


def test_objectives_of_english_learners_are_words(csv_file: Write, one: One) -> None:
    heads = ["SORT_ORDER", "ORG_NAME", "ORG_CODE", "FY_CODE", "AMAO_PRGS_ACHIEVED", "AMAO_ATTN_ACHIEVED", "CUMULATIVE_PPI"]
    rows = [["1", "State Total", STATE, 2013, "No", "Yes", "No"], ["2", "Amherst", "00080000", 2010, "Yes", "--", ""]]
    read = one(csv_file([heads, *rows])).rows
    assert read["progress_objective_met"].tolist() == ["No", "Yes"]
    assert read["attainment_objective_met__status"].tolist() == ["reported", "not_reported"]
    assert read["cumulative_ppi_met__status"].tolist() == ["reported", "not_applicable"]


# --- exports -----------------------------------------------------------------------------------------------------------


def test_advanced_placement_performance(xlsx: Write, one: One) -> None:
    heads = ["District Name", "District Code", "Tests Taken", *[f"Score={n}" for n in range(1, 6)], "% Score 1-2", "% Score 3-5"]
    title = "2016-17 Advanced Placement Performance - All Subjects - All Students"
    rows = [["Boston", BOSTON, "   5,697", "   1", "   2", "   3", "   4", "   5", "  51.5", "  48.5"]]
    rows += [["Small", "00070000", "       9", *[""] * 7]]
    read = one(xlsx([[title], heads, *rows])).rows
    assert read.loc[0, ["school_year", "ap_category", "ap_subject"]].tolist() == [2017, "All Subjects", "All Subjects"]
    assert read.loc[0, ["tests_n", "score_5_n", "score_3_5_pct"]].tolist() == [5697, 5, 48.5]
    assert read.loc[1, ["tests_n", "score_5_n__status", "score_3_5_pct__status"]].tolist() == [9, "suppressed", "suppressed"]
    single = one(xlsx([[title.replace("All Subjects", "Biology")], heads, rows[0]])).rows
    assert single.loc[0, ["ap_category", "ap_subject"]].tolist() == ["Not stated", "Biology"]


def test_advanced_placement_participation(xlsx: Write, one: One) -> None:
    heads = ["School Name", "School Code", "Tests Takers", "Tests Taken", "One Test", "Two Tests", "Three Tests", "Four Tests"]
    title = "2016-17 Advanced Placement Participation - All Subjects - All Students"
    row = ["Abington - Abington High", "00010505", "  69", " 128", "  30", "  21", "  16", "   2", "   0"]
    read = one(xlsx([[title], [*heads, "Five or More Tests"], row])).rows
    assert read.loc[0, ["org_name", "takers_n", "tests_n", "five_or_more_tests_n"]].tolist() == ["Abington High", 69, 128, 0]


def test_sat_before_and_after_reading_and_writing_became_one(xlsx: Write, one: One) -> None:
    old = [["2015-16 SAT Performance Report - Economically Disadvantaged"]]
    old += [["District Name", "District Code", "Tests Taken", "Reading", "Writing", "Math"]]
    before = one(xlsx([*old, ["Boston", BOSTON, "2,532", 431.0, 425.0, 464.0], ["Small", "00070000", "   9", "", "", ""]])).rows
    assert before["student_group"].unique().tolist() == ["economically_disadvantaged"]
    assert before.loc[0, ["reading_mean", "writing_mean", "math_mean"]].tolist() == [431, 425, 464]
    assert before.loc[1, "writing_mean__status"] == "suppressed"
    new = [["2016-17 SAT Performance Report - All Students"]]
    new += [["District Name", "District Code", "Tests Taken", "Reading / Writing", "Writing", "Math"]]
    after = one(xlsx([*new, ["Boston", BOSTON, "2,532", 531.0, "", 464.0]])).rows
    assert pd.isna(after.loc[0, "reading_mean"])
    assert after.loc[0, "reading_writing_mean"] == 531
    assert after.loc[0, "writing_mean__status"] == "not_applicable"


def test_former_english_learners_by_years_since_exit(csv_file: Write, one: One) -> None:
    heads = ["Year", "Org Code", "Org Name", "Grade", "Group", "Former EL year"]
    for subject in ("ELA", "Math", "STE"):
        heads += [f"{subject} Tested #", f"{subject}  E+M #", f"{subject}  E+M %", f"{subject} Participation Rate"]
    rows = [
        ["2025", "01630000", "Lynn", "g3-8", "FormerEL_IEP", "All", *["898", "219", "0.2438", "0.9967"] * 2, *["7", "", "", ""]]
    ]
    read = one(csv_file([heads, *rows])).rows
    assert read["subject"].tolist() == ["ELA", "MATH", "SCI"]
    assert read.loc[0, ["former_learner_group", "years_since_exit", "grades"]].tolist() == ["with_iep", "All", "03-08"]
    assert read.loc[0, ["tested_n", "meeting_or_exceeding_pct", "participation_pct"]].tolist() == [898, 24.38, 99.67]
    assert read.loc[2, ["tested_n", "meeting_or_exceeding_n__status"]].tolist() == [7, "suppressed"]


def test_rows_of_the_hub_under_a_collectors_names(csv_file: Write, one: One) -> None:
    heads = ["end_year", "type", "district_id", "district_name", "school_id", "school_name", "grade", "subject", "subgroup"]
    heads += ["meeting_exceeding_cnt", "student_count", "meeting_exceeding_pct", "scaled_score", "sgp", "sgp_n"]
    rows = [
        ["2019", "State", "", "", "", "", "03", "ela", "all", 38097, 67900, 0.56, 504, "", ""],
        ["2019", "District", "0035", "Boston", "", "", "10", "math", "low_income", 1523, 3394, 0.45, 496, 47, 2477],
        ["2019", "School", "0035", "Boston", LATIN, "Boston Latin", "HS SCI", "biology", "special_ed", 8, 53, 0.15, 475, "", ""],
    ]
    read = one(csv_file([heads, *rows])).rows
    assert read["org_code"].tolist() == [STATE, BOSTON, LATIN]
    assert read["org_name"].tolist() == ["State", "Boston", "Boston Latin"]
    assert read["grades"].tolist() == ["03", "10", "HS"]
    assert read["meeting_or_exceeding_pct"].tolist() == [56, 45, 15]
    assert read["growth_mean_sgp__status"].tolist() == ["not_applicable", "reported", "not_applicable"]


# --- records of the hub ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "publication", "found"),
    [
        (
            {"subj_cat": "All Subjects", "subj": "All Subjects", "pct_3_5": "0.648", "colour": "kept aside"},
            "e2c_ap_performance",
            {"score_3_5_pct": 64.8, "ap_subject": "All Subjects", "student_group": "high_needs"},
        ),
        (
            {"subj": "All Subjects", "test_takers_cnt": "3,325", "tests_taken_cnt": "5697"},
            "e2c_ap_participation",
            {"takers_n": 3325, "tests_n": 5697},
        ),
        (
            {"taken_cnt": "2532", "read_score": "431", "write_score": "425", "math_score": "464"},
            "e2c_sat",
            {"taken_n": 2532, "reading_mean": 431, "math_mean": 464},
        ),
        (
            {"subj": "ELA", "tot_stu_cnt": "120", "prog_cnt": "60", "prog_pct": "0.5", "emrg_pct": "0.25", "awr_pct": "0.25"},
            "e2c_mcas_alternate",
            {"assessed_n": 120, "progressing_pct": 50, "subject": "ELA", "incomplete_pct__status": "not_reported"},
        ),
        (
            {"grade": "ALL", "enrolled_cnt": "900", "part_rate": "0.98", "re1_pct": "0.411", "re3_pct": "0.7", "re5_pct": "0.2"},
            "e2c_access",
            {"making_progress_pct": 41.1, "participation_pct": 98, "long_term_pct": 20, "student_group": "english_learners"},
        ),
        (
            {"composite_domain": "Overall Score", "avg_ovrall_comp_lvl": "3.2", "avg_year_ma": "2.9", "level_1_pct": "0.125"},
            "e2c_access_levels",
            {"composite_level_mean": 3.2, "years_in_state_mean": 2.9, "level_1_pct": 12.5},
        ),
    ],
)
def test_records_of_the_hub(fields: dict[str, str], publication: str, found: dict[str, Any], records: Write, one: One) -> None:
    read = one(records([HUB | fields]))
    assert read.source.publication == publication
    assert {name: read.rows.loc[0, name] for name in found} == found


def test_a_dataset_that_names_only_the_district_is_read_by_it(records: Write, one: One) -> None:
    record = {name: value for name, value in HUB.items() if not name.startswith("org_")}
    read = one(records([record | {"composite_domain": "Overall Score", "avg_ovrall_comp_lvl": "3.2", "level_1_pct": "0.1"}]))
    assert read.rows[["org_code", "org_name"]].iloc[0].tolist() == [BOSTON, "Boston"]

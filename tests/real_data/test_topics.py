"""Students, staff, finance, college and the extract: every real file read or refused for its reason, and published figures."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from ssos_analysis.errors import SsosError
from ssos_analysis.sources.import_report import Outcome
from ssos_analysis.sources.importing import import_paths
from ssos_analysis.sources.reader import Declared, read_file
from ssos_analysis.sources.store import Store

pytestmark = pytest.mark.real_data

BOSTON, LATIN, STATE = "00350000", "00350560", "00000000"
FOLDERS = (
    "attendance", "class_size", "discipline", "educators", "enrollment", "finance", "mobility", "postsecondary",
    "special_education", "directory", "graduation/statereport_school_multiyear_sqm", "known_bad_headers",
    "e2c_district_extract_sy2025", "research_files_2014",
)  # fmt: skip

# files, rows, first and last year of each publication and table that these folders hold
HELD = {
    ("attendance_and_retention", "grade_retention"): (1, 1854, 2016, 2016),
    ("class_size_by_population", "class_size"): (12, 6301, 2012, 2022),
    ("class_size_by_race", "class_size"): (7, 4286, 2016, 2021),
    ("college_going", "college_going"): (21, 6381, 2012, 2021),
    ("college_going_by_group", "college_going"): (10, 56228, 2020, 2024),
    ("discipline_collected", "discipline"): (4, 16794, 2017, 2025),
    ("discipline_days_missed", "discipline_days_missed"): (3, 16775, 2017, 2025),
    ("e2c_extract_sy2025", "accountability"): (1, 281, 2025, 2025),
    ("e2c_extract_sy2025", "attendance"): (1, 1312, 2025, 2025),
    ("e2c_extract_sy2025", "college_going"): (1, 217, 2023, 2023),
    ("e2c_extract_sy2025", "directory"): (1, 1807, 2026, 2026),
    ("e2c_extract_sy2025", "discipline"): (1, 684, 2025, 2025),
    ("e2c_extract_sy2025", "district_extract"): (56, 221065, 1994, 2026),
    ("e2c_extract_sy2025", "graduation"): (1, 4343, 2006, 2025),
    ("e2c_extract_sy2025", "mcas"): (9, 15637, 2019, 2025),
    ("educator_evaluation_research", "educator_evaluation"): (1, 13622, 2013, 2013),
    ("graduate_plans", "graduate_plans"): (1, 39252, 2017, 2025),
    ("graduate_plans_research", "graduate_plans"): (1, 427140, 1995, 2013),
    ("mobility", "mobility"): (7, 4274, 2016, 2021),
    ("net_school_spending", "net_school_spending"): (9, 2908, 2012, 2020),
    ("net_school_spending_research", "net_school_spending"): (1, 1938, 2008, 2012),
    ("per_pupil_expenditures", "per_pupil_expenditures"): (13, 4688, 2011, 2021),
    ("selected_populations_research", "enrollment_by_group"): (1, 184617, 1995, 2014),
    ("special_education_research", "special_education_performance"): (1, 803, 2012, 2013),
    ("sqm_art_teachers", "teachers_by_grade"): (1, 128401, 2017, 2026),
    ("sqm_attendance", "attendance"): (1, 14665, 2018, 2025),
    ("sqm_class_size", "class_size"): (1, 16539, 2017, 2025),
    ("sqm_enrollment_by_grade", "enrollment_by_grade"): (1, 293504, 2017, 2026),
    ("sqm_enrollment_by_race", "enrollment_by_group"): (1, 177907, 2017, 2026),
    ("sqm_graduation_rates", "graduation"): (2, 6658, 2017, 2025),
    ("sqm_staff_retention", "staff_retention"): (1, 36476, 2017, 2026),
    ("sqm_teacher_data", "teachers"): (1, 14668, 2018, 2026),
    ("staff_by_race_counts", "staff_by_race"): (2, 8050, 2020, 2021),
    ("staff_by_race_shares", "staff_by_race"): (7, 28330, 2016, 2022),
    ("staff_retention", "staff_retention"): (13, 18071, 2012, 2023),
    ("student_indicators_research", "student_indicators"): (2, 24862, 2003, 2013),
    ("teacher_data", "teachers"): (12, 4851, 2013, 2024),
    ("teacher_data_page", "teachers"): (1, 405, 2017, 2017),
    ("teacher_salaries", "teacher_salaries"): (12, 3942, 2012, 2021),
    ("teacher_salaries_research", "teacher_salaries"): (1, 5268, 1997, 2012),
}

REFUSED = {
    **{
        f"class_size/statereport_district_by_year/MathClassSizebyGenPopulation{year}.xlsx": "so it is of one subject"
        for year in range(12, 23)
    },
    "directory/profiles_search_export/districts.xlsx": "does not say its school year",
    "directory/research_files_2014/grades_offered_district_2014.csv": "does not say its school year",
    "directory/research_files_2014/grades_offered_type_2014.csv": "does not say its school year",
    "directory/sqm_master_list/master_list_of_schools_and_districts.csv": "lost their leading zeros",
    "educators/statereport_district_by_year/TeacherSalaries13.xlsx": "2 keys stand twice with different values",
    "enrollment/statereport_2016_2018/nonpublicschoolreport.xlsx": "private schools have no code",
    "known_bad_headers/statereport_school_multiyear_sqm/3B_1_total_courses.csv.gz": "no header row",
    "research_files_2014/DATA DICTIONARY_2014.xlsx": "describes columns and holds no results",
}


@pytest.fixture(scope="module")
def every(real_data: Path) -> tuple[dict[tuple[str, str], pd.DataFrame], dict[tuple[str, str], int], dict[str, str]]:
    """Rows by publication and table, files by the same, and the reason of each refused file."""
    parts, files, refused = defaultdict(list), defaultdict(int), {}
    for folder in FOLDERS:
        for path in sorted(path for path in (real_data / folder).rglob("*") if path.is_file()):
            try:
                for read in read_file(path):
                    parts[read.source.publication, read.table].append(read.rows)
                    files[read.source.publication, read.table] += 1
            except SsosError as error:
                refused[path.relative_to(real_data).as_posix()] = str(error)
    return {place: pd.concat(rows, ignore_index=True) for place, rows in parts.items()}, dict(files), refused


def test_every_file_is_read_or_refused_for_its_reason(every) -> None:
    _, _, refused = every
    assert set(refused) == set(REFUSED)
    for name, reason in REFUSED.items():
        assert reason in refused[name], name


@pytest.mark.parametrize(("place", "held"), HELD.items(), ids=lambda part: "-".join(part) if isinstance(part[0], str) else "")
def test_rows_and_years_of_each_publication(place, held, every) -> None:
    rows, files, _ = every
    years = rows[place]["school_year"]
    assert (files[place], len(rows[place]), int(years.min()), int(years.max())) == held


# (publication, table, keys of one row) -> published figures, as the file prints them
FIGURES = [
    (
        "attendance_and_retention",
        "attendance",
        {"org_code": STATE},
        {"attendance_rate_pct": 94.9, "chronically_absent_pct": 12.3},
    ),
    ("attendance_and_retention", "grade_retention", {"org_code": STATE}, {"retained_n": 12725, "retained_pct": 1.5}),
    (
        "class_size_by_population",
        "class_size",
        {"org_code": BOSTON, "school_year": 2022},
        {"classes_n": 26783, "class_size_mean": 15.7},
    ),
    (
        "class_size_by_race",
        "class_size",
        {"org_code": STATE, "school_year": 2021},
        {"classes_n": 502941, "class_size_mean": 15.5},
    ),
    (
        "college_going",
        "college_going",
        {"org_code": STATE, "school_year": 2021, "student_group": "all_students"},
        {"graduates_n": 68947, "attending_n": 43224, "attending_pct": 62.7, "public_4yr_pct": 26.0},
    ),
    (
        "college_going_by_group",
        "college_going",
        {"org_code": BOSTON, "school_year": 2024, "student_group": "black_or_african_american", "capture_period": "12_months"},
        {"graduates_n": 997, "attending_n": 526, "attending_pct": 52.8, "umass_pct": 21.5},
    ),
    (
        "discipline_collected",
        "discipline",
        {"org_code": STATE, "school_year": 2025, "student_group": "black_or_african_american"},
        {"students_n": 98254, "disciplined_n": 5995, "out_of_school_suspension_pct": 4.3},
    ),
    (
        "discipline_days_missed",
        "discipline_days_missed",
        {"org_code": STATE, "school_year": 2025, "student_group": "hispanic_or_latino"},
        {"students_n": 247768, "missed_2_to_3_days_pct": 1.7, "missed_over_10_days_pct": 0.4},
    ),
    ("e2c_extract_sy2025", "accountability", {"org_code": BOSTON}, {"targets_pct": 48}),
    ("e2c_extract_sy2025", "attendance", {"org_code": BOSTON, "student_group": "low_income"}, {"chronically_absent_pct": 38.6}),
    ("e2c_extract_sy2025", "college_going", {"org_code": BOSTON}, {"attending_pct": 55.6}),
    ("net_school_spending", "net_school_spending", {"org_code": BOSTON, "school_year": 2020}, {"actual_of_required": 128}),
    (
        "per_pupil_expenditures",
        "per_pupil_expenditures",
        {"org_code": STATE, "school_year": 2021},
        {"in_district_per_pupil_usd": 18518.66, "total_per_pupil_usd": 19062.2, "total_fte": 992854.2},
    ),
    (
        "staff_by_race_counts",
        "staff_by_race",
        {"org_code": BOSTON, "school_year": 2021, "staff_group": "white"},
        {"staff_fte": 4498.3},
    ),
    (
        "staff_by_race_shares",
        "staff_by_race",
        {"org_code": STATE, "school_year": 2022, "staff_group": "white"},
        {"staff_pct": 87.2},
    ),
    (
        "staff_retention",
        "staff_retention",
        {"org_code": BOSTON, "school_year": 2023, "staff_position": "teacher"},
        {"staff_n": 4446, "retained_n": 3725, "retained_pct": 83.8},
    ),
    (
        "student_indicators_research",
        "student_indicators",
        {"org_code": STATE, "school_year": 2013},
        {"dropout_n": 6248, "retained_n": 15112},
    ),
    (
        "special_education_research",
        "special_education_performance",
        {"org_code": BOSTON, "school_year": 2013},
        {
            "graduation_cohort_n": 918,
            "graduated_pct": 44.8,
            "age_6_21_n": 9597,
            "full_inclusion_6_21_pct": 27.4,
            "age_3_5_n": 1228,
        },
    ),
    (
        "teacher_data",
        "teachers",
        {"org_code": BOSTON, "school_year": 2024},
        {"teachers_fte": 4384.6, "students_per_teacher": 10.4},
    ),
    ("sqm_graduation_rates", "graduation", {"org_code": LATIN, "school_year": 2025}, {"cohort_n": 397, "graduated_pct": 99.0}),
    ("sqm_attendance", "attendance", {"org_code": LATIN, "school_year": 2025}, {"chronically_absent_pct": 15.4}),
    (
        "educator_evaluation_research",
        "educator_evaluation",
        {"org_code": STATE, "educator_group": "all_educators"},
        {"educators_n": 61441},
    ),
]


@pytest.mark.parametrize(("publication", "table", "keys", "figures"), FIGURES)
def test_published_figures(publication, table, keys, figures, every) -> None:
    rows = every[0][publication, table]
    for key, value in keys.items():
        rows = rows[rows[key] == value]
    rows = rows.drop_duplicates([*keys, *figures])
    assert len(rows) == 1
    assert {name: rows[name].iloc[0] for name in figures} == figures


@cache
def _tables(path: Path) -> dict[str, pd.DataFrame]:
    return {read.table: read.rows for read in read_file(path)}


def test_two_class_size_reports_agree(every) -> None:
    """By race and by population, the same year: 2015-16 to 2020-21."""
    rows, _, _ = every
    keys = ["org_code", "school_year", "class_subject"]
    both = rows["class_size_by_race", "class_size"].merge(
        rows["class_size_by_population", "class_size"], on=keys, suffixes=("", "_p")
    )
    assert len(both) > 2000
    for name in ("classes_n", "class_size_mean", "students_n"):
        assert (both[name].fillna(-1) == both[f"{name}_p"].fillna(-1)).mean() > 0.99, name


def test_shares_and_counts_of_staff_agree(every) -> None:
    rows, _, _ = every
    keys = ["org_code", "school_year", "job_class", "staff_group"]
    counts, shares = rows["staff_by_race_counts", "staff_by_race"], rows["staff_by_race_shares", "staff_by_race"]
    total = counts[counts["staff_group"] == "all_staff"].set_index(["org_code", "school_year"])["staff_fte"]
    both = counts[counts["staff_group"] == "white"].merge(shares, on=keys, suffixes=("", "_s"))
    every_staff = both.set_index(["org_code", "school_year"]).index.map(total)
    assert len(both) > 780
    assert ((100 * both["staff_fte"] / every_staff - both["staff_pct_s"]).abs() < 0.5).mean() > 0.95


def test_net_school_spending_is_the_same_in_both_files_of_2012(every) -> None:
    rows, _, _ = every
    keys = ["org_code", "school_year"]
    both = rows["net_school_spending", "net_school_spending"].merge(
        rows["net_school_spending_research", "net_school_spending"], on=keys, suffixes=("", "_r")
    )
    assert len(both) > 300
    is_same = (both["actual_nss_usd"] - both["actual_nss_usd_r"]).abs() < 1  # 13 of 327 were restated later, the state among them
    assert is_same.sum() == 314


def test_the_class_behind_a_collected_year_is_told_by_its_graduates(every) -> None:
    """The collector's 2021 is the class of 2020: its low-income graduates are those of the state's report of 2019-20."""
    rows, _, _ = every
    report, collected = rows["college_going", "college_going"], rows["college_going_by_group", "college_going"]
    both = report[report["student_group"] == "economically_disadvantaged"].merge(
        collected[collected["capture_period"] == "12_months"],
        on=["org_code", "school_year", "student_group"],
        suffixes=("", "_c"),
    )
    assert set(both["school_year"]) == {2020, 2021}
    assert len(both) > 600
    assert (both["graduates_n"] == both["graduates_n_c"]).all()


def test_the_extract_and_the_collected_pages_agree_on_college(every) -> None:
    rows, _, _ = every
    collected = rows["college_going_by_group", "college_going"]
    of_both = collected["student_group"].isin(["male", "female"]) & (collected["capture_period"] == "16_months")
    both = collected[of_both & (collected["school_year"] == 2023)].groupby("org_code")
    shares = 100 * both["attending_n"].sum(min_count=2) / both["graduates_n"].sum()
    extract = rows["e2c_extract_sy2025", "college_going"].set_index("org_code")["attending_pct"]
    assert (shares - extract).abs().median() < 0.1


def test_the_extracts_graduation_rate_is_the_adjusted_one(real_data, every) -> None:
    """Boston 2024: 84.9 adjusted, 79.7 not (README of the extract); the hub's own table has both."""
    rows, _, _ = every
    extract = rows["e2c_extract_sy2025", "graduation"]
    boston = extract[(extract["org_code"] == BOSTON) & (extract["school_year"] == 2024)]
    assert boston[["rate_kind", "graduated_pct"]].to_numpy().tolist() == [["4-year-adjusted", 84.9]]
    hub = _tables(real_data / "graduation/hub_by_student_group_2006_2024/graduation_by_group_state_district.csv.gz")["graduation"]
    both = extract.merge(hub, on=["org_code", "school_year", "student_group", "rate_kind"], suffixes=("", "_hub"))
    assert len(both) > 3500
    assert ((both["graduated_pct"] - both["graduated_pct_hub"]).abs() < 0.06).mean() > 0.99


def test_scraped_teacher_data_before_its_headings_are_left_out(every) -> None:
    rows, _, _ = every
    scraped = rows["sqm_teacher_data", "teachers"]
    assert scraped["school_year"].min() == 2018
    assert scraped["students_per_teacher"].median() < 30


def test_mathematics_classes_are_read_once_their_subject_is_said(real_data) -> None:
    path = real_data / "class_size/statereport_district_by_year/MathClassSizebyGenPopulation22.xlsx"
    size, _ = read_file(path, Declared(class_subject="mathematics"))
    assert set(size.rows["class_subject"]) == {"mathematics"}


def test_copies_with_wrong_headings_are_refused_each_by_its_own_sign(real_data, tmp_path) -> None:
    """Boston Latin School gives it away: 31.0 percent stands under Multi-Race in the copy, under White in the sound scrape."""
    folders = ["known_bad_headers", "enrollment/statereport_school_multiyear_sqm", "educators/statereport_district_2016_2022"]
    report = import_paths(tmp_path / "store", [real_data / folder for folder in folders])
    reasons = {Path(file.file).name: file.reason for file in report.of(Outcome.REFUSED)}
    assert set(reasons) == {
        "1A_3_teachers_of_color.csv.gz",
        "3B_1_total_courses.csv.gz",
        "3B_2_student_by_race_and_gender.csv.gz",
    }
    assert (
        "contradict another publication (sqm_enrollment_by_race) in 18,236 of 18,343"
        in reasons["3B_2_student_by_race_and_gender.csv.gz"]
    )
    assert "in 2,016 of 2,016" in reasons["1A_3_teachers_of_color.csv.gz"]
    assert "no header row" in reasons["3B_1_total_courses.csv.gz"]
    held = Store.open(tmp_path / "store").table("enrollment_by_group")
    latin = held[(held["org_code"] == LATIN) & (held["school_year"] == 2026)].set_index("student_group")["students_pct"]
    assert latin["white"] == 31.0
    bad = real_data / "known_bad_headers/statereport_school_multiyear_sqm/3B_2_student_by_race_and_gender.csv.gz"
    rows = _tables(bad)["enrollment_by_group"]
    copied = rows[(rows["org_code"] == LATIN) & (rows["school_year"] == 2026)].set_index("student_group")["students_pct"]
    assert copied["multi_race"] == 31.0


def test_saved_pages_say_what_was_copied_from_them(real_data) -> None:
    folder = real_data / "discipline/profile_pages_by_student_group_2022_2025"
    page = _tables(folder / "discipline_unit_00670000_2024.html")["discipline"]
    copy = _tables(folder / "student_discipline_by_group.csv")["discipline"]
    both = page.merge(copy, on=["org_code", "school_year", "student_group", "offense"], suffixes=("", "_c"))
    assert len(both) == len(page) == 14
    for name in ("students_n", "disciplined_n", "out_of_school_suspension_pct"):
        assert (both[name].fillna(-1) == both[f"{name}_c"].fillna(-1)).all()

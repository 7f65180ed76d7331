"""Students, staff, finance, college, directory through the reader: a small file of each publication, and the row it must give."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ssos_analysis.errors import SourceError
from ssos_analysis.sources.layouts import layouts
from ssos_analysis.sources.reader import Declared, ReadTable, read_file

Rows = list[list[Any]]
Write = Callable[..., Path]
One = Callable[..., ReadTable]
Refusal = Callable[..., SourceError]

BOSTON, HIGH, STATE = "00350000", "00010505", "00000000"
SCRAPED = ["Raw likert calculation", "Likert Score", "Admin Data Item", "Academic Year", "School Name", "DESE ID"]
SCRAPE = ["4.9", "4.91", "item", "2024-25", "Abington - Abington High", HIGH]
DISTRICT = ["District Name", "District Code"]

# --- reports: title (or none), headings, cells of one row; table; what of the row must stand there ---------------------

SIZE = ["Total # of Classes", "Average Class Size", "Number of Students"]
POPULATION = ["Female %", "Male %", "English Language Learner %", "Students with Disabilities %", "Economically Disadvantaged %"]
SANCTIONS = ["% In-School Suspension", "% Out-of-School Suspension", "% Expulsion", "% Emergency Removal"]
DAYS = ["% 1 Day", "% 2 to 3 Days", "% 4 to 7 Days", "% 8 to 10 Days", "% > 10 Days"]
ABSENCE = ["Attendance Rate", "Average # of Absences", "Absent 10 or more days", "Chronically Absent (10% or more)"]
RETAINED = ["Principal Total", "Principal # Retained", "Principal % Retained", "Teacher Total", "Teacher # Retained"]
RETAINED += ["Teacher % Retained"]
COLLEGE = ["High School Graduates (#)", "Attending Coll./Univ. (#)", "Attending Coll./Univ. (%)", "Public Four-Year (%)"]
TEACHERS = ["Total # of Teachers (FTE)", "% of Teachers Licensed", "Student / Teacher Ratio", "Percent of Experienced Teachers"]
RACES = ["African American", "Asian", "Hispanic", "White", "Native American", "Native Hawaiian, Pacific Islander"]
RACES += ["Multi-Race,Non-Hispanic", "Females", "Males"]
MONEY = ["Required NSS", "Actual NSS", "Amount Over or Under Required", "Actual NSS as % of Required", "Foundation Budget"]
SPENT = ["SY", "Org Name", "Org Code", "Actual Net School Spending", "Foundation Budget", "Percent Above"]
SPENT += ["Required NSS Budget", "Percent Above"]
PUPIL = ["In-District Expenditures", "Total In-district FTEs", "In-District Expenditures per Pupil", "Total Expenditures"]
PUPIL += ["Total Pupil FTEs", "Total Expenditures per Pupil"]
SCRAPED_TEACHERS = ["Total # of Teachers(FTE)", "Percent of Teachers Licensed", "Student/Teacher Ratio"]
SCRAPED_TEACHERS += ["Percent of Experienced Teachers"]
COHORT = ["# in Cohort", "% Graduated", "% Still in School", "% Dropped Out"]
GROUP_HEADS = ["school_year_end", "org_code", "org_name", "Student Group", "Students", "Students Disciplined"]
COLLEGE_TITLE = "2020-21  Graduates Attending Institutions of Higher Education"

REPORTS: dict[str, tuple[str, list[str], list[str], str, dict[str, Any]]] = {
    "mobility": (
        "2021 Mobility Rates Report (District) All Students",
        [*DISTRICT, "Churn/Intake Enroll", "% Churn", "% Intake", "Stability Enroll", "% Stability"],
        ["Abington", "00010000", "     2,229", "     7.1", "     4.4", "     2,163", "    95.7"],
        "mobility",
        {"school_year": 2021, "student_group": "all_students", "churn_enrolled_n": 2229, "churn_pct": 7.1, "stability_pct": 95.7},
    ),
    "attendance_and_retention": (
        "2015-16 Student Attendance and Retention Statewide Report",
        ["School Name", "School Code", "Retentions #", "Retentions Rate", *ABSENCE],
        ["Abington - Abington High", HIGH, "       6", "   1.3", "  94.1", "      10.0", "  39.7", "  13.3"],
        "grade_retention",
        {"school_year": 2016, "grade": "ALL", "retained_n": 6, "retained_pct": 1.3, "enrolled_n__status": "not_reported"},
    ),
    "sqm_attendance": (
        "",
        [*SCRAPED, *ABSENCE],
        [*SCRAPE, "  91.7", "  14.3", "  56.0", "  26.7"],
        "attendance",
        {"school_year": 2025, "attendance_period": "end_of_year", "org_name": "Abington High", "chronically_absent_pct": 26.7},
    ),
    "student_indicators_research": (
        "",
        [
            "FY_CODE",
            "ORG_CODE",
            "ORG_NAME",
            "DROPOUT_CNT",
            "DROPOUT_PCT",
            "ATTEND_CNT",
            "ATTEND_PCT",
            "OUTSUSP_PCT",
            "RETAIN_CNT",
        ],
        ["2003", HIGH, "Abington High", "9", "3.3", "10.2", "93.9", "218.8", "5"],
        "student_indicators",
        {
            "school_year": 2003,
            "absences_mean_days": 10.2,
            "attendance_rate_pct": 93.9,
            "out_of_school_suspensions_per_100": 218.8,
        },
    ),
    "discipline_collected": (
        "",
        [*GROUP_HEADS, *SANCTIONS],
        ["2022", BOSTON, "Boston", "Black or African American", "2,203", "134", "2.4", "4.3", "0", "0.4"],
        "discipline",
        {"school_year": 2022, "student_group": "black_or_african_american", "students_n": 2203, "expulsion_pct": 0},
    ),
    "discipline_days_missed": (
        "",
        [*GROUP_HEADS, *DAYS],
        ["2022", BOSTON, "Boston", "Asian", "0", "0", *["no data"] * 5],
        "discipline_days_missed",
        {"school_year": 2022, "offense": "all_offenses", "disciplined_n": 0, "missed_1_day_pct__status": "not_reported"},
    ),
    "sqm_grade_retention": (
        "",
        [*SCRAPED, "# Enrolled", "# Retained", "% Retained", "09"],
        [*SCRAPE, "       1,311", "           7", "   0.5", "   1.2"],
        "grade_retention",
        {"grade": "ALL", "enrolled_n": 1311, "retained_n": 7, "retained_pct": 0.5},
    ),
    "sqm_enrollment_by_grade": (
        "",
        [*SCRAPED, "PK", "9", "SP", "Total"],
        [*SCRAPE, "       0", "     115", "       2", "   1,426"],
        "enrollment_by_grade",
        {"grade": "PK", "students_n": 0, "org_name": "Abington High"},
    ),
    "sqm_enrollment_by_race": (
        "",
        [*SCRAPED, "American Indian or Alaska Native", "Multi-Race, Not Hispanic or Latino", "White", "Female"],
        [*SCRAPE, "   0.4", "   5.1", "  10.6", "  52.2"],
        "enrollment_by_group",
        {"student_group": "american_indian_or_alaska_native", "students_pct": 0.4},
    ),
    "selected_populations_research": (
        "",
        ["FY_CODE", "WPI_ORG_NAME", "ORG_CODE", "WPI_SPOP_FLNE_CNT", "WPI_SPOP_FLNE_PCT", "WPI_SPOP_SPED_CNT"],
        ["1995", "State Totals", STATE, "111133", "12.4", "151830"],
        "enrollment_by_group",
        {"school_year": 1995, "student_group": "first_language_not_english", "students_n": 111133, "students_pct": 12.4},
    ),
    "sqm_graduation_rates": (
        "",
        [*SCRAPED, *COHORT],
        [*[cell if cell != "item" else "a-degr-i3" for cell in SCRAPE], "       152", "    95.4", "     0.0", "     4.6"],
        "graduation",
        {"rate_kind": "5-year", "cohort_n": 152, "graduated_pct": 95.4, "dropped_out_pct": 4.6},
    ),
    "college_going": (
        f"{COLLEGE_TITLE} (District) - Economically Disadvantaged - All Colleges and Universities",
        [*DISTRICT, *COLLEGE],
        ["Boston", BOSTON, "2444.0", "1096.0", "44.8", "34.1"],
        "college_going",
        {"school_year": 2021, "student_group": "economically_disadvantaged", "institutions": "all", "graduates_n": 2444},
    ),
    "college_going_by_group": (
        "",
        ["year", "capture_period", "entity_name", "entity_code", "breakdown", *COLLEGE],
        ["2021", "12 Month", "Boston", BOSTON, "American Indian or Alaska Native", "2", "", "", ""],
        "college_going",
        {"school_year": 2020, "capture_period": "12_months", "graduates_n": 2, "attending_n__status": "suppressed"},
    ),
    "graduate_plans": (
        "",
        [*SCRAPED, "4 Year Private College", "2 Year Public College", "Apprenticeship", "Military", "Total"],
        [*SCRAPE, "  26.6", "  22.3", "", "   1.1", "      94"],
        "graduate_plans",
        {"plan": "four_year_private", "graduates_pct": 26.6},
    ),
    "graduate_plans_research": (
        "",
        ["FY_CODE", "WPI_ORG_NAME", "ORG_CODE", "WPI_PGRAD_4YRPRV_CNT", "WPI_PGRAD_4YRPRV_PCT", "WPI_PGRAD_TOTAL_CNT"],
        ["1995", "State Totals", STATE, "", "29.9", "47679"],
        "graduate_plans",
        {"plan": "four_year_private", "graduates_pct": 29.9, "graduates_n__status": "not_reported"},
    ),
    "teacher_data": (
        "2023-24 Teacher Data - All Teachers",
        [*DISTRICT, *TEACHERS],
        ["Abington", "00010000", "     158.7", "  99.3", "  13.4 to 1", "  79.6"],
        "teachers",
        {"school_year": 2024, "teacher_subject": "all_teachers", "teachers_fte": 158.7, "students_per_teacher": 13.4},
    ),
    "teacher_data_page": (
        "2016-17 Teacher Data Report (DISTRICT)",
        ["DISTRICT", "Org Code", "Total # of Teachers", "% of Teachers Licensed in Teaching Assignment", "Student/Teacher Ratio"],
        ["Abington", "00010000", "131.0", "100.0", "14.7 to 1"],
        "teachers",
        {"school_year": 2017, "teacher_subject": "all_teachers", "teachers_fte": 131, "students_per_teacher": 14.7},
    ),
    "sqm_teacher_data": (
        "",
        [*SCRAPED, *SCRAPED_TEACHERS],
        [*SCRAPE, "     106.6", "  95.3", "###### to 1", "  81.1"],
        "teachers",
        {"teachers_fte": 106.6, "students_per_teacher__status": "not_reported", "experienced_pct": 81.1},
    ),
    "teacher_salaries": (
        "2019-20 Teacher Salaries Report",
        [*DISTRICT, "Salary Totals", "Average Salary", "FTE Count"],
        ["Abington", "00010000", "     $11,881,609", "  $94,149", "    126.2"],
        "teacher_salaries",
        {"school_year": 2020, "salaries_usd": 11_881_609, "salary_mean_usd": 94_149, "teachers_fte": 126.2},
    ),
    "staff_by_race_counts": (
        "2020-21 Race/Ethnicity and Gender Staffing Report  - District - All",
        ["District/School Name", "District/School Code", *[f"{race} (#)" for race in RACES], "FTE Count"],
        ["Abington", "00010000", "  2.0", "  1.0", "  5.9", " 258.7", " 0.0", " 0.0", " 1.0", " 222.6", " 46.0", " 268.6"],
        "staff_by_race",
        {"job_class": "all_jobs", "staff_group": "black_or_african_american", "staff_fte": 2.0},
    ),
    "staff_by_race_shares": (
        "2021-22 Race/Ethnicity and Gender Staffing Report  - District - All",
        ["District/School Name", "District/School Code", *[f"{race} (%)" for race in RACES], "FTE Count"],
        ["Abington", "00010000", " 1.1", " 0.4", " 2.4", " 95.8", " 0.0", " 0.0", " 0.4", " 83.6", " 16.4", "   269.1"],
        "staff_by_race",
        {"school_year": 2022, "staff_group": "black_or_african_american", "staff_pct": 1.1},
    ),
    "staff_retention": (
        "2023Staffing Retention Report",
        [*DISTRICT, *RETAINED],
        ["Wrentham", "03500000", "       2", "       2", "100.0", "      83", "      75", "90.4"],
        "staff_retention",
        {"school_year": 2023, "staff_position": "principal", "staff_n": 2, "retained_n": 2, "retained_pct": 100},
    ),
    "sqm_staff_retention": (
        "",
        [*SCRAPED, *RETAINED],
        [*SCRAPE, "", "Failed to", "meet reporting", "requirements", "", ""],
        "staff_retention",
        {"staff_position": "principal", "retained_n__status": "not_reported", "retained_pct__status": "not_reported"},
    ),
    "educator_evaluation_research": (
        "",
        ["YEAR", "ORG_CODE", "EET_GRP_CD", "TOTAL_N", "Total_Evaluated", "Evaluated_per", "EX_PER"],
        ["2013", STATE, "AS", "61441", "37940", "61.750297", "7.364259"],
        "educator_evaluation",
        {"educator_group": "all_educators", "educators_n": 61441, "evaluated_n": 37940, "evaluated_pct__decimals": 1},
    ),
    "sqm_art_teachers": (
        "",
        [*SCRAPED, "PK-2 (# )", "FTE Count", "Student Count", "Student to Art Teacher ratio"],
        [*SCRAPE, "       0.0", "       0.0", "80", "Infinity"],
        "teachers_by_grade",
        {"teacher_subject": "art", "grade_span": "PK-2", "teachers_fte": 0},
    ),
    "per_pupil_expenditures": (
        "2020 Per Pupil Expenditures, All Funds",
        [*DISTRICT, *PUPIL],
        ["Abington", "00010000", "  $29,446,070.10", " 2,146.0", " $13,721.00", "  $34,045,424.2", " 2,253.2", " $15,109.5"],
        "per_pupil_expenditures",
        {"school_year": 2020, "in_district_usd": 29_446_070.1, "total_fte": 2253.2, "total_per_pupil_usd": 15_109.5},
    ),
    "net_school_spending": (
        "2012 Chapter 70 Foundation Budget and Net School Spending",
        [*DISTRICT, *MONEY],
        ["Abington", "00010000", "  $19,300,588.00", "  $19,114,594.00", "  -$185,994.00", "99", "  $17,359,608.88"],
        "net_school_spending",
        {"school_year": 2012, "over_required_usd": -185_994, "actual_of_required": 99, "foundation_budget_usd": 17_359_608.88},
    ),
    "net_school_spending_research": (
        "Actual NSS Above Foundation",
        SPENT,
        ["2012", "Abington", "00010000", "21073198", "17359609", "0.21", "19300588", "\xa0%"],
        "net_school_spending",
        {"actual_nss_usd": 21_073_198, "above_foundation_share": 0.21, "above_required_share__status": "not_reported"},
    ),
}


@pytest.mark.parametrize("publication", REPORTS)
def test_a_small_report_is_read_to_its_row(publication: str, csv_file: Write) -> None:
    title, heads, cells, table, wanted = REPORTS[publication]
    rows = [[title, *[""] * (len(heads) - 1)]] if title else []
    tables = {read.table: read for read in read_file(csv_file([*rows, heads, cells]))}
    assert tables[table].source.publication == publication
    row = tables[table].rows.iloc[0]
    assert {name: row[name] for name in wanted} == wanted


# --- records of the hub: fields beside year and organization; table; what of the row must stand there ------------------

HUB = {"sy": "2024", "dist_code": BOSTON, "dist_name": "Boston", "org_code": BOSTON, "org_name": "Boston"}
ALL = {"stu_grp": "All Students"}
RECORDS: dict[str, tuple[dict[str, str], str, dict[str, Any]]] = {
    "e2c_discipline_days_missed": (
        ALL | {"offense": "All Offenses", "days_1_pct": "0.013", "days_2_3_pct": "0.014", "days_grtr_10_pct": "0.004"},
        "discipline_days_missed",
        {"missed_1_day_pct": 1.3, "missed_over_10_days_pct": 0.4, "missed_4_to_7_days_pct__status": "not_reported"},
    ),
    "e2c_restraints": (
        {"org_type": "Public Schools", "enroll_cnt": "310", "stu_rest_cnt": "7", "tot_rest_cnt": "19", "inj_cnt": "1"},
        "restraints",
        {"students_n": 310, "restrained_n": 7, "restraints_n": 19, "injuries_n": 1},
    ),
    "e2c_mobility": (
        ALL | {"churn_enroll_cnt": "2229", "churn_pct": "0.071", "intake_pct": "0.044", "stab_pct": "0.957"},
        "mobility",
        {"churn_enrolled_n": 2229, "churn_pct": 7.1, "stability_pct": 95.7},
    ),
    "e2c_attrition": (ALL | {"gk_pct": "0.08", "grd_all": "0.064"}, "attrition", {"grade": "K", "left_pct": 8.0}),
    "e2c_grade_retention": (
        ALL | {"enroll_all_cnt": "2441", "ret_all_cnt": "21", "ret_all_pct": "0.009"},
        "grade_retention",
        {"grade": "ALL", "retained_n": 21, "retained_pct": 0.9},
    ),
    "e2c_class_size": (
        {"subj": "All", "tot_clss_cnt": "26783", "avg_clss_cnt": "0", "tot_stu_cnt": "47931", "wh_pct": "0.148"},
        "class_size",
        {"class_subject": "all_subjects", "classes_n": 26783, "class_size_mean__status": "suppressed"},
    ),
    "e2c_pre_k_kindergarten": (
        ALL | {"pkg_pkenr_tot": "2456", "pk_subgroup_cnt": "2456", "pkenr_pct": "1", "kgr_subgroup_cnt": "3300"},
        "pre_k_kindergarten",
        {"pre_k_n": 2456, "pre_k_pct": 100, "kindergarten_n": 3300},
    ),
    "e2c_special_education": (
        {"ind_cat": "Placement", "ind_desc": "Full Inclusion", "tot_cnt": "10690", "ind_cnt": "5345", "ind_pct": "0.5"},
        "special_education",
        {"indicator": "Full Inclusion", "indicator_base": 10690, "indicator_value": 5345, "indicator_pct": 50},
    ),
    "e2c_special_education_moves": (
        {"grades": "K-12", "sped_tot": "10690", "movein_cnt": "900", "moveout_cnt": "700"},
        "special_education_moves",
        {"grade_span": "K-12", "special_education_n": 10690, "moved_in_n": 900, "moved_out_n": 700},
    ),
    "e2c_college_going": (
        ALL
        | {"attend_range": "16 Months", "percent_by": "High School Grad", "in_out_state": "All Colleges and Universities"}
        | {"attend_coll_pct": "0.556", "priv_4yr_pct": "0.21"},
        "college_going",
        {"capture_period": "16_months", "institutions": "all", "attending_pct": 55.6, "private_4yr_of_graduates_pct": 21.0},
    ),
    "e2c_college_progression": (
        ALL | {"cohort_yr": "2018", "cohort_cnt": "397", "persist_cnt": "361"},
        "college_progression",
        {"school_year": 2018, "cohort_n": 397, "persisting_n": 361},
    ),
    "e2c_special_education_progression": (
        {"cohort_yr": "2018", "stu_grp": "Students with Disabilities", "grad_5yr_pct": "0.71", "persist_pct": "0.5"},
        "college_progression",
        {"school_year": 2018, "student_group": "students_with_disabilities", "graduated_5yr_pct": 71, "persisting_pct": 50},
    ),
    "e2c_teacher_data": (
        {"subject": "All Teachers", "exp_tchr_pct": "0.781"},
        "teachers",
        {"teacher_subject": "all_teachers", "experienced_pct": 78.1},
    ),
    "e2c_staffing": (
        {"jobclass": "Principal", "jobclass_cat": "Administrators", "fte_total": "125.5"},
        "staffing",
        {"job_category": "Administrators", "job_class": "Principal", "staff_fte": 125.5},
    ),
    "e2c_educators_by_race": (
        {"job_class_grp": "Teachers", "race_eth": "Afr. Amer./Black", "educators_cnt": "900", "educators_pct": "0.2"},
        "staff_by_race",
        {"job_class": "Teachers", "staff_group": "black_or_african_american", "staff_n": 900, "staff_pct": 20},
    ),
    "e2c_staff_retention": (
        {"staff_desc": "Principals", "tot_cnt": "125", "retnd_cnt": "101", "retnd_pct": "0.808"},
        "staff_retention",
        {"staff_position": "principal", "staff_n": 125, "retained_n": 101, "retained_pct": 80.8},
    ),
    "e2c_staff_attendance": (
        {"staff_grp": "Teachers", "staff_cnt": "4446", "staff_attend_rate": "0.948", "staff_cnt_avg_abs": "9.4"},
        "staff_attendance",
        {"staff_position": "Teachers", "attendance_rate_pct": 94.8, "absences_mean_days": 9.4},
    ),
    "e2c_staff_age": (
        {"job_cat": "Teachers", "job_name": "All", "fte_cnt": "4384.6", "und_26_pct": "0.05", "ovr_64_pct": "0.03"},
        "staff_age",
        {"job_category": "Teachers", "staff_fte": 4384.6, "under_26_pct": 5, "over_64_pct": 3},
    ),
    "e2c_teachers_by_program": (
        {"tchr_fte_cnt": "4384.6", "sped_fte_pct": "0.21"},
        "teachers_by_program",
        {"teachers_fte": 4384.6, "special_education_pct": 21},
    ),
    "e2c_expenditures": (
        {"ind_cat": "Expenditures Per Pupil", "ind_subcat": "Teachers", "ind_value": "6531", "ind_value_type": "Dollars"},
        "expenditures",
        {"spending_category": "Expenditures Per Pupil", "indicator_value": 6531, "value_type": "Dollars"},
    ),
    "e2c_school_expenditures": (
        {"grades_served": "09-12", "ind_cat": "Total", "ind_subcat": "All", "ind_value": "17,345", "ind_value_type": "Dollars"},
        "expenditures",
        {"spending_category": "Total", "indicator_value": 17345},
    ),
    "e2c_expenditures_by_function": (
        {"func_cat_desc": "Administration", "func_code": "1110", "func_desc": "School Committee", "in_out_dist": "In-District"}
        | {"gen_fund": "100", "grnts_revolv": "-20", "tot_exp": "80", "per_pupil_exp": "1.5"},
        "expenditures_by_function",
        {"function_code": "1110", "function": "School Committee", "grants_revolving_usd": -20, "total_usd": 80},
    ),
}


@pytest.mark.parametrize("publication", RECORDS)
def test_a_record_of_the_hub_is_read_to_its_row(publication: str, records: Write) -> None:
    fields, table, wanted = RECORDS[publication]
    only_cohort = "cohort_yr" in fields
    base = {name: value for name, value in HUB.items() if not (only_cohort and name == "sy")}
    if publication in ("e2c_expenditures", "e2c_expenditures_by_function", "e2c_special_education_progression"):
        base = {name: value for name, value in base.items() if not name.startswith("org")}
    content = [base | fields | {"a_column_of_next_year": "kept out"}]
    tables = {read.table: read for read in read_file(records(content))}
    assert tables[table].source.publication == publication
    row = tables[table].rows.iloc[0]
    assert {name: row[name] for name in wanted} == wanted


# --- class size: the subject is told by the figures --------------------------------------------------------------------


def _classes(classes: int) -> Rows:
    rows = [["2020-21 Class Size by Gender and Selected Population"], [*DISTRICT, *SIZE, *POPULATION]]
    for district in range(1, 8):
        cells = [f"{classes}", "  20.0", "  1,000", " 48.0", " 52.0", " 5.0", " 18.0", " 30.0"]
        rows.append([f"District {district}", f"{district:04d}0000", *cells])
    return rows


def test_classes_of_all_subjects_are_known_by_the_seats_of_a_student(xlsx: Write) -> None:
    size, composition = read_file(xlsx(_classes(400)))
    assert set(size.rows["class_subject"]) == {"all_subjects"}
    assert "8.0 of its classes" in size.source.answers["inference"]
    groups = composition.rows.set_index("student_group")["students_pct"]
    assert groups["economically_disadvantaged"].tolist() == [30.0] * 7
    assert "low_income" not in groups.index, "the state measured economic disadvantage in 2020-21"


def test_classes_of_one_subject_need_its_name(xlsx: Write, refusal: Refusal) -> None:
    path = xlsx(_classes(52))
    error = refusal(path)
    assert "a student sits in 1.0 of its classes" in str(error)
    assert "--class-subject mathematics" in str(error)
    assert "faults" not in str(error), "two tables ask the same, which is one fault"
    size, _ = read_file(path, Declared(class_subject="Mathematics"))
    assert set(size.rows["class_subject"]) == {"mathematics"}
    assert "but a student sits in 1.0" in str(refusal(path, Declared(class_subject="all_subjects")))


def test_one_heading_is_two_groups_in_turn(csv_file: Write) -> None:
    rows = [[*SCRAPED, *SIZE, *POPULATION]]
    for year in ("2020-21", "2021-22"):
        for school in range(1, 6):
            start = ["4", "4", "item", year, f"Abington - School {school}", f"0001000{school}"]
            rows.append([*start, "100", "20", "250", "48", "52", "5", "18", "30"])
    tables = {read.table: read.rows for read in read_file(csv_file(rows))}
    found = tables["class_composition"].groupby("student_group")["school_year"].unique()
    assert (found["economically_disadvantaged"].tolist(), found["low_income"].tolist()) == ([2021], [2022])


# --- directory, special education, profile pages -----------------------------------------------------------------------


def test_lists_of_grades_and_levels_need_their_year(csv_file: Write, refusal: Refusal, one: One) -> None:
    heads = ["District Code", "District", "Grade List"]
    grades = csv_file([["Grades Offered by District Report", "", ""], heads, [BOSTON, "Boston", "PK,K,1"]])
    assert "--year" in str(refusal(grades))
    assert one(grades, Declared(school_year=2014)).rows.loc[0, "grades_offered"] == "PK,K,1"
    heads = ["District Code", "District", "School Level Description", "Number of Schools"]
    levels = csv_file(
        [["Grade Levels by District Report", "", "", ""], heads, [BOSTON, "Boston", "Elementary", "72"]], "levels.csv"
    )
    read = one(levels, Declared(school_year=2014))
    assert (read.source.publication, read.rows.loc[0, "schools_n"]) == ("schools_by_level", 72)


def test_headings_of_three_rows_are_joined(csv_file: Write, one: One) -> None:
    heads = [
        "",
        "Org Name",
        "Org Code",
        "Grad Cohort #",
        "Drop #",
        "Students",
        "Full Incl",
        "Full Incl",
        "Students",
        "Surv Meet Std #",
    ]
    rows = [
        ["", "2012 - 2013 Special Education Report", *[""] * 8],
        ["", "", "", "Indicator 1", "Indicator 2", "Indicator 5", "", "", "Indicator 6", "Indicator 8"],
        heads,
        ["Year", "", "", "", "", "#", "#", "%", "#", ""],
        ["2013", "Boston", BOSTON, "918", "11", "9,597", "2,626", "27.4", "1,228", "NR"],
    ]
    row = one(csv_file(rows)).rows.iloc[0]
    assert row["school_year"] == 2013
    assert (row["age_6_21_n"], row["full_inclusion_6_21_pct"], row["age_3_5_n"]) == (9597, 27.4, 1228)
    assert row["surveys_meeting_n__status"] == "not_reported"


PAGE = """<!DOCTYPE html><html><head><title>x</title></head><body><h1>{name}</h1><h2>2023-24 Student Discipline Data Report
All Offenses</h2><table>
<tr><td>Student Group</td><td>Students</td><td>Students Disciplined</td><td>% In-School Suspension</td></tr>
<tr><td>All Students</td><td>2,014</td><td>19</td><td>0.7</td></tr><tr><td>Asian</td><td>2</td><td></td><td></td></tr></table>
<p>Last updated</p></body></html>"""


def test_a_saved_profile_page_is_read_with_its_organization(tmp_path: Path, one: One, refusal: Refusal) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE.format(name="Concord (00670000)"), encoding="utf-8")
    read = one(page)
    assert read.source.publication == "discipline_collected"
    assert read.rows[["org_code", "org_name", "school_year", "student_group"]].to_numpy().tolist() == [
        ["00670000", "Concord", 2024, "all_students"],
        ["00670000", "Concord", 2024, "asian"],
    ]
    assert read.rows["disciplined_n__status"].tolist() == ["reported", "suppressed"]
    page.write_text(PAGE.format(name="Concord"), encoding="utf-8")
    assert "web page" in str(refusal(page))


# --- a third party's extract of the hub --------------------------------------------------------------------------------


def _extract(tmp_path: Path, content: Any, name: str = "extract.json") -> dict[str, ReadTable]:
    path = tmp_path / name
    path.write_text(json.dumps(content), encoding="utf-8")
    return {read.table: read for read in read_file(path)}


def test_an_extract_is_kept_whole_and_certain_fields_reach_their_tables(tmp_path: Path) -> None:
    fields = {
        "mcas_ela_low_income": 0.18,
        "mcas_g10_math_swd": 0.05,
        "mcas_g38_ela_me": 0.3617,
        "sat_total_mean": 1021,
        "none": None,
    }
    read = _extract(tmp_path, {BOSTON: fields})
    whole = read["district_extract"]
    assert "third-party field names; counts not published" in whole.source.publication_title
    assert whole.rows.set_index("field")["field_value"].to_dict() == {name: value for name, value in fields.items() if value}
    assert whole.rows.set_index("field")["scale"].tolist() == ["fraction", "fraction", "fraction", "number"]
    mcas = read["mcas"].rows[["subject", "grades", "student_group", "meeting_or_exceeding_pct", "tested_n__status"]]
    assert mcas.to_numpy().tolist() == [
        ["ELA", "03-08", "low_income", 18.0, "not_reported"],
        ["MATH", "10", "students_with_disabilities", 5.0, "not_reported"],
    ]


def test_fields_of_one_row_are_set_side_by_side(tmp_path: Path) -> None:
    fields = {
        "accountability_class": "Requiring assistance",
        "accountability_reason": "Low participation",
        "pct_targets_met": 0.48,
    }
    rows = _extract(tmp_path, {BOSTON: fields, "00010000": {"accountability_class": "Not requiring"}})["accountability"].rows
    assert rows[["classification", "classification_reason", "targets_pct"]].iloc[0].tolist() == [*list(fields.values())[:2], 48.0]
    assert rows["targets_pct__status"].tolist() == ["reported", "not_reported"]


def test_a_series_has_its_year_in_its_name_and_geometry_is_not_read(tmp_path: Path) -> None:
    properties = {"DIST_CODE": BOSTON, "DIST_NAME": "Boston", "grad_4yr__2024": 0.849, "EL_PCT__1994": 0.201, "TOTAL_CNT": 45742}
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [[[0, 0]] * 9]}}
    nowhere = {"type": "Feature", "properties": {"TYPE": "Collaborative"}}
    read = _extract(tmp_path, {"type": "FeatureCollection", "features": [feature, nowhere]}, "map.geojson")
    graduation = read["graduation"].rows.iloc[0]
    assert graduation[["school_year", "rate_kind", "graduated_pct"]].tolist() == [2024, "4-year-adjusted", 84.9]
    years = read["district_extract"].rows.set_index("field")["school_year"]
    assert (years["TOTAL_CNT"], years["grad_4yr__2024"], years["EL_PCT__1994"]) == (2026, 2024, 1994)


def test_a_school_on_two_sites_keeps_both(tmp_path: Path) -> None:
    sites = [
        {"properties": {"SCHID": HIGH, "DIST_CODE": "00010000", "NAME": "High", "TOWN": town}}
        for town in ("ABINGTON", "ROCKLAND")
    ]
    read = _extract(tmp_path, {"type": "FeatureCollection", "features": sites}, "schools.geojson")
    words = read["district_extract"].rows.set_index("field")["field_words"]
    assert (words["TOWN"], words["TOWN (2)"]) == ("ABINGTON", "ROCKLAND")
    assert set(read["district_extract"].rows["school_year"]) == {2026}
    assert read["directory"].rows["town"].tolist() == ["ABINGTON"]


def test_shares_rounded_to_tenths_never_stand_for_those_that_are_not(tmp_path: Path) -> None:
    coarse = {f"{n:04d}0000": {"teacher_retention_pct": 0.9 if n % 2 else 0.8} for n in range(1, 41)}
    fine = {f"{n:04d}0000": {"teacher_retention_pct": 0.911, "college_persist_pct": 0.5} for n in range(1, 41)}
    rows = [_extract(tmp_path, content)["district_extract"].rows for content in (coarse, fine)]
    assert set(rows[0]["field"]) == {"teacher_retention_pct (to the nearest 0.1)"}
    assert set(rows[0]["school_year"]) == {2026}
    assert "teacher_retention_pct" in set(rows[1]["field"])


def test_every_publication_of_these_topics_has_a_small_file() -> None:
    tested = {*REPORTS, *RECORDS, "class_size_by_population", "sqm_class_size", "grades_offered", "schools_by_level"}
    tested |= {"special_education_research", "e2c_extract_sy2025", "class_size_by_race", "teacher_salaries_research"}
    tested |= {"sqm_race_relabelled", "sqm_staff_race_relabelled"}  # test_bearing_out.py
    topics = {"mobility", "class_size", "restraints", "student_indicators", "college_going", "college_progression"}
    topics |= {"graduate_plans", "special_education", "staff", "finance", "e2c_extract"}
    assert {layout.id for layout in layouts() if layout.family in topics} <= tested


def test_tabs_under_a_csv_name_are_columns(tmp_path: Path, one: One) -> None:
    path = tmp_path / "salaries.csv"
    line = "1997\t00010000\tABINGTON                     \t5694240\t39932\t143\t\r\n"
    path.write_text("FY\torg_code\tdistrict_short_name\ttotal\tavg\tfte\t\r\n" + line, encoding="utf-8")
    row = one(path).rows.iloc[0]
    assert row[["org_name", "school_year", "salaries_usd", "salary_mean_usd"]].tolist() == ["ABINGTON", 1997, 5694240, 39932]


def test_class_size_by_race_gives_sizes_and_shares(xlsx: Write) -> None:
    heads = [*DISTRICT, *SIZE, "African American %", "White %"]
    rows = [[f"District {n}", f"{n:04d}0000", "400", "20.0", "1,000", "9.4", "56.5"] for n in range(1, 8)]
    size, composition = read_file(xlsx([["2020-21 Class Size by Race/Ethnicity Report"], heads, *rows]))
    assert (size.source.publication, len(size.rows)) == ("class_size_by_race", 7)
    assert set(composition.rows["students_pct"]) == {9.4, 56.5}

"""Finishing high school, and what comes after: graduation, dropout, college, plans."""

from __future__ import annotations

from ssos_analysis.schemas.columns import count, percent
from ssos_analysis.schemas.tidy_table import TidyTable

GRADUATION = TidyTable(
    "graduation",
    "One row is one organization, one graduating cohort (by its spring), one student group and one kind of rate.",
    ("org_code", "school_year", "student_group", "rate_kind"),
    (
        count("cohort_n", "Students in the graduation cohort.", "students in the cohort"),
        percent("graduated_pct", "Cohort members who graduated within the time of the rate.", "percent of the cohort"),
        percent("still_in_school_pct", "Cohort members still in school.", "percent of the cohort"),
        percent("non_grad_completer_pct", "Cohort members who completed without graduating.", "percent of the cohort"),
        percent("hs_equivalency_pct", "Cohort members with a high school equivalency.", "percent of the cohort"),
        percent("dropped_out_pct", "Cohort members who dropped out.", "percent of the cohort"),
        percent("permanently_excluded_pct", "Cohort members permanently excluded.", "percent of the cohort"),
    ),
    series=("rate_kind",),
)

DROPOUT = TidyTable(
    "dropout",
    "One row is one organization, one year, one student group; annual dropout from grades 9 to 12, not a cohort.",
    ("org_code", "school_year", "student_group"),
    (
        count("enrolled_9_12_n", "Students enrolled in grades 9 to 12."),
        count("dropout_n", "Students who dropped out in the year.", "students"),
        percent("dropout_pct", "Students in grades 9 to 12 who dropped out in the year."),
        percent("dropout_grade_09_pct", "Students in grade 9 who dropped out."),
        percent("dropout_grade_10_pct", "Students in grade 10 who dropped out."),
        percent("dropout_grade_11_pct", "Students in grade 11 who dropped out."),
        percent("dropout_grade_12_pct", "Students in grade 12 who dropped out."),
    ),
)

_SECTORS = (
    ("private_2yr", "private two-year colleges"),
    ("private_4yr", "private four-year colleges"),
    ("public_2yr", "public two-year colleges"),
    ("public_4yr", "public four-year colleges"),
)

COLLEGE_GOING = TidyTable(
    "college_going",
    "One row is one organization, one graduating class (by its spring), one student group, one time allowed, some colleges.",
    ("org_code", "school_year", "student_group", "capture_period", "institutions"),
    (
        count("graduates_n", "High school graduates of the year.", "graduates"),
        count("attending_n", "Graduates who went to college within the time allowed.", "graduates"),
        percent("attending_pct", "Graduates who went to college within the time allowed.", "percent of graduates"),
        *(percent(f"{name}_pct", f"Of those who went, in {words}.", "percent of those attending") for name, words in _SECTORS),
        percent(
            "ma_community_college_pct", "Of those who went, in community colleges of the state.", "percent of those attending"
        ),
        percent(
            "ma_state_university_pct", "Of those who went, in state universities of the state.", "percent of those attending"
        ),
        percent("umass_pct", "Of those who went, at the University of Massachusetts.", "percent of those attending"),
        *(
            percent(f"{name}_of_graduates_pct", f"Graduates who went to {words}.", "percent of graduates")
            for name, words in _SECTORS
        ),
    ),
    series=("capture_period", "institutions"),
)

GRADUATE_PLANS = TidyTable(
    "graduate_plans",
    "One row is one organization, one graduating class and one plan, as graduates stated it; plan all is the total.",
    ("org_code", "school_year", "plan"),
    (
        count("graduates_n", "Graduates with the plan.", "graduates"),
        percent("graduates_pct", "Graduates with the plan.", "percent of graduates"),
    ),
)

COLLEGE_PROGRESSION = TidyTable(
    "college_progression",
    "One row is one organization, one cohort and one student group, from high school through college.",
    ("org_code", "school_year", "student_group"),
    (
        count("cohort_n", "Students in the graduation cohort.", "students in the cohort"),
        count("persisting_n", "Cohort members who went to college and came back for a second year.", "students in the cohort"),
        percent("persisting_pct", "Those who came back for a second year of college, as published."),
        percent("graduated_5yr_pct", "Cohort members who graduated within five years.", "percent of the cohort"),
        percent("college_next_fall_pct", "Those who went to college in the fall after high school, as published."),
    ),
)

TABLES = (GRADUATION, DROPOUT, COLLEGE_GOING, GRADUATE_PLANS, COLLEGE_PROGRESSION)

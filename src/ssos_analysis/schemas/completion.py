"""Finishing high school: graduation and dropout."""

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

TABLES = (GRADUATION, DROPOUT)

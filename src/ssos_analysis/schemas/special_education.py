"""Special education: indicators of the annual performance report, placements, and moves in and out of services."""

from __future__ import annotations

from ssos_analysis.schemas.columns import count, number, percent, text
from ssos_analysis.schemas.tidy_table import TidyTable

SPECIAL_EDUCATION_PERFORMANCE = TidyTable(
    "special_education_performance",
    "One row is one district and one year of the special education report; every figure is about students with disabilities.",
    ("org_code", "school_year"),
    (
        count("graduation_cohort_n", "Indicator 1: students in the graduation cohort."),
        count("graduated_n", "Indicator 1: cohort members who graduated."),
        percent("graduated_pct", "Indicator 1: cohort members who graduated.", "percent of the cohort"),
        count("enrolled_9_12_n", "Indicator 2: students in grades 9 to 12."),
        count("dropout_n", "Indicator 2: students who dropped out."),
        percent("dropout_pct", "Indicator 2: students in grades 9 to 12 who dropped out."),
        count("age_6_21_n", "Indicator 5: students aged 6 to 21 with a plan."),
        count("full_inclusion_6_21_n", "Indicator 5: of them, in general classrooms at least 80 percent of the day."),
        percent("full_inclusion_6_21_pct", "Indicator 5: in general classrooms at least 80 percent of the day."),
        count("age_3_5_n", "Indicator 6: students aged 3 to 5 with a plan."),
        count("full_inclusion_3_5_n", "Indicator 6: of them, in an inclusive early childhood program."),
        percent("full_inclusion_3_5_pct", "Indicator 6: in an inclusive early childhood program."),
        text("outcomes_cohort", "Indicator 7: the year in which the cohort of young children left."),
        percent("substantial_growth_pct", "Indicator 7: children with substantial growth in knowledge and skills."),
        text("survey_period", "Indicator 8: when parents were surveyed."),
        count("surveys_meeting_n", "Indicator 8: surveys that met the standard.", "surveys"),
        percent("surveys_meeting_pct", "Indicator 8: surveys that met the standard.", "percent of surveys"),
        text("outcomes_year", "Indicator 14: the school year reviewed."),
        count("engaged_n", "Indicator 14: former students in further education or work."),
        percent("engaged_pct", "Indicator 14: former students in further education or work.", "percent of those who answered"),
    ),
)

SPECIAL_EDUCATION = TidyTable(
    "special_education",
    "One row is one district, one year and one published indicator of programs and students in special education.",
    ("org_code", "school_year", "indicator_category", "indicator"),
    (
        number("indicator_base", "as value_type says", "The number the indicator is a part of.", 0, None),
        number("indicator_value", "as value_type says", "The number of the indicator.", None, None),
        percent("indicator_pct", "The indicator as a share of its base."),
        text("value_type", "What the numbers are, in the state's words."),
    ),
)

SPECIAL_EDUCATION_MOVES = TidyTable(
    "special_education_moves",
    "One row is one district, one year and one span of grades, in the state's words (K-12).",
    ("org_code", "school_year", "grade_span"),
    (
        count("special_education_n", "Students in special education."),
        count("moved_in_n", "Students who began to receive services."),
        count("moved_out_n", "Students who no longer receive services."),
    ),
)

TABLES = (SPECIAL_EDUCATION_PERFORMANCE, SPECIAL_EDUCATION, SPECIAL_EDUCATION_MOVES)

"""Teachers and other staff."""

from __future__ import annotations

from ssos_analysis.schemas.columns import count, number, percent
from ssos_analysis.schemas.tidy_table import TidyTable

_FTE = "full-time equivalents"


TEACHERS = TidyTable(
    "teachers",
    "One row is one organization, one year and the teachers of one subject, or all teachers.",
    ("org_code", "school_year", "teacher_subject"),
    (
        number("teachers_fte", _FTE, "Teachers.", 0, None),
        percent("licensed_pct", "Teachers licensed (to 2016-17: in their assignment).", "percent of teachers"),
        number("core_classes", "classes", "Classes in core academic areas, to 2016-17.", 0, None),
        percent("highly_qualified_pct", "Core classes with highly qualified teachers, to 2016-17.", "percent of core classes"),
        number("students_per_teacher", "students", "Students for each teacher.", 0, None),
        percent("experienced_pct", "Experienced teachers.", "percent of teachers"),
        percent("without_waiver_pct", "Teachers without a waiver or provisional license.", "percent of teachers"),
        percent("in_field_pct", "Teachers teaching in their field.", "percent of teachers"),
    ),
)

TEACHER_SALARIES = TidyTable(
    "teacher_salaries",
    "One row is one district and one year.",
    ("org_code", "school_year"),
    (
        number("salaries_usd", "dollars", "Salaries of all teachers.", 0, None),
        number("salary_mean_usd", "dollars", "Salary of a full-time teacher, on average.", 0, None),
        number("teachers_fte", _FTE, "Teachers.", 0, None),
    ),
)

STAFF_BY_RACE = TidyTable(
    "staff_by_race",
    "One row is one organization, one year, one job class and one group of staff by race or gender; all_staff is the total.",
    ("org_code", "school_year", "job_class", "staff_group"),
    (
        number("staff_fte", _FTE, "Staff of the group.", 0, None),
        percent("staff_pct", "Share of the staff who belong to the group.", "percent of staff"),
        count("staff_n", "Staff of the group, heads.", "staff"),
    ),
)

STAFF_RETENTION = TidyTable(
    "staff_retention",
    "One row is one organization, one year and one position; the year is the one in which they had come back.",
    ("org_code", "school_year", "staff_position"),
    (
        count("staff_n", "Staff in the position the year before.", "staff"),
        count("retained_n", "Of them, in the same position and organization a year later.", "staff"),
        percent("retained_pct", "Staff in the same position and organization a year later.", "percent of staff"),
    ),
)

EDUCATOR_EVALUATION = TidyTable(
    "educator_evaluation",
    "One row is one organization, one year and one group of educators.",
    ("org_code", "school_year", "educator_group"),
    (
        count("educators_n", "Educators to be evaluated.", "educators"),
        count("evaluated_n", "Educators evaluated.", "educators"),
        percent("evaluated_pct", "Educators evaluated.", "percent of educators"),
        percent("exemplary_pct", "Rated exemplary.", "percent of those evaluated"),
        percent("proficient_rating_pct", "Rated proficient.", "percent of those evaluated"),
        percent("needs_improvement_rating_pct", "Rated as in need of improvement.", "percent of those evaluated"),
        percent("unsatisfactory_pct", "Rated unsatisfactory.", "percent of those evaluated"),
    ),
)

STAFFING = TidyTable(
    "staffing",
    "One row is one organization, one year and one job class within its category, in the state's words.",
    ("org_code", "school_year", "job_category", "job_class"),
    (number("staff_fte", _FTE, "Staff.", 0, None),),
)

STAFF_ATTENDANCE = TidyTable(
    "staff_attendance",
    "One row is one organization, one year and one position, in the state's words.",
    ("org_code", "school_year", "staff_position"),
    (
        count("staff_n", "Staff in the position.", "staff"),
        percent("attendance_rate_pct", "Days attended over days due.", "percent of days due"),
        number("absences_mean_days", "days", "Mean number of days absent.", 0, 200),
    ),
)

_AGES = (
    ("under_26", "under 26"),
    ("age_26_32", "26 to 32"),
    ("age_33_40", "33 to 40"),
    ("age_41_48", "41 to 48"),
    ("age_49_56", "49 to 56"),
    ("age_57_64", "57 to 64"),
    ("over_64", "over 64"),
)

STAFF_AGE = TidyTable(
    "staff_age",
    "One row is one organization, one year and one job class within its category, in the state's words.",
    ("org_code", "school_year", "job_category", "job_class"),
    (
        number("staff_fte", _FTE, "Staff.", 0, None),
        *(percent(f"{name}_pct", f"Staff aged {words}.", "percent of staff") for name, words in _AGES),
    ),
)

TEACHERS_BY_PROGRAM = TidyTable(
    "teachers_by_program",
    "One row is one organization and one year.",
    ("org_code", "school_year"),
    (
        number("teachers_fte", _FTE, "Teachers.", 0, None),
        percent("special_education_pct", "Teachers in special education.", "percent of teachers"),
    ),
)

TEACHERS_BY_GRADE = TidyTable(
    "teachers_by_grade",
    "One row is one organization, one year, the teachers of one subject and one span of grades; ALL is the total.",
    ("org_code", "school_year", "teacher_subject", "grade_span"),
    (number("teachers_fte", _FTE, "Teachers.", 0, None),),
)

TABLES = (
    TEACHERS,
    TEACHER_SALARIES,
    STAFF_BY_RACE,
    STAFF_RETENTION,
    EDUCATOR_EVALUATION,
    STAFFING,
    STAFF_ATTENDANCE,
    STAFF_AGE,
    TEACHERS_BY_PROGRAM,
    TEACHERS_BY_GRADE,
)

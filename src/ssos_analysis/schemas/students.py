"""Students: enrollment, attendance, discipline."""

from __future__ import annotations

from ssos_analysis.schemas.columns import count, number, percent
from ssos_analysis.schemas.tidy_table import TidyTable

ENROLLMENT_BY_GRADE = TidyTable(
    "enrollment_by_grade",
    "One row is one organization, one year, one grade on 1 October; grade ALL is the total.",
    ("org_code", "school_year", "student_group", "grade"),
    (count("students_n", "Students enrolled on 1 October."),),
)

ENROLLMENT_BY_GROUP = TidyTable(
    "enrollment_by_group",
    "One row is one organization, one year, one student group on 1 October.",
    ("org_code", "school_year", "student_group"),
    (
        count("students_n", "Students of the group enrolled on 1 October."),
        percent("students_pct", "Share of all students who belong to the group."),
    ),
)

ATTENDANCE = TidyTable(
    "attendance",
    "One row is one organization, one year, one student group and one attendance period.",
    ("org_code", "school_year", "student_group", "attendance_period"),
    (
        percent("attendance_rate_pct", "Days attended over days in membership.", "percent of days in membership"),
        number("absences_mean_days", "days", "Mean number of days absent.", 0, 200),
        percent("absent_10_days_pct", "Students absent 10 or more days."),
        percent("chronically_absent_pct", "Students absent at least 10 percent of their days in membership, for any reason."),
        percent("chronically_absent_20_pct", "Students absent at least 20 percent of their days in membership."),
        percent("unexcused_10_days_pct", "Students with more than 9 unexcused absences."),
    ),
    series=("attendance_period",),
)

DISCIPLINE = TidyTable(
    "discipline",
    "One row is one organization, one year, one student group and one set of offenses.",
    ("org_code", "school_year", "student_group", "offense"),
    (
        count("students_n", "Students enrolled at any time in the year."),
        count("disciplined_n", "Students disciplined at least once; students, not incidents."),
        percent("in_school_suspension_pct", "Students suspended in school."),
        percent("out_of_school_suspension_pct", "Students suspended out of school."),
        percent("expulsion_pct", "Students expelled."),
        percent("alternate_setting_pct", "Students removed to an alternate setting."),
        percent("emergency_removal_pct", "Students removed in an emergency."),
        percent("school_based_arrest_pct", "Students with a school-based arrest."),
        percent("law_enforcement_referral_pct", "Students referred to law enforcement without arrest."),
    ),
    series=("offense",),
)

TABLES = (ENROLLMENT_BY_GRADE, ENROLLMENT_BY_GROUP, ATTENDANCE, DISCIPLINE)

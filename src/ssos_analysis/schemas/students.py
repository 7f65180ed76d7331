"""Students: enrollment, attendance, discipline, mobility, retention in grade, classes, the youngest, special education."""

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

DISCIPLINE_DAYS_MISSED = TidyTable(
    "discipline_days_missed",
    "One row is one organization, one year, one student group and one set of offenses; the ranges of days exclude each other.",
    ("org_code", "school_year", "student_group", "offense"),
    (
        count("students_n", "Students enrolled at any time in the year."),
        count("disciplined_n", "Students disciplined at least once; students, not incidents."),
        percent("missed_1_day_pct", "Students who missed one day for discipline."),
        percent("missed_2_to_3_days_pct", "Students who missed two or three days for discipline."),
        percent("missed_4_to_7_days_pct", "Students who missed four to seven days for discipline."),
        percent("missed_8_to_10_days_pct", "Students who missed eight to ten days for discipline."),
        percent("missed_over_10_days_pct", "Students who missed more than ten days for discipline."),
    ),
    series=("offense",),
)

RESTRAINTS = TidyTable(
    "restraints",
    "One row is one school and one year; the state publishes no sum by district.",
    ("org_code", "school_year"),
    (
        count("students_n", "Students enrolled."),
        count("restrained_n", "Students restrained at least once."),
        count("restraints_n", "Restraints.", "restraints"),
        count("injuries_n", "Injuries in restraints.", "injuries"),
    ),
)

_PER_100 = "for each 100 students; over 100 in small schools with many who come and go"

STUDENT_INDICATORS = TidyTable(
    "student_indicators",
    "One row is one organization and one year, 2003 to 2013, under the definitions of that time.",
    ("org_code", "school_year"),
    (
        count("dropout_n", "Students who dropped out in the year.", "students"),
        number("dropouts_per_100", _PER_100, "Students who dropped out in the year.", 0, None),
        percent("attendance_rate_pct", "Days attended over days in membership.", "percent of days in membership"),
        number("absences_mean_days", "days", "Mean number of days absent.", 0, 200),
        count("in_school_suspensions_n", "Suspensions in school.", "suspensions"),
        number("in_school_suspensions_per_100", _PER_100, "Suspensions in school.", 0, None),
        count("out_of_school_suspensions_n", "Suspensions out of school.", "suspensions"),
        number("out_of_school_suspensions_per_100", _PER_100, "Suspensions out of school.", 0, None),
        count("retained_n", "Students retained in their grade."),
        percent("retained_pct", "Students retained in their grade."),
        count("truant_n", "Students with more than 9 unexcused absences."),
        percent("unexcused_10_days_pct", "Students with more than 9 unexcused absences."),
    ),
)

MOBILITY = TidyTable(
    "mobility",
    "One row is one organization, one year and one student group.",
    ("org_code", "school_year", "student_group"),
    (
        count("churn_enrolled_n", "Students enrolled at any time in the year: the base of churn and intake."),
        percent("churn_pct", "Students who entered or left during the year."),
        percent("intake_pct", "Students who entered during the year."),
        count("stability_enrolled_n", "Students enrolled at the start of the year: the base of stability."),
        percent("stability_pct", "Students who stayed the whole year."),
    ),
)

GRADE_RETENTION = TidyTable(
    "grade_retention",
    "One row is one organization, one year, one student group and one grade; grade ALL is grades 1 to 12 together.",
    ("org_code", "school_year", "student_group", "grade"),
    (
        count("enrolled_n", "Students enrolled."),
        count("retained_n", "Students retained in their grade."),
        percent("retained_pct", "Students retained in their grade."),
    ),
)

ATTRITION = TidyTable(
    "attrition",
    "One row is one organization, one year, one student group and one grade; grade ALL is all grades but 12.",
    ("org_code", "school_year", "student_group", "grade"),
    (percent("left_pct", "Students who did not come back to the same organization in the next fall."),),
)

CLASS_SIZE = TidyTable(
    "class_size",
    "One row is one organization, one year and the classes of one subject, or of all subjects together.",
    ("org_code", "school_year", "class_subject"),
    (
        count("classes_n", "Classes.", "classes"),
        number("class_size_mean", "students in a class", "Mean class size.", 0, None),
        count("students_n", "Students who take a class of the subject."),
    ),
    series=("class_subject",),
)

CLASS_COMPOSITION = TidyTable(
    "class_composition",
    "One row is one organization, one year, the classes of one subject and one student group.",
    ("org_code", "school_year", "class_subject", "student_group"),
    (percent("students_pct", "Share of the students in these classes who belong to the group."),),
    series=("class_subject",),
)

PRE_K_KINDERGARTEN = TidyTable(
    "pre_k_kindergarten",
    "One row is one organization, one year and one student group.",
    ("org_code", "school_year", "student_group"),
    (
        count("pre_k_total_n", "Pre-kindergarten students of all groups."),
        count("pre_k_n", "Pre-kindergarten students of the group."),
        percent("pre_k_pct", "Share of pre-kindergarten students who belong to the group."),
        count("kindergarten_n", "Kindergarten students of the group."),
        count("full_day_kindergarten_n", "Kindergarten students of the group in a full-day program."),
        percent("full_day_kindergarten_pct", "Kindergarten students of the group in a full-day program."),
    ),
)

TABLES = (
    ENROLLMENT_BY_GRADE,
    ENROLLMENT_BY_GROUP,
    ATTENDANCE,
    DISCIPLINE,
    DISCIPLINE_DAYS_MISSED,
    RESTRAINTS,
    STUDENT_INDICATORS,
    MOBILITY,
    GRADE_RETENTION,
    ATTRITION,
    CLASS_SIZE,
    CLASS_COMPOSITION,
    PRE_K_KINDERGARTEN,
)

"""Coursework: which courses students take, pass and complete."""

from __future__ import annotations

from ssos_analysis.schemas.columns import count, percent
from ssos_analysis.schemas.tidy_table import TidyTable

_OF_UPPER_GRADES = "percent of students in grades 11 and 12"

ADVANCED_COURSES = TidyTable(
    "advanced_courses",
    "One row is one organization, one year and one student group: advanced courses completed in grades 11 and 12.",
    ("org_code", "school_year", "student_group"),
    (
        count("grade_11_12_n", "Students in grades 11 and 12."),
        count("completed_n", "Of these, students who completed an advanced course."),
        percent("completed_pct", "Students who completed an advanced course.", _OF_UPPER_GRADES),
        percent("ela_pct", "Students who completed an advanced course in English language arts.", _OF_UPPER_GRADES),
        percent("math_pct", "Students who completed an advanced course in mathematics.", _OF_UPPER_GRADES),
        percent(
            "science_technology_pct", "Students who completed an advanced course in science and technology.", _OF_UPPER_GRADES
        ),
        percent(
            "computer_science_pct",
            "Students who completed an advanced course in computer and information science.",
            _OF_UPPER_GRADES,
        ),
        percent(
            "history_social_science_pct",
            "Students who completed an advanced course in history and social sciences.",
            _OF_UPPER_GRADES,
        ),
        percent("arts_pct", "Students who completed an advanced course in the arts.", _OF_UPPER_GRADES),
        percent("other_subjects_pct", "Students who completed an advanced course in any other subject.", _OF_UPPER_GRADES),
        percent("chapter_74_cooperative_pct", "Students in a Chapter 74 secondary cooperative program.", _OF_UPPER_GRADES),
    ),
)

GRADE_NINE_PASSING = TidyTable(
    "grade_nine_passing",
    "One row is one organization, one year, one student group and one course subject of grade nine.",
    ("org_code", "school_year", "student_group", "course_subject"),
    (
        count("grade_nine_n", "Students in grade nine."),
        count("passed_all_n", "Of these, students who passed all their courses."),
        percent("passed_all_pct", "Students who passed all their courses.", "percent of students in grade nine"),
    ),
    series=("course_subject",),
)

MASSCORE = TidyTable(
    "masscore",
    "One row is one organization, one year and one student group of graduates.",
    ("org_code", "school_year", "student_group"),
    (
        count("graduates_n", "Students who graduated."),
        count("completed_n", "Of these, graduates who completed the MassCore program of studies."),
        percent("completed_pct", "Graduates who completed the MassCore program of studies.", "percent of graduates"),
    ),
)

ARTS_COURSES = TidyTable(
    "arts_courses",
    "One row is one organization, one year, one student group, one subject of the arts and one grade.",
    ("org_code", "school_year", "student_group", "course_subject", "grade"),
    (
        percent("enrolled_in_course_pct", "Students who took a course in the subject."),
        count("students_n", "Students of the grade; published for all grades together only."),
    ),
    series=("course_subject",),
)

DIGITAL_LITERACY_COURSES = TidyTable(
    "digital_literacy_courses",
    "One row is one organization, one year, one student group, one subject of digital literacy and computer science, one grade.",
    ("org_code", "school_year", "student_group", "course_subject", "grade"),
    (percent("enrolled_in_course_pct", "Students who took a course in the subject."),),
    series=("course_subject",),
)

CAREER_TECHNICAL_COURSES = TidyTable(
    "career_technical_courses",
    "One row is one organization, one year, one student group and one grade of career technical education.",
    ("org_code", "school_year", "student_group", "grade"),
    (
        count("participants_n", "Students of the grade in a career technical program."),
        percent("participants_pct", "Students in a career technical program; published for all grades together only."),
        count("students_n", "Students enrolled; published for all grades together only."),
    ),
)

TABLES = (
    ADVANCED_COURSES,
    GRADE_NINE_PASSING,
    MASSCORE,
    ARTS_COURSES,
    DIGITAL_LITERACY_COURSES,
    CAREER_TECHNICAL_COURSES,
)

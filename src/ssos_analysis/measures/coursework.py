"""Courses offered, taken, passed and completed: what students have access to, and what they make of it."""

from __future__ import annotations

from ssos_analysis.measures.definition import Measure, Role

_ADVANCED_REPORT = "Advanced Course Completion Report"
_FIELDS = {
    "ela": "English language arts",
    "math": "mathematics",
    "science_technology": "science and technology",
    "computer_science": "computer and information science",
    "history_social_science": "history and social sciences",
    "arts": "the arts",
}


def _advanced_in(field: str) -> Measure:
    words = _FIELDS[field]
    return Measure(
        id=f"advanced_{field}_pct",
        label=f"Advanced course completed in {words}",
        short_label=f"Advanced course: {words}",
        who="students in grades 11 and 12",
        what=f"completed an advanced course in {words}",
        kind="share",
        unit="percent of students in grades 11 and 12",
        better="higher",
        role="opportunity",
        topic="coursework",
        family="coursework",
        table="advanced_courses",
        value=f"{field}_pct",
        denominator="grade_11_12_n",
        report=_ADVANCED_REPORT,
        definition="Students who completed one over students in grades 11 and 12. Source: DESE, Advanced Course Completion.",
    )


ADVANCED = Measure(
    id="advanced_course_pct",
    label="Advanced course completed, grades 11 and 12",
    short_label="Advanced courses",
    who="students in grades 11 and 12",
    what="completed an advanced course",
    kind="share",
    unit="percent of students in grades 11 and 12",
    better="higher",
    role="opportunity",
    topic="coursework",
    family="coursework",
    table="advanced_courses",
    value="completed_pct",
    numerator="completed_n",
    denominator="grade_11_12_n",
    report=_ADVANCED_REPORT,
    definition=(
        "Students who completed an advanced course over students in grades 11 and 12. Source: DESE, Advanced Course Completion."
    ),
)

GRADE_NINE = Measure(
    id="grade_nine_passing_pct",
    label="Grade nine students who passed all their courses",
    short_label="Grade nine passing",
    who="students in grade nine",
    what="passed all their courses",
    kind="share",
    unit="percent of students in grade nine",
    better="higher",
    topic="coursework",
    family="coursework",
    table="grade_nine_passing",
    value="passed_all_pct",
    numerator="passed_all_n",
    denominator="grade_nine_n",
    where={"course_subject": "All Subjects"},
    report="Grade Nine Course Passing Report",
    definition="Grade nine students who passed all their courses. Source: DESE, Grade Nine Course Passing.",
)

MASSCORE = Measure(
    id="masscore_pct",
    label="MassCore program of studies completed",
    short_label="MassCore",
    who="graduates",
    what="completed the MassCore program of studies",
    kind="share",
    unit="percent of graduates",
    better="higher",
    role="opportunity",
    topic="masscore",
    family="coursework",
    table="masscore",
    value="completed_pct",
    numerator="completed_n",
    denominator="graduates_n",
    report="MassCore Report",
    definition="Graduates who completed the recommended program of studies over graduates. Source: DESE, MassCore.",
)


def _taken(name: str, table: str, words: str, report: str, role: Role = "opportunity") -> Measure:
    return Measure(
        id=name,
        label=f"Students taking {words}",
        short_label=words.capitalize(),
        who="students",
        what=f"took {words}",
        kind="share",
        unit="percent of students",
        better="higher",
        role=role,
        topic="coursework",
        family="coursework",
        table=table,
        value="enrolled_in_course_pct",
        denominator="students_n" if table == "arts_courses" else None,
        where={"course_subject": "All Subjects", "grade": "ALL"},
        report=report,
        definition=f"Students who took a course of {words} over students of all grades. Source: DESE, {report}.",
    )


CAREER_TECHNICAL = Measure(
    id="career_technical_pct",
    label="Students in a career technical program",
    short_label="Career technical programs",
    who="students in grades 9-12",
    what="were in a career technical program",
    kind="share",
    unit="percent of students",
    better="context",
    role="opportunity",
    topic="coursework",
    family="career_technical",
    table="career_technical_courses",
    value="participants_pct",
    denominator="students_n",
    where={"grade": "ALL"},
    report="Career Technical Education dataset",
    definition="Students in a career technical program over students enrolled. Source: DESE, as a third party copied it.",
)

_EVERY_AP = {"ap_category": "All Subjects", "ap_subject": "All Subjects"}
AP_SCORES = Measure(
    id="ap_score_3_5_pct",
    label="Advanced Placement tests scored 3, 4 or 5",
    short_label="AP scores of 3 to 5",
    who="Advanced Placement tests taken",
    what="were scored 3, 4 or 5",
    kind="share",
    unit="percent of tests",
    better="higher",
    topic="ap",
    family="ap",
    table="ap_performance",
    value="score_3_5_pct",
    denominator="tests_n",
    where=_EVERY_AP,
    report="Advanced Placement Performance",
    definition="Tests scored 3 to 5 over tests taken: tests, not students. Source: DESE, Advanced Placement Performance.",
)
AP_TAKERS = Measure(
    id="ap_takers_n",
    label="Students who took an Advanced Placement test",
    short_label="AP takers",
    who="students",
    what="number of students who took an Advanced Placement test",
    kind="number",
    unit="students",
    better="context",
    role="opportunity",
    topic="ap",
    family="ap",
    table="ap_participation",
    value="takers_n",
    where={"ap_subject": "All Subjects"},
    report="Advanced Placement Participation",
    definition="Students who took at least one test; no base is published. Source: DESE, Advanced Placement Participation.",
)

MEASURES = (
    ADVANCED,
    *(_advanced_in(field) for field in _FIELDS),
    GRADE_NINE,
    MASSCORE,
    _taken("arts_course_pct", "arts_courses", "courses in the arts", "Arts Coursetaking Report"),
    _taken(
        "digital_literacy_course_pct",
        "digital_literacy_courses",
        "digital literacy and computer science",
        "Digital Literacy and Computer Science Coursetaking",
    ),
    CAREER_TECHNICAL,
    AP_SCORES,
    AP_TAKERS,
)

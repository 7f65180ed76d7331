"""Discipline: students, not incidents, since incidents cluster in few students."""

from __future__ import annotations

from ssos_analysis.measures.definition import Measure

REPORT = "Student Discipline Data Report, All Offenses"

OUT_OF_SCHOOL_SUSPENSION = Measure(
    id="out_of_school_suspension_pct",
    label="Students suspended out of school",
    short_label="Out-of-school suspension",
    who="students",
    what="were suspended out of school at least once",
    kind="share",
    unit="percent of students enrolled during the year",
    better="lower",
    topic="discipline",
    family="discipline",
    table="discipline",
    value="out_of_school_suspension_pct",
    denominator="students_n",
    where={"offense": "all_offenses"},
    report=REPORT,
    definition=(
        "Students with at least one out-of-school suspension over students enrolled at any time in the year; blank where fewer "
        "than 6 students were disciplined. Source: DESE, Student Discipline Data Report."
    ),
)

MEASURES = (OUT_OF_SCHOOL_SUSPENSION,)

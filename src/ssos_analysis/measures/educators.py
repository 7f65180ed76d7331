"""Teachers and other educators: how many there are for the students, who they are, and whether they stay."""

from __future__ import annotations

from ssos_analysis.measures.definition import Better, Kind, Measure, Role

_TEACHERS = "Teacher Data Report"
_EVERY_TEACHER = {"teacher_subject": "all_teachers"}


def _of_teachers(
    name: str, value: str, label: str, what: str, better: Better, topic: str = "educators", definition: str = ""
) -> Measure:
    return Measure(
        id=name,
        label=label,
        short_label=label,
        who="teachers (full-time equivalents)",
        what=what,
        kind="share",
        unit="percent of teachers",
        better=better,
        role="opportunity",
        topic=topic,
        family="staff",
        table="teachers",
        value=value,
        where=_EVERY_TEACHER,
        report=_TEACHERS,
        definition=f"{definition or label}; full-time equivalents, so no interval. Source: DESE, {_TEACHERS}.",
    )


def _number(
    name: str,
    table: str,
    value: str,
    label: str,
    unit: str,
    report: str,
    *,
    where: dict[str, str] | None = None,
    kind: Kind = "number",
    better: Better = "context",
    role: Role = "context",
    what: str = "",
) -> Measure:
    return Measure(
        id=name,
        label=label,
        short_label=label,
        who="",
        what=what or label[0].lower() + label[1:],
        kind=kind,
        unit=unit,
        better=better,
        role=role,
        topic="educators",
        family="staff",
        table=table,
        value=value,
        where=where or {},
        report=report,
        definition=f"{label}, as published. Source: DESE, {report}.",
    )


def _retention(position: str) -> Measure:
    return Measure(
        id=f"{position}_retention_pct",
        label=f"{position.capitalize()}s in the same position a year later",
        short_label=f"{position.capitalize()} retention",
        who=f"{position}s of the year before",
        what="were in the same position and organization",
        kind="share",
        unit=f"percent of {position}s",
        better="higher",
        role="opportunity",
        topic="educators",
        family="staff",
        table="staff_retention",
        value="retained_pct",
        numerator="retained_n",
        denominator="staff_n",
        where={"staff_position": position},
        report="Staffing Retention Report",
        definition=f"{position.capitalize()}s of the year before, still there. Source: DESE, Staffing Retention.",
    )


def _staff_share(group: str, words: str) -> Measure:
    return Measure(
        id=f"staff_{group}_pct",
        label=f"Staff who are {words}",
        short_label=f"Staff: {words}",
        who="staff (full-time equivalents)",
        what=f"were {words}",
        kind="share",
        unit="percent of staff",
        better="context",
        role="context",
        topic="educators",
        family="staff",
        table="staff_by_race",
        value="staff_pct",
        where={"job_class": "all_jobs", "staff_group": group},
        report="Staffing by Race/Ethnicity and Gender",
        definition=f"Staff who are {words}, all job classes, full-time equivalents. Source: DESE, Staffing by Race.",
    )


_STAFF_GROUPS = {
    "black_or_african_american": "Black or African American",
    "hispanic_or_latino": "Hispanic or Latino",
    "asian": "Asian",
    "white": "White",
    "multi_race": "multi-race",
}

MEASURES = (
    _number(
        "students_per_teacher",
        "teachers",
        "students_per_teacher",
        "Students for each teacher",
        "students",
        _TEACHERS,
        where=_EVERY_TEACHER,
        better="lower",
        role="opportunity",
        what="number of students for each teacher",
    ),
    _number(
        "teachers_fte",
        "teachers",
        "teachers_fte",
        "Teachers, full-time equivalents",
        "full-time equivalents",
        _TEACHERS,
        where=_EVERY_TEACHER,
    ),
    _of_teachers(
        "teachers_licensed_pct",
        "licensed_pct",
        "Teachers who are licensed",
        "were licensed",
        "higher",
        "teacher_licence",
        "Teachers licensed; to 2016-17 in their assignment",
    ),
    _of_teachers("teachers_experienced_pct", "experienced_pct", "Experienced teachers", "were experienced", "higher"),
    _of_teachers(
        "teachers_without_waiver_pct",
        "without_waiver_pct",
        "Teachers without a waiver or provisional license",
        "had no waiver or provisional license",
        "higher",
    ),
    _of_teachers("teachers_in_field_pct", "in_field_pct", "Teachers teaching in their field", "taught in their field", "higher"),
    *(_retention(position) for position in ("teacher", "principal", "superintendent")),
    *(_staff_share(*one) for one in _STAFF_GROUPS.items()),
    Measure(
        id="teacher_attendance_pct",
        label="Staff attendance: teachers",
        short_label="Teacher attendance",
        who="days due of teachers",
        what="were attended",
        kind="share",
        unit="percent of days due",
        better="higher",
        role="opportunity",
        topic="educators",
        family="staff",
        table="staff_attendance",
        value="attendance_rate_pct",
        where={"staff_position": "Teacher"},
        report="Staff Attendance dataset",
        definition="Days attended over days due, teachers. Source: DESE, Staff Attendance.",
    ),
    Measure(
        id="educators_evaluated_pct",
        label="Educators evaluated",
        short_label="Educators evaluated",
        who="educators",
        what="were evaluated",
        kind="share",
        unit="percent of educators",
        better="context",
        role="context",
        topic="educators",
        family="staff",
        table="educator_evaluation",
        value="evaluated_pct",
        numerator="evaluated_n",
        denominator="educators_n",
        where={"educator_group": "all_educators"},
        report="Educator Evaluation",
        definition="Educators evaluated over those to be, 2012-13. Source: DESE, Educator Evaluation research file.",
    ),
    Measure(
        id="special_education_teachers_pct",
        label="Teachers in special education",
        short_label="Special education teachers",
        who="teachers (full-time equivalents)",
        what="were in special education",
        kind="share",
        unit="percent of teachers",
        better="context",
        role="context",
        topic="educators",
        family="staff",
        table="teachers_by_program",
        value="special_education_pct",
        report="Teachers by Program Area",
        definition="Teachers in special education over all, full-time equivalents. Source: DESE, Teachers by Program Area.",
    ),
)

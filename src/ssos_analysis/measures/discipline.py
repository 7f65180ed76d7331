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


def _action(name: str, value: str, label: str, what: str, definition: str) -> Measure:
    return Measure(
        id=name,
        label=label,
        short_label=label,
        who="students",
        what=what,
        kind="share",
        unit="percent of students enrolled during the year",
        better="lower",
        topic="discipline",
        family="discipline",
        table="discipline",
        value=value,
        denominator="students_n",
        where={"offense": "all_offenses"},
        report=REPORT,
        definition=f"{definition} over students enrolled at any time in the year. Source: DESE, Student Discipline Data Report.",
    )


_ACTIONS = (
    ("in_school_suspension_pct", "In-school suspension", "were suspended in school at least once"),
    ("expulsion_pct", "Expulsion", "were expelled"),
    ("alternate_setting_pct", "Removal to an alternate setting", "were removed to an alternate setting"),
    ("emergency_removal_pct", "Emergency removal", "were removed in an emergency"),
    ("school_based_arrest_pct", "School-based arrest", "had a school-based arrest"),
    ("law_enforcement_referral_pct", "Referral to law enforcement", "were referred to law enforcement without arrest"),
)
_DAYS = (
    ("missed_1_day_pct", "Missed one day for discipline", "missed one day for discipline"),
    ("missed_2_to_3_days_pct", "Missed two or three days for discipline", "missed two or three days for discipline"),
    ("missed_4_to_7_days_pct", "Missed four to seven days for discipline", "missed four to seven days for discipline"),
    ("missed_8_to_10_days_pct", "Missed eight to ten days for discipline", "missed eight to ten days for discipline"),
    ("missed_over_10_days_pct", "Missed more than ten days for discipline", "missed more than ten days for discipline"),
)


def _days_missed(value: str, label: str, what: str) -> Measure:
    return Measure(
        id=f"discipline_{value}",
        label=label,
        short_label=label,
        who="students disciplined",
        what=what,
        kind="share",
        unit="percent of students disciplined, as published",
        better="context",
        role="context",
        topic="discipline",
        family="discipline",
        table="discipline_days_missed",
        value=value,
        where={"offense": "all_offenses"},
        report="Student Discipline Days Missed Report",
        definition="Days missed by students disciplined; the ranges exclude each other. Source: DESE, Discipline Days Missed.",
    )


RESTRAINTS = Measure(
    id="restraints_n",
    label="Restraints",
    short_label="Restraints",
    who="students",
    what="number of restraints",
    kind="number",
    unit="restraints",
    better="lower",
    topic="restraints",
    family="restraints",
    table="restraints",
    value="restraints_n",
    report="Restraints dataset of the hub",
    definition="Restraints in one school and year; of schools only, no sum by district is published. Source: DESE, Restraints.",
)

MEASURES = (
    OUT_OF_SCHOOL_SUSPENSION,
    *(_action(value, value, label, what, f"Students who {what}") for value, label, what in _ACTIONS),
    *(_days_missed(*one) for one in _DAYS),
    RESTRAINTS,
)

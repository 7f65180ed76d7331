"""Attendance and chronic absenteeism. The state's report publishes no counts, so these measures carry no interval."""

from __future__ import annotations

from ssos_analysis.measures.definition import Measure

REPORT = "Attendance Report"
_PERIODS = {"attendance_period": ("end_of_year", "march")}

CHRONIC_ABSENCE = Measure(
    id="chronically_absent_pct",
    label="Chronically absent students",
    short_label="Chronic absenteeism",
    who="students",
    what="were chronically absent",
    kind="share",
    unit="percent of students",
    better="lower",
    topic="attendance",
    family="attendance",
    table="attendance",
    value="chronically_absent_pct",
    prefer=_PERIODS,
    report=REPORT,
    definition=(
        "Students absent at least 10 percent of their days in membership, for any reason. The end-of-year report covers the "
        "whole year, the March report the days to 1 March. Source: DESE, Attendance Report."
    ),
)

ATTENDANCE_RATE = Measure(
    id="attendance_rate_pct",
    label="Attendance rate",
    short_label="Attendance rate",
    who="days in membership",
    what="were attended",
    kind="share",
    unit="percent of days in membership",
    better="higher",
    topic="attendance",
    family="attendance",
    table="attendance",
    value="attendance_rate_pct",
    prefer=_PERIODS,
    report=REPORT,
    definition="Days attended over days in membership. Source: DESE, Attendance Report.",
)


def _share(name: str, value: str, label: str, what: str, definition: str) -> Measure:
    return Measure(
        id=name,
        label=label,
        short_label=label,
        who="students",
        what=what,
        kind="share",
        unit="percent of students",
        better="lower",
        topic="attendance",
        family="attendance",
        table="attendance",
        value=value,
        prefer=_PERIODS,
        report=REPORT,
        definition=f"{definition} Source: DESE, Attendance Report.",
    )


CHRONIC_ABSENCE_20 = _share(
    "chronically_absent_20_pct",
    "chronically_absent_20_pct",
    "Students absent a fifth of their days",
    "were absent a fifth of their days or more",
    "Students absent at least 20 percent of their days in membership.",
)
ABSENT_10_DAYS = _share(
    "absent_10_days_pct",
    "absent_10_days_pct",
    "Students absent ten days or more",
    "were absent ten days or more",
    "Students absent 10 or more days; of a March report, of the days to 1 March.",
)
UNEXCUSED = _share(
    "unexcused_10_days_pct",
    "unexcused_10_days_pct",
    "Students with more than nine unexcused absences",
    "had more than nine unexcused absences",
    "Students with more than 9 unexcused absences.",
)
ABSENCES_MEAN = Measure(
    id="absences_mean_days",
    label="Days absent, on average",
    short_label="Days absent",
    who="students",
    what="mean number of days absent",
    kind="number",
    unit="days",
    better="lower",
    topic="attendance",
    family="attendance",
    table="attendance",
    value="absences_mean_days",
    prefer=_PERIODS,
    report=REPORT,
    definition="Mean number of days absent. Source: DESE, Attendance Report.",
)

MEASURES = (CHRONIC_ABSENCE, ATTENDANCE_RATE, CHRONIC_ABSENCE_20, ABSENT_10_DAYS, UNEXCUSED, ABSENCES_MEAN)

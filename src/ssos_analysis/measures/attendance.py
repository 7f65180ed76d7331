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

MEASURES = (CHRONIC_ABSENCE, ATTENDANCE_RATE)

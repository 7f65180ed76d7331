"""The topics of a brief, each with the measure whose years tell how old the topic's data are."""

from __future__ import annotations

TOPICS = {
    "Achievement, grades 3-8": "ela_3_8_meeting_pct",
    "Achievement, grade 10": "ela_10_meeting_pct",
    "Attendance": "chronically_absent_pct",
    "Discipline": "out_of_school_suspension_pct",
    "Graduation": "four_year_graduation_pct",
    "Dropout": "dropout_pct",
}

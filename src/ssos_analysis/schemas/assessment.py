"""Tests: MCAS and the tests beside it."""

from __future__ import annotations

from ssos_analysis.schemas.columns import count, number, percent
from ssos_analysis.schemas.tidy_table import TidyTable

_LEVELS = (
    ("meeting_or_exceeding", "Meeting or Exceeding Expectations"),
    ("exceeding", "Exceeding Expectations"),
    ("meeting", "Meeting Expectations"),
    ("partially_meeting", "Partially Meeting Expectations"),
    ("not_meeting", "Not Meeting Expectations"),
)

MCAS = TidyTable(
    "mcas",
    "One row is one organization, one year, one student group, one subject and one grade span of next-generation MCAS.",
    ("org_code", "school_year", "student_group", "subject", "grades"),
    (
        *(count(f"{level}_n", f"Tested students {words}.") for level, words in _LEVELS),
        *(
            percent(f"{level}_pct", f"Share of tested students {words}.", "percent of tested students")
            for level, words in _LEVELS
        ),
        count("tested_n", "Students included in the achievement results."),
        percent("participation_pct", "Participation rate.", "percent of students enrolled at testing"),
        number(
            "scaled_score_mean",
            "scaled score points",
            "Mean scaled score, 440 to 560; 500 is the cut for Meeting.",
            440,
            560,
        ),
        number("growth_mean_sgp", "percentile", "Mean student growth percentile, 1 to 99 (a median in older years).", 1, 99),
        count("growth_n", "Students included in the growth percentile."),
        number(
            "achievement_percentile",
            "percentile",
            "Achievement percentile of a school, 1 to 99, published to 2018.",
            1,
            99,
        ),
    ),
    series=("grades",),
)

TABLES = (MCAS,)

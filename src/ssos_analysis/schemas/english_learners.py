"""English learners: the ACCESS test, and the annual measurable achievement objectives before it."""

from __future__ import annotations

from ssos_analysis.schemas.columns import count, number, percent, text
from ssos_analysis.schemas.tidy_table import TidyTable

ACCESS = TidyTable(
    "access",
    "One row is one organization, one year and one grade of English learners: the reporting elements of Title III.",
    ("org_code", "school_year", "student_group", "grade"),
    (
        count("enrolled_n", "English learners enrolled."),
        percent("participation_pct", "English learners who took ACCESS.", "percent of English learners"),
        count("included_n", "English learners included in reporting element 3."),
        percent("making_progress_pct", "English learners making progress (reporting element 1).", "percent of those included"),
        percent("attained_pct", "English learners who attained proficiency (element 2).", "percent of those included"),
        percent("exited_pct", "English learners who exited (element 3).", "percent of those who attained proficiency"),
        percent("long_term_pct", "Long-term English learners (element 5).", "percent of those included"),
        percent(
            "making_progress_with_disabilities_pct",
            "English learners with disabilities making progress (element 1).",
            "percent of English learners with disabilities included",
        ),
    ),
)

ACCESS_LEVELS = TidyTable(
    "access_levels",
    "One row is one organization, one year and one part of the ACCESS test, English learners of all grades.",
    ("org_code", "school_year", "student_group", "composite_domain"),
    (
        number("composite_level_mean", "proficiency level", "Mean composite proficiency level, 1 to 6.", 1, 6),
        number("years_in_state_mean", "years", "Mean years in Massachusetts.", 0, 25),
        *(percent(f"level_{n}_pct", f"English learners at level {n}.", "percent of learners tested") for n in range(1, 7)),
    ),
    series=("composite_domain",),
)

AMAO = TidyTable(
    "amao",
    "One row is one organization and one year of the annual measurable achievement objectives for English learners, to 2013.",
    ("org_code", "school_year", "student_group"),
    (
        text("progress_objective_met", "Whether the objective of progress was met: Yes or No."),
        text("attainment_objective_met", "Whether the objective of attainment was met: Yes or No."),
        text("cumulative_ppi_met", "Whether the cumulative progress and performance index was met: Yes or No; 2012 and 2013."),
    ),
)

TABLES = (ACCESS, ACCESS_LEVELS, AMAO)

"""The goals of one district, its own and those proposed, read and released as the brief on goals does."""

from __future__ import annotations

from ssos_analysis import analyses
from ssos_analysis.brief import Brief
from ssos_analysis.goals.plan_table import Row, plan_rows

# as notebooks/goals_and_priorities.ipynb asks for them
OUTCOMES = (
    "ela_3_8_meeting_pct", "math_3_8_meeting_pct", "ela_10_meeting_pct", "math_10_meeting_pct", "ela_3_8_growth_sgp",
    "math_3_8_growth_sgp", "four_year_graduation_pct", "dropout_pct", "out_of_school_suspension_pct", "college_going_pct",
)  # fmt: skip
OFFERED = ("advanced_course_pct", "teacher_retention_pct", "students_per_teacher")


def goals_of_plan(brief: Brief) -> list[Row]:
    """The rows of a plan's table for the district of an open brief; every figure passes the release."""
    goals, calendar = brief.goals(), brief.data_calendar()
    own = []
    if goals:
        measures = {goal.measure: brief.measure(goal.measure) for goal in goals.goals}
        own = [brief.release(one) for one in analyses.goal_progress(measures, goals, calendar, as_of=brief.as_of)]
    outcomes = brief.measures(*OUTCOMES)
    found = analyses.priorities(outcomes, opportunity=brief.measures(*OFFERED))
    proposed = analyses.proposed_goals(found, outcomes, brief.statewide(*OUTCOMES), calendar, as_of=brief.as_of)
    return plan_rows(own, brief.release(proposed), goals)

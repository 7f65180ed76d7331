"""The goals of one district, its own and those proposed, read and released as the brief on goals does."""

from __future__ import annotations

from ssos_analysis import analyses
from ssos_analysis.brief import Brief
from ssos_analysis.goals.plan_table import Row, plan_rows


def goals_of_plan(brief: Brief) -> list[Row]:
    """The rows of a plan's table for the district of an open brief; every figure passes the release."""
    goals, calendar = brief.goals(), brief.data_calendar()
    own = []
    if goals:
        measures = {goal.measure: brief.measure(goal.measure) for goal in goals.goals}
        own = [brief.release(one) for one in analyses.goal_progress(measures, goals, calendar, as_of=brief.as_of)]
    outcomes = brief.measures(*analyses.MAIN_OUTCOMES)
    found = analyses.priorities(outcomes, opportunity=brief.measures(*analyses.MAIN_OFFERED))
    proposed = analyses.proposed_goals(found, outcomes, brief.statewide(*analyses.MAIN_OUTCOMES), calendar, as_of=brief.as_of)
    return plan_rows(own, brief.release(proposed), goals)

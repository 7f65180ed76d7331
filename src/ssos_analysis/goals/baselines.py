"""A goal's baseline beside the published figure of its year. The plan's figure stays; what differs is told."""

from __future__ import annotations

from collections.abc import Mapping

from ssos_analysis.choices import DistrictGoals, Goal
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.presentation.numbers import fixed
from ssos_analysis.schemas.columns import REPORTED
from ssos_analysis.vocabulary.school_years import year_label


def baselines_told(goals: DistrictGoals, measures: Mapping[str, MeasureTable]) -> list[str]:
    """A sentence for each goal whose baseline is not the published figure, or has none to be held against.

    A year without a figure is no fault: the plan may rest on a file that has not been read.

    Parameters
    ----------
    measures : measure id -> the district's table of it, for every measure that a goal names.
    """
    told = [_told(goal, measures[goal.measure], goals.district) for goal in goals.goals]
    return [one for one in told if one]


def _told(goal: Goal, measure: MeasureTable, district: str) -> str:
    own = measure.rows(org_code=district, group=goal.group)
    own = own[own["status"] == REPORTED]
    of_year = own[own["school_year"] == goal.baseline_year]
    year = year_label(goal.baseline_year)
    if of_year.empty:
        first = int(own["school_year"].min()) if len(own) else None
        begins = f"; the first there is of {year_label(first)}" if first and first > goal.baseline_year else ""
        return f"{goal.name}: the files read hold no figure of {year} to hold its baseline, {goal.baseline:g}, against{begins}."
    published, decimals = float(of_year["estimate"].iloc[-1]), int(of_year["decimals"].iloc[-1])
    written = len(f"{goal.baseline:g}".partition(".")[2])  # a plan that rounds to whole numbers says the same
    if abs(published - goal.baseline) <= 0.5 * 10.0 ** -min(written, decimals) + 1e-9:
        return ""
    return f"{goal.name}: the baseline of {year} is {goal.baseline:g} in the plan, and {fixed(published, decimals)} as published."

"""Absence of the invented students: days absent in each period, by lasting disposition, group rates and the year's level."""

from __future__ import annotations

import numpy as np

from ssos_analysis.sources.example.calibration import Floats, fit_group_rates, standardized
from ssos_analysis.sources.example.population import Students
from ssos_analysis.sources.example.roster import Roster
from ssos_analysis.sources.example.tally import summed
from ssos_analysis.sources.example.targets import Targets

VALUES = ("students", "days", "days_absent", "absent_10", "chronic_10", "chronic_20", "unexcused_10")

Absences = dict[tuple[int, str], Floats]
"""(school year, period) -> sums by organization, student group and VALUES."""

# Spread of the logarithm of absence rates. One value reproduces, with the chronic share of each year, the state's mean
# attendance rate of 2018-2025 and its share absent 20 percent or more of 2022-2025.
_SPREAD = 0.87
_UNEXCUSED = (0.25, 0.95)
_YOUNG, _OLD = 0, 9


def _fit(students: Students, rosters: dict[int, Roster], targets: Targets) -> dict[str, float]:
    """Effects of groups on absence, solved for their chronic absence rates in one year."""
    goal = targets.chronic_absence
    roster = rosters[goal.by_group.year]
    members = {group: roster.member(group) for group in goal.by_group.values}
    offset = 0.5 * students.absence[roster.ids] + _place(students, roster)
    wanted = {group: share / 100 for group, share in goal.by_group.values.items()}
    overall = goal.end_of_year.at(goal.by_group.year) / 100
    return fit_group_rates(offset, members, overall, wanted, "probit").effects


def _place(students: Students, roster: Roster) -> Floats:
    """Shift by district and grade: kindergarten and high school miss more."""
    district = students.organizations.each("absence")[students.district[roster.ids]]
    found: Floats = district + 0.25 * (roster.grade <= _YOUNG) + 0.25 * (roster.grade >= _OLD)
    return found


def absences(students: Students, rosters: dict[int, Roster], targets: Targets) -> Absences:
    """Sums for every year at the end of year, and for March where the state published it."""
    rng = np.random.default_rng([targets.seed, 6])
    effects = _fit(students, rosters, targets)
    goal = targets.chronic_absence
    found: Absences = {}
    for year, roster in rosters.items():
        groups = {**effects, "economically_disadvantaged": effects["low_income"]}
        linear = 0.5 * students.absence[roster.ids] + _place(students, roster)
        for group, effect in groups.items():
            linear = linear + effect * roster.member(group)
        linear = linear + 0.85 * rng.standard_normal(len(roster))
        unexcused = rng.uniform(*_UNEXCUSED, len(roster))
        for period, series in (("end_of_year", goal.end_of_year), ("march", goal.march)):
            if year in series.values:
                noise = 0.15 * rng.standard_normal(len(roster)) if period == "march" else 0.0
                days = goal.days[period][year]
                found[year, period] = _sums(students, roster, standardized(linear + noise), series.values[year], days, unexcused)
    return found


def _sums(students: Students, roster: Roster, latent: Floats, chronic_pct: float, days: float, unexcused: Floats) -> Floats:
    """Days absent of each student such that the state's share of chronically absent students is the published one."""
    least = np.ceil(0.1 * days)
    cut = np.percentile(latent, 100 - chronic_pct)
    rate = (least - 0.5) / days * np.exp(_SPREAD * (latent - cut))
    absent = np.minimum(np.floor(rate * days + 0.5), days)
    values = np.column_stack(
        [
            np.ones(len(roster)),
            np.full(len(roster), days),
            absent,
            absent >= 10,
            absent >= 0.1 * days,
            absent >= 0.2 * days,
            np.floor(absent * unexcused) > 9,
        ]
    )
    return summed(students.organizations, roster.school, roster.groups, values.astype(np.float64))

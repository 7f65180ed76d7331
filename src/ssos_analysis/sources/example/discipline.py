"""Discipline of the invented students: who was disciplined in a year, and how. Students are counted, not incidents."""

from __future__ import annotations

import numpy as np

from ssos_analysis.sources.example.calibration import Flags, Floats, fit_group_rates, rate
from ssos_analysis.sources.example.completion import Completion
from ssos_analysis.sources.example.population import Students
from ssos_analysis.sources.example.roster import Roster, over_the_year
from ssos_analysis.sources.example.statuses import Statuses
from ssos_analysis.sources.example.tally import summed
from ssos_analysis.sources.example.targets import Targets

VALUES = (
    "students", "disciplined", "in_school", "out_of_school", "expelled", "alternate", "emergency", "arrest", "referral",
)  # fmt: skip

Disciplined = dict[int, Floats]
"""School year -> sums by organization, student group and VALUES."""

# Bounds of one draw: out of school only, in school only, both, emergency removal. Shares of disciplined students, State 2021-22.
_KIND = np.cumsum([0.58, 0.24, 0.14, 0.04])
_RARE = {"expelled": 0.0006, "alternate": 0.004, "emergency": 0.04, "arrest": 0.003, "referral": 0.004}
_GRADE = {"elementary": -1.2, "middle": 0.4, "high": 0.3}


def discipline(
    students: Students, completion: Completion, statuses: Statuses, rosters: dict[int, Roster], targets: Targets
) -> Disciplined:
    """Sums for every year; each year's rates of groups stand to the state's as published."""
    rng = np.random.default_rng([targets.seed, 7])
    goal = targets.discipline
    found: Disciplined = {}
    for year, october in rosters.items():
        here = over_the_year(students, completion, statuses, october, rng)
        overall = goal.disciplined.at(year) / 100
        risks = dict(goal.relative_risk.values)
        if year < 2022:
            risks["economically_disadvantaged"] = risks.pop("low_income")
        wanted = {group: risk * overall for group, risk in risks.items()}
        members = {group: here.member(group) for group in wanted}
        grade = np.select([here.grade <= 5, here.grade <= 8], [_GRADE["elementary"], _GRADE["middle"]], _GRADE["high"])
        district = students.organizations.each("discipline")[students.district[here.ids]]
        offset = 0.5 * students.conduct[here.ids] + grade + district
        fitted = fit_group_rates(offset, members, overall, wanted, "logit")
        disciplined = rng.random(len(here)) < rate(fitted.linear(offset, members), "logit")
        values = np.column_stack([np.ones(len(here)), disciplined, *_how(disciplined, rng)]).astype(np.float64)
        found[year] = summed(students.organizations, here.school, here.groups, values)
    return found


def _how(disciplined: Flags, rng: np.random.Generator) -> list[Flags]:
    """In school, out of school, expelled, alternate setting, emergency removal, arrest, referral; a student may have several."""
    kind = np.searchsorted(_KIND[:-1], rng.random(len(disciplined)))
    rare = {name: disciplined & (rng.random(len(disciplined)) < share) for name, share in _RARE.items()}
    emergency = disciplined & ((kind == 3) | rare["emergency"])
    return [
        disciplined & ((kind == 1) | (kind == 2)),
        disciplined & ((kind == 0) | (kind == 2)),
        rare["expelled"],
        rare["alternate"],
        emergency,
        rare["arrest"],
        rare["referral"],
    ]

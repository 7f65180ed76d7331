"""Accountability of the invented districts and schools: points, percentiles and flags turned into what the state prints.

It is a simulation of the state's system, with its own choices where the state's rules are not known: docs/example-state.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ssos_analysis.sources.example.accountability_percentiles import Percentiles, percentiles, type_of
from ssos_analysis.sources.example.accountability_points import LEAST_N, NOT_SCORED, Scored, score
from ssos_analysis.sources.example.accountability_values import ALL, LOWEST, SCORED_GROUPS, Measured, measure, span_weights
from ssos_analysis.sources.example.roster import GROUP_ORDER
from ssos_analysis.sources.example.simulate import ExampleState
from ssos_analysis.vocabulary.accountability import HIGH_SCHOOL
from ssos_analysis.vocabulary.student_groups import GROUPS

REPORT_YEARS = (2018, 2019, 2022, 2023, 2024, 2025)
_CUMULATIVE = {2019: 2018, 2024: 2023, 2025: 2024}
_LEVELS = (
    (75, "Meeting or exceeding targets"),
    (50, "Substantial progress toward targets"),
    (25, "Moderate progress toward targets"),
)
_NO_DATA = "Insufficient data"
_LOW_SCHOOLS, _LOWEST_SCHOOLS, _LOW_GROUPS = 10, 2, 5
_LEAST_GRADUATION, _LEAST_PARTICIPATION = 667, 95
_TESTS = tuple((grades, subject) for grades in ("03-08", "10") for subject in ("ELA", "MATH"))


@dataclass(frozen=True)
class Classified:
    """What is printed of one organization: percents or None, the percentile of schools only; the four reasons, blank or words.

    `targets_pct` is cumulative where the year is; `annual_pct` of the year alone, `prior_pct` of the year before.
    """

    classification: str
    reason: str
    targets_pct: int | None
    percentile: int | None
    annual_pct: int | None = None
    prior_pct: int | None = None
    low_overall: str = ""
    low_groups: str = ""
    low_graduation: str = ""
    low_participation: str = ""
    groups: str = ""
    federal: str = ""
    title_i: str = ""
    school_type: str = ""


@dataclass(frozen=True)
class Determinations:
    """Every determination, with what it rests on; `classified` holds schools and districts in the order of the places."""

    measured: Measured
    scored: dict[int, Scored]
    percentiles: dict[int, Percentiles]
    classified: dict[int, list[Classified]]


def determine(state: ExampleState) -> Determinations:
    """Points, percentiles and classifications of each report year."""
    measured = measure(state)
    scored = {year: score(measured, year, span_weights(state, year)) for year in REPORT_YEARS}
    ranked = {year: percentiles(state.organizations, scored, year) for year in REPORT_YEARS}
    classified = {
        year: [_classified(state, scored, ranked[year], year, index) for index in range(len(state.organizations.places) - 1)]
        for year in REPORT_YEARS
    }
    return Determinations(measured, scored, ranked, classified)


def classify(state: ExampleState) -> dict[int, list[Classified]]:
    """The classification of every school and district (in the order of the places, without the state) in each report year."""
    return determine(state).classified


def _classified(state: ExampleState, scored: dict[int, Scored], ranked: Percentiles, year: int, index: int) -> Classified:
    """One organization: percents first, then what makes it require assistance."""
    now = int(scored[year].annual[index])
    before = int(scored[_CUMULATIVE[year]].annual[index]) if year in _CUMULATIVE else NOT_SCORED
    school = state.organizations.schools[index][1] if index < len(state.organizations.schools) else None
    kind = type_of(school) if school else ""
    title_i = _title_i(state, year, index)
    if now == NOT_SCORED:
        return Classified(_NO_DATA, _NO_DATA, None, None, title_i=title_i, school_type=kind)
    targets, annual = (4 * before + 6 * now + 50) // 100 if before != NOT_SCORED else (now + 5) // 10, (now + 5) // 10
    percentile = int(ranked.percentile[index, ALL]) if school else NOT_SCORED
    groups = _low_groups(ranked, index) if school else []
    low_overall = "Low overall performance" if 0 < percentile <= _LOW_SCHOOLS else ""
    graduation = _graduation(scored[year], index)
    low_graduation = "Low graduation rate" if 0 <= graduation < _LEAST_GRADUATION else ""
    low_participation = "Low participation" if _participation(state, year, index) < _LEAST_PARTICIPATION else ""
    low_groups = "Low student group performance" if groups else ""
    support = ""
    if low_overall or low_groups or low_graduation or low_participation:
        support = "broad/comprehensive" if 0 < percentile <= _LOWEST_SCHOOLS else "focused/targeted"
    federal = ""
    if school and 0 < percentile <= _LOW_GROUPS and title_i == "Title I":
        federal = "Comprehensive support and improvement: low performance"
    elif school and low_graduation:
        federal = "Comprehensive support and improvement: low graduation rate"
    elif groups:
        federal = "Targeted support and improvement"
    return Classified(
        "Requiring assistance or intervention" if support else "Not requiring assistance or intervention",
        f"In need of {support} support" if support else _progress(year, targets),
        targets,
        percentile if percentile > 0 else None,
        annual_pct=annual,
        prior_pct=None if before == NOT_SCORED else (before + 5) // 10,
        low_overall=low_overall,
        low_groups=low_groups,
        low_graduation=low_graduation,
        low_participation=low_participation,
        groups=", ".join(groups),
        federal=federal,
        title_i=title_i,
        school_type=kind,
    )


def _progress(year: int, targets: int) -> str:
    """Progress toward targets in the words of the year."""
    if year == 2018:
        return "Meeting targets" if targets >= 75 else "Partially meeting targets"
    return next((words for least, words in _LEVELS if targets >= least), "Limited or no progress toward targets")


def _low_groups(ranked: Percentiles, index: int) -> list[str]:
    """Student groups of a school whose percentile is 5 or lower."""
    return [
        GROUPS[group].label
        for number, group in enumerate(SCORED_GROUPS)
        if number not in (ALL, LOWEST) and 0 < ranked.percentile[index, number] <= _LOW_GROUPS
    ]


def _graduation(scored: Scored, index: int) -> int:
    """Four-year graduation rate in tenths; -1 where it is not scored."""
    rate = scored.indicators.get((HIGH_SCHOOL, "four_year_graduation"))
    return NOT_SCORED if rate is None else int(rate.current[index, ALL])


def _participation(state: ExampleState, year: int, index: int) -> float:
    """The lowest participation of all students in a test of ELA or mathematics, rounded as printed; 100 where none has 20."""
    rates = [100]
    for test in _TESTS:
        if (year, *test) in state.mcas:
            tested, enrolled = state.mcas[year, *test][index, state.column("all_students"), :2]
            if enrolled >= LEAST_N:
                rates.append(int(np.floor(100 * tested / enrolled + 0.5)))
    return min(rates)


def _title_i(state: ExampleState, year: int, index: int) -> str:
    """Whether any student of the organization is in a Title I program."""
    return "Title I" if state.enrollment[year][index, GROUP_ORDER.index("title_i")].any() else "Non-Title I"

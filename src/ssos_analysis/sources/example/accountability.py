"""Accountability of the invented districts and schools: a plain reading of the rules, from the simulated results alone.

It is no rule book: points for changes of scores, growth, chronic absence and graduation, for all students and high needs, equally
weighted; 60 percent of this year's share of points and 40 percent of the year before. Percentiles rank schools with schools.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ssos_analysis.sources.example.simulate import ExampleState

REPORT_YEARS = (2018, 2019, 2022, 2023, 2024, 2025)
_BEFORE = {2018: 2017, 2019: 2018, 2022: 2021, 2023: 2022, 2024: 2023, 2025: 2024}
_LEAST_N = 20
_SCORE_BANDS = (-1.5, -0.5, 0.5, 1.5)
_GROWTH_BANDS = (30, 40, 50, 60)
_RATE_BANDS = (-1.5, 0.0, 1.0, 2.0)
_LEVELS = (
    (75, "Meeting or exceeding targets"),
    (50, "Substantial progress toward targets"),
    (25, "Moderate progress toward targets"),
)
_NO_DATA = "Insufficient data"


@dataclass(frozen=True)
class Classified:
    """What the report prints of one organization: targets are a percent or None, the percentile is of schools only."""

    classification: str
    reason: str
    targets_pct: int | None
    percentile: int | None


def classify(state: ExampleState) -> dict[int, list[Classified]]:
    """The classification of every school and district (in the order of the places, without the state) in each report year."""
    found: dict[int, list[Classified]] = {}
    below_state = len(state.organizations.places) - 1
    earlier: list[float | None] = [None] * below_state
    for year in REPORT_YEARS:
        percentiles = _percentiles(state, year)
        rows, now = [], []
        for index in range(below_state):
            points = _points(state, year, index)
            current = 100 * sum(points) / (4 * len(points)) if points else None
            before = earlier[index]
            now.append(current)
            targets = current if current is None or before is None else 0.6 * current + 0.4 * before
            percentile = percentiles.get(index)
            rows.append(_classified(year, None if targets is None else int(targets + 0.5), percentile))
        found[year], earlier = rows, now
    return found


def _classified(year: int, targets: int | None, percentile: int | None) -> Classified:
    """Words of the report; schools in the lowest tenth require assistance, and so do districts far from every target."""
    if targets is None:
        return Classified(_NO_DATA, _NO_DATA, None, None)
    if percentile is not None and percentile <= 10:
        support = "broad/comprehensive" if percentile <= 2 else "focused/targeted"
        return Classified("Requiring assistance or intervention", f"In need of {support} support", targets, percentile)
    reason = next((words for least, words in _LEVELS if targets >= least), "Limited or no progress toward targets")
    if year == 2018:
        reason = "Meeting targets" if targets >= 75 else "Partially meeting targets"
    return Classified("Not requiring assistance or intervention", reason, targets, percentile)


def _mcas(state: ExampleState, year: int, grades: str, subject: str, index: int, group: int) -> dict[str, float] | None:
    """Mean score, mean SGP and share meeting or exceeding; None where the test was not given or too few took it."""
    sums = state.mcas.get((year, grades, subject))
    if sums is None or sums[index, group, 0] < _LEAST_N:
        return None
    tested, _, exceeding, meeting, _, _, score, growth_n, growth = sums[index, group]
    return {
        "score": score / tested,
        "growth": growth / growth_n if growth_n >= _LEAST_N else np.nan,
        "share": (exceeding + meeting) / tested,
    }


def _points(state: ExampleState, year: int, index: int) -> list[int]:
    """Points, 0 to 4, of every indicator with enough students in both years."""
    points = []
    for group in (state.column("all_students"), state.column("high_needs")):
        for grades in ("03-08", "10"):
            for subject in ("ELA", "MATH"):
                now = _mcas(state, year, grades, subject, index, group)
                before = _mcas(state, _BEFORE[year], grades, subject, index, group)
                if now and before:
                    points.append(_band(now["score"] - before["score"], _SCORE_BANDS))
                if now and not np.isnan(now["growth"]):
                    points.append(_band(now["growth"], _GROWTH_BANDS))
        if not points:
            continue
        absent = [state.attendance[at, "end_of_year"][index, group] for at in (_BEFORE[year], year)]
        if all(sums[0] >= _LEAST_N for sums in absent):
            points.append(_band(100 * (absent[0][4] / absent[0][0] - absent[1][4] / absent[1][0]), _RATE_BANDS))
        cohorts = [state.cohorts[at, "4-year"][index, group] for at in (_BEFORE[year], year)]
        if all(sums[0] >= _LEAST_N for sums in cohorts):
            points.append(_band(100 * (cohorts[1][1] / cohorts[1][0] - cohorts[0][1] / cohorts[0][0]), _RATE_BANDS))
    return points


def _band(value: float, bounds: tuple[float, ...]) -> int:
    """0 to 4: how many bounds a value reaches."""
    return int(np.searchsorted(bounds, value, side="right"))


def _percentiles(state: ExampleState, year: int) -> dict[int, int]:
    """Accountability percentiles of schools, 1 to 99, by achievement and growth."""
    worth: dict[int, float] = {}
    for index in range(len(state.organizations.schools)):
        found = [_mcas(state, year, grades, subject, index, 0) for grades in ("03-08", "10") for subject in ("ELA", "MATH")]
        results = [result for result in found if result]
        if results:
            growth = [result["growth"] for result in results if not np.isnan(result["growth"])]
            worth[index] = 0.75 * float(np.mean([r["share"] for r in results])) + 0.25 * float(np.mean(growth or [50])) / 100
    order = sorted(worth, key=lambda index: (worth[index], index))
    return {index: int(np.clip(round(100 * (rank + 0.5) / len(order)), 1, 99)) for rank, index in enumerate(order)}

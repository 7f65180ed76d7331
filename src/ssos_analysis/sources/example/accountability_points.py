"""Points of the example state and how they add up, by the state's rules as docs/example-state.md tells them.

Everything is whole numbers of tenths, as printed: points are told from the printed values, and each step of the roll-up is
rounded half up to a tenth before the next. -1 stands where nothing is scored.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ssos_analysis.sources.example.accountability_values import ALL, LOWEST, SCORED_GROUPS, Measured
from ssos_analysis.sources.example.calibration import Floats
from ssos_analysis.sources.example.population import Ints
from ssos_analysis.vocabulary.accountability import CATEGORIES, GRADESPANS, HIGH_SCHOOL, INDICATORS, NON_HIGH_SCHOOL

LEAST_N = 20
NOT_SCORED = -1
POSSIBLE = 4
# Tenths on either side of the target that count as meeting it. Those of graduation, engagement, dropout and coursework are ours.
_BANDS = {"achievement": 5, "completion": 25, "elp": 30, "additional": 5}
_COURSEWORK_BAND = 25
_GROWTH_BANDS = (300, 400, 500, 600)
# Tenths of a percent by category (CATEGORIES): with English learners scored, and without.
_WEIGHTS = {
    NON_HIGH_SCHOOL: ((600, 200, 0, 100, 100), (675, 225, 0, 0, 100)),
    HIGH_SCHOOL: ((400, 200, 200, 100, 100), (475, 225, 200, 0, 100)),
}
_LOWEST_WEIGHTS = (675, 225, 0, 0, 100)


@dataclass(frozen=True)
class ScoredIndicator:
    """One indicator of one grade span: tenths, students and points, each of shape (places, SCORED_GROUPS); -1: none."""

    current: Ints
    prior: Ints
    target: Ints
    students: Ints
    prior_students: Ints
    points: Ints
    year: int

    @property
    def change(self) -> Ints:
        return self.current - self.prior


@dataclass(frozen=True)
class Column:
    """The points of one grade span added up: weighted tenths, percent in tenths (-1: not scored), and the weights used."""

    earned: Ints
    possible: Ints
    pct: Ints
    weights: Ints


@dataclass(frozen=True)
class Scored:
    """One determination year. `annual` is in tenths of a percent: shape (places,), and by group (places, SCORED_GROUPS)."""

    year: int
    indicators: dict[tuple[str, str], ScoredIndicator]
    columns: dict[str, Column]
    span_weights: Ints
    annual: Ints
    group_annual: Ints


def tenths(values: Floats) -> Ints:
    """Total over students in tenths, halves up; -1 where fewer than 20 students stand behind it."""
    students, total = values[..., 0].astype(np.int64), values[..., 1].astype(np.int64)
    found: Ints = np.where(students >= LEAST_N, (20 * total + students) // np.maximum(2 * students, 1), NOT_SCORED)
    return found


def increment(indicator: str, baseline: Ints) -> Ints:
    """The step to the next target, in tenths: the lower the baseline, the larger. A reduction for dropout and absence."""
    category = INDICATORS[indicator].category
    if category == "achievement":
        step = np.clip((5150 - baseline) * 6 // 100, 2, 25)
    elif INDICATORS[indicator].lower_is_better:
        step = (baseline + 5) // 10
    elif indicator == "elp_progress":
        step = np.clip((700 - baseline) // 20, 5, 30)
    else:
        step = (1000 - baseline) * 6 // 100
    return np.where(baseline == NOT_SCORED, NOT_SCORED, step)


def target_after(indicator: str, baseline: Ints) -> Ints:
    """The target of the year after a baseline, in tenths."""
    sign = -1 if INDICATORS[indicator].lower_is_better else 1
    return np.where(baseline == NOT_SCORED, NOT_SCORED, baseline + sign * increment(indicator, baseline))


def score(measured: Measured, year: int, span_weights: Ints) -> Scored:
    """The points of a determination year and what they add up to."""
    indicators = {
        (span, name): _scored(measured, year, span, name)
        for span in GRADESPANS
        for name, indicator in INDICATORS.items()
        if (year - indicator.lag, span, name) in measured
    }
    columns = {span: _column(indicators, span, len(span_weights)) for span in GRADESPANS}
    by_group = np.stack([columns[span].pct for span in GRADESPANS], axis=-1)
    both = by_group[:, ALL].copy()
    lowest = by_group[:, LOWEST]
    both = np.where((lowest != NOT_SCORED) & (both != NOT_SCORED), (both + lowest + 1) // 2, both)
    return Scored(
        year,
        indicators,
        columns,
        _used(span_weights, both),
        _annual(span_weights, both),
        _annual(span_weights[:, None], by_group),
    )


def _scored(measured: Measured, year: int, span: str, name: str) -> ScoredIndicator:
    """One indicator: its newest value against the target that the year before set."""
    indicator = INDICATORS[name]
    newest = year - indicator.lag
    now = measured[newest, span, name]
    before = measured.get((newest - 1, span, name), np.zeros_like(now))
    current, prior = tenths(now), tenths(before)
    target = np.full_like(current, NOT_SCORED)
    if indicator.category == "growth":
        points = np.where(current == NOT_SCORED, NOT_SCORED, np.searchsorted(_GROWTH_BANDS, current, side="right"))
    else:
        target = target_after(name, prior)
        band = _COURSEWORK_BAND if name == "advanced_coursework" else _BANDS[indicator.category]
        sign = -1 if indicator.lower_is_better else 1
        above, change = sign * (current - target), sign * (current - prior)
        points = np.select([above > band, above >= -band, change > 0, change == 0], [4, 3, 2, 1], 0)
        points = np.where((current == NOT_SCORED) | (prior == NOT_SCORED), NOT_SCORED, points)
    students = now[..., 0].astype(np.int64)
    return ScoredIndicator(current, prior, target, students, before[..., 0].astype(np.int64), points, newest)


def _column(indicators: dict[tuple[str, str], ScoredIndicator], span: str, places: int) -> Column:
    """Points summed by category, weighted, summed; earned over possible."""
    earned, possible = np.zeros((2, places, len(SCORED_GROUPS), len(CATEGORIES)), dtype=np.int64)
    for (of_span, name), scored in indicators.items():
        if of_span == span:
            category = CATEGORIES.index(INDICATORS[name].category)
            earned[..., category] += np.maximum(scored.points, 0)
            possible[..., category] += np.where(scored.points == NOT_SCORED, 0, POSSIBLE)
    has_english = possible[..., CATEGORIES.index("elp")] > 0
    with_english, without = (np.array(weights) for weights in _WEIGHTS[span])
    weights = np.where(has_english[..., None], with_english, without)
    weights[:, LOWEST] = _LOWEST_WEIGHTS
    weighted = [(20 * (points * weights).sum(axis=-1) + 1000) // 2000 for points in (earned, possible)]
    is_scored = possible[..., CATEGORIES.index("achievement")] > 0
    pct = (2000 * weighted[0] + weighted[1]) // np.maximum(2 * weighted[1], 1)
    return Column(weighted[0], weighted[1], np.where(is_scored, pct, NOT_SCORED), weights)


def _used(weights: Ints, spans: Ints) -> Ints:
    """Weights of the spans: the whole where only one of them is scored."""
    is_scored = spans != NOT_SCORED
    alone = is_scored.sum(axis=-1, keepdims=True) == 1
    found: Ints = np.where(alone, 100 * is_scored, weights * is_scored)
    return found


def _annual(weights: Ints, spans: Ints) -> Ints:
    """Spans by their weights, in tenths, halves up."""
    used = _used(np.broadcast_to(weights, spans.shape), spans)
    total = (2 * (used * np.maximum(spans, 0)).sum(axis=-1) + 100) // 200
    return np.where((spans != NOT_SCORED).any(axis=-1), total, NOT_SCORED)

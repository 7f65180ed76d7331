"""Percentiles of the example's schools: indicators ranked within the school type, weighted, blended over three years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ssos_analysis.sources.example.accountability_points import NOT_SCORED, Scored
from ssos_analysis.sources.example.accountability_values import SCORED_GROUPS
from ssos_analysis.sources.example.organizations import School
from ssos_analysis.sources.example.places import Organizations
from ssos_analysis.sources.example.population import Ints
from ssos_analysis.vocabulary.accountability import HIGH_SCHOOL, INDICATORS, NON_HIGH_SCHOOL

TYPES = {
    "ES": "Elementary School",
    "ESMS": "Elementary-Middle School",
    "MS": "Middle School",
    "MSHS": "Middle-High School or K-12",
    "HS": "High School",
}
YEAR_WEIGHTS = (60, 25, 15)  # this year, the year before, two years before
_CATEGORY_WEIGHTS = {"achievement": 600, "growth": 200, "completion": 200, "elp": 100, "additional": 100}


def type_of(school: School) -> str:
    """A school's type by its grades."""
    if school.low >= 9:
        return "HS"
    if school.high >= 9:
        return "MSHS"
    if school.low >= 5:
        return "MS"
    return "ES" if school.high <= 6 else "ESMS"


@dataclass(frozen=True)
class Percentiles:
    """The build of one determination year. Arrays over schools and SCORED_GROUPS.

    `values` and `ranks` by (build year, indicator): tenths, and 1 to 99; `mean` in tenths; `percentile` 1 to 99. -1: none.
    """

    values: dict[tuple[int, str], Ints]
    ranks: dict[tuple[int, str], Ints]
    mean: Ints
    percentile: Ints


def percentiles(organizations: Organizations, scored: dict[int, Scored], year: int) -> Percentiles:
    """Percentiles of a year, from the values of that year and the two before, as far as they were determined."""
    types = np.array([type_of(school) for _, school in organizations.schools])
    values, ranks = {}, {}
    total = np.zeros((len(types), len(SCORED_GROUPS)))
    weight = np.zeros_like(total)
    now = np.zeros_like(total, dtype=bool)
    for years_before, share in enumerate(YEAR_WEIGHTS):
        build = year - years_before
        if build not in scored:
            continue
        of_year, of_year_weight = np.zeros_like(total), np.zeros_like(total)
        for name, indicator in INDICATORS.items():
            held = _of_type(scored[build], name, types)
            if held is None:
                continue
            rank = _ranked(-held if indicator.lower_is_better else held, held != NOT_SCORED, types)
            values[build, name], ranks[build, name] = held, rank
            counted = np.where(rank == NOT_SCORED, 0, _CATEGORY_WEIGHTS[indicator.category])
            of_year += counted * np.maximum(rank, 0)
            of_year_weight += counted
            if years_before == 0 and indicator.category == "achievement":
                now |= rank != NOT_SCORED
        has_year = of_year_weight > 0
        total += np.where(has_year, share * of_year / np.maximum(of_year_weight, 1), 0)
        weight += np.where(has_year, share, 0)
    mean = np.where(now, np.floor(10 * total / np.maximum(weight, 1) + 0.5), NOT_SCORED).astype(np.int64)
    return Percentiles(values, ranks, mean, _ranked(mean, mean != NOT_SCORED, types))


def _of_type(scored: Scored, name: str, types: Ints) -> Ints | None:
    """An indicator's values of the schools: high school grades where a type has them, else the others."""
    high, low = scored.indicators.get((HIGH_SCHOOL, name)), scored.indicators.get((NON_HIGH_SCHOOL, name))
    if high is None and low is None:
        return None
    schools = len(types)
    empty = np.full((schools, len(SCORED_GROUPS)), NOT_SCORED)
    has_high = np.isin(types, ["HS", "MSHS"])[:, None]
    found: Ints = np.where(
        has_high, empty if high is None else high.current[:schools], empty if low is None else low.current[:schools]
    )
    return found


def _ranked(values: Ints, is_valued: Ints, types: Ints) -> Ints:
    """Percentile of each value among those of its type and group: the share below, and half of those equal."""
    found = np.full(values.shape, NOT_SCORED)
    for kind in TYPES:
        for group in range(values.shape[1]):
            chosen = np.flatnonzero((types == kind) & is_valued[:, group])
            if len(chosen):
                here = np.sort(values[chosen, group])
                below = np.searchsorted(here, values[chosen, group], side="left")
                upto = np.searchsorted(here, values[chosen, group], side="right")
                share = 100 * (below + upto) / (2 * len(chosen))
                found[chosen, group] = np.clip(np.floor(share + 0.5), 1, 99)
    return found

"""Accountability indicators: their ids, categories and direction, as the system in force since 2018 has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Category = Literal["achievement", "growth", "completion", "elp", "additional"]
Unit = Literal["scaled_score", "sgp", "pct"]

NON_HIGH_SCHOOL, HIGH_SCHOOL = "non_high_school", "high_school"
GRADESPANS = (NON_HIGH_SCHOOL, HIGH_SCHOOL)
OVERALL = "overall"
"""Stands where an indicator would, in rows that sum up a percentile build."""


@dataclass(frozen=True)
class Indicator:
    """One indicator of the accountability system.

    Attributes
    ----------
    id, label : name in tables, and in print.
    category : points are summed within a category before its weight is applied.
    unit : scaled score points, student growth percentiles or percent of students.
    lower_is_better : a fall is an improvement (dropout, chronic absence).
    lag : how many years its newest value lies behind the year of the determination.
    """

    id: str
    label: str
    category: Category
    unit: Unit
    lower_is_better: bool = False
    lag: int = 0


_INDICATORS = (
    Indicator("ela_achievement", "English language arts achievement", "achievement", "scaled_score"),
    Indicator("math_achievement", "Mathematics achievement", "achievement", "scaled_score"),
    Indicator("science_achievement", "Science achievement", "achievement", "scaled_score"),
    Indicator("ela_growth", "English language arts growth", "growth", "sgp"),
    Indicator("math_growth", "Mathematics growth", "growth", "sgp"),
    Indicator("four_year_graduation", "Four-year cohort graduation rate", "completion", "pct", lag=1),
    Indicator("extended_engagement", "Extended engagement rate", "completion", "pct", lag=2),
    Indicator("annual_dropout", "Annual dropout rate", "completion", "pct", lower_is_better=True, lag=1),
    Indicator("elp_progress", "Progress toward attaining English language proficiency", "elp", "pct"),
    Indicator("chronic_absenteeism", "Chronic absenteeism", "additional", "pct", lower_is_better=True),
    Indicator("advanced_coursework", "Advanced coursework completion", "additional", "pct"),
)

INDICATORS: dict[str, Indicator] = {indicator.id: indicator for indicator in _INDICATORS}
CATEGORIES: tuple[Category, ...] = ("achievement", "growth", "completion", "elp", "additional")

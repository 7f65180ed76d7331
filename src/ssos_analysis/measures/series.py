"""Which years of a measure may be joined by a line or subtracted from one another."""

from __future__ import annotations

from ssos_analysis.measures.definition import Measure
from ssos_analysis.parameters import SeriesBreak, SeriesBreaks


def breaks_of(measure: Measure, group: str, rules: SeriesBreaks) -> list[SeriesBreak]:
    """The breaks that touch this measure for this student group, by year."""
    grades, subject = measure.where.get("grades"), measure.where.get("subject")
    touching = [
        rule
        for rule in rules.breaks
        if measure.topic in rule.topics
        and (not rule.groups or group in rule.groups)
        and (not rule.grades or grades in rule.grades)
        and (not rule.subjects or subject in rule.subjects)
    ]
    return sorted(touching, key=lambda rule: rule.first_year)


def series_id(measure: Measure, group: str, year: int, variant: str, rules: SeriesBreaks) -> str:
    """The comparable series a year belongs to: two years with one id share definition, test and reporting period."""
    begun = [rule.id for rule in breaks_of(measure, group, rules) if rule.first_year <= year]
    return "/".join([*begun[-1:], variant]).strip("/") or "only"


def series_reason(measure: Measure, group: str, year: int, rules: SeriesBreaks) -> str:
    """Why the series a year belongs to is not the one before it; empty in a measure's first series."""
    begun = [rule.reason for rule in breaks_of(measure, group, rules) if rule.first_year <= year]
    return begun[-1] if begun else ""


def unusual_reason(measure: Measure, year: int, rules: SeriesBreaks) -> str:
    """Why a year is shown but not compared; empty for an ordinary year."""
    grades = measure.where.get("grades")
    reasons = [
        rule.reason
        for rule in rules.unusual_years
        if rule.year == year and measure.topic in rule.topics and (not rule.grades or grades in rule.grades)
    ]
    return " ".join(reasons)

"""Which years of a measure may be joined by a line or subtracted from one another."""

from __future__ import annotations

import pandas as pd

from ssos_analysis.errors import ComparisonError
from ssos_analysis.measures.definition import Measure
from ssos_analysis.parameters import SeriesBreak, SeriesBreaks


def breaks_of(measure: Measure, group: str, rules: SeriesBreaks, org_code: str = "") -> list[SeriesBreak]:
    """The breaks that touch this measure for this student group and organization, by year.

    A break of some grades touches a measure that is not of grades, too; one of some organizations touches only these, not
    their schools, which stay what they were.
    """
    grades, subject = measure.where.get("grades"), measure.where.get("subject")
    touching = [
        rule
        for rule in rules.breaks
        if measure.topic in rule.topics
        and (not rule.groups or group in rule.groups)
        and (not rule.grades or grades is None or grades in rule.grades)
        and (not rule.subjects or subject is None or subject in rule.subjects)
        and (not rule.organizations or org_code in rule.organizations)
    ]
    return sorted(touching, key=lambda rule: rule.first_year)


def series_id(measure: Measure, group: str, year: int, variant: str, rules: SeriesBreaks, org_code: str = "") -> str:
    """The comparable series a year belongs to: two years with one id share definition, test, reporting period and district."""
    begun = [rule.id for rule in breaks_of(measure, group, rules, org_code) if rule.first_year <= year]
    return "/".join([*begun[-1:], variant]).strip("/") or "only"


def series_reason(measure: Measure, group: str, year: int, rules: SeriesBreaks, org_code: str = "") -> str:
    """Why the series a year belongs to is not the one before it; empty in a measure's first series."""
    begun = [rule.reason for rule in breaks_of(measure, group, rules, org_code) if rule.first_year <= year]
    return begun[-1] if begun else ""


def require_comparable(rows: pd.DataFrame) -> None:
    """Stop before rows that do not compare are subtracted, joined or pooled.

    Parameters
    ----------
    rows : rows of a measure table (columns series, unusual, school_year), of one organization and student group.

    Raises
    ------
    ComparisonError
        They belong to several series, or one of them is an unusual year.
    """
    series = list(dict.fromkeys(rows["series"]))
    if len(series) > 1:
        first, second = (rows[rows["series"] == name]["school_year"].min() for name in series[:2])
        raise ComparisonError(
            f"{first} and {second} are of two series ({series[0]} and {series[1]})",
            where=str(rows["series_reason"].iloc[-1]),
            mend="compare years of one series; params/series_breaks.yml says where each begins",
        )
    unusual = rows[rows["unusual"] != ""]
    if len(unusual):
        raise ComparisonError(
            f"{unusual['school_year'].iloc[0]} is shown, but not compared",
            where=str(unusual["unusual"].iloc[0]),
            mend="leave the year out of the comparison",
        )


def unusual_reason(measure: Measure, year: int, rules: SeriesBreaks) -> str:
    """Why a year is shown but not compared; empty for an ordinary year."""
    grades = measure.where.get("grades")
    reasons = [
        rule.reason
        for rule in rules.unusual_years
        if rule.year == year and measure.topic in rule.topics and (not rule.grades or grades in rule.grades)
    ]
    return " ".join(reasons)

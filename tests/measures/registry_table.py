"""The table of measures of docs/method.md, made from the registry: `python -m tests.measures.registry_table` prints it."""

from __future__ import annotations

from collections.abc import Iterable

from ssos_analysis.measures.definition import Measure
from ssos_analysis.measures.registry import FAMILIES
from ssos_analysis.measures.series import breaks_of
from ssos_analysis.parameters import SeriesBreaks, series_breaks

HEAD = "| id | what is counted | unit | better | role | n behind it | comparable since | floor | state report |"


def registry_table(measures: Iterable[Measure], breaks: SeriesBreaks) -> str:
    """One table for each subject, in the order of the registry."""
    known = list(measures)
    parts = []
    for subject, family in FAMILIES.items():
        rows = [_row(one, breaks) for one in family if one in known]
        parts.append("\n".join([f"### {subject}", "", HEAD, "|" + "---|" * 9, *rows]))
    return "\n\n".join(parts)


def _row(one: Measure, breaks: SeriesBreaks) -> str:
    begun = [rule.first_year for rule in breaks_of(one, one.whole, breaks)]
    since = str(max(begun)) if begun else "first year held"
    cells = (f"`{one.id}`", one.label, one.unit, one.better, one.role, _counts(one), since, one.family, one.report)
    return "| " + " | ".join(cells) + " |"


def _counts(one: Measure) -> str:
    if one.denominator is None:
        return "none"
    if one.kind != "share":
        return "published" if one.is_growth else "published, no spread"
    return "published" if one.numerator else "rate × base"


if __name__ == "__main__":
    from ssos_analysis.measures.registry import MEASURES

    print(registry_table(MEASURES.values(), series_breaks()))

"""The largest reliable gap of a district, as its page of main points released it: read off the page's own table, never computed.

That table lists what passed every rule, strongest first: by the end of the interval that is nearest to no difference.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from ssos_analysis.vocabulary.school_years import year_label
from ssos_analysis.vocabulary.student_groups import GROUPS, group_label

_TABLE = "*main-points.csv"
_RACE = {group.id for group in GROUPS.values() if group.partition == "race_ethnicity"}
NO_PAGE, NONE_PASSED = "no page of main points", "none passed every rule"


@dataclass(frozen=True)
class LargestGaps:
    """In words: the largest reliable gap of any group, and of a racial or ethnic group."""

    any_group: str = NO_PAGE
    racial: str = NO_PAGE


def largest_gaps(folder: Path) -> LargestGaps:
    """The gaps that a district's folder of the site shows."""
    tables = sorted((folder / "data").glob(_TABLE))
    if not tables:
        return LargestGaps()
    with tables[0].open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if _is_gap(row)]
    racial = [row for row in rows if row["student_group"] in _RACE]
    return LargestGaps(*(_words(found[0]) if found else NONE_PASSED for found in (rows, racial)))


def _is_gap(row: dict[str, str]) -> bool:
    return row["comparison"] == "gap" and row["side"] == "concern" and not row["why_hidden"] and bool(row["difference_derived"])


def _words(row: dict[str, str]) -> str:
    """`Four-year graduation rate, High needs: −18.5 points (−20.6 to −16.0), 2023-24`."""
    gap, low, high = (_signed(row[name]) for name in ("difference_derived", "interval_low", "interval_high"))
    year = year_label(int(float(row["school_year"])))
    return f"{row['label']}, {group_label(row['student_group'])}: {gap} points ({low} to {high}), {year}"


def _signed(text: str) -> str:
    return f"{float(text):+.1f}".replace("-", "−")

"""What else than a figure the numbers of a download are of, such as the change between two years, and how they come out again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ssos_analysis import analyses
from ssos_analysis.disclosure.finding import Finding
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.presentation.download_columns import CHANGE_COLUMNS, GAP_CHANGE_COLUMNS, OTHERS_COLUMNS, RECOVERY_COLUMNS
from ssos_analysis.trace.question import Question, spring_year
from ssos_analysis.vocabulary.student_groups import ALL_OTHER_STUDENTS

INTERVAL = ("interval_low", "interval_high", "rounding_error_points")
GAP_OF_A_MAIN_POINT = {
    "reference_estimate": "compared_with_figure_derived", "difference": "difference_derived", "low": "interval_low",
    "high": "interval_high",
}  # fmt: skip
_CHANGE_OF_A_MAIN_POINT = {
    "first_estimate": "compared_with_published_figure", "difference": "difference_derived", "low": "interval_low",
    "high": "interval_high",
}  # fmt: skip
EARLIER = {
    "first_year": ("first_published_figure", "first_students_n"),
    "baseline_year": ("baseline_published_figure", "baseline_students_n"),
    "trough_year": ("trough_published_figure", ""),
    "earlier_school_year": ("earlier_published_figure", "earlier_students_n"),
}
"""Heading of a second year -> headings of its figure and its students."""
_NOT_FIGURES = ("year", "_id", "source_row", "org_code", "measure", "baseline", "target")


@dataclass(frozen=True)
class Statistic:
    """What the interval of a download is of.

    Attributes
    ----------
    words : what it is, for a reader.
    columns : column of the finding -> heading of the download.
    find : the finding that holds it; None where a trace does not rebuild it.
    """

    words: str
    columns: Mapping[str, str]
    find: Callable[[MeasureTable, Question], Finding] | None = None


def statistic_of(printed: Mapping[str, str]) -> Statistic | None:
    """The statistic that the headings of a download name; None where its interval is that of the figure, or of a gap."""
    if printed.get("comparison") == "change":
        return Statistic("the change", _CHANGE_OF_A_MAIN_POINT, _change)
    return next((statistic for heading, statistic in _STATISTICS.items() if heading in printed), None)


def not_rebuilt(printed: Mapping[str, str], rebuilt: Iterable[str]) -> str:
    """In words, the numbers of a row that a trace does not rebuild; empty where there is none."""
    known = set(rebuilt)
    left = [
        heading for heading, text in printed.items()
        if heading not in known and not heading.endswith(_NOT_FIGURES) and _is_number(text)
    ]  # fmt: skip
    if not left:
        return ""
    statistic = statistic_of(printed)
    of = f" (interval of {statistic.words})" if statistic and set(left) & set(INTERVAL) else ""
    return f"{', '.join(left)}{of}"


def _change(table: MeasureTable, asked: Question) -> Finding:
    span = spring_year(asked.printed["school_year"]) - spring_year(asked.printed["first_year"])
    return analyses.change(table, group=asked.group, span_years=span)


def _gap_change(table: MeasureTable, asked: Question) -> Finding:
    span = spring_year(asked.printed["school_year"]) - spring_year(asked.printed["first_year"])
    return analyses.gap_change(table, reference=asked.reference or ALL_OTHER_STUDENTS, span_years=span)


def _since_2019(table: MeasureTable, asked: Question) -> Finding:
    return analyses.recovery(table, groups=(asked.group,))


def _others(table: MeasureTable, asked: Question) -> Finding:
    return analyses.disproportionality(table, groups=(asked.group,))


_STATISTICS = {
    "change_percentage_points_derived": Statistic("the change of the gap", GAP_CHANGE_COLUMNS, _gap_change),
    "change_derived": Statistic("the change", CHANGE_COLUMNS, _change),
    "since_2019_percentage_points_derived": Statistic("the change since 2019", RECOVERY_COLUMNS, _since_2019),
    "risk_ratio_derived": Statistic("the difference from the others", OTHERS_COLUMNS, _others),
    "part_with_figures_points_derived": Statistic("the part of the change that goes with the figures", {}),
    "drawn_figure_derived": Statistic("the figure drawn towards what is expected", {}),
    "difference_derived": Statistic("the difference", {}),
}


def values_of(row: Any, columns: Mapping[str, str]) -> dict[str, float]:
    """Numbers of a row of a table under the headings of the download."""
    return {
        label: float(row[name])
        for name, label in columns.items()
        if name in row and not label.endswith(_NOT_FIGURES)
        and isinstance(row[name], (int, float)) and not isinstance(row[name], bool)
    }  # fmt: skip


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True

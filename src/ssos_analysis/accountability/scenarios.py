"""What the label would be under named assumptions. No forecast: the rules and every other point are held as they are."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ssos_analysis.accountability.levers import MET
from ssos_analysis.accountability.reports import Between
from ssos_analysis.accountability.rollup import cumulative_pct, label
from ssos_analysis.accountability.rules import ALL, LOWEST, RuleBook
from ssos_analysis.accountability.standing import Standing, with_points
from ssos_analysis.vocabulary.accountability import INDICATORS

COLUMNS = ("scenario", "assumption", "annual_pct", "both_low_pct", "both_high_pct", "label")
_ACHIEVEMENT = tuple(name for name, one in INDICATORS.items() if one.category == "achievement")


@dataclass(frozen=True)
class Scenario:
    """A name, what it assumes, and what it does: indicators of some columns earn at least `least` points, or `less` fewer."""

    name: str
    assumption: str
    least: int = 0
    less: int = 0
    columns: tuple[str, ...] = (ALL, LOWEST)
    indicators: tuple[str, ...] = tuple(INDICATORS)

    def points(self, column: str, indicator: str, points: int) -> int:
        """Points of an indicator under the scenario."""
        if column not in self.columns or indicator not in self.indicators:
            return points
        return max(points - self.less, self.least, 0)


SCENARIOS = (
    Scenario("As determined", "the points that the state printed"),
    Scenario("Every target met", f"each indicator that earned fewer earns {MET} points; the others keep theirs", least=MET),
    Scenario(
        "Targets of the lowest performing met",
        f"each indicator of the lowest performing students that earned fewer earns {MET} points; all students keep theirs",
        least=MET,
        columns=(LOWEST,),
    ),
    Scenario(
        "Attendance targets met",
        f"chronic absenteeism earns at least {MET} points in each column; no other indicator moves",
        least=MET,
        indicators=("chronic_absenteeism",),
    ),
    Scenario(
        "Achievement targets met",
        f"each achievement indicator earns at least {MET} points; growth does not move with it, as it would",
        least=MET,
        indicators=_ACHIEVEMENT,
    ),
    Scenario("One point less everywhere", "each indicator that earned a point earns one less", less=1),
)


def scenarios(book: RuleBook, found: Standing) -> pd.DataFrame:
    """The year and both years under each assumption (COLUMNS), and what the same points give next year, with this year before it.

    Empty where the year cannot be built.
    """
    if found.annual is None:
        return pd.DataFrame(columns=list(COLUMNS))
    rows = []
    for scenario in SCENARIOS:
        changes = {
            (*key, name): scenario.points(key[1], name, value)
            for key, column in found.columns.items()
            for name, value in column.points.items()
            if value is not None
        }
        other = with_points(book, found, changes)
        rows.append(_row(scenario.name, scenario.assumption, other.annual, other.cumulative, other.label))
    again = cumulative_pct(book, found.annual, found.annual)
    if again is not None:
        assumption = "next year every indicator earns what it earned this year, under the rules of this year"
        rows.append(_row("The same points again", assumption, found.annual, Between(again, again), label(book, again)))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(name: str, assumption: str, annual: object, both: Between | None, words: str) -> dict[str, object]:
    nan = float("nan")
    return {
        "scenario": name, "assumption": assumption, "annual_pct": nan if annual is None else float(str(annual)),
        "both_low_pct": float(both.low) if both else nan, "both_high_pct": float(both.high) if both else nan, "label": words,
    }  # fmt: skip

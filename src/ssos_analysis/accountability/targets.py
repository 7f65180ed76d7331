"""Improvement targets as the state prints them, the gap to this and the next, and the gain it asks against gains there were."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ssos_analysis.accountability.standing import Row
from ssos_analysis.vocabulary.accountability import INDICATORS

LEAST_GAINS = 20
"""Organizations under which no share of gains is given; a choice of ours."""
COLUMNS = (
    "gradespan", "student_group", "indicator", "current_year", "current_value", "target", "ahead", "n", "next_target",
    "next_is_printed", "gain_needed", "gains_n", "reached_pct", "source_id",
)  # fmt: skip
GAIN_COLUMNS = ("org_level", "gradespan", "indicator", "student_group", "gain")
"""A distribution of one-year gains in the better direction; any table with these columns may take the place of `gains.rows`."""


@dataclass(frozen=True)
class Gains:
    """One-year gains of every organization of the state.

    Attributes
    ----------
    rows : GAIN_COLUMNS, in the unit of the indicator, positive where better.
    year : spring year of the workbook they are from; 0 where there is none.
    asked : question -> answer as a page prints it, of all that was asked of them (`Gains.against`).
    """

    rows: pd.DataFrame
    year: int
    asked: dict[str, str] = field(default_factory=dict)

    def against(self, alike: Sequence[str], needed: float) -> tuple[int, float]:
        """How many organizations are alike (org_level, gradespan, indicator, student_group), and the percent of them that gained
        as much; NaN under LEAST_GAINS of them."""
        rows = self.rows
        kept = np.logical_and.reduce([rows[name] == value for name, value in zip(GAIN_COLUMNS, alike, strict=False)])
        made = rows.loc[kept, "gain"].to_numpy(dtype=float)
        told = len(made) >= LEAST_GAINS and not np.isnan(needed)
        reached = 100 * float((made >= needed - 1e-9).mean()) if told else float("nan")
        self.asked[json.dumps([*alike, needed])] = f"{reached:.0f}% of {len(made)}"
        return len(made), reached

    def again(self, question: str) -> str:
        """The answer that a question of `asked` gets of these gains."""
        *alike, needed = json.loads(question)
        answers: dict[str, str] = {}
        Gains(self.rows, self.year, answers).against(alike, float(needed))
        return next(iter(answers.values()))


def gains(indicators: pd.DataFrame, year: int) -> Gains:
    """One-year gains of every organization in the workbook of a year."""
    rows = indicators[(indicators["school_year"] == year) & indicators["change"].notna()]
    sign = [-1.0 if INDICATORS[name].lower_is_better else 1.0 for name in rows["indicator"]]
    gained = rows.assign(gain=np.array(sign, dtype=float) * rows["change"].to_numpy(dtype=float))
    return Gains(gained[list(GAIN_COLUMNS)].reset_index(drop=True), year)


def target_gaps(indicators: Iterable[Row], targets: Iterable[Row], known: Gains) -> pd.DataFrame:
    """How far each group is from its targets.

    Parameters
    ----------
    indicators, targets : rows of one organization and determination year.
    known : of the state.

    Returns
    -------
    DataFrame
        COLUMNS. `ahead`: the value less its target, positive where better than it. `next_target`: printed where the file does,
        else this target and the printed step (`next_is_printed` false: whether the state starts again from the new value is not
        confirmed). `gain_needed`: in the better direction; 0 or less is reached. `reached_pct`: share of the `gains_n`
        organizations of the same level that gained as much in that year, same indicator, grade span and group; NaN under
        LEAST_GAINS of them.
    """
    steps = {
        (row["gradespan"], row["student_group"], row["indicator"], int(row["measured_year"])): row for row in targets
    }  # fmt: skip
    made = []
    for row in indicators:
        name = str(row["indicator"])
        if INDICATORS[name].category == "growth" or row["current_value"] != row["current_value"]:
            continue
        if row["target"] != row["target"] and row["points"] != row["points"]:
            continue
        sign = -1.0 if INDICATORS[name].lower_is_better else 1.0
        following, is_printed = _next(row, steps, sign)
        needed = sign * (following - float(row["current_value"]))
        made.append(
            {
                "gradespan": row["gradespan"], "student_group": row["student_group"], "indicator": name,
                "current_year": row["current_year"], "current_value": float(row["current_value"]), "target": float(row["target"]),
                "ahead": sign * (float(row["current_value"]) - float(row["target"])), "n": row["included_n"],
                "next_target": following, "next_is_printed": is_printed, "gain_needed": needed,
                **_against(known, row, needed), "source_id": row["source_id"],
            }
        )  # fmt: skip
    return pd.DataFrame(made, columns=list(COLUMNS))


def _next(row: Row, steps: dict[tuple[object, object, object, int], Row], sign: float) -> tuple[float, bool]:
    """The target of the year after, and whether it is printed."""
    if row["current_year"] != row["current_year"]:
        return float("nan"), False
    year = int(row["current_year"])
    key = (row["gradespan"], row["student_group"], row["indicator"])
    now, later = steps.get((*key, year)), steps.get((*key, year + 1))
    if later is not None and later["target"] == later["target"]:
        return float(later["target"]), True
    step = later["increment"] if later is not None and later["increment"] == later["increment"] else None
    if (
        step is None
        and now is not None
        and now["increment_through"] == now["increment_through"]
        and now["increment_through"] > year
    ):
        step = now["increment"]
    return (float("nan") if step is None else round(float(row["target"]) + sign * float(step), 6)), False


def _against(known: Gains, row: Row, needed: float) -> dict[str, float]:
    alike = [str(row[name]) for name in ("org_level", "gradespan", "indicator", "student_group")]
    gains_n, reached = known.against(alike, float(needed))
    return {"gains_n": gains_n, "reached_pct": reached}

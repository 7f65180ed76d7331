"""A district's own goals against the published series: met, on path, behind, cannot tell, not out yet, or not read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd

from ssos_analysis.analyses.comparison import LEAST_N_TO_CLAIM
from ssos_analysis.analyses.goal_realism import students_needed
from ssos_analysis.choices import DataCalendar, DistrictGoals, Goal
from ssos_analysis.disclosure.finding import Finding, Floor
from ssos_analysis.estimation.means import mean_growth_percentile_interval
from ssos_analysis.estimation.progress import required_annual_gain
from ssos_analysis.estimation.proportions import wilson
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.schemas.columns import REPORTED
from ssos_analysis.vocabulary.school_years import year_label

MET, ON_PATH, BEHIND, CANNOT_TELL, NOT_OUT, NOT_READ = "met", "on_path", "behind", "cannot_tell", "not_out", "not_read"
CONFIDENCE = 0.80
"""Of the interval a figure is held against the path with. The interval shown is that of 95 percent; with it a verdict on two or
three years of a district would hardly ever be possible, and a goal is looked at again next year."""

_FROM = ("publication", "source_id", "source_row")
_HIDES = ("students_needed",)
_COLUMNS = (
    "goal", "title", "measure_id", "short_label", "label", "measure_kind", "unit", "topic", "report", "org_code", "student_group",
    "owner", "where", "baseline_year", "baseline", "target_year", "target",
    "school_year", "estimate", "decimals", "low", "high", "n", "numerator", "counts", "status", "path", "pace_needed",
    "pace_so_far", "students_needed", "stands", "reason", "expected", "is_overdue", "publication", "source_id", "source_row",
)  # fmt: skip


def goal_progress(
    measures: Mapping[str, MeasureTable], goals: DistrictGoals | None, calendar: DataCalendar, *, as_of: dt.date
) -> tuple[Finding, ...]:
    """Each goal beside its newest ordinary figure; nothing where the district has no file of goals.

    Parameters
    ----------
    measures : measure id -> the district's table of it, for every measure that a goal names.
    goals : params/districts/<code>/goals.yml.
    calendar : params/data_calendar.yml.
    as_of : the day the brief is made.

    Returns
    -------
    tuple of Finding
        kind `goal_progress`, one for each publication family (their floors differ); one row per goal. `path` is where the
        straight line from baseline to target stands in the figure's year; `pace_needed` what each year left has to add.
        `stands`: `met` where the published figure reaches the target; else `on_path` or `behind` where the 80 percent interval
        lies wholly on one side of the path; `cannot_tell` with the reason; `not_out` where no year after the baseline is out,
        with the month it is expected in (`expected`); `not_read` where that month is past (`is_overdue`) or not known, and the
        files read hold no such year.
    """
    if goals is None:
        return ()
    rows = []
    for goal in goals.goals:
        measure = measures[goal.measure]
        rows.append(_row(measure, goal, calendar, as_of) | {"family": measure.measure.family})
    table = pd.DataFrame(rows, columns=[*_COLUMNS, "family"])
    choices = {"plan": goals.plan, "plan_date": goals.date.isoformat(), "as_of": as_of.isoformat()}
    choices["district_name"] = next((one.district_name for one in measures.values()), "")
    found = []
    for family in dict.fromkeys(table["family"]):
        mine = table[table["family"] == family].drop(columns="family").reset_index(drop=True)
        found.append(Finding("goal_progress", family, None, mine, choices, (Floor("n", "numerator", _HIDES),)))
    return tuple(found)


def _row(measure: MeasureTable, goal: Goal, calendar: DataCalendar, as_of: dt.date) -> dict[str, object]:
    about = measure.measure
    row: dict[str, object] = {
        "goal": goal.id, "title": goal.title, "measure_id": about.id, "short_label": about.short_label, "label": about.label,
        "measure_kind": about.kind, "unit": about.unit, "topic": about.topic, "report": about.report,
        "org_code": measure.district_code, "student_group": goal.group, "owner": goal.owner, "where": goal.source,
        "baseline_year": goal.baseline_year, "baseline": goal.baseline, "target_year": goal.target_year,
        "target": goal.target,
        "estimate": np.nan, "n": np.nan, "numerator": np.nan, "students_needed": np.nan, "expected": "", "is_overdue": False,
        "source_id": None,
        "source_row": np.nan, "decimals": np.nan, "low": np.nan, "high": np.nan, "school_year": np.nan, "path": np.nan,
        "pace_needed": np.nan, "pace_so_far": np.nan, "status": "",
    }  # fmt: skip
    own = measure.rows(org_code=measure.district_code, group=goal.group)
    out = own[(own["status"] == REPORTED) & (own["school_year"] <= goal.target_year)].sort_values("school_year")
    ordinary = out[out["unusual"] == ""]
    newest = ordinary.iloc[-1] if len(ordinary) else None
    if newest is None or newest["school_year"] <= goal.baseline_year:
        waits_for = goal.baseline_year + 1
        missing = own[(own["school_year"] > goal.baseline_year) & (own["status"] != REPORTED)]
        if len(missing):
            return row | {"stands": CANNOT_TELL, "reason": "the state shows no figure of the group since the baseline"}
        wait = _wait(about.topic, waits_for, calendar, as_of)
        is_to_come = bool(wait["expected"]) and not wait["is_overdue"]
        return row | {"stands": NOT_OUT if is_to_come else NOT_READ} | wait
    for name in (
        "school_year",
        "estimate",
        "decimals",
        "low",
        "high",
        "numerator",
        "counts",
        "status",
        "publication",
        "source_id",
        "source_row",
    ):
        row[name] = newest[name]
    row["n"] = newest["denominator"]
    year, figure = int(newest["school_year"]), float(newest["estimate"])
    row["path"] = goal.baseline + (goal.target - goal.baseline) * (year - goal.baseline_year) / (
        goal.target_year - goal.baseline_year
    )
    row["pace_needed"] = float(required_annual_gain(figure, goal.target, goal.target_year - year))
    row["pace_so_far"] = (figure - goal.baseline) / (year - goal.baseline_year)
    if np.isfinite(newest["numerator"]):
        row["students_needed"] = students_needed(about, newest, goal.target)
    stands, reason = _verdict(measure, goal, own, newest, float(row["path"]))  # type: ignore[arg-type]
    row |= {"stands": stands, "reason": reason}
    if _is_broken(own, goal.baseline_year, year):  # what lies on either side of a break is not subtracted
        row["pace_so_far"] = np.nan
    if year < goal.target_year:
        wait = _wait(about.topic, year + 1, calendar, as_of)
        row |= {name: wait[name] for name in ("expected", "is_overdue")}
    return row


def _verdict(measure: MeasureTable, goal: Goal, own: pd.DataFrame, newest: pd.Series, path: float) -> tuple[str, str]:
    about = measure.measure
    sign = 1.0 if goal.target >= goal.baseline else -1.0
    year, figure = int(newest["school_year"]), float(newest["estimate"])
    between = own[own["school_year"].between(goal.baseline_year, year) & (own["status"] == REPORTED)]
    if _is_broken(own, goal.baseline_year, year):
        return CANNOT_TELL, str(between["series_reason"].iloc[-1]) or "the definition changed since the baseline"
    if sign * (figure - goal.target) >= 0:
        early = "" if year == goal.target_year else f", before {goal.target_year}"
        return MET, f"the published figure reaches the target{early}"
    if not about.has_counts or not newest["denominator"] > 0:
        return CANNOT_TELL, "no count is published, so chance cannot be told from change"
    if newest["denominator"] < LEAST_N_TO_CLAIM:
        return CANNOT_TELL, f"fewer than {LEAST_N_TO_CLAIM} students"
    low, high = _interval(measure, newest)
    nearer, further = (high, low) if sign > 0 else (low, high)
    if sign * (nearer - path) < 0:
        late = "; the target year has come" if year == goal.target_year else ""
        return BEHIND, f"even the favorable end of its range lies short of the path{late}"
    if sign * (further - path) >= 0:
        return ON_PATH, "all of its range lies at the path or beyond"
    return CANNOT_TELL, "its range includes the path"


def _is_broken(own: pd.DataFrame, first: int, last: int) -> bool:
    """Whether the years between belong to more than one comparable series."""
    between = own[own["school_year"].between(first, last) & (own["status"] == REPORTED)]
    return bool(between["series"].nunique() > 1)


def _interval(measure: MeasureTable, newest: pd.Series) -> tuple[float, float]:
    if measure.measure.kind == "share":
        found = wilson([newest["numerator"]], [newest["denominator"]], confidence=CONFIDENCE)
        return 100 * float(found.low[0]), 100 * float(found.high[0])
    mean = mean_growth_percentile_interval([newest["estimate"]], [newest["denominator"]], confidence=CONFIDENCE)
    return float(mean.low[0]), float(mean.high[0])


def _wait(topic: str, school_year: int, calendar: DataCalendar, as_of: dt.date) -> dict[str, object]:
    """Until when a year's figures are not out, in words; or since when they could have been read."""
    when = calendar.out(topic, school_year)
    label = year_label(school_year)
    if when is None:
        return {"expected": "", "is_overdue": False, "reason": f"no figure of {label} is in the files read"}
    month = f"{when:%B %Y}"
    if when <= as_of:
        told = f"figures of {label} were expected in {month}, and are not in the files read"
        return {"expected": month, "is_overdue": True, "reason": told}
    return {"expected": month, "is_overdue": False, "reason": f"figures of {label} are not out until about {month}"}

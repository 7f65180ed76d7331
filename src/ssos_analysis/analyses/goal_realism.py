"""Whether a goal is within what districts ever did: its gain among all comparable gains, and the students it takes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ssos_analysis.choices import DistrictGoals
from ssos_analysis.disclosure.finding import Finding, Floor
from ssos_analysis.errors import ParameterError
from ssos_analysis.estimation.progress import students_to_target
from ssos_analysis.measures.definition import Measure
from ssos_analysis.measures.statewide_tables import CHANGES, Statewide
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.schemas.columns import REPORTED
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS, GROUPS

LONGEST_SPAN = 5
SIZE_FACTOR = 3.0
"""Comparable districts have a third to three times the students: the noise of a change hangs on their number."""
START_WITHIN = 10.0
"""and began within so many points of the district's figure."""
LEAST_WINDOWS = 20
"""Comparable changes under which no band is given; a choice of ours."""
BANDS = ((50.0, "modest"), (80.0, "ambitious"), (95.0, "very_ambitious"), (100.0, "unprecedented"))
ADDS_UP_WITHIN = 0.5

_DERIVED = (
    "gain_needed", "yearly_gain", "span_years", "gain_in_span", "windows_n", "districts_n", "reached_n", "reached_districts_n",
    "reached_after_chance_n", "percentile", "band", "students_needed",
)  # fmt: skip
_AS_PUBLISHED = (
    "org_code", "student_group", "school_year", "estimate", "decimals", "low", "high", "method", "counts", "numerator",
    "publication", "source_id",
)  # fmt: skip
NO_FIGURE = "no figure with a count"
NO_YEAR_LEFT = "no year is left"
IMPOSSIBLE = "not added up: the published figures leave an impossible count for the others"


def goal_realism(
    measure: MeasureTable, statewide: Statewide, *, target: float, target_year: int, group: str = ALL_STUDENTS
) -> Finding:
    """The gain a goal asks for, as a percentile of what comparable districts did in as many years.

    Parameters
    ----------
    measure : a share or a mean growth percentile with counts.
    statewide : its changes.
    target, target_year : in the measure's unit, and the spring year it is to be reached in.
    group : student group.

    Returns
    -------
    Finding
        kind `goal_realism`; one row: estimate, low, high, n of the newest ordinary year; gain_needed (in the better direction;
        0 or less: reached), yearly_gain; over span_years (`comparable_changes`; a longer goal is asked pro rata) gain_in_span;
        windows_n changes of districts_n districts with a third to three times the students that began within START_WITHIN
        points; reached_n of them, in reached_districts_n districts, gained as much, reached_after_chance_n once what chance
        does is taken away; percentile (share that gained less); band (`modest` to 50, `ambitious` to 80, `very_ambitious` to
        95, `unprecedented`; `cannot_tell` under LEAST_WINDOWS; `reached`); students_needed. Unprecedented is not forbidden:
        it asks how.

    Raises
    ------
    ParameterError
        The measure has no better direction, or a target share is outside 0 to 100.
    """
    about = measure.measure
    _check(about, target)
    choices = {"group": group, "target": str(target), "target_year": str(target_year), "district_name": measure.district_name}
    now = newest_counted(measure, group)
    if now is None or target_year <= now["school_year"]:
        columns = ["school_year", "estimate", "n", "numerator", *_DERIVED]
        why_not = NO_FIGURE if now is None else NO_YEAR_LEFT
        return Finding("goal_realism", about.family, about, pd.DataFrame(columns=columns), choices | {"why_not": why_not})
    sign = 1.0 if about.better == "higher" else -1.0
    years = int(target_year - now["school_year"])
    span, past = comparable_changes(measure, statewide, group, now, years)
    gain = sign * (target - float(now["estimate"]))
    in_span = gain * span / years
    reached = past[sign * past["change"] >= in_span]
    percentile = 100 * float((sign * past["change"] < in_span).mean()) if len(past) else np.nan
    row = {
        **{name: now[name] for name in _AS_PUBLISHED},
        "n": now["denominator"], "target": target, "target_year": target_year, "gain_needed": gain, "yearly_gain": gain / years,
        "span_years": span, "gain_in_span": in_span, "windows_n": len(past), "districts_n": past["org_code"].nunique(),
        "reached_n": len(reached), "reached_districts_n": reached["org_code"].nunique(),
        "reached_after_chance_n": int((sign * past["shrunk_change"] >= in_span).sum()), "percentile": percentile,
        "band": band(gain, percentile, len(past)), "students_needed": students_needed(about, now, target),
    }  # fmt: skip
    floors = (Floor("n", "numerator" if about.kind == "share" else None, _DERIVED),)
    return Finding("goal_realism", about.family, about, pd.DataFrame([row]), choices | {"why_not": ""}, floors)


def goals_realism(measures: Mapping[str, MeasureTable], goals: DistrictGoals | None, statewide: Statewide) -> tuple[Finding, ...]:
    """`goal_realism` of each of a district's own goals, in order; those whose measure has no better direction are left out."""
    held = goals.goals if goals else []
    return tuple(
        goal_realism(measures[goal.measure], statewide, target=goal.target, target_year=goal.target_year, group=goal.group)
        for goal in held
        if measures[goal.measure].measure.better != "context"
    )


def targets_add_up(measure: MeasureTable, targets: Mapping[str, float]) -> Finding:
    """Whether targets of student groups, reached, would reach the target of all students; with the newest counts.

    Only groups of one partition are added: others share students. Students of no group with a target stay as they are.

    Parameters
    ----------
    measure : a share with counts.
    targets : group id -> target; all_students among them.

    Returns
    -------
    Finding
        kind `targets_add_up`; one row per partition with a target: groups, n (all students), rest_n (without a target), implied
        (the rate of all students that the group targets make), target, difference (implied minus target), adds_up (`yes` within
        half a point, `short`, `beyond`), why_not.

    Raises
    ------
    ParameterError
        There is no target of all students, or the measure is not a share with counts.
    """
    about = measure.measure
    if ALL_STUDENTS not in targets or about.kind != "share" or not about.has_counts:
        raise ParameterError(
            "targets of groups add up to one of all students, of a share with counts", where="analyses.targets_add_up",
            mend="give a target for all_students, and a measure whose report publishes counts",
        )  # fmt: skip
    sign = 1.0 if about.better != "lower" else -1.0
    rows = []
    everyone = newest_counted(measure, ALL_STUDENTS)
    partitions = dict.fromkeys(GROUPS[group].partition for group in targets if group in GROUPS and GROUPS[group].partition)
    for partition in partitions:
        if everyone is None:
            break
        groups = [group for group in targets if group in GROUPS and GROUPS[group].partition == partition]
        rows.append(_added(measure, partition or "", groups, targets, everyone, sign))
    hides = ("implied", "difference", "adds_up", "rest_n")
    columns = ["partition", "groups", "school_year", "n", "target", "floor_n", "floor_numerator", "why_not", "source_id", *hides]
    choices = {
        "district_name": measure.district_name,
        "targets": ", ".join(f"{group} {value}" for group, value in targets.items()),
    }
    floors = (Floor("floor_n", "floor_numerator", hides),)
    return Finding("targets_add_up", about.family, about, pd.DataFrame(rows, columns=columns), choices, floors, ())


def students_needed(about: Measure, now: pd.Series, target: float) -> float:
    """How many more students with the outcome a target asks for (fewer, where lower is better); NaN for a mean."""
    if about.kind != "share":
        return float("nan")
    events, n = float(now["numerator"]), float(now["denominator"])
    if about.better == "lower":  # as many more without it
        return float(students_to_target([n - events], [n], [1 - target / 100])[0])
    return float(students_to_target([events], [n], [target / 100])[0])


def band(gain: float, percentile: float, windows_n: int) -> str:
    """The word for a percentile of comparable gains."""
    if gain <= 0:
        return "reached"
    if windows_n < LEAST_WINDOWS:
        return "cannot_tell"
    return next(name for most, name in BANDS if percentile <= most)


def newest_counted(measure: MeasureTable, group: str) -> pd.Series | None:
    """The district's newest ordinary reported row with a count; None where there is none."""
    own = measure.rows(org_code=measure.district_code, group=group)
    own = own[(own["status"] == REPORTED) & (own["unusual"] == "") & (own["denominator"] > 0)]
    if measure.measure.kind == "share":
        own = own[own["numerator"].between(0, own["denominator"])]
    return None if own.empty or not measure.measure.has_counts else own.sort_values("school_year").iloc[-1]


def comparable_changes(
    measure: MeasureTable, statewide: Statewide, group: str, now: pd.Series, years: int
) -> tuple[int, pd.DataFrame]:
    """The years of the changes a goal of `years` years is held against, and these changes (columns of CHANGES).

    Of other districts, as long as the goal, at most LONGEST_SPAN. A series that is younger than that has no such changes;
    then the longest span that has LEAST_WINDOWS of them, down to half of the goal's years: what happened in one year says too
    little of three.
    """
    longest = min(years, LONGEST_SPAN)
    held = {}
    for span in range(longest, max(1, (longest + 1) // 2) - 1, -1):
        past = statewide.changes_of(measure.measure.id, group, span_years=span, through=measure.through)
        held[span] = _comparable(past[past["org_code"] != measure.district_code], now)
        if len(held[span]) >= LEAST_WINDOWS:
            return span, held[span]
    return longest, held[longest]


def _comparable(past: pd.DataFrame, now: pd.Series) -> pd.DataFrame:
    if past.empty:
        return pd.DataFrame(columns=list(CHANGES))
    n = float(now["denominator"])
    return past[
        past["n"].between(n / SIZE_FACTOR, n * SIZE_FACTOR) & (past["start"] - float(now["estimate"])).abs().le(START_WITHIN)
    ]


def _added(
    measure: MeasureTable, partition: str, groups: list[str], targets: Mapping[str, float], everyone: pd.Series, sign: float
) -> dict[str, object]:
    year, n, events = everyone["school_year"], float(everyone["denominator"]), float(everyone["numerator"])
    row = {"partition": partition, "groups": ", ".join(groups), "school_year": year, "n": n, "target": targets[ALL_STUDENTS],
           "source_id": everyone["source_id"]}  # fmt: skip
    empty = {
        "implied": np.nan,
        "difference": np.nan,
        "adds_up": "",
        "rest_n": np.nan,
        "floor_n": np.nan,
        "floor_numerator": np.nan,
    }
    held = [(group, newest_counted(measure, group)) for group in groups]
    lacking = [
        group for group, one in held if one is None or one["school_year"] != year or one["publication"] != everyone["publication"]
    ]
    if lacking:
        return row | empty | {"why_not": f"not added up: no count of {', '.join(lacking)} in {year}"}
    rest_n = n - sum(float(one["denominator"]) for _, one in held if one is not None)
    rest_events = events - sum(float(one["numerator"]) for _, one in held if one is not None)
    if rest_n < 0 or not 0 <= rest_events <= rest_n:
        return row | empty | {"why_not": IMPOSSIBLE}
    reached = sum(float(one["denominator"]) * targets[group] / 100 for group, one in held if one is not None)
    implied = 100 * (reached + rest_events) / n
    difference = implied - targets[ALL_STUDENTS]
    verdict = "yes" if abs(difference) <= ADDS_UP_WITHIN else "short" if sign * difference < 0 else "beyond"
    return row | {
        "implied": implied, "difference": difference, "adds_up": verdict, "rest_n": rest_n, "why_not": "",
        "floor_n": rest_n if rest_n > 0 else n, "floor_numerator": rest_events if rest_n > 0 else events,
    }  # fmt: skip


def _check(about: Measure, target: float) -> None:
    if about.better == "context":
        raise ParameterError(
            f"{about.id} has no better direction",
            where="a goal",
            mend="set goals for outcomes, or opportunities with a direction",
        )
    if about.kind == "share" and not 0 <= target <= 100:
        raise ParameterError(f"a target of {target} percent", where="a goal", mend="give a percent, 0 to 100")

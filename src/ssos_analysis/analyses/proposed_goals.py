"""A measurable goal for each priority: where it starts, what districts like this one reached, and when each step can be seen."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ssos_analysis.analyses.candidates import CHANGE, LEVEL
from ssos_analysis.analyses.goal_realism import LEAST_WINDOWS, band, comparable_changes, newest_counted, students_needed
from ssos_analysis.analyses.method_numbers import method_number
from ssos_analysis.analyses.only_school import last_years_of_schools, newer_at_only_school
from ssos_analysis.choices import DataCalendar
from ssos_analysis.disclosure.finding import Finding, Floor
from ssos_analysis.measures.definition import Measure
from ssos_analysis.measures.series import breaks_of
from ssos_analysis.measures.statewide_tables import Statewide
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.parameters import series_breaks
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS, group_noun

MOST_GOALS = 5
MOST_OF_ONE_TOPIC = 2
"""A plan has three to five objectives (Planning for Success); of one topic two at most, so that it is not all about tests."""
SAME, FULL_TOPIC, BEYOND_MOST, LEAVES, ENDED, NEWER_SCHOOL, AHEAD = (
    "same", "full_topic", "beyond_most", "leaves", "ended", "newer_school", "ahead",
)  # fmt: skip
LEFT_OUT = (SAME, FULL_TOPIC, BEYOND_MOST, LEAVES, ENDED, NEWER_SCHOOL, AHEAD)
"""Why a finding gets no goal of its own: another comparison of a measure and group that has one; its topic has MOST_OF_ONE_TOPIC;
MOST_GOALS stand already; students leave the group by doing well; the group is no longer published; the district's only school
has a newer figure; it is the change of one year, and the figure is still clearly on the better side of the state's."""
HISTORY, ALL_DISTRICTS, HALVING = "history", "all_districts", "halving"
HALVED_IN_YEARS = 6
"""Years in which the distance would be halved, where no history is known. The state asked districts for that pace with the
proficiency gaps of 2011 to 2017 (general knowledge, not confirmed here)."""
_ENDED = ("economically_disadvantaged", "not_economically_disadvantaged")
"""Groups that the state has not published since 2021-22: no later figure could show the goal."""
_PLAN_YEAR_BEGINS = 7  # July

COLUMNS = (
    "org_code", "goal", "objective", "measure_id", "label", "short_label", "measure_kind", "unit", "better", "topic", "family",
    "student_group", "comparison", "baseline_year", "variant", "baseline", "decimals", "low", "high", "n", "numerator", "counts",
    "reference_n", "reference_numerator", "steps_from", "target_year", "target", "target_from", "gain_needed", "yearly_gain",
    "span_years", "gain_in_span", "windows_n", "districts_n", "reached_n", "reached_districts_n", "after_chance_n",
    "reached_after_chance_n", "percentile", "band", "students_needed", "compared_figure", "compared_decimals", "compared_year",
    "distance_pct", "target_out", "benchmarks", "report", "series", "next_year", "next_update", "is_overdue", "caution",
    "publication", "source_id", "source_row",
)  # fmt: skip
_DERIVED = (
    "target", "gain_needed", "yearly_gain", "gain_in_span", "windows_n", "districts_n", "reached_n", "reached_districts_n",
    "after_chance_n", "reached_after_chance_n", "percentile", "band", "students_needed", "compared_figure", "distance_pct",
    "benchmarks",
)  # fmt: skip


def proposed_goals(
    priorities: Finding, measures: Sequence[MeasureTable], statewide: Statewide, calendar: DataCalendar, *, as_of: dt.date
) -> Finding:
    """One goal for each priority on the concern side, for the last year of a plan that begins with the school year of `as_of`.

    The target is what the districts that did well among comparable ones gained in as many years: the percentile
    `proposed_goal_percentile` of their changes, drawn towards their mean by what chance makes of it, so that luck is no goal.
    Comparable are districts with a third to three times the students that began within ten points. Where fewer than
    LEAST_WINDOWS such changes are known, or they gained nothing, it is that of all districts; where these are too few as
    well, the pace that halves the distance to the figure the priority is compared with in HALVED_IN_YEARS, and no more than
    half of it before rounding. `target_from` says which. It is a proposal to begin from: a team may want more, and knows why.
    The newest figure is taken to hold until the plan begins, so that gain, steps and the changes they are held against are over
    the years of the plan. English learners' test results get no goal, since who does well leaves the group, nor does a group that
    is no longer published, a measure of which the district's only school has a newer figure (a goal should begin there), or a
    fall of one year to a figure that is clearly better than the state's.

    Parameters
    ----------
    priorities : of `analyses.priorities`.
    measures : the same measures as there.
    statewide : their changes.
    calendar : params/data_calendar.yml.
    as_of : the day the brief is made.

    Returns
    -------
    Finding
        kind `proposed_goals`; columns COLUMNS, at most MOST_GOALS rows, MOST_OF_ONE_TOPIC of one topic, strongest priority
        first, each measure and group once. `baseline` (as published), low, high, n of the newest ordinary year; `target` in
        the measure's unit, to be seen in the month `target_out`; `target_from`: HISTORY, ALL_DISTRICTS or HALVING;
        students_needed (NaN of a mean); `band`, percentile and counts as in `goal_realism`, of changes as published;
        `reached_after_chance_n` of the `after_chance_n` changes of which the part of chance is known; of HALVING,
        `compared_figure` (of its own earlier figure, `compared_year`) and `distance_pct`, the percent of the distance to it that
        the target closes; `steps_from`: the year before the plan's first, or that of a newer baseline; `benchmarks`: tuples of
        (spring year, figure on the straight line from there, month it is expected in or ""), one for each plan year but the last,
        which the target is; `series`, `report`, `next_year`, `next_update` (month, "" where the calendar has none), `is_overdue`
        (that month is past, and the files read do not hold the year); `caution`: what changes between baseline and target, so
        that the start has to be taken anew. Owner and evidence are the team's. `choices`: plan_years, percentile, passed_n
        (findings on the concern side), concerns_n (those a goal was sought for), of the rest how many each of LEFT_OUT left out,
        without (no goal could be made for), by_definition (measures left out since students leave the group).
    """
    tables = {one.measure.id: one for one in measures}
    plan_years = int(method_number("proposed_goal_years"))
    begins = as_of.year + (1 if as_of.month >= _PLAN_YEAR_BEGINS else 0)
    years = range(begins, begins + plan_years)
    rows, without = [], []
    concerns, left = _concerns(priorities.table, tables)
    for row in concerns:
        made = _goal(row, tables[str(row["measure"])], statewide, calendar, years, as_of)
        if made is None:
            without.append(f"{row['short_label']}, {group_noun(str(row['student_group']))}")
        else:
            rows.append(made)
    choices = {
        "district_name": priorities.choices["district_name"], "plan_years": str(plan_years), "target_year": str(years[-1]),
        "percentile": f"{method_number('proposed_goal_percentile'):g}", "concerns_n": str(len(concerns)),
        "passed_n": str(len(concerns) + left.total()), **{f"{why}_n": str(left[why]) for why in LEFT_OUT},
        "without": "; ".join(without), "by_definition": "; ".join(_by_definition(priorities.table)), "as_of": as_of.isoformat(),
    }  # fmt: skip
    floors = (Floor("n", "numerator", _DERIVED), Floor("reference_n", "reference_numerator", _DERIVED))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return Finding("proposed_goals", priorities.family, None, table, choices, floors, ("baseline",))


def _concerns(table: pd.DataFrame, measures: Mapping[str, MeasureTable]) -> tuple[list[dict[str, Any]], Counter[str]]:
    """The priorities a goal is proposed for, each measure and group once, not all of one topic; and why the rest are left out."""
    ahead = table[(table["side"] == "strength") & (table["comparison"] == LEVEL)]
    is_ahead = set(zip(ahead["measure"], ahead["student_group"], strict=True))
    schools = last_years_of_schools(list(measures.values()))
    of_topic: Counter[str] = Counter()
    left: Counter[str] = Counter()
    seen: set[tuple[str, str]] = set()
    taken: list[dict[str, Any]] = []
    for row in table[table["side"] == "concern"].to_dict("records"):
        key = (str(row["measure"]), str(row["student_group"]))
        rules = {
            LEAVES: _leaves(row), ENDED: key[1] in _ENDED,
            NEWER_SCHOOL: newer_at_only_school(measures[key[0]], key[1], schools) is not None,
            AHEAD: key in is_ahead and _is_of_one_year(row), SAME: key in seen,
            FULL_TOPIC: of_topic[str(row["topic"])] == MOST_OF_ONE_TOPIC, BEYOND_MOST: len(taken) == MOST_GOALS,
        }  # fmt: skip
        if why := next((word for word, holds in rules.items() if holds), ""):
            left[why] += 1
            continue
        seen.add(key)
        of_topic[str(row["topic"])] += 1
        taken.append({str(name): value for name, value in row.items()})
    return taken, left


def _leaves(row: Mapping[Any, Any]) -> bool:
    """Whether students leave the group by doing well in the very thing that is measured."""
    return bool(row["topic"] == "mcas" and row["student_group"] == "english_learners")


def _is_of_one_year(row: Mapping[Any, Any]) -> bool:
    return bool(row["comparison"] == CHANGE and row["school_year"] - row["first_year"] == 1)


def _by_definition(table: pd.DataFrame) -> list[str]:
    rows = table[table["side"] == "concern"].to_dict("records")
    return list(dict.fromkeys(str(row["short_label"]) for row in rows if _leaves(row)))


def _goal(
    row: Mapping[str, Any], measure: MeasureTable, statewide: Statewide, calendar: DataCalendar, plan: range, as_of: dt.date
) -> dict[str, Any] | None:
    """The goal of one priority; None where its series has no figure with a count, or no year before the plan's last."""
    about, group = measure.measure, str(row["student_group"])
    now = newest_counted(measure, group)
    if now is None or now["school_year"] >= plan[-1]:
        return None
    sign = 1.0 if about.better == "higher" else -1.0
    baseline, first = float(now["estimate"]), int(now["school_year"])
    steps_from = max(first, plan[0] - 1)
    years = plan[-1] - steps_from
    span, past = comparable_changes(measure, statewide, group, now, years)
    everywhere = statewide.changes_of(about.id, group, span_years=span, through=measure.through)
    everywhere = everywhere[everywhere["org_code"] != measure.district_code]
    tried = {HISTORY: _gained(past, sign), ALL_DISTRICTS: _gained(everywhere, sign)}
    target_from = next((name for name, moved in tried.items() if moved > 0), HALVING)
    compared = _compared_figure(row)
    distance = sign * (compared - baseline)
    gain = tried[target_from] * years / span if target_from in tried else distance / 2 * min(1.0, years / HALVED_IN_YEARS)
    if not gain > 0:
        return None
    target = _stepped(about, baseline, sign, gain)
    gain = sign * (target - baseline)
    reached = past[sign * past["change"] >= gain * span / years]
    percentile = 100 * float((sign * past["change"] < gain * span / years).mean()) if len(past) else np.nan
    is_halving = target_from == HALVING
    due = {year: calendar.out(about.topic, year) for year in (first + 1, *plan)}
    line = {year: baseline + (target - baseline) * (year - steps_from) / years for year in plan[:-1] if year > steps_from}
    next_due = due[first + 1]
    return {
        "org_code": measure.district_code, "goal": f"{about.id}__{group}", "objective": _objective(about, group),
        "measure_id": about.id, "label": about.label, "short_label": about.short_label, "measure_kind": about.kind,
        "unit": about.unit, "better": about.better, "topic": about.topic, "family": about.family, "student_group": group,
        "comparison": row["comparison"], "baseline_year": first, "variant": now["variant"], "baseline": baseline,
        "decimals": now["decimals"], "low": now["low"], "high": now["high"], "n": now["denominator"],
        "numerator": now["numerator"] if about.kind == "share" else np.nan, "counts": now["counts"],
        "reference_n": row["reference_n"], "reference_numerator": row["reference_numerator"] if about.kind == "share" else np.nan,
        "steps_from": steps_from, "target_year": plan[-1], "target": target, "target_from": target_from,
        "gain_needed": gain, "yearly_gain": gain / years, "span_years": span, "gain_in_span": gain * span / years,
        "windows_n": len(past), "districts_n": past["org_code"].nunique(), "reached_n": len(reached),
        "reached_districts_n": reached["org_code"].nunique(), "after_chance_n": int(past["shrunk_change"].notna().sum()),
        "reached_after_chance_n": int((sign * past["shrunk_change"] >= gain * span / years).sum()), "percentile": percentile,
        "compared_figure": compared if is_halving else np.nan, "compared_decimals": row["reference_decimals"],
        "compared_year": row["first_year"], "distance_pct": 100 * gain / distance if is_halving else np.nan,
        "band": band(gain, percentile, len(past)), "students_needed": students_needed(about, now, target),
        "benchmarks": tuple((year, figure, _month(due[year])) for year, figure in line.items()),
        "report": about.report, "series": now["series"], "next_year": first + 1, "next_update": _month(next_due),
        "is_overdue": bool(next_due is not None and next_due <= as_of), "target_out": _month(due[plan[-1]]),
        "caution": _breaks(about, group, first, plan[-1], measure.district_code),
        "publication": now["publication"], "source_id": now["source_id"], "source_row": now["source_row"],
    }  # fmt: skip


def _gained(past: pd.DataFrame, sign: float) -> float:
    """The percentile of changes in the better direction, chance taken away; NaN where too few are known."""
    moved = sign * past["shrunk_change"].dropna().to_numpy(dtype=float)
    return float(np.percentile(moved, method_number("proposed_goal_percentile"))) if len(moved) >= LEAST_WINDOWS else np.nan


def _compared_figure(row: Mapping[str, Any]) -> float:
    """The figure the priority is compared with: the state's, the others', or its own before."""
    held = [row["reference_estimate"], row["reference_derived"]]
    return next((float(one) for one in held if pd.notna(one)), np.nan)


def _stepped(about: Measure, baseline: float, sign: float, gain: float) -> float:
    """A target that can be said and remembered: a whole number where the gain is three or more, else one decimal; a share stays
    within 0 and 100."""
    step = 1.0 if gain >= 3 else 0.1
    target = round(round((baseline + sign * gain) / step) * step, 1)
    return float(np.clip(target, 0.0, 100.0)) if about.kind == "share" else target


def _breaks(about: Measure, group: str, first: int, last: int, district_code: str) -> str:
    """What changes in the series between two years, in the words of params/series_breaks.yml."""
    rules = breaks_of(about, group, series_breaks(), district_code)
    return " ".join(rule.reason for rule in rules if first < rule.first_year <= last)


def _objective(about: Measure, group: str) -> str:
    verb = "Raise" if about.better == "higher" else "Lower"
    if about.kind != "share":
        return f"{verb} the {about.what.rstrip(',')}" + (
            "" if group in (ALL_STUDENTS, about.whole) else f" of {group_noun(group)}"
        )
    who = about.who if group in (ALL_STUDENTS, about.whole) else f"{group_noun(group)} ({about.who})"
    return f"{verb} the share of {who} who {about.what}"


def _month(day: dt.date | None) -> str:
    return "" if day is None else f"{day:%B %Y}"

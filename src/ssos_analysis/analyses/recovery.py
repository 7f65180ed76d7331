"""How far a figure is from its 2019 level: what remains, with an interval; the share of a fall made good only where it can be
told. Back at 2019 is back at the gaps of 2019: this is a description, not a goal."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ssos_analysis.analyses.comparable_years import Shift, comparable_years, shift
from ssos_analysis.analyses.comparison import of_difference
from ssos_analysis.disclosure.finding import Finding, Floor
from ssos_analysis.estimation.progress import recovery_share, recovery_share_interval
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.schemas.columns import REPORTED
from ssos_analysis.vocabulary.organizations import STATE
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS, sort_key

BASELINE, TROUGH = 2019, 2022
"""Fixed for everyone. 2022 is the first full test after the closing; each district's own lowest year would flatter it."""

LEAST_FALL = 3.0
"""Points a figure must have fallen before a share of the fall is stated. A choice of ours, with the rule that the interval of the
fall excludes zero: of a smaller fall the share is mostly noise."""

MOST_TIMES = 2.0
"""Times by which a group of the whole state may grow or shrink and still be taken for the same students. A choice of ours."""

NO_SHIFT = Shift(np.nan, np.nan, np.nan, np.nan, "")
NO_COUNTS = "the files read lack the count of a year, so no difference is stated"
NO_BASELINE = "no comparable figure in 2019"
NO_LATER = "no comparable figure after 2019"
NO_TROUGH = "no comparable figure with a count in 2022"
AT_TROUGH = "the newest comparable year is 2022 itself"
NO_FALL = "no clear fall of at least 3 points from 2019 to 2022"
WIDE = "too few students for the share to be told"
MOST_WIDTH = 2.0
"""Width of the interval of a share, in falls, beyond which none is stated. A choice of ours: wider, it says nothing."""

_SIDES = ("baseline", "trough", "now")
_OF_A_SIDE = ("year", "estimate", "decimals", "n", "numerator", "source_id", "source_row")
_COLUMNS = (
    "org_code", "org_name", "student_group", "school_year",
    *(f"{side}_{name}" for side in _SIDES for name in _OF_A_SIDE),
    "counts", "method", "rebuilt_error", "remaining", "low", "high", "state_remaining", "state_low", "state_high",
    "fall", "fall_low", "fall_high",
    "share", "share_low", "share_high", "why_not", "why_no_share",
)  # fmt: skip


def recovery(measure: MeasureTable, *, groups: tuple[str, ...] = (ALL_STUDENTS,)) -> Finding:
    """The newest comparable year less 2019, for some groups, and the share of the fall from 2019 to 2022 made good.

    Parameters
    ----------
    measure : a share.
    groups : student groups; one without a comparable 2019 keeps its row and the reason. Where a year is published without
        a count, the two figures stand in the row, and no difference is made.

    Returns
    -------
    Finding
        kind `recovery`; one row per group. remaining (newest minus 2019), low, high, stands; the state's beside it. share (of
        1) with a Fieller interval, or NaN and `why_no_share`. A share needs a fall of LEAST_FALL points whose interval excludes
        zero; what counts as a fall follows the measure's better direction.
    """
    table = pd.DataFrame([_row(measure, group) for group in groups], columns=list(_COLUMNS))
    table = table.sort_values("student_group", key=lambda names: names.map(sort_key), ignore_index=True)
    least_n = table[["baseline_n", "now_n"]].min(axis=1)
    table["stands"] = of_difference(table["low"], table["high"], least_n=least_n, slack=table["rebuilt_error"].fillna(0.0))
    remaining = ("remaining", "low", "high", "stands")
    share = ("fall", "fall_low", "fall_high", "share", "share_low", "share_high")
    hides = {"baseline": remaining + share, "now": remaining + share, "trough": share}
    floors = tuple(Floor(f"{side}_n", f"{side}_numerator", hides[side]) for side in _SIDES)
    choices = {
        "baseline": str(BASELINE), "trough": str(TROUGH), "least_fall": str(LEAST_FALL), "district_name": measure.district_name,
    }  # fmt: skip
    republished = ("baseline_estimate", "trough_estimate", "now_estimate")
    return Finding("recovery", measure.measure.family, measure.measure, table, choices, floors, republished)


def _row(measure: MeasureTable, group: str) -> dict[str, Any]:
    """One group's row; a step that cannot be taken leaves its reason."""
    row: dict[str, Any] = dict.fromkeys(_COLUMNS, np.nan)
    row |= {"org_code": measure.district_code, "org_name": measure.district_name, "student_group": group, "why_not": "",
            "why_no_share": "", "counts": "", "method": "", "school_year": None}  # fmt: skip
    row |= {f"{side}_source_id": "" for side in _SIDES}
    years = comparable_years(measure, group, with_year=BASELINE)
    if years.empty or years["school_year"].iloc[-1] == BASELINE:  # later years may be published without counts
        return row | _published_only(measure, group)
    before, now = years[years["school_year"] == BASELINE].iloc[0], years.iloc[-1]
    left = shift(before, now, measure.measure.kind)
    row |= _side("baseline", before) | _side("now", now) | {
        "school_year": int(now["school_year"]),
        "counts": now["counts"], "method": left.method, "rebuilt_error": left.slack,
        "remaining": left.value, "low": left.low, "high": left.high,
    }  # fmt: skip
    state = comparable_years(measure, group, org_code=STATE, with_year=BASELINE)
    if {BASELINE, now["school_year"]} <= set(state["school_year"]):
        then, since = (state[state["school_year"] == year].iloc[0] for year in (BASELINE, now["school_year"]))
        beside = shift(then, since, measure.measure.kind) if _is_one_population(then, since) else NO_SHIFT
        row |= {"state_remaining": beside.value, "state_low": beside.low, "state_high": beside.high}
    return row | _share(measure, years, before, now)


def _published_only(measure: MeasureTable, group: str) -> dict[str, Any]:
    """The two published figures where a count of either year is missing, or that there is no comparable 2019 or later year."""
    own = measure.rows(org_code=measure.district_code, group=group)
    usable = own[(own["status"] == REPORTED) & (own["unusual"] == "")].sort_values("school_year")
    then = usable[usable["school_year"] == BASELINE]
    later = usable[usable["series"].isin(then["series"]) & (usable["school_year"] > BASELINE)]
    if then.empty:
        return {"why_not": NO_BASELINE}
    held = {"baseline": then.iloc[0]} | ({} if later.empty else {"now": later.iloc[-1]})
    figures = {
        f"{side}_{name}": of[column]
        for side, of in held.items()
        for name, column in (("year", "school_year"), ("estimate", "estimate"), ("decimals", "decimals"),
                             ("source_id", "source_id"), ("source_row", "source_row"))
    }  # fmt: skip
    newest = BASELINE if later.empty else int(later["school_year"].iloc[-1])
    return figures | {"school_year": newest, "why_not": NO_LATER if later.empty else NO_COUNTS}


def _is_one_population(then: pd.Series, since: pd.Series) -> bool:
    """Whether the state's group has about as many students in both years. A group of a whole state does not double or halve: its
    low-income class of 2019 is published with 7,345 students, between 28,083 and 31,708."""
    return bool(1 / MOST_TIMES <= since["denominator"] / then["denominator"] <= MOST_TIMES)


def _share(measure: MeasureTable, years: pd.DataFrame, before: pd.Series, now: pd.Series) -> dict[str, Any]:
    """The share of the fall made good, or why there is none to state."""
    lowest = years[years["school_year"] == TROUGH]
    if measure.measure.kind != "share" or lowest.empty:
        return {"why_no_share": NO_TROUGH}
    if now["school_year"] == TROUGH:
        return {"why_no_share": AT_TROUGH}
    trough = lowest.iloc[0]
    moved = shift(trough, before, measure.measure.kind)  # 2019 less 2022: above 0 is a fall of a figure that is better higher
    fall = moved if measure.measure.better == "higher" else _turned(moved)
    out = _side("trough", trough) | {"fall": fall.value, "fall_low": fall.low, "fall_high": fall.high}
    sides = [([side["numerator"]], [side["denominator"]]) for side in (before, trough, now)]
    was, lowest_share, is_now = (100 * np.divide(events, n) for events, n in sides)
    if measure.measure.better == "lower":
        was, lowest_share, is_now = 100 - was, 100 - lowest_share, 100 - is_now
    share = recovery_share(was, lowest_share, is_now, [fall.low - fall.slack], [fall.high], least_drop=LEAST_FALL)
    if np.isnan(share[0]):
        return out | {"why_no_share": NO_FALL}
    found = recovery_share_interval(*sides)
    if not found.high[0] - found.low[0] <= MOST_WIDTH:  # NaN: the share has no two ends
        return out | {"why_no_share": WIDE}
    return out | {"share": share[0], "share_low": found.low[0], "share_high": found.high[0]}


def _turned(moved: Shift) -> Shift:
    """The same change of the students without the outcome."""
    return moved._replace(value=-moved.value, low=-moved.high, high=-moved.low)


def _side(name: str, row: pd.Series) -> dict[str, Any]:
    return {
        f"{name}_year": int(row["school_year"]), f"{name}_estimate": row["estimate"], f"{name}_decimals": row["decimals"],
        f"{name}_n": row["denominator"], f"{name}_numerator": row["numerator"], f"{name}_source_id": row["source_id"],
        f"{name}_source_row": row["source_row"],
    }  # fmt: skip

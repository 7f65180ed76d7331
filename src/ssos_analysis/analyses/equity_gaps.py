"""Equity gaps: a group's rate minus that of the students it is compared with, from counts, with an interval."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ssos_analysis.analyses.comparison import of_difference, students_off
from ssos_analysis.analyses.gap_evidence import SCALES, beside_state, screened, with_scales
from ssos_analysis.analyses.group_year import group_year
from ssos_analysis.analyses.method_numbers import method_number
from ssos_analysis.disclosure.finding import Finding, Floor
from ssos_analysis.errors import ParameterError
from ssos_analysis.estimation.differences import newcombe
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.schemas.columns import REPORTED
from ssos_analysis.vocabulary.organizations import STATE
from ssos_analysis.vocabulary.student_groups import ALL_OTHER_STUDENTS, ALL_STUDENTS, GROUPS, group_noun, groups_of, sort_key

# The reference goes with the gap, whichever side is small: the state's figure of the group stands in the same row, and the
# hidden gap would be their difference.
_DERIVED = (
    "difference", "low", "high", "stands", "rebuilt_error", "reference_estimate", "reference_n", "reference_numerator",
)  # fmt: skip
_EVIDENCE = ("screen", "reliability", *SCALES)
_STATE_DERIVED = ("state_difference", "state_low", "state_high", "state_reference_estimate")

_SAME_PERIOD = ["school_year", "variant"]
_OF_THE_BASE = ["denominator", "numerator", "decimals", "counts", "publication", "status"]
_RECKONED = ("difference", "low", "high", "reference_estimate", "rebuilt_error")


def floors_of_gaps(more: tuple[str, ...] = (), more_of_state: tuple[str, ...] = ()) -> tuple[Floor, ...]:
    """The floors of gap rows with their evidence and the state's gap beside; `more`: further columns derived from them."""
    own, state = (*_DERIVED, *_EVIDENCE, *more), (*_STATE_DERIVED, *more_of_state)
    return (
        *_floors(own),
        Floor("state_reference_n", "state_reference_numerator", state),
        Floor("state_n", "state_numerator", state),
    )


def _floors(hides: tuple[str, ...]) -> tuple[Floor, ...]:
    return Floor("reference_n", "reference_numerator", hides), Floor("n", "numerator", hides)


OVERLAPS = "not compared: the two groups share students"
OTHER_PUBLICATION = "not compared: the two figures come from different publications"
NO_COUNTS = "not compared: a count is not published"
NO_REFERENCE = "not compared: the files read hold no figure for"
"""The noun of those compared with follows."""
IMPOSSIBLE = "not compared: the published figures leave an impossible count for the others"


def equity_gaps(measure: MeasureTable, *, reference: str = ALL_OTHER_STUDENTS, partition: str | None = None) -> Finding:
    """Every group's gap in the newest comparable year with gaps (`group_year`).

    Parameters
    ----------
    measure : MeasureTable
        A share. Its counts decide: a group without a published (or reconstructible) count has no gap.
    reference : str
        `all_other_students` (all students less the group, from counts), or a student group that shares no student with the
        groups compared.
    partition : str, optional
        Only the groups of one partition (`race_ethnicity`), which are then a family of tests of their own.

    Returns
    -------
    Finding
        kind `equity_gaps`; one row per group: estimate, n, reference_estimate, reference_n, difference (group minus
        reference, percentage points), low, high, stands, method, why_not (empty where compared), rebuilt_error (points by
        which rounding of reconstructed counts can move the gap); the same gap as ratios and in standard deviations
        (`gap_evidence.SCALES`); `screen` (whether it is found among all the gaps tested, Benjamini-Hochberg), `reliability`
        (NCHS); and the same group in the state: its figure, and its gap to the same reference. `choices` counts the tested.

    Raises
    ------
    ParameterError
        The measure is not a share, or the reference is not a student group.
    """
    table, year = gaps_of_a_year(measure, reference)
    if partition is not None:
        table = table[table["student_group"].isin(groups_of(partition))]
    level = method_number("false_discovery_level")
    table = screened(table, level=level)
    tested = int((table["screen"] != "").sum())
    choices = {
        "reference": reference, "year": str(year or ""), "district_name": measure.district_name, "tested_n": str(tested),
        "false_discovery_level": str(level), **({"partition": partition} if partition else {}),
    }  # fmt: skip
    return Finding("equity_gaps", measure.measure.family, measure.measure, table, choices, floors_of_gaps(),
                   ("estimate", "state_estimate"))  # fmt: skip


def gaps_of_a_year(measure: MeasureTable, reference: str) -> tuple[pd.DataFrame, int | None]:
    """Gap rows of the year shown, by group, with the other scales and the same group in the state; and that year."""
    table = gaps(measure, measure.rows(org_code=measure.district_code), reference)
    year = group_year(measure, table)
    table = table[table["school_year"] == (year or 0)]
    if reference == ALL_OTHER_STUDENTS:
        table = without_mirrors(table)
    table = table.sort_values("student_group", key=lambda groups: groups.map(sort_key), ignore_index=True)
    state = measure.rows(org_code=STATE)
    state_gaps = gaps(measure, state[state["school_year"] == (year or 0)], reference)
    return beside_state(with_scales(table), state_gaps, measure), year


def gaps_over_years(measure: MeasureTable, *, groups: tuple[str, ...], reference: str = ALL_OTHER_STUDENTS) -> Finding:
    """The gap of a few groups in every year; series and unusual years are kept, so that no line crosses a break.

    Returns
    -------
    Finding
        kind `gaps_over_years`; the columns of :func:`equity_gaps`, one row per group and year.
    """
    table = gaps(measure, measure.rows(org_code=measure.district_code), reference)
    table = table[table["student_group"].isin(groups)]
    first = table[table["status"] == REPORTED].groupby("student_group")["school_year"].min().to_dict()
    begun = [year >= first.get(group, np.inf) for group, year in zip(table["student_group"], table["school_year"], strict=True)]
    table = table[np.array(begun, dtype=bool)]
    table = table.sort_values(["student_group", "school_year"], ignore_index=True)
    present = [group for group in groups if group in set(table["student_group"])]
    choices = {"reference": reference, "groups": ", ".join(present), "district_name": measure.district_name}
    return Finding("gaps_over_years", measure.measure.family, measure.measure, table, choices, _floors(_DERIVED))


def gaps(measure: MeasureTable, own: pd.DataFrame, reference: str) -> pd.DataFrame:
    """Gap columns beside the district's rows of every group but all students and the reference itself."""
    if measure.measure.kind != "share":
        raise ParameterError(
            f"{measure.measure.id} is a mean, and a gap needs counts of students with an outcome",
            where="analyses.equity_gaps",
            mend="compare groups with by_group()",
        )
    if reference != ALL_OTHER_STUDENTS and reference not in GROUPS:
        raise ParameterError(
            f"{reference!r} is not a student group",
            where="analyses.equity_gaps",
            mend=f"use {ALL_OTHER_STUDENTS} or an id of vocabulary/student_groups.py",
        )
    base = own[own["student_group"] == (ALL_STUDENTS if reference == ALL_OTHER_STUDENTS else reference)]
    rows = own[~own["student_group"].isin([ALL_STUDENTS, reference])].reset_index(drop=True)
    base = rows[_SAME_PERIOD].merge(base[_SAME_PERIOD + _OF_THE_BASE], on=_SAME_PERIOD, how="left")
    n, events, base_n, base_events = (
        side[name].to_numpy(dtype=float) for side in (rows, base) for name in ("denominator", "numerator")
    )
    rest_n, rest_events = (base_n - n, base_events - events) if reference == ALL_OTHER_STUDENTS else (base_n, base_events)
    conditions = [
        (rows["status"] != REPORTED).to_numpy(),
        np.array([_overlap(group, reference) for group in rows["student_group"]], dtype=bool),
        (base["status"].fillna("") != REPORTED).to_numpy(),
        (rows["publication"] != base["publication"]).to_numpy(),
        np.isnan(n) | np.isnan(events) | np.isnan(base_n) | np.isnan(base_events),
        (rest_n < 0) | (rest_events < 0) | (rest_events > rest_n),
    ]
    no_reference = f"{NO_REFERENCE} {group_noun(reference)}"
    words = ["group not reported", OVERLAPS, no_reference, OTHER_PUBLICATION, NO_COUNTS, IMPOSSIBLE]
    why_not = np.select(conditions, words, "")
    usable = (why_not == "") & (rest_n > 0)
    why_not = np.where((why_not == "") & ~usable, "not compared: the group is everyone", why_not)
    derived = {name: np.full(len(rows), np.nan) for name in _RECKONED}
    method = rows["method"]
    if usable.any():
        gap = newcombe(events[usable], n[usable], rest_events[usable], rest_n[usable])
        reckoned = gap.value, gap.low, gap.high, rest_events[usable] / rest_n[usable]
        for name, values in zip(_RECKONED, reckoned, strict=False):
            derived[name][usable] = 100 * values
        derived["rebuilt_error"][usable] = _rebuilt_error(rows[usable], base[usable], rest_n[usable], reference)
        method = method.mask(usable, gap.method)
    reference_n, reference_numerator = np.where(usable, (rest_n, rest_events), np.nan)
    out = rows.assign(
        n=n, reference_n=reference_n, reference_numerator=reference_numerator, why_not=why_not, reference=reference,
        method=method, **derived,
    )  # fmt: skip
    least_n = pd.Series(np.fmin(n, reference_n), index=out.index)
    return out.assign(stands=of_difference(out["low"], out["high"], least_n=least_n, slack=out["rebuilt_error"].fillna(0.0)))


def without_mirrors(table: pd.DataFrame) -> pd.DataFrame:
    """Without the groups that are all students outside another group shown: their gap is that group's, the sign changed."""
    groups = set(table["student_group"])
    pairs = {group: GROUPS[group].complement for group in groups if group in GROUPS}
    mirrors = {other for group, other in pairs.items() if other in groups and sort_key(group) < sort_key(other or "")}
    return table[~table["student_group"].isin(mirrors)]


def _overlap(group: str, reference: str) -> bool:
    """Whether a group may share students with a named reference; the complement of a group never does."""
    if reference == ALL_OTHER_STUDENTS:
        return False
    one, other = GROUPS.get(group), GROUPS.get(reference)
    return one is None or other is None or one.partition is None or one.partition != other.partition


def _rebuilt_error(rows: pd.DataFrame, base: pd.DataFrame, rest_n: np.ndarray, reference: str) -> np.ndarray:
    """Points by which the rounding of published rates can move a gap of reconstructed counts; 0 for published counts."""
    own, others = (students_off(side["denominator"], side["decimals"], side["counts"]) for side in (rows, base))
    rest = own + others if reference == ALL_OTHER_STUDENTS else others
    points: np.ndarray = 100 * (own / rows["denominator"].to_numpy(dtype=float) + rest / rest_n)
    return points

"""Whether an outcome that students are better without falls on some groups more: ratio, difference and number of students
together, since a ratio of rare outcomes explodes and a difference of common ones hides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ssos_analysis.analyses.comparison import of_difference
from ssos_analysis.analyses.equity_gaps import gaps
from ssos_analysis.analyses.group_year import group_year
from ssos_analysis.analyses.method_numbers import method_number
from ssos_analysis.disclosure.finding import Finding, Floor
from ssos_analysis.estimation.differences import newcombe
from ssos_analysis.estimation.disproportionality import NOT_CALCULATED, risk_ratio
from ssos_analysis.estimation.ratios import katz
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.vocabulary.organizations import STATE
from ssos_analysis.vocabulary.student_groups import ALL_OTHER_STUDENTS, groups_of, sort_key

SMALL_GROUP = "fewer students than the rule's minimum in the group, or fewer of them with the outcome"
SMALL_REFERENCE = "too few other students, in the district and in the state"

_OWN = (
    "events", "other_events", "other_n", "risk_pct", "other_risk_pct", "basis", "ratio", "ratio_low", "ratio_high",
    "difference", "low", "high", "excess", "excess_low", "excess_high", "alternate_ratio", "alternate_low", "alternate_high",
    "stands", "rebuilt_error",
)  # fmt: skip


def disproportionality(measure: MeasureTable, *, partition: str | None = None, groups: Sequence[str] | None = None) -> Finding:
    """Each group against all other students of the district, in the newest year with counts by group (`group_year`).

    Parameters
    ----------
    measure : a share with counts. The outcome is the one students are better without: of a measure that is better higher
        (graduation), not having it.
    partition : only the groups of one partition (`race_ethnicity`).
    groups : only these student groups. None, with no partition either, is every group.

    Returns
    -------
    Finding
        kind `disproportionality`; one row per group. events of n; risk_pct and other_risk_pct (percent); basis (risk_ratio;
        alternate_risk_ratio: against all others of the state, where the district's are fewer than the minimum;
        not_calculated); ratio with Katz's interval; difference (points) with Newcombe's, against the others of the district;
        excess: students with the outcome beyond those that the others' risk would give, with the difference's interval;
        alternate_ratio against the state wherever it can be calculated; why_not. Minimums come from params/method_values.yml and
        stand in `choices`; no ratio is called significant, since Massachusetts' threshold has not been read.

    Raises
    ------
    ParameterError
        The measure is a mean.
    """
    least_events, least_n = (int(method_number(f"disproportionality_least_{name}")) for name in ("events", "n"))
    own, state = (gaps(measure, measure.rows(org_code=code), ALL_OTHER_STUDENTS) for code in (measure.district_code, STATE))
    year = group_year(measure, own)
    own, state = (rows[rows["school_year"] == (year or 0)] for rows in (own, state))
    if partition is not None or groups is not None:
        own = own[own["student_group"].isin([*(groups or ()), *(groups_of(partition) if partition else ())])]
    beside = ["numerator", "n", "reference_numerator", "reference_n", "estimate", "decimals", "source_id", "source_row"]
    state = state[["student_group", "variant", *beside]].rename(columns={name: f"state_{name}" for name in beside})
    table = own.merge(state, on=["student_group", "variant"], how="left")
    table = table.sort_values("student_group", key=lambda names: names.map(sort_key), ignore_index=True)
    table = _with_ratios(_of_the_outcome(table, measure.measure.better), least_events, least_n)
    choices = {
        "year": str(year or ""), "district_name": measure.district_name, "least_events": str(least_events),
        "least_n": str(least_n), "reference": ALL_OTHER_STUDENTS,
        "without_outcome": "yes" if measure.measure.better == "higher" else "", **({"partition": partition} if partition else {}),
    }  # fmt: skip
    floors = (
        Floor("other_n", "other_events", _OWN), Floor("n", "events", _OWN),
        Floor("state_other_n", "state_other_events", ("alternate_ratio", "alternate_low", "alternate_high")),
    )  # fmt: skip
    return Finding("disproportionality", measure.measure.family, measure.measure, table, choices, floors,
                   ("estimate", "state_estimate"))  # fmt: skip


def _of_the_outcome(table: pd.DataFrame, better: str) -> pd.DataFrame:
    """Counts of the outcome that students are better without, under the names events and n."""
    sides = {"events": ("numerator", "n"), "other_events": ("reference_numerator", "reference_n"),
             "state_events": ("state_numerator", "state_n"),
             "state_other_events": ("state_reference_numerator", "state_reference_n")}  # fmt: skip
    turned = {name: table[n] - table[x] if better == "higher" else table[x] for name, (x, n) in sides.items()}
    kept = table.drop(columns=["difference", "low", "high", "stands", "method", "reference_estimate"], errors="ignore")
    return kept.assign(**turned, other_n=table["reference_n"], state_other_n=table["state_reference_n"])


def _with_ratios(table: pd.DataFrame, least_events: int, least_n: int) -> pd.DataFrame:
    """Ratio, difference and excess beside the counts."""
    at = table["other_n"].notna() & table["events"].notna()
    out = table.copy()
    for column in _OWN[3:]:
        out[column] = "" if column in ("basis", "stands") else out.get(column, np.nan)
    out.loc[~at, ["events", "other_events", "other_n"]] = np.nan  # nothing is derived, so no count is behind anything
    rows = out[at]
    if rows.empty:
        return out.assign(method="")
    counts = [rows[name].to_numpy(dtype=float) for name in ("events", "n", "other_events", "other_n")]
    state = [rows[name].to_numpy(dtype=float) for name in ("state_other_events", "state_other_n")]
    found = risk_ratio(*counts, *state, least_events=least_events, least_n=least_n)
    gap = newcombe(*counts)
    out.loc[at, "basis"] = found.basis
    out.loc[at, "risk_pct"], out.loc[at, "other_risk_pct"] = 100 * counts[0] / counts[1], 100 * counts[2] / counts[3]
    out.loc[at, "ratio"], out.loc[at, "ratio_low"], out.loc[at, "ratio_high"] = (
        found.ratio.value,
        found.ratio.low,
        found.ratio.high,
    )
    out.loc[at, "difference"], out.loc[at, "low"], out.loc[at, "high"] = 100 * gap.value, 100 * gap.low, 100 * gap.high
    for name, bound in (("excess", gap.value), ("excess_low", gap.low), ("excess_high", gap.high)):
        out.loc[at, name] = counts[1] * bound
    may = np.asarray((counts[0] >= least_events) & (counts[1] >= least_n) & (state[0] >= least_events) & (state[1] >= least_n))
    other = katz(*counts[:2], *(np.where(may, side, np.nan) for side in state))
    # where no ratio to the state is made, its counts are behind nothing
    out.loc[out.index[at][~may], ["state_other_events", "state_other_n"]] = np.nan
    out.loc[at, "alternate_ratio"], out.loc[at, "alternate_low"], out.loc[at, "alternate_high"] = (
        other.value,
        other.low,
        other.high,
    )
    small = (counts[0] < least_events) | (counts[1] < least_n)
    words = np.where(found.basis == NOT_CALCULATED, np.where(small, SMALL_GROUP, SMALL_REFERENCE), "")
    out.loc[at, "why_not"] = words
    out["method"] = np.where(at, f"{found.ratio.method}; {gap.method}", "")
    out["stands"] = of_difference(
        out["low"], out["high"], least_n=out[["n", "other_n"]].min(axis=1), slack=out["rebuilt_error"].fillna(0.0)
    )
    return out

"""Who the students were, and how they did: a change of a whole, split by a partition where the shares of its parts moved."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ssos_analysis.analyses.comparable_years import comparable_years
from ssos_analysis.disclosure.finding import Finding, Floor
from ssos_analysis.estimation.counts import normal_quantile
from ssos_analysis.estimation.decomposition import kitagawa
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.schemas.columns import REPORTED
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS, GROUPS, sort_key

LEAST_SHARE_MOVED = 2.0
"""Percentage points by which the share of one group has to move before the split is made. A choice of ours."""

MOST_WITHOUT_GROUP = 20.0
"""Percent of students in no reported group above which the split is refused: too much of it would be about no one named."""

STEADY = "no group's share moved by more than 2 points"
NO_PARTS = "the groups are not published with counts in both years"
DO_NOT_ADD = "the counts of the groups and of all students do not fit together (published rates are rounded)"
UNKNOWN = "too many students are in no reported group"

_TOTALS = ("composition", "rate", "rate_low", "rate_high")


def composition(measure: MeasureTable, *, partition: str = "race_ethnicity", span_years: int | None = None) -> Finding:
    """The change of all students split by Kitagawa's formula, from the first to the newest comparable year.

    Parameters
    ----------
    measure : a share with counts by group.
    partition : groups that share no student and are everyone together; overlapping groups are never added up.
    span_years : at most so many years before the newest.

    Returns
    -------
    Finding
        kind `composition`; one row per group: first_share_pct, share_pct, first_estimate, estimate. Students in no reported
        group are the row `rest`, not shown. In every row, of the whole: change (percentage points, newest minus first),
        composition (the part that goes with shares) and rate (the part that goes with the groups' figures; its normal interval
        takes the shares as known). `choices["why_not"]` says why there is no split: STEADY is the usual reason.
    """
    everyone = comparable_years(measure, ALL_STUDENTS)
    if span_years is not None and len(everyone):
        everyone = everyone[everyone["school_year"] >= everyone["school_year"].iloc[-1] - span_years]
    choices = {"partition": partition, "district_name": measure.district_name, "least_share_moved": str(LEAST_SHARE_MOVED),
               "first_year": "", "year": "", "why_not": NO_PARTS}  # fmt: skip
    table = pd.DataFrame(columns=[*_COLUMNS, *_TOTALS, "change"])
    if len(everyone) >= 2:
        ends = everyone.iloc[0], everyone.iloc[-1]
        choices |= {"first_year": str(ends[0]["school_year"]), "year": str(ends[1]["school_year"])}
        table, choices["why_not"] = _split(measure, ends, partition)
    hides = (*_TOTALS, "change")
    floors = (Floor("rest_n", "rest_numerator", hides), Floor("first_rest_n", "first_rest_numerator", hides))
    return Finding("composition", measure.measure.family, measure.measure, table, choices, floors, ("first_estimate", "estimate"))


_COLUMNS = (
    "org_code", "student_group", "school_year", "first_estimate", "estimate", "first_decimals", "decimals", "first_n", "n",
    "first_share_pct", "share_pct", "rest_n", "rest_numerator", "first_rest_n", "first_rest_numerator", "counts",
    "first_source_id", "first_source_row", "source_id", "source_row",
)  # fmt: skip


def _split(measure: MeasureTable, ends: tuple[pd.Series, pd.Series], partition: str) -> tuple[pd.DataFrame, str]:
    """The table and why there is no split ("" where there is)."""
    empty = pd.DataFrame(columns=[*_COLUMNS, *_TOTALS, "change"])
    first, last = (_parts(measure, end, partition) for end in ends)
    groups = sorted(set(first.index) & set(last.index), key=sort_key)
    if len(groups) < 2:
        return empty, NO_PARTS
    counts, rest = [], []
    for rows, end in ((first, ends[0]), (last, ends[1])):
        own = rows.loc[groups, ["denominator", "numerator"]].to_numpy(dtype=float)
        left = np.array([end["denominator"], end["numerator"]], dtype=float) - own.sum(axis=0)
        if left[0] < 0 or left[1] < 0 or left[1] > left[0]:
            return empty, DO_NOT_ADD
        if 100 * left[0] > MOST_WITHOUT_GROUP * end["denominator"]:
            return empty, UNKNOWN
        rest.append(left)
        counts.append(np.vstack([own, left]))
    if counts[0][-1, 0] == counts[1][-1, 0] == 0:
        counts = [side[:-1] for side in counts]
    shares = [side[:, 0] / side[:, 0].sum() for side in counts]
    if 100 * np.abs(shares[1] - shares[0]).max() <= LEAST_SHARE_MOVED:
        return empty, STEADY
    with np.errstate(invalid="ignore"):
        known = [side[:, 1] / side[:, 0] for side in counts]
    # a part without students in one year has no rate there; the other year's makes all of its effect one of composition
    rates = [np.where(np.isnan(own), other, own) for own, other in zip(known, known[::-1], strict=True)]
    parts = kitagawa(shares[0], rates[0], shares[1], rates[1])
    weight = (shares[0] + shares[1]) / 2
    spread = sum(weight**2 * rate * (1 - rate) / np.maximum(side[:, 0], 1) for rate, side in zip(rates, counts, strict=True))
    reach = 100 * normal_quantile(0.95) * float(np.sqrt(np.sum(spread)))
    # without a rest nothing was derived by subtraction, and the floor stands on everyone
    behind = [
        left if left[0] > 0 else end[["denominator", "numerator"]].to_numpy(dtype=float)
        for left, end in zip(rest, ends, strict=True)
    ]
    table = pd.DataFrame(
        {
            "org_code": measure.district_code, "student_group": groups, "school_year": int(ends[1]["school_year"]),
            "first_estimate": first.loc[groups, "estimate"].to_numpy(), "estimate": last.loc[groups, "estimate"].to_numpy(),
            "first_decimals": first.loc[groups, "decimals"].to_numpy(), "decimals": last.loc[groups, "decimals"].to_numpy(),
            "first_n": first.loc[groups, "denominator"].to_numpy(), "n": last.loc[groups, "denominator"].to_numpy(),
            "first_share_pct": 100 * shares[0][: len(groups)], "share_pct": 100 * shares[1][: len(groups)],
            "rest_n": behind[1][0], "rest_numerator": behind[1][1],
            "first_rest_n": behind[0][0], "first_rest_numerator": behind[0][1], "counts": last.loc[groups, "counts"].to_numpy(),
            "first_source_id": first.loc[groups, "source_id"].to_numpy(),
            "first_source_row": first.loc[groups, "source_row"].to_numpy(),
            "source_id": last.loc[groups, "source_id"].to_numpy(), "source_row": last.loc[groups, "source_row"].to_numpy(),
            "composition": 100 * float(parts.composition), "rate": 100 * float(parts.rate),
            "rate_low": 100 * float(parts.rate) - reach, "rate_high": 100 * float(parts.rate) + reach,
            "change": 100 * float(parts.difference),
        }
    )  # fmt: skip
    return table, ""


def _parts(measure: MeasureTable, end: pd.Series, partition: str) -> pd.DataFrame:
    """The groups of the partition reported with counts in the year and series of one end, by group."""
    rows = measure.rows(org_code=measure.district_code)
    rows = rows[(rows["school_year"] == end["school_year"]) & (rows["variant"] == end["variant"])]
    rows = rows[(rows["status"] == REPORTED) & rows["denominator"].gt(0) & (rows["publication"] == end["publication"])]
    members = [group for group, about in GROUPS.items() if about.partition == partition]
    kept: pd.DataFrame = rows[rows["student_group"].isin(members)].set_index("student_group", drop=False)
    return kept

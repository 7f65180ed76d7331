"""What is known of a gap beside its points: other scales, whether it is found among many, whether its sides are steady, and
the same group's gap in the state."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ssos_analysis.analyses.comparison import ABOVE, BELOW, LEAST_N_TO_CLAIM, against
from ssos_analysis.estimation.gap_scales import gap_scales
from ssos_analysis.estimation.multiplicity import benjamini_hochberg
from ssos_analysis.estimation.reliability import PRESENT, REVIEW, WITHHOLD, proportion_reliability
from ssos_analysis.estimation.score_differences import score_p_value
from ssos_analysis.measures.table import MeasureTable

FOUND, NOT_FOUND = "found", "not_found"

SCALES = (
    "ratio", "ratio_low", "ratio_high", "ratio_without", "ratio_without_low", "ratio_without_high", "ratio_note",
    "standardized", "standardized_low", "standardized_high",
)  # fmt: skip
"""A gap as a ratio of having the outcome and of not having it, and in standard deviations of students (probit)."""

_STATE = {
    "estimate": "state_estimate", "decimals": "state_decimals", "source_id": "state_source_id", "n": "state_n",
    "numerator": "state_numerator", "reference_n": "state_reference_n", "reference_numerator": "state_reference_numerator",
    "reference_estimate": "state_reference_estimate", "difference": "state_difference", "low": "state_low", "high": "state_high",
}  # fmt: skip


_STATE_PUBLISHED = ("state_estimate", "state_decimals", "state_source_id")

LEAST_STATE_EVENTS = 20
"""Students of a group of the whole state with, and without, the outcome below which no gap of the state is shown. A
choice of ours, at or above every floor of params/disclosure.yml."""


def with_scales(rows: pd.DataFrame) -> pd.DataFrame:
    """The columns SCALES beside rows that have numerator, n, reference_numerator and reference_n; NaN where there is no gap.

    A ratio of rare outcomes explodes and one of having the outcome can move against one of not having it: both are kept.
    `ratio_note` says where a half was added to each count, since a zero leaves no ratio. A share of 0 or 100 percent has no
    place on the standardized scale, which takes both groups as normal with one spread.
    """
    out = rows.copy()
    for column in SCALES:
        out[column] = "" if column == "ratio_note" else np.nan
    at = out["difference"].notna()
    if not at.any():
        return out
    found = gap_scales(*(out.loc[at, name] for name in ("numerator", "n", "reference_numerator", "reference_n")))
    for name, scale in (("ratio", found.ratio), ("ratio_without", found.ratio_without), ("standardized", found.probit)):
        out.loc[at, name], out.loc[at, f"{name}_low"], out.loc[at, f"{name}_high"] = scale.value, scale.low, scale.high
    corrected = found.ratio.corrected | found.ratio_without.corrected
    out.loc[at, "ratio_note"] = np.where(corrected, "a half was added to each count", "")
    return out


def screened(rows: pd.DataFrame, *, level: float) -> pd.DataFrame:
    """`screen` and `reliability` beside gap rows.

    The family tested is every gap of the table with at least LEAST_N_TO_CLAIM students on both sides, by the score test, at
    the expected share `level` of false findings. A gap that `stands` neither above nor below, because its interval or the
    rounding of the published figures reaches zero, stays in the family with a p-value of 1: it is never found. `screen` is a
    word and no p-value: an adjusted value is made of its neighbours', and could tell of a gap that is hidden.
    """
    out = rows.assign(screen="", reliability="")
    tested = out["difference"].notna() & (out[["n", "reference_n"]].min(axis=1) >= LEAST_N_TO_CLAIM)
    if tested.any():
        p = score_p_value(*(out.loc[tested, name] for name in ("numerator", "n", "reference_numerator", "reference_n")))
        p = np.where(out.loc[tested, "stands"].isin([ABOVE, BELOW]), p, 1.0)
        out.loc[tested, "screen"] = np.where(benjamini_hochberg(p, level=level).is_found, FOUND, NOT_FOUND)
    at = out["difference"].notna()
    if at.any():
        out.loc[at, "reliability"] = of_both_sides(out[at])
    return out


def of_both_sides(rows: pd.DataFrame) -> list[str]:
    """The weaker of what the NCHS rule says of a group's figure and of its reference's."""
    sides = [
        proportion_reliability(rows[events], rows[n]).decision
        for events, n in (("numerator", "n"), ("reference_numerator", "reference_n"))
    ]
    return [next(word for word in (WITHHOLD, REVIEW, PRESENT) if word in pair) for pair in zip(*sides, strict=True)]


def beside_state(rows: pd.DataFrame, state: pd.DataFrame, measure: MeasureTable) -> pd.DataFrame:
    """The same group in the state, same year and period: its figure, its gap to the same reference, and how the district's
    group stands to it (`stands_to_state`)."""
    beside = state[["student_group", "school_year", "variant", *_STATE]].rename(columns=_STATE)
    derived = [name for name in _STATE.values() if name not in _STATE_PUBLISHED]
    # the state's own small groups are left out here, so that the door hides nothing of the district's row on their account
    beside[derived] = beside[derived].where(_is_large(beside))
    out = rows.merge(beside, on=["student_group", "school_year", "variant"], how="left")
    kind = measure.measure.kind
    out["stands_to_state"] = [
        against(
            row,
            row["state_estimate"],
            kind,
            other_decimals=None if np.isnan(row["state_decimals"]) else int(row["state_decimals"]),
        )
        for _, row in _own_intervals(out, measure).iterrows()
    ]
    return out


def _is_large(state: pd.DataFrame) -> pd.Series:
    """Whether both sides of the state's gap have students enough to speak of, with and without the outcome."""
    large = pd.Series(True, index=state.index)
    for side in ("state_", "state_reference_"):
        n, events = state[f"{side}n"], state[f"{side}numerator"]
        large &= (n >= LEAST_N_TO_CLAIM) & (events >= LEAST_STATE_EVENTS) & (n - events >= LEAST_STATE_EVENTS)
    return large


def _own_intervals(rows: pd.DataFrame, measure: MeasureTable) -> pd.DataFrame:
    """The rows with the interval of each group's own figure in the place of its gap's."""
    own = measure.rows(org_code=measure.district_code)[["student_group", "school_year", "variant", "low", "high"]]
    kept = rows.drop(columns=["low", "high"])
    return kept.merge(own, on=["student_group", "school_year", "variant"], how="left")

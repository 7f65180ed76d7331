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

_SAME_CELL = ["student_group", "school_year", "variant"]
_JUDGED_BY = ("estimate", "unusual", "denominator", "decimals", "counts", "state_estimate", "state_decimals")
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
    scales: dict[str, np.ndarray] = {name: np.full(len(rows), np.nan) for name in SCALES}
    is_corrected = np.zeros(len(rows), dtype=bool)
    at = rows["difference"].notna().to_numpy()
    if at.any():
        counts = ("numerator", "n", "reference_numerator", "reference_n")
        found = gap_scales(*(rows[name].to_numpy(dtype=float)[at] for name in counts))
        for name, scale in (("ratio", found.ratio), ("ratio_without", found.ratio_without), ("standardized", found.probit)):
            scales[name][at], scales[f"{name}_low"][at], scales[f"{name}_high"][at] = scale.value, scale.low, scale.high
        is_corrected[at] = found.ratio.corrected | found.ratio_without.corrected
    scales["ratio_note"] = np.where(is_corrected, "a half was added to each count", "")
    return rows.assign(**scales)


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
    beside = state[[*_SAME_CELL, *_STATE]].rename(columns=_STATE)
    derived = [name for name in _STATE.values() if name not in _STATE_PUBLISHED]
    # the state's own small groups are left out here, so that the door hides nothing of the district's row on their account
    beside[derived] = beside[derived].where(_is_large(beside))
    out = rows.merge(beside, on=_SAME_CELL, how="left")
    kind = measure.measure.kind
    out["stands_to_state"] = [
        against(
            row,
            row["state_estimate"],
            kind,
            other_decimals=None if np.isnan(row["state_decimals"]) else int(row["state_decimals"]),
        )
        for row in _own_intervals(out, measure).to_dict("records")
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
    """What `against` looks at in each group's own figure: its own interval, where the row has that of its gap."""
    own = measure.rows(org_code=measure.district_code)[[*_SAME_CELL, "low", "high"]]
    return rows[[*_SAME_CELL, *_JUDGED_BY]].merge(own, on=_SAME_CELL, how="left")

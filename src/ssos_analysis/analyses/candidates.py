"""Every comparison that could become a main point, in one shape; `priorities` decides which do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr

from ssos_analysis.analyses.comparison import against, same_period
from ssos_analysis.analyses.equity_gaps import equity_gaps
from ssos_analysis.analyses.gap_evidence import of_both_sides
from ssos_analysis.analyses.trend import change
from ssos_analysis.estimation.effect_sizes import cohens_h
from ssos_analysis.estimation.means import PERCENTILE_SD
from ssos_analysis.estimation.reliability import PRESENT, proportion_reliability
from ssos_analysis.estimation.score_differences import score_p_value
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.schemas.columns import REPORTED
from ssos_analysis.vocabulary.organizations import STATE
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS

COLUMNS = (
    "measure", "label", "short_label", "who", "what", "measure_kind", "unit", "better", "topic", "family", "report", "org_code",
    "comparison", "tested_in", "student_group", "school_year", "first_year", "variant", "estimate", "decimals", "published_n",
    "n", "numerator", "counts", "reference", "reference_estimate", "reference_decimals", "reference_derived", "reference_n",
    "reference_numerator", "difference", "low", "high", "size", "strength", "p", "reliability", "stands", "method", "status",
    "publication", "source_id", "source_row", "state_source_id",
)  # fmt: skip

LEVEL, SAME_GROUP, GAP, CHANGE = "level", "same_group", "gap", "change"
RECENT_YEARS = 5
"""A change further back says little of what a plan can still move. A choice of ours."""

_Z = 1.959963984540054


def candidates(measures: Sequence[MeasureTable], *, reference: str) -> pd.DataFrame:
    """All students and each group beside the state, each group beside its reference, and the recent change, of each measure.

    Returns
    -------
    DataFrame
        The columns COLUMNS. `size` and `strength` (the end of its interval nearest to none, at least 0) are Cohen's h, or of a
        mean growth percentile standard deviations of students. `tested_in` names the family of comparisons: all levels, all
        changes, and for each measure its groups beside the state and its gaps. Without a published count: NaN.
    """
    rows: list[dict[str, Any]] = []
    for measure in measures:
        rows += [*_beside_state(measure), *_gaps(measure, reference), *_change(measure)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _about(measure: MeasureTable) -> dict[str, Any]:
    one = measure.measure
    return {
        "measure": one.id, "label": one.label, "short_label": one.short_label, "who": one.who, "what": one.what,
        "measure_kind": one.kind, "unit": one.unit, "better": one.better, "topic": one.topic, "family": one.family,
        "report": one.report, "org_code": measure.district_code, "status": REPORTED,
    }  # fmt: skip


def _figure(row: pd.Series) -> dict[str, Any]:
    names = (
        "student_group",
        "school_year",
        "variant",
        "estimate",
        "decimals",
        "counts",
        "publication",
        "source_id",
        "source_row",
    )
    return {name: row[name] for name in names}


def _beside_state(measure: MeasureTable) -> list[dict[str, Any]]:
    """Each group with a figure in the newest year of all students, beside the state's figure of that group, which is taken as
    known: the state has so many students."""
    about, made = _about(measure), []
    year = measure.newest_year(ALL_STUDENTS)
    own = measure.rows(org_code=measure.district_code)
    for _, row in own[(own["school_year"] == (year or 0)) & (own["status"] == REPORTED)].iterrows():
        state = same_period(measure.rows(org_code=STATE, group=row["student_group"]), row)
        if np.isnan(state.estimate):
            continue
        comparison = LEVEL if row["student_group"] == ALL_STUDENTS else SAME_GROUP
        tested_in = LEVEL if comparison == LEVEL else f"{SAME_GROUP} {measure.measure.id}"
        n = float(row["denominator"]) if measure.measure.has_counts else np.nan
        if measure.measure.kind == "share":
            share = row["numerator"] / n if n > 0 else np.nan
            difference, size = 100 * share - state.estimate, float(cohens_h(share, state.estimate / 100))
            reliability = str(proportion_reliability([row["numerator"]], [n]).decision[0]) if n > 0 else ""
        else:
            difference, size, reliability = (
                row["estimate"] - state.estimate,
                (row["estimate"] - state.estimate) / PERCENTILE_SD,
                PRESENT,
            )
        error = 1 / np.sqrt(n) if n > 0 else np.nan
        made.append(
            about | _figure(row) | _strength(size, error)
            | {
                "comparison": comparison, "tested_in": tested_in, "published_n": n, "n": n, "numerator": row["numerator"],
                "reference": "state", "reference_estimate": state.estimate, "reference_decimals": state.decimals,
                # one side only is derived from: the floor of the other is its own again
                "reference_n": n, "reference_numerator": row["numerator"],
                "difference": difference if n > 0 else np.nan, "low": row["low"] - state.estimate,
                "high": row["high"] - state.estimate, "p": float(2 * ndtr(-abs(size) / error)) if n > 0 else np.nan,
                "reliability": reliability, "method": row["method"], "state_source_id": state.source_id,
                "stands": against(row, state.estimate, measure.measure.kind, other_decimals=state.decimals),
            }
        )  # fmt: skip
    return made


def _gaps(measure: MeasureTable, reference: str) -> list[dict[str, Any]]:
    """Each group beside its reference; none of a mean, which has no counts with an outcome."""
    if measure.measure.kind != "share":
        return []
    about, made = _about(measure), []
    table = equity_gaps(measure, reference=reference).table
    for (_, row), p in zip(table.iterrows(), _p_values(table), strict=True):
        if row["status"] != REPORTED:
            continue
        share, other = row["numerator"] / row["n"], row["reference_estimate"] / 100
        size = float(cohens_h(share, other)) if not np.isnan(row["difference"]) else np.nan
        made.append(
            about | _figure(row) | _strength(size, np.sqrt(1 / row["n"] + 1 / row["reference_n"]))
            | {
                "comparison": GAP, "tested_in": f"{GAP} {measure.measure.id}", "reference": reference, "published_n": row["n"],
                "reference_derived": row["reference_estimate"], "p": p,
                **{name: row[name] for name in ("n", "numerator", "reference_n", "reference_numerator", "difference", "low",
                                                "high", "reliability", "stands", "method")},
            }
        )  # fmt: skip
    return made


def _p_values(table: pd.DataFrame) -> np.ndarray:
    columns = (table[name].astype(float) for name in ("numerator", "n", "reference_numerator", "reference_n"))
    known = table["difference"].notna().to_numpy()
    p = np.full(len(table), np.nan)
    if known.any():
        p[known] = score_p_value(*(column.to_numpy()[known] for column in columns))
    return p


def _change(measure: MeasureTable) -> list[dict[str, Any]]:
    """All students over the last years of the comparable series."""
    if not measure.measure.has_counts:
        return []
    table = change(measure, span_years=RECENT_YEARS).table
    if table.empty:
        return []
    row = table.iloc[0]
    if measure.measure.kind == "share":
        counts = (row["numerator"], row["n"], row["first_numerator"], row["first_n"])
        size = float(cohens_h(counts[0] / counts[1], counts[2] / counts[3]))
        p = float(score_p_value(*([value] for value in counts))[0])
        pair = pd.DataFrame([dict(zip(("numerator", "n", "reference_numerator", "reference_n"), counts, strict=True))])
        reliability = of_both_sides(pair)[0]
    else:
        size, reliability = row["difference"] / PERCENTILE_SD, PRESENT
        p = float(2 * ndtr(-abs(size) / np.sqrt(1 / row["n"] + 1 / row["first_n"])))
    return [
        _about(measure) | _strength(size, np.sqrt(1 / row["n"] + 1 / row["first_n"]))
        | {
            "comparison": CHANGE, "tested_in": CHANGE, "student_group": ALL_STUDENTS, "variant": "", "reference": "first_year",
            "published_n": row["n"], "reference_estimate": row["first_estimate"], "reference_decimals": row["first_decimals"],
            "reference_n": row["first_n"], "reference_numerator": row["first_numerator"], "p": p, "reliability": reliability,
            **{name: row[name] for name in ("school_year", "first_year", "estimate", "decimals", "n", "numerator", "counts",
                                            "difference", "low", "high", "stands", "method", "publication", "source_id",
                                            "source_row")},
        }
    ]  # fmt: skip


def _strength(size: float, error: float) -> dict[str, float]:
    return {"size": size, "strength": max(0.0, abs(size) - _Z * error) if not np.isnan(size) else np.nan}

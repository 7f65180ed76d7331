"""The steps between published cells and a number of a brief, in words and figures."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ssos_analysis.measures.definition import Measure
from ssos_analysis.schemas.columns import REPORTED
from ssos_analysis.vocabulary.student_groups import ALL_OTHER_STUDENTS, group_noun


def figure_steps(about: Measure, row: pd.Series[Any]) -> list[str]:
    """From the published figure to its interval."""
    if row["status"] != REPORTED:
        return []
    sign = " %" if about.kind == "share" else ""
    n, events = row["denominator"], row["numerator"]
    steps = []
    if row["counts"] == "reconstructed":
        exact = row["estimate"] * n / 100
        steps.append(
            f"students with the outcome = {row['estimate']:g} % of {n:,.0f} = {exact:,.2f}, rounded: {events:,.0f} "
            "(the report publishes no such count)"
        )
    elif row["counts"] == "published" and about.kind == "share":
        steps.append(
            f"{events:,.0f} of {n:,.0f} = {100 * events / n:.3f} %, published as {row['estimate']:.{row['decimals']}f} %"
        )
    if row["low"] == row["low"]:
        of = f"{events:,.0f} of {n:,.0f}" if about.kind == "share" else f"{row['estimate']:g} and {n:,.0f} students"
        steps.append(f"95 % interval of {of}: {row['low']:.3f} to {row['high']:.3f}{sign} ({row['method']})")
    else:
        steps.append(str(row["method"]))
    return steps


def gap_steps(gap: pd.Series[Any], base: pd.Series[Any] | None, reference: str) -> list[str]:
    """From the counts of two groups to the gap between them; the reason where there is none."""
    if gap["why_not"]:
        return [str(gap["why_not"])]
    if gap["difference"] != gap["difference"] or base is None:
        return []
    n, events = gap["n"], gap["numerator"]
    rest_n, rest = gap["reference_n"], gap["reference_numerator"]
    steps = []
    if reference == ALL_OTHER_STUDENTS:
        steps.append(
            f"{group_noun(reference)} = all students less the group: {base['denominator']:,.0f} - {n:,.0f} = {rest_n:,.0f} "
            f"students, {base['numerator']:,.0f} - {events:,.0f} = {rest:,.0f} with the outcome"
        )
    steps += [
        f"their rate = {rest:,.0f} of {rest_n:,.0f} = {gap['reference_estimate']:.3f} %",
        f"gap = {100 * events / n:.3f} - {gap['reference_estimate']:.3f} = {gap['difference']:.3f} percentage points",
        f"95 % interval of the gap: {gap['low']:.3f} to {gap['high']:.3f} ({gap['method']})",
    ]
    if gap["rebuilt_error"] > 0:
        steps.append(f"rounding of the published rates can move the gap by up to {gap['rebuilt_error']:.3f} points")
    return steps

"""The newest comparable figure of several measures, the state's beside each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ssos_analysis.analyses.comparison import against
from ssos_analysis.disclosure.finding import Finding
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.schemas.columns import NOT_REPORTED, REPORTED
from ssos_analysis.vocabulary.organizations import STATE
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS

_FIGURES = (
    "estimate",
    "decimals",
    "denominator",
    "low",
    "high",
    "method",
    "counts",
    "variant",
    "status",
    "source_id",
    "publication",
)


def latest(measures: Sequence[MeasureTable], *, group: str = ALL_STUDENTS) -> Finding:
    """One row per measure the state publishes for this district.

    Returns
    -------
    Finding
        kind `latest`; measure, label, unit, better, report, school_year, the district's figure with n and interval, the
        state's figure of the same year, and `stands`: how the district's interval lies to the state's figure. A measure of
        which the store holds no row of the district at all is left out and named in `choices["without"]`. The family of the
        release is the strictest one shown; nothing is derived.
    """
    rows, without = [], []
    for measure in measures:
        own = measure.rows(org_code=measure.district_code, group=group)
        about = measure.measure
        year = measure.newest_year(group)
        if own.empty:
            without.append(about.short_label)
            continue
        head = {"measure": about.id, "label": about.label, "short_label": about.short_label, "unit": about.unit,
                "better": about.better, "kind": about.kind, "topic": about.topic, "report": about.report}  # fmt: skip
        if year is None:
            newest = own.sort_values("school_year").iloc[-1]
            rows.append(head | {"school_year": int(newest["school_year"]), **newest[list(_FIGURES)].to_dict(),
                                "state_estimate": np.nan, "stands": "missing"})  # fmt: skip
            continue
        figure = own[own["school_year"] == year].iloc[0]
        state = measure.rows(org_code=STATE, group=group)
        state = state[(state["school_year"] == year) & (state["status"] == REPORTED) & (state["variant"] == figure["variant"])][
            "estimate"
        ]
        state_estimate = float(state.iloc[0]) if len(state) else np.nan
        rows.append(
            head
            | {"school_year": year, **figure[list(_FIGURES)].to_dict(), "state_estimate": state_estimate}
            | {"stands": against(figure, state_estimate, about.kind)}
        )
    columns = ["measure", "label", "short_label", "unit", "better", "kind", "topic", "report", "school_year", *_FIGURES,
               "state_estimate", "stands"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    table["status"] = table["status"].fillna(NOT_REPORTED)
    names = {measure.district_name for measure in measures}
    choices = {"group": group, "district_name": ", ".join(sorted(names)), "without": "; ".join(without)}
    family = measures[0].measure.family if measures else "mcas"
    return Finding("latest", family, None, table, choices, (), ("estimate", "state_estimate"))

"""The newest comparable figure of several measures, the state's beside each."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ssos_analysis.analyses.comparison import against, same_period
from ssos_analysis.disclosure.finding import Finding
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.schemas.columns import NOT_REPORTED
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
    "unusual",
    "status",
    "source_id",
    "source_row",
    "publication",
)


def latest(measures: Sequence[MeasureTable], *, group: str = ALL_STUDENTS) -> Finding:
    """One row per measure the state publishes for this district.

    Returns
    -------
    Finding
        kind `latest`; measure, label, unit, better, report, school_year, the district's figure with n and interval, the
        state's figure of the same year, and `stands`: how the district's interval lies to the state's figure. A measure of
        which the store holds no row of the district at all is left out and named in `choices["without"]`. Nothing is derived,
        so no floor applies; the family named is that of the first measure.
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
                "org_code": measure.district_code, "student_group": group, "better": about.better,
                "kind": about.kind, "topic": about.topic, "report": about.report}  # fmt: skip
        figure = own[own["school_year"] == (year or own["school_year"].max())].iloc[0]
        state = same_period(measure.rows(org_code=STATE, group=group), figure)
        beside = {f"state_{name}": value for name, value in state._asdict().items()}
        beside["stands"] = against(figure, state.estimate, about.kind, other_decimals=state.decimals)
        rows.append(head | {"school_year": int(figure["school_year"])} | figure[list(_FIGURES)].to_dict() | beside)
    columns = ["measure", "label", "short_label", "unit", "org_code", "student_group", "better", "kind", "topic", "report",
               "school_year", *_FIGURES, "state_estimate", "state_decimals", "state_source_id", "stands"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    table["status"] = table["status"].fillna(NOT_REPORTED)
    names = {measure.district_name for measure in measures}
    choices = {"group": group, "district_name": ", ".join(sorted(names)), "without": "; ".join(without)}
    family = measures[0].measure.family if measures else "mcas"
    return Finding("latest", family, None, table, choices, (), ("estimate", "state_estimate"))

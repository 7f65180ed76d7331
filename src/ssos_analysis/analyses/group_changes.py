"""The change of several student groups between the first and the newest comparable year of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from ssos_analysis.analyses.trend import change
from ssos_analysis.disclosure.finding import Finding
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.vocabulary.student_groups import sort_key


def group_changes(measure: MeasureTable, *, groups: Sequence[str], span_years: int | None = None) -> Finding:
    """`change` of each group, in one table.

    Parameters
    ----------
    measure : what changed.
    groups : student groups; one with fewer than two comparable years with counts is named in `choices["without"]`.
    span_years : at most so many years before the newest.

    Returns
    -------
    Finding
        kind `group_changes`; the columns and floors of `change`, one row per group, in the state's order.
    """
    ordered = sorted(groups, key=sort_key)
    found = [change(measure, group=group, span_years=span_years) for group in ordered]
    tables = [one.table for one in found if len(one.table)]
    table = pd.concat(tables, ignore_index=True) if tables else found[0].table
    without = [group for group, one in zip(ordered, found, strict=True) if one.table.empty]
    choices = {"district_name": measure.district_name, "without": ", ".join(without), "groups_n": str(len(table))}
    return replace(found[0], kind="group_changes", table=table, choices=choices)

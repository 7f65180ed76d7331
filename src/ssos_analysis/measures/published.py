"""The state's own figures of a district, for all measures at once: nothing reconstructed, nothing derived, no interval."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pandas as pd

from ssos_analysis.measures.definition import Measure
from ssos_analysis.measures.table import published_long
from ssos_analysis.schemas.columns import REPORTED

COLUMNS = (
    "measure", "label", "unit", "report", "definition", "org_code", "org_name", "school_year", "student_group", "variant",
    "estimate", "decimals", "denominator", "status", "publication", "source_id", "source_row",
)  # fmt: skip


def published_figures(
    measures: Iterable[Measure], rows_of: Callable[[str], pd.DataFrame], *, district_code: str, through: int
) -> pd.DataFrame:
    """One row is one figure that the state publishes about a district as a whole: a measure, a year, a student group.

    Parameters
    ----------
    measures : in the order of the table.
    rows_of : tidy table -> the district's slice of it.
    district_code, through : the district, and the last school year.

    Returns
    -------
    DataFrame
        The columns of COLUMNS. `estimate` is the figure in the measure's unit and `decimals` the digits printed; `denominator`
        the count the state prints beside it, NaN where it prints none. Cells without a figure are not in it.
    """
    parts = []
    tables: dict[str, pd.DataFrame] = {}
    for about in measures:
        if about.table not in tables:
            rows = rows_of(about.table)
            tables[about.table] = rows[(rows["org_code"] == district_code) & (rows["school_year"] <= through)]
        own = tables[about.table]
        if own.empty:
            continue
        long = published_long(about, own)
        kept = long[long["status"] == REPORTED].sort_values(["student_group", "school_year"], kind="stable")
        said = {"measure": about.id, "label": about.label, "unit": about.unit, "report": about.report}
        parts.append(kept.assign(**said, definition=about.definition)[list(COLUMNS)])
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))

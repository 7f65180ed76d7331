"""Which published figures may be pooled, ranked and differenced: reported, of an ordinary year, with their counts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ssos_analysis.measures.definition import Measure
from ssos_analysis.measures.series import unusual_reason
from ssos_analysis.parameters import SeriesBreaks
from ssos_analysis.schemas.columns import REPORTED


def usable_rows(measure: Measure, rows: pd.DataFrame, breaks: SeriesBreaks) -> pd.DataFrame:
    """Rows of `statewide_rows` that carry a count, without unusual years.

    A figure without a published count, one of an unusual year and an impossible count (more with the outcome than there are) are
    left out, never filled in. `between_years` counts the unusual years of the measure before each row: two rows with one number
    have none between them.
    """
    known = (rows["status"] == REPORTED) & (rows["unusual"] == "") & (rows["denominator"] > 0)
    if measure.kind == "share":
        known &= rows["numerator"].between(0, rows["denominator"])
    kept = rows[known]
    unusual = np.array([rule.year for rule in breaks.unusual_years if unusual_reason(measure, rule.year, breaks)])
    before = (unusual[None, :] < kept["school_year"].to_numpy()[:, None]).sum(axis=1) if len(unusual) else 0
    return kept.assign(between_years=before)

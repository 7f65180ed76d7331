"""Points for a met or exceeded target although the value got worse: what a reader of a label must know of."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ssos_analysis.accountability.points import against_target
from ssos_analysis.accountability.rounding import exact
from ssos_analysis.accountability.rules import RuleBook
from ssos_analysis.accountability.standing import Row
from ssos_analysis.vocabulary.accountability import INDICATORS

WITHIN = "the value is still within the band of its target"
NOT_PRINTED = "the printed target does not earn them: a state percentile, or the Recovery Path"
COLUMNS = (
    "gradespan",
    "student_group",
    "indicator",
    "prior_value",
    "current_value",
    "target",
    "points",
    "reason",
    "how",
    "source_id",
)


def escapes(book: RuleBook, indicators: Iterable[Row]) -> pd.DataFrame:
    """Indicators that earned 3 or 4 points while their value moved the wrong way (COLUMNS; `how`: WITHIN or NOT_PRINTED)."""
    found = []
    for row in indicators:
        name, points = str(row["indicator"]), exact(row["points"])
        current, prior, target = (exact(row[key]) for key in ("current_value", "prior_value", "target"))
        if points is None or points < 3 or current is None or prior is None or INDICATORS[name].category == "growth":
            continue
        sign = -1 if INDICATORS[name].lower_is_better else 1
        if sign * (current - prior) < 0:
            meets = target is not None and against_target(book, name, current, prior, target) >= points
            found.append({key: row[key] for key in COLUMNS if key != "how"} | {"how": WITHIN if meets else NOT_PRINTED})
    return pd.DataFrame(found, columns=list(COLUMNS))

"""The gaps of student groups over several topics at once: which of them the data can tell, and why not the others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ssos_analysis.analyses.comparison import LEAST_N_TO_CLAIM
from ssos_analysis.analyses.equity_gaps import floors_of_gaps, gaps_of_a_year
from ssos_analysis.analyses.gap_evidence import FOUND, screened
from ssos_analysis.analyses.method_numbers import method_number
from ssos_analysis.analyses.priorities import OLDEST_YEARS
from ssos_analysis.disclosure.finding import Finding
from ssos_analysis.estimation.effect_sizes import cohens_h
from ssos_analysis.estimation.reliability import PRESENT
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.vocabulary.student_groups import ALL_OTHER_STUDENTS, groups_of, sort_key

TOLD, SMALL, NOT_TOLD, UNSTEADY, TOO_FEW, NO_GAP, TOO_OLD = (
    "told", "small", "not_told", "unsteady", "too_few", "", "too_old",
)  # fmt: skip
"""What the data allow of one gap: told (clear, found among all tested, steady, large enough), or the first rule it stops at. A
row without a gap derives nothing and has no word; its `why_not` says why."""

_Z = 1.959963984540054
_TURNED = ("less_good", "less_good_low", "less_good_high", "size", "strength", "word")
_STATE_TURNED = ("state_less_good",)


def topic_gaps(
    measures: Sequence[MeasureTable], *, groups: Sequence[str] | None = None, reference: str = ALL_OTHER_STUDENTS
) -> Finding:
    """Every gap of several measures, tested as one family, each in the newest year in which it can be reckoned.

    Parameters
    ----------
    measures : shares with a better direction (`higher` or `lower`).
    groups : only these student groups; None is every group the state reports but those of Title I, a program of schools.
    reference : as in `equity_gaps`.

    Returns
    -------
    Finding
        kind `topic_gaps`; one row per measure and group, the columns of `equity_gaps` and what the measure is. `less_good` turns
        the gap so that above zero is the side students are better without, whatever the measure's direction; `size` is Cohen's h,
        `strength` the end of its interval nearest to none. `word` is TOLD or the first rule at which the gap stops: the score
        test at the level of params/method_values.yml runs over all gaps of the finding with LEAST_N_TO_CLAIM students on both
        sides and at most OLDEST_YEARS years old. A measure without any figure of the groups asked for in the
        year looked at is named in `choices["without"]`; `choices["groups"]` names them, and is empty where all are.
    """
    frames: list[pd.DataFrame] = []
    without: list[str] = []
    for measure in measures:
        about = measure.measure
        rows, _ = gaps_of_a_year(measure, reference)
        rows = (
            rows[~rows["student_group"].isin(groups_of("title_i"))]
            if groups is None
            else rows[rows["student_group"].isin(groups)]
        )
        if rows["estimate"].isna().all():
            without.append(about.short_label)
            continue
        frames.append(
            rows.assign(
                measure=about.id, label=about.label, short_label=about.short_label, who=about.who, what=about.what,
                measure_kind=about.kind, unit=about.unit, better=about.better, topic=about.topic, family=about.family,
                report=about.report, through=measure.through, place=len(frames),
            )
        )  # fmt: skip
    level = method_number("false_discovery_level")
    table = _with_words(pd.concat(frames, ignore_index=True), level) if frames else pd.DataFrame(columns=list(_COLUMNS_OF_NONE))
    names = {measure.district_name for measure in measures}
    choices = {
        "reference": reference, "district_name": ", ".join(sorted(names)), "without": "; ".join(without),
        "groups": ", ".join(groups or ()),
        "tested_n": str(int((table["screen"] != "").sum())),
        "measures_n": str(len(frames)), "oldest_years": str(OLDEST_YEARS),
        **{name: f"{method_number(name):g}" for name in ("practical_size_points", "practical_size_h", "false_discovery_level")},
    }  # fmt: skip
    family = measures[0].measure.family if measures else "mcas"
    floors = floors_of_gaps(_TURNED, _STATE_TURNED) if frames else ()
    return Finding("topic_gaps", family, None, table, choices, floors, ("estimate", "state_estimate"))


_COLUMNS_OF_NONE = ("student_group", "estimate", "state_estimate", "screen", "difference", "word", "strength", "place")


def _with_words(rows: pd.DataFrame, level: float) -> pd.DataFrame:
    """Size, strength, the turned gap and its word beside the rows, groups in the state's order inside each measure."""
    is_old = rows["school_year"] < rows["through"] - OLDEST_YEARS
    recent = screened(rows[~is_old], level=level)  # a gap too old to be told is in no family of tests
    rows = pd.concat([recent, rows[is_old].assign(screen="", reliability="")]).sort_index()
    share, other = rows["numerator"] / rows["n"], rows["reference_estimate"] / 100
    at = rows["difference"].notna()
    size = pd.Series(np.nan, index=rows.index)
    size[at] = cohens_h(share[at].to_numpy(dtype=float), other[at].to_numpy(dtype=float))
    error = np.sqrt(1 / rows["n"] + 1 / rows["reference_n"])
    sign = np.where(rows["better"] == "higher", -1.0, 1.0)
    low, high = sign * rows["low"], sign * rows["high"]
    rows = rows.assign(
        size=size, strength=(size.abs() - _Z * error).clip(lower=0.0), less_good=sign * rows["difference"],
        less_good_low=np.minimum(low, high), less_good_high=np.maximum(low, high),
        state_less_good=sign * rows["state_difference"],
    )  # fmt: skip
    is_small = (rows["difference"].abs() < method_number("practical_size_points")) & (
        rows["size"].abs() < method_number("practical_size_h")
    )
    least_n = rows[["n", "reference_n"]].min(axis=1)
    rules = [
        (~at, NO_GAP),
        (is_old, TOO_OLD),
        (least_n < LEAST_N_TO_CLAIM, TOO_FEW),
        (rows["reliability"] != PRESENT, UNSTEADY),
        (rows["screen"] != FOUND, NOT_TOLD),
        (is_small, SMALL),
    ]
    rows["word"] = np.select([np.asarray(fails, dtype=bool) for fails, _ in rules], [word for _, word in rules], TOLD)
    rows["order"] = rows["student_group"].map(sort_key)
    return rows.sort_values(["place", "order"], ignore_index=True).drop(columns="order")

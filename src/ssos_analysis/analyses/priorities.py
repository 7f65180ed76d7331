"""Which findings are worth a reader's first minute: those that pass every rule, strongest first, strengths as well as gaps.

The rules, in order: at most five school years old; a published count; at least 30 students on each side; figures steady by the
NCHS rule; found among all the comparisons of its family (Benjamini-Hochberg); an interval, and a rounding, that cannot undo
it; a size worth a plan. A finding that fails one is no finding of the contrary.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from ssos_analysis.analyses.candidates import COLUMNS, candidates
from ssos_analysis.analyses.comparison import ABOVE, BELOW, LEAST_N_TO_CLAIM
from ssos_analysis.analyses.latest import latest
from ssos_analysis.analyses.method_numbers import method_number
from ssos_analysis.disclosure.finding import Finding, Floor
from ssos_analysis.estimation.multiplicity import benjamini_hochberg
from ssos_analysis.estimation.reliability import PRESENT
from ssos_analysis.measures.table import MeasureTable
from ssos_analysis.vocabulary.student_groups import ALL_OTHER_STUDENTS

PASSED = ""
TOO_OLD, NO_COUNT, TOO_FEW, UNSTEADY, NOT_FOUND, NOT_CLEAR, SMALL, MIRROR = (
    "too_old", "no_count", "too_few", "unsteady", "not_found", "not_clear", "small", "mirror",
)  # fmt: skip
STOPS = (TOO_OLD, NO_COUNT, TOO_FEW, UNSTEADY, NOT_FOUND, NOT_CLEAR, SMALL, MIRROR)
OPPORTUNITY = "opportunity"

MAIN_OUTCOMES = (
    "ela_3_8_meeting_pct", "math_3_8_meeting_pct", "ela_10_meeting_pct", "math_10_meeting_pct", "ela_3_8_growth_sgp",
    "math_3_8_growth_sgp", "chronically_absent_pct", "four_year_graduation_pct", "dropout_pct", "out_of_school_suspension_pct",
    "college_going_pct",
)  # fmt: skip
MAIN_OFFERED = ("advanced_course_pct", "teachers_experienced_pct", "teacher_retention_pct", "students_per_teacher")
"""The outcomes of the main points and of the proposed goals, and what students are offered beside them. One list for both: what
passes hangs on all that is tested together, and two pages of one district must not count differently."""

OLDEST_YEARS = 5
"""School years before the last one of the brief from which a figure is too old to be a main point. A choice of ours."""


def priorities(
    measures: Sequence[MeasureTable], *, opportunity: Sequence[MeasureTable] = (), reference: str = ALL_OTHER_STUDENTS
) -> Finding:
    """The findings of several measures that pass every rule.

    Parameters
    ----------
    measures : outcomes. Of each: all students beside the state, each group beside the same group in the state, each group beside
        its reference, and the change of the last five comparable years.
    opportunity : measures of what students are offered (access, staffing, time in school): shown beside the outcomes
        whatever they are, never tested.
    reference : as in `equity_gaps`.

    Returns
    -------
    Finding
        kind `priorities`; columns of `candidates.COLUMNS` and `side` (strength, concern, opportunity). Rows that passed,
        strongest first: by the end of the interval of the size (Cohen's h; of means, standard deviations of students) that is
        nearest to none, so that few students do not make a finding strong; then the opportunity rows. A group ahead of all others
        is the same fact as others behind it and is no strength. `choices` counts how many were looked at, tested and passed, and
        where the rest stopped.
    """
    rows = candidates(measures, reference=reference)
    through = max((measure.through for measure in measures), default=0)
    rows["stopped_by"] = _stopped(rows, through)
    passed = rows[rows["stopped_by"] == PASSED].sort_values(
        ["strength", "measure", "student_group"], ascending=[False, True, True]
    )
    good = (passed["difference"] > 0) == (passed["better"] == "higher")
    passed = passed.assign(side=good.map({True: "strength", False: "concern"}))
    table = pd.concat([passed, _opportunity(opportunity)], ignore_index=True) if len(opportunity) else passed
    counts = Counter(rows["stopped_by"])
    names = {measure.district_name for measure in [*measures, *opportunity]}
    choices = {
        "reference": reference, "district_name": ", ".join(sorted(names)), "looked_n": str(len(rows)),
        "tested_n": str(int(rows["p"].notna().sum())), "passed_n": str(len(passed)),
        "families_n": str(rows.loc[rows["p"].notna(), "tested_in"].nunique()),
        **{f"{word}_n": str(counts[word]) for word in STOPS},
        **{name: f"{method_number(name):g}" for name in ("practical_size_points", "practical_size_h", "false_discovery_level")},
    }  # fmt: skip
    hides = ("difference", "low", "high", "strength", "side", "reference_derived")
    floors = (Floor("reference_n", "reference_numerator", hides), Floor("n", "numerator", hides))
    columns = [*COLUMNS, "side", "stopped_by"]
    family = measures[0].measure.family if measures else "mcas"
    table = table.reindex(columns=columns).drop(columns=["p", "stopped_by"]).reset_index(drop=True)
    return Finding("priorities", family, None, table, choices, floors, ("estimate",))


def _stopped(rows: pd.DataFrame, through: int) -> list[str]:
    """The first rule each candidate fails; PASSED where it fails none."""
    found = pd.Series(False, index=rows.index)
    is_old = rows["school_year"] < through - OLDEST_YEARS
    may_be_tested = ~is_old & (rows["n"] >= LEAST_N_TO_CLAIM) & (rows["reference_n"] >= LEAST_N_TO_CLAIM)
    rows["p"] = rows["p"].where(may_be_tested)
    level, least_points, least_h = (
        method_number(name) for name in ("false_discovery_level", "practical_size_points", "practical_size_h")
    )
    for _, family in rows.groupby("tested_in"):
        found[family.index] = benjamini_hochberg(family["p"], level=level).is_found
    is_small = (rows["difference"].abs() < least_points) & (rows["size"].abs() < least_h)
    is_ahead = (rows["comparison"] == "gap") & ((rows["difference"] > 0) == (rows["better"] == "higher"))
    rules = [
        (TOO_OLD, is_old),
        (NO_COUNT, rows["n"].isna() | rows["difference"].isna()),
        (TOO_FEW, ~may_be_tested),
        (UNSTEADY, rows["reliability"] != PRESENT),
        (NOT_FOUND, ~found),
        (NOT_CLEAR, ~rows["stands"].isin([ABOVE, BELOW])),
        (SMALL, is_small),
        (MIRROR, is_ahead),
    ]
    return [next((word for word, fails in rules if fails[index]), PASSED) for index in rows.index]


def _opportunity(measures: Sequence[MeasureTable]) -> pd.DataFrame:
    """The newest figures of what students are offered, as published, beside the state's."""
    rows = latest(measures).table
    beside = {"state_estimate": "reference_estimate", "state_decimals": "reference_decimals"}
    rows = rows.rename(columns={"kind": "measure_kind", "denominator": "published_n", **beside})
    about = {measure.measure.id: measure.measure for measure in measures}
    more = {name: [getattr(about[one], name) for one in rows["measure"]] for name in ("family", "who", "what")}
    rows = rows.drop(columns=["low", "high"])  # here they would be read as of a difference
    out = rows.assign(comparison=OPPORTUNITY, side="", student_group="all_students", reference="state", **more)
    return out[out["estimate"].notna()]

"""What a plan may take from accountability: levers beside whom each leaves unserved, targets, and how sure the label is."""

from __future__ import annotations

import pandas as pd

from ssos_analysis.accountability import levers as arithmetic
from ssos_analysis.accountability import targets as printed
from ssos_analysis.accountability.chances import DECIDING_COLUMNS
from ssos_analysis.accountability.chances import chances as simulated
from ssos_analysis.accountability.district import DistrictAccountability
from ssos_analysis.analyses.accountability import NO_POINTS, finding_of
from ssos_analysis.disclosure.finding import Finding, Floor

QUESTIONS = {
    "achievement": "Who has access to grade-level work with support each day, and who does not? What would it take?",
    "growth": "Where do students with like starting points learn more? What can be learned from there?",
    "completion": "Who leaves or falls behind in grade nine, and what do they and their families say would keep them?",
    "elp": "Do English learners have time with teachers of English as a second language, and in which classes?",
    "additional": "Who misses school or an advanced course, and what stands in the way: transport, health, safety, a schedule?",
}


def levers(about: DistrictAccountability, code: str | None = None) -> Finding:
    """What one more point on each indicator is worth, beside whom it does not count and which groups it leaves unserved.

    Returns
    -------
    Finding
        kind `accountability_levers`; columns of `accountability.levers` and `question`, for the support of those it leaves out.
        A lever informs a plan; it picks no student.
    """
    code = code or about.district_code
    own = about.standing(code)
    frame = arithmetic.levers(about.book, own, about.indicators(code)) if own else pd.DataFrame(columns=list(arithmetic.COLUMNS))
    frame["question"] = frame["category"].map(QUESTIONS)
    upward = arithmetic.next_label(about.book, own) if own else None
    said = f"{float(upward[1]):.1f} percentage points short of {upward[0]}" if upward else ""
    floors = (Floor("not_counted_n", None, ("not_counted_n",)), Floor("n", None, ("n",)))
    why = "" if own and not own.missing else "; ".join(own.missing) if own else NO_POINTS
    return finding_of("accountability_levers", about, frame, floors=floors, org=code, to_next=said, why_not=why)


def targets(about: DistrictAccountability, code: str | None = None) -> Finding:
    """Each group's targets as printed, the gap to this and the next, and the gain needed against gains of the state.

    `choices["compared_with"]` says which gains: those of one year, from the same workbook.
    """
    code = code or about.district_code
    frame = printed.target_gaps(about.indicators(code), about.targets(code), about.gains)
    floors = (Floor("n", None, ("ahead", "gain_needed", "reached_pct", "next_target")),)
    compared = f"gains from the year before to {about.year}, same indicator, grade span, group and level"
    return finding_of(
        "accountability_targets", about, frame, floors=floors, republished=("current_value", "target"), org=code,
        compared_with=compared, why_not="" if len(frame) else NO_POINTS,
    )  # fmt: skip


def certainty(about: DistrictAccountability, *, score_sd: float | None = None, code: str | None = None) -> Finding:
    """How sure the label is: the chance of each where rules and inputs allow it, and the indicators that decide it.

    Returns
    -------
    Finding
        kind `accountability_certainty`; rows are indicators within their error of other points. `choices["chances"]`: chances in
        words, empty where none is given; `choices["why_not"]`: why. Never a forecast.
    """
    code = code or about.district_code
    own = about.standing(code)
    if own is None:
        frame = pd.DataFrame(columns=list(DECIDING_COLUMNS))
        return finding_of("accountability_certainty", about, frame, org=code, chances="", why_not=NO_POINTS, label="")
    found = simulated(about.book, own, about.indicators(code), score_sd=score_sd)
    told = ", ".join(f"{words}: {share:.0f} in 100" for words, share in found.labels.items())
    hides = ("standard_error", "points_low", "points_high", "label_low", "label_high")
    return finding_of(
        "accountability_certainty", about, found.deciding, floors=(Floor("n", None, hides),), org=code, chances=told,
        why_not="; ".join(found.why_not), label=own.label,
    )  # fmt: skip

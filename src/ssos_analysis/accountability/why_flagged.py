"""Why an organization requires assistance: what its publication prints, else which published figures lie beyond a line."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from ssos_analysis.accountability.rules import RuleBook

PERCENTILE, GROUPS, GRADUATION, PARTICIPATION, DESIGNATION, NOT_TOLD = (
    "percentile", "group_percentile", "graduation", "participation", "designation", "not_told",
)  # fmt: skip
TOLD_AS = {
    PERCENTILE: "overall performance", GROUPS: "student groups", GRADUATION: "graduation rate", PARTICIPATION: "participation",
    DESIGNATION: "designation", NOT_TOLD: "reason not published",
}  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """One reason.

    Attributes
    ----------
    line : which rule (PERCENTILE and so on), or NOT_TOLD.
    words : what is known of it.
    ends : what would bring the organization over the line.
    is_printed : the state's file prints it; else it is read off a published figure.
    """

    line: str
    words: str
    ends: str
    is_printed: bool


@dataclass(frozen=True)
class Rates:
    """The rates of one organization that a year looks at, as far as they are at hand.

    Attributes
    ----------
    graduation : spring year of the class and its four-year rate of all students; None where not at hand.
    graduates : a four-year rate of it is published for some class, or the files hold none of any organization: else it has no
        grade 12, and graduation is no reason.
    participation : lowest participation of all students in a test, and which test; None where not at hand.
    """

    graduation: tuple[int, float] | None = None
    graduates: bool = True
    participation: tuple[float, str] | None = None


def reasons(row: dict[Hashable, Any], book: RuleBook, rates: Rates) -> tuple[Reason, ...]:
    """The reasons of one flagged organization.

    Parameters
    ----------
    row : a row of `determinations`.
    book : rules of the year.
    rates : of the organization.
    """
    lines = {name: f"{book.number(f'line.{name}'):f}" for name in (PERCENTILE, GROUPS, GRADUATION, PARTICIPATION)}
    found = []
    percentile = row["accountability_percentile"]
    low_rank = percentile == percentile and percentile <= book.number("line.percentile")
    if row["reason_overall"] or low_rank:
        rank = f"accountability percentile {percentile:.0f}" if percentile == percentile else row["reason_overall"]
        end = f"an accountability percentile above {lines[PERCENTILE]}"
        found.append(Reason(PERCENTILE, rank, end, bool(row["reason_overall"])))
    if row["reason_student_groups"] or row["low_performing_groups"]:
        names = row["low_performing_groups"] or "groups not named"
        end = f"a percentile above {lines[GROUPS]} for each of these groups"
        found.append(Reason(GROUPS, f"low performance of {names}", end, True))
    graduation = rates.graduation
    is_low = graduation is not None and graduation[1] < float(book.number("line.graduation"))
    if row["reason_graduation"] or is_low:
        told = f"{graduation[1]:.1f} percent of the class of {graduation[0]} graduated in four years" if graduation else ""
        end = f"a four-year rate of {lines[GRADUATION]} percent or more"
        found.append(Reason(GRADUATION, told or row["reason_graduation"], end, bool(row["reason_graduation"])))
    if row["reason_participation"]:
        names = row["low_participation_groups"] or "groups not named"
        end = f"participation of {lines[PARTICIPATION]} percent or more in every test"
        found.append(Reason(PARTICIPATION, f"low participation: {names}", end, True))
    if re.search("broad|comprehensive", row["classification_reason"], re.IGNORECASE):
        end = "a decision of the Commissioner or the Board"
        found.append(Reason(DESIGNATION, "broad/comprehensive support", end, True))
    return tuple(found) or (_not_told(row, lines, rates),)


def _not_told(row: dict[Hashable, Any], lines: dict[str, str], rates: Rates) -> Reason:
    """Nothing at hand says why: which rules are ruled out by a figure, and which are left."""
    rank = row["accountability_percentile"]
    parts = [f"its percentile, {rank:.0f}, is not it"] if rank == rank else []
    left = [f"a group's percentile of {lines[GROUPS]} or lower"] if row["org_level"] == "school" else []
    if rates.graduation is not None:
        parts.append(f"its four-year rate, {rates.graduation[1]:.1f}, is not it")
    elif rates.graduates:
        left.append("graduation")
    left += [f"participation under {lines[PARTICIPATION]}", "designation"]
    parts.append(f"what is left is {', '.join(left)}")
    if rates.participation is not None and rates.participation[0] < float(lines[PARTICIPATION]):
        share, test = rates.participation
        parts.append(
            f"participation of {share:g} in {test}, is under {lines[PARTICIPATION]}; whether that is the reason is not known"
        )
    return Reason(NOT_TOLD, f"not published here: {'; '.join(parts)}", "not known without the reason", False)

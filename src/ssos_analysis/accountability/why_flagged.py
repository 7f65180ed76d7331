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


def reasons(row: dict[Hashable, Any], book: RuleBook, graduation: tuple[int, float] | None) -> tuple[Reason, ...]:
    """The reasons of one flagged organization.

    Parameters
    ----------
    row : a row of `determinations`.
    book : rules of the year.
    graduation : spring year of the class and four-year rate of all students that the year looks at; None where not at hand.
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
    return tuple(found) or (_not_told(row, lines),)


def _not_told(row: dict[Hashable, Any], lines: dict[str, str]) -> Reason:
    """Nothing at hand says why: which rules are left."""
    rank = row["accountability_percentile"]
    left = [f"a group's percentile of {lines[GROUPS]} or lower"] if row["org_level"] == "school" else []
    left += ["graduation", f"participation under {lines[PARTICIPATION]}", "designation"]
    own = f"its percentile, {rank:.0f}, is not it; " if rank == rank else ""
    return Reason(NOT_TOLD, f"not published here: {own}what is left is {', '.join(left)}", "not known without the reason", False)

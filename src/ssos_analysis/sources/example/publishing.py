"""How the state prints numbers, and below which counts it prints none. One place for both routes, exports and hub records."""

from __future__ import annotations

from ssos_analysis.sources.example.organizations import Place
from ssos_analysis.sources.example.places import Organizations
from ssos_analysis.sources.example.roster import is_published
from ssos_analysis.vocabulary.student_groups import GROUPS, RACE_ETHNICITY

LEAST_TESTED = 10
LEAST_GROWTH = 20
LEAST_COHORT = 6
LEAST_DISCIPLINED = 6
LEAST_STUDENTS = 6
"""Fewer than 6 enrolled: outcomes are blank (discipline pages; one-student schools of the dropout report)."""

SIXTEEN_GROUPS = (
    "all_students", *RACE_ETHNICITY, "female", "male", "students_with_disabilities", "english_learners",
    "economically_disadvantaged", "low_income", "high_needs", "foster_care", "homeless",
)  # fmt: skip
"""Groups of the graduation dataset (16 in any year, since one of the two incomes applies); other outcomes use the same."""

ALL_MCAS_GROUPS = (
    *SIXTEEN_GROUPS, "students_without_disabilities", "english_learners_and_former", "ever_english_learners",
    "former_english_learners", "not_low_income", "migrant", "military", "title_i", "not_title_i",
)  # fmt: skip
REPORT_GROUPS = tuple(group for group in SIXTEEN_GROUPS if group not in ("foster_care", "homeless"))
"""Groups whose statereport exports are written, those of the state's own pages."""

_HUB_LABELS = {
    "all_students": "All Students",
    "students_with_disabilities": "Students with Disabilities",
    "students_without_disabilities": "Students without Disabilities",
    "english_learners": "English Learners",
    "english_learners_and_former": "English Learners and Former English Learners",
    "ever_english_learners": "Ever English Learners",
    "former_english_learners": "Former English Learners",
    "economically_disadvantaged": "Economically Disadvantaged",
    "low_income": "Low Income",
    "not_low_income": "Non-Low Income",
    "high_needs": "High Needs",
    "foster_care": "Foster Care",
    "not_title_i": "Non-Title I",
}


def hub_label(group: str) -> str:
    """A student group as the state's hub and titles name it."""
    return _HUB_LABELS.get(group) or GROUPS[group].label


def groups_of(groups: tuple[str, ...], year: int) -> tuple[str, ...]:
    """Those of the groups that were counted in a year."""
    return tuple(group for group in groups if is_published(group, year))


def tenths(part: float, whole: float, scale: int, decimals: int) -> int:
    """scale x part / whole in units of the last decimal, halves up as the state rounds: exact, since counts are whole."""
    units = scale * 10**decimals
    return int((2 * units * int(part) + int(whole)) // (2 * int(whole)))


def rounded(part: float, whole: float, *, scale: int = 100, decimals: int = 1) -> float:
    """scale x part / whole, rounded as the state rounds (percents with scale 100, means with scale 1)."""
    return tenths(part, whole, scale, decimals) / float(10**decimals)


def printed(part: float, whole: float, *, scale: int = 100, decimals: int = 1) -> str:
    """As `rounded`, with its decimals."""
    return f"{rounded(part, whole, scale=scale, decimals=decimals):.{decimals}f}"


def fraction(part: float, whole: float, decimals: int) -> str:
    """A share as the hub gives it: 0 to 1, as text, without trailing zeros (`0.4`, `1`, `0`)."""
    return f"{rounded(part, whole, scale=1, decimals=decimals):.{decimals}f}".rstrip("0").rstrip(".") or "0"


def is_withheld(organizations: Organizations, place: Place, what: str, year: int) -> bool:
    """Whether a publication never had this district's rows of a year."""
    district = organizations.district_of(place)
    return district is not None and (what, year) in district.withheld

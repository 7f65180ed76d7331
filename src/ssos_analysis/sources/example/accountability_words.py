"""How the accountability workbooks name things: organizations, groups, ratings. One place for the five of them."""

from __future__ import annotations

from collections.abc import Iterator

from ssos_analysis.sources.example.accountability_percentiles import type_of
from ssos_analysis.sources.example.organizations import Place
from ssos_analysis.sources.example.places import Organizations
from ssos_analysis.vocabulary.accountability import HIGH_SCHOOL, INDICATORS, NON_HIGH_SCHOOL

GROUP_WORDS = {
    "all_students": "All Students",
    "lowest_performing": "Lowest Performing",
    "high_needs": "High Needs",
    "low_income": "Low Income",
    "english_learners_and_former": "EL and Former EL",
    "students_with_disabilities": "Students w/ Disabilities",
    "american_indian_or_alaska_native": "Amer. Ind. or Alaska Nat.",
    "asian": "Asian",
    "black_or_african_american": "Afr. Amer./Black",
    "hispanic_or_latino": "Hispanic/Latino",
    "multi_race": "Multi-Race, Non-Hisp./Lat.",
    "native_hawaiian_or_pacific_islander": "Nat. Haw. or Pacif. Isl.",
    "white": "White",
}
SPAN_WORDS = {HIGH_SCHOOL: "High school", NON_HIGH_SCHOOL: "Non-high school"}
SHEETS = {"ES": "ES", "ESMS": "ESMS", "MS": "MS", "MSHS": "MSHS", "HS": "HS "}
"""School type -> sheet; one name ends in a space, as the state's does."""
_RATINGS = {4: "Exceeded Target", 3: "Met Target", 2: "Improved Below Target", 1: "No Change", 0: "Declined"}
_GROWTH_RATINGS = {
    4: "Exceeded Typical Growth", 3: "Typical Growth - High", 2: "Typical Growth - Low", 1: "Low Growth", 0: "Very Low Growth",
}  # fmt: skip


def rating(indicator: str, points: int) -> str:
    """The points in words."""
    return (_GROWTH_RATINGS if INDICATORS[indicator].category == "growth" else _RATINGS)[points]


def reason(indicator: str, points: int) -> str:
    """Why these points. Achievement names its path; the example has one."""
    words = rating(indicator, points)
    return f"Path Forward: {words}" if INDICATORS[indicator].category == "achievement" else words


def printed(value: int) -> float | None:
    """Tenths as the number a sheet holds; None for none."""
    return None if value < 0 else value / 10


def named(organizations: Organizations, place: Place) -> tuple[str, str, str]:
    """District code, district name and school name of an organization."""
    district = organizations.district_of(place)
    if district is None:
        return place.code, "State", "State"
    return district.code, district.name, place.name if place.level == "school" else ""


def by_sheet(organizations: Organizations, *, with_districts: bool = False) -> Iterator[tuple[str, list[tuple[int, Place]]]]:
    """Sheet by sheet its schools, by name; districts and the state stand in sheet MSHS."""
    for kind, sheet in SHEETS.items():
        found = [
            (index, place) for index, place in organizations.by_name("school") if type_of(organizations.schools[index][1]) == kind
        ]
        if with_districts and kind == "MSHS":
            found = [(len(organizations.places) - 1, organizations.places[-1]), *organizations.by_name("district"), *found]
        if found:
            yield sheet, found

"""Every organization of the example state, in the one order that all its arrays use."""

from __future__ import annotations

from ssos_analysis.sources.example.districts import DISTRICTS
from ssos_analysis.sources.example.organizations import PK, SP, Place, School

STATE_PLACE = Place("00000000", "State", "state", -1, "State", PK, SP)
SCHOOLS: tuple[tuple[int, School], ...] = tuple(
    (index, school) for index, district in enumerate(DISTRICTS) for school in district.schools
)
_SCHOOL_PLACES = tuple(
    Place(
        DISTRICTS[index].school_code(school),
        school.name,
        "school",
        index,
        "Charter School" if DISTRICTS[index].is_charter else "Public School",
        school.low,
        school.high,
    )
    for index, school in SCHOOLS
)
_DISTRICT_PLACES = tuple(
    Place(district.code, district.name, "district", index, district.org_type, district.low, district.high)
    for index, district in enumerate(DISTRICTS)
)
PLACES: tuple[Place, ...] = (*_SCHOOL_PLACES, *_DISTRICT_PLACES, STATE_PLACE)
"""Every organization: schools first (in SCHOOLS' order), then districts, then the state. Counts are arrays in this order."""

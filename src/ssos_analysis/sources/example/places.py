"""The organizations of a state in the one order that all its arrays use: schools, then districts, then the state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ssos_analysis.sources.example.districts import DISTRICTS
from ssos_analysis.sources.example.organizations import PK, SP, District, Place, School

STATE_PLACE = Place("00000000", "State", "state", -1, "State", PK, SP)


@dataclass(frozen=True)
class Organizations:
    """Districts with their schools, and the state they make up."""

    districts: tuple[District, ...]

    @cached_property
    def schools(self) -> tuple[tuple[int, School], ...]:
        """Every school with the index of its district."""
        return tuple((index, school) for index, district in enumerate(self.districts) for school in district.schools)

    @cached_property
    def owners(self) -> NDArray[np.int64]:
        """Index of each school's district, shape (schools,)."""
        return np.array([owner for owner, _ in self.schools], dtype=np.int64)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every organization: schools, then districts, then the state. Counts are arrays in this order."""
        return (*self._school_places(), *self._district_places(), STATE_PLACE)

    def each(self, attribute: str) -> NDArray[Any]:
        """One attribute of every district, shape (districts,)."""
        return np.array([getattr(district, attribute) for district in self.districts])

    def district_of(self, place: Place) -> District | None:
        """The district a place is, or belongs to; None for the state."""
        return self.districts[place.district] if place.district >= 0 else None

    def joined_name(self, place: Place) -> str:
        """`District - School`, as school exports name a school; the name itself for other organizations."""
        return f"{self.districts[place.district].name} - {place.name}" if place.level == "school" else place.name

    def by_name(self, level: str) -> list[tuple[int, Place]]:
        """Index and place of a level's organizations in alphabetical order of the printed name."""
        found = [(index, place) for index, place in enumerate(self.places) if place.level == level]
        return sorted(found, key=lambda pair: self.joined_name(pair[1]))

    def _school_places(self) -> Iterable[Place]:
        for index, school in self.schools:
            district = self.districts[index]
            kind = "Charter School" if district.is_charter else "Public School"
            yield Place(district.school_code(school), school.name, "school", index, kind, school.low, school.high)

    def _district_places(self) -> Iterable[Place]:
        for index, district in enumerate(self.districts):
            yield Place(district.code, district.name, "district", index, district.org_type, district.low, district.high)


SMALL_STATE = Organizations(DISTRICTS)
"""The twelve districts of the example state."""
SCHOOLS = SMALL_STATE.schools
PLACES = SMALL_STATE.places

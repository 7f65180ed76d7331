"""The invented students: when each enters and leaves which district, and what lasts of each (race, gender, dispositions).

Students move up a grade each year. Some leave before the end, and others join at every grade, so that grades keep their size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from ssos_analysis.sources.example.calibration import Floats
from ssos_analysis.sources.example.organizations import PK, District
from ssos_analysis.sources.example.places import Organizations
from ssos_analysis.sources.example.targets import Targets

Ints = NDArray[np.int64]

RACES = (
    "american_indian_or_alaska_native",
    "asian",
    "black_or_african_american",
    "hispanic_or_latino",
    "multi_race",
    "native_hawaiian_or_pacific_islander",
    "white",
)
START, END = 2014, 2026
"""Students are followed from 2014, when the cohort of 2017 was in grade 9, to 2026, among whose newcomers are those who
joined in the course of 2025."""
STAYED = 9999
HISPANIC_GAIN_PER_YEAR = 0.006

# Shift of each race/ethnicity in family poverty and in needing English learner services, in standard deviations. Set by us so
# that shares by race resemble the state's; the shares of all students are met exactly (statuses.py).
_POVERTY = np.array([0.35, -0.15, 0.30, 0.45, 0.10, 0.15, -0.20])
_ENGLISH = np.array([-0.2, 1.0, 0.35, 1.35, -0.2, 0.3, -0.75])


@dataclass(frozen=True)
class Students:
    """What lasts of every student of some organizations, as arrays of shape (n,).

    `first_grade` is the grade in `first_year`; `last_year` the last year present if nothing but a move ends schooling (STAYED:
    to the end of the district's highest grade). `joined` is False for those present from the start or from the lowest grade.
    Dispositions (`poverty`, `english`, `disability`, `ability`, `absence`, `conduct`) are in standard deviations. `zone`, 0-1,
    decides between schools of one district that serve the same grade.
    """

    organizations: Organizations
    district: Ints
    first_year: Ints
    first_grade: Ints
    last_year: Ints
    joined: NDArray[np.bool_]
    race: Ints
    is_female: NDArray[np.bool_]
    is_nonbinary: NDArray[np.bool_]
    poverty: Floats
    english: Floats
    disability: Floats
    ability: Floats
    absence: Floats
    conduct: Floats
    zone: Floats

    def __len__(self) -> int:
        return len(self.district)

    @property
    def class_of(self) -> Ints:
        """The spring in which a student would leave grade 12, moving up a grade each year."""
        return self.first_year + 12 - self.first_grade

    def nominal_grade(self, year: int) -> Ints:
        """Grade in a year, before anyone repeats one."""
        return self.first_grade + year - self.first_year


@dataclass
class _Entries:
    """Students as they are added: one entry of each list per call, later joined."""

    district: list[Ints]
    first_year: list[Ints]
    first_grade: list[Ints]
    joined: list[NDArray[np.bool_]]
    count: int = 0

    def add(self, number: int, district: int, year: int, grade: int, joined: bool) -> Ints:
        """Add students of one grade; their ids."""
        self.district.append(np.full(number, district))
        self.first_year.append(np.full(number, year))
        self.first_grade.append(np.full(number, grade))
        self.joined.append(np.full(number, joined))
        self.count += number
        return np.arange(self.count - number, self.count)


def _size(district: District, grade: int, year: int, targets: Targets, rng: np.random.Generator) -> int:
    """Students a grade has: the district's own trend, the state's change of the year, and chance (least in one-school towns)."""
    expected = district.students_in(grade) * (1 + district.growth_pct / 100) ** (year - 2018)
    expected *= targets.enrollment_relative.at(year)
    if year == 2021 and grade <= 0:
        expected *= 0.80  # fewer children began school in the first year of the pandemic
    return int(rng.poisson(expected)) if expected < 12 else round(expected * (1 + 0.03 * rng.standard_normal()))


def _follow(districts: Sequence[District], targets: Targets, rng: np.random.Generator) -> tuple[_Entries, Ints]:
    """Every student's entry, and the last year of those who moved away."""
    entries = _Entries([], [], [], [])
    left: list[tuple[Ints, int]] = []
    for index, district in enumerate(districts):
        present: dict[int, Ints] = {}
        for year in range(START, END + 1):
            moved_up: dict[int, Ints] = {}
            for grade in range(district.low, district.high + 1):
                before = present.get(grade - 1, np.empty(0, dtype=np.int64))
                leaves = rng.random(len(before)) < district.mobility
                if leaves.any():
                    left.append((before[leaves], year - 1))
                stayed = before[~leaves]
                wanted = _size(district, grade, year, targets, rng) - len(stayed)
                begins = year == START or grade in (district.low, 9 if district.low == 9 else PK)
                new = entries.add(max(wanted, 0), index, year, grade, joined=not begins)
                moved_up[grade] = np.concatenate([stayed, new])
            if district.high < 12 and year > START:
                left.append((present[district.high], year - 1))
            present = moved_up
    last_year = np.full(entries.count, STAYED)
    for students, year in left:
        last_year[students] = year
    return entries, last_year


def _races(race_pct: Floats, district: Ints, first_year: Ints, rng: np.random.Generator) -> Ints:
    """Race/ethnicity by the district's shares, with a growing Hispanic share over the years of entry."""
    shares = race_pct[district] / 100
    moved = np.minimum(HISPANIC_GAIN_PER_YEAR * (first_year - 2018), shares[:, 6] / 2)
    shares[:, 3] += moved
    shares[:, 6] -= moved
    draw = rng.random(len(district))[:, None]
    found: Ints = np.minimum((draw > np.cumsum(shares, axis=1)).sum(axis=1), 6)
    return found


def make_students(organizations: Organizations, targets: Targets) -> Students:
    """The students of some districts, the same on every call."""
    rng = np.random.default_rng([targets.seed, 1])
    entries, last_year = _follow(organizations.districts, targets, rng)
    district, first_year = np.concatenate(entries.district), np.concatenate(entries.first_year)
    first_grade, joined = np.concatenate(entries.first_grade), np.concatenate(entries.joined)
    n = entries.count
    race = _races(organizations.each("race_pct"), district, first_year, rng)
    is_female = rng.random(n) < 0.487
    is_nonbinary = rng.random(n) < 0.0035

    def normal() -> Floats:
        return rng.standard_normal(n)

    own = {name: organizations.each(name)[district] for name in ("poverty", "newcomers")}
    poverty = own["poverty"] + _POVERTY[race] + normal()
    english = own["newcomers"] + _ENGLISH[race] + 0.9 * normal() + 1.3 * (joined & (rng.random(n) < 0.35))
    disability = 0.45 * ~is_female + 0.15 * poverty - 0.35 * (race == 1) + normal()
    # Families of like means live near each other, so schools of one district differ.
    place = 0.5 * (poverty - own["poverty"]) + 0.9 * normal()
    return Students(
        organizations=organizations,
        district=district,
        first_year=first_year,
        first_grade=first_grade,
        last_year=last_year,
        joined=joined,
        race=race,
        is_female=is_female,
        is_nonbinary=is_nonbinary,
        poverty=poverty,
        english=english,
        disability=disability,
        ability=normal() - 0.2 * poverty,
        absence=normal() + 0.15 * poverty,
        conduct=normal() + 0.1 * poverty,
        zone=ndtr(place / np.sqrt(0.25 * 1.1 + 0.81)),
    )

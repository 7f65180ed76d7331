"""What the example state's organizations are made of: schools, districts, and how a district differs from the state."""

from __future__ import annotations

from dataclasses import dataclass, field

PK, K, SP = -1, 0, 13
FIRST_YEAR, LAST_YEAR = 2017, 2025
PUBLIC, CHARTER = "Public School District", "Charter District"
SMALL_PREFIX = "99"
"""First two characters of the codes of the twelve districts; those of the whole state have others (state_scale)."""


@dataclass(frozen=True)
class School:
    """A school: the last four characters of its code, its lowest and highest grade (PK is -1, K is 0), its first spring."""

    suffix: str
    name: str
    low: int
    high: int
    opens: int = 0
    teaches_physics_first: bool = False


@dataclass(frozen=True)
class District:
    """A district, and what makes it differ from the state.

    Attributes
    ----------
    per_grade, per_grade_hs, per_grade_pk : students in one grade K-8, 9-12 and PK in 2018.
    growth_pct : change of enrollment per year, percent.
    race_pct : percent of entering students American Indian, Asian, Black, Hispanic, Multi-Race, Pacific Islander, White.
    poverty, newcomers : shift of the families' means, and of English learner entries, in standard deviations.
    achievement, achievement_trend : shift of scores, and per year since 2021, in standard deviations.
    growth : shift of student growth, in standard deviations of growth.
    absence, discipline, completion : shifts on the link scale of each outcome.
    mobility : share of students who leave in a year.
    """

    number: int
    name: str
    org_type: str
    schools: tuple[School, ...]
    per_grade: int
    per_grade_hs: int
    race_pct: tuple[float, float, float, float, float, float, float]
    per_grade_pk: int = 0
    growth_pct: float = 0.0
    poverty: float = 0.0
    newcomers: float = 0.0
    achievement: float = 0.0
    achievement_trend: float = 0.0
    growth: float = 0.0
    absence: float = 0.0
    discipline: float = 0.0
    completion: float = 0.0
    mobility: float = 0.04
    withheld: frozenset[tuple[str, int]] = field(default_factory=frozenset)
    prefix: str = SMALL_PREFIX

    @property
    def code(self) -> str:
        """Eight characters: the prefix, the number, then 0000."""
        return f"{self.prefix}{self.number:02d}0000"

    def school_code(self, school: School) -> str:
        """The district's first four characters and the school's own four."""
        return self.code[:4] + school.suffix

    @property
    def low(self) -> int:
        return min(school.low for school in self.schools)

    @property
    def high(self) -> int:
        return max(school.high for school in self.schools)

    @property
    def is_charter(self) -> bool:
        return self.org_type == "Charter District"

    def students_in(self, grade: int) -> int:
        """Students of a grade in 2018."""
        if grade == PK:
            return self.per_grade_pk
        return self.per_grade_hs if grade >= 9 else self.per_grade


@dataclass(frozen=True)
class Place:
    """One organization of the example state, in the order every table uses."""

    code: str
    name: str
    level: str
    district: int
    org_type: str
    low: int
    high: int

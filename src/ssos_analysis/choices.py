"""What people chose, as files of params/: how peers are found, when data come out, and a district's own goals."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ssos_analysis import workspace
from ssos_analysis.errors import ParameterError
from ssos_analysis.parameters import DistrictCode, SpringYear, read_yaml, validated
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS, GROUPS


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ContextVariable(_Strict):
    """One characteristic that peers are alike in: of the students, never of what they reach."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    kind: Literal["ln_enrollment", "group_share", "grade_share", "mobility"]
    groups: list[str] = Field(default_factory=list)
    grades: list[str] = Field(default_factory=list)
    weight: float = Field(ge=0, le=5)
    unit: str


class Stratum(_Strict):
    """Districts of a kind of their own, told by the first digits of the code or by words of the name."""

    id: str
    label: str
    code_prefixes: list[str] = Field(default_factory=list)
    name_words: list[str] = Field(default_factory=list)


class Override(_Strict):
    """A person's change of one district's peers."""

    district: DistrictCode
    add: list[DistrictCode] = Field(default_factory=list)
    remove: list[DistrictCode] = Field(default_factory=list)
    why: str = Field(min_length=5)
    who: str
    date: dt.date


class PeerRules(_Strict):
    """params/peers.yml."""

    version: dt.date
    source: str
    peers_n: int = Field(ge=1, le=20)
    caliper_percentile: float = Field(gt=0, le=100)
    least_known_share: float = Field(gt=0, le=1)
    stability_draws: int = Field(ge=0, le=1000)
    stability_years: int = Field(ge=1, le=5)
    variables: list[ContextVariable]
    strata: list[Stratum]
    overrides: list[Override] = Field(default_factory=list)


class DataOut(_Strict):
    """In which month a topic's figures of a school year have come out: months after June of its spring."""

    topic: str
    months_after_june: int = Field(ge=0, le=36)
    source: str
    confirmed: Literal["yes", "no"]


class DataCalendar(_Strict):
    """params/data_calendar.yml."""

    version: dt.date
    topics: list[DataOut]

    def out(self, topic: str, school_year: int) -> dt.date | None:
        """The first day of the month in which the figures of a year are expected; None where the topic has no entry."""
        entry = next((one for one in self.topics if one.topic == topic), None)
        if entry is None:
            return None
        months = 5 + entry.months_after_june  # June is the sixth month, counted from 0
        return dt.date(school_year + months // 12, months % 12 + 1, 1)


class Goal(_Strict):
    """One goal a district set itself. `title`: what the plan calls it, where that is more than the id."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_]*$")
    title: str = Field(default="", max_length=120)
    measure: str
    group: str = ALL_STUDENTS
    baseline_year: SpringYear
    baseline: float
    target_year: SpringYear
    target: float
    owner: str = Field(min_length=1, max_length=120)
    source: str = Field(min_length=1, max_length=300)

    @property
    def name(self) -> str:
        """What the plan calls it, else its id in words."""
        return self.title or self.id.replace("_", " ")

    @model_validator(mode="after")
    def _in_order(self) -> Goal:
        if self.target_year <= self.baseline_year:
            raise ValueError(f"the goal {self.id!r} is to be reached in {self.target_year}, not after its baseline year")
        if self.group not in GROUPS:
            raise ValueError(f"the goal {self.id!r} is about {self.group!r}, which is no student group")
        return self


class DistrictGoals(_Strict):
    """params/districts/<code>/goals.yml."""

    district: DistrictCode
    plan: str
    date: dt.date
    goals: list[Goal]

    @model_validator(mode="after")
    def _told_apart(self) -> DistrictGoals:
        ids = [goal.id for goal in self.goals]
        if twice := sorted({one for one in ids if ids.count(one) > 1}):
            raise ValueError(f"two goals are called {', '.join(twice)}")
        return self


@lru_cache(maxsize=1)
def peer_rules() -> PeerRules:
    """How peers are found: params/peers.yml."""
    return validated(PeerRules, read_yaml(workspace.params("peers.yml")), where="params/peers.yml")


@lru_cache(maxsize=1)
def data_calendar() -> DataCalendar:
    """When figures come out: params/data_calendar.yml."""
    return validated(DataCalendar, read_yaml(workspace.params("data_calendar.yml")), where="params/data_calendar.yml")


def goals_of(district_code: str) -> DistrictGoals | None:
    """A district's own goals; None where it has no file of them.

    Raises
    ------
    ParameterError
        The file is not what it should be, or is about another district than its folder.
    """
    path = workspace.params("districts", district_code, "goals.yml")
    if not path.exists():
        return None
    where = f"params/districts/{district_code}/goals.yml"
    found = validated(DistrictGoals, read_yaml(path), where=where)
    if found.district != district_code:
        raise ParameterError(
            f"the goals are of {found.district}, in the folder of {district_code}",
            where=where,
            mend="move the file, or correct it",
        )
    return found

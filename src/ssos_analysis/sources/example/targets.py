"""What the example state is calibrated to: params/example_state.yml as a model."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ssos_analysis import workspace
from ssos_analysis.parameters import read_yaml, validated

ByYear = dict[int, float]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Series(_Part):
    """One value per year."""

    values: ByYear
    source: str
    confirmed: Literal["yes", "in part", "no"]

    def at(self, year: int) -> float:
        """The value of a year; of the nearest year given where the year is not."""
        return self.values[min(self.values, key=lambda known: (abs(known - year), known))]


class Achievement(_Part):
    """The state's levels in one subject and grade span: percent of tested students, mean SGP, participation."""

    grades: str
    subject: str
    source: str
    confirmed: Literal["yes", "in part", "no"]
    exceeding: ByYear
    meeting_or_exceeding: ByYear
    not_meeting: ByYear
    participation: ByYear
    growth: ByYear = {}


class ByGroup(_Part):
    """One value per student group, in one year."""

    year: int
    source: str
    confirmed: Literal["yes", "in part", "no"]
    values: dict[str, float]


class AchievementByGroup(_Part):
    """Meeting or exceeding by grade span, subject and student group, in one year."""

    year: int
    source: str
    confirmed: Literal["yes", "in part", "no"]
    values: dict[str, dict[str, dict[str, float]]]


class ChronicAbsence(_Part):
    """Chronically absent students by period and year, days in membership, and the rates of groups in one year."""

    end_of_year: Series
    march: Series
    days: dict[str, ByYear]
    by_group: ByGroup


class RelativeRisk(_Part):
    """Rate of each group over the rate of all students."""

    values: dict[str, float]
    source: str
    confirmed: Literal["yes", "in part", "no"]


class Discipline(_Part):
    """Students disciplined, percent of students, and each group's rate over it."""

    disciplined: Series
    relative_risk: RelativeRisk


class Graduation(_Part):
    """Graduation rates by student group and cohort, and how the others ended."""

    four_year: dict[str, ByYear]
    five_year: ByYear
    not_graduated: dict[str, dict[str, float]]
    source: str
    confirmed: Literal["yes", "in part", "no"]


class Targets(_Part):
    """params/example_state.yml."""

    seed: int
    enrollment_relative: Series
    student_groups_pct: dict[str, Series]
    achievement: list[Achievement]
    achievement_by_group: AchievementByGroup
    chronic_absence: ChronicAbsence
    discipline: Discipline
    graduation: Graduation


@lru_cache(maxsize=1)
def targets() -> Targets:
    """The values the example state is solved for.

    Raises
    ------
    ParameterError
        The file is missing or not understood.
    """
    path = workspace.params("example_state.yml")
    return validated(Targets, read_yaml(path), where="params/example_state.yml")

"""A state in numbers: one population, followed over the years, from which every table is added up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ssos_analysis.sources.example import absence, assessment, discipline
from ssos_analysis.sources.example.calibration import Floats
from ssos_analysis.sources.example.completion import NO_OUTCOME, OUTCOMES, Completion, complete
from ssos_analysis.sources.example.organizations import FIRST_YEAR, LAST_YEAR, PK, SP
from ssos_analysis.sources.example.places import SMALL_STATE, Organizations
from ssos_analysis.sources.example.population import RACES, Ints, Students, make_students
from ssos_analysis.sources.example.roster import GROUP_ORDER, Roster, roster, school_of
from ssos_analysis.sources.example.statuses import FIRST_LOW_INCOME_YEAR, statuses_by_year
from ssos_analysis.sources.example.tally import summed
from ssos_analysis.sources.example.targets import Targets, targets

YEARS = tuple(range(FIRST_YEAR, LAST_YEAR + 1))
GRADES = tuple(range(PK, SP + 1))
RATE_KINDS = ("4-year", "4-year-adjusted", "5-year", "5-year-adjusted")
DROPOUT_VALUES = (
    "enrolled", "dropouts", *(f"{what}_{grade:02d}" for grade in range(9, 13) for what in ("enrolled", "dropouts")),
)  # fmt: skip


@dataclass(frozen=True)
class ExampleState:
    """Every count of some organizations. Arrays have the shape (places, groups, values), places as `organizations` orders them.

    `groups` names the groups of all arrays but `enrollment`, which always has GROUP_ORDER.
    `enrollment[year]` has a value per grade of GRADES; `mcas`, `attendance` and `discipline` have the VALUES of their modules;
    `cohorts[year, rate kind]` the cohort and each of OUTCOMES; `dropouts[year]` has DROPOUT_VALUES.
    """

    enrollment: dict[int, Floats]
    mcas: assessment.Results
    attendance: absence.Absences
    discipline: discipline.Disciplined
    cohorts: dict[tuple[int, str], Floats]
    dropouts: dict[int, Floats]
    organizations: Organizations = SMALL_STATE
    groups: tuple[str, ...] = GROUP_ORDER

    def column(self, group: str) -> int:
        """Where a group stands in the arrays."""
        return self.groups.index(group)


def simulate(organizations: Organizations = SMALL_STATE, goals: Targets | None = None) -> ExampleState:
    """The counts of some districts, the same on every call. Together they meet the state's shares and levels."""
    goals = goals or targets()
    students = make_students(organizations, goals)
    statuses = statuses_by_year(students, goals)
    completion = complete(students, statuses, goals)
    rosters = {year: roster(students, completion, statuses, year) for year in YEARS}
    return ExampleState(
        enrollment={year: _by_grade(organizations, here) for year, here in rosters.items()},
        mcas=assessment.Assessment(students, rosters, goals).results(),
        attendance=absence.absences(students, rosters, goals),
        discipline=discipline.discipline(students, completion, statuses, rosters, goals),
        cohorts=_cohorts(students, completion),
        dropouts={year: _dropouts(organizations, completion, here) for year, here in rosters.items()},
        organizations=organizations,
    )


def _by_grade(organizations: Organizations, here: Roster) -> Floats:
    """Students by grade."""
    one_hot = here.grade[:, None] == np.array(GRADES)
    return summed(organizations, here.school, here.groups, one_hot.astype(np.float64))


def _cohorts(students: Students, completion: Completion) -> dict[tuple[int, str], Floats]:
    """Cohorts of every year and rate kind: the adjusted ones hold only who was there since grade 9."""
    found = {}
    for year in YEARS:
        inside = (students.class_of == year) & (completion.four_year != NO_OUTCOME)
        for kind in RATE_KINDS:
            if kind.startswith("5") and year == LAST_YEAR:
                continue  # the fifth year of the newest cohort is not over
            chosen = np.flatnonzero(inside & completion.was_in_grade_9) if "adjusted" in kind else np.flatnonzero(inside)
            outcome = (completion.four_year if kind.startswith("4") else completion.five_year)[chosen]
            columns = [np.ones(len(chosen)), *(outcome == number for number in range(len(OUTCOMES)))]
            school = school_of(
                students.organizations, students.district[chosen], np.full(len(chosen), 12), students.zone[chosen], year
            )
            groups = _cohort_groups(students, completion, chosen, year)
            found[year, kind] = summed(students.organizations, school, groups, np.column_stack(columns).astype(np.float64))
    return found


def _cohort_groups(students: Students, completion: Completion, chosen: Ints, year: int) -> Floats:
    """Groups of cohort members: statuses in any year of high school; income by the definition of the cohort's year."""
    members = {race: students.race == number for number, race in enumerate(RACES)}
    members |= {"female": students.is_female, "male": ~students.is_female, **completion.groups}
    members["all_students"] = np.ones(len(students), dtype=bool)
    if year < FIRST_LOW_INCOME_YEAR:
        members["economically_disadvantaged"] = members.pop("low_income")
    nobody = np.zeros(len(students), dtype=bool)
    return np.column_stack([members.get(group, nobody)[chosen] for group in GROUP_ORDER]).astype(np.float64)


def _dropouts(organizations: Organizations, completion: Completion, here: Roster) -> Floats:
    """Enrollment and dropouts of grades 9 to 12, together and by grade."""
    inside = here.only((here.grade >= 9) & (here.grade <= 12))
    dropped = completion.dropout_year[inside.ids] == here.year
    columns = [np.ones(len(inside)), dropped]
    for grade in range(9, 13):
        columns += [inside.grade == grade, dropped & (inside.grade == grade)]
    return summed(organizations, inside.school, inside.groups, np.column_stack(columns).astype(np.float64))

"""Who is enrolled where in one school year, and which student groups each student belongs to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ssos_analysis.sources.example.calibration import Flags, Floats
from ssos_analysis.sources.example.completion import Completion
from ssos_analysis.sources.example.places import Organizations
from ssos_analysis.sources.example.population import RACES, Ints, Students
from ssos_analysis.sources.example.statuses import FIRST_LOW_INCOME_YEAR, Statuses, lasting_groups

FIRST_YEAR_OF_GROUP = {"low_income": 2022, "not_low_income": 2022, "nonbinary": 2019}
LAST_YEAR_OF_GROUP = {"economically_disadvantaged": 2021}

GROUP_ORDER = (
    "all_students",
    *RACES,
    "female",
    "male",
    "nonbinary",
    "students_with_disabilities",
    "students_without_disabilities",
    "english_learners",
    "english_learners_and_former",
    "ever_english_learners",
    "former_english_learners",
    "first_language_not_english",
    "economically_disadvantaged",
    "low_income",
    "not_low_income",
    "high_needs",
    "foster_care",
    "homeless",
    "migrant",
    "military",
    "title_i",
    "not_title_i",
)


def is_published(group: str, year: int) -> bool:
    """Whether the state counted a group in a year: economically disadvantaged to 2021, low income from 2022."""
    return FIRST_YEAR_OF_GROUP.get(group, 0) <= year <= LAST_YEAR_OF_GROUP.get(group, 9999)


@dataclass(frozen=True)
class Roster:
    """Students of one school year, as arrays of shape (n,) in the order of `ids`.

    `school` is an index in the schools of the students' organizations.
    `groups` holds a column for each of GROUP_ORDER, shape (n, groups), 0 or 1.
    """

    year: int
    ids: Ints
    grade: Ints
    school: Ints
    groups: Floats

    def __len__(self) -> int:
        return len(self.ids)

    def member(self, group: str) -> Flags:
        """Which students belong to a group."""
        found: Flags = self.groups[:, GROUP_ORDER.index(group)] > 0
        return found

    def only(self, chosen: Flags) -> Roster:
        """The roster of some of the students."""
        return Roster(self.year, self.ids[chosen], self.grade[chosen], self.school[chosen], self.groups[chosen])


def school_of(organizations: Organizations, district: Ints, grade: Ints, zone: Floats, year: int) -> Ints:
    """Index of each student's school: the district's open schools that serve the grade share its students by zone."""
    found: Ints = np.full(len(district), -1)
    for index, place in enumerate(organizations.districts):
        here = district == index
        for number in range(place.low, place.high + 1):
            serving = [
                position
                for position, (owner, school) in enumerate(organizations.schools)
                if owner == index and school.low <= number <= school.high and school.opens <= year
            ]
            # Grade SP (13, beyond grade 12) sits with grade 12.
            chosen = here & (np.minimum(grade, 12) == number)
            position = np.minimum((zone[chosen] * len(serving)).astype(int), len(serving) - 1)
            found[chosen] = np.array(serving)[position]
    return found


def _statuses(students: Students, ids: Ints, statuses: Statuses, year: int) -> dict[str, Flags]:
    """Statuses in a year; who stays beyond grade 12 keeps those of the last year before."""
    class_of = students.class_of[ids]
    held: dict[str, Flags] = {}
    for known in range(year - 2, year + 1):
        inside = (class_of == known) if known < year else (class_of >= known)
        for name, flags in of_year(statuses, known, year).items():
            held.setdefault(name, np.zeros(len(ids), dtype=bool))[inside] = flags[ids[inside]]
    return held


def of_year(statuses: Statuses, known: int, year: int) -> dict[str, Flags]:
    """Statuses known of one year under the names of another: income has the definition of the year it is counted in."""
    names = ("economically_disadvantaged", "low_income")
    wanted, other = names if year < FIRST_LOW_INCOME_YEAR else names[::-1]
    return {wanted if name == other else name: flags for name, flags in statuses[known].items()}


def _groups(students: Students, ids: Ints, grade: Ints, school: Ints, members: dict[str, Flags], year: int) -> Floats:
    """Membership of students in each of GROUP_ORDER; `members` are their statuses."""
    members = dict(members)
    full_grade = np.zeros(len(students), dtype=np.int64)
    full_grade[ids] = grade
    members |= {name: flags[ids] for name, flags in lasting_groups(students, year, full_grade).items()}
    everyone = np.ones(len(ids), dtype=bool)
    districts = students.organizations.districts
    title_i = np.array([districts[owner].poverty > 0.25 and entry.high <= 8 for owner, entry in students.organizations.schools])[
        school
    ]
    members |= {
        "all_students": everyone,
        "students_without_disabilities": ~members["students_with_disabilities"],
        "title_i": title_i,
        "not_title_i": ~title_i,
    }
    if year >= FIRST_LOW_INCOME_YEAR:
        members["not_low_income"] = ~members["low_income"]
    nobody = np.zeros(len(ids), dtype=bool)
    return np.column_stack([members.get(group, nobody) for group in GROUP_ORDER]).astype(np.float64)


def roster(students: Students, completion: Completion, statuses: Statuses, year: int) -> Roster:
    """Everyone enrolled on 1 October of a school year."""
    ids = np.flatnonzero(completion.enrolled(students, year))
    grade = completion.grade(students, year)[ids]
    school = school_of(students.organizations, students.district[ids], grade, students.zone[ids], year)
    return Roster(year, ids, grade, school, _groups(students, ids, grade, school, _statuses(students, ids, statuses, year), year))


def over_the_year(
    students: Students, completion: Completion, statuses: Statuses, october: Roster, rng: np.random.Generator
) -> Roster:
    """Everyone enrolled at any time in a year: those of 1 October, and who joined after it.

    Who joined late is about half of those found new a year later, with the statuses of that year and a grade lower.
    """
    year = october.year
    newcomers = students.joined & (students.first_year == year + 1) & completion.enrolled(students, year + 1)
    ids = np.flatnonzero(newcomers & (rng.random(len(students)) < 0.5))
    low = students.organizations.each("low")[students.district[ids]]
    grade = np.maximum(completion.grade(students, year + 1)[ids] - 1, low)
    school = school_of(students.organizations, students.district[ids], grade, students.zone[ids], year)
    later = {name: flags[ids] for name, flags in of_year(statuses, year + 1, year).items()}
    groups = _groups(students, ids, grade, school, later, year)
    return Roster(
        year,
        np.concatenate([october.ids, ids]),
        np.concatenate([october.grade, grade]),
        np.concatenate([october.school, school]),
        np.concatenate([october.groups, groups]),
    )

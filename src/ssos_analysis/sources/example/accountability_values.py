"""What the example state is held accountable for: every indicator's students and total, by organization, group and grade span.

Most come from the simulated results. Progress toward English proficiency, advanced coursework and the lowest performing students
are not followed student by student: they are set around the state's level with chance of their own for each school, and add up.
"""

from __future__ import annotations

import numpy as np

from ssos_analysis.sources.example.calibration import Flags, Floats
from ssos_analysis.sources.example.places import Organizations
from ssos_analysis.sources.example.population import Ints
from ssos_analysis.sources.example.publishing import is_withheld
from ssos_analysis.sources.example.roster import GROUP_ORDER
from ssos_analysis.sources.example.simulate import GRADES, ExampleState
from ssos_analysis.vocabulary.accountability import GRADESPANS, HIGH_SCHOOL, NON_HIGH_SCHOOL
from ssos_analysis.vocabulary.student_groups import RACE_ETHNICITY

ALL, LOWEST = 0, 1
SCORED_GROUPS = (
    "all_students", "lowest_performing", "high_needs", "low_income", "english_learners_and_former", "students_with_disabilities",
    *RACE_ETHNICITY,
)  # fmt: skip

Measured = dict[tuple[int, str, str], Floats]
"""(spring year, grade span, indicator) -> students and total, shape (places, SCORED_GROUPS, 2); value = total / students."""

_SEED = 20251126
_LOWEST_SHARE = 0.25
_ELP_LEVEL = {NON_HIGH_SCHOOL: 0.48, HIGH_SCHOOL: 0.22}
_COURSEWORK_LEVEL, _COURSEWORK_GRADES = 0.66, (11, 12)
_COURSEWORK_SHIFT = {
    "high_needs": -0.09, "low_income": -0.1, "english_learners_and_former": -0.2, "students_with_disabilities": -0.22,
    "asian": 0.1,
}  # fmt: skip
_TESTS = {
    NON_HIGH_SCHOOL: {"ela": [("03-08", "ELA")], "math": [("03-08", "MATH")], "science": [("03-08", "SCI")]},
    HIGH_SCHOOL: {"ela": [("10", "ELA")], "math": [("10", "MATH")], "science": [("HS", "BIO"), ("HS", "PHY")]},
}
_TESTED, _SCORES, _GROWTH_N, _GROWTH = 0, 6, 7, 8
_STUDENTS, _CHRONIC = 0, 4


def measure(state: ExampleState) -> Measured:
    """Every indicator of every year it can be told for."""
    found: Measured = {}
    for year in state.enrollment:
        for span in GRADESPANS:
            _tests(state, year, span, found)
            _chronic(state, year, span, found)
            _english(state, year, span, found)
        _completion(state, year, found)
        _coursework(state, year, found)
    return found


def serves(organizations: Organizations, span: str) -> Flags:
    """Which schools have grades of a span, shape (schools,)."""
    return np.array([s.low <= 8 if span == NON_HIGH_SCHOOL else s.high >= 9 for _, s in organizations.schools], dtype=bool)


def added_up(organizations: Organizations, schools: Floats) -> Floats:
    """Values of schools, and their sums of districts and the state: shape (schools, ...) to (places, ...)."""
    districts = np.zeros((len(organizations.districts), *schools.shape[1:]))
    np.add.at(districts, organizations.owners, schools)
    return np.concatenate([schools, districts, districts.sum(axis=0)[None]])


def _scored(sums: Floats, groups: tuple[str, ...]) -> Floats:
    """The groups that are scored, of an array with groups on its second axis; nobody where the state does not follow a group."""
    found = np.zeros((sums.shape[0], len(SCORED_GROUPS), *sums.shape[2:]))
    for number, group in enumerate(SCORED_GROUPS):
        if group in groups:
            found[:, number] = sums[:, groups.index(group)]
    return found


def _chance(state: ExampleState, year: int, what: int) -> Floats:
    """One standard normal number for each school, the same on every call."""
    found: Floats = np.random.default_rng([_SEED, year, what]).standard_normal(len(state.organizations.schools))
    return found


def _tests(state: ExampleState, year: int, span: str, found: Measured) -> None:
    """Achievement and growth. The lowest performing quarter scores about a standard deviation lower."""
    for number, (subject, tests) in enumerate(_TESTS[span].items()):
        given = [state.mcas[year, *test] for test in tests if (year, *test) in state.mcas]
        if not given:
            continue
        sums = _scored(np.sum(given, axis=0), state.groups)
        achievement, growth = sums[..., [_TESTED, _SCORES]], sums[..., [_GROWTH_N, _GROWTH]]
        if subject != "science":  # the lowest performing students are not scored in science
            schools = len(state.organizations.schools)
            z = _chance(state, year, 10 * (span == HIGH_SCHOOL) + number)
            for array, shift, spread in ((achievement, -21.0, 1.5), (growth, -3.0, 4.0)):
                students, total = array[:schools, ALL, 0], array[:schools, ALL, 1]
                few = np.floor(_LOWEST_SHARE * students)
                mean = total / np.maximum(students, 1) + shift + spread * z
                low, high = (440, 560) if array is achievement else (1, 99)
                lowest = np.column_stack([few, np.floor(few * np.clip(mean, low, high))])
                array[:, LOWEST] = added_up(state.organizations, lowest)
        found[year, span, f"{subject}_achievement"] = achievement
        if subject != "science":
            found[year, span, f"{subject}_growth"] = growth


def _chronic(state: ExampleState, year: int, span: str, found: Measured) -> None:
    """Chronic absence. It is followed by school, so a school with both spans has the same in both; districts add up by span."""
    sums = _scored(state.attendance[year, "end_of_year"], state.groups)[..., [_STUDENTS, _CHRONIC]]
    organizations = state.organizations
    schools = sums[: len(organizations.schools)] * serves(organizations, span)[:, None, None]
    withheld = [is_withheld(organizations, place, "attendance:end_of_year", year) for place in organizations.places]
    schools[np.array(withheld)[: len(schools)]] = 0
    few = np.floor(_LOWEST_SHARE * schools[:, ALL, 0])
    rate = np.minimum(1.6 * schools[:, ALL, 1] / np.maximum(schools[:, ALL, 0], 1), 1)
    schools[:, LOWEST] = np.column_stack([few, np.floor(few * rate)])
    schools[..., 1] *= 100
    found[year, span, "chronic_absenteeism"] = added_up(organizations, schools)


def _enrolled(state: ExampleState, year: int, grades: tuple[int, ...]) -> Floats:
    """Students of some grades by school and scored group, shape (schools, SCORED_GROUPS)."""
    columns = [GRADES.index(grade) for grade in grades]
    students = state.enrollment[year][: len(state.organizations.schools)][..., columns].sum(axis=-1)
    return _scored(students, GROUP_ORDER)


def _english(state: ExampleState, year: int, span: str, found: Measured) -> None:
    """English learners who make progress: scored for all students and for English learners, the same students."""
    grades = tuple(range(9)) if span == NON_HIGH_SCHOOL else (9, 10, 11, 12)
    columns = [GRADES.index(grade) for grade in grades]
    schools = state.enrollment[year][: len(state.organizations.schools)]
    learners = schools[:, GROUP_ORDER.index("english_learners")][:, columns].sum(axis=-1)
    share = np.clip(_ELP_LEVEL[span] + 0.06 * _chance(state, year, 5 + (span == HIGH_SCHOOL)), 0.02, 0.95)
    both = np.column_stack([learners, 100 * np.floor(learners * share + 0.5)])
    scored = np.zeros((len(schools), len(SCORED_GROUPS), 2))
    scored[:, ALL] = scored[:, SCORED_GROUPS.index("english_learners_and_former")] = both
    found[year, span, "elp_progress"] = added_up(state.organizations, scored)


def _completion(state: ExampleState, year: int, found: Measured) -> None:
    """Graduation in four years, extended engagement (graduated in five years or still enrolled), annual dropout."""
    four = _scored(state.cohorts[year, "4-year"], state.groups)
    found[year, HIGH_SCHOOL, "four_year_graduation"] = np.stack([four[..., 0], 100 * four[..., 1]], axis=-1)
    if (year, "5-year") in state.cohorts:
        five = _scored(state.cohorts[year, "5-year"], state.groups)
        found[year, HIGH_SCHOOL, "extended_engagement"] = np.stack([five[..., 0], 100 * five[..., 1:3].sum(axis=-1)], axis=-1)
    dropouts = _scored(state.dropouts[year], state.groups)
    found[year, HIGH_SCHOOL, "annual_dropout"] = np.stack([dropouts[..., 0], 100 * dropouts[..., 1]], axis=-1)


def _coursework(state: ExampleState, year: int, found: Measured) -> None:
    """Students of grades 11 and 12 who completed advanced coursework."""
    students = _enrolled(state, year, _COURSEWORK_GRADES)
    shift = np.array([_COURSEWORK_SHIFT.get(group, 0.0) for group in SCORED_GROUPS])
    share = np.clip(_COURSEWORK_LEVEL + shift + 0.05 * _chance(state, year, 7)[:, None], 0.05, 0.98)
    completed = np.floor(students * share + 0.5)
    found[year, HIGH_SCHOOL, "advanced_coursework"] = added_up(
        state.organizations, np.stack([students, 100 * completed], axis=-1)
    )


def span_weights(state: ExampleState, year: int) -> Ints:
    """Percent of the students of grades K to 12 in each of GRADESPANS, whole, shape (places, 2)."""
    both = np.column_stack([_enrolled(state, year, tuple(range(9)))[:, ALL], _enrolled(state, year, (9, 10, 11, 12))[:, ALL]])
    both = added_up(state.organizations, both)
    total = np.maximum(both.sum(axis=1), 1)
    low = np.floor((200 * both[:, 0] + total) / (2 * total)).astype(np.int64)
    found: Ints = np.column_stack([low, np.where(both.sum(axis=1) > 0, 100 - low, 0)])
    return found

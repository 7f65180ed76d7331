"""MCAS of the invented students: who took part, scores, achievement levels and growth.

Ability lasts and drifts; group effects are solved for the published gaps of one year; cuts are set so that each year's state
shares of the levels are the published ones. Scaled scores follow from the same ability, 440 to 560 with cuts 470, 500, 530.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from ssos_analysis.sources.example.calibration import Fitted, Flags, Floats, fit_group_rates, standardized
from ssos_analysis.sources.example.places import Organizations
from ssos_analysis.sources.example.population import RACES, Students
from ssos_analysis.sources.example.roster import GROUP_ORDER, Roster
from ssos_analysis.sources.example.tally import summed
from ssos_analysis.sources.example.targets import Achievement, Targets

VALUES = (
    "tested", "enrolled", "exceeding", "meeting", "partially_meeting", "not_meeting", "score_sum", "growth_n", "growth_sum",
)  # fmt: skip
"""What is added up: students, students, ..., scaled score points, students, percentiles."""

Results = dict[tuple[int, str, str], Floats]
"""(school year, grade span, subject) -> sums by organization, student group and VALUES."""

_CUTS = np.array([470.0, 500.0, 530.0])
_LOW_SCORE, _HIGH_SCORE = 440, 560
# Width of the outer levels in widths of the inner ones; with these the state's mean scores come near the published ones.
_TAILS = (1.4, 0.85)
_TRAITS = (*RACES, "female", "english_learners", "students_with_disabilities")
_GROUP_GROWTH = {"students_with_disabilities": -0.18, "high_needs": -0.05}
_GRADES = {"03-08": range(3, 9), "10": (10,), "HS": (10,)}
_SCIENCE_GRADES = (5, 8)


@dataclass(frozen=True)
class Gaps:
    """Effects of groups and of family poverty on achievement, solved from the published gaps of one year."""

    fitted: Fitted
    poverty: float

    def shift(self, students: Students, roster: Roster) -> Floats:
        members = {group: roster.member(group) for group in self.fitted.effects}
        return self.fitted.linear(-self.poverty * students.poverty[roster.ids], members)


def district_effects(organizations: Organizations, year: int, rng: np.random.Generator) -> Floats:
    """Shift of every school's scores: its district's level and trend, and chance that differs by year, shape (schools,)."""
    districts = organizations.each("achievement") + organizations.each("achievement_trend") * (year - 2021)
    districts = districts + 0.05 * rng.standard_normal(len(districts))
    found: Floats = districts[organizations.owners]
    return found


def solve_gaps(students: Students, roster: Roster, schools: Floats, overall: float, by_group: dict[str, float]) -> Gaps:
    """Effects that meet the groups' published rates of meeting or exceeding; that of poverty meets the rate of low income."""
    members = {group: roster.member(group) for group in _TRAITS if group in by_group}
    wanted = {group: by_group[group] / 100 for group in members}
    low_income, poverty = roster.member("low_income"), students.poverty[roster.ids]
    slope, offset = 0.3, schools[roster.school] + 0.5 * students.ability[roster.ids]
    for _ in range(8):
        fitted = fit_group_rates(offset - slope * poverty, members, overall / 100, wanted, "probit")
        rates = ndtr(fitted.linear(offset - slope * poverty, members)[low_income])
        slope += 0.5 * float(ndtri(rates.mean()) - ndtri(by_group["low_income"] / 100))
    return Gaps(fitted, slope)


def scaled_scores(ability: Floats, cuts: Floats) -> Floats:
    """Ability -> whole scaled scores whose cuts are 470, 500 and 530; the outer levels end at 440 and 560."""
    low, middle, high = cuts
    knots = np.array([low - _TAILS[0] * (middle - low), low, middle, high, high + _TAILS[1] * (high - middle)])
    scores = np.floor(np.interp(ability, knots, [_LOW_SCORE, *_CUTS, _HIGH_SCORE]))
    found: Floats = np.clip(scores, _LOW_SCORE, _HIGH_SCORE)
    return found


def _growth(innovation: Floats, included: Flags, mean: float) -> Floats:
    """Student growth percentiles, 1 to 99, whose mean among those included is the state's; 0 for the others."""
    shift = np.sqrt(2.0) * ndtri(mean / 100)
    found = np.zeros(len(innovation))
    if not included.any():
        return found
    scaled = standardized(innovation[included])
    for _ in range(4):
        percentiles = np.clip(np.floor(1 + 99 * ndtr(scaled + shift)), 1, 99)
        shift += np.sqrt(2.0) * (ndtri(mean / 100) - ndtri(percentiles.mean() / 100))
    found[included] = percentiles
    return found


class Assessment:
    """The tests of every year. Made once; `results` yields each year's sums."""

    def __init__(self, students: Students, rosters: dict[int, Roster], targets: Targets) -> None:
        self._students, self._rosters, self._targets = students, rosters, targets
        self._rng = np.random.default_rng([targets.seed, 4])
        self._noise = {subject: self._rng.standard_normal(len(students)) for subject in ("ELA", "MATH", "SCI")}
        self._own = {subject: self._rng.standard_normal(len(students)) for subject in ("ELA", "MATH", "SCI")}
        year = targets.achievement_by_group.year
        schools = district_effects(students.organizations, year, np.random.default_rng([targets.seed, 5]))
        self._gaps: dict[tuple[str, str], Gaps] = {}
        for grades, subjects in targets.achievement_by_group.values.items():
            tested = rosters[year].only(np.isin(rosters[year].grade, list(_GRADES[grades])))
            for subject, by_group in subjects.items():
                overall = next(a for a in targets.achievement if (a.grades, a.subject) == (grades, subject))
                level = overall.meeting_or_exceeding[year]
                self._gaps[grades, subject] = solve_gaps(students, tested, schools, level, by_group)

    def results(self) -> Results:
        """Sums by organization, group and value for every year, grade span and subject; single grades too, as `03` to `08`."""
        found: Results = {}
        for year, roster in self._rosters.items():
            schools = district_effects(self._students.organizations, year, self._rng)
            for subject in self._noise:
                fresh = self._rng.standard_normal(len(self._students))
                self._noise[subject] = 0.7 * self._noise[subject] + np.sqrt(1 - 0.49) * fresh
                for goal in self._targets.achievement:
                    basis = "SCI" if goal.grades == "HS" else goal.subject
                    if basis == subject and year in goal.exceeding:
                        for grades, sums in self._tested(year, roster, goal, schools, fresh):
                            found[year, grades, goal.subject] = sums
        return found

    def _ability(self, roster: Roster, goal: Achievement, schools: Floats) -> Floats:
        """Ability in the subject's terms: group gaps, school, what lasts of the student, and chance."""
        basis = "SCI" if goal.subject in ("SCI", "BIO", "PHY") else goal.subject
        grades = "10" if goal.grades == "HS" else goal.grades
        subjects = ("ELA", "MATH") if basis == "SCI" else (basis,)
        shift = np.mean([self._gaps[grades, name].shift(self._students, roster) for name in subjects], axis=0)
        lasting = 0.5 * self._students.ability[roster.ids] + 0.6 * self._own[basis][roster.ids]
        found: Floats = shift + schools[roster.school] + lasting + 0.8 * self._noise[basis][roster.ids]
        return found

    def _tested(
        self, year: int, roster: Roster, goal: Achievement, schools: Floats, fresh: Floats
    ) -> Iterator[tuple[str, Floats]]:
        """Sums of one subject: the grade span, and its single grades."""
        grades = _SCIENCE_GRADES if (goal.grades, goal.subject) == ("03-08", "SCI") else tuple(_GRADES[goal.grades])
        in_grades = np.isin(roster.grade, grades)
        if goal.grades == "HS":
            physics_first = np.array([school.teaches_physics_first for _, school in self._students.organizations.schools])
            in_grades &= physics_first[roster.school] == (goal.subject == "PHY")
        here = roster.only(in_grades)
        if not len(here):
            return  # a part of a state may have no high school, or none that begins with physics
        poor = here.member("low_income") | here.member("economically_disadvantaged")
        absent = np.where(poor, 1.5, 0.64)
        absent *= (1 - goal.participation[year] / 100) / absent.mean()
        takes_part = self._rng.random(len(here)) >= absent
        ability = self._ability(here, goal, schools)
        shares = [goal.not_meeting[year], 100 - goal.meeting_or_exceeding[year], 100 - goal.exceeding[year]]
        cuts = np.percentile(ability[takes_part], shares)
        scores = np.where(takes_part, scaled_scores(ability, cuts), 0.0)
        growth = np.zeros(len(here))
        if goal.growth:
            included = takes_part & self._has_earlier_score(here)
            growth = _growth(self._innovation(here, fresh), included, goal.growth[year])
        values = np.column_stack(
            [takes_part, np.ones(len(here)), *_levels(scores, takes_part), scores, growth > 0, growth]
        ).astype(np.float64)
        yield goal.grades, summed(self._students.organizations, here.school, here.groups, values)
        if goal.grades == "03-08":
            for grade in grades:
                inside = here.grade == grade
                yield (
                    f"{grade:02d}",
                    summed(self._students.organizations, here.school[inside], here.groups[inside], values[inside]),
                )

    def _has_earlier_score(self, roster: Roster) -> Flags:
        """Whether a student was tested in the state before: a year earlier, or in 2019 for 2021; never in grade 3."""
        before = 2 if roster.year in (2021, 2022) and (roster.grade == 10).all() else 1
        before = 2 if roster.year == 2021 else before
        was_here = self._students.first_year[roster.ids] <= roster.year - before
        # A regional vocational school takes its grade 9 from other districts of the state, where they were tested.
        vocational = (self._students.organizations.each("low") == 9)[self._students.district[roster.ids]]
        found: Flags = (roster.grade - before >= 3) & (was_here | vocational)
        return found

    def _innovation(self, roster: Roster, fresh: Floats) -> Floats:
        """What is new in a student's score since the last test, with the district's and the groups' own growth."""
        district = self._students.organizations.each("growth") + 4 * self._students.organizations.each("achievement_trend")
        shift = district[self._students.district[roster.ids]]
        for group, effect in _GROUP_GROWTH.items():
            shift = shift + effect * roster.groups[:, GROUP_ORDER.index(group)]
        found: Floats = fresh[roster.ids] + shift
        return found


def _levels(scores: Floats, takes_part: Flags) -> list[Flags]:
    """Exceeding, meeting, partially meeting, not meeting: one flag each, exactly one of them set for a student who took part."""
    level = np.digitize(scores, _CUTS)
    return [takes_part & (level == number) for number in (3, 2, 1, 0)]

"""High school outcomes: who graduates in four or five years, who stays, who drops out and when; and so who is enrolled when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ssos_analysis.sources.example.calibration import Flags, fit_group_rates, rate
from ssos_analysis.sources.example.organizations import LAST_YEAR
from ssos_analysis.sources.example.population import RACES, START, STAYED, Ints, Students
from ssos_analysis.sources.example.statuses import FIRST_LOW_INCOME_YEAR, Statuses
from ssos_analysis.sources.example.targets import Targets

OUTCOMES = (
    "graduated",
    "still_in_school",
    "non_grad_completer",
    "hs_equivalency",
    "dropped_out",
    "permanently_excluded",
)
GRADUATED, STILL, COMPLETER, EQUIVALENCY, DROPPED, EXCLUDED = range(6)
NO_OUTCOME = -1
FIRST_CLASS, LAST_CLASS = 2016, LAST_YEAR + 3
# Where those still in school after four years, and not graduated in the fifth, end: still, completer, equivalency, dropped out.
_FIFTH_YEAR = np.cumsum([0.50, 0.14, 0.05, 0.31])
_DROPOUT_GRADE = np.cumsum([0.26, 0.24, 0.25, 0.25])


@dataclass(frozen=True)
class Completion:
    """High school outcomes, as arrays of shape (n,); NO_OUTCOME for students outside every cohort.

    `four_year`, `five_year` : index in OUTCOMES after four and five years.
    `hs_entry` : first spring in grade 9 to 12.  `was_in_grade_9` : there since grade 9 (the adjusted cohort).
    `last_year` : last spring enrolled.  `dropout_year` : spring of dropping out, 0 where never.  `groups` : status in any year
    of high school, by group id, with low income meaning the definition of the cohort's own year.
    """

    four_year: Ints
    five_year: Ints
    hs_entry: Ints
    was_in_grade_9: Flags
    last_year: Ints
    dropout_year: Ints
    groups: dict[str, Flags]

    def grade(self, students: Students, year: int) -> Ints:
        """Grade in a year: who did not graduate in four years repeats the first grade of high school; 13 is beyond grade 12."""
        nominal = students.nominal_grade(year)
        repeats = (self.four_year == STILL) & (year > self.hs_entry)
        found: Ints = nominal - repeats
        return found

    def enrolled(self, students: Students, year: int) -> Flags:
        """Who is enrolled on 1 October of the school year."""
        found: Flags = (students.first_year <= year) & (year <= self.last_year)
        return found


def _ever_in_high_school(students: Students, statuses: Statuses) -> dict[str, Flags]:
    """Groups of each student in any year of high school, as the state counts them in a cohort."""
    n = len(students)
    names = ("english_learners", "students_with_disabilities", "high_needs", "homeless", "foster_care", "low_income")
    ever: dict[str, Flags] = {name: np.zeros(n, dtype=bool) for name in names}
    for year, flags in statuses.items():
        grade = students.nominal_grade(year)
        in_high_school = (students.first_year <= year) & (grade >= 9) & (grade <= 12)
        for name in names:
            # The two definitions of income never meet in one cohort: the later one counts from the cohort of 2022 on.
            if name == "low_income":
                later = year >= FIRST_LOW_INCOME_YEAR
                counted = in_high_school & ((students.class_of >= FIRST_LOW_INCOME_YEAR) | (not later))
                now = flags["low_income" if later else "economically_disadvantaged"]
            else:
                counted, now = in_high_school, flags[name]
            ever[name] |= counted & now
    return ever


def complete(students: Students, statuses: Statuses, targets: Targets) -> Completion:
    """Draw every outcome so that the expected rates of each class meet the state's, for all students and by group."""
    rng = np.random.default_rng([targets.seed, 3])
    n = len(students)
    class_of, goals = students.class_of, targets.graduation
    groups = _ever_in_high_school(students, statuses)
    members = {race: students.race == number for number, race in enumerate(RACES)} | {"female": students.is_female} | groups
    in_cohort = (students.last_year == STAYED) & (students.organizations.each("high") == 12)[students.district]
    hs_entry = np.maximum(students.first_year, class_of - 3)
    offset = students.organizations.each("completion")[students.district] + 0.5 * students.ability - 0.25 * students.absence
    four_year: Ints = np.full(n, NO_OUTCOME)
    five_year: Ints = np.full(n, NO_OUTCOME)
    for cls in range(FIRST_CLASS, LAST_CLASS + 1):
        cohort = np.flatnonzero(in_cohort & (class_of == cls) & (hs_entry <= cls))
        known = min(max(cls, 2017), LAST_YEAR)
        inside = {group: flags[cohort] for group, flags in members.items()}
        wanted = {group: by_year[known] / 100 for group, by_year in goals.four_year.items() if group != "all_students"}
        overall = goals.four_year["all_students"][known] / 100
        fitted = fit_group_rates(offset[cohort], {g: inside[g] for g in wanted}, overall, wanted, "logit")
        graduates = rng.random(len(cohort)) < rate(fitted.linear(offset[cohort], inside), "logit")
        four_year[cohort] = np.where(graduates, GRADUATED, _endings(inside, goals.not_graduated, rng))
        still = cohort[four_year[cohort] == STILL]
        five_year[cohort] = four_year[cohort]
        gained = goals.five_year[min(known, max(goals.five_year))] / 100 - goals.four_year["all_students"][min(known, 2024)] / 100
        finishes = rng.random(len(still)) < min(gained * len(cohort) / max(len(still), 1), 0.9)
        later = np.array([STILL, COMPLETER, EQUIVALENCY, DROPPED])[np.searchsorted(_FIFTH_YEAR[:-1], rng.random(len(still)))]
        five_year[still] = np.where(finishes, GRADUATED, later)
    last_year, dropout_year = _last_years(students, four_year, five_year, hs_entry, groups, rng)
    return Completion(four_year, five_year, hs_entry, hs_entry == class_of - 3, last_year, dropout_year, groups)


def _endings(inside: dict[str, Flags], shares: dict[str, dict[str, float]], rng: np.random.Generator) -> Ints:
    """Outcomes of those who do not graduate in four years, by the shares of their group."""
    draw = rng.random(len(inside["female"]))
    found: Ints = np.zeros(len(draw), dtype=np.int64)
    for group in ("all_students", "students_with_disabilities", "english_learners"):
        bounds = np.cumsum([shares[group][name] for name in OUTCOMES[1:]]) / 100
        drawn = 1 + np.searchsorted(bounds[:-1], draw)
        found = drawn if group == "all_students" else np.where(inside[group], drawn, found)
    return found


def _last_years(
    students: Students, four_year: Ints, five_year: Ints, hs_entry: Ints, groups: dict[str, Flags], rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """The last spring enrolled, and the spring of dropping out (0: never)."""
    class_of = students.class_of
    highest = students.organizations.each("high")[students.district]
    last = np.where(students.last_year == STAYED, class_of - 12 + highest, students.last_year)
    spread = class_of - 3 + np.searchsorted(_DROPOUT_GRADE[:-1], rng.random(len(students)))
    early = np.maximum(spread, np.maximum(hs_entry, START))
    dropped = (four_year == DROPPED) | (four_year == EXCLUDED)
    last = np.where(dropped, early, last)
    last = np.where(four_year == EQUIVALENCY, np.maximum(class_of - 1, hs_entry), last)
    last = np.where(four_year == STILL, class_of + 1, last)
    # Only students with disabilities may stay beyond the fifth year, to the age of 22: grade SP.
    beyond = (five_year == STILL) & (four_year == STILL) & groups["students_with_disabilities"]
    last = np.where(beyond, class_of + 2, last)
    late = (four_year == STILL) & (five_year == DROPPED)
    dropout_year = np.where(four_year == DROPPED, early, np.where(late, class_of + 1, 0))
    return last.astype(np.int64), dropout_year.astype(np.int64)

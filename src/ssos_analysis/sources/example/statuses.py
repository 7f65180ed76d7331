"""What changes from year to year: low income, English learner, disability, and the small groups. Shares are the state's."""

from __future__ import annotations

import numpy as np

from ssos_analysis.sources.example.calibration import Flags, highest
from ssos_analysis.sources.example.population import END, RACES, START, Ints, Students
from ssos_analysis.sources.example.targets import Targets

FIRST_LOW_INCOME_YEAR = 2022
FIRST_NONBINARY_YEAR = 2019
FORMER_YEARS = 4
"""A former English learner is counted as one for four years after exit."""

Statuses = dict[int, dict[str, Flags]]


def nominally_present(students: Students, year: int) -> Flags:
    """Who would be enrolled on 1 October if nobody left high school early or stayed longer."""
    found: Flags = (students.first_year <= year) & (year <= students.last_year) & (students.nominal_grade(year) <= 12)
    return found


def statuses_by_year(students: Students, targets: Targets) -> Statuses:
    """Which students belong to which group in each year from 2014 to 2026, for every student group but the races and genders.

    A status is given to the students with the highest disposition until the state's share of that year is met, so it lasts
    for most students. English learner services are never taken up again once a student has left them.
    """
    rng = np.random.default_rng([targets.seed, 2])
    n = len(students)
    chance = {name: rng.standard_normal(n) for name in ("homeless", "foster_care", "military", "migrant")}
    years_before = np.where(students.joined, 0.0, np.maximum(students.first_grade, 0) * rng.random(n))
    ever = np.zeros(n, dtype=bool)
    exit_year: Ints = np.full(n, 0)
    found: Statuses = {}
    for year in range(START, END + 1):
        present = nominally_present(students, year)
        enrolled = int(present.sum())

        def share(name: str, year: int = year, enrolled: int = enrolled) -> int:
            return round(targets.student_groups_pct[name].at(year) / 100 * enrolled)

        grade = students.nominal_grade(year)
        poverty = students.poverty + 0.3 * rng.standard_normal(n)
        income = "low_income" if year >= FIRST_LOW_INCOME_YEAR else "economically_disadvantaged"
        flags: dict[str, Flags] = {income: highest(poverty, present, share(income))}
        time_here = year - students.first_year + years_before
        english = students.english - 0.18 * time_here
        learners = highest(english, present & (exit_year == 0), share("english_learners"))
        left_now = present & ever & ~learners & (exit_year == 0)
        exit_year[left_now] = year
        ever |= learners
        former = present & (exit_year > 0) & (year - exit_year < FORMER_YEARS)
        disability = students.disability - 0.35 * (grade < 3) + 0.1 * rng.standard_normal(n)
        disabled = highest(disability, present, share("students_with_disabilities"))
        flags |= {
            "english_learners": learners,
            "former_english_learners": former,
            "english_learners_and_former": learners | former,
            "ever_english_learners": present & ever,
            "first_language_not_english": present & (ever | (students.english > 1.5)),
            "students_with_disabilities": disabled,
            "high_needs": flags[income] | learners | former | disabled,
            "homeless": highest(poverty + 1.2 * chance["homeless"], present, share("homeless")),
            "foster_care": highest(poverty + 2 * chance["foster_care"], present, share("foster_care")),
            "military": highest(chance["military"], present, share("military")),
            "migrant": highest(chance["migrant"] + 0.5 * students.english, present, share("migrant")),
        }
        found[year] = flags
    return found


def lasting_groups(students: Students, year: int, grade: Ints) -> dict[str, Flags]:
    """Races and genders. Nonbinary was first counted in 2019, and is rare before the middle grades."""
    nonbinary = students.is_nonbinary & (grade >= 6) if year >= FIRST_NONBINARY_YEAR else np.zeros(len(students), dtype=bool)
    groups: dict[str, Flags] = {race: students.race == number for number, race in enumerate(RACES)}
    groups["female"] = students.is_female & ~nonbinary
    groups["male"] = ~students.is_female & ~nonbinary
    groups["nonbinary"] = nonbinary
    return groups

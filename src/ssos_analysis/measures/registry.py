"""The written registry of measures."""

from __future__ import annotations

import difflib

from ssos_analysis.errors import ParameterError
from ssos_analysis.measures import (
    assessment,
    attendance,
    completion,
    coursework,
    discipline,
    earlier_tests,
    educators,
    english_learners,
    mobility,
    postsecondary,
    resources,
)
from ssos_analysis.measures.definition import Measure

FAMILIES: dict[str, tuple[Measure, ...]] = {
    "Achievement, growth and participation": assessment.MEASURES,
    "Tests that ended": earlier_tests.MEASURES,
    "Attendance": attendance.MEASURES,
    "Discipline": discipline.MEASURES,
    "Completion": completion.MEASURES,
    "Coursework and access": coursework.MEASURES,
    "English learners": english_learners.MEASURES,
    "Educators": educators.MEASURES,
    "Resources": resources.MEASURES,
    "After high school": postsecondary.MEASURES,
    "Who the students are, and whether they stay": mobility.MEASURES,
}
"""The measures by subject, in the order of docs/method.md."""

MEASURES: dict[str, Measure] = {one.id: one for family in FAMILIES.values() for one in family}


def measure(measure_id: str) -> Measure:
    """The measure of that id.

    Raises
    ------
    ParameterError
        No measure has the id; the nearest ids are suggested.
    """
    if measure_id in MEASURES:
        return MEASURES[measure_id]
    near = difflib.get_close_matches(measure_id, MEASURES, n=3, cutoff=0.5)
    raise ParameterError(
        f"no measure is called {measure_id!r}",
        where="measures/registry.py",
        mend=f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(sorted(MEASURES))}",
    )

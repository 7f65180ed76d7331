"""The written registry of measures."""

from __future__ import annotations

import difflib

from ssos_analysis.errors import ParameterError
from ssos_analysis.measures import assessment, attendance, completion, discipline
from ssos_analysis.measures.definition import Measure

MEASURES: dict[str, Measure] = {
    one.id: one for one in (*assessment.MEASURES, *attendance.MEASURES, *completion.MEASURES, *discipline.MEASURES)
}


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

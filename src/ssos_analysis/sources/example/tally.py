"""Adding up student-level values by organization and student group: schools sum to districts, districts to the state."""

from __future__ import annotations

import numpy as np

from ssos_analysis.sources.example.calibration import Floats
from ssos_analysis.sources.example.districts import DISTRICTS
from ssos_analysis.sources.example.places import PLACES, SCHOOLS
from ssos_analysis.sources.example.population import Ints

_OWNER = np.array([owner for owner, _ in SCHOOLS])


def summed(school: Ints, groups: Floats, values: Floats) -> Floats:
    """Sums of whole-number values by organization and student group; exact.

    Parameters
    ----------
    school : index in SCHOOLS of each student, shape (n,).
    groups : membership, 0 or 1, shape (n, groups).
    values : values to add, shape (n, values).

    Returns
    -------
    array, shape (PLACES, groups, values): schools, then districts, then the state.
    """
    order = np.argsort(school, kind="stable")
    bounds = np.searchsorted(school[order], np.arange(len(SCHOOLS) + 1))
    groups, values = groups[order], values[order]
    found = np.zeros((len(PLACES), groups.shape[1], values.shape[1]))
    for index in range(len(SCHOOLS)):
        inside = slice(bounds[index], bounds[index + 1])
        found[index] = groups[inside].T @ values[inside]
    for index in range(len(DISTRICTS)):
        found[len(SCHOOLS) + index] = found[: len(SCHOOLS)][index == _OWNER].sum(axis=0)
    found[-1] = found[len(SCHOOLS) : -1].sum(axis=0)
    return found

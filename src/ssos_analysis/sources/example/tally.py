"""Adding up student-level values by organization and student group: schools sum to districts, districts to the state."""

from __future__ import annotations

import numpy as np

from ssos_analysis.sources.example.calibration import Floats
from ssos_analysis.sources.example.places import Organizations
from ssos_analysis.sources.example.population import Ints


def summed(organizations: Organizations, school: Ints, groups: Floats, values: Floats) -> Floats:
    """Sums of whole-number values by organization and student group; exact.

    Parameters
    ----------
    organizations : whose schools the students are in.
    school : index in `organizations.schools` of each student, shape (n,).
    groups : membership, 0 or 1, shape (n, groups).
    values : values to add, shape (n, values).

    Returns
    -------
    array, shape (places, groups, values): schools, then districts, then the state.
    """
    schools = len(organizations.schools)
    order = np.argsort(school, kind="stable")
    bounds = np.searchsorted(school[order], np.arange(schools + 1))
    groups, values = groups[order], values[order]
    found = np.zeros((len(organizations.places), groups.shape[1], values.shape[1]))
    for index in range(schools):
        inside = slice(bounds[index], bounds[index + 1])
        found[index] = groups[inside].T @ values[inside]
    for index in range(len(organizations.districts)):
        found[schools + index] = found[:schools][index == organizations.owners].sum(axis=0)
    found[-1] = found[schools:-1].sum(axis=0)
    return found

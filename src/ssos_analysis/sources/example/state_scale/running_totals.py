"""What is kept of each part until the last one is done: the state's sums, and what schools are compared or exported by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ssos_analysis.sources.example.calibration import Floats
from ssos_analysis.sources.example.export_mcas import LAST_PERCENTILE
from ssos_analysis.sources.example.places import Organizations
from ssos_analysis.sources.example.roster import GROUP_ORDER
from ssos_analysis.sources.example.simulate import ExampleState

COMPARED_GROUPS = ("all_students", "high_needs")
"""Exports are written of all students; accountability asks for high needs too."""
_TABLES = ("enrollment", "mcas", "attendance", "discipline", "cohorts", "dropouts")

Arrays = dict[Any, Floats]
"""Year, and what else a table has an array for -> sums by organization, student group and value."""


class RunningTotals:
    """Small arrays added up part by part. Nothing of it grows with students or records, only with organizations."""

    def __init__(self) -> None:
        self._organizations: list[Organizations] = []
        self._state: dict[str, Arrays] = {table: {} for table in _TABLES}
        self._kept: list[dict[str, Arrays]] = []

    def add(self, part: ExampleState) -> None:
        """Take in one part."""
        self._organizations.append(part.organizations)
        columns = [part.column(group) for group in COMPARED_GROUPS]
        kept: dict[str, Arrays] = {table: {} for table in _TABLES}
        for table in _TABLES:
            for key, sums in _tables(part)[table].items():
                before = self._state[table].get(key)
                self._state[table][key] = sums[-1:].copy() if before is None else before + sums[-1:]
                if table == "enrollment":
                    # Counts of one state's students are whole in single precision, in half the memory.
                    kept[table][key] = sums[:-1].astype(np.float32)
                elif table != "mcas" or _is_compared(key):
                    kept[table][key] = sums[:-1, columns]
        self._kept.append(kept)

    def state(self) -> ExampleState:
        """The state alone, every group: the sums of all parts."""
        return _as_state(self._state, Organizations(()), GROUP_ORDER)

    def every_place(self) -> ExampleState:
        """Every organization of all parts and the state, of COMPARED_GROUPS (enrollment of every group).

        MCAS has grade spans in all years, single grades in those whose records have an achievement percentile. May be asked
        for once: it hands the arrays over.
        """
        columns = [GROUP_ORDER.index(group) for group in COMPARED_GROUPS]
        schools = [len(part.schools) for part in self._organizations]
        tables: dict[str, Arrays] = {}
        for table in _TABLES:
            tables[table] = {}
            for key in [key for key in self._state[table] if any(key in kept[table] for kept in self._kept)]:
                state = self._state[table][key] if table == "enrollment" else self._state[table][key][:, columns]
                parts = [self._part(number, table, key, state) for number in range(len(self._kept))]
                above = [sums[:many] for many, sums in zip(schools, parts, strict=True)]
                below = [sums[many:] for many, sums in zip(schools, parts, strict=True)]
                tables[table][key] = np.concatenate([*above, *below, state.astype(parts[0].dtype)])
        districts = tuple(district for part in self._organizations for district in part.districts)
        return _as_state(tables, Organizations(districts), COMPARED_GROUPS)

    def _part(self, number: int, table: str, key: Any, state: Floats) -> Floats:
        """One part's array; zeros where the part had no such test."""
        found = self._kept[number][table].pop(key, None)
        if found is not None:
            return found
        return np.zeros((len(self._organizations[number].places) - 1, *state.shape[1:]))


def _tables(part: ExampleState) -> Mapping[str, Arrays]:
    """The tables of a part by name."""
    return {table: getattr(part, table) for table in _TABLES}


def _as_state(tables: Mapping[str, Arrays], organizations: Organizations, groups: tuple[str, ...]) -> ExampleState:
    return ExampleState(
        enrollment=tables["enrollment"],
        mcas=tables["mcas"],
        attendance=tables["attendance"],
        discipline=tables["discipline"],
        cohorts=tables["cohorts"],
        dropouts=tables["dropouts"],
        organizations=organizations,
        groups=groups,
    )


def _is_compared(key: tuple[int, str, str]) -> bool:
    """Whether an MCAS array of all schools is asked for: grade spans by exports, single grades by early percentiles."""
    year, grades, _ = key
    return grades in ("03-08", "10", "HS") or year <= LAST_PERCENTILE

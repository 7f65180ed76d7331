"""The whole state's raw files, written while the state is made: a part is simulated, its records written, and forgotten.

What takes the whole state to know comes last, from small sums: its own rows, percentiles, accountability, and the exports.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ssos_analysis.sources.example import export_enrollment, export_mcas, export_outcomes, records
from ssos_analysis.sources.example.places import Organizations
from ssos_analysis.sources.example.records_mcas import mcas
from ssos_analysis.sources.example.regions import write_regions
from ssos_analysis.sources.example.simulate import ExampleState, simulate
from ssos_analysis.sources.example.state_scale.drawing import state_parts
from ssos_analysis.sources.example.state_scale.pages import PagedDataset
from ssos_analysis.sources.example.state_scale.running_totals import RunningTotals
from ssos_analysis.sources.example.targets import targets

TITLES = {
    "i9w6-niyt": "MCAS Achievement Results",
    "t8td-gens": "Enrollment: Grade, Race/Ethnicity, Gender, and Selected Populations",
    "n2xa-p822": "High School Graduation Rates",
    "cmm7-ttbg": "Dropout Report",
    "ak6h-9k7x": "Student Attendance",
    "2kca-w7rq": "Student Discipline",
    "ppbc-i8t9": "School/District Accountability Classifications",
}
_BELOW_STATE = ("school", "district")


@dataclass(frozen=True)
class Written:
    """How far the writing is: districts done, of how many, records and bytes of all datasets, seconds since the start."""

    districts: int
    of: int
    records: int
    bytes: int
    seconds: float


Tell = Callable[[Written], None]


def write_state(raw: Path, districts: int, tell: Tell | None = None) -> Mapping[str, int]:
    """Write every raw file of a state of some districts: the same bytes on every call. Records by dataset id.

    Parameters
    ----------
    raw : folder to write into: e2c/<dataset>/<dataset>_page-*.json, statereport/<report>/*.xlsx, regions.csv.
    districts : 1 to 400.
    tell : told after each part of twenty districts, and at the end.

    Raises
    ------
    StoreError
        The disk is full.
    """
    begun = time.monotonic()
    datasets = {name: PagedDataset(raw / "e2c" / name, title) for name, title in TITLES.items()}
    totals = RunningTotals()
    done = 0

    def say() -> None:
        if tell:
            rows, size = (sum(getattr(one, what) for one in datasets.values()) for what in ("rows", "bytes"))
            tell(Written(done, districts, rows, size, time.monotonic() - begun))

    for number, organizations in enumerate(state_parts(districts, targets().seed)):
        part = _simulated(organizations, number)
        datasets[records.MCAS].add(mcas(part, _BELOW_STATE, single_grades_for_all=True, with_percentile=False))
        for name, rows in records.SUMMED.items():
            datasets[name].add(rows(part, _BELOW_STATE))
        totals.add(part)
        done += len(organizations.districts)
        del part
        say()
    every_place = totals.every_place()
    _write_last(datasets, totals.state(), every_place)
    _write_exports(raw / "statereport", every_place)
    write_regions(raw / "regions.csv", every_place.organizations)
    for dataset in datasets.values():
        dataset.close()
    say()
    return {name: dataset.rows for name, dataset in datasets.items()}


def _simulated(organizations: Organizations, number: int) -> ExampleState:
    """One part, with chance of its own: it meets the state's shares and levels as the small example does."""
    goals = targets()
    return simulate(organizations, goals.model_copy(update={"seed": goals.seed + 1 + number}))


def _write_last(datasets: Mapping[str, PagedDataset], state: ExampleState, every_place: ExampleState) -> None:
    """Records of the state, and those that compare a school with all others."""
    datasets[records.MCAS].add(mcas(every_place, single_grades_for_all=True, with_percentile=True))
    datasets[records.MCAS].add(mcas(state, single_grades_for_all=True))
    for name, rows in records.SUMMED.items():
        datasets[name].add(rows(state, ("state",)))
    datasets[records.ACCOUNTABILITY].add(records.accountability(every_place))


def _write_exports(folder: Path, every_place: ExampleState) -> None:
    """Exports of all students by year and level. A workbook is one year of one report: a few thousand rows at most."""
    export_enrollment.write_enrollment(folder / "enrollment", every_place)
    export_enrollment.write_directory(folder / "directory" / "districts.xlsx", every_place.organizations)
    export_outcomes.write_attendance(folder / "attendance", every_place)
    export_outcomes.write_discipline(folder / "discipline", every_place)
    export_outcomes.write_graduation(folder / "graduation", every_place)
    export_outcomes.write_dropout(folder / "dropout", every_place)
    export_outcomes.write_accountability(folder / "accountability", every_place)
    export_mcas.write_mcas(folder / "mcas", every_place)

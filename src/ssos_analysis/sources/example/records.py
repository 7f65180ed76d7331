"""Records as the state's hub answers them (JSON): values as text, shares 0 to 1, null fields left out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

import orjson

from ssos_analysis.sources.example.accountability import classify
from ssos_analysis.sources.example.calibration import Floats
from ssos_analysis.sources.example.export_outcomes import FIRST_ARREST, FIRST_CHRONIC_20, FIRST_REFERRAL, RATE_TITLES
from ssos_analysis.sources.example.organizations import PK, SP, Place
from ssos_analysis.sources.example.publishing import (
    LEAST_COHORT,
    LEAST_DISCIPLINED,
    LEAST_STUDENTS,
    SIXTEEN_GROUPS,
    fraction,
    groups_of,
    hub_label,
    is_withheld,
    printed,
)
from ssos_analysis.sources.example.records_mcas import LEVELS, Record, counted, heads, mcas
from ssos_analysis.sources.example.roster import GROUP_ORDER, is_published
from ssos_analysis.sources.example.simulate import GRADES, ExampleState

MCAS, ACCOUNTABILITY = "i9w6-niyt", "ppbc-i8t9"
_PERIODS = {"end_of_year": "End of Year", "march": "March"}
_ENROLLMENT_SHARES = {
    "aian": "american_indian_or_alaska_native",
    "as": "asian",
    "baa": "black_or_african_american",
    "hl": "hispanic_or_latino",
    "mnhl": "multi_race",
    "nhpi": "native_hawaiian_or_pacific_islander",
    "wh": "white",
    "fe": "female",
    "ma": "male",
    "nb": "nonbinary",
}
_ENROLLMENT_COUNTS = {
    "el": "english_learners",
    "flne": "first_language_not_english",
    "hn": "high_needs",
    "li": "low_income",
    "ecd": "economically_disadvantaged",
    "swd": "students_with_disabilities",
}


def write_records(folder: Path, state: ExampleState) -> None:
    """Every dataset, a file a year, named by the dataset's id as a download by hand might be."""
    datasets = {MCAS: mcas(state), **{name: records(state, LEVELS) for name, records in SUMMED.items()}}
    for name, by_year in {**datasets, ACCOUNTABILITY: accountability(state)}.items():
        files: dict[str, list[Record]] = {}
        for record in by_year:
            files.setdefault(record["sy"], []).append(record)
        for year, records in sorted(files.items()):
            write_json(folder / name / f"{name}_{year}.json", records)


def write_json(path: Path, records: Iterable[Record]) -> None:
    """A list of records, one a line, fields in alphabetical order."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = b"\n,".join(orjson.dumps(record, option=orjson.OPT_SORT_KEYS) for record in records)
    path.write_bytes(b"[" + lines + b"]\n")


def _cells(
    state: ExampleState, levels: Collection[str], year: int, sums: Floats
) -> Iterator[tuple[int, Place, str, list[float]]]:
    """Every organization of the levels and group counted in the year, with its sums: index, place, group, values."""
    groups = [(group, state.column(group)) for group in groups_of(SIXTEEN_GROUPS, year)]
    for index, place in enumerate(state.organizations.places):
        if place.level in levels and sums[index, 0, 0]:
            by_group = sums[index].tolist()
            for group, column in groups:
                yield index, place, group, by_group[column]


def _enrollment(state: ExampleState, levels: Collection[str] = LEVELS) -> Iterator[Record]:
    """One wide record per organization and year; a group not counted in the year has no field."""
    of_place = heads(state.organizations)
    names = {PK: "pk_cnt", 0: "k_cnt", SP: "sp_cnt"}
    for year, sums in state.enrollment.items():
        totals = sums.sum(axis=2)
        for index, place in enumerate(state.organizations.places):
            total = totals[index, 0]
            if not total or place.level not in levels:
                continue
            record = {"sy": str(year), **of_place[index], "total_cnt": counted(total)}
            for number, grade in enumerate(GRADES):
                record[names.get(grade, f"g{grade}_cnt")] = counted(sums[index, 0, number])
            for name, group in {**_ENROLLMENT_SHARES, **_ENROLLMENT_COUNTS}.items():
                if is_published(group, year):
                    count = totals[index, GROUP_ORDER.index(group)]
                    record[f"{name}_pct"] = fraction(count, total, 3)
                    if name in _ENROLLMENT_COUNTS:
                        record[f"{name}_cnt"] = counted(count)
            yield record


def _graduation(state: ExampleState, levels: Collection[str] = LEVELS) -> Iterator[Record]:
    """Four kinds of rate; the state has no adjusted ones."""
    of_place = heads(state.organizations)
    names = ("grad_pct", "in_sch_pct", "non_grad_pct", "ged_pct", "drpout_pct", "exclud_pct")
    for (year, kind), sums in state.cohorts.items():
        for index, place, group, (cohort, *outcomes) in _cells(state, levels, year, sums):
            if cohort < LEAST_COHORT or ("adjusted" in kind and place.level == "state"):
                continue
            yield {
                "sy": str(year),
                **of_place[index],
                "grad_rate_type": RATE_TITLES[kind],
                "stu_grp": hub_label(group),
                "cohort_cnt": counted(cohort),
                **{name: fraction(count, cohort, 3) for name, count in zip(names, outcomes, strict=True)},
            }


def _dropout(state: ExampleState, levels: Collection[str] = LEVELS) -> Iterator[Record]:
    """Annual dropout of grades 9 to 12."""
    of_place = heads(state.organizations)
    for year, sums in state.dropouts.items():
        for index, _, group, (enrolled, dropped, *grades) in _cells(state, levels, year, sums):
            if not enrolled:
                continue
            record = {"sy": str(year), **of_place[index], "stu_grp": hub_label(group), "enroll_cnt_all": counted(enrolled)}
            if enrolled >= LEAST_STUDENTS:
                record |= {"drpout_cnt_all": counted(dropped), "drpout_pct_all": fraction(dropped, enrolled, 3)}
                for grade, of, out in zip(range(9, 13), grades[::2], grades[1::2], strict=True):
                    if of:
                        record[f"drpout_pct_grd_{grade:02d}"] = fraction(out, of, 3)
            yield record


def _attendance(state: ExampleState, levels: Collection[str] = LEVELS) -> Iterator[Record]:
    """Attendance of both periods; a group under 6 students has a record without figures."""
    of_place = heads(state.organizations)
    for (year, period), sums in state.attendance.items():
        for index, place, group, values in _cells(state, levels, year, sums):
            students, days, absent, ten, chronic, chronic_20, unexcused = values
            if not students or is_withheld(state.organizations, place, f"attendance:{period}", year):
                continue
            record = {"sy": str(year), **of_place[index], "attend_period": _PERIODS[period], "stu_grp": hub_label(group)}
            if students >= LEAST_STUDENTS:
                record |= {
                    "attend_rate": fraction(days - absent, days, 3),
                    "cnt_avg_abs": printed(absent, students, scale=1),
                    "pct_abs_10_days": fraction(ten, students, 3),
                    "pct_chron_abs_10": fraction(chronic, students, 3),
                    "pct_unexc_10_days": fraction(unexcused, students, 3),
                }
                if year >= FIRST_CHRONIC_20:
                    record["pct_chron_abs_20"] = fraction(chronic_20, students, 3)
            yield record


def _discipline(state: ExampleState, levels: Collection[str] = LEVELS) -> Iterator[Record]:
    """All offenses."""
    of_place = heads(state.organizations)
    names = (
        "in_susp_pct", "out_susp_pct", "exp_pct", "alt_setting_pct", "emerg_rmvl_pct", "arrest_pct", "lawenf_ref_pct",
    )  # fmt: skip
    since = {"arrest_pct": FIRST_ARREST, "lawenf_ref_pct": FIRST_REFERRAL}
    for year, sums in state.discipline.items():
        for index, _, group, (students, disciplined, *how) in _cells(state, levels, year, sums):
            if not students:
                continue
            record = {"sy": str(year), **of_place[index], "stu_grp": hub_label(group), "offense": "All Offenses"}
            record["stu_cnt"] = counted(students)
            if students >= LEAST_STUDENTS:
                record["stu_discipl_cnt"] = counted(disciplined)
            if disciplined >= LEAST_DISCIPLINED:
                record |= {
                    name: fraction(count, students, 3)
                    for name, count in zip(names, how, strict=True)
                    if year >= since.get(name, 0)
                }
            yield record


SUMMED: dict[str, Callable[[ExampleState, Collection[str]], Iterator[Record]]] = {
    "t8td-gens": _enrollment,
    "n2xa-p822": _graduation,
    "cmm7-ttbg": _dropout,
    "ak6h-9k7x": _attendance,
    "2kca-w7rq": _discipline,
}
"""Dataset id -> its records of some levels of a state. Each record follows from its own organization's counts alone."""


def accountability(state: ExampleState) -> Iterator[Record]:
    """Classifications of districts and schools."""
    of_place = heads(state.organizations)
    for year, classified in classify(state).items():
        for head, one in zip(of_place, classified, strict=False):
            record = {
                "sy": str(year),
                **head,
                "classification_overall": one.classification,
                "classification_reason": one.reason,
            }
            if one.targets_pct is not None:
                record["cumulative_prgrss_pct"] = fraction(one.targets_pct, 100, 2)
            if one.percentile is not None and head["org_type"] == "School":
                record["accntblty_pctle"] = str(one.percentile)
            yield record

"""Records as the state's hub answers them (JSON): values as text, shares 0 to 1, null fields left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import orjson

from ssos_analysis.sources.example.accountability import classify
from ssos_analysis.sources.example.calibration import Floats
from ssos_analysis.sources.example.export_mcas import FIRST_PARTICIPATION, LAST_PERCENTILE, achievement_percentiles
from ssos_analysis.sources.example.export_outcomes import FIRST_ARREST, FIRST_CHRONIC_20, FIRST_REFERRAL, RATE_TITLES
from ssos_analysis.sources.example.organizations import PK, SP, Place
from ssos_analysis.sources.example.places import PLACES, SCHOOLS
from ssos_analysis.sources.example.publishing import (
    ALL_MCAS_GROUPS,
    LEAST_COHORT,
    LEAST_DISCIPLINED,
    LEAST_GROWTH,
    LEAST_STUDENTS,
    LEAST_TESTED,
    SIXTEEN_GROUPS,
    fraction,
    groups_of,
    hub_label,
    is_withheld,
    joined_name,
    printed,
)
from ssos_analysis.sources.example.roster import GROUP_ORDER, is_published
from ssos_analysis.sources.example.simulate import GRADES, ExampleState

Record = dict[str, str]

_ORG_TYPES = {"state": "State", "district": "District", "school": "School"}
_TEST_GRADES = {"03-08": "ALL (03-08)", "HS": "HS SCI"}
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


def _heads(mcas_types: bool = False) -> list[Record]:
    """The organization fields of every place; the MCAS dataset has finer types than the others."""
    heads = []
    for place in PLACES:
        owner = place if place.district < 0 else PLACES[len(SCHOOLS) + place.district]
        heads.append(
            {
                "dist_code": owner.code,
                "dist_name": owner.name,
                "org_code": place.code,
                "org_name": place.name,
                "org_type": place.org_type if mcas_types else _ORG_TYPES[place.level],
            }
        )
    return heads


def write_records(folder: Path, state: ExampleState) -> None:
    """Every dataset, a file a year, named by the dataset's id as a download by hand might be."""
    for name, by_year in (
        ("i9w6-niyt", _mcas(state)),
        ("t8td-gens", _enrollment(state)),
        ("n2xa-p822", _graduation(state)),
        ("cmm7-ttbg", _dropout(state)),
        ("ak6h-9k7x", _attendance(state)),
        ("2kca-w7rq", _discipline(state)),
        ("ppbc-i8t9", _accountability(state)),
    ):
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


def _count(value: float) -> str:
    return str(int(value))


def _cells(groups: tuple[str, ...], sums: Floats) -> Iterator[tuple[int, Place, str, Floats]]:
    """Every organization and group with its sums: index, place, group, values."""
    for index, place in enumerate(PLACES):
        for group in groups:
            yield index, place, group, sums[index, GROUP_ORDER.index(group)]


def _mcas(state: ExampleState) -> Iterator[Record]:
    """Achievement by group. Single grades are written for all students of districts and the state only."""
    heads = _heads(mcas_types=True)
    for (year, grades, subject), sums in sorted(state.mcas.items()):
        is_single = grades not in ("03-08", "10", "HS")
        percentiles = achievement_percentiles(sums[:, 0]) if year <= LAST_PERCENTILE else {}
        for index, place, group, values in _cells(groups_of(ALL_MCAS_GROUPS, year), sums):
            tested, enrolled, exceeding, meeting, partially, not_meeting, score, growth_n, growth = values
            if tested < LEAST_TESTED or (is_single and (group != "all_students" or place.level == "school")):
                continue
            record = {
                "sy": str(year),
                **heads[index],
                "test_grade": _TEST_GRADES.get(grades, grades),
                "subject_code": subject,
                "stu_grp": hub_label(group),
                "stu_cnt": _count(tested),
                "avg_scaled_score": printed(score, tested, scale=1),
                "district_and_school": joined_name(place),
            }
            levels = {"m_plus_e": exceeding + meeting, "e": exceeding, "m": meeting, "pm": partially, "nm": not_meeting}
            for name, count in levels.items():
                record[f"{name}_cnt"], record[f"{name}_pct"] = _count(count), fraction(count, tested, 2)
            if year >= FIRST_PARTICIPATION and grades != "HS":
                record["stu_part_pct"] = fraction(tested, enrolled, 2)
            if growth_n:
                record["avg_sgp_incl"] = _count(growth_n)
            if growth_n >= LEAST_GROWTH:
                record["avg_sgp"] = printed(growth, growth_n, scale=1)
            if group == "all_students" and index in percentiles:
                record["ach_percentile"] = str(percentiles[index])
            yield record


def _enrollment(state: ExampleState) -> Iterator[Record]:
    """One wide record per organization and year; a group not counted in the year has no field."""
    heads = _heads()
    names = {PK: "pk_cnt", 0: "k_cnt", SP: "sp_cnt"}
    for year, sums in state.enrollment.items():
        totals = sums.sum(axis=2)
        for index in range(len(PLACES)):
            total = totals[index, 0]
            if not total:
                continue
            record = {"sy": str(year), **heads[index], "total_cnt": _count(total)}
            for number, grade in enumerate(GRADES):
                record[names.get(grade, f"g{grade}_cnt")] = _count(sums[index, 0, number])
            for name, group in {**_ENROLLMENT_SHARES, **_ENROLLMENT_COUNTS}.items():
                if is_published(group, year):
                    count = totals[index, GROUP_ORDER.index(group)]
                    record[f"{name}_pct"] = fraction(count, total, 3)
                    if name in _ENROLLMENT_COUNTS:
                        record[f"{name}_cnt"] = _count(count)
            yield record


def _graduation(state: ExampleState) -> Iterator[Record]:
    """Four kinds of rate; the state has no adjusted ones."""
    heads = _heads()
    names = ("grad_pct", "in_sch_pct", "non_grad_pct", "ged_pct", "drpout_pct", "exclud_pct")
    for (year, kind), sums in state.cohorts.items():
        for index, place, group, (cohort, *outcomes) in _cells(groups_of(SIXTEEN_GROUPS, year), sums):
            if cohort < LEAST_COHORT or ("adjusted" in kind and place.level == "state"):
                continue
            yield {
                "sy": str(year),
                **heads[index],
                "grad_rate_type": RATE_TITLES[kind],
                "stu_grp": hub_label(group),
                "cohort_cnt": _count(cohort),
                **{name: fraction(count, cohort, 3) for name, count in zip(names, outcomes, strict=True)},
            }


def _dropout(state: ExampleState) -> Iterator[Record]:
    """Annual dropout of grades 9 to 12."""
    heads = _heads()
    for year, sums in state.dropouts.items():
        for index, _, group, (enrolled, dropped, *grades) in _cells(groups_of(SIXTEEN_GROUPS, year), sums):
            if not enrolled:
                continue
            record = {"sy": str(year), **heads[index], "stu_grp": hub_label(group), "enroll_cnt_all": _count(enrolled)}
            if enrolled >= LEAST_STUDENTS:
                record |= {"drpout_cnt_all": _count(dropped), "drpout_pct_all": fraction(dropped, enrolled, 3)}
                for grade, of, out in zip(range(9, 13), grades[::2], grades[1::2], strict=True):
                    if of:
                        record[f"drpout_pct_grd_{grade:02d}"] = fraction(out, of, 3)
            yield record


def _attendance(state: ExampleState) -> Iterator[Record]:
    """Attendance of both periods; a group under 6 students has a record without figures."""
    heads = _heads()
    for (year, period), sums in state.attendance.items():
        for index, place, group, values in _cells(groups_of(SIXTEEN_GROUPS, year), sums):
            students, days, absent, ten, chronic, chronic_20, unexcused = values
            if not students or is_withheld(place, f"attendance:{period}", year):
                continue
            record = {"sy": str(year), **heads[index], "attend_period": _PERIODS[period], "stu_grp": hub_label(group)}
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


def _discipline(state: ExampleState) -> Iterator[Record]:
    """All offenses."""
    heads = _heads()
    names = (
        "in_susp_pct", "out_susp_pct", "exp_pct", "alt_setting_pct", "emerg_rmvl_pct", "arrest_pct", "lawenf_ref_pct",
    )  # fmt: skip
    since = {"arrest_pct": FIRST_ARREST, "lawenf_ref_pct": FIRST_REFERRAL}
    for year, sums in state.discipline.items():
        for index, _, group, (students, disciplined, *how) in _cells(groups_of(SIXTEEN_GROUPS, year), sums):
            if not students:
                continue
            record = {"sy": str(year), **heads[index], "stu_grp": hub_label(group), "offense": "All Offenses"}
            record["stu_cnt"] = _count(students)
            if students >= LEAST_STUDENTS:
                record["stu_discipl_cnt"] = _count(disciplined)
            if disciplined >= LEAST_DISCIPLINED:
                record |= {
                    name: fraction(count, students, 3)
                    for name, count in zip(names, how, strict=True)
                    if year >= since.get(name, 0)
                }
            yield record


def _accountability(state: ExampleState) -> Iterator[Record]:
    """Classifications of districts and schools."""
    heads = _heads()
    for year, classified in classify(state).items():
        for head, one in zip(heads, classified, strict=False):
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

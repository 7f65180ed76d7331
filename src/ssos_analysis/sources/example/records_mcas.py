"""MCAS records as the state's hub answers them, and what all its records share: organization fields, counts as text."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ssos_analysis.sources.example.export_mcas import FIRST_PARTICIPATION, LAST_PERCENTILE, achievement_percentiles
from ssos_analysis.sources.example.organizations import Place
from ssos_analysis.sources.example.places import Organizations
from ssos_analysis.sources.example.publishing import (
    ALL_MCAS_GROUPS,
    LEAST_GROWTH,
    LEAST_TESTED,
    fraction,
    groups_of,
    hub_label,
    printed,
)
from ssos_analysis.sources.example.simulate import ExampleState

Record = dict[str, str]

LEVELS = ("school", "district", "state")
_ORG_TYPES = {"state": "State", "district": "District", "school": "School"}
_TEST_GRADES = {"03-08": "ALL (03-08)", "HS": "HS SCI"}


def heads(organizations: Organizations, mcas_types: bool = False) -> list[Record]:
    """The organization fields of every place; the MCAS dataset has finer types than the others."""
    found = []
    for place in organizations.places:
        owner = organizations.district_of(place) or place
        found.append(
            {
                "dist_code": owner.code,
                "dist_name": owner.name,
                "org_code": place.code,
                "org_name": place.name,
                "org_type": place.org_type if mcas_types else _ORG_TYPES[place.level],
            }
        )
    return found


def counted(value: float) -> str:
    """A count as the hub gives it."""
    return str(int(value))


def has_percentile(place: Place, group: str, year: int) -> bool:
    """Whether a record compares a school with all others of the state, which takes the whole state to know."""
    return year <= LAST_PERCENTILE and group == "all_students" and place.level == "school"


def mcas(
    state: ExampleState,
    levels: Collection[str] = LEVELS,
    *,
    single_grades_for_all: bool = False,
    with_percentile: bool | None = None,
) -> Iterator[Record]:
    """Achievement by group, of at least ten tested students.

    Parameters
    ----------
    state : the counts; of every school of the state, where records with a percentile are wanted.
    levels : levels of the organizations wanted.
    single_grades_for_all : single grades for schools and for every group, as the hub has them; otherwise for all students of
        districts and the state only.
    with_percentile : True and False for the records that have an achievement percentile and for all others; None for both.
    """
    organizations = state.organizations
    of_place = heads(organizations, mcas_types=True)
    for (year, grades, subject), sums in sorted(state.mcas.items()):
        if with_percentile and year > LAST_PERCENTILE:
            continue
        is_narrow = not single_grades_for_all and grades not in ("03-08", "10", "HS")
        percentiles: dict[int, int] = {}
        if year <= LAST_PERCENTILE and with_percentile is not False:
            percentiles = achievement_percentiles(sums[: len(organizations.schools), state.column("all_students")])
        groups = [
            (group, hub_label(group), state.groups.index(group))
            for group in groups_of(ALL_MCAS_GROUPS, year)
            if group in state.groups
        ]
        for index, place in enumerate(organizations.places):
            if place.level not in levels or (is_narrow and place.level == "school") or sums[index, 0, 0] < LEAST_TESTED:
                continue
            joined = organizations.joined_name(place)
            by_group = sums[index].tolist()
            for group, label, column in groups:
                values = by_group[column]
                if values[0] < LEAST_TESTED or (is_narrow and group != "all_students"):
                    continue
                if with_percentile is not None and with_percentile != has_percentile(place, group, year):
                    continue
                record = {"sy": str(year), **of_place[index], "test_grade": _TEST_GRADES.get(grades, grades)}
                record |= {"subject_code": subject, "stu_grp": label, "district_and_school": joined}
                record |= _achieved(values, year, grades)
                if group == "all_students" and index in percentiles:
                    record["ach_percentile"] = str(percentiles[index])
                yield record


def _achieved(values: list[float], year: int, grades: str) -> Record:
    """The fields with figures of one record."""
    tested, enrolled, exceeding, meeting, partially, not_meeting, score, growth_n, growth = values
    record = {"stu_cnt": counted(tested), "avg_scaled_score": printed(score, tested, scale=1)}
    levels = {"m_plus_e": exceeding + meeting, "e": exceeding, "m": meeting, "pm": partially, "nm": not_meeting}
    for name, count in levels.items():
        record[f"{name}_cnt"], record[f"{name}_pct"] = counted(count), fraction(count, tested, 2)
    if year >= FIRST_PARTICIPATION and grades != "HS":
        record["stu_part_pct"] = fraction(tested, enrolled, 2)
    if growth_n:
        record["avg_sgp_incl"] = counted(growth_n)
    if growth_n >= LEAST_GROWTH:
        record["avg_sgp"] = printed(growth, growth_n, scale=1)
    return record

"""A store's districts as the pages about the whole state tell of them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ssos_analysis.caseload_data import caseload_of
from ssos_analysis.errors import StoreError
from ssos_analysis.measures.registry import measure as measure_of
from ssos_analysis.press.known import (
    FLAGGED,
    NOT_FLAGGED,
    NOT_KNOWN,
    WITH_SCHOOLS,
    FlaggedDistrict,
    FlaggedSchool,
    KnownCaseload,
    KnownDistrict,
    KnownState,
)
from ssos_analysis.schemas.columns import REPORTED
from ssos_analysis.sources.regions import RegionRegister
from ssos_analysis.sources.store import Store
from ssos_analysis.state_site.grade_spans import grades_label, span_words
from ssos_analysis.vocabulary.organizations import district_of
from ssos_analysis.vocabulary.topics import TOPICS

_VOCATIONAL = r"vocation|voc[/ .-]*tech|\bvoc\b|\btechnical\b|\bag(?:ricultural)? tech|agricultural"


def look_up(store: Store, register: RegionRegister) -> KnownState:
    """Everything the pages tell of a store's districts beside their briefs."""
    found, determined = _caseload(store)
    students = _students_by_grade(store)
    vocational = _vocational(store)
    newest = _newest(store)
    flagged = {one.code for one in found.districts if one.reasons} if found else set()
    with_schools = {one.code for one in found.districts} - flagged if found else set()
    held = store.organizations()
    names = held.loc[held["org_level"] == "district"].set_index("org_code")["org_name"]
    districts = {}
    for code in sorted(names.index):
        own, entry = students.get(code, {}), register.entry(code)
        districts[code] = KnownDistrict(
            name=_name(names[code]),
            grades=grades_label(own),
            span=span_words(own, is_vocational=code in vocational) or NOT_KNOWN,
            assistance=FLAGGED if code in flagged else WITH_SCHOOLS if code in with_schools
            else NOT_FLAGGED if code in determined else NOT_KNOWN,
            region=entry.region if entry else "",
            newest=newest.get(code, {}),
        )  # fmt: skip
    return KnownState(has_regions=bool(register.regions), topics=tuple(TOPICS), districts=districts, caseload=found)


def _caseload(store: Store) -> tuple[KnownCaseload | None, frozenset[str]]:
    """The caseload, and the districts that the state classified in its year, flagged or not."""
    try:
        found, _ = caseload_of(store)
    except StoreError:
        return None, frozenset()
    districts = tuple(
        FlaggedDistrict(
            code=row["org_code"], name=_name(row["org_name"]), reasons=(row["reason"] or row["reason_lines"]) if row["is_flagged"]
            else "", since=str(row["since"]), schools_n=int(row["schools_n"]), school_reasons=row["school_reasons"],
        )
        for row in found.districts.to_dict("records")
    )  # fmt: skip
    schools = tuple(
        FlaggedSchool(
            code=row["org_code"], name=row["org_name"], district_code=row["district_code"],
            district_name=_name(row["district_name"]), reason=row["reason"], ends=row["ends"], since=str(row["since"]),
        )
        for row in found.schools.to_dict("records")
    )  # fmt: skip
    return KnownCaseload(
        year=found.year, headline=found.headline(), notes=found.notes, districts=districts, schools=schools
    ), found.determined


def _name(text: object) -> str:
    return str(text).removesuffix("(District)").strip()


def _students_by_grade(store: Store) -> Mapping[str, dict[str, float]]:
    """District -> grade -> students, of the district's newest enrollment."""
    columns = ["org_code", "school_year", "grade", "students_n"]
    rows = store.table("enrollment_by_grade", columns=columns, levels=["district"])
    rows = rows[rows["school_year"] == rows.groupby("org_code")["school_year"].transform("max")]
    return {
        str(code): dict(zip(part["grade"].astype(str), part["students_n"].fillna(0).astype(float), strict=True))
        for code, part in rows.groupby("org_code")
    }


def _vocational(store: Store) -> set[str]:
    """Districts with a school that the directory calls vocational, or that say so in their own name."""
    schools = store.table("directory", columns=["org_code", "org_type"])
    typed = schools.loc[schools["org_type"].astype(str).str.contains("voc", case=False), "org_code"]
    held = store.organizations()
    districts = held[held["org_level"] == "district"]
    named = districts.loc[districts["org_name"].astype(str).str.contains(_VOCATIONAL, case=False, regex=True), "org_code"]
    return {district_of(str(code)) for code in [*typed, *named]}


def _newest(store: Store) -> dict[str, dict[str, int]]:
    """District -> topic -> spring year of its newest figure for all students."""
    newest: dict[str, dict[str, int]] = {}
    for topic, measure_id in TOPICS.items():
        about = measure_of(measure_id)
        columns = dict.fromkeys(["org_code", "school_year", "student_group", f"{about.value}__status", *about.where])
        rows = store.table(about.table, columns=list(columns), levels=["district"])
        kept = rows[f"{about.value}__status"].eq(REPORTED) & rows["student_group"].eq(about.whole)
        for key, value in about.where.items():
            kept &= rows[key].eq(value)
        years: pd.Series = rows[kept].groupby("org_code")["school_year"].max()
        for code, year in years.items():
            newest.setdefault(str(code), {})[topic] = int(year)
    return newest

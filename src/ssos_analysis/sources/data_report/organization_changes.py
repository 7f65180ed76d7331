"""Districts and schools that opened, closed or took in others, read off the enrollment reports and the directory.

No file says who joined whom. Named as a possibility is a district under whose code a school of one that ended stands again by the
same name; or one that shares a word of its name and whose enrollment rises, in the year after, by at least half of the students
that the other had. A person confirms it, and adds the break (params/series_breaks.yml).
"""

from __future__ import annotations

import re

import pandas as pd

from ssos_analysis.parameters import SeriesBreaks
from ssos_analysis.sources.store import Store
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS

COLUMNS = ("school_year", "what", "org_code", "org_name", "org_level", "students_n", "evidence", "entry")
LEAST_OF_STUDENTS = 0.5  # of those that ended: the others moved, finished, or went elsewhere
LEAST_RISE = 0.2  # of a district's own students, for a break to be worth its line
_COMMON_WORDS = set(
    re.findall(
        "[a-z]+",
        "academy academies agricultural and charter city collegiate community day district elementary for high hill horace ii "
        "mann middle new of on public prep preparatory regional school schools science social the technical virtual vocational",
    )
)


def organization_changes(store: Store, breaks: SeriesBreaks) -> pd.DataFrame:
    """Openings, closings and possible joinings, newest first.

    Returns
    -------
    DataFrame
        COLUMNS. `what` is `opened` (first year in the reports, which go further back), `closed` (not in the reports that follow;
        `evidence` says whether a later directory still lists it) or `may have taken in`; `entry` is the break to add where there
        is none.
    """
    totals = store.sql(f"""
        select org_code, any_value(org_name) org_name, org_level, school_year, max(students_n) students_n
        from enrollment_by_grade where grade = 'ALL' and student_group = '{ALL_STUDENTS}' and org_level <> 'state'
        group by org_code, org_level, school_year
    """)
    if totals.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    directory = store.sql("select org_code, school_year from directory")
    parts = [_ends(of_level, directory) for _, of_level in totals.groupby("org_level")]
    districts = totals[totals["org_level"] == "district"]
    closed = [part[(part["what"] == "closed") & (part["org_level"] == "district")] for part in parts]
    parts.append(_joinings(districts, pd.concat(closed), _schools(store), breaks))
    found = pd.concat(parts, ignore_index=True)
    return found.sort_values(["school_year", "what", "org_code"], ascending=[False, True, True], ignore_index=True)


def _ends(totals: pd.DataFrame, directory: pd.DataFrame) -> pd.DataFrame:
    """First and last years among districts, or among schools, where the reports go further."""
    years = sorted(totals["school_year"].unique())
    ends = totals.groupby("org_code")["school_year"].agg(["min", "max"])
    at = totals.set_index(["org_code", "school_year"])
    rows = []
    for code, (first, last) in ends.iterrows():
        if first > years[0] and first - 1 in years:
            rows.append(_row(at, str(code), int(first), "opened", f"in no enrollment report from {years[0]} to {first - 1}"))
        if last < years[-1] and last + 1 in years:
            evidence = f"in no enrollment report from {last + 1} to {years[-1]}" + _listed(str(code), int(last), directory)
            rows.append(_row(at, str(code), int(last), "closed", evidence))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _listed(code: str, last: int, directory: pd.DataFrame) -> str:
    """What a directory newer than the last report says."""
    newer = directory[directory["school_year"] > last]
    if newer.empty:
        return ""
    year = int(newer["school_year"].max())
    listed = code in set(newer[newer["school_year"] == year]["org_code"])
    return f"; the directory of {year} {'still lists it' if listed else 'does not list it'}"


def _row(at: pd.DataFrame, code: str, year: int, what: str, evidence: str, entry: str = "") -> tuple[object, ...]:
    name, level, students = (at.at[(code, year), column] for column in ("org_name", "org_level", "students_n"))
    return year, what, code, name, level, students, evidence, entry


def _schools(store: Store) -> pd.DataFrame:
    """Schools by name: org_code, key (the name without case or the district before it), first_year."""
    held = store.organizations()
    schools = held[held["org_level"] == "school"]
    keys = [" ".join(re.findall(r"[a-z0-9]+", name.split(" - ", 1)[-1].lower())) for name in schools["org_name"]]
    return pd.DataFrame({"org_code": schools["org_code"], "key": keys, "first_year": schools["first_year"]})


def _joinings(districts: pd.DataFrame, closed: pd.DataFrame, schools: pd.DataFrame, breaks: SeriesBreaks) -> pd.DataFrame:
    """Districts that may have taken in those that ended the year before."""
    at = districts.set_index(["org_code", "school_year"])
    n = at["students_n"].to_dict()
    names = districts.sort_values("school_year").groupby("org_code")["org_name"].last().to_dict()
    found = []
    for last, ended in closed.groupby("school_year"):
        year = int(str(last)) + 1
        for code in districts[districts["school_year"] == year]["org_code"]:
            rise = n[(code, year)] - n.get((code, year - 1), 0.0)
            joined = {
                one: students
                for one, students in zip(ended["org_code"], ended["students_n"], strict=True)
                if _share_a_school(one, code, year, schools)
                or (rise >= LEAST_OF_STUDENTS * students and _words(names[one]) & _words(names[code]))
            }
            if joined:
                before = n.get((code, year - 1), 0.0)
                who = ", ".join(f"{names[one]} ({students:,.0f})" for one, students in joined.items())
                evidence = f"{before:,.0f} students in {year - 1}, {n[(code, year)]:,.0f} in {year}; ended in {year - 1}: {who}"
                entry = _entry(code, year, names[code], evidence, before, rise, breaks)
                found.append(_row(at, code, year, "may have taken in", evidence, entry))
    return pd.DataFrame(found, columns=list(COLUMNS))


def _share_a_school(ended: str, code: str, year: int, schools: pd.DataFrame) -> bool:
    """Whether a school of a district that ended stands, by its name, under another code from then on."""
    theirs = set(schools[schools["org_code"].str.startswith(ended[:4])]["key"])
    new = schools[schools["org_code"].str.startswith(code[:4]) & (schools["first_year"] >= year)]
    return bool(theirs & set(new["key"]))


def _words(name: str) -> set[str]:
    """The words of a district's name that tell it from others."""
    return set(re.findall(r"[a-z]+", name.lower())) - _COMMON_WORDS


def _entry(code: str, year: int, name: str, evidence: str, before: float, rise: float, breaks: SeriesBreaks) -> str:
    """The lines to add to params/series_breaks.yml; empty where the break is there, or no line could cross it."""
    known = any(rule.first_year == year and code in rule.organizations for rule in breaks.breaks)
    if known or rise < LEAST_RISE * before or not before:
        return ""
    return (
        f"- id: {'_'.join(re.findall(r'[a-z0-9]+', name.lower()))}_{year}\n  first_year: {year}\n"
        f'  topics: [mcas, growth, attendance, discipline, enrollment]\n  organizations: ["{code}"]\n'
        f'  reason: "Since {year} the district has had students of districts that ended."\n'
        f'  source: "Enrollment by Grade Reports: {evidence}"\n  confirmed: "no"'
    )

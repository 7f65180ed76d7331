"""Staff beside students, and how the figures of several groups moved."""

from __future__ import annotations

import re

from tests.sentences import reading as r
from tests.sentences.claims_trend import about
from tests.sentences.finished_page import Page, Row, Table, Text
from tests.sentences.sentence_grammar import claim

N = r.NUMBER
STAFF, STUDENTS = "share_of_staff_published", "share_of_students_published"


def _table(page: Page) -> Table:
    table = page.table("table-staff-and-students")
    assert table, "the page has no table of staff and students"
    return table


def _widest(page: Page, staff: str, students: str, name: str) -> r.Faults:
    """The group whose two shares lie furthest apart, with both as published."""
    rows = _table(page).csv
    row = r.first(row for row in rows if row["group"] == r.group(name))
    if not r.is_rounded(staff, row[STAFF]) or not r.is_rounded(students, row[STUDENTS]):
        yield f"the shares are {row[STAFF]} and {row[STUDENTS]}"
    apart = [abs(float(one[STAFF]) - float(one[STUDENTS])) for one in rows]
    if abs(float(row[STAFF]) - float(row[STUDENTS])) < max(apart) - 1e-9:
        yield "the shares of another group lie further apart"


_SAID = rf"(?P<staff>{N}) of staff and (?P<students>{N}) of students were (?P<group>.+?)\."


@claim("headline", rf"In (?P<district>.+?), {_SAID}$")
def staff_headline(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if m["district"] != page.district:
        yield f"the page is of {page.district}"
    yield from _widest(page, m["staff"], m["students"], m["group"])


@claim("alt", rf"Dot chart of (?P<n>\d+) groups, staff and students of (?P<district>.+?), (?P<years>[^:]+): {_SAID}$")
def staff_drawn(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if not page.district.startswith(m["district"]) or int(m["n"]) != len(_table(page).csv):
        yield f"{len(_table(page).csv)} groups of {page.district} are drawn"
    yield from _years(page, m["years"])
    yield from _widest(page, m["staff"], m["students"], m["group"])


@claim("subtitle", r"Share of staff \(all jobs, full-time equivalents\) and of students in each group; (?P<years>.+)$")
def staff_subtitle(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    yield from _years(page, m["years"])


def _years(page: Page, words: str) -> r.Faults:
    """`2024-25` of both, or `staff 2023-24, students 2024-25`."""
    parts = re.fullmatch(r"staff (.+), students (.+)", words)
    told = [parts[1], parts[2]] if parts else [words, words]
    for said, column in zip(told, ("staff_school_year", "students_school_year"), strict=True):
        true = {row[column].removesuffix(".0") for row in _table(page).csv}
        if {r.time(one)[0] for one in said.split(" and ")} != true:
            yield f"{column} is {', '.join(sorted(true))}"


@claim("note", r"Not shown, since one of the two shares is not in the files read: (?P<groups>.+)\.$")
def staff_not_shown(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    held = {row["group"] for row in _table(page).csv}
    for name in m["groups"].split("; "):
        if r.group(name) in held or r.group(name).startswith("no group"):
            yield f"{name} is in the table"


@claim(
    "caution",
    r"Staff beside students: the files read hold no shares of the staff of (?P<district>.+?) by race and ethnicity, "
    r"or .+$",
)
def no_staff(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if m["district"] != page.district or page.table("table-staff-and-students"):
        yield f"the page is of {page.district}, or has these shares"


@claim("caption", r"Staff and students of (?P<district>.+?) by race and ethnicity, percent$")
def staff_caption(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if m["district"] != page.district:
        yield f"the page is of {page.district}"


# --- how the figures of groups moved -------------------------------------------------------------------------------------------

_WORDS = {"above": "rose", "below": "fell", "not_clear": "we cannot tell", "too_few": "too few to conclude"}


def _stands(row: Row) -> str:
    n = min(float(row["first_students_n"]), float(row["students_n"]))
    slack = r.known(row.get("rounding_error_points", "")) or 0.0
    return r.strength(r.known(row["interval_low"]), r.known(row["interval_high"]), n, slack)


@claim("caption", r"(?P<label>.+): changes by student group, (?P<district>.+)$")
def changes_caption(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    """The last column says what each interval allows; a rounding may make it say less."""
    table = page.table(text.table)
    assert table
    if (m["label"], m["district"]) != (about(table).label, page.district):
        yield f"the table is of {about(table).label}, {page.district}"
    for row, shown in zip(table.csv, table.rows, strict=True):
        if row["why_hidden"] or not row["change_derived"]:
            continue
        told = shown["What we can say"]
        if told != _WORDS[_stands(row)] and not (told == "we cannot tell" and _stands(row) in ("above", "below")):
            yield f"{shown['Group']}: the interval allows {_stands(row)!r}, the table says {told!r}"


@claim("table_note", r"(?P<n>\d+) groups; if nothing had moved, about one in twenty would still look clear\.")
def changes_compared(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    if int(m["n"]) != len(table.csv):
        yield f"{len(table.csv)} groups are compared"


@claim("note", r"(?P<label>.+): the files read hold fewer than two comparable years with counts for (?P<groups>.+?)\.$")
def no_two_years(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    measure = r.labelled(m["label"])
    assert measure, f"no measure is called {m['label']}"
    table = page.table(f"table-changes-{measure.id.replace('_', '-')}")
    held = {row["student_group"] for row in (table.csv if table else ())}
    if not any(not held & one for one in r.groups(m["groups"])):
        yield "the table has changes of them"

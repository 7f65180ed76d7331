"""Schools and groups that were better than expected in two years, beside what was expected."""

from __future__ import annotations

import re

from tests.sentences import reading as r
from tests.sentences.finished_page import Page, Row, Table, Text
from tests.sentences.sentence_grammar import claim

N, W = r.NUMBER, r.WHEN
_NOT_LOOKED_AT = (
    r"Not looked at, (?:since the files read hold no two years of a school with counts|although a school has two years with "
    r"counts, since the files read do not tell for two of the newest years what to expect of it \(the make-up of the students of "
    r"enough schools of the state\)): (?P<labels>.+)\.$"
)
BETTER_BY, THEN = "better_than_expected_points_derived", "earlier_better_than_expected_points_derived"


def _found(page: Page) -> Table:
    table = page.table("table-bright-spots")
    assert table, "the page has no table of bright spots"
    return table


def _cases(table: Table) -> tuple[int, int]:
    return len(table.csv), len({row["org_code"] for row in table.csv})


@claim(
    "prose caution",
    r"We looked at (?P<tested>\d+) cases in (?P<schools>\d+) schools? of (?P<district>.+?), each a student group of a "
    r"school in one "
    r"measure \((?P<measures>[^)]+)\), in the two newest years that can be judged \((?P<years>[^)]+)\)\. "
    r"(?:(?P<none>None was) clearly better than expected in both\. This does "
    r"not mean that there is no good work to learn from: with few students it cannot be told from "
    r"chance\.|(?P<found>\d+) (?:was|were) "
    r"clearly better than expected in both\.(?: (?P<which>It|All of them|\d+ of them) cannot be shown: "
    r"too few students, "
    r"or too few with or without the outcome\.)?)",
)
def better_than_expected(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table("table-bright-spots")
    shown = len(table.csv) if table else 0
    found = int(m["found"] or 0)
    which = m["which"] or ""
    hidden = found if which in ("It", "All of them") else int(which.split()[0]) if which else 0
    if m["district"] != page.district:
        yield f"the page is of {page.district}"
    if found - hidden != shown or found > int(m["tested"]):
        yield f"the table has {shown} cases"
    if table and int(m["schools"]) < _cases(table)[1]:
        yield f"the table has {_cases(table)[1]} schools"
    told = [pair.split(" and ") for pair in m["years"].split("; ")]
    for row in table.csv if table else ():
        if not any(r.is_time(before, row, "earlier_school_year") and r.is_time(last, row) for before, last in told):
            yield f"the table has a case of {row['earlier_school_year']} and {row['school_year']}"


@claim(
    "item",
    rf"(?P<school>.+?): (?P<label>.+?), (?P<group>[^:,]+): (?P<value>{N}) in (?P<when>{W}), and (?P<before>{N}) in "
    rf"(?P<then>{W})\. Of "
    rf"schools with like enrollment about (?P<expected>{N}) and (?P<expected_then>{N}) would be expected\."
    r"(?: In the table: (?P<more>\d+) more cases? of this school\.)?",
)
def bright_spot(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = _found(page)
    measure = r.labelled(m["label"])
    assert measure, f"no measure is called {m['label']}"
    row = r.first(
        row for row in table.csv
        if (row["org_name"], row["measure"], row["student_group"]) == (m["school"], measure.id, r.group(m["group"]))
    )  # fmt: skip
    told = {"value": "published_figure", "before": "earlier_published_figure", "expected": "expected_derived",
            "expected_then": "earlier_expected_derived"}  # fmt: skip
    for name, column in told.items():
        if not r.is_rounded(m[name], row[column]):
            yield f"{column} is {row[column]}"
    if not r.is_time(m["when"], row) or not r.is_time(m["then"], row, "earlier_school_year"):
        yield f"the years are {row['school_year']} and {row['earlier_school_year']}"
    yield from _is_better(row)
    more = sum(1 for other in table.csv if other["org_code"] == row["org_code"]) - 1
    if int(m["more"] or 0) != more:
        yield f"the table has {more} more cases of this school"


def _is_better(row: Row) -> r.Faults:
    measure = r.measure(row["measure"])
    assert measure
    sign = 1 if measure.better == "higher" else -1
    by = [sign * (float(row[drawn]) - float(row[expected])) for drawn, expected in
          (("drawn_figure_derived", "expected_derived"), ("earlier_drawn_figure_derived", "earlier_expected_derived"))
          if row[drawn]]  # fmt: skip
    if any(one < 5 - 1e-9 for one in by):
        yield f"drawn, it was better by {', '.join(f'{one:.1f}' for one in by)} points, not by five in both years"


@claim("item", r"The table holds (?P<more>\d+) more schools, by name\.")
def more_schools(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    told = [other for other in page.texts if other.role == "item" and "would be expected" in other.text]
    if int(m["more"]) != _cases(_found(page))[1] - len(told):
        yield f"the table has {_cases(_found(page))[1]} schools, and {len(told)} are named"


@claim(
    "headline",
    r"(?P<district>.+?): (?P<cases>\d+) cases? in (?P<schools>\d+) schools? clearly better than expected in two years\.",
)
def bright_headline(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if m["district"] != page.district or (int(m["cases"]), int(m["schools"])) != _cases(_found(page)):
        yield "the table has {} cases in {} schools of {}".format(*_cases(_found(page)), page.district)


@claim(
    "alt",
    rf"Dot chart with intervals, (?P<district>.+?): (?P<cases>\d+) cases? in (?P<schools>\d+) schools?, by name\. "
    rf"(?P<school>.+?), "
    rf"(?P<label>[A-Z].+?): (?P<value>{N}), about (?P<expected>{N}) expected\.",
)
def bright_alt(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = _found(page)
    if not page.district.startswith(m["district"]) or (int(m["cases"]), int(m["schools"])) != _cases(table):
        yield "the table has {} cases in {} schools of {}".format(*_cases(table), page.district)
    measure = r.labelled(m["label"])
    assert measure, f"no measure is called {m['label']}"
    own = [row for row in table.csv if row["org_name"].startswith(m["school"]) and row["measure"] == measure.id]
    if not any(
        r.is_rounded(m["value"], row["published_figure"]) and r.is_rounded(m["expected"], row["expected_derived"]) for row in own
    ):
        yield f"the table has no such case of {m['school']}"


@claim("subtitle", r"(?P<labels>.+): newest year, one case a school, drawn towards what is expected; percent of students$")
def bright_subtitle(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    held = {known.short_label for row in _found(page).csv if (known := r.measure(row["measure"]))}
    if not set(m["labels"].split("; ")) <= held:
        yield f"the table is of {'; '.join(sorted(held))}"


@claim("note", r"The first (?P<n>\d+) schools by name are drawn\.")
def first_schools(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if int(m["n"]) >= _cases(_found(page))[1]:
        yield "there are no more"


@claim("note", _NOT_LOOKED_AT)
def not_looked_at(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table("table-bright-spots")
    held = {row["measure"] for row in (table.csv if table else ())}
    for label in m["labels"].split("; "):
        measure = r.labelled(label)
        if measure is None or measure.id in held:
            yield f"{label} is {'in the table' if measure else 'no measure'}"


@claim(
    "caution",
    r"Nothing could be looked at in (?P<district>.+?): no school has, in one of these measures, two comparable years "
    r"with counts and a published make-up of its students\. This says nothing of how its schools do\.",
)
def nothing_looked_at(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if m["district"] != page.district or page.table("table-bright-spots"):
        yield f"the page is of {page.district}, or has such schools"


@claim("caption", r"Schools of (?P<district>.+?) that were better than expected in two years, by name$")
def bright_caption(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    names = [row["org_name"] for row in _found(page).csv]
    if m["district"] != page.district or len(names) != len(_found(page).rows):
        yield f"the table is of {page.district}"

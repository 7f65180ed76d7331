"""Growth year by year."""

from __future__ import annotations

import re
from collections import Counter

from tests.sentences import reading as r
from tests.sentences.claims_trend import about
from tests.sentences.finished_page import Page, Text
from tests.sentences.sentence_grammar import claim

N, W = r.NUMBER, r.WHEN

N = r.NUMBER


@claim(
    "item",
    r"The mean growth percentile of (?P<group>.+?) was clearly (?P<side>above|below) 50 in each of the last "
    r"(?P<n>\d+) comparable years: (?P<means>.+?)\.$",
)
def lasting_growth(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.after(text, "table-growth-")
    assert table
    rows = [row for row in table.csv if row["student_group"] == r.group(m["group"]) and row["published_figure"]]
    told = re.findall(rf"({N}) in (\d{{4}})", m["means"])
    if int(m["n"]) != len(told) or [year for _, year in told] != [row["school_year"] for row in rows]:
        yield f"the table has the years {', '.join(row['school_year'] for row in rows)}"
        return
    for (value, _), row in zip(told, rows, strict=True):
        if not r.is_rounded(value, row["published_figure"]):
            yield f"in {row['school_year']} it was {row['published_figure']}"
        low, high = (r.known(row[f"interval_{end}"]) for end in ("low", "high"))
        if low is None or high is None or not (low > 50 if m["side"] == "above" else high < 50):
            yield f"in {row['school_year']} the interval is {low} to {high}"


@claim(
    "item",
    r"Of no group does growth lie clearly on one side of 50 in each of (?P<n>\d+) comparable years\. This does not "
    r"mean that growth was the same for all\.",
)
def no_lasting_growth(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.after(text, "table-growth-")
    assert table
    years = Counter(row["student_group"] for row in table.csv if row["published_figure"])
    if max(years.values(), default=0) < int(m["n"]):
        yield f"no group has {m['n']} years in the table"
    for group in {row["student_group"] for row in table.csv}:
        rows = [row for row in table.csv if row["student_group"] == group and row["interval_low"]]
        sides = {
            "above" if float(row["interval_low"]) > 50 else "below" if float(row["interval_high"]) < 50 else "" for row in rows
        }
        slack = any(
            abs(float(row[f"interval_{end}"]) - 50) <= 0.5 for row in rows for end in ("low", "high")
        )  # rounding could undo it
        large = all(float(row["students_n"]) >= r.LEAST_N for row in rows)
        if len(rows) >= int(m["n"]) and len(sides) == 1 and sides != {""} and large and not slack:
            yield f"that of {group} does"


@claim(
    "item",
    r"The files read hold fewer than (?P<n>\d+) comparable years of every group, so we cannot tell whether growth lasted on one "
    r"side of 50\.",
)
def growth_too_young(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.after(text, "table-growth-")
    assert table
    years = Counter(row["student_group"] for row in table.csv if row["published_figure"])
    for group, n in years.items():
        if n >= int(m["n"]):
            yield f"the table has {n} years of {group}"


@claim("note", r"The files read hold no growth of (?P<district>.+?) for: (?P<groups>.+?)\.$")
def no_growth(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.before(text, "table-growth-")
    held = {row["student_group"] for row in (table.csv if table else ()) if row["published_figure"]}
    if m["district"] != page.district or not any(not held & one for one in r.groups(m["groups"])):
        yield "the table has growth of them"


@claim("caption", r"(?P<label>.+): (?P<district>[^:]+?), the last comparable years$")
def growth_caption(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    if (m["label"], m["district"]) != (about(table).label, page.district):
        yield f"the table is of {about(table).label}, {page.district}"

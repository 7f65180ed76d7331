"""Groups as the state publishes them, in one year."""

from __future__ import annotations

import re

from tests.sentences import reading as r
from tests.sentences.claims_trend import about
from tests.sentences.finished_page import Page, Text
from tests.sentences.sentence_grammar import claim

N, W = r.NUMBER, r.WHEN


_SPREAD = (
    rf"(?:from (?P<low>{N}) \((?P<lowest>.+?)\) to (?P<high>{N}) \((?P<highest>.+?)\)|(?P<only>{N}) \((?P<alone>.+?)\), no other "
    r"group reported)\."
)


@claim("headline", rf"(?P<label>.+) in (?P<district>.+?), (?P<when>{W}): {_SPREAD}")
def groups_headline(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    yield from _groups(page, text, m)


@claim(
    "alt",
    rf"Dot chart by student group, (?P<label>.+), (?P<district>.+?), (?P<when>{W}): {_SPREAD}"
    r"(?P<beside> Diamonds show the state\.)?",
)
def groups_drawn(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    yield from _groups(page, text, m)
    if bool(m["beside"]) != _has_state(page, text):
        yield "the table says otherwise of the state's figures"


@claim(
    "note",
    r"Dots: the district(?P<beside>; diamonds: the same group in the state)?(?P<line>; the vertical line: all students of the "
    r"district)?\.",
)
def groups_marked(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    if bool(m["beside"]) != _has_state(page, text):
        yield "the table says otherwise of the state's figures"
    if bool(m["line"]) != any(row["student_group"] == "all_students" and row["published_figure"] for row in table.csv):
        yield "the table says otherwise of all students"


def _has_state(page: Page, text: Text) -> bool:
    """Whether a group with a figure has the state's beside it."""
    table = page.table(text.table)
    assert table
    return any(row["published_figure"] and row["state_published_figure"] for row in table.csv)


def _groups(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    rows = [row for row in table.csv if row["published_figure"]]
    if m["label"] != about(table).short_label or not page.district.startswith(m["district"]):
        yield f"the chart is of {about(table).short_label} in {page.district}"
    if not r.is_time(m["when"], rows[0]):
        yield f"the figures are of {rows[0]['school_year']}"
    if bool(m["only"]) != (len(rows) == 1):
        yield f"{len(rows)} groups have a figure"
    by_group = {row["student_group"]: row for row in rows}
    ends = ((m["low"], m["lowest"], min), (m["high"], m["highest"], max)) if m["low"] else ((m["only"], m["alone"], min),)
    printed = {r.group(row["Group"]): row for row in table.rows}
    for value, name, pick in ends:
        row = by_group[r.group(name)]
        if float(row["published_figure"]) != pick(float(each["published_figure"]) for each in rows):
            yield f"{name} is not the {pick.__name__}imum"
        if not r.is_rounded(value, row["published_figure"]) or printed[row["student_group"]][table.heads[1]] != value:
            yield f"the figure of {name} is {row['published_figure']}, not {value}"


@claim("subtitle", rf"(?P<label>.+), (?P<when>{W}); (?P<unit>[^,;]+), by student group$")
def groups_subtitle(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    measure = about(table)
    if (m["label"], m["unit"]) != (measure.label, measure.unit) or not r.is_time(m["when"], table.csv[0]):
        yield f"the chart is of {measure.label}; {measure.unit}, {table.csv[0]['school_year']}"

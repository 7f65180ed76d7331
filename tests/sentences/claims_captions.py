"""Captions, and which files and rows a table was read from."""

from __future__ import annotations

import re

from tests.sentences import reading as r
from tests.sentences.claims_trend import about
from tests.sentences.finished_page import Page, Text
from tests.sentences.sentence_grammar import claim

N, W = r.NUMBER, r.WHEN


@claim(
    "caption",
    rf"(?P<label>.+?)(?:: gaps in (?P<gaps>.+?)|: the gaps of (?P<scales>.+?) on other scales| by school, (?P<schools>.+?)"
    rf"| by student group, (?P<groups>.+?)), (?P<when>{W})$",
)
def dated_caption(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    district = m["gaps"] or m["scales"] or m["schools"] or m["groups"]
    if m["label"] != about(table).label or district != page.district or not r.is_time(m["when"], table.csv[0]):
        yield f"the table is of {about(table).label} in {page.district}, {table.csv[0]['school_year']}"


@claim("caption", r"(?P<label>.+?), (?P<district>[^:]+?)(?: and the state|: (?P<group>.+?) minus (?P<reference>.+?))$")
def lines_caption(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    if m[0] != f"{about(table).label}, {page.district}" + m[0][len(f"{m['label']}, {m['district']}") :]:
        yield f"the table is of {about(table).label}, {page.district}"
    if m["group"] and {r.group(m["group"])} != {row["student_group"] for row in table.csv}:
        yield f"the table is not of {m['group']}"


@claim(
    "caption",
    r"(?P<label>.+): (?:change of the gaps of (?P<gaps>.+?) to (?P<reference>.+)|(?P<since>[^:]+?) since 2019|groups "
    r"by [a-z ]+ in (?P<by>.+?), .+)$",
)
def other_caption(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    if not text.text.startswith(f"{about(table).label}: ") or (m["gaps"] or m["since"] or m["by"]) != page.district:
        yield f"the table is of {about(table).label}, {page.district}"
    if m["reference"] and {r.group(m["reference"])} != {row["reference_group"] for row in table.csv}:
        yield f"the gaps are not to {m['reference']}"


@claim(
    "caption",
    rf"Students of (?P<district>.+?) \((?:(?P<total>{N}) students|total not reported) on 1 October (?P<year>\d{{4}})\)$",
)
def who_caption(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    years = {row["school_year"] for row in table.csv}
    if m["district"] != page.district or int(max(years)) != int(m["year"]) + 1:
        yield f"the newest shares are of {max(years)}"
    totals = {row["all_students_n"] for row in table.csv if row["school_year"] == max(years)} - {""}
    if bool(m["total"]) != bool(totals) or (m["total"] and not all(r.is_rounded(m["total"], total) for total in totals)):
        yield f"{' or '.join(totals) or 'no'} students are enrolled"


@claim(
    "where", r".+?: file (?P<file>.+?)(?:, sheet .+?)?(?:, rows? (?P<rows>[\d, ]+)(?: and (?P<more>\d+) more)?)?(?:; saved .+)?$"
)
def where_from(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    """Rows that a table says it was read from stand in its download, where that holds them."""
    table = page.table(text.table)
    assert table
    if not m["rows"] or not text.table.startswith(
        ("table-trend-", "table-gaps-", "table-groups-", "table-schools-", "table-gap-over")
    ):
        return  # other tables were read from more rows than their download names
    held = {str(int(float(row["source_row"]))) for row in table.csv if row["source_row"]}
    if not set(m["rows"].split(", ")) <= held:
        yield f"the download is of other rows: {', '.join(sorted(held)[:6])}"


@claim("note", rf"(?P<n>{N}) figures: CSV ?, workbook \(XLSX\)\s?\.")
def figures_in_files(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    if not r.is_rounded(m["n"], len(table.csv)):
        yield f"the file has {len(table.csv)} figures"
    for shown in table.rows:
        own = [row for row in table.csv if row["label"] == shown["Measure"] and row["unit"] == shown["Unit"]]
        years = sorted({row["school_year"] for row in own})
        told = [r.time(one)[0] for one in shown["School years"].split(" to ")]
        if not r.is_rounded(shown["Figures"], len(own)) or [told[0], told[-1]] != [years[0], years[-1]]:
            yield f"{shown['Measure']}: the file has {len(own)} figures of {years[0]} to {years[-1]}"
        if not r.is_rounded(shown["Groups"], len({row["student_group"] for row in own})):
            yield f"{shown['Measure']}: the file has other groups"


@claim("caption", r"Figures of the state about (?P<district>.+)$")
def figures_caption(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if m["district"] != page.district:
        yield f"the page is of {page.district}"

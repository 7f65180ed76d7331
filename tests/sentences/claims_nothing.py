"""What a page says where there is nothing to show: it must not be there."""

from __future__ import annotations

import re

from ssos_analysis.vocabulary.student_groups import GROUPS, groups_of
from tests.sentences import reading as r
from tests.sentences.finished_page import Page, Text
from tests.sentences.sentence_grammar import claim

N, W = r.NUMBER, r.WHEN


@claim(
    "caution",
    r"(?P<label>.+?): the files read hold no figure for (?P<district>.+?)\. Either the state publishes none(?: \(too few "
    r"students, or no such grades\))?, or its report, “(?P<report>[^”]+)”, has not been imported\.",
)
def no_figure(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    measure = r.labelled(m["label"])
    if measure is None or m["district"] != page.district or m["report"] != measure.report:
        yield f"the page is of {page.district}"
        return
    if page.table(f"table-trend-{measure.id.replace('_', '-')}"):
        yield "the page has its chart"


@claim(
    "caution",
    r"(?P<label>.+?): the files read hold figures of (?P<district>.+?) by student group, and none for (?P<group>[^.]+)\.$",
)
def only_figures_of_groups(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    measure = r.labelled(m["label"])
    if measure is None or m["district"] != page.district:
        yield f"the page is of {page.district}"
        return
    if page.table(f"table-trend-{measure.id.replace('_', '-')}"):
        yield "the page has its chart"
    table = page.table(f"table-groups-{measure.id.replace('_', '-')}")
    if table and r.group(m["group"]) in {row["student_group"] for row in table.csv if row["published_figure"]}:
        yield f"the page has a figure for {m['group']}"


@claim(
    "caution",
    r"(?P<label>.+?): the files read hold no figures of (?P<district>.+?) by (?P<by>student group|race and "
    r"ethnicity|gender|income|"
    r"disability), so gaps cannot be shown\. This does not mean that there are none\.",
)
def no_groups(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    measure = r.labelled(m["label"])
    if measure is None or m["district"] != page.district:
        yield f"the page is of {page.district}"
        return
    groups = groups_of(m["by"].replace(" and ", "_")) if m["by"] != "student group" else tuple(GROUPS)
    for name in ("gaps", "groups"):
        table = page.table(f"table-{name}-{measure.id.replace('_', '-')}")
        held = {row["student_group"] for row in (table.csv if table else ()) if row["published_figure"]} - {"all_students"}
        if held & set(groups):
            yield f"the page has figures of {', '.join(sorted(held & set(groups)))}"


@claim(
    "caution",
    r"(?P<label>.+?): (?:the files read hold no figures of (?P<district>.+?) for these student groups, so no gap is "
    r"shown|no gap of (?P<of>.+?) can be shown over the years: (?P<why>.+?))\.$",
)
def no_gap_lines(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    measure = r.labelled(m["label"])
    if measure is None or (m["district"] or m["of"]) != page.district:
        yield f"the page is of {page.district}"
        return
    if page.named(f"table-gap-over-years-{measure.id.replace('_', '-')}"):
        yield "the page has such a chart"


@claim("note caution prose", r"(?P<label>.+?): the files read hold no figure of (?P<district>[^.]+?) for (?P<groups>[^.]+)\.$")
def no_figure_of_groups(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    measure = r.labelled(m["label"])
    if measure is None or m["district"] != page.district:
        yield f"the page is of {page.district}"
        return
    table = page.table(f"table-growth-{measure.id.replace('_', '-')}")
    held = {row["student_group"] for row in (table.csv if table else ())}
    if not any(not held & one for one in r.groups(m["groups"])):
        yield "the table has figures of them"


@claim("note", r"The files read hold no school figures of (?P<district>.+?) for: (?P<label>.+?)\.$")
def no_schools(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    measure = r.labelled(m["label"])
    if measure is None or m["district"] != page.district or page.table(f"table-schools-{measure.id.replace('_', '-')}"):
        yield f"the page is of {page.district}, or has the table"


@claim("prose", rf"The change from (?P<first>{r.WHEN}) to (?P<last>{r.WHEN}) is not shown: (?P<why>[a-z ]+)\.$")
def change_not_shown(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    trend = page.before(text, "table-trend-")
    assert trend
    years = {row["school_year"] for row in trend.csv if row["org_code"] == page.code and row["published_figure"]}
    if not {r.time(m[name])[0] for name in ("first", "last")} <= years:
        yield f"the chart has figures of {', '.join(sorted(years))}"


@claim("table_note", rf"The district's own figures are newer \((?P<when>{r.WHEN})\)\.")
def older_schools(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    if int(r.time(m["when"])[0]) <= max(int(row["school_year"]) for row in table.csv):
        yield f"the schools' figures are of {table.csv[0]['school_year']}"
    trend = page.table(f"table-trend-{table.measure.replace('_', '-')}")
    if trend and not any(
        r.is_time(m["when"], row) for row in trend.csv if row["org_code"] == page.code and row["published_figure"]
    ):
        yield "the chart has no such figure"

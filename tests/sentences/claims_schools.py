"""Schools: why one is flagged, and its groups beside the same groups in the state."""

from __future__ import annotations

import re

from tests.sentences import reading as r
from tests.sentences.finished_page import Page, Row, Table, Text
from tests.sentences.sentence_grammar import claim

N, W = r.NUMBER, r.WHEN


def _of_school(page: Page, text: Text) -> Table:
    table = page.after(text, "table-school-")
    assert table, "no table of a school is below"
    return table


def _stands(row: Row, shown: Row) -> str:
    """What the interval of a group's figure allows beside the state's."""
    measure = r.measure(row["measure"])
    assert measure
    low, high, n, state = (
        r.known(row[name]) for name in ("interval_low", "interval_high", "students_n", "state_published_figure")
    )
    if state is None or not row["published_figure"]:
        return "missing"
    if low is None or high is None or n is None or "unusual" in shown["What we can say"]:
        return "plain"
    value, beside = shown["Published"], shown["Same group in the state"]
    slack = 0.5 * 10.0 ** -r.places(beside)
    slack += r.students_off(n, r.places(value), row["counts"]) if measure.kind == "share" else 0.5 * 10.0 ** -r.places(value)
    return r.strength(low - state, high - state, n, slack)


@claim(
    "prose",
    rf"(?P<label>.+?), (?:(?P<group>[^,:]+), )?(?P<when>{W}): (?P<value>{N}), (?P<side>above|below) (?P<whom>the same "
    rf"group in the state|the state's figure) \((?P<state>{N})\)\.",
)
def group_of_a_school(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = _of_school(page, text)
    group = r.group(m["group"]) if m["group"] and not r.group(m["group"]).startswith("no group") else "all_students"
    label = m["label"] if group != "all_students" or not m["group"] else f"{m['label']}, {m['group']}"
    found = [
        (row, shown) for row, shown in zip(table.csv, table.rows, strict=True)
        if row["label"].lower() == label.lower() and row["student_group"] == group and r.is_time(m["when"], row)
    ]  # fmt: skip
    if len(found) != 1:
        yield f"the table has {len(found)} such rows"
        return
    ((row, shown),) = found
    if not r.is_rounded(m["value"], row["published_figure"]) or not r.is_rounded(m["state"], row["state_published_figure"]):
        yield f"the figures are {row['published_figure']} and {row['state_published_figure']}"
    if _stands(row, shown) != m["side"]:
        yield f"the interval allows {_stands(row, shown)!r}"
    if (m["whom"] == "the state's figure") != (group == "all_students"):
        yield f"the figure is of {group}"


@claim("prose", r"(?P<more>\d+) more figures (?P<side>above|below) the state's are in the table\.")
def more_of_a_school(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = _of_school(page, text)
    true = sum(1 for row, shown in zip(table.csv, table.rows, strict=True) if _stands(row, shown) == m["side"])
    if int(m["more"]) != true - 4:
        yield f"{true} figures are {m['side']}"


@claim("prose", r"With fewer than 30 students behind a figure we draw no conclusion: (?P<groups>.+?)\.$")
def small_groups_of_a_school(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = _of_school(page, text)
    few = {row["student_group"] for row, shown in zip(table.csv, table.rows, strict=True) if _stands(row, shown) == "too_few"}
    yield from r.group_faults(m["groups"], few, "the groups with fewer than 30 students")


@claim("prose", r"No figure of (?P<school>.+?) can be told apart from the state's\. This does not mean that they are alike\.")
def like_the_state(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = _of_school(page, text)
    if any(_stands(row, shown) in ("above", "below") for row, shown in zip(table.csv, table.rows, strict=True)):
        yield "a figure of the table is clearly on one side"


@claim("prose", r"Where the state publishes no count of students, we cannot say how sure a difference is\.")
def no_counts_of_a_school(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = _of_school(page, text)
    if all(row["interval_low"] for row in table.csv if row["published_figure"]):
        yield "every figure of the table has an interval"


@claim(
    "prose",
    r"In (?P<year>\d{4}) the state classified (?P<school>.+?) as: (?P<kind>[^.]+)\.(?: Its accountability "
    r"percentile is (?P<rank>\d+)\.)?",
)
def determination_of_a_school(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    """The determination itself is on the page on accountability; what a school's page must not do is to name another school."""
    table = page.after(text, "table-school-")
    if table and m["school"] not in {row["org_name"] for row in table.csv}:
        yield f"the table is of {table.csv[0]['org_name']}"


@claim(
    "prose", r"Why: (?P<reason>.+?)\. What would end it: (?P<ends>.+?)\.(?: Since: (?P<since>.+?)\.)? A flag directs support\."
)
def why_a_school(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    rank = re.search(r"accountability percentile (\d+)", m["reason"])
    told = next(
        (found for other in page.texts if (found := re.search(r"Its accountability percentile is (\d+)", other.text))), None
    )
    if rank and told and rank[1] != told[1]:
        yield f"its percentile is {told[1]}"


@claim(
    "note",
    r"No school of (?P<district>.+?) is flagged or named, as far as the files tell\.|The files read hold no figure of "
    r"a school of (?P<of>.+?)\.|A page of its own, where pages of schools are built: (?P<names>.+)\.$",
)
def flagged_schools(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if m["names"]:
        table = page.table("table-schools")
        held = {row["org_name"] for row in (table.csv if table else ())}
        if not set(m["names"].split("; ")) <= held:
            yield "the table has no such schools"
    elif (m["district"] or m["of"]) != page.district:
        yield f"the page is of {page.district}"


@claim(
    "caption",
    r"Schools of (?P<district>.+?), all students$|(?P<school>.+?): each student group beside the same group in the state$",
)
def schools_caption(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    if m["district"] and m["district"] != page.district:
        yield f"the page is of {page.district}"
    if m["school"] and {m["school"]} != {row["org_name"] for row in table.csv}:
        yield f"the table is of {table.csv[0]['org_name']}"

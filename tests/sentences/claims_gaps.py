"""Gaps between groups: the chart of one year, the sentences beside it, the gap over the years, and groups as published."""

from __future__ import annotations

import re

from tests.sentences import reading as r
from tests.sentences.claims_trend import about
from tests.sentences.finished_page import Page, Row, Table, Text
from tests.sentences.sentence_grammar import claim

N, W = r.NUMBER, r.WHEN
WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
GAP = "gap_percentage_points_derived"


def count(words: str) -> int:
    return WORDS.index(words) if words in WORDS else int(words)


def compared(rows: tuple[Row, ...]) -> list[Row]:
    return [row for row in rows if row[GAP]]


def students(row: Row) -> float:
    """Students on the smaller side of a gap."""
    return min(float(row["students_n"]), float(row["reference_students_n_derived"]))


def stands(row: Row) -> str:
    low, high = r.known(row["interval_low"]), r.known(row["interval_high"])
    return r.strength(low, high, students(row), r.known(row["rounding_error_points"]) or 0.0)


def clear(rows: tuple[Row, ...]) -> list[Row]:
    """Gaps whose interval leaves zero out, widest first."""
    found = [row for row in compared(rows) if stands(row) in ("above", "below")]
    return sorted(found, key=lambda row: -abs(float(row[GAP])))


def size_faults(text: str, row: Row, *, signed: bool = False) -> r.Faults:
    """A gap's number with the decimals its students allow, with its sign where it is printed with one."""
    gap, bounds = float(row[GAP]), (r.known(row["interval_low"]), r.known(row["interval_high"]))
    if not r.is_derived(text, gap if signed else abs(gap), students(row), *bounds):
        yield f"the gap of {row['student_group']} is {gap:.3f}, not {text}"
    if signed and not r.has_sign(text, gap):
        yield f"the gap of {row['student_group']} is {gap:.3f}, not {text}"


def side_faults(word: str, row: Row) -> r.Faults:
    if (word in ("below", "lower")) != (float(row[GAP]) < 0):
        yield f"the gap of {row['student_group']} is {float(row[GAP]):.3f}: not {word}"


def reference_faults(name: str, table: Table) -> r.Faults:
    if {r.group(name)} != {row["reference_group"] for row in table.csv if row["reference_group"]}:
        yield f"the gaps are not to {name}"


def own_table(page: Page, text: Text) -> Table:
    """The gap table that a text is about: its own chart's, or the nearest above."""
    table = page.table(text.table) if text.table else page.before(text, "table-gaps-")
    assert table, "no table of gaps is above"
    return table


# --- the chart of one year -----------------------------------------------------------------------------------------------------


@claim(
    "headline",
    rf"(?P<label>.+): in (?P<district>.+?) in (?P<when>{W}), (?:the largest clear gap measured is for (?P<group>.+?): "
    rf"(?P<size>{N}) points (?P<side>below|above) (?P<reference>.+?)|"
    r"(?:the one gap|(?:none|neither) of the (?P<drawn>[a-z]+|\d+) gaps) to "
    r"(?P<to>.+?) that can be "
    r"shown (?P<verb>cannot|can) be told from no gap(?:; (?P<hidden>[a-z]+|\d+) more (?:is|are) not shown, which is "
    r"not a finding "
    r"of no gap)?)\.",
)
def largest_gap(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = own_table(page, text)
    rows = table.csv
    if m["district"] != page.district or m["label"] != about(table).short_label:
        yield f"the chart is of {about(table).short_label} in {page.district}"
    if not r.is_time(m["when"], rows[0]):
        yield f"the gaps are of {rows[0]['school_year']}"
    yield from reference_faults(m["reference"] or m["to"], table)
    found = clear(rows)
    if m["group"]:
        if not found:
            yield "no gap of the table is clear"
            return
        if r.group(m["group"]) != found[0]["student_group"]:
            yield f"the largest clear gap is that of {found[0]['student_group']}"
        yield from size_faults(m["size"], found[0])
        yield from side_faults(m["side"], found[0])
        return
    if found:
        yield f"the gap of {found[0]['student_group']} is clear"
    drawn = count(m["drawn"]) if m["drawn"] else 1
    if drawn != len(compared(rows)):
        yield f"{len(compared(rows))} gaps are shown"
    if ("neither of the" in m[0]) != (drawn == 2):
        yield "two are neither, more are none"
    if (m["verb"] == "cannot") != (drawn == 1):
        yield "one gap cannot, none of several can"
    if (count(m["hidden"]) if m["hidden"] else 0) != sum(1 for row in rows if row["why_hidden"]):
        yield f"{sum(1 for row in rows if row['why_hidden'])} gaps are hidden"


@claim(
    "alt",
    rf"Dot chart of (?P<drawn>\d+) gaps in (?P<district>.+?), (?P<label>.+), against (?P<reference>[^:]+): from "
    rf"(?P<low>{N}) points "
    rf"\((?P<lowest>.+?)\) to (?P<high>{N}) \((?P<highest>.+?)\); (?P<clear>\d+) clear of zero\.",
)
def gaps_drawn(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = own_table(page, text)
    rows = compared(table.csv)
    if m["label"] != about(table).short_label or not page.district.startswith(m["district"]):
        yield f"the chart is of {about(table).short_label} in {page.district}"
    yield from reference_faults(m["reference"], table)
    if int(m["drawn"]) != len(rows) or int(m["clear"]) != len(clear(table.csv)):
        yield f"{len(rows)} gaps are drawn, {len(clear(table.csv))} of them clear"
    by_group = {row["student_group"]: row for row in rows}
    for size, name, pick in ((m["low"], m["lowest"], min), (m["high"], m["highest"], max)):
        end = pick(float(row[GAP]) for row in rows)
        row = by_group[r.group(name)]
        if float(row[GAP]) != end:
            yield f"{name} is not the {pick.__name__}imum"
        yield from size_faults(size, row, signed=True)


@claim(
    "alt",
    rf"Dot chart of one gap in (?P<district>.+?), (?P<label>.+), against (?P<reference>[^:]+): (?P<size>{N}) points "
    rf"\((?P<group>.+?)\); (?P<not>not )?clear of zero\.",
)
def one_gap_drawn(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = own_table(page, text)
    (row,) = compared(table.csv)
    if m["label"] != about(table).short_label or not page.district.startswith(m["district"]):
        yield f"the chart is of {about(table).short_label} in {page.district}"
    yield from reference_faults(m["reference"], table)
    if r.group(m["group"]) != row["student_group"] or bool(m["not"]) != (not clear(table.csv)):
        yield f"the gap is of {row['student_group']}, and {'clear' if clear(table.csv) else 'not clear'}"
    yield from size_faults(m["size"], row, signed=True)


@claim("subtitle", rf"(?P<label>.+), (?P<when>{W}): each group minus (?P<reference>.+?), in percentage points$")
def gap_subtitle(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = own_table(page, text)
    yield from reference_faults(m["reference"], table)
    if m["label"] != about(table).label or not r.is_time(m["when"], table.csv[0]):
        yield f"the chart is of {about(table).label}, {table.csv[0]['school_year']}"


@claim(
    "note",
    r"(?P<groups>\d+) groups are compared; if no gap were real, about one in twenty would still look clear\. "
    r"(?:(?P<found>\d+|None) of the (?P<tested>\d+) tested stands? after a correction for so many \(Benjamini-Hochberg\)|"
    r"One of them could be tested; it was (?P<not>not )?found clear|"
    r"None could be tested: one side of each has fewer than 30 students)\.",
)
def corrected(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = own_table(page, text)
    rows = compared(table.csv)
    tested = [row for row in rows if students(row) >= r.LEAST_N]
    alone = 0 if "None could be tested" in m[0] else 1
    said = int(m["tested"]) if m["tested"] else alone
    if (int(m["groups"]), said) != (len(rows), len(tested)):
        yield f"{len(rows)} gaps are shown and {len(tested)} were tested"
    scales = page.table(table.id.replace("table-gaps-", "table-gap-scales-"))
    found = None if scales is None else sum(1 for row in scales.csv if row["found_among_all_tested"] == "found")
    stand = 0 if m["found"] == "None" else int(m["found"] or (alone and not m["not"]))
    if stand > len(clear(table.csv)) or (found is not None and stand != found):
        yield f"{len(clear(table.csv)) if found is None else found} stand"


@claim(
    "note",
    rf"Counts are reconstructed from published rates and cohorts(?:; rounding can move a gap by up to (?P<most>{N}) points)?\.",
)
def rounding_of_gaps(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    rows = compared(own_table(page, text).csv)
    most = max((r.known(row["rounding_error_points"]) or 0.0 for row in rows), default=0.0)
    if not any(row["counts"] == "reconstructed" for row in rows):
        yield "no count of the table is reconstructed"
    if bool(m["most"]) != (most >= 0.05) or (m["most"] and not r.is_rounded(m["most"], most)):
        yield f"rounding moves a gap by up to {most:.3f} points"


@claim("note", r"(?P<hidden>\d+) gaps? (?:is|are) not shown: too few students, or too few with or without the outcome\.")
def hidden_gaps(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    hidden = sum(1 for row in own_table(page, text).csv if row["why_hidden"])
    if int(m["hidden"]) != hidden:
        yield f"{hidden} gaps are hidden"


@claim(
    "note",
    r"Filled dots: the 95 percent interval excludes zero\. Hollow dots: it does not(?P<rounded>, or rounding could "
    r"close the gap)?, or one side has fewer than 30 students; we conclude nothing from them\.",
)
def filled_dots(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    rows = compared(own_table(page, text).csv)
    if bool(m["rounded"]) != any((r.known(row["rounding_error_points"]) or 0.0) > 0 for row in rows):
        yield "the table says otherwise of rounding"


# --- sentences beside it -------------------------------------------------------------------------------------------------------


@claim("item", rf"(?P<label>.+?), (?P<when>{W}):(?= (?:We cannot tell|With fewer|Not shown))")
def what_is_compared(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = own_table(page, text)
    if m["label"] != about(table).short_label or not r.is_time(m["when"], table.csv[0]):
        yield f"the gaps are of {about(table).short_label}, {table.csv[0]['school_year']}"


@claim(
    "item",
    rf"(?P<label>.+?), (?P<when>{W}): (?P<size>{N}) points? (?P<side>lower|higher) for (?P<group>.+?) than for "
    rf"(?P<reference>.+?) \((?P<span>[^)]+)\)\.",
)
def one_gap(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = own_table(page, text)
    yield from what_is_compared(page, text, m)
    row = next((row for row in clear(table.csv) if row["student_group"] == r.group(m["group"])), None)
    yield from reference_faults(m["reference"], table)
    if row is None:
        yield f"the table has no clear gap of {m['group']}"
        return
    if row not in clear(table.csv)[:3]:
        yield "three gaps are wider"
    yield from size_faults(m["size"], row)
    yield from side_faults(m["side"], row)
    yield from r.span_faults(m["span"], row["interval_low"], row["interval_high"])


@claim("item", r"Also clearly (?P<side>lower|higher) than for (?P<reference>[^:]+): (?P<groups>.+?)\.$")
def further_gaps(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = own_table(page, text)
    sign = -1 if m["side"] == "lower" else 1
    yield from reference_faults(m["reference"], table)
    rest = [row["student_group"] for row in clear(table.csv)[3:] if float(row[GAP]) * sign > 0]
    yield from r.group_faults(m["groups"], rest, f"the further groups that are clearly {m['side']}")


@claim(
    "item",
    r"We cannot tell these apart from (?P<reference>[^:,]+), since the interval includes zero or rounding could close "
    r"the gap: (?P<groups>.+?)\. This does not mean that there is no difference\.",
)
def unclear_gaps(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = own_table(page, text)
    yield from reference_faults(m["reference"], table)
    unclear = [row["student_group"] for row in compared(table.csv) if stands(row) == "not_clear"]
    yield from r.group_faults(m["groups"], unclear, "the groups that cannot be told apart")


@claim("item", r"With fewer than 30 students on one side we draw no conclusion: (?P<groups>.+?)\.$")
def small_gaps(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    """The same words stand under gaps and under groups beside all others."""
    others = page.after(text, "table-others-")
    gaps = page.before(text, "table-gaps-")
    is_of_others = others is not None and not any(
        table.place > text.place for table in page.tables if table.place < others.place and table.place > text.place
    )
    if is_of_others and others is not None:
        small = [
            row["student_group"] for row in others.csv
            if min(float(row["students_n"]), float(row["other_students_n_derived"])) < r.LEAST_N
        ]  # fmt: skip
    else:
        assert gaps, "no table of gaps is above"
        small = [row["student_group"] for row in compared(gaps.csv) if students(row) < r.LEAST_N]
    yield from r.group_faults(m["groups"], small, "the groups with fewer than 30 students on one side")


@claim("item", r"Not shown, because one side is too small, which is not a finding of no gap: (?P<groups>.+?)\.$")
def gaps_not_shown(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    hidden = [row["student_group"] for row in own_table(page, text).csv if row["why_hidden"]]
    yield from r.group_faults(m["groups"], hidden, "the hidden groups")


@claim(
    "caution",
    rf"No gap can be shown for (?P<district>.+?) in (?P<when>{W}): (?P<why>.+?)\. This does not mean that there is none\.",
)
def no_gap_to_show(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.after(text, "table-gaps-")
    assert table
    if m["district"] != page.district or not r.is_time(m["when"], table.csv[0]):
        yield f"the table is of {page.district} in {table.csv[0]['school_year']}"
    if compared(table.csv):
        yield "the table has a gap"
    reasons = {row["Gap, points"].removeprefix("not compared: ") for row in table.rows}
    if not set(m["why"].split("; ")) <= reasons:
        yield f"the table's reasons are {'; '.join(sorted(reasons))}"


@claim("note", r"As published, and not compared: (?P<figures>.+)\.$")
def figures_without_a_gap(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.after(text, "table-gaps-")
    assert table
    told = {}
    for part in m["figures"].split("; "):
        found = re.fullmatch(rf"(?P<group>.+?) (?P<value>{N})(?: \(state (?P<state>{N})\))?", part)
        assert found, part
        told[r.group(found["group"])] = found
    if set(told) != {row["student_group"] for row in table.csv if row["published_figure"]}:
        yield "the table has figures of other groups"
    for row in table.csv:
        if (found := told.get(row["student_group"])) and not r.is_rounded(found["value"], row["published_figure"]):
            yield f"the figure of {row['student_group']} is {row['published_figure']}"
        state = row.get("state_published_figure")
        if found and state and not r.is_rounded(found["state"] or "-1", state):
            yield f"the state's figure of {row['student_group']} is {state}"

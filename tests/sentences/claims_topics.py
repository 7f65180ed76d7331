"""Gaps over several topics, growth year by year, and each group's change since 2019 as a chart."""

from __future__ import annotations

import re

from ssos_analysis.vocabulary.student_groups import RACE_ETHNICITY
from tests.sentences import reading as r
from tests.sentences.claims_gaps import GAP, side_faults, size_faults, students
from tests.sentences.finished_page import Page, Row, Table, Text
from tests.sentences.sentence_grammar import claim

N, W = r.NUMBER, r.WHEN
HEADINGS = {"By race and ethnicity": True, "Other student groups": False}


def _every_gap(page: Page, text: Text) -> Table:
    """The table that a text is about: under the two headings that of all groups and topics, else that of the chart above."""
    tables = [table for table in page.tables if table.csv and "what_the_data_allow" in table.csv[0]]
    assert tables, "the page has no table of gaps"
    every = page.table("table-what-can-be-told")
    if text.heading in HEADINGS and every:
        return every
    above = [table for table in tables if table.place < text.place]
    return (above[::-1] or tables)[0]


def _less_good(row: Row) -> float:
    """The gap turned so that above zero is the side students are better without."""
    measure = r.measure(row["measure"])
    assert measure
    return float(row[GAP]) * (-1 if measure.better == "higher" else 1)


def _told(row: Row) -> bool:
    """Whether the data tell a gap: its interval leaves zero out, both sides are large enough, and it stands among all tested."""
    if not row[GAP] or row["why_hidden"] or row["what_the_data_allow"] != "told":
        return False
    low, high = r.known(row["interval_low"]), r.known(row["interval_high"])
    clear = r.strength(low, high, students(row)) in ("above", "below")
    assert clear, f"{row['student_group']}, {row['label']} is called clear, and its interval is {low} to {high}"
    assert row["found_among_all_tested"] == "found", f"{row['student_group']}, {row['label']} was not found among all tested"
    return True


def _row(table: Table, label: str, group: str) -> Row:
    measure = r.labelled(label)
    assert measure, f"no measure is called {label}"
    return r.first(row for row in table.csv if row["measure"] == measure.id and row["student_group"] == group)


@claim(
    "item",
    rf"(?P<label>.+?): (?P<value>{N}) of (?P<said>.+?) \((?P<when>{W})\), and (?P<other>{N}) of (?P<reference>.+?)\. That is "
    rf"(?P<size>{N}) points (?P<side>lower|higher) \((?P<span>[^)]+)\)\.(?: For the same group in the state the gap is "
    rf"(?P<state>{N}) points\.)?",
)
def topic_gap(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = _every_gap(page, text)
    measure = r.labelled(m["label"])
    assert measure, f"no measure is called {m['label']}"
    if not m["said"].endswith(measure.what):
        yield f"{measure.id} is not of students who {m['said']}"
    group = r.group(m["said"].removesuffix(measure.what).strip())
    row = _row(table, m["label"], group)
    if not _told(row):
        yield "the data do not tell this gap"
    if not r.is_time(m["when"], row) or {r.group(m["reference"])} != {row["reference_group"]}:
        yield f"the gap is of {row['school_year']}, to {row['reference_group']}"
    if not r.is_rounded(m["value"], row["published_figure"]) or not r.is_rounded(m["other"], row["reference_figure_derived"]):
        yield f"the figures are {row['published_figure']} and {row['reference_figure_derived']}"
    yield from size_faults(m["size"], row)
    yield from side_faults(m["side"], row)
    yield from r.span_faults(m["span"], row["interval_low"], row["interval_high"])
    state = row["state_gap_percentage_points_derived"]
    if (not r.is_rounded(m["state"], state) or not r.has_sign(m["state"], float(state))) if m["state"] else bool(state):
        yield f"the state's gap is {state or 'not there'}"
    if text.heading in HEADINGS and HEADINGS[text.heading] != (group in RACE_ETHNICITY):
        yield f"this stands under {text.heading!r}"


def _of_heading(page: Page, text: Text) -> list[Row]:
    rows = list(_every_gap(page, text).csv)
    if text.heading in HEADINGS:
        rows = [row for row in rows if (row["student_group"] in RACE_ETHNICITY) == HEADINGS[text.heading]]
    return rows


@claim("item", r"(?P<more>\d+) more (?:is|are) in the table below\.")
def more_gaps(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    behind = [row for row in _of_heading(page, text) if _told(row) and _less_good(row) > 0]
    if int(m["more"]) != len(behind) - 3:
        yield f"{len(behind)} gaps are told on the less good side"


@claim("item", r"On the better side of the others, as clearly: (?P<group>.+?) \((?P<labels>.+)\)\.$")
def ahead_of_others(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    group = r.group(m["group"])
    true = {
        measure.short_label for row in _of_heading(page, text)
        if row["student_group"] == group and _told(row) and _less_good(row) < 0 and (measure := r.measure(row["measure"]))
    }  # fmt: skip
    if set(m["labels"].split("; ")) != true:
        yield f"told on the better side: {'; '.join(sorted(true)) or 'none'}"


@claim(
    "item",
    r"Of these groups no gap (?:is clear on any topic tested here|(?P<un>could be tested) on any topic here, for want of "
    r"students, of counts or of a newer year): (?P<groups>.+?)\. This does not mean that there is none\.",
)
def no_clear_gap(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    """On a page about one group, whose chart cannot be drawn, no table need hold a gap of it."""
    if text.heading not in HEADINGS and not r.group(m["groups"]).startswith("no group"):
        rows = [row for table in page.tables for row in table.csv if "what_the_data_allow" in row]
        if any(row["student_group"] == r.group(m["groups"]) and _told(row) for row in rows):
            yield "a table has a gap of it that is told"
        return
    rows = _of_heading(page, text)
    told = {row["student_group"] for row in rows if _told(row)}
    silent = {row["student_group"] for row in rows if row["published_figure"]} - told
    tested = {row["student_group"] for row in rows if row["found_among_all_tested"]}
    named = silent - tested if m["un"] else silent & tested
    yield from r.group_faults(m["groups"], named, "the groups without a clear gap of whom one was, or none could be, tested")


@claim("item", r"Not reported for this district on any topic here: (?P<groups>.+?)\.$")
def not_reported(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    rows = _of_heading(page, text)
    absent = {row["student_group"] for row in rows} - {row["student_group"] for row in rows if row["published_figure"]}
    yield from r.group_faults(m["groups"], absent, "the groups that are not reported")


@claim(
    "headline",
    rf"In (?P<district>.+?), the clearest gap is for (?P<group>.+?): (?P<size>{N}) points \((?P<label>.+), (?P<when>{W})\)\.",
)
def clearest_gap(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    row = _row(table, m["label"], r.group(m["group"]))
    if m["district"] != page.district or not r.is_time(m["when"], row):
        yield f"the gap is of {row['school_year']} in {page.district}"
    yield from size_faults(m["size"], row)
    if not _told(row) or _less_good(row) <= 0:
        yield "the data do not tell it on the less good side"
    strongest = max(table.csv, key=_strength)
    if strongest is not row and _strength(strongest) > _strength(row) + 1e-9:
        yield f"clearer is that of {strongest['student_group']}, {strongest['label']}"


def _strength(row: Row) -> float:
    """The end of the interval of Cohen's h that is nearest to none."""
    error = (1 / float(row["students_n"]) + 1 / float(row["reference_students_n_derived"])) ** 0.5
    return max(0.0, abs(float(row["cohens_h_derived"])) - 1.959963984540054 * error)


@claim(
    "alt",
    r"Dot chart of the (?:clearest gap of (?P<n>\d+ student groups|one student group) in (?P<district>.+?)|gaps of "
    r"(?P<group>.+?) in (?P<of>.+?)(?: in (?P<topics>\d+) topics|, by topic)): "
    r"(?P<gaps>.+?) points on the less good side; diamonds show the state's same group\.",
)
def topic_gaps_drawn(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    rows = [row for row in table.csv if row[GAP]]
    if not page.district.startswith(m["district"] or m["of"]) or _said(m) not in (None, len(rows)):
        yield f"{len(rows)} gaps of {page.district} are drawn"
    for part in m["gaps"].split("; "):
        found = re.fullmatch(rf"(.+), ({N})", part)
        assert found, part
        names = found[1]
        label = next((label for label in _labels(rows) if names.endswith(label)), names)
        group = m["group"] or names.removesuffix(f", {label}")
        row = _row(table, label, r.group(group))
        if not r.is_rounded(found[2], _less_good(row)):
            yield f"the gap of {names} is {_less_good(row):.3f}"


def _said(m: re.Match[str]) -> int | None:
    """How many gaps an alternative text says are drawn."""
    if m["n"]:
        return 1 if m["n"].startswith("one") else int(m["n"].split()[0])
    return int(m["topics"]) if m["topics"] else None


def _labels(rows: list[Row]) -> list[str]:
    known = {measure.short_label for row in rows if (measure := r.measure(row["measure"]))}
    return sorted(known, key=len, reverse=True)


@claim(
    "headline",
    r"In (?P<district>.+?), (?:the one gap|(?P<behind>\d+|none) of the (?P<n>\d+) gaps) of (?P<group>.+?) that can be "
    r"shown (?:(?:is|are) clear and (?:lies|lie) on the (?:less good|(?P<better>better)) side|(?P<not>cannot be told from no gap|"
    r"did not pass all our rules))\.",
)
def gaps_of_a_group(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    rows = [row for row in table.csv if row[GAP]]
    behind = [row for row in rows if _told(row) and _less_good(row) > 0]
    if m["district"] != page.district or {r.group(m["group"])} != {row["student_group"] for row in table.csv}:
        yield f"the chart is of {table.csv[0]['student_group']} in {page.district}"
    clear = 0 if m["behind"] == "none" or m["not"] or m["better"] else int(m["behind"] or 1)
    if m["better"] and not _told(rows[0]):
        yield "the one gap is not clear"
    if m["not"] and (m["not"] == "cannot be told from no gap") != (rows[0]["what_the_data_allow"] == "not_told"):
        yield f"of the one gap the table says {rows[0]['what_the_data_allow']!r}"
    if (clear, int(m["n"] or 1)) != (len(behind), len(rows)):
        yield f"{len(behind)} of {len(rows)} are clear on the less good side"


@claim(
    "subtitle",
    r"(?:The clearest gap of each group to (?P<to>.+?)|(?P<group>.+?) and (?P<reference>.+?): gap in percentage "
    r"points), percentage points\. Right of zero is the less good side$|(?P<one>.+?) and (?P<other>.+?): gap in "
    r"percentage points\. Right of zero is the less good side$",
)
def topic_subtitle(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    if {r.group(m["to"] or m["reference"] or m["other"])} != {
        row["reference_group"] for row in table.csv if row["reference_group"]
    }:
        yield "the gaps are to others"
    if m["one"] and {r.group(m["one"])} != {row["student_group"] for row in table.csv}:
        yield f"the chart is of {table.csv[0]['student_group']}"


def _looked_at(page: Page, text: Text) -> Table:
    """The table that holds every gap tested together with those of the text's own: of each group and topic, else of one group."""
    own, every = page.table(text.table), page.table("table-what-can-be-told")
    if every and (own is None or own.id in ("table-clearest-gaps", "table-clear-gaps")):
        return every
    assert own
    return own


@claim(
    "note caution",
    r"(?:(?P<n>\d+) gaps|(?P<one>One gap)) with enough students(?:, (?:(?P<hidden>\d+) of (?P<some>which)|which) cannot be "
    r"shown,)? (?:were tested together|was tested, alone)(?:, on: (?P<topics>[^.]+))?\.|(?P<none>No gap could be tested): too "
    r"few students, no counts, or over \d+ years old\.",
)
def tested_together(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = _looked_at(page, text)
    tested = [row for row in table.csv if row["found_among_all_tested"]]
    told = 0 if m["none"] else int(m["n"] or 1)
    hidden = sum(1 for row in table.csv if row["why_hidden"])  # of a hidden gap the download does not say whether it was tested
    not_shown = int(m["hidden"] or 0) if m["hidden"] else told if "cannot be shown" in m[0] else 0
    if told - not_shown != len(tested) or not_shown > hidden:
        yield f"{len(tested)} of the gaps shown were tested"
    topics = {measure.short_label for row in tested if (measure := r.measure(row["measure"]))}
    if set((m["topics"] or "").split("; ")) - {""} != topics:
        yield f"they are on: {'; '.join(sorted(topics))}"


@claim(
    "table_note",
    r"Gaps with 30 students or more on each side, at most \d+ years old, are tested together \(Benjamini-Hochberg, 10%\): here "
    r"(?P<n>none|one, alone|\d+)\.",
)
def tested_gaps(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = _looked_at(page, text)
    tested = sum(1 for row in table.csv if row["found_among_all_tested"])
    hidden = sum(1 for row in table.csv if row["why_hidden"])
    if not tested <= {"none": 0, "one, alone": 1}.get(m["n"], int(re.sub(r"\D", "", m["n"]) or 0)) <= tested + hidden:
        yield f"{tested} of the gaps shown were tested"


@claim("note", r"Hollow dots: we conclude nothing from them; the table says why\.")
def hollow_topics(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    if all(_told(row) for row in table.csv if row[GAP]):
        yield "every gap of the chart is told"


_HIDDEN = r"(?:; (?P<hidden>\d+) more (?:is|are) not shown: too few students, or too few with or without the outcome)?"


@claim(
    "caution",
    r"(?:No gap between student groups of (?P<district>.+?) can be (?:reckoned: the files read hold no counts of students by "
    r"group for these topics|(?P<small>shown): one side of each is too small)|(?:Of (?P<n>\d+) gaps|The (?P<one>one) gap) "
    r"between student groups of (?P<of>.+?) that can be shown(?:,)? (?:none(?P<side> on the less good side)? passed all our "
    rf"rules|did not pass all our rules|(?P<better>lies on the better side)){_HIDDEN})\.",
)
def no_topic_gap(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if (m["district"] or m["of"]) != page.district:
        yield f"the page is of {page.district}"
    table = page.table("table-what-can-be-told")
    if table is None or not m["of"]:
        return
    shown = [row for row in table.csv if row[GAP]]
    if any(_told(row) and _less_good(row) > 0 for row in shown):
        yield "the table has a gap that is told"
    if bool(m["side"] or m["better"]) != any(_told(row) for row in shown):
        yield "of the better side the table says otherwise"
    hidden = sum(1 for row in table.csv if row["why_hidden"])
    if (int(m["n"] or 1), int(m["hidden"] or 0)) != (len(shown), hidden):
        yield f"{len(shown)} gaps are shown, and {hidden} are hidden"


@claim(
    "note",
    r"The files read hold no figures of (?P<district>.+?) (?:by student group|for (?P<groups>[^:]+), in the newest year by "
    r"group,) for: (?P<labels>.+?)\. Of these nothing can be told\.$",
)
def topics_without(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table("table-what-can-be-told")
    held = {row["measure"] for row in (table.csv if table else ()) if row["published_figure"]}
    asked = {row["student_group"] for row in (table.csv if table else ())}
    if m["groups"] and not any(asked <= one for one in r.groups(m["groups"])):
        yield f"the table has {', '.join(sorted(asked))}"
    for label in m["labels"].split("; "):
        measure = r.labelled(label)
        if m["district"] != page.district or measure is None or measure.id in held:
            yield f"{label} of {page.district} is {'in the table' if measure else 'no measure'}"


@claim(
    "caption",
    rf"(?:(?:(?P<n>\d+) of the (?P<all>\d+) gaps|The (?P<one>one) gap) of (?P<district>.+?) that can be shown (?:is|are) "
    rf"clear{_HIDDEN}|What the data can tell of each "
    r"group and topic in (?P<told>.+?)|(?:Clearest gaps|Topics .+?): (?P<of>.+?))$",
)
def topic_caption(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table, every = page.table(text.table), page.table("table-what-can-be-told")
    assert table
    if (m["district"] or m["told"] or m["of"]) != page.district:
        yield f"the page is of {page.district}"
    if m["n"] or m["one"]:
        said = tuple(int(m[name] or missing) for name, missing in (("n", 1), ("all", 1), ("hidden", 0)))
        shown, hidden = said[1:]
        if every:
            shown, hidden = (sum(1 for row in every.csv if row[name]) for name in (GAP, "why_hidden"))
        if said != (len(table.csv), shown, hidden):
            yield f"{len(table.csv)} of {shown} are clear, and {hidden} are hidden"

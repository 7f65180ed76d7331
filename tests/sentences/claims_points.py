"""Main points, how old the data are, and what the newest figures say."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

from ssos_analysis.measures.definition import Measure
from tests.sentences import reading as r
from tests.sentences.finished_page import Page, Row, Text
from tests.sentences.sentence_grammar import claim

N, W = r.NUMBER, r.WHEN
SIDES = {"Strengths": "strength", "Where to look first": "concern"}


def _points(page: Page) -> list[tuple[Row, Row]]:
    """Rows of the table of main points: of the download, and as printed."""
    table = page.table("table-main-points")
    if table is None:
        return []
    shown = [row for row in table.csv if not row["why_hidden"]]
    return list(zip(shown, table.rows, strict=True))


def _subject(measure: Measure, words: str, row: Row) -> bool:
    """Whether `Asian students (tested students in grade 10)` is the row's group."""
    named, _, who = words.partition(" (")
    if row["student_group"] == "all_students":
        return words == measure.who
    return r.group(named) == row["student_group"] and (not who or who == f"{measure.who})")


_SPAN = rf"\((?P<span>[^);]+); (?P<n>{N}) students\)\."
_COMPARED = (
    rf"This is (?P<size>{N}) points (?P<side>above|below) (?:(?P<state>the state's)|(?P<same>the same group in the state),|"
    rf"(?P<others>[^,]+),) (?P<reference>{N}) {_SPAN}"
)
_NOW = [
    rf"In (?P<when>{W}), (?P<value>{N}) of (?P<said>.+?)\. {_COMPARED}",
    rf"(?P<value>{N}) of (?:(?P<group>.+?) in )?(?P<when>the class of \d{{4}}) (?P<what>.+?)\. {_COMPARED}",
    rf"The (?P<what>.+?) was (?P<value>{N}) in (?P<when>{W})(?: for (?P<group>[^.]+))?\. {_COMPARED}",
]
_MOVED = rf"(?P<size>{N}) points (?P<side>higher|lower) {_SPAN}"
_THEN = [
    rf"The share of (?P<said>.+?) was (?P<reference>{N}) in (?P<first>{W})\. It was (?P<value>{N}) in (?P<when>{W}), {_MOVED}",
    rf"In (?P<first>the class of \d{{4}}), (?P<reference>{N}) (?P<what>.+?)\. In (?P<when>the class of \d{{4}}) it was "
    rf"(?P<value>{N}), {_MOVED}",
    rf"The (?P<what>.+?) was (?P<reference>{N}) in (?P<first>{W})\. It was (?P<value>{N}) in (?P<when>{W}), {_MOVED}",
]


def _about(row: Row, words: dict[str, str]) -> bool:
    """Whether the words name the measure and the group of a row."""
    measure = r.measure(row["measure"])
    assert measure
    what = measure.what.rstrip(",")
    said, group = words.get("said") or "", words.get("group") or ""
    if said:
        between = " who " if words.get("first") else " "
        return said.endswith(f"{between}{what}") and _subject(measure, said[: -len(between + what)], row)
    if words["what"] != what:
        return False
    return r.group(group) == row["student_group"] if group else row["student_group"] == "all_students"


def _compared_with(words: dict[str, str]) -> str:
    if words.get("first"):
        return "change"
    return "level" if words.get("state") else "same_group" if words.get("same") else "gap"


def _point(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    words = {name: value for name, value in m.groupdict().items() if value}
    kind = _compared_with(words)
    own = [
        (row, shown) for row, shown in _points(page)
        if row["comparison"] == kind and _about(row, words) and r.is_time(words["when"], row)
        and (kind != "gap" or r.group(words["others"]) == row["compared_with"])
        and (kind != "change" or r.is_time(words["first"], row, "first_year"))
    ]  # fmt: skip
    if len(own) != 1:
        yield f"the table of main points has {len(own)} findings of this measure, group, year and comparison"
        return
    ((row, shown),) = own
    difference = float(row["difference_derived"])
    if not r.is_rounded(words["value"], row["published_figure"]) or shown["Figure"] != words["value"]:
        yield f"the figure is {row['published_figure']}"
    beside = row["compared_with_published_figure"] or row["compared_with_figure_derived"]
    if not r.is_rounded(words["reference"], beside) or shown["That figure"] != words["reference"]:
        yield f"it is compared with {beside}"
    if not r.is_rounded(words["size"], abs(difference)) or shown["Difference"].lstrip("−+") != words["size"]:
        yield f"the difference is {difference:.3f}"
    if (words["side"] in ("above", "higher")) != (difference > 0):
        yield f"the difference is {difference:.3f}: not {words['side']}"
    low, high = (r.known(row[f"interval_{end}"]) for end in ("low", "high"))
    yield from r.span_faults(words["span"], low, high)
    if not r.is_rounded(words["n"], row["students_n"]) or shown["Students"] != words["n"]:
        yield f"the figure is of {row['students_n']} students"
    if low is None or high is None or low <= 0 <= high:
        yield "the interval does not leave zero out"
    measure = r.measure(row["measure"])
    assert measure
    side = "strength" if (difference > 0) == (measure.better == "higher") else "concern"
    if side != row["side"] or SIDES.get(text.heading) != side:
        yield f"under {text.heading!r} stands a {side}"


for _pattern in (*_NOW, *_THEN):
    claim("item", _pattern)(_point)


@claim(
    "item prose",
    r"No figure on the (?P<side>better|other) side passed all our rules\. This does not mean that there are no "
    r"(?P<what>strengths|gaps)\.",
)
def none_on_a_side(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    side = "strength" if m["side"] == "better" else "concern"
    if any(row["side"] == side and row["comparison"] != "opportunity" for row, _ in _points(page)):
        yield f"the table of main points has a {side}"
    if SIDES.get(text.heading) != side or (m["what"] == "strengths") != (side == "strength"):
        yield f"this stands under {text.heading!r}"


@claim(
    "item",
    rf"(?P<label>[^.]+?): (?P<value>{N}) in (?P<when>{W})"
    rf"(?: \(no state figure for that year\)\.|\. The state's figure was (?P<state>{N})\.)$",
)
def offered(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    measure = r.labelled(m["label"])
    row = next(row for row, _ in _points(page) if measure and row["measure"] == measure.id and row["comparison"] == "opportunity")
    if not r.is_rounded(m["value"], row["published_figure"]) or not r.is_time(m["when"], row):
        yield f"the figure is {row['published_figure']} of {row['school_year']}"
    beside = row["compared_with_published_figure"]
    if (not r.is_rounded(m["state"], beside)) if m["state"] else bool(beside):
        yield f"the state's figure is {beside or 'not there'}"


@claim(
    "prose",
    rf"We looked at (?P<looked>{N}) comparisons? for (?P<district>.+?) and could test (?P<tested>{N})\. "
    rf"(?:(?P<none>None)|(?P<passed>\d+)) passed all our rules(?:, so we name no main point\. This does not mean that "
    rf"all is well or alike\.|\.(?: (?P<hidden>\d+) of these cannot be shown: one side is too small\.)? Below are the "
    rf"clearest of each side, at most (?P<most>two) of one measure\.)",
)
def looked_at(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if m["district"] != page.district:
        yield f"the page is of {page.district}"
    table = page.table("table-main-points")
    judged = [row for row in (table.csv if table else ()) if row["comparison"] != "opportunity"]
    hidden = sum(1 for row in judged if row["why_hidden"])
    passed = int(m["passed"] or 0)
    if table is not None and (passed, int(m["hidden"] or 0)) != (len(judged), hidden):
        yield f"the table has {len(judged)} findings, {hidden} of them hidden"
    if table is not None and m["most"]:
        yield from _those_below(page, judged)
    if table is None and passed > int(m["hidden"] or 0):
        yield "findings passed, and there is no table of them"
    stops = _stops(page)
    if stops and (int(m["looked"]), passed) != (stops["looked"], stops["passed"]):
        yield f"the table's note says {stops['looked']} and {stops['passed']}"
    if stops and int(m["tested"]) != stops["looked"] - stops["untested"]:
        yield f"{stops['looked']} less {stops['untested']} that could not be tested are not {m['tested']}"


def _those_below(page: Page, judged: list[Row]) -> r.Faults:
    """Of each side as many points as the table's order gives, where a measure's third and later findings are passed over."""
    below: dict[str, int] = {}
    for side, most in (("concern", 4), ("strength", 3)):
        of_measure: Counter[str] = Counter(row["measure"] for row in judged if row["side"] == side and not row["why_hidden"])
        below[side] = min(most, sum(min(2, n) for n in of_measure.values()))
    below["strength"] = min(below["strength"], 6 - below["concern"])
    for heading, side in SIDES.items():
        items = sum(1 for one in page.texts if one.role == "item" and one.heading == heading)
        if items != max(1, below[side]):  # where there is none, one sentence says so
            yield f"under {heading!r} stand {items} points, and by the table {below[side]}"


def _stops(page: Page) -> dict[str, int]:
    """What the note under the table of main points counts."""
    note = next((one.text for one in page.texts if one.role == "table_note" and one.table == "table-main-points"), "")
    found = re.match(r"Of (\d+) comparisons, (\d+) passed(?:, \d+ of which [^.]+)?\.(?: The others: (.+?)\. Small:)?", note)
    if not found:
        return {}
    parts = {words: int(n) for words, n in re.findall(r"([^;]+?) \((\d+)\)", found[3] or "")}
    untested = sum(
        n for words, n in parts.items()
        if words.strip() in ("more than five school years old", "no published count", "fewer than 30 students")
    )  # fmt: skip
    return {"looked": int(found[1]), "passed": int(found[2]), "untested": untested, "stopped": sum(parts.values())}


@claim(
    "table_note",
    r"Of \d+ comparisons, \d+ passed(?:, (?P<hidden>\d+) of which cannot be shown: one side is too small)?\.(?: The others: "
    r".+?\.)?(?= Small:)",
)
def where_findings_stopped(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    stops = _stops(page)
    if stops["looked"] != stops["passed"] + stops["stopped"]:
        yield f"{stops['passed']} and {stops['stopped']} are not {stops['looked']}"
    table = page.table(text.table)
    assert table
    hidden = sum(1 for row in table.csv if row["why_hidden"] and row["comparison"] != "opportunity")
    if int(m["hidden"] or 0) != hidden:
        yield f"{hidden} are hidden"


@claim(
    "caption",
    r"(?:(?P<n>\d+)|No) findings? of (?P<district>.+?) that passed every rule(?:, strongest first)?(?:; below, not tested: "
    r"(?P<offered>\d+) figures? of what students are offered)?$",
)
def strongest_first(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    strengths = [r.known(row["strength_derived"]) for row in table.csv if row["comparison"] != "opportunity"]
    order = [one for one in strengths if one is not None]
    passed = sum(1 for row in table.csv if row["comparison"] != "opportunity" and not row["why_hidden"])
    offered = sum(1 for row in table.csv if row["comparison"] == "opportunity")
    if (int(m["n"] or 0), int(m["offered"] or 0)) != (passed, offered) or passed + offered != len(table.rows):
        yield f"the table has {passed} findings, and {offered} figures that were not tested"
    if m["district"] != page.district or order != sorted(order, reverse=True):
        yield "the findings do not stand in the order of their strength"


# --- how old the data are ------------------------------------------------------------------------------------------------------

_DAY = re.compile(r"As of (\d{1,2}) (\w+) (\d{4})\.")


@claim("note", r"As of \d{1,2} [A-Z][a-z]+ \d{4}\.")
def as_of(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if _as_of(page) > dt.date.today():
        yield "the page is of a day that is yet to come"


def _as_of(page: Page) -> dt.date:
    found = r.first(found for text in page.texts if (found := _DAY.match(text.text)))
    return dt.datetime.strptime(" ".join(found.groups()), "%d %B %Y").date()


_TOPICS = {
    "Achievement, grades 3-8": r"Meeting or exceeding.*grades 3-8", "Achievement, grade 10": r"Meeting or exceeding.*grade 10",
    "Attendance": r"absent|[Aa]ttendance", "Discipline": r"[Ss]uspen|[Dd]isciplin", "Dropout": r"[Dd]ropout",
    "Graduation": r"[Gg]raduation",
}  # fmt: skip


@claim(
    "item",
    rf"(?P<topic>[^:.]+): (?:(?P<none>no figure of this district)|(?:no figure for (?P<asked>[^;]+); of (?P<whose>[^,]+), )?"
    rf"school year (?P<when>{W}), (?:ended (?P<age>{N}) years ago|"
    r"(?P<running>not over yet)))\.(?P<old> Over two years old\.)?$",
)
def age_of_a_topic(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    latest = page.table("table-newest-figures")
    years = [
        int(row["school_year"]) for row in (latest.csv if latest else ())
        if m["topic"] in _TOPICS and re.search(_TOPICS[m["topic"]], row["label"]) and row["published_figure"]
    ]  # fmt: skip
    if m["none"]:
        if years:
            yield f"the table has a figure of {max(years)}"
        return
    if m["asked"] and years and latest and latest.caption.endswith(f", {m['asked']}"):
        yield f"the table has a figure for {m['asked']}"
    year, period = r.time(m["when"])
    if years and int(year) < max(years):
        yield f"the table has a figure of {max(years)}"
    if years and int(year) > max(years) and latest and latest.caption.endswith(", all students"):
        yield f"the newest in the table is of {max(years)}"
    ended = dt.date(int(year), 3, 1) if period == "march" else dt.date(int(year), 6, 30)
    age = (_as_of(page) - ended).days / 365.25
    if bool(m["running"]) != (age < 0) or (m["age"] and not r.is_rounded(m["age"], age)):
        yield f"{m['when']} ended {age:.2f} years before"
    if bool(m["old"]) != (age > 2):
        yield f"it is {age:.2f} years old"


# --- the newest figures --------------------------------------------------------------------------------------------------------


@claim(
    "caption",
    r"(?P<name>(?!Schools |Students |Staff |Clearest |Gaps |What |Figures |Codebook |\d)[^,:]+) of (?P<district>[^,:]+?)"
    r"(?:, (?P<group>[a-z].+))?$",
)
def newest_figures(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    """The last column of the table says what each interval allows."""
    table = page.table(text.table)
    assert table
    if m["district"] != page.district:
        yield f"the page is of {page.district}"
    if m["group"] and r.group(m["group"]).startswith("no group"):
        yield f"{m['group']} are no student group"
    if "What we can say" not in table.heads:  # then no row has an interval
        if any(row["interval_low"] for row in table.csv):
            yield "a row has an interval, and what it allows is not said"
        return
    words = {"above": "above the state", "below": "below the state", "not_clear": "no clear difference from the state",
             "too_few": "too few students to conclude"}  # fmt: skip
    for row, shown in zip(table.csv, table.rows, strict=True):
        told, measure = shown["What we can say"].replace("too few staff", "too few students"), r.measure(row["measure"])
        assert measure
        low, high, n, state = (
            r.known(row[name]) for name in ("interval_low", "interval_high", "students_n", "state_published_figure")
        )
        if low is None or high is None or n is None or state is None or told == "unusual year, not compared":
            if told in words.values():
                yield f"{row['label']}: nothing allows to say {told!r}"
            continue
        value, beside = shown[page.district], shown["State"]
        slack = 0.5 * 10.0 ** -r.places(beside)
        own = 0.5 * 10.0 ** -r.places(value)
        slack += r.students_off(n, r.places(value), row["counts"]) if measure.kind == "share" else own
        true = words[r.strength(low - state, high - state, n, slack)]
        if told != true:
            yield f"{row['label']}: the interval allows {true!r}, the table says {told!r}"


@claim("table_note", r"The files read hold no figure of (?P<district>.+?) on these measures\.")
def no_figure_in_a_table(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    if m["district"] != page.district or any(row["published_figure"] for row in table.csv):
        yield "the table has a figure"


@claim("table_note", r"Compare with the state's (?:reports: |report )(?P<reports>“.+”)\.$")
def reports_named(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    reports = "; ".join(dict.fromkeys(f"“{row['state_report']}”" for row in table.csv))
    if m["reports"] != reports:
        yield f"the figures are of {reports}"


@claim("note", r"The files read hold no district figure of (?P<district>[^,]+?)(?:, (?P<group>[^,]+),)? for: (?P<labels>.+)\.$")
def without_figures(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if m["district"] != page.district:
        yield f"the page is of {page.district}"
    held = {row["measure"] for table in page.tables for row in table.csv if "measure" in row and row.get("published_figure")
            and row.get("org_code", "") == page.code and row.get("student_group", "all_students") == "all_students"}  # fmt: skip
    for label in m["labels"].split("; "):
        measure = r.labelled(label)
        if measure is None or (measure.id in held and not m["group"]):
            yield f"{label}: {'the page has a figure' if measure else 'there is no such measure'}"

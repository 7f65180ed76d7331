"""Figures over the years: headline, alternative text and notes of a line chart, and the change beneath it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

import yaml

from ssos_analysis.measures.definition import Measure
from ssos_analysis.workspace import home
from tests.sentences import reading as r
from tests.sentences.finished_page import Page, Row, Table, Text
from tests.sentences.sentence_grammar import claim

N, W = r.NUMBER, r.WHEN
_BREAKS = yaml.safe_load((home() / "params" / "series_breaks.yml").read_text("utf-8"))
ODD_YEARS = {str(entry["reason"]): entry for entry in _BREAKS["unusual_years"]}
BREAKS = {str(entry["reason"]): entry for entry in _BREAKS["breaks"]}


@dataclass(frozen=True)
class Year:
    """One year of a trend: the row of the download, and the row as it is printed."""

    row: Row
    shown: Row

    @property
    def year(self) -> int:
        return int(self.row["school_year"])

    @property
    def has_figure(self) -> bool:
        return self.row["published_figure"] != ""

    @property
    def is_unusual(self) -> bool:
        return self.shown.get("Comparable") == "unusual year"


def about(table: Table) -> Measure:
    found = r.measure(table.measure)
    assert found, f"{table.id} does not say of which measure it is"
    return found


def own_years(page: Page, table: Table) -> list[Year]:
    """The district's own years, first to last; the printed rows are in the order of the download, and years that the state
    alone has follow."""
    own = [row for row in table.csv if row["org_code"] == page.code]
    last = max(row["school_year"] for row in own)
    of_state = [
        row for row in table.csv if row["org_code"] != page.code and row["school_year"] > last and row["published_figure"]
    ]
    assert len(table.rows) == len(own) + len(of_state), "years of the table that are not those of the download"
    return [Year(row, shown) for row, shown in zip(own, table.rows, strict=False)]


def last_of_state(page: Page, table: Table, *, after: int) -> tuple[str, Row] | None:
    """The state's last printed figure and its row in the download, where it is of a later year."""
    rows = [row for row in table.csv if row["org_code"] != page.code and row["published_figure"]]
    last = max(rows, key=lambda row: int(row["school_year"]), default=None)
    if last is None or int(last["school_year"]) <= after:
        return None
    shown = r.first(row for row in table.rows if r.is_time(row["Year"], last))
    assert r.is_rounded(shown["State"], last["published_figure"]), "the table's figure of the state is not the download's"
    return shown["State"], last


def state_figure(page: Page, table: Table, year: Year) -> str:
    """The state's printed figure of a year, checked against the download; empty where there is none."""
    beside = [row for row in table.csv if row["org_code"] != page.code]
    row = next((row for row in beside if all(row[key] == year.row[key] for key in ("school_year", "period"))), None)
    if row is None or row["published_figure"] == "":
        return ""
    assert r.is_rounded(year.shown["State"], row["published_figure"]), "the table's figure of the state is not the download's"
    return year.shown["State"]


def runs(years: list[Year]) -> list[list[Year]]:
    """Years that one line joins."""
    found: list[list[Year]] = []
    for year in years:
        last = found[-1][-1] if found else None
        if not year.has_figure:
            continue
        joined = (
            last is not None and year.year == last.year + 1 and not year.is_unusual and not last.is_unusual
            and year.row["comparable_series"] == last.row["comparable_series"]
        )  # fmt: skip
        if joined:
            found[-1].append(year)
        else:
            found.append([year])
    return found


def newest(years: list[Year]) -> Year:
    """The newest ordinary year with a figure, or the newest at all where none is ordinary."""
    known = [year for year in years if year.has_figure]
    return ([year for year in known if not year.is_unusual] or known)[-1]


def state_strength(measure: Measure, year: Year, own: str, state: str) -> str:
    """How a district's figure stands to the state's, by its interval, its students and the rounding of both."""
    if not state:
        return "missing"
    row = year.row
    low, high, n = (r.known(row[name]) for name in ("interval_low", "interval_high", "students_n"))
    if year.is_unusual or low is None or high is None or n is None:
        return "plain"
    if n < r.LEAST_N:
        return "too_few"
    slack = 0.5 * 10.0 ** -r.places(state)
    if measure.kind == "share":
        slack += r.students_off(n, r.places(own), row["counts"])
    else:
        slack += 0.5 * 10.0 ** -r.places(own)
    return r.strength(low - float(r.number(state)), high - float(r.number(state)), n, slack)


@claim(
    "headline",
    rf"In (?P<district>.+?), (?:(?P<value>{N}) of (?P<of>(?!the \d+ gaps|staff and ).+?)|the (?P<mean>.+?) was "
    rf"(?P<mean_value>{N}) in (?P<when>{W}))"
    rf"(?:, (?P<side>above|below) the state's (?P<state>{N})|\. The state's is (?P<beside>{N})"
    r"(?P<unsure>, and we cannot tell the two apart|, and with fewer than 30 students we draw no conclusion)?)?\.",
)
def newest_figure(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    measure = about(table)
    value, of = m["value"] or m["mean_value"], m["of"]
    when_words = m["when"] or re.findall(W, of)[-1]
    year = newest(own_years(page, table))
    if m["district"] != page.district:
        yield f"the page is of {page.district}"
    if not r.is_time(when_words, year.row):
        yield f"the newest ordinary figure is of {year.row['school_year']}"
    if value != year.shown[page.district] or not r.is_rounded(value, year.row["published_figure"]):
        yield f"the table has {year.shown[page.district]}, not {value}"
    yield from _words(measure, table, of.replace(when_words, "~") if of else f"{m['mean']} ~", year.row["student_group"])
    state = state_figure(page, table, year)
    if (m["state"] or m["beside"] or "") != state:
        yield f"the state's figure of that year is {state or 'not there'}"
    true = state_strength(measure, year, value, state)
    unsure = m["unsure"] or ""
    told = m["side"] or ("not_clear" if "cannot tell" in unsure else "too_few" if unsure else "plain" if state else "missing")
    if told != true:
        yield f"the interval allows {true!r}, the sentence says {told!r}"


def _words(measure: Measure, table: Table, words: str, group: str) -> r.Faults:
    """Whether `tested students in grade 10 met ... in ~` is what the measure counts, and of the table's group."""
    what = measure.what.rstrip(",")
    if measure.table == "enrollment_by_group":  # here the group is what is counted
        who, _, name = words.rstrip(", ").removesuffix(" in ~").partition(" were ")
        if who != measure.who or r.group(name) != group:
            yield f"the figures are of {group}"
        return
    said = words.rstrip(", ").removesuffix("~").rstrip().removesuffix(" in").rstrip(" ,")
    if measure.kind != "share":
        named = said.removeprefix(what).removeprefix(" for ") if said.startswith(what) else "nothing of it"
        if (r.group(named) if named else "all_students") != group and not (named == "" and group == measure.whole):
            yield f"{measure.id} of {group} is not the {said}"
        return
    if not said.endswith(what):
        yield f"{measure.id} is not of students who {said}"
        return
    subject = said[: -len(what)].strip()
    named = subject.removesuffix("~").removesuffix(" in ").strip()
    if measure.topic == "graduation":
        is_true = (named == "" and group == "all_students") or r.group(named) == group
    else:
        plain, _, who = named.partition(" (")
        is_true = named == measure.who and group in ("all_students", measure.whole)
        is_true |= r.group(plain) == group and who == f"{measure.who})"
    if not is_true:
        yield f"the figures are of {group} ({measure.who}), not of {subject}"


@claim(
    "alt",
    rf"Line chart\. (?P<label>.+), (?P<district>[^,:]+): (?:(?P<first>{N}) in (?P<start>{W}) to )?(?P<last>{N}) in (?P<end>{W})"
    rf"(?:; the state (?:(?P<state>{N})(?! in )(?:, and )?)?(?:(?P<later>{N}) in (?P<later_when>{W}))?)?"
    rf"(?P<apart>\. Other years do not compare)?\.",
)
def line_chart(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    measure, years = about(table), own_years(page, table)
    year = newest(years)
    every = runs(years)
    run = r.first(run for run in every if year in run)
    if m["label"] != measure.short_label:
        yield f"the chart is of {measure.short_label}"
    if not page.district.startswith(m["district"]):
        yield f"the chart is of {page.district}"
    if not r.is_time(m["end"], year.row) or m["last"] != year.shown[page.district]:
        yield f"the newest ordinary figure is {year.shown[page.district]} of {year.row['school_year']}"
    if run[0] is year:
        if m["first"]:
            yield "no other year compares with the newest"
    elif not m["first"] or not r.is_time(m["start"], run[0].row) or m["first"] != run[0].shown[page.district]:
        yield f"the line begins at {run[0].shown[page.district]} in {run[0].row['school_year']}"
    if (m["state"] or "") != state_figure(page, table, year):
        yield f"the state's figure is {state_figure(page, table, year) or 'not there'}"
    later = last_of_state(page, table, after=max(year.year for year in years if year.has_figure))
    if (m["later"] or "") != (later[0] if later else "") or (later and not r.is_time(m["later_when"], later[1])):
        yield f"the state's line ends at {later[0] if later else 'the same year'}"
    if bool(m["apart"]) != (len(every) > 1):
        yield f"the line has {len(every)} pieces"


@claim(
    "subtitle",
    rf"(?P<label>.+?); (?P<unit>[^,]+?)(?:, (?P<group>.+?))?, (?P<first>{W})(?: to (?P<last>{W}))?"
    rf"(?:; the state to (?P<state>{W}))?$",
)
def trend_subtitle(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    measure, years = about(table), [year for year in own_years(page, table) if year.has_figure]
    if (m["label"], m["unit"]) != (measure.label, measure.unit):
        yield f"the chart is of {measure.label}; {measure.unit}"
    if m["group"] and r.group(m["group"]) != years[0].row["student_group"]:
        yield f"the chart is of {years[0].row['student_group']}"
    if (r.time(m["first"])[0], r.time(m["last"] or m["first"])[0]) != (str(years[0].year), str(years[-1].year)):
        yield f"the years are {years[0].year} to {years[-1].year}"
    of_state = [int(row["school_year"]) for row in table.csv if row["org_code"] != page.code and row["published_figure"]]
    ends = str(max(of_state)) if of_state and max(of_state) != years[-1].year else ""
    if (r.time(m["state"])[0] if m["state"] else "") != ends:
        yield f"the state's line ends in {ends or years[-1].year}"


@claim(
    "prose",
    rf"From (?P<first>{W}) to (?P<last>{W})(?P<counted>, reckoned from counts,)? the figure "
    rf"(?:(?P<way>rose|fell) by (?P<size>{N})|changed by (?P<signed>{N})) (?P<unit>[a-z ]+?) \((?P<span>[^)]+)\)"
    rf"(?:\. With (?P<first_n>{N}) and (?P<n>{N}) students, we (?P<unsure>cannot tell such a move from chance)"
    r"|; with (?P<few>fewer than 30 students) we draw no conclusion)?\.",
)
def change(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    """A change is worked out again from the counts of its two years."""
    table = page.before(text, "table-trend-")
    assert table
    measure, years = about(table), own_years(page, table)
    first, last = (r.first(year for year in years if r.is_time(m[name], year.row)) for name in ("first", "last"))
    usable = [
        year for year in years
        if year.has_figure and not year.is_unusual and year.row["students_n"]
        and year.row["comparable_series"] == last.row["comparable_series"]
    ]  # fmt: skip
    if first not in usable or last is not usable[-1]:
        yield f"the comparable years with counts are {', '.join(year.row['school_year'] for year in usable)}"
        return
    n = [float(year.row["students_n"]) for year in (first, last)]
    slack = 0.0
    if measure.kind == "share":
        events = [float(year.row["students_with_outcome_n"]) for year in (first, last)]
        moved, low, high = r.newcombe((events[1], n[1]), (events[0], n[0]))
        for year, each in zip((first, last), n, strict=True):
            slack += r.students_off(each, r.places(year.shown[page.district]), year.row["counts"])
    else:
        moved = float(Decimal(last.row["published_figure"]) - Decimal(first.row["published_figure"]))
        low, high = (r.number(part) for part in m["span"].split(" to "))  # type: ignore[assignment]
        if not low <= moved <= high:
            yield "the interval does not hold the change"
    if bool(m["counted"]) != (measure.kind == "share") or m["unit"] != measure.difference_unit:
        yield f"a change of {measure.id} is in {measure.difference_unit}"
    size = m["size"] or m["signed"]
    if not r.is_derived(size, abs(moved) if m["size"] else moved, min(n), low, high):
        yield f"the change is {moved:.3f}, not {size}"
    if m["way"] and (m["way"] == "rose") != (moved > 0):
        yield f"the change is {moved:.3f}, so it did not {'rise' if m['way'] == 'rose' else 'fall'}"
    if m["signed"] and not r.has_sign(m["signed"], moved):
        yield f"the change is {moved:.3f}"
    if measure.kind == "share":
        yield from r.span_faults(m["span"], low, high)
    told = "not_clear" if m["unsure"] else "too_few" if m["few"] else {"rose": "above", "fell": "below"}.get(m["way"] or "", "")
    if told != (true := r.strength(low, high, min(n), slack)):
        yield f"the interval allows {true!r}, the sentence says {told!r}"
    for name, each in zip(("first_n", "n"), n, strict=True):
        if m[name] and not r.is_rounded(m[name], each):
            yield f"there were {each:.0f} students, not {m[name]}"


@claim(
    "prose",
    rf"Of (?P<n>{N}) changes over (?P<years>\d+) years? in (?P<districts>{N}) districts of like size, (?P<below>{N}) "
    rf"lay below this one\.",
)
def among_others(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    """The changes of other districts are in no table of the page: only what must hold of them is looked at (see the test of the
    released finding)."""
    span = re.match(rf"From ({W}) to ({W})", text.text)
    assert span, "a change of no years"
    if int(m["years"]) != int(r.time(span[2])[0]) - int(r.time(span[1])[0]):
        yield f"{span[1]} to {span[2]} is not {m['years']} years"
    if not 0 <= r.number(m["below"]) <= 100 or r.number(m["districts"]) > r.number(m["n"]):
        yield "more districts than changes, or a share that is none"


@claim("prose", r"The students of the two years are not the same\.")
def other_students(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.before(text, "table-trend-")
    assert table
    if about(table).topic not in ("mcas", "growth"):
        yield "only of tests is this said"


@claim("prose", r"Fewer than two comparable years with counts are in the files read, so no change is stated\.")
def no_change(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    """Where the district has no figure at all, there is no table either."""
    table = page.before(text, "table-trend-")
    if table is None or any(other.role == "caution" and table.place < other.place < text.place for other in page.texts):
        return
    by_series: dict[str, int] = {}
    for year in own_years(page, table):
        if year.has_figure and not year.is_unusual and year.row["students_n"]:
            by_series[year.row["comparable_series"]] = by_series.get(year.row["comparable_series"], 0) + 1
    if by_series and list(by_series.values())[-1] > 1:
        yield f"the table has {list(by_series.values())[-1]} comparable years with counts"

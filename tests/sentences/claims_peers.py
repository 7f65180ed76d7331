"""Peers: how many there are and how firm, what they reach, and who is clearly better where the district lies lowest."""

from __future__ import annotations

import math
import re

from tests.sentences import reading as r
from tests.sentences.claims_trend import about
from tests.sentences.finished_page import Page, Row, Table, Text
from tests.sentences.sentence_grammar import claim

N, W = r.NUMBER, r.WHEN
COUNTS = {"none": 0, "one": 1}


@claim(
    "prose",
    r"(?P<found>\d+) districts? (?:is|are) close to (?P<district>.+?) in context; (?P<firm>it is (?:no|a) firm "
    r"choice|none of them is a firm choice|none of them are firm choices|one of them is a firm choice|\d+ of them are "
    r"firm choices|\d+ of \d+ are firm choices) \(chosen again in 80% or more of \d+ trials with other weights and "
    r"earlier years\)\.(?: Fewer than (?P<wanted>\d+) are shown, since no other is near "
    r"enough\.)?",
)
def how_many_peers(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table("table-peers")
    assert table
    firm = sum(1 for row in table.csv if row["share_of_draws_derived"] and float(row["share_of_draws_derived"]) >= 0.8)
    if m["district"] != page.district or int(m["found"]) != len(table.csv):
        yield f"{page.district} has {len(table.csv)} peers"
    word = m["firm"].split()[0]
    told = (0 if " no " in m["firm"] else 1) if word == "it" else COUNTS.get(word, -1) if not word.isdigit() else int(word)
    if told != firm:
        yield f"{firm} are firm choices"
    if m["wanted"] and int(m["wanted"]) <= len(table.csv):
        yield f"{len(table.csv)} are not fewer than {m['wanted']}"


@claim("caption", r"Peers of (?P<district>.+?) and what they are alike in, enrollment of (?P<when>\d{4}-\d{2})$")
def peers_caption(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    if m["district"] != page.district or {r.time(m["when"])[0]} != {row["enrollment_school_year"] for row in table.csv}:
        yield "the table is of another year or district"
    distances = [float(row["distance_derived"]) for row in table.csv if row["distance_derived"]]
    if distances != sorted(distances):
        yield "the peers do not stand nearest first"


@claim("item", r"(?P<peer>.+?): (?P<why>(?:alike in .+?; differs most in .+|chosen by hand.*|added by .+))$")
def why_a_peer(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table("table-peers")
    assert table
    if m["why"] not in [row["why"] for row in table.csv if row["org_name"] == m["peer"]]:
        yield f"the table says otherwise of {m['peer']}"


@claim("note", r"No person has added or removed a peer of this district\.")
def nobody_changed(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table("table-peers")
    assert table
    if any(row["chosen_by_hand"] == "True" for row in table.csv):
        yield "a peer was chosen by hand"


@claim(
    "caution",
    r"(?P<district>.+?) has no close peers: .+? A peer that is not alike would mislead, so none is shown; the topic "
    r"pages compare the district with the state\.|No measure in which (?P<of>.+?) lies lowest can be named \(.+\)\.",
)
def no_peers(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if (m["district"] or m["of"]) != page.district:
        yield f"the page is of {page.district}"
    if page.table("table-peers" if m["district"] else "table-better-where-lowest"):
        yield "the page has such a table"


@claim("table_note", r"Nearest first\. .+? Chosen again: the share of (?P<draws>\d+) trials, .+$")
def chosen_again(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    for row in table.csv:
        share = r.known(row["share_of_draws_derived"])
        if share is not None and abs(share * int(m["draws"]) - round(share * int(m["draws"]))) > 1e-6:
            yield f"{share} is no share of {m['draws']} trials"


# --- the strip -----------------------------------------------------------------------------------------------------------------

_BESIDE = rf"(?P<own>{N}); its (?:one peer, (?P<one>{N})|(?P<n>\d+) peers, (?P<low>{N}) to (?P<high>{N}))\."


def _same_year(page: Page, table: Table, measure: str) -> tuple[Row, list[Row]]:
    """The district's row of a measure, and its peers' rows of the same year that can be drawn."""
    rows = [row for row in table.csv if row["measure"] == measure]
    own = r.first(row for row in rows if row["org_code"] == page.code)
    others = [row for row in rows if row is not own and row["drawn_figure_derived"] and row["school_year"] == own["school_year"]]
    return own, others


def _strip(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    measure = r.labelled(m["label"])
    assert measure, f"no measure is called {m['label']}"
    if not page.district.startswith(m["district"]):
        yield f"the page is of {page.district}"
    own, others = _same_year(page, table, measure.id)
    if not r.is_time(m["when"], own):
        yield f"the figure is of {own['school_year']}"
    if not r.is_rounded(m["own"], own["published_figure"]):
        yield f"the figure is {own['published_figure']}"
    if (int(m["n"]) if m["n"] else 1) != len(others):
        yield f"{len(others)} peers have a figure of that year"
    ends = sorted(float(row["published_figure"]) for row in others)
    for told, end in ((m["low"], ends[0]), (m["high"], ends[-1])) if m["n"] else ((m["one"], ends[0]),):
        if not r.is_rounded(told, end):
            yield f"the peers reach {ends[0]} to {ends[-1]}"


claim("headline", rf"(?P<label>.+) in (?P<district>.+?), (?P<when>{W}): {_BESIDE}")(_strip)
claim("alt", rf"Strips of dots, \d+ measures?: (?P<district>.+?) and its peers\. (?P<label>.+?), (?P<when>{W}): {_BESIDE}")(
    _strip
)


@claim(
    "subtitle",
    r"(?P<district>.+?) among its peers in (?P<n>\d+) measures?; newest figures with counts, drawn towards the mean "
    r"of all districts$",
)
def strip_subtitle(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    measures = {row["measure"] for row in table.csv}
    shares = {one for one in measures if (known := r.measure(one)) and known.kind == "share"}
    if m["district"] != page.district or int(m["n"]) != len(shares or measures):
        yield f"{len(shares or measures)} measures are drawn"


@claim("note", r"Not shown beside peers(?: \((?P<why>.+?)\)|, (?P<because>.+?)): (?P<labels>.+)\.$")
def not_beside_peers(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table("table-peer-strip")
    shown = {row["measure"] for row in (table.csv if table else ())}
    for label in m["labels"].split("; "):
        measure = r.labelled(label)
        if measure is None or measure.id in shown:
            yield f"{label} is {'shown' if measure else 'no measure'}"


# --- clearly better where the district lies lowest -----------------------------------------------------------------------------


def judged(page: Page, table: Table) -> dict[str, str]:
    """How each peer stands, worked out again from the drawn figures: better, not_clear, other_year, or hidden."""
    measure = about(table)
    own, others = _same_year(page, table, table.measure)
    sign = 1 if measure.better == "higher" else -1
    mean, spread = (float(own["drawn_figure_derived"]), _spread(own))
    p = {}
    for row in others:
        apart = sign * (float(row["drawn_figure_derived"]) - mean) / math.hypot(_spread(row), spread)
        p[row["org_name"]] = math.erfc(apart / math.sqrt(2)) / 2
    ordered = sorted(p, key=lambda name: p[name])
    found = max((place for place, name in enumerate(ordered, 1) if p[name] <= 0.10 * place / len(ordered)), default=0)
    told = {name: "better" if place <= found else "not_clear" for place, name in enumerate(ordered, 1)}
    for row in table.csv:
        if row is not own and row["org_name"] not in told:
            told[row["org_name"]] = "hidden" if not row["drawn_figure_derived"] else "other_year"
    return told


def _spread(row: Row) -> float:
    return (float(row["interval_high"]) - float(row["interval_low"])) / (2 * 1.959963984540054)


def _peers_that(page: Page, names: str, stands: str) -> r.Faults:
    table = page.table("table-better-where-lowest")
    assert table
    true = {name for name, word in judged(page, table).items() if word == stands}
    if set(names.split("; ")) != true:
        yield f"they are: {'; '.join(sorted(true)) or 'none'}"
    if names.split("; ") != [row["org_name"] for row in table.csv if row["org_name"] in true]:
        yield "they do not stand nearest first"


_STANDS = {
    "better": r"Clearly on the better side of (?P<district>.+?) there: (?P<peers>.+?)\.$",
    "not_clear": r"We cannot tell these apart from (?P<district>.+?) there: (?P<peers>.+?)\. This does not mean that there is "
    r"no difference\.",
    "other_year": r"Not compared, since the figure is of another year: (?P<peers>.+?)\.$",
    "hidden": r"Not compared, since the drawn figure would rest on too few students: (?P<peers>.+?)\.$",
}  # fmt: skip


def _of(stands: str) -> None:
    def check(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
        if m.groupdict().get("district", page.district) != page.district:
            yield f"the page is of {page.district}"
        yield from _peers_that(page, m["peers"], stands)

    check.__name__ = f"peers_{stands}"
    claim("item", _STANDS[stands])(check)


for _word in _STANDS:
    _of(_word)


@claim(
    "headline",
    rf"(?P<label>.+), (?P<when>{W}): (?P<better>none|\d+) of (?P<n>\d+) peers? clearly on the better side of "
    rf"(?P<district>.+?)\.$",
)
def better_headline(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    yield from _better(page, text, m)


@claim(
    "alt",
    rf"Dot chart with intervals, (?P<label>.+), (?P<when>{W}): (?P<district>.+?) (?P<own>{N}), (?P<better>none|\d+) of "
    rf"(?P<n>\d+) peers? clearly on the better side\.",
)
def better_alt(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    yield from _better(page, text, m)
    table = page.table(text.table)
    assert table
    own = r.first(row for row in table.csv if row["org_code"] == page.code)
    if not r.is_rounded(m["own"], own["published_figure"]):
        yield f"the figure is {own['published_figure']}"


def _better(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    own = r.first(row for row in table.csv if row["org_code"] == page.code)
    if m["label"] != about(table).short_label or not r.is_time(m["when"], own) or not page.district.startswith(m["district"]):
        yield f"the chart is of {about(table).short_label} in {page.district}, {own['school_year']}"
    told = judged(page, table)
    drawn = sum(1 for word in told.values() if word != "hidden")
    better = sum(1 for word in told.values() if word == "better")
    if (0 if m["better"] == "none" else int(m["better"]), int(m["n"])) != (better, drawn):
        yield f"{better} of {drawn} are clearly better"


@claim(
    "subtitle", r"(?P<label>.+?); (?P<unit>[^,]+), drawn towards the mean of all districts; (?P<better>higher|lower) is better$"
)
def better_subtitle(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    measure = about(table)
    if (m["label"], m["unit"], m["better"]) != (measure.label, measure.unit, measure.better):
        yield f"the chart is of {measure.label}; {measure.better} is better"


@claim(
    "item",
    rf"(?:Of (?P<n>\d+) measures|In the one measure looked at) \((?P<looked>.+?)\), (?P<district>.+?) lies lowest, by "
    rf"the spread of all districts, in (?P<label>.+?): (?P<value>{N}) in (?P<when>{W}), (?:on the less favorable side "
    rf"of|and even there on the better side of) the mean of the state's districts\.",
)
def lies_lowest(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    """Where all districts lie is in no table of the page; which measure, figure and year is."""
    table = page.table("table-better-where-lowest")
    assert table
    own = r.first(row for row in table.csv if row["org_code"] == page.code)
    looked = m["looked"].split("; ")
    if m["district"] != page.district or (int(m["n"]) if m["n"] else 1) != len(looked):
        yield f"{len(looked)} measures are named for {page.district}"
    if m["label"] != about(table).short_label or m["label"] not in looked:
        yield f"the chart is of {about(table).label}"
    if not r.is_rounded(m["value"], own["published_figure"]) or not r.is_time(m["when"], own):
        yield f"the figure is {own['published_figure']} of {own['school_year']}"


@claim(
    "note",
    r"The vertical line is (?P<line>.+?)\. Solid dots: clearly on the better side, all peers judged together "
    r"\(Benjamini-Hochberg, 10 percent\)\.|Solid dot and bar: (?P<bar>.+?) with its 95 percent interval; diamonds: "
    r"peers of the same year\.",
)
def whose_line(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if (m["line"] or m["bar"]) != page.district:
        yield f"the page is of {page.district}"


@claim("caption", r"(?:What (?P<strip>.+?) and its peers reach|(?P<label>.+): (?P<better>[^:]+?) and its peers)$")
def strip_caption(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    if (m["strip"] or m["better"]) != page.district or (m["label"] and m["label"] != about(table).label):
        yield f"the page is of {page.district}"

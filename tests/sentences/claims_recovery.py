"""Each group's change since 2019 as a chart."""

from __future__ import annotations

import re

from tests.sentences import reading as r
from tests.sentences.claims_tables import REMAINS
from tests.sentences.claims_trend import about
from tests.sentences.finished_page import Page, Row, Text
from tests.sentences.sentence_grammar import claim

N, W = r.NUMBER, r.WHEN


def _since(page: Page, text: Text) -> list[tuple[Row, str]]:
    """Rows with a change, and what their intervals allow."""
    table = page.table(text.table)
    assert table
    found = []
    for row in table.csv:
        if row[REMAINS]:
            n = min(float(row["baseline_students_n"]), float(row["students_n"]))
            slack = r.known(row["rounding_error_points"]) or 0.0
            found.append((row, r.strength(r.known(row["interval_low"]), r.known(row["interval_high"]), n, slack)))
    return found


@claim(
    "headline",
    r"(?P<label>.+) in (?P<district>.+?): of (?P<n>\d+) groups, (?P<below>\d+) clearly below and (?P<above>\d+) "
    r"clearly above their figure of 2019\.",
)
def groups_since_2019(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table, words = page.table(text.table), [word for _, word in _since(page, text)]
    assert table
    if (m["label"], m["district"]) != (about(table).short_label, page.district):
        yield f"the chart is of {about(table).short_label} in {page.district}"
    if [int(m[name]) for name in ("n", "below", "above")] != [len(words), words.count("below"), words.count("above")]:
        yield f"of {len(words)} groups {words.count('below')} are clearly below and {words.count('above')} above"


@claim(
    "alt",
    rf"Dot chart of the change since 2019, (?P<label>.+), (?P<district>[^:,]+): from (?P<low>{N}) points "
    rf"\((?P<lowest>.+?)\) to (?P<high>{N}) \((?P<highest>.+?)\); (?P<below>\d+) clearly below 2019\.",
)
def changes_drawn(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table, rows = page.table(text.table), _since(page, text)
    assert table
    if m["label"] != about(table).short_label or not page.district.startswith(m["district"]):
        yield f"the chart is of {about(table).short_label} in {page.district}"
    if int(m["below"]) != sum(1 for _, word in rows if word == "below"):
        yield f"{sum(1 for _, word in rows if word == 'below')} are clearly below"
    moved = {row["student_group"]: float(row[REMAINS]) for row, _ in rows}
    for value, name, pick in ((m["low"], m["lowest"], min), (m["high"], m["highest"], max)):
        own = moved[r.group(name)]
        if own != pick(moved.values()) or not r.is_rounded(value, own) or not r.has_sign(value, own):
            yield f"the {pick.__name__}imum is {pick(moved.values()):.3f}"


@claim("subtitle", rf"(?P<label>.+): (?P<first>{W})(?: to (?P<last>{W}))? less 2019, percentage points$")
def changes_subtitle(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    years = sorted({row["school_year"].removesuffix(".0") for row, _ in _since(page, text)})
    if m["label"] != about(table).label or [r.time(m["first"])[0], r.time(m["last"] or m["first"])[0]] != [years[0], years[-1]]:
        yield f"the chart is of {about(table).label}, {years[0]} to {years[-1]}"


@claim("note", r"(?P<n>\d+) groups are compared; if nothing had moved, about one in twenty would still look clear\.")
def groups_compared(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if int(m["n"]) != len(_since(page, text)):
        yield f"{len(_since(page, text))} groups are compared"


@claim("note", r"(?P<label>.+), not compared with 2019: (?P<parts>.+)\.$")
def not_compared_with_2019(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    measure = r.labelled(m["label"])
    assert measure, f"no measure is called {m['label']}"
    table = page.table(f"table-since-2019-{measure.id.replace('_', '-')}")
    compared = {row["student_group"] for row in (table.csv if table else ()) if row[REMAINS]}
    for names in re.findall(r"(?:^|; )([^();]+?) \(", m["parts"]):
        if not any(not compared & one for one in r.groups(names)):
            yield f"{names} are compared in the table"


@claim("note", rf"The newest comparable year is (?P<when>{W}) for (?P<groups>[^.]+)\.")
def groups_of_an_earlier_year(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    rows = [row for row, _ in _since(page, text)]
    then = {row["student_group"] for row in rows if r.is_time(m["when"], row)}
    if r.time(m["when"])[0] == max(row["school_year"].removesuffix(".0") for row in rows):
        yield f"{m['when']} is the newest year of the chart"
    yield from r.group_faults(m["groups"], then, "the groups compared in that year")

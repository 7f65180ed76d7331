"""What the files cannot say of a flag."""

from __future__ import annotations

import re

from tests.sentences import reading as r
from tests.sentences.finished_page import Page, Row, Text
from tests.sentences.sentence_grammar import claim

_NEAR = {"graduation": "graduation rate", "percentile": "overall performance", "participation": "participation"}


def _flagged_schools(page: Page, text: Text) -> list[Row]:
    table = page.table(text.table)
    assert table
    return [row for row in table.csv if row["org_level"] == "school"]


@claim(
    "table_note",
    r"The files print no reason for (?P<untold>\d+) of (?P<all>\d+) flagged schools\. A percentile or graduation rate "
    r"past its line is read off published figures; another reason may stand beside it\.",
)
def no_printed_reason(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    schools = _flagged_schools(page, text)
    untold = sum(1 for row in schools if row["is_printed"] != "True")
    if (int(m["untold"]), int(m["all"])) != (untold, len(schools)):
        yield f"of {len(schools)} schools {untold} have no printed reason"


@claim(
    "table_note", r"Of (?P<n>\d+) flagged schools nothing at hand says why; the workbook accountability-data of the year does\."
)
def nothing_says_why(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    silent = sum(1 for row in _flagged_schools(page, text) if row["reason_lines"] == "reason not published")
    if int(m["n"]) != silent:
        yield f"of {silent} schools no reason is at hand"


@claim(
    "table_note",
    r"No determination of (?P<level>schools|districts) before (?P<year>\d{4}) is in the store: since when, who "
    r"entered and who left is not known\.|The newest determination of (?P<plural>schools|districts) before (?P<now>\d{4}) "
    r"in the store is that of (?P<last>\d{4}): moves in between are not seen\.",
)
def earlier_determinations(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    """What of earlier years the store holds of all the state; the page's own table of years must not contradict it."""
    determined, checked = page.table("table-determinations"), page.table("table-reconciled")
    assert determined
    year = m["year"] or m["now"]
    if {row["school_year"] for row in determined.csv} != {year}:
        yield f"the determinations are of {determined.csv[0]['school_year']}"
    level = (m["level"] or m["plural"]).rstrip("s")
    earlier = {row["school_year"] for row in (checked.csv if checked else ()) if row["org_level"] == level} - {year}
    if any(int(one) > int(m["last"] or 0) for one in earlier):
        yield f"the files hold determinations of {', '.join(sorted(earlier))}"


@claim(
    "table_note",
    r"Flagged: what the state determined in (?P<year>\d{4}), for whichever reason; a side of the line does not tell it\.",
)
def flags_beside_lines(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    determined, near = page.table("table-determinations"), page.table("table-near")
    assert determined
    assert near
    if {row["school_year"] for row in determined.csv} != {m["year"]}:
        yield f"the determinations are of {determined.csv[0]['school_year']}"
    flags = {row["org_code"]: "yes" if row["classification"].startswith("Requiring") else "no" for row in determined.csv}
    for row, shown in zip(near.csv, near.rows, strict=True):
        true = flags.get(row["org_code"], "not known")
        if {row["flagged"], shown["Flagged by the state"]} != {true}:
            yield f"{row['org_name']}: flagged is {true}"
        under = float(row["figure"]) < float(row["line_at"]) or (row["line"] == "percentile" and row["figure"] == row["line_at"])
        if ("under the line" in shown["Side of the line"]) != under:
            yield f"{row['org_name']}: {row['figure']} is not {shown['Side of the line']} of {row['line_at']}"


@claim(
    "table_note",
    r"Not confirmed, so that a figure on that side need not be a reason: the line of (?P<lines>[a-z ]+ \([\d.]+\)"
    r"(?: and [a-z ]+ \([\d.]+\))*)\.",
)
def lines_not_confirmed(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table("table-near")
    assert table
    at = {_NEAR[row["line"]]: float(row["line_at"]) for row in table.csv}
    for name, value in re.findall(r"(\S[a-z ]+) \(([\d.]+)\)", m["lines"].replace(" and ", "; ")):
        if at.get(name) != float(value):
            yield f"no figure near a line of {name} at {value} is in the table"


@claim("table_note", r"Publications classify (?P<n>\d+) organizations differently; the one that tells most is shown\.")
def publications_differ(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if int(m["n"]) < 1:
        yield "none is classified differently"

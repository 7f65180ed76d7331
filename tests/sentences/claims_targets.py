"""How far values are from their targets, and how sure a label is."""

from __future__ import annotations

import re

from tests.sentences import reading as r
from tests.sentences.claims_accountability import _SPANS
from tests.sentences.finished_page import Page, Text
from tests.sentences.sentence_grammar import claim

N = r.NUMBER


@claim(
    "prose",
    r"(?P<short>\d+) of (?P<all>\d+) values are short of their target; within its band that counts as met\.(?: The "
    r"first (?P<first>\d+) are shown\.)? The CSV has every group and indicator\.",
)
def short_of_target(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table("table-targets")
    assert table
    missed = [row for row in table.csv if row["current_year"] and float(row["ahead"]) < 0]
    if (int(m["short"]), int(m["all"])) != (len(missed), len(table.csv)):
        yield f"{len(missed)} of {len(table.csv)} values are short of their target"
    if int(m["first"] or len(missed)) != len(table.rows):
        yield f"{len(table.rows)} are shown"


@claim(
    "table_note", r"Compared with gains from the year before to (?P<year>\d{4}), same indicator, grade span, group and level\."
)
def compared_gains(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    years = {row["current_year"].removesuffix(".0") for row in table.csv if row["current_year"]}
    if m["year"] != max(years):
        yield f"the values are of {', '.join(sorted(years))}"


@claim("table_note", r"(?:.+? )?The (?P<shown>\d+) of most worth are shown; the CSV has all (?P<all>\d+)\.$")
def most_worth(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    if (int(m["shown"]), int(m["all"])) != (len(table.rows), len(table.csv)):
        yield f"{len(table.rows)} of {len(table.csv)} are shown"


@claim("prose", rf"The percentage of target points is (?P<points>{N}) percentage points short of (?P<next>.+?)\.$")
def to_the_next_label(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    """How far the next label is: its line less the percentage that the label is read from, by the lever that reaches it."""
    table, scenarios = page.table("table-levers"), page.table("table-scenarios")
    assert table
    labels = {row["next_label"] for row in table.csv if row["next_label"]}
    if labels and m["next"] not in labels:
        yield f"the next label is {', '.join(sorted(labels))}"
    points = float(r.number(m["points"]))
    for row in table.csv:
        if row["points_to_label"] and row["both_pp"]:
            most = float(row["points_to_label"]) * float(row["both_pp"])
            # so many points of it reach the label, and one less does not
            if not most - float(row["both_pp"]) - 0.56 <= points <= most + 0.56:
                yield f"{row['indicator']}: {row['points_to_label']} points of {row['both_pp']} do not just reach it"
    determined = next((row for row in (scenarios.csv if scenarios else ()) if row["scenario"] == "As determined"), None)
    if determined and determined["both_low_pct"]:
        reached = points + float(determined["both_low_pct"])
        if min(abs(reached - line) for line in (24.5, 49.5, 74.5, 25, 50, 75)) > 0.56:
            yield f"{determined['both_low_pct']} and {points} points reach no line"


@claim(
    "item",
    r"(?P<short>.+?) of (?P<column>all students|lowest performing), (?P<span>below high school|high school grades): "
    r"(?P<points>\d) points, (?P<low>\d) to (?P<high>\d) within its error; (?:by itself it leaves the label as it "
    r"is|it alone could make the label “(?P<label>.+?)”)\.",
)
def could_have_been_other_points(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    """The points are those of the tables of levels; the error is in no table, but must hold the points, and more than these."""
    if not int(m["low"]) <= int(m["points"]) <= int(m["high"]) or m["low"] == m["high"]:
        yield "the error does not hold the points, or allows no others"
    table = page.table(f"table-status-{_SPANS[m['span']]}")
    assert table
    group = "All students" if m["column"] == "all students" else "Lowest performing students"
    shown = next((row.get(m["short"], "") for row in table.rows if row["Group"] == group), "")
    if not shown.endswith(f"{m['points']} of 4"):
        yield f"the table has {shown or 'no such value'}"


@claim(
    "prose",
    r"With the same targets, results drawn anew from students like these would give: (?P<chances>.+?)\. This is the "
    r"chance of sampling alone, and no forecast of the state's decision\.",
)
def chances(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    percents = [float(r.number(one)) for one in re.findall(r"\d+(?:\.\d+)?(?=%| percent)", m["chances"])]
    if not percents or not 97 <= sum(percents) <= 103:
        yield f"the chances sum to {sum(percents)}"


@claim("caution", r"No chance of a label is given, since it would rest on what is not known: \(1\) .+$")
def no_chance(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if any(other.text.startswith("With the same targets, results drawn anew") for other in page.texts):
        yield "the page gives chances"
    numbers = [int(one) for one in re.findall(r"(?:(?<=: )|(?<=; ))\((\d+)\)", m[0])]
    if numbers != list(range(1, len(numbers) + 1)):
        yield "the reasons are numbered amiss"


@claim(
    "caution",
    r"(?:What a point would move cannot be worked out\. |No target can be shown\. )?The files read hold no indicator's points, "
    r"weight or target of this district: .+$",
)
def no_points(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if page.table("table-targets") or page.table("table-levers") or page.table("table-scenarios"):
        yield "the page has points"


@claim("caution", r"Nothing could be built from points(?:: the files|, and no label could be checked) .+$")
def nothing_rebuilt(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table("table-reconciled")
    assert table
    if any(int(row["recomputable"]) for row in table.csv):
        yield "the table has determinations that were built from points"
    if ("only the last step" in m[0]) != any(int(row["label_checkable"]) for row in table.csv):
        yield "the table says otherwise of the labels checked"


@claim("caution", r"Not explained, and the published figure stands: (?P<open>.+)\.$")
def not_explained(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table("table-reconciled")
    assert table
    if not any(int(row["unexplained"]) for row in table.csv):
        yield "the table has no figure that is not explained"

"""What the state determined, which way groups moved, and how far values are from their targets."""

from __future__ import annotations

import re

from tests.sentences import reading as r
from tests.sentences.finished_page import Page, Row, Text
from tests.sentences.sentence_grammar import claim

N = r.NUMBER
LOWER_IS_BETTER = ("annual_dropout", "chronic_absenteeism")


@claim(
    "prose",
    rf"In (?P<year>\d{{4}}) the state classified (?P<district>.+?) as: (?P<kind>[^(]+) \((?P<label>.+?)\)(?:, at "
    rf"(?P<percent>{N}) percent of its target points)?\.",
)
def determination(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table("table-determinations")
    assert table
    row = next((row for row in table.csv if row["org_level"] == "district"), None)
    if row is None or row["org_name"] != m["district"]:
        yield "the table has no determination of such a district"
        return
    true = (row["school_year"], row["classification"], row["label"])
    if (m["year"], m["kind"], m["label"]) != true:
        yield f"the state's determination is {', '.join(true)}"
    if (not r.is_rounded(m["percent"], row["targets_pct"])) if m["percent"] else bool(row["targets_pct"]):
        yield f"the percentage is {row['targets_pct'] or 'not published'}"


@claim(
    "note",
    r"The files hold no determination of (?P<district>.+?) itself for (?P<year>\d{4}); (?:(?P<one>that of its school is)|"
    r"those of its schools are) held\.",
)
def only_schools(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table("table-determinations")
    assert table
    levels = [row["org_level"] for row in table.csv]
    if m["district"] != page.district or "district" in levels or bool(m["one"]) != (len(levels) == 1):
        yield f"the table has determinations of: {', '.join(levels)}"
    if {row["school_year"] for row in table.csv} != {m["year"]}:
        yield f"the determinations are of {table.csv[0]['school_year']}"


@claim(
    "prose",
    rf"In (?P<year>\d{{4}}) the state classified its one school in the files, (?P<school>.+?), as: (?P<kind>.+?)(?:, at "
    rf"accountability percentile (?P<rank>{N}))?\.$",
)
def the_one_school(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table("table-determinations")
    assert table
    (row,) = table.csv
    if (m["year"], m["school"], m["kind"]) != (row["school_year"], row["org_name"], row["classification"]):
        yield f"the state's determination is {row['school_year']}, {row['org_name']}, {row['classification']}"
    rank = row["accountability_percentile"]
    if (not r.is_rounded(m["rank"], rank)) if m["rank"] else bool(rank):
        yield f"the percentile is {rank or 'not published'}"


@claim(
    "prose",
    r"Neither (?P<district>.+?) nor a school of it requires assistance or intervention in (?P<year>\d{4}), as far as "
    r"the files tell\.|No school of (?P<of>.+?) that the files hold is flagged in (?P<when>\d{4}); they hold no "
    r"determination of the district for that year\.",
)
def nobody_flagged(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table("table-determinations")
    assert table
    own = [row for row in table.csv if row["school_year"] == (m["year"] or m["when"])]
    if (m["district"] or m["of"]) != page.district or not own:
        yield "the determinations are of another year or district"
    flagged = [row["org_name"] for row in own if row["classification"].startswith("Requiring")]
    if flagged or page.table("table-reasons"):
        yield f"the state flags {'; '.join(flagged)}"
    if bool(m["of"]) == any(row["org_level"] == "district" for row in own):
        yield "the table says otherwise of the district's own determination"


@claim(
    "note",
    r"No figure of (?P<district>.+?) or its schools that the files hold is near a line that requires assistance\.|No "
    r"indicator earned points for a target while its value got worse\.",
)
def no_table_of_these(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    id = "table-near" if m["district"] else "table-escapes"
    if page.table(id) or (m["district"] and m["district"] != page.district):
        yield "the page has such figures"


@claim(
    "caution",
    r"No determination of (?P<none>.+?) is in the files read, so|No indicator, group or point of (?P<district>.+?) is "
    r"in the files read, so status and change cannot be shown\. This does not mean that nothing changed: the state's "
    r"workbook criterion-referenced-percentage holds them\.",
)
def no_indicators(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if m["district"] != page.district or page.named("table-status-"):
        yield "the page has indicators"


# --- status beside change ------------------------------------------------------------------------------------------------------


def _moved(row: Row, indicator: str) -> str:
    change = r.known(row["change"])
    if change is None:
        return "no year before"
    if change == 0:
        return "unchanged"
    return "improved" if (change < 0) == (indicator in LOWER_IS_BETTER) else "declined"


def _indicator(page: Page, text: Text) -> str:
    return text.table.replace("table-status-non-high-school-", "").replace("table-status-high-school-", "").replace("-", "_")


_SHORT = {"ELA": "ela_achievement", "Mathematics": "math_achievement"}
_SPANS = {"below high school": "non-high-school", "high school grades": "high-school"}


def _span_faults(text: Text, short: str, span: str) -> r.Faults:
    if text.table != f"table-status-{_SPANS[span]}-{_SHORT[short].replace('_', '-')}":
        yield f"the chart is {text.table}"


@claim(
    "headline",
    r"(?P<short>[A-Z][A-Za-z]+), (?P<span>below high school|high school grades): (?P<better>\d+) of (?P<all>\d+) "
    r"groups improved from (?P<before>\d{4}) to (?P<now>\d{4})\.",
)
def groups_improved(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    yield from _span_faults(text, m["short"], m["span"])
    rows = [row for row in table.csv if row["prior_value"] and row["current_value"]]
    better = sum(1 for row in rows if _moved(row, _indicator(page, text)) == "improved")
    if (int(m["better"]), int(m["all"])) != (better, len(rows)):
        yield f"{better} of {len(rows)} groups improved"
    if f"{m['before']}, {m['now']}" not in table.caption or int(m["now"]) != int(m["before"]) + 1:
        yield f"the table is of {table.caption}"


@claim(
    "alt",
    rf"Arrows of (?P<all>\d+) groups in (?P<district>.+?), (?P<short>[A-Z][A-Za-z]+), (?P<span>below high school|high "
    rf"school grades): from (?P<low>{N}) \((?P<lowest>.+?)\) to (?P<high>{N}) \((?P<highest>.+?)\); (?P<better>\d+) "
    rf"improved, (?P<worse>\d+) declined\.",
)
def arrows(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    yield from _span_faults(text, m["short"], m["span"])
    if not page.district.startswith(m["district"]):
        yield f"the page is of {page.district}"
    rows = [row for row in table.csv if row["prior_value"] and row["current_value"]]
    moved = [_moved(row, _indicator(page, text)) for row in rows]
    if [int(m[name]) for name in ("all", "better", "worse")] != [len(rows), moved.count("improved"), moved.count("declined")]:
        yield f"of {len(rows)} groups {moved.count('improved')} improved and {moved.count('declined')} declined"
    by_group = {row["student_group"]: float(row["current_value"]) for row in rows}
    for value, name, pick in ((m["low"], m["lowest"], min), (m["high"], m["highest"], max)):
        own = by_group[r.group(name)]
        if own != pick(by_group.values()) or not r.is_rounded(value, own):
            yield f"the {pick.__name__}imum is {pick(by_group.values())}"


@claim(
    "subtitle",
    r"(?P<district>.+?): arrow from (?P<before>\d{4}) to (?P<now>\d{4}); bar: target; diamond: the state's same "
    r"group; (?P<better>lower|higher) is better$",
)
def arrows_subtitle(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    better = "lower" if _indicator(page, text) in LOWER_IS_BETTER else "higher"
    if m["district"] != page.district or f"{m['before']}, {m['now']}" not in table.caption or m["better"] != better:
        yield f"the table is of {table.caption}; {better} is better"


@claim(
    "caption",
    r"(?P<short>[A-Z][A-Za-z]+), (?P<span>below high school|high school grades), (?P<district>.+): (?P<before>\d{4}), "
    r"(?P<now>\d{4}), target and state$",
)
def arrows_caption(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    yield from _span_faults(text, m["short"], m["span"])
    if m["district"] != page.district:
        yield f"the page is of {page.district}"
    of_span = page.table(f"table-status-{_SPANS[m['span']]}")
    years = {
        row["current_year"].removesuffix(".0")
        for row in (of_span.csv if of_span else ())
        if row["indicator"] == _SHORT[m["short"]]
    }
    if years and {m["now"]} != years:
        yield f"the values are of {', '.join(sorted(years))}"
    for row, shown in zip((row for row in table.csv if row["prior_value"] and row["current_value"]), table.rows, strict=True):
        if shown["Direction"] not in [
            _moved(each, _indicator(page, text)) for each in table.csv if r.group(shown["Group"]) == each["student_group"]
        ]:
            yield f"{shown['Group']}: not {shown['Direction']} ({row['student_group']})"


@claim(
    "caption",
    r"(?:(?P<one>.+?), (?P<span>below high school|high school grades), (?P<year>\d{4}): level, change and points of "
    r"each group|Determinations of (?P<two>.+?) and its schools, (?P<determined>\d{4})|Why (?P<three>.+?) or its "
    r"schools require assistance, (?P<flagged>\d{4})|Figures of (?P<four>.+?) near a line that requires "
    r"assistance|What of the determinations of (?P<five>.+?) could be checked|What the label would be under named "
    r"assumptions, (?P<six>.+?)|What one more point is worth in (?P<seven>.+?), in percentage points, "
    r"(?P<worth>\d{4})|Targets of (?P<eight>.+?) that values are short of, the gap to this and the next, and the gain "
    r"it asks for|Points for a target although the value got worse, (?P<escaped>\d{4}))$",
)
def accountability_caption(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    district = next(
        (m[name] for name in ("one", "two", "three", "four", "five", "six", "seven", "eight") if m[name]), page.district
    )
    if district != page.district:
        yield f"the page is of {page.district}"
    table = page.table("table-determinations")
    years = {row["school_year"] for row in (table.csv if table else ())}
    year = m["year"] or m["determined"] or m["flagged"] or m["worth"] or m["escaped"]
    if year and table is not None and {year} != years:
        yield f"the determinations are of {', '.join(sorted(years))}"

"""Notes under a chart over the years, and who took part in a test."""

from __future__ import annotations

import re

from tests.sentences import reading as r
from tests.sentences.claims_trend import BREAKS, ODD_YEARS, about, newest, own_years
from tests.sentences.finished_page import Page, Text
from tests.sentences.sentence_grammar import claim

N, W = r.NUMBER, r.WHEN


@claim(
    "note",
    r"(?P<bars>Bars show the range consistent with the number of (?:students|staff|tests) \(95 percent interval\)|No "
    r"interval is drawn: (?:the files read hold no counts of students|the report gives full-time equivalents, not "
    r"people|an amount, "
    r"or a mean whose spread is not published, has none))\.",
)
def intervals_drawn(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    if m["bars"].startswith("Bars") != any(year.row["interval_low"] for year in own_years(page, table)):
        yield "the table says otherwise of the intervals"


@claim("note", r"Counts behind the interval are reconstructed from the published rate and cohort\.")
def rebuilt_counts(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    if not any(row["counts"] == "reconstructed" for row in table.csv):
        yield "no count in the table is reconstructed"


@claim("note", r"Hollow marks are unusual years\.")
def hollow_marks(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    if not any(year.is_unusual for year in own_years(page, table)):
        yield "no year in the table is unusual"


@claim("note", rf"The headline is of (?P<when>{W}), the newest ordinary year in the files read; later years here are unusual\.")
def headline_of_an_earlier_year(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    years = own_years(page, table)
    later = [year for year in years if year.has_figure and year.year > int(r.time(m["when"])[0])]
    if not r.is_time(m["when"], newest(years).row) or not later or not all(year.is_unusual for year in later):
        yield "the table has another newest ordinary year"


@claim("note", r"No figure is shown for (?P<years>[\d, to]+), and no line is drawn across\.")
def missing_years(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    key = "gap_percentage_points_derived" if "gap_percentage_points_derived" in table.csv[0] else "published_figure"
    district = [row for row in table.csv if row["org_code"] == page.code]
    known = sorted({int(row["school_year"]) for row in district if row[key]})
    missing = set(range(known[0], known[-1])) - set(known)
    told: set[int] = set()
    for part in m["years"].split(", "):
        ends = [int(year) for year in part.split(" to ")]
        told |= set(range(ends[0], ends[-1] + 1))
    if told != missing:
        yield f"the table lacks {sorted(missing)}"


@claim(
    "note", r"The line is broken where a definition, a test or a reporting period changed; years on either side do not compare\."
)
def broken_line(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    own = [row for row in table.csv if row["org_code"] == page.code and row["published_figure"]]
    if len({(row["comparable_series"], row["period"]) for row in own}) < 2:
        yield "all years of the table are of one series"


@claim("note", r"(?:" + "|".join(re.escape(reason) for reason in BREAKS) + r")")
def why_a_series_ended(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    entry, measure = BREAKS[m[0]], about(table)
    years = [int(row["school_year"]) for row in table.csv if row["org_code"] == page.code and row["published_figure"]]
    groups = {row["student_group"] for row in table.csv}
    if measure.topic not in entry["topics"] or not min(years) <= int(entry["first_year"]) <= max(years):
        yield f"{entry['id']} is not a break of {measure.topic} between the years of the table"
    if entry.get("groups") and not groups & set(entry["groups"]):
        yield f"{entry['id']} is not a break of {', '.join(sorted(groups))}"


@claim("note", r"(?:" + "|".join(re.escape(reason) for reason in ODD_YEARS) + r")")
def why_a_year_is_unusual(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    entry, measure = ODD_YEARS[m[0]], about(table)
    if measure.topic not in entry["topics"] or str(entry["year"]) not in {row["school_year"] for row in table.csv}:
        yield f"{entry['year']} is no unusual year of {measure.topic} in the table"


@claim("note", r"Other publications differ: (?P<cells>.+?)\.(?= Compare with)")
def other_publications(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    """Another publication's figure is in no table; the cell it is said of must be there, with another figure."""
    table = page.table(text.table)
    assert table
    for cell in m["cells"].split("; "):
        found = re.fullmatch(rf"(.+) (\d{{4}}): the (.+) gives ({N})", cell)
        assert found, cell
        row = r.first(row for row in table.csv if row["org_name"] == found[1] and row["school_year"] == found[2])
        if not row["published_figure"] or r.is_rounded(found[4], row["published_figure"]):
            yield f"the table's own figure of {found[1]} in {found[2]} is {row['published_figure']}: they do not differ"


@claim(
    "note",
    r"Compare with the state's report “(?P<report>[^”]+)”\.|Each group's own figure is the state's, from its report "
    r"“(?P<own>[^”]+)”\.",
)
def named_report(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    if (m["report"] or m["own"]) != about(table).report:
        yield f"the figures are of the report {about(table).report}"


@claim("note", r"The state rounds these figures; a difference is called clear only where rounding could not undo it\.")
def rounded_means(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    if about(table).kind != "mean":
        yield "the table is of no means"


@claim(
    "note prose",
    r"Taking part: (?P<rates>[^.]+?(?:\.\d+[^.]*?)*)\. Under (?P<under>95|90|80) percent(?: calls for care|, the "
    r"figures say little of students who did not take the test|, the figures should not be compared with others)\.",
)
def taking_part(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    """Participation of an earlier year is in no table of the page; that of the newest is. Each fits what is said of it."""
    low, high = {"95": (90, 95), "90": (80, 90), "80": (0, 80)}[m["under"]]
    words = {"95": "calls for care", "90": "say little", "80": "should not be compared"}[m["under"]]
    if words not in m[0]:
        yield f"under {m['under']} percent other words are due"
    trend = page.before(text, "table-trend-")
    assert trend
    years = {year.row["school_year"] for year in own_years(page, trend) if year.has_figure}
    label = about(trend).short_label.partition(",")[0]
    latest = page.table("table-participation")
    for rate, year in re.findall(rf"({N}) in (\d{{4}})", m["rates"]):
        if not low <= r.number(rate) < high:
            yield f"{rate} is not between {low} and {high} percent"
        if year not in years:
            yield f"the chart has no figure of {year}"
        for row in latest.csv if latest else ():
            is_it = row["school_year"] == year and row["label"].startswith("Taking part") and label in row["label"]
            if is_it and not r.is_rounded(rate, row["published_figure"]):
                yield f"the table of participation has {row['published_figure']}"


@claim("note prose", r"The files read hold no participation rate for (?P<years>[\d, ]+)\.")
def no_participation(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    trend = page.before(text, "table-trend-")
    assert trend
    years = {year.row["school_year"] for year in own_years(page, trend) if year.has_figure}
    if not set(m["years"].split(", ")) <= years:
        yield "the chart has no figure of such a year"

"""One group's gap over the years."""

from __future__ import annotations

import re

from tests.sentences import reading as r
from tests.sentences.claims_gaps import GAP, compared, reference_faults, size_faults, stands, students
from tests.sentences.claims_trend import ODD_YEARS, about
from tests.sentences.finished_page import Page, Row, Table, Text
from tests.sentences.sentence_grammar import claim

N, W = r.NUMBER, r.WHEN


def _newest(page: Page, table: Table) -> Row:
    """The last gap of an ordinary year; of any where none is ordinary."""
    odd = {str(entry["year"]) for entry in ODD_YEARS.values() if about(table).topic in entry["topics"]}
    shown = compared(table.csv)
    return ([row for row in shown if row["school_year"] not in odd] or shown)[-1]


@claim(
    "headline",
    rf"(?P<group>[^:]+): (?:(?P<size>{N}) points (?P<side>below|above) (?P<reference>.+?) in (?P<when>{W})|in "
    rf"(?P<unclear>{W}) the "
    rf"gap to (?P<to>.+?) cannot be told from no gap|in (?P<few>{W}) there are too few students, under 30, to conclude "
    rf"anything from "
    rf"the gap|no gap is shown for (?P<hidden>{W}) \((?P<why>.+?)\); the last one shown is of (?P<last>{W}))\.",
)
def gap_over_years(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    newest, last = _newest(page, table), table.csv[-1]
    if r.group(m["group"]) != newest["student_group"]:
        yield f"the chart is of {newest['student_group']}"
    told = m["when"] or m["unclear"] or m["few"] or m["last"]
    if not r.is_time(told, newest):
        yield f"the newest gap is of {newest['school_year']}"
    if m["reference"] or m["to"]:
        yield from reference_faults(m["reference"] or m["to"], table)
    if m["hidden"]:
        if last[GAP] or not r.is_time(m["hidden"], last) or m["why"] != table.rows[-1]["Gap, points"]:
            yield f"of {last['school_year']} the table says {table.rows[-1]['Gap, points']}"
        return
    if not last[GAP]:
        yield f"no gap is shown for {last['school_year']}, and the headline does not say so"
    word = {"unclear": "not_clear", "few": "too_few"}.get("unclear" if m["unclear"] else "few" if m["few"] else "")
    word = word or ("below" if m["side"] == "below" else "above")
    if word != stands(newest):
        yield f"the interval allows {stands(newest)!r}, the headline says {word!r}"
    if m["size"]:
        yield from size_faults(m["size"], newest)


@claim(
    "alt",
    rf"Line chart of the gap between (?P<group>.+?) and (?P<reference>[a-z ]+?), (?P<district>[^:]+): "
    rf"(?:(?P<first>{N}) points in "
    rf"(?P<start>{W}) and )?(?P<last>{N}) points in (?P<end>{W}), with intervals(?P<few>; fewer than 30 students, no "
    rf"conclusion)?\.",
)
def gap_line(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    newest = _newest(page, table)
    if r.group(m["group"]) != newest["student_group"] or not page.district.startswith(m["district"]):
        yield f"the chart is of {newest['student_group']} in {page.district}"
    yield from reference_faults(m["reference"], table)
    if bool(m["few"]) != (stands(newest) == "too_few"):
        yield f"{students(newest):.0f} students are on the smaller side"
    for size, when in ((m["first"], m["start"]), (m["last"], m["end"])):
        if size:
            row = r.first(row for row in compared(table.csv) if r.is_time(when, row))
            yield from size_faults(size, row, signed=True)
            if row["comparable_series"] != newest["comparable_series"]:
                yield f"{when} does not compare with {newest['school_year']}"
    run = _run(table, newest)
    ends = [run[0], run[-1]] if len(run) > 1 else [newest]
    told = [r.time(when)[0] for when in (m["start"], m["end"]) if when]
    if told != [row["school_year"] for row in ends]:
        yield f"the line runs from {ends[0]['school_year']} to {ends[-1]['school_year']}"


def _run(table: Table, newest: Row) -> list[Row]:
    """The years one line joins to the newest."""
    odd = {str(entry["year"]) for entry in ODD_YEARS.values() if about(table).topic in entry["topics"]}
    runs: list[list[Row]] = []
    for row in compared(table.csv):
        last = runs[-1][-1] if runs else None
        alone = row["school_year"] in odd or stands(row) == "too_few"
        joined = (
            last is not None and not alone and last["school_year"] not in odd and stands(last) != "too_few"
            and int(row["school_year"]) == int(last["school_year"]) + 1
            and row["comparable_series"] == last["comparable_series"]
        )  # fmt: skip
        if joined:
            runs[-1].append(row)
        else:
            runs.append([row])
    return r.first(run for run in runs if newest in run)


@claim(
    "subtitle",
    rf"(?P<label>.+), (?P<district>[^:]+): group minus (?P<reference>[^,]+), percentage points, (?P<first>{W})(?: to "
    rf"(?P<last>{W}))?$",
)
def gap_line_subtitle(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    shown = [row["school_year"] for row in compared(table.csv)]
    yield from reference_faults(m["reference"], table)
    if m["label"] != about(table).label or m["district"] != page.district:
        yield f"the chart is of {about(table).label}, {page.district}"
    if [r.time(m["first"])[0], r.time(m["last"] or m["first"])[0]] != [shown[0], shown[-1]]:
        yield f"the gaps are of {shown[0]} to {shown[-1]}"


@claim("note", rf"Rounding of the published rates can move the gap of (?P<when>{W}) by up to (?P<most>{N}) points\.")
def rounding_of_a_gap(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    row = r.first(row for row in table.csv if r.is_time(m["when"], row))
    if not r.is_rounded(m["most"], row["rounding_error_points"]):
        yield f"it can move it by {row['rounding_error_points']} points"


@claim("note", r"Hollow marks stand alone: fewer than 30 students on one side, so we conclude nothing from them\.")
def hollow_gaps(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    if not any(stands(row) == "too_few" for row in compared(table.csv)):
        yield "every gap of the table has 30 students or more on each side"

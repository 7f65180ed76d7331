"""Sentences beside the tables of one question: since 2019, beside all others, who the students were, gaps on other scales."""

from __future__ import annotations

import re

from tests.sentences import reading as r
from tests.sentences.claims_trend import about, own_years
from tests.sentences.finished_page import Page, Row, Table, Text
from tests.sentences.sentence_grammar import claim

N, W = r.NUMBER, r.WHEN


def below(page: Page, text: Text, prefix: str) -> Table:
    table = page.after(text, prefix)
    assert table, f"no {prefix} is below"
    return table


# --- since 2019 ----------------------------------------------------------------------------------------------------------------

REMAINS = "since_2019_percentage_points_derived"


@claim(
    "item",
    rf"(?P<label>.+?) in (?P<district>[^,]+?)(?:, (?P<group>.+?),)? was (?P<now>{N}) in (?P<year>\d{{4}})"
    rf"(?:, (?P<size>{N}) points (?P<side>above|below) its (?P<was>{N}) of 2019 \((?P<span>[^)]+)\)"
    rf"| and (?P<before>{N}) in 2019; (?:we (?P<unsure>cannot tell) the two apart \((?P<unclear>[^)]+)\)|"
    r"with fewer than (?P<few>30) students we draw no conclusion))\.",
)
def since_2019(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = below(page, text, "table-since-2019-")
    group = r.group(m["group"]) if m["group"] else "all_students"
    row = next((row for row in table.csv if row["student_group"] == group and not row["why_not_compared"]), None)
    if row is None:
        yield f"the table has no comparison of {group}"
        return
    if m["district"] != page.district or (m["label"] and m["label"] not in (about(table).label, about(table).short_label)):
        yield f"the table is of {about(table).label} in {page.district}"
    if m["year"] != row["school_year"].removesuffix(".0") or row["baseline_year"].removesuffix(".0") != "2019":
        yield f"the newest figure is of {row['school_year']}"
    if not r.is_rounded(m["now"], row["published_figure"]):
        yield f"it was {row['published_figure']}"
    if not r.is_rounded(m["was"] or m["before"], row["baseline_published_figure"]):
        yield f"in 2019 it was {row['baseline_published_figure']}"
    n = min(float(row["baseline_students_n"]), float(row["students_n"]))
    low, high = r.known(row["interval_low"]), r.known(row["interval_high"])
    if m["size"]:
        moved = float(row[REMAINS])
        if not r.is_derived(m["size"], abs(moved), n, low, high) or (m["side"] == "above") != (moved > 0):
            yield f"it moved by {moved:.3f}"
    if m["span"] or m["unclear"]:
        yield from r.span_faults(m["span"] or m["unclear"], low, high)
    true = r.strength(low, high, n, r.known(row["rounding_error_points"]) or 0.0)
    told = m["side"] or ("not_clear" if m["unsure"] else "too_few")
    if told != true:
        yield f"the interval allows {true!r}, the sentence says {told!r}"


@claim("note", r"(?P<label>.+): no comparison with 2019 is made for (?P<district>.+?)(?: \((?P<why>[^)]+)\)|: (?P<parts>.+))\.$")
def no_2019(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    measure = r.labelled(m["label"])
    if measure is None or m["district"] != page.district:
        yield f"the page is of {page.district}"
        return
    trend = page.table(f"table-trend-{measure.id.replace('_', '-')}")
    years = {row["school_year"] for row in (trend.csv if trend else ()) if row["org_code"] == page.code and row["students_n"]}
    parts = re.findall(r"(?:^|; )([^();]+?) \(([^)]+)\)", m["parts"] or "")
    why = m["why"] or next((why for names, why in parts if any("all_students" in one for one in r.groups(names))), "")
    if "in 2019" in why and "2019" in years and len(years) > 1:
        series = {row["school_year"]: row["comparable_series"] for row in trend.csv} if trend else {}  # fmt: skip
        if max(years) != "2019" and series["2019"] == series[max(years)]:
            yield "the chart has a comparable 2019 with a count"
    if "after 2019" in why and trend:
        own = [year for year in own_years(page, trend) if year.has_figure and not year.is_unusual]
        then = {year.row["comparable_series"] for year in own if year.year == 2019}
        if any(year.year > 2019 and year.row["comparable_series"] in then for year in own):
            yield "the chart has a later year of the series"


# --- beside all other students -------------------------------------------------------------------------------------------------

DIFFERENCE = "difference_percentage_points_derived"


def _others(row: Row) -> tuple[float, float | None, float | None, str]:
    """Students on the smaller side, the interval, and what it allows."""
    n = min(float(row["students_n"]), float(row["other_students_n_derived"]))
    low, high = r.known(row["interval_low"]), r.known(row["interval_high"])
    return n, low, high, r.strength(low, high, n, r.known(row["rounding_error_points"]) or 0.0)


@claim(
    "item",
    rf"(?P<rate>{N}) of (?P<group>.+?) (?P<outcome>did not .+?|were .+?|had .+?|left .+?), and (?P<other>{N}) of all "
    rf"other students: "
    rf"(?:(?P<ratio>{N}) times the share, or )?(?P<size>{N}) points more \((?P<span>[^)]+)\)\. At the others' rate it "
    rf"would be about "
    rf"(?P<excess>{N}) students fewer\.",
)
def more_than_others(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    """Rate, difference, ratio and number of students are worked out again from the counts."""
    table = below(page, text, "table-others-")
    row = next((row for row in table.csv if row["student_group"] == r.group(m["group"])), None)
    if row is None:
        yield f"the table has no row of {m['group']}"
        return
    if f"Students who {m['outcome']}, {page.district}," not in table.caption:
        yield f"the table is of {table.caption}"
    n, low, high, true = _others(row)
    size = [float(row[name]) for name in ("students_n", "other_students_n_derived")]
    events = [float(row[name]) for name in ("students_with_outcome_n_derived", "others_with_outcome_n_derived")]
    gap, *ends = r.newcombe((events[0], size[0]), (events[1], size[1]))
    if any(abs(end - known) > 1e-6 for end, known in zip(ends, (low or 0, high or 0), strict=True)):
        yield f"from the counts the interval is {ends}"
    for told, events_n, students_n in ((m["rate"], events[0], size[0]), (m["other"], events[1], size[1])):
        if not r.is_derived(told, 100 * events_n / students_n, n, low, high):
            yield f"{events_n:.0f} of {students_n:.0f} are not {told}"
    if not r.is_derived(m["size"], gap, n, low, high):
        yield f"the difference is {gap:.3f}"
    yield from r.span_faults(m["span"], low, high)
    if true != "above":
        yield f"the interval allows {true!r}"
    excess = float(row["excess_students_derived"])  # half a student is a tie that the last digit of a float decides
    if not r.is_rounded(m["excess"], excess) or abs(excess - (events[0] - size[0] * events[1] / size[1])) > 1e-6:
        yield f"at the others' rate it would be {size[0] * events[1] / size[1]:.1f} of {events[0]:.0f}"
    if bool(m["ratio"]) != (row["basis"] == "risk_ratio"):
        yield f"the table's ratio is to: {row['basis']}"
    elif m["ratio"] and not r.is_rounded(m["ratio"], (events[0] / size[0]) / (events[1] / size[1])):
        yield f"the ratio is {(events[0] / size[0]) / (events[1] / size[1]):.3f}"
    most = sorted(
        (one for one in table.csv if _others(one)[3] == "above"), key=lambda one: -float(one["excess_students_derived"])
    )
    if row not in most[:3]:
        yield "in three groups it is more students"


@claim(
    "item",
    r"We cannot tell these apart from all other students, since the interval includes zero or rounding could close "
    r"the difference: (?P<groups>.+?)\. This does not mean that there is no difference\.",
)
def like_others(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = below(page, text, "table-others-")
    unclear = [row["student_group"] for row in table.csv if _others(row)[3] == "not_clear"]
    yield from r.group_faults(m["groups"], unclear, "the groups that cannot be told apart")


@claim("item", r"No group's rate is clearly above that of all other students\. This does not mean that they are alike\.")
def none_above_others(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = below(page, text, "table-others-")
    if any(_others(row)[3] == "above" for row in table.csv):
        yield "a rate of the table is clearly above"


@claim("caption", rf"Students who (?P<outcome>.+?), (?P<district>.+), (?P<when>{W}): each group and all other students$")
def others_caption(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    if m["district"] != page.district or not r.is_time(m["when"], table.csv[0]):
        yield f"the table is of {page.district} in {table.csv[0]['school_year']}"


@claim(
    "caution",
    r"(?P<label>.+?): how groups compare with all others cannot be reckoned for (?P<district>.+?) \((?P<why>.+)\)\. "
    r"This does not mean that they are alike\.",
)
def no_others(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if m["district"] != page.district or r.labelled(m["label"]) is None:
        yield f"the page is of {page.district}"
    measure = r.labelled(m["label"])
    groups = page.table(f"table-groups-{measure.id.replace('_', '-')}") if measure else None
    held = {row["student_group"] for row in (groups.csv if groups else ()) if row["published_figure"]}
    if "no figures by student group" in m["why"] and held - {"all_students"}:
        yield f"the page has figures of {', '.join(sorted(held))}"
    other = page.after(text, "table-others-")
    if other is not None and about(other) is r.labelled(m["label"]):
        yield "the table below has such comparisons"


# --- who the students were -----------------------------------------------------------------------------------------------------


@claim(
    "prose",
    rf"From (?P<first>{W}) to (?P<last>{W}) the shares of groups by (?P<by>[a-z ]+) moved by more than (?P<least>{N}) "
    rf"points\. Of "
    rf"the change of (?P<change>{N}) points, (?P<who>{N}) go with who the students were and (?P<figures>{N}) with the "
    rf"figures of the "
    r"groups \((?P<span>[^)]+)\)\. This is arithmetic; it says nothing of why\.",
)
def composition(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = below(page, text, "table-composition-")
    row = table.csv[0]
    if not r.is_time(m["last"], row):
        yield f"the newest year is {row['school_year']}"
    if r.time(m["first"])[0] not in table.caption:
        yield f"the table is of {table.caption}"
    names = {"change": "change_of_all_points_derived", "who": "part_with_shares_points_derived",
             "figures": "part_with_figures_points_derived"}  # fmt: skip
    for name, column in names.items():
        if not r.is_rounded(m[name], row[column]) or not r.has_sign(m[name], float(row[column])):
            yield f"{column} is {row[column]}"
    yield from r.span_faults(m["span"], row["interval_low"], row["interval_high"])
    moves = [
        abs(float(each["share_derived"]) - float(each["first_share_derived"])) for each in table.csv if each["share_derived"]
    ]
    if max(moves) <= float(r.number(m["least"])):
        yield f"no share moved by more than {max(moves):.2f} points"
    whole, parts = float(row[names["change"]]), float(row[names["who"]]) + float(row[names["figures"]])
    if abs(whole - parts) > 1e-6:
        yield f"the parts sum to {parts:.3f}, the change is {whole:.3f}"


@claim(
    "note",
    rf"Change from (?P<first>{W}) to (?P<last>{W}) and groups by [a-z ]+: (?:no split is made, since .+?|the split is "
    rf"not shown: [a-z ]+)\.$",
)
def no_composition(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    nearest = page.after(text, "table-composition-")
    trend = page.before(text, "table-trend-")
    if nearest is not None and trend is not None and about(nearest) is about(trend):
        yield "the page has the split"
    years = {row["school_year"] for row in trend.csv} if trend else set()
    if not {r.time(m["first"])[0], r.time(m["last"])[0]} <= years:
        yield "the chart has no such years"


# --- gaps on other scales and their change -------------------------------------------------------------------------------------

SCALES = ("change_percentage_points_derived", "change_log_ratio_derived", "change_log_ratio_without_outcome_derived",
          "change_standard_deviations_derived")  # fmt: skip


def _gap_change(row: Row) -> str:
    """What may be said of a gap's change: nothing where its scales differ on the direction."""
    if row["why_hidden"] or not row[SCALES[0]]:
        return ""
    n = [float(row[name]) for name in ("first_students_n", "students_n") if row[name]]
    if row["stands"] == "too_few" or min(n) < r.LEAST_N:  # the smaller side may be the reference, whose count is not here
        return "too_few"
    signs = {(value > 0) - (value < 0) for name in SCALES if (value := r.known(row[name])) is not None}
    if {-1, 1} <= signs:
        return "scale_dependent"
    points = r.strength(
        r.known(row["interval_low"]), r.known(row["interval_high"]), None, r.known(row["rounding_error_points"]) or 0.0
    )
    sds = r.strength(r.known(row["standard_deviations_low"]), r.known(row["standard_deviations_high"]), None)
    return points if points == sds else "not_clear"


@claim(
    "table_note",
    r"(?P<gaps>\d+) gaps?; (?P<clear>\d+|none) moved clearly on each scale(?:; of (?P<depends>\d+) the direction depends on "
    r"the scale, so nothing is claimed)?\.",
)
def gaps_that_moved(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    told = [_gap_change(row) for row in table.csv if row[SCALES[0]] or row["why_hidden"]]
    clear = sum(1 for word in told if word in ("above", "below"))
    said = int(m["gaps"]), 0 if m["clear"] == "none" else int(m["clear"]), int(m["depends"] or 0)
    if said != (len(told), clear, told.count("scale_dependent")):
        yield f"of {len(told)} gaps {clear} moved clearly and {told.count('scale_dependent')} depend on the scale"
    words = {"above": "clear on each scale", "below": "clear on each scale", "not_clear": "we cannot tell it from no change",
             "too_few": "too few students to conclude",
             "scale_dependent": "depends on the scale: nothing is claimed"}  # fmt: skip
    for row, word, shown in zip(table.csv, told, table.rows, strict=True):
        if word and shown["What we can say"] != words[word]:
            yield f"{row['student_group']}: the intervals allow {word!r}, the table says {shown['What we can say']!r}"


@claim(
    "table_note",
    rf"Gaps with 30 students or more on each side are tested together \(Benjamini-Hochberg, (?P<level>{N})\): here "
    rf"(?P<tested>none|one, alone|\d+)\.",
)
def gaps_tested(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    table = page.table(text.table)
    assert table
    tested = sum(1 for row in table.csv if row["found_among_all_tested"])
    gaps = page.table(table.id.replace("table-gap-scales-", "table-gaps-"))
    hidden = sum(1 for row in (gaps or table).csv if row["why_hidden"])  # of these no download says whether they were tested
    said = {"none": 0, "one, alone": 1}.get(m["tested"]) if not m["tested"].isdigit() else int(m["tested"])
    if said is None or not tested <= said <= tested + hidden:
        yield f"{tested} gaps were tested"
    large = [row for row in (gaps.csv if gaps else ()) if row["gap_percentage_points_derived"]
             and min(float(row["students_n"]), float(row["reference_students_n_derived"])) >= r.LEAST_N]  # fmt: skip
    if gaps and len(large) != tested:
        yield f"{len(large)} gaps have 30 students or more on each side"


@claim(
    "note",
    r"No change of a gap can be shown \((?P<why>.+?)\)\. This does not mean that none moved\.|The files read hold no "
    r"two comparable years of gaps with counts: (?P<label>.+?)\.$",
)
def no_gap_change(page: Page, text: Text, m: re.Match[str]) -> r.Faults:
    if page.named("table-gap-change-"):
        yield "the page has a table of such changes"

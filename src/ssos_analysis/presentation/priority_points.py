"""The main points of a page: the findings that passed every rule, strongest first, strengths as well as gaps."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ssos_analysis.disclosure.release import Released
from ssos_analysis.presentation.display import csv_of, released_only, show_prose, show_table
from ssos_analysis.presentation.download_columns import PRIORITY_COLUMNS
from ssos_analysis.presentation.markup import INTERVAL, Cell, DataTable, escape, file_stem
from ssos_analysis.presentation.numbers import (
    derived_decimals,
    figure,
    fixed,
    interval_cell,
    is_missing,
    period,
    short_period,
    signed,
    students,
)
from ssos_analysis.presentation.standing import say
from ssos_analysis.presentation.where_from import where_from
from ssos_analysis.presentation.wording import sentence_start
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS, group_label, group_noun

Row = dict[str, Any]

_MOST = {"strength": 3, "concern": 4}
_MOST_POINTS = 6
_MOST_OF_ONE_MEASURE = 2
_HEADINGS = {"strength": "Strengths", "concern": "Where to look first"}
_NONE = {
    "strength": "No figure on the better side passed all our rules. This does not mean that there are no strengths.",
    "concern": "No figure on the other side passed all our rules. This does not mean that there are no gaps.",
}
_COMPARED = {
    "level": "the state", "same_group": "the same group in the state", "gap": "other students in the district",
    "change": "an earlier year", "opportunity": "the state; not tested",
}  # fmt: skip


def priority_points(released: Released) -> None:
    """At most six points, of them three strengths and four findings to look at first, two of one measure at most, and how many
    comparisons were looked at. Each carries the mark of its chart, which the press makes a link (press/cross_links.py)."""
    released_only(released)
    rows, choices = released.rows, released.choices
    district = choices["district_name"]
    lead = _counted(choices, district, hidden=sum(1 for row in rows if row["hidden_reason"]))
    html, lines = [f"<p>{escape(lead)}</p>"], [lead]
    chosen = {side: _chosen(rows, side) for side in _HEADINGS}
    chosen["strength"] = chosen["strength"][: _MOST_POINTS - len(chosen["concern"])]
    for side, heading in _HEADINGS.items():
        points = [(_point(row), _chart_of(row)) for row in chosen[side]]
        if not points and int(choices["passed_n"]):
            points = [(_NONE[side], "")]
        if points:
            lines += [heading, *(point for point, _ in points)]
            items = "".join(f"<li>{escape(point)}{chart}</li>" for point, chart in points)
            html.append(f"<h3>{heading}</h3><ul>{items}</ul>")
    offered = [_offered(row) for row in rows if row["comparison"] == "opportunity"]
    if offered:
        heading = "What students are offered"
        lines += [heading, *offered]
        html.append(f"<h3>{heading}</h3><ul>{''.join(f'<li>{escape(point)}</li>' for point in offered)}</ul>")
    show_prose(f'<section class="main-points"><h2>Main points</h2>{"".join(html)}</section>', "\n".join(lines))


def priority_table(released: Released) -> None:
    """Every finding that passed, strongest first, and what is offered beside; the note says where the others stopped."""
    released_only(released)
    rows = [row for row in released.rows if not row["hidden_reason"]]
    if not rows:
        return
    choices = released.choices
    columns, values = csv_of(released.table, PRIORITY_COLUMNS)
    table = DataTable(
        "table-main-points",
        _caption(rows, choices["district_name"]),
        ["Measure", "Group", "Year", "Figure", "Compared with", "That figure", "Difference", INTERVAL, "Students"],
        [_row(row) for row in rows],
        _rules(choices, hidden=len(released.rows) - len(rows)),
    )
    show_table(table, "main-points.csv", columns, values, where=where_from(released))


def _counted(choices: dict[str, str], district: str, *, hidden: int) -> str:
    looked, tested, passed = (int(choices[name]) for name in ("looked_n", "tested_n", "passed_n"))
    start = f"We looked at {looked} {_noun(looked)} for {district} and could test {tested}."
    if not passed:
        return f"{start} None passed all our rules, so we name no main point. This does not mean that all is well or alike."
    apart = f" {hidden} of these cannot be shown: one side is too small." if hidden else ""
    return (
        f"{start} {passed} passed all our rules.{apart} Below are the clearest of each side, at most two of one measure. In "
        "parentheses: the range in which the difference may lie (95 percent interval), and the students behind the figure."
    )


def _caption(rows: list[Row], district: str) -> str:
    """What the rows are: findings that passed, and figures of what students are offered, which no rule tested."""
    offered = sum(1 for row in rows if row["comparison"] == "opportunity")
    passed = len(rows) - offered
    head = f"{passed or 'No'} {'finding' if passed == 1 else 'findings'} of {district} that passed every rule"
    order = ", strongest first" if passed > 1 else ""
    figures = "1 figure" if offered == 1 else f"{offered} figures"
    return f"{head}{order}" + (f"; below, not tested: {figures} of what students are offered" if offered else "")


def _noun(count: int) -> str:
    return "comparison" if count == 1 else "comparisons"


def _rules(choices: dict[str, str], *, hidden: int) -> str:
    stops = {
        "too_old_n": "more than five school years old", "no_count_n": "no published count",
        "too_few_n": "fewer than 30 students", "unsteady_n": "not steady enough (NCHS rule)",
        "not_found_n": "did not stand among all tested", "not_clear_n": "an interval or a rounding could undo it",
        "small_n": "small", "mirror_n": "a group ahead of all others: the other side of a gap",
    }  # fmt: skip
    stopped = "; ".join(f"{words} ({choices[name]})" for name, words in stops.items() if choices[name] != "0")
    return (
        f"Of {choices['looked_n']} comparisons, {choices['passed_n']} passed"
        + (f", {hidden} of which cannot be shown: one side is too small." if hidden else ".")
        + (f" The others: {stopped}." if stopped else "")
        + f" Small: under {choices['practical_size_points']} points and under {choices['practical_size_h']} on Cohen's h. Tested "
        f"together in {choices['families_n']} {'family' if choices['families_n'] == '1' else 'families'} "
        f"(Benjamini-Hochberg, {fixed(100 * float(choices['false_discovery_level']), 0)}%). Strength: the end of the interval "
        "of the size that is nearest to none. A difference is from counts, rounded once: it may differ in the last digit from "
        "that of the figures printed."
    )


def _chosen(rows: list[Row], side: str) -> list[Row]:
    """The strongest of one side, not all of one measure."""
    taken: Counter[str] = Counter()
    chosen = []
    for row in rows:
        if row["side"] == side and not row["hidden_reason"] and taken[row["measure"]] < _MOST_OF_ONE_MEASURE:
            taken[row["measure"]] += 1
            chosen.append(row)
    return chosen[: _MOST[side]]


def _value(row: Row) -> str:
    return figure(row["estimate"], int(row["decimals"]), row["measure_kind"])


def _beside(row: Row) -> str:
    """The figure compared with: the state's as published, or one we derive, rounded by its students."""
    if is_missing(row["reference_estimate"]):
        return f"{fixed(row['reference_derived'], derived_decimals(row['reference_n']))}%"
    return figure(row["reference_estimate"], int(row["reference_decimals"]), row["measure_kind"])


def _decimals(row: Row) -> int:
    return derived_decimals(min(row["n"], row["reference_n"]), row["low"], row["high"])


def _point(row: Row) -> str:
    topic, group = row["topic"], row["student_group"]
    when = period(topic, int(row["school_year"]), row["variant"])
    first = "" if is_missing(row["first_year"]) else period(topic, int(row["first_year"]))
    decimals = _decimals(row)
    form = "mean" if row["measure_kind"] == "mean" else "class" if topic == "graduation" else "share"
    text = say(
        f"point {row['comparison']}", form, value=_value(row), reference=_beside(row), when=when, first=first,
        who=row["who"], what=row["what"].rstrip(","), group=_who(row) if form == "share" else group_noun(group),
        others="all other students" if row["reference"] == "all_other_students" else group_noun(str(row["reference"]))
        if row["comparison"] == "gap" else "", side="above" if row["difference"] > 0 else "below",
        way="higher" if row["difference"] > 0 else "lower", size=fixed(abs(row["difference"]), decimals),
        span=f"{signed(row['low'], decimals)} to {signed(row['high'], decimals)}; {students(row['published_n'])} students",
    )  # fmt: skip
    return sentence_start(text)


def _chart_of(row: Row) -> str:
    """The mark of the chart that shows a point: gaps of the groups, or all students over the years."""
    kind = "gaps" if row["comparison"] in ("gap", "same_group") else "trend"
    chart = file_stem(f"{kind} {row['measure']}")
    return f'<span class="see-chart fig-{chart}">{escape(row["short_label"])}</span>'


def _who(row: Row) -> str:
    group = row["student_group"]
    return str(row["who"]) if group == ALL_STUDENTS else f"{group_noun(group)} ({row['who']})"


def _offered(row: Row) -> str:
    when = period(row["topic"], int(row["school_year"]), row["variant"])
    value = f"{row['short_label']}: {_value(row)} in {when}"
    if is_missing(row["reference_estimate"]):
        return f"{value} (no state figure for that year)."
    return f"{value}. The state's figure was {_beside(row)}."


def _row(row: Row) -> list[Cell]:
    topic = row["topic"]
    year = short_period(topic, int(row["school_year"]), row["variant"])
    beside = row["reference_derived"] if is_missing(row["reference_estimate"]) else row["reference_estimate"]
    compared = _COMPARED[row["comparison"]]
    if row["comparison"] == "change":
        compared = short_period(topic, int(row["first_year"]))
    return [
        Cell(row["label"]),
        Cell(group_label(row["student_group"])),
        Cell(year),
        Cell(_value(row), row["estimate"]),
        Cell(compared),
        Cell("not reported", is_word=True) if is_missing(beside) else Cell(_beside(row), beside),
        Cell("not tested", is_word=True)
        if is_missing(row["difference"])
        else Cell(signed(row["difference"], _decimals(row)), row["difference"]),
        Cell("none", is_word=True) if is_missing(row["difference"]) else interval_cell(row, _decimals(row)),
        Cell("not published", is_word=True)
        if is_missing(row["published_n"])
        else Cell(students(row["published_n"]), row["published_n"]),
    ]

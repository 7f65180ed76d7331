"""A proposed goal for each priority, as sentences, a chart, and the table of a plan with owner and evidence left to the team."""

from __future__ import annotations

from typing import Any

from ssos_analysis.disclosure.release import Released
from ssos_analysis.presentation.display import csv_of, released_only, show_chart, show_prose, show_table
from ssos_analysis.presentation.dot_chart import Dot, dot_svg
from ssos_analysis.presentation.download_columns import PROPOSED_COLUMNS
from ssos_analysis.presentation.markup import Cell, DataTable, escape
from ssos_analysis.presentation.nothing_to_show import say_caution, say_note
from ssos_analysis.presentation.numbers import figure, fixed, interval, is_missing, period, short_period, students
from ssos_analysis.presentation.own_goals import reached_words
from ssos_analysis.presentation.standing import cell, say
from ssos_analysis.presentation.theme import DISTRICT
from ssos_analysis.presentation.where_from import where_from
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS, group_label, group_noun

Row = dict[str, Any]

PLAN = (
    "Objective", "Measure", "Students", "Baseline", "95% interval", "Number of students", "Target", "More students", "Steps on "
    "the way",
    "How far it reaches", "The figure and when it is next out", "Owner", "Evidence",
)  # fmt: skip
"""Headings of a plan table; owner and evidence are the team's to fill."""
_LEFT = {
    "same": "another comparison of a measure and group that has one", "full_topic": "a topic that has two",
    "beyond_most": "five stand already", "leaves": "English learners, whom a student who does well in the test leaves",
    "ended": "a group no longer published", "newer_school": "a newer figure of the district's only school",
    "ahead": "a change of one year, where the figure is still clearly better than the state's",
}  # fmt: skip
_LEAST_CHANGES = 20  # as goal_realism needs for a band
TO_FILL = "for the team to fill"
_COMPARED = {
    "level": "the state's figure", "same_group": "the figure of the same group in the state",
    "gap": "the figure of the district's other students", "change": "its own earlier figure",
}  # fmt: skip


def proposed_goals(released: Released) -> None:
    """Sentences, chart and plan table of a `proposed_goals` finding; words where nothing is proposed."""
    released_only(released)
    choices = released.choices
    district = choices["district_name"]
    rows = [row for row in released.rows if not row["hidden_reason"]]
    if not rows:
        say_caution(_none(choices, district, hidden=len(released.rows)))
        return
    last = period("", int(choices["target_year"]))
    lead = (
        f"{len(rows)} {'goal is' if len(rows) == 1 else 'goals are'} proposed for {last}, the third year of a plan that "
        f"begins now: "
        "to start a talk, not to end it. Another measure, a higher target or a goal about what students are offered may "
        "serve better."
    )
    chosen = _chosen(choices, hidden=len(released.rows) - len(rows))
    lines = [_sentence(row) for row in rows]
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    show_prose(f"<p>{escape(lead)}</p><p>{escape(chosen)}</p><ul>{items}</ul>", "\n".join([lead, chosen, *lines]))
    table = DataTable(
        "table-proposed-goals",
        f"Proposed goals of {district}, in the shape of a plan",
        PLAN,
        [[Cell(text, value) for text, value in plan_row(row)] for row in rows],
        f"Target: what comparable districts gained at the {choices['percentile']}th percentile in as many years, chance taken "
        "away; where too few are known, what all districts did; where these are too few, the pace that halves the distance to "
        "what the figure was compared with in six years, and at most half of it; then rounded. Steps: the newest figure is taken "
        "to hold until the plan begins; from there each year of the plan brings an equal share of the gain. More students: with "
        "the outcome, of as many as in the year of the baseline (fewer, where less is better). How far it reaches: by the "
        "changes as published, which chance makes larger; beside them the same once what the number of students alone makes of "
        "a change is taken away.",
    )  # fmt: skip
    kept = released.table[released.table["hidden_reason"] == ""]
    kept = kept.assign(benchmarks=[_steps(row) for row in rows], owner="", evidence="")
    columns, values = csv_of(kept, PROPOSED_COLUMNS)
    where = where_from(released, kept)
    shares = [row for row in rows if row["measure_kind"] == "share"]
    if shares:
        _chart(shares, table, district, (columns, values), where)
    else:
        show_table(table, "proposed-goals.csv", columns, values, where=where)
    if choices["by_definition"]:
        say_note(
            f"No goal is proposed for English learners in {choices['by_definition']}: a student who does well leaves the "
            f"group. English "
            "learners and former English learners together, or progress in English, say more."
        )
    if choices["without"]:
        say_note(f"No goal could be made, since no gain or no later year is in sight: {choices['without']}.")


def plan_row(row: Row) -> list[tuple[str, float | None]]:
    """One goal under the headings PLAN: each cell's text, and the number behind it where it is one."""
    low_high = "none" if is_missing(row["low"]) else interval(row["low"], row["high"], 1)
    late = ": that month is past, and the files read do not hold it" if row["is_overdue"] else ""
    when = f"; {short_period(row['topic'], int(row['next_year']))} about {row['next_update']}{late}" if row["next_update"] else ""
    more = "not reckoned" if is_missing(row["students_needed"]) else f"about {students(row['students_needed'])}"
    return [
        (row["objective"], None),
        (row["short_label"], None),
        (group_label(row["student_group"]), None),
        (f"{_baseline(row)} ({short_period(row['topic'], int(row['baseline_year']))})", row["baseline"]),
        (low_high, None),
        (students(row["n"]), row["n"]),
        (f"{_target(row)} ({short_period(row['topic'], int(row['target_year']))}{_seen(row['target_out'])})", row["target"]),
        (more, None if is_missing(row["students_needed"]) else row["students_needed"]),
        (_steps(row), None),
        (f"{cell('realism', row['band'])} ({reached_words(row)}{_after_chance(row)})", None),
        (f"“{row['report']}”{when}" + (f". {row['caution']} Take the start anew after it." if row["caution"] else ""), None),
        (TO_FILL, None),
        (TO_FILL, None),
    ]


def _none(choices: dict[str, str], district: str, *, hidden: int) -> str:
    if hidden:
        return f"Goals for {district} rest on too few students to be shown. This does not mean that none is worth setting."
    if not int(choices["concerns_n"]):
        if passed := int(choices["passed_n"]):
            return (
                f"No goal is proposed for {district}, though {passed} {'finding' if passed == 1 else 'findings'} on the less "
                f"favorable side passed every rule. The reasons: {'; '.join(_reasons(choices))}."
            )
        return (
            f"No figure of {district} on the less favorable side passed all our rules, so no goal is proposed. This does "
            f"not mean that "
            "none is worth setting: with few students, or without counts, it cannot be told from these data."
        )
    return f"No goal could be made for {district}, since no gain or no later year is in sight: {choices['without']}."


def _chart(
    rows: list[Row], table: DataTable, district: str, numbers: tuple[list[str], list[list[Any]]], where: list[str]
) -> None:
    dots = [Dot(_name(row), row["baseline"], row["low"], row["high"], DISTRICT, beside=row["target"]) for row in rows]
    svg, size = dot_svg(dots, line_at=None, limits=(0.0, 103.0), percent=True)
    first = rows[0]
    goals = f"{len(rows)} proposed {'goal' if len(rows) == 1 else 'goals'}"
    show_chart(
        id="fig-proposed-goals",
        headline=f"{_name(first)} in {district}: {_baseline(first)} in {_when(first)}; {_target(first)} is proposed.",
        subtitle="Newest published figure and proposed target of each goal about a share of students; percent",
        svg=svg,
        size=size,
        alt=f"Dot chart with intervals, {goals} for {district[:60]}. {_name(first)}: {_baseline(first)} in "
        f"{_when(first)}, {_target(first)} proposed."[:300],
        note="Dots and bars: the newest published figure with its 95 percent interval; diamonds: the proposed target.",
        table=table,
        csv_name="proposed-goals.csv",
        csv_columns=numbers[0],
        csv_rows=numbers[1],
        where=where,
    )


def _sentence(row: Row) -> str:
    more = "" if is_missing(row["students_needed"]) else f", about {students(row['students_needed'])} students {_fewer(row)}"
    return say(
        "proposed", row["target_from"], objective=row["objective"], value=_baseline(row),
        when=_when(row), target=_target(row), students=more,
        target_when=period(row["topic"], int(row["target_year"])), compared=_compared(row), why=_why_none(row),
        reached=_reached(row), share="" if is_missing(row["distance_pct"]) else fixed(row["distance_pct"], 0),
        years=_years(row["target_year"] - row["steps_from"]),
        span="" if is_missing(row["low"]) else f" ({interval(row['low'], row['high'], 1)}; {students(row['n'])} students)",
    )  # fmt: skip


def _chosen(choices: dict[str, str], *, hidden: int) -> str:
    """How many findings passed, by which rule not each has a goal, and how many that left out."""
    passed = int(choices["passed_n"])
    without = len([one for one in choices["without"].split("; ") if one])
    parts = _reasons(choices)
    parts += [f"no gain or no later year is in sight ({without})"] if without else []
    parts += [f"one side is too small to be shown ({hidden})"] if hidden else []
    start = (
        f"{passed} {'finding' if passed == 1 else 'findings'} on the less favorable side passed every rule. A goal is made of "
        "the strongest, one for each measure and group, of one topic two at most, and five at most in all."
    )
    return f"{start} Without a goal of their own: {'; '.join(parts)}." if parts else start


def _reasons(choices: dict[str, str]) -> list[str]:
    """The rules that left findings without a goal, each with how many."""
    return [f"{words} ({choices[f'{why}_n']})" for why, words in _LEFT.items() if choices[f"{why}_n"] != "0"]


def _reached(row: Row) -> str:
    """How many comparable changes were as large: as published, and once chance is allowed for."""
    way = "gained" if row["better"] == "higher" else "lowered it"
    return (
        f"Of {students(row['windows_n'])} comparable changes of other districts over {_years(row['span_years'])}, "
        f"{students(row['reached_n'])} {way} at least as much a year; {_allowed_for(row)}"
    )


def _allowed_for(row: Row) -> str:
    """How many of the changes are as large without what chance makes of them; of some it is not known."""
    known, windows = row["after_chance_n"], row["windows_n"]
    of_them = "" if known == windows else f" (of the {students(known)} where it is known)"
    after = f"about {students(row['reached_after_chance_n'])}" if row["reached_after_chance_n"] else "none"
    return f"{after} once chance is allowed for{of_them}"


def _after_chance(row: Row) -> str:
    """Beside the count of changes as published, the same without chance."""
    if not row["windows_n"]:
        return ""
    return f", as published; {_allowed_for(row)}" if row["after_chance_n"] else ", as published"


def _years(count: float) -> str:
    return "one year" if count == 1 else f"{int(count)} years"


def _why_none(row: Row) -> str:
    """Why no target is taken from what comparable districts did."""
    if row["windows_n"] >= _LEAST_CHANGES:
        return "of the comparable changes, three in four were no gain once chance is allowed for"
    return "too few comparable changes are known"


def _compared(row: Row) -> str:
    """The figure whose distance is told; the district's own earlier one with its year, since no other words say which."""
    words = _COMPARED[row["comparison"]]
    if row["comparison"] != "change" or is_missing(row["compared_figure"]):
        return words
    value = figure(row["compared_figure"], int(row["compared_decimals"]), row["measure_kind"])
    return f"{words} ({value}, {period(row['topic'], int(row['compared_year'])).removeprefix('the ')})"


def _when(row: Row) -> str:
    return period(row["topic"], int(row["baseline_year"]))


def _fewer(row: Row) -> str:
    return "more" if row["better"] == "higher" else "fewer"


def _name(row: Row) -> str:
    group = row["student_group"]
    return str(row["short_label"]) if group == ALL_STUDENTS else f"{row['short_label']}, {group_noun(group)}"


def _baseline(row: Row) -> str:
    return figure(row["baseline"], int(row["decimals"]), row["measure_kind"])


def _target(row: Row) -> str:
    return figure(row["target"], 0 if float(row["target"]).is_integer() else 1, row["measure_kind"])


def _seen(when: str) -> str:
    return f"; seen about {when}" if when else ""


def _steps(row: Row) -> str:
    sign = "%" if row["measure_kind"] == "share" else ""
    return "; ".join(
        f"{short_period(row['topic'], int(year))}: {fixed(value, 1)}{sign}" + (f" ({_seen(when)[2:]})" if when else "")
        for year, value, when in row["benchmarks"]
    )

"""A district's own goals: where each stands, what it still asks for, and when the next figure can be seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ssos_analysis.disclosure.release import REASONS, Released
from ssos_analysis.presentation.display import csv_of, each_released, show_chart, show_prose, show_table
from ssos_analysis.presentation.dot_chart import Dot, dot_svg
from ssos_analysis.presentation.download_columns import GOAL_COLUMNS, REALISM_COLUMNS
from ssos_analysis.presentation.markup import Cell, DataTable, escape
from ssos_analysis.presentation.nothing_to_show import say_note
from ssos_analysis.presentation.numbers import figure, fixed, interval, is_missing, period, short_period, signed, students
from ssos_analysis.presentation.standing import cell, say
from ssos_analysis.presentation.theme import DISTRICT
from ssos_analysis.presentation.where_from import where_from
from ssos_analysis.presentation.wording import sentence_start
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS, group_noun

Row = dict[str, Any]

_ORDER = ("met", "on_path", "behind", "cannot_tell", "not_out", "not_read")
_WITHOUT = {"not_out": "not out", "not_read": "not read"}


def own_goals(released: Sequence[Released], *, district: str = "This district") -> None:
    """Sentences, chart, table and CSV of the `goal_progress` findings; a note where the district has given no goals."""
    each_released(released)
    rows = [row for one in released for row in one.rows]
    if not rows:
        say_note(f"{district} has given no goals of its own to this office yet. Below is what the figures suggest.")
        return
    choices = released[0].choices
    counted = [f"{sum(row['stands'] == stands for row in rows)} {cell('goal', stands)}" for stands in _ORDER
               if any(row["stands"] == stands for row in rows)]  # fmt: skip
    lead = f"{choices['plan']}, {choices['plan_date']}: {'; '.join(counted)}."
    lines = [goal_sentence(row) for row in rows]
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    show_prose(f"<p>{escape(lead)}</p><ul>{items}</ul>", "\n".join([lead, *lines]))
    columns = csv_of(released[0].table, GOAL_COLUMNS)[0]
    values = [row for one in released for row in csv_of(one.table, GOAL_COLUMNS)[1]]
    where = list(dict.fromkeys(line for one in released for line in where_from(one)))
    table = DataTable(
        "table-own-goals",
        f"The goals of {district}, and where they stand",
        ["Goal", "From", "Target", "Now", "95% interval", "Each year so far", "Each year still needed", "More students", "Stands",
         "Why, and the next figure", "Owner"],
        [_row(row) for row in rows],
        "From: as the plan gives it. On path: all of the 80% interval lies at or beyond the straight line from the start to "
        "the "
        "target; behind: all of it lies short of it. An interval of 80% is used for that, since a goal is looked at again "
        "next year. "
        "More students: with the outcome, of as many as now (fewer, where less is better).",
    )  # fmt: skip
    drawn = [row for row in rows if row["measure_kind"] == "share" and not is_missing(row["estimate"])]
    if not drawn:
        show_table(table, "own-goals.csv", columns, values, where=where)
        return
    dots = [Dot(_name(row), row["estimate"], row["low"], row["high"], DISTRICT, beside=row["target"]) for row in drawn]
    svg, size = dot_svg(dots, line_at=None, limits=(0.0, 103.0), percent=True)
    show_chart(
        id="fig-own-goals",
        headline=f"{district}'s goals: {'; '.join(counted)}.",
        subtitle="Newest figure of each goal about a share of students, and its target; percent",
        svg=svg,
        size=size,
        alt=f"Dot chart with intervals, goals of {district[:60]}: {'; '.join(counted)}. {sentence_start(_name(drawn[0]))}: "
        f"{_value(drawn[0])} in {_when(drawn[0])}, target {_target(drawn[0])}."[:300],
        note="Dots and bars: now, with the 95 percent interval where counts are published; diamonds: the target.",
        table=table,
        csv_name="own-goals.csv",
        csv_columns=columns,
        csv_rows=values,
        where=where,
    )


def goals_ask_for(released: Sequence[Released]) -> None:
    """What each of the district's own goals asks for, beside what comparable districts did, of `goal_realism` findings."""
    each_released(released)
    held, without = [], dict[str, list[str]]()
    for one in released:
        why = one.choices["why_not"] or REASONS.get(one.rows[0]["hidden_reason"], "")
        if why:
            without.setdefault(why, []).append(_goal(one.about.short_label, one.choices["group"]))
        else:
            held.append(one)
    for why, names in without.items():
        say_note(f"What these goals ask for is not reckoned ({why}): {'; '.join(names)}.")
    if not held:
        return
    rows = [(one.about.short_label, row) for one in held for row in one.rows]
    table = DataTable(
        "table-goals-ask-for",
        f"What the goals of {held[0].choices['district_name']} still ask for, and how often comparable districts gained as "
        f"much",
        ["Goal", "Year now", "Target year", "Gain needed", "A year", "Gained as much", "After chance", "How far it reaches"],
        [
            [
                Cell(_goal(label, row["student_group"])), Cell(str(int(row["school_year"]))), Cell(str(int(row["target_year"]))),
                Cell("reached") if row["gain_needed"] <= 0 else Cell(signed(row["gain_needed"]), row["gain_needed"]),
                Cell("-") if row["gain_needed"] <= 0 else Cell(signed(row["yearly_gain"]), row["yearly_gain"]),
                Cell(reached_words(row)), Cell(_after_chance(row)), Cell(cell("realism", row["band"])),
            ]
            for label, row in rows
        ],
        "In the better direction, in the measure's unit. Comparable: districts with a third to three times the students "
        "that began "
        "within ten points, over as many years (a longer goal is asked pro rata). After chance: the same, once what the "
        "number of "
        "students alone makes of a change is taken away. A rare gain is not forbidden: it asks how.",
    )  # fmt: skip
    columns = csv_of(held[0].table, REALISM_COLUMNS, held[0].about)[0]
    values = [row for one in held for row in csv_of(one.table, REALISM_COLUMNS, one.about)[1]]
    where = list(dict.fromkeys(line for one in held for line in where_from(one)))
    show_table(table, "goals-ask-for.csv", columns, values, where=where)


def reached_words(row: Row) -> str:
    """`18 of 107 changes in 12 districts`; a word where none is comparable."""
    if not row["windows_n"]:
        return "none is comparable"
    years = int(row["span_years"])
    return (
        f"{fixed(row['reached_n'], 0)} of {fixed(row['windows_n'], 0)} {'change' if row['windows_n'] == 1 else 'changes'} "
        f"in {fixed(row['districts_n'], 0)} "
        f"{'district' if row['districts_n'] == 1 else 'districts'}, over {years} {'year' if years == 1 else 'years'}"
    )


def goal_sentence(row: Row) -> str:
    """Where one goal stands, as strong as its interval."""
    known = not is_missing(row["estimate"])
    return say(
        "goal", row["stands"], goal=sentence_start(_name(row)), target=_target(row), when=_when(row) if known else "",
        target_when=period(row["topic"], int(row["target_year"])), path=_like(row, row["path"]) if known else "",
        reason=(sentence_start(row["reason"]) if row["stands"] in _WITHOUT else row["reason"]).rstrip("."),
        value=f"{_value(row)}{_span(row)}" if known else "",
        now=f" It was {_value(row)}{_span(row)} in {_when(row)}." if known else "",
    )  # fmt: skip


def next_figure(row: Row) -> str:
    """When the next figure is expected, or that it was and is not at hand."""
    if row["is_overdue"]:
        return f"was expected {row['expected']}; not in the files read"
    return f"about {row['expected']}" if row["expected"] else ""


def _name(row: Row) -> str:
    return _goal(row["short_label"], row["student_group"])


def _goal(label: str, group: str) -> str:
    return label if group == ALL_STUDENTS else f"{label}, {group_noun(group)}"


def _when(row: Row) -> str:
    return period(row["topic"], int(row["school_year"]))


def _value(row: Row) -> str:
    return figure(row["estimate"], int(row["decimals"]), row["measure_kind"])


def _like(row: Row, value: float) -> str:
    return figure(value, 1, row["measure_kind"])


def _target(row: Row) -> str:
    return figure(row["target"], 0 if float(row["target"]).is_integer() else 1, row["measure_kind"])


def _span(row: Row) -> str:
    return "" if is_missing(row["low"]) else f" ({interval(row['low'], row['high'], 1)})"


def _after_chance(row: Row) -> str:
    return "-" if not row["windows_n"] else fixed(row["reached_after_chance_n"], 0)


def _row(row: Row) -> list[Cell]:
    known = not is_missing(row["estimate"])
    start = figure(row["baseline"], 0 if float(row["baseline"]).is_integer() else 1, row["measure_kind"])
    needed, so_far = row["pace_needed"], row["pace_so_far"]
    missing = Cell(_WITHOUT.get(row["stands"], "none"), is_word=True)
    expected = f" Next figure: {next_figure(row)}." if row["expected"] and row["stands"] not in _WITHOUT else ""
    return [
        Cell(f"{row['title']} ({_name(row)})" if row["title"] else _name(row)),
        Cell(f"{start} ({short_period(row['topic'], int(row['baseline_year']))})", row["baseline"]),
        Cell(f"{_target(row)} ({short_period(row['topic'], int(row['target_year']))})", row["target"]),
        Cell(f"{_value(row)} ({short_period(row['topic'], int(row['school_year']))})", row["estimate"]) if known else missing,
        Cell(interval(row["low"], row["high"], 1)) if known and not is_missing(row["low"]) else Cell("none", is_word=True),
        missing if not known else Cell("across a break", is_word=True) if is_missing(so_far) else Cell(signed(so_far), so_far),
        Cell("no year is left", is_word=True) if is_missing(needed) and known
        else Cell(signed(needed), needed) if known else missing,
        _students(row), Cell(cell("goal", row["stands"])), Cell(f"{sentence_start(row['reason'].rstrip('.'))}.{expected}"),
        Cell(row["owner"]),
    ]  # fmt: skip


def _students(row: Row) -> Cell:
    if row["hidden_reason"]:
        return Cell(REASONS[row["hidden_reason"]], is_word=True)
    if is_missing(row["students_needed"]):
        return Cell("not reckoned", is_word=True)
    needed = row["students_needed"]
    return Cell("none" if needed == 0 else f"about {students(needed)}", needed)

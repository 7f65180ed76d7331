"""Schools and groups that were better than expected in two years: by name, with what was expected, and when there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ssos_analysis.disclosure.release import Released
from ssos_analysis.presentation.display import csv_of, each_released, show_chart, show_prose
from ssos_analysis.presentation.dot_chart import Dot, dot_svg
from ssos_analysis.presentation.download_columns import BRIGHT_COLUMNS
from ssos_analysis.presentation.markup import INTERVAL, STUDENTS, Cell, DataTable, escape
from ssos_analysis.presentation.nothing_to_show import say_caution, say_note
from ssos_analysis.presentation.numbers import (
    derived_decimals,
    figure,
    fixed,
    interval,
    is_missing,
    period,
    short_period,
    signed,
    students,
)
from ssos_analysis.presentation.standing import say
from ssos_analysis.presentation.theme import DISTRICT
from ssos_analysis.presentation.where_from import where_from
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS, group_label, group_noun

Row = dict[str, Any]

_MOST_SENTENCES, _MOST_DOTS = 6, 12


def bright_spots(released: Sequence[Released]) -> None:
    """Sentences, chart, table and CSV of the `bright_spots` findings of a district; a sentence where nothing was found."""
    each_released(released)
    choices = released[0].choices
    rows = [row for one in released for row in one.rows if not row["hidden_reason"]]
    hidden = sum(1 for one in released for row in one.rows if row["hidden_reason"])
    lead = _lead(choices, hidden)
    if rows:
        _found(released, rows, lead)
    else:
        say_caution(lead)
    if choices["without"] and int(choices["tested_n"]):
        say_note(f"Not looked at, since the files read hold no two years of a school with counts: {choices['without']}.")
    if choices["without_expectation"] and int(choices["tested_n"]):
        say_note(
            "Not looked at, although a school has two years with counts, since the files read do not tell for two of the newest "
            "years what to expect of it (the make-up of the students of enough schools of the state): "
            f"{choices['without_expectation']}."
        )


def _found(released: Sequence[Released], rows: list[Row], lead: str) -> None:
    firsts = _one_a_school(rows)
    lines = [_sentence(row, rows) for row in firsts[:_MOST_SENTENCES]]
    if len(firsts) > _MOST_SENTENCES:
        lines.append(f"The table holds {len(firsts) - _MOST_SENTENCES} more schools, by name.")
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    show_prose(f"<p>{escape(lead)}</p><ul>{items}</ul>", "\n".join([lead, *lines]))
    _chart(released, rows, firsts)


def _lead(choices: dict[str, str], hidden: int) -> str:
    district, tested, found = choices["district_name"], int(choices["tested_n"]), int(choices["found_n"])
    if not tested:
        return (
            f"Nothing could be looked at in {district}: no school has, in one of these measures, two comparable years with "
            f"counts "
            "and a published make-up of its students. This says nothing of how its schools do."
        )
    schools = int(choices["schools_n"])
    start = (
        f"We looked at {tested} cases in {schools} {'school' if schools == 1 else 'schools'} of {district}, each a student "
        f"group of "
        f"a school in one measure ({choices['measures']}), in the two newest years that can be judged ({_years(choices)})."
    )
    if not found:
        return (
            f"{start} None was clearly better than expected in both. This does not mean that there is "
            f"no good "
            "work to learn from: with few students it cannot be told from chance."
        )
    which = "It" if found == hidden == 1 else "All of them" if hidden == found else f"{hidden} of them"
    apart = f" {which} cannot be shown: too few students, or too few with or without the outcome." if hidden else ""
    return f"{start} {found} {'was' if found == 1 else 'were'} clearly better than expected in both.{apart}"


def _years(choices: dict[str, str]) -> str:
    """`2021 and 2023`: the years need not follow one another; where measures differ, each pair."""
    pairs = [pair.split(":") for pair in choices["years"].split("; ")]
    told = (" and ".join(short_period(topic, int(year)) for year in years) for topic, *years in pairs)
    return "; ".join(sorted(dict.fromkeys(told)))


def _one_a_school(rows: list[Row]) -> list[Row]:
    """Of each school and measure one row, all students where they are among those found; the rows come by name."""
    firsts: dict[tuple[str, str], Row] = {}
    for row in rows:
        firsts.setdefault((row["org_code"], row["measure_id"]), row)
    seen: dict[str, Row] = {}
    for row in sorted(firsts.values(), key=lambda row: row["student_group"] != ALL_STUDENTS):
        seen.setdefault(row["org_code"], row)
    return sorted(seen.values(), key=lambda row: str(row["org_name"]))


def _sentence(row: Row, rows: list[Row]) -> str:
    text = say(
        "bright", "found", school=row["org_name"], measure=row["short_label"], group=group_noun(row["student_group"]),
        value=_published(row), when=period(row["topic"], int(row["school_year"])), before=_published(row, "before_"),
        before_when=short_period(row["topic"], int(row["before_school_year"])), expected=f"{fixed(row['expected'], 0)}%",
        before_expected=f"{fixed(row['before_expected'], 0)}%",
    )  # fmt: skip
    more = sum(1 for other in rows if other["org_code"] == row["org_code"]) - 1
    return text + (f" In the table: {more} more {'case' if more == 1 else 'cases'} of this school." if more else "")


def _published(row: Row, prefix: str = "") -> str:
    return figure(row[f"{prefix}estimate"], int(row[f"{prefix}decimals"]), "share")


def _chart(released: Sequence[Released], rows: list[Row], firsts: list[Row]) -> None:
    district = released[0].choices["district_name"]
    measures = list(dict.fromkeys(str(row["short_label"]) for row in firsts))
    dots = [
        Dot(row["org_name"] if len(measures) == 1 else f"{row['short_label']}: {row['org_name']}", row["shrunk"],
            row["shrunk_low"], row["shrunk_high"], DISTRICT, beside=row["expected"])
        for row in firsts[:_MOST_DOTS]
    ]  # fmt: skip
    svg, size = dot_svg(dots, line_at=None, limits=(0.0, 103.0), percent=True)
    held = [one for one in released if (one.table["hidden_reason"] == "").any()]
    tables = [one.table[one.table["hidden_reason"] == ""] for one in held]
    columns = csv_of(tables[0], BRIGHT_COLUMNS)[0]
    values = [row for table in tables for row in csv_of(table, BRIGHT_COLUMNS)[1]]
    schools = len({row["org_code"] for row in rows})
    cases = f"{len(rows)} {'case' if len(rows) == 1 else 'cases'} in {schools} {'school' if schools == 1 else 'schools'}"
    first = firsts[0]
    left_out = f" The first {_MOST_DOTS} schools by name are drawn." if len(firsts) > _MOST_DOTS else ""
    show_chart(
        id="fig-bright-spots",
        headline=f"{district}: {cases} clearly better than expected in two years.",
        subtitle=f"{'; '.join(measures)}: newest year, one case a school, drawn towards what is expected; percent of students",
        svg=svg,
        size=size,
        alt=f"Dot chart with intervals, {district[:60]}: {cases}, by name. {str(first['org_name'])[:60]}, "
        f"{first['short_label']}: "
        f"{_published(first)}, about {fixed(first['expected'], 0)}% expected."[:300],
        note="Dots and bars: the school's figure, drawn, with its 95 percent interval; diamonds: what is expected. Why a "
        "school does "
        "better is not in these data: schools that choose their students, or whom students choose, are among them." + left_out,
        table=_table(district, rows),
        csv_name="bright-spots.csv",
        csv_columns=columns,
        csv_rows=values,
        where=list(dict.fromkeys(line for one, table in zip(held, tables, strict=True) for line in where_from(one, table))),
    )


def _table(district: str, rows: list[Row]) -> DataTable:
    cells = []
    for row in rows:
        decimals = derived_decimals(row["n"])
        cells.append([
            Cell(row["org_name"]), Cell(row["short_label"]), Cell(group_label(row["student_group"])),
            Cell(short_period(row["topic"], int(row["school_year"]))), Cell(_published(row), row["estimate"]),
            Cell(students(row["n"]), row["n"]), Cell(f"{fixed(row['expected'], decimals)}%", row["expected"]),
            Cell(f"{fixed(row['shrunk'], decimals)}%", row["shrunk"]),
            Cell(interval(row["shrunk_low"], row["shrunk_high"], decimals)),
            Cell(signed(row["advantage"], decimals), row["advantage"]),
            Cell(short_period(row["topic"], int(row["before_school_year"]))),
            Cell(_published(row, "before_"), row["before_estimate"]), _before_advantage(row),
        ])  # fmt: skip
    return DataTable(
        "table-bright-spots",
        f"Schools of {district} that were better than expected in two years, by name",
        ["School", "Measure", "Group", "Year", "Published", STUDENTS, "Expected", "Drawn", INTERVAL, "Better by, points",
         "Earlier year", "Published then", "Better by then"],
        cells,
        "Expected: what schools of the state with like shares of low-income students, English learners and students with "
        "disabilities reach. Drawn: the published figure moved towards that, the more so the fewer its students. Found: at "
        "least five "
        "points better, drawn, in both years of its row, and standing among all cases looked at (Benjamini-Hochberg, 10 "
        "percent). Groups "
        "of one school share students. This is no order of schools.",
    )  # fmt: skip


def _before_advantage(row: Row) -> Cell:
    value = row["before_advantage"]
    return Cell("not shown", is_word=True) if is_missing(value) else Cell(signed(value, derived_decimals(row["before_n"])), value)

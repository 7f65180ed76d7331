"""The schools of a district side by side, and what a page about one school is made of. By name, never by rank."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pandas as pd

from ssos_analysis.disclosure.release import Released
from ssos_analysis.presentation.display import csv_of, released_only, show_prose, show_table
from ssos_analysis.presentation.download_columns import LATEST_COLUMNS
from ssos_analysis.presentation.markup import INTERVAL, STUDENTS, Cell, DataTable, escape, file_stem
from ssos_analysis.presentation.nothing_to_show import say_note
from ssos_analysis.presentation.numbers import (
    count_cell,
    figure,
    figure_cell,
    interval,
    interval_cell,
    is_missing,
    period,
    short_period,
)
from ssos_analysis.presentation.standing import cell
from ssos_analysis.presentation.where_from import where_from
from ssos_analysis.presentation.wording import group_list, sentence_start
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS, group_label, group_noun

Row = dict[str, Any]

SCHOOL_COLUMNS = {"org_name": "org_name", "student_group": "student_group", **LATEST_COLUMNS}
_MOST_SENTENCES = 4
_NOT_DETERMINED = "not published in the files read"


def school_overview_table(released: Released) -> None:
    """One row a school: the state's class, and the newest figure of each measure with its interval."""
    released_only(released)
    rows, district = released.rows, released.choices["district_name"]
    if not rows:
        say_note(f"The files read hold no figure of a school of {district}.")
        return
    newest: dict[str, int] = {}
    for row in rows:
        newest[row["measure"]] = max(newest.get(row["measure"], 0), int(row["school_year"]))
    heads = {row["measure"]: f"{row['short_label']}, {short_period(row['topic'], newest[row['measure']])}" for row in rows}
    body = []
    for _, own in groupby(rows, key=lambda row: (row["org_name"], row["org_code"])):
        of_school = list(own)
        by_measure = {row["measure"]: row for row in of_school}
        body.append(
            [Cell(of_school[0]["org_name"]), Cell(of_school[0]["classification"] or _NOT_DETERMINED)]
            + [_overview_cell(by_measure.get(measure), newest[measure]) for measure in heads]
        )
    table = DataTable(
        "table-schools",
        f"Schools of {district}, all students",
        ["School", f"State's class, {released.choices['year']}".removesuffix(", "), *heads.values()],
        body,
        "Schools are listed by name: this is no ranking. In parentheses: 95% intervals, where counts are published. A figure of "
        "an earlier year says so. Schools of other grades and other students cannot be compared by one figure.",
    )
    columns, values = csv_of(released.table, SCHOOL_COLUMNS)
    show_table(table, "schools.csv", columns, values, where=where_from(released))


def _overview_cell(row: Row | None, newest: int) -> Cell:
    if row is None:
        return Cell("no figure", is_word=True)
    text = figure(row["estimate"], int(row["decimals"]), row["kind"])
    if not is_missing(row["low"]):
        text += f" ({interval(row['low'], row['high'], 1)})"
    year = int(row["school_year"])
    return Cell(text if year == newest else f"{text}, {short_period(row['topic'], year)}", row["estimate"])


def school_pages(released: Released) -> None:
    """For each school of a `school_profiles` finding: why it is flagged, its groups beside the same group in the state, and what
    is too small to say. The displays carry the school's `org_code`: the press makes a page of them, and leaves them out of this
    one."""
    released_only(released)
    choices = released.choices
    schools = list(_by_school(released))
    if choices.get("unknown"):
        say_note(f"These codes were named and are no school of {choices['district_name']}: {choices['unknown']}.")
    if not schools:
        say_note(f"No school of {choices['district_name']} is flagged or named, as far as the files tell.")
        return
    names = "; ".join(str(table["org_name"].iloc[0]) for _, table in schools)
    say_note(f"A page of its own, where pages of schools are built: {names}.")
    for code, table in schools:
        _school(released, code, table)


def _by_school(released: Released) -> Iterator[tuple[str, pd.DataFrame]]:
    for code in dict.fromkeys(released.table["org_code"]):
        yield str(code), released.table[released.table["org_code"] == code]


def _school(released: Released, code: str, table: pd.DataFrame) -> None:
    rows: list[Row] = [dict(row) for _, row in table.iterrows()]
    name, year = str(rows[0]["org_name"]), released.choices["year"]
    lines = _why(rows[0], name, year)
    shown = [row for row in rows if row["measure"]]
    lines += _sentences(shown, name)
    html = "".join(f"<p>{escape(line)}</p>" for line in lines)
    show_prose(html, "\n".join(lines), org_code=code, org_name=name)
    if not shown:
        return
    stem = file_stem(f"school {code}")
    columns, values = csv_of(table, SCHOOL_COLUMNS)
    data = DataTable(
        f"table-{stem}",
        f"{name}: each student group beside the same group in the state",
        ["Measure", "Group", "Year", "Published", INTERVAL, STUDENTS, "Same group in the state", "What we can say"],
        [_profile_row(row) for row in shown],
        "Figures are the state's, with the state's decimals; a group that is not listed is not published for this school. Groups "
        "overlap.",
    )
    show_table(data, f"{stem}.csv", columns, values, where=where_from(released, table), org_code=code, org_name=name)


def _why(row: Row, name: str, year: str) -> list[str]:
    if not row["classification"]:
        return [f"The files read hold no determination of {name} by the state."]
    rank = "" if is_missing(row["percentile"]) else f" Its accountability percentile is {row['percentile']:.0f}."
    lines = [f"In {year} the state classified {name} as: {row['classification']}.{rank}"]
    if row["reason"]:
        is_known = row["since"] not in ("", f"{year} or earlier")  # the files begin with this year's determinations
        since = f" Since: {row['since']}." if is_known else ""
        lines.append(f"Why: {row['reason']}. What would end it: {row['ends']}.{since} A flag directs support.")
    return lines


def _sentences(rows: list[Row], name: str) -> list[str]:
    """What the intervals allow, of groups on both sides; then the groups of which nothing can be said, and why."""
    if not rows:
        return [f"The files read hold no figure of {name} on the measures of this page. This says nothing about its students."]
    lines = []
    for stands in ("below", "above"):
        clear = [row for row in rows if row["stands"] == stands]
        clear.sort(key=lambda row: (row["student_group"] != ALL_STUDENTS, -abs(row["estimate"] - row["state_estimate"])))
        lines += [_sentence(row) for row in clear[:_MOST_SENTENCES]]
        if len(clear) > _MOST_SENTENCES:
            lines.append(f"{len(clear) - _MOST_SENTENCES} more figures {stands} the state's are in the table.")
    if lines and sum(1 for row in rows if row["stands"] in ("above", "below", "not_clear")) > 1:
        lines.append("Of many groups, about one in twenty lies apart from the state's by chance.")
    few = list(dict.fromkeys(row["student_group"] for row in rows if row["stands"] == "too_few"))
    if few:
        lines.append(f"With fewer than 30 students behind a figure we draw no conclusion: {group_list(few)}.")
    if any(row["stands"] == "no_interval" for row in rows):
        lines.append("Where the state publishes no count of students, we cannot say how sure a difference is.")
    return lines or [f"No figure of {name} can be told apart from the state's. This does not mean that they are alike."]


def _sentence(row: Row) -> str:
    who = "" if row["student_group"] == ALL_STUDENTS else f", {group_noun(row['student_group'])}"
    own, state = (figure(row[f"{side}estimate"], int(row[f"{side}decimals"]), row["kind"]) for side in ("", "state_"))
    when = period(row["topic"], int(row["school_year"]), row["variant"])
    whom = "the same group in the state" if who else "the state's figure"
    return sentence_start(f"{row['label']}{who}, {when}: {own}, {row['stands']} {whom} ({state}).")


def _profile_row(row: Row) -> list[Cell]:
    state = row["state_estimate"]
    return [
        Cell(row["label"]),
        Cell(group_label(row["student_group"])),
        Cell(short_period(row["topic"], int(row["school_year"]), row["variant"])),
        figure_cell(row, row["kind"]),
        interval_cell(row),
        count_cell(row["denominator"]),
        Cell("not reported", is_word=True) if is_missing(state)
        else Cell(figure(state, int(row["state_decimals"]), row["kind"]), state),
        Cell(cell("state", row["stands"])),
    ]  # fmt: skip

"""Growth year by year, and whether it lasted on one side of 50."""

from __future__ import annotations

from typing import Any

from ssos_analysis.disclosure.release import Released
from ssos_analysis.presentation.display import csv_of, released_only, show_prose, show_table
from ssos_analysis.presentation.download_columns import FIGURE_COLUMNS
from ssos_analysis.presentation.markup import Cell, DataTable, escape, file_stem
from ssos_analysis.presentation.nothing_to_show import say_note, say_nothing_published
from ssos_analysis.presentation.numbers import count_cell, figure, fixed, is_missing
from ssos_analysis.presentation.standing import cell, say
from ssos_analysis.presentation.where_from import where_from
from ssos_analysis.presentation.wording import group_list
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS, group_label, group_noun

Row = dict[str, Any]


def growth_table(released: Released) -> None:
    """Sentences, table and CSV of a `growth_years` finding."""
    released_only(released)
    measure, choices = released.about, released.choices
    district = choices["district_name"]
    rows = released.rows
    if not rows:
        groups = choices["without"].split(", ")
        if ALL_STUDENTS in groups:
            say_nothing_published(measure, district)
        else:
            say_note(f"{measure.label}: the files read hold no figure of {district} for {group_list(groups, last='or')}.")
        return
    by_group: dict[str, list[Row]] = {}
    for row in rows:
        by_group.setdefault(row["student_group"], []).append(row)
    is_too_young = all(own[-1]["lasting"] == "too_few" for own in by_group.values())
    none = say("growth", "too_young" if is_too_young else "none", years=choices["years"])
    lines = [line for own in by_group.values() if (line := _sentence(own))] or [none]
    show_prose(f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>", "\n".join(lines))
    years = sorted({int(row["school_year"]) for row in rows})
    stem = file_stem(f"growth {measure.id}")
    columns, values = csv_of(released.table, FIGURE_COLUMNS | {"state_estimate": "state_published_figure"}, measure)
    table = DataTable(
        f"table-{stem}",
        f"{measure.label}: {district}, the last comparable years",
        ["Group", *map(str, years), "Students", "State, same group", "What we can say"],
        [_row(own, years) for own in by_group.values()],
        "Mean growth percentile as published, in parentheses its 95% interval; students and state are those of the newest "
        "year. 50 is the state's mean in an ordinary year. Growth says how students moved beside students of like score "
        f"histories, not how much they learned. Lasting: clearly on one side in each of {choices['years']} comparable years.",
    )
    show_table(table, f"{stem}.csv", columns, values, where=where_from(released))
    if choices["without"]:
        say_note(f"The files read hold no growth of {district} for: {group_list(choices['without'].split(', '))}.")


def _sentence(own: list[Row]) -> str:
    if own[-1]["lasting"] not in ("above", "below"):
        return ""
    means = ", ".join(f"{figure(row['estimate'], int(row['decimals']), 'mean')} in {int(row['school_year'])}" for row in own)
    return say("growth", own[-1]["lasting"], group=group_noun(own[-1]["student_group"]), years=len(own), means=means)


def _row(own: list[Row], years: list[int]) -> list[Cell]:
    by_year = {int(row["school_year"]): row for row in own}
    newest = own[-1]
    state = newest["state_estimate"]
    return [
        Cell(group_label(newest["student_group"])),
        *(_year_cell(by_year.get(year)) for year in years),
        count_cell(newest["denominator"]),
        Cell("not reported", is_word=True)
        if is_missing(state)
        else Cell(figure(state, int(newest["state_decimals"]), "mean"), state),
        Cell(cell("growth", newest["lasting"])),
    ]


def _year_cell(row: Row | None) -> Cell:
    if row is None:
        return Cell("not reported", is_word=True)
    value = figure(row["estimate"], int(row["decimals"]), "mean")
    return Cell(f"{value} ({fixed(row['low'], 1)} to {fixed(row['high'], 1)})", row["estimate"])

"""Newer figures of a district's only school, said where the district's own older ones stand."""

from __future__ import annotations

from ssos_analysis.disclosure.release import Released
from ssos_analysis.presentation.display import released_only
from ssos_analysis.presentation.nothing_to_show import say_note
from ssos_analysis.presentation.numbers import Row, figure, interval, is_missing, period
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS, group_noun


def newer_school_figures(released: Released) -> None:
    """One sentence with each figure of a `newer_school_figures` finding; nothing where there is none."""
    released_only(released)
    told = [_told(row) for row in released.rows]
    if told:
        figures = "a newer figure" if len(told) == 1 else "newer figures"
        say_note(f"The files read hold {figures} of the district's only school. {'; '.join(told)}. A goal should begin there.")


def _told(row: Row) -> str:
    group = row["student_group"]
    name = row["short_label"] if group == ALL_STUDENTS else f"{row['short_label']}, {group_noun(group)}"
    value = figure(row["estimate"], int(row["decimals"]), row["measure_kind"])
    span = "" if is_missing(row["low"]) else f" ({interval(row['low'], row['high'], 1)})"
    return f"{name}: {value} in {period(row['topic'], int(row['school_year']), row['variant'])}{span}"

"""What every export of the example state shares: which organizations stand in it, in which order, under which heading."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ssos_analysis.sources.example.organizations import Place
from ssos_analysis.sources.example.places import Organizations
from ssos_analysis.sources.example.publishing import is_withheld
from ssos_analysis.sources.example.workbook import Cell, write_export

Values = Callable[[int, Place], list[Cell] | None]
"""The cells after name and code of one organization (by its index among the places), or None where it has no row."""

_STATE_NAME = "State Totals"


@dataclass(frozen=True)
class Report:
    """One report of the state: the name of its sheet, its value headings, and whether its file of schools has the state's row."""

    sheet: str
    headings: tuple[str, ...]
    schools_have_state: bool = False


def _rows(organizations: Organizations, report: Report, level: str, values: Values, what: str, year: int) -> Iterator[list[Cell]]:
    for index, place in organizations.by_name(level):
        cells = None if is_withheld(organizations, place, what, year) else values(index, place)
        if cells is not None:
            yield [organizations.joined_name(place), place.code, *cells]
    if level == "district" or report.schools_have_state:
        state = values(len(organizations.places) - 1, organizations.places[-1])
        if state is not None:
            yield [f"{_STATE_NAME} - {_STATE_NAME}" if level == "school" else _STATE_NAME, organizations.places[-1].code, *state]


def write_report(
    path: Path,
    organizations: Organizations,
    report: Report,
    title: str,
    level: str,
    values: Values,
    *,
    what: str = "",
    year: int = 0,
) -> None:
    """Write one export of a level (`district` or `school`); an export without any row is not written."""
    rows = list(_rows(organizations, report, level, values, what, year))
    if rows:
        word = level.capitalize()
        write_export(path, report.sheet, title, [f"{word} Name", f"{word} Code", *report.headings], rows)

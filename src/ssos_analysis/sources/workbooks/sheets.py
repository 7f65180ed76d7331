"""Which workbook a file is, and what each of its sheets holds: by headings, never by the name of the file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ssos_analysis.errors import SourceError
from ssos_analysis.sources.cells import cell_text
from ssos_analysis.sources.grids import Grid, sheets_of
from ssos_analysis.sources.layouts import header_key, header_keys
from ssos_analysis.sources.workbooks.definitions import SheetKind, WorkbookDefinition, workbook_definitions
from ssos_analysis.sources.workbooks.headings import HeadingPatterns
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS, group_id

HEADING_ROWS = 6
LEAST_HEADINGS = 4  # a title may hold the words of a heading, but stands alone in its row
_PEEKED_GROUPS = 400


@dataclass(frozen=True)
class Sheet:
    """One sheet with what it was recognised as: its headings as printed, and the index of its first row of data."""

    name: str
    kind: SheetKind
    grid: Grid
    title: str
    printed: list[str]
    first_row: int

    @cached_property
    def keys(self) -> list[str]:
        """Headings as they are compared; the second of two equal ones is told apart."""
        return header_keys(self.printed)


@dataclass(frozen=True)
class Workbook:
    """A recognised workbook: the sheets that are read, the names of those that are not, and the year its headings tell."""

    definition: WorkbookDefinition
    sheets: tuple[Sheet, ...]
    unread: tuple[str, ...]
    year: int


def recognised(data: bytes, first: Grid, path: Path) -> Workbook | None:
    """The workbook a file is, or None where it is none of them.

    Parameters
    ----------
    first : its first sheet, as `grid_of` read it. The others are opened only where there are others.

    Raises
    ------
    SourceError
        Its headings tell no year, or two; or the name of the file contradicts the year inside it.
    """
    if first.kind != "sheet":
        return None
    grids = sheets_of(data, path) if first.other_sheets else [first]
    for definition in workbook_definitions():
        patterns = HeadingPatterns(definition.words)
        sheets = [sheet for grid in grids if (sheet := _sheet(grid, definition, patterns))]
        if any(sheet.kind.required for sheet in sheets):
            read = {sheet.name for sheet in sheets}
            unread = tuple(grid.sheet.strip() for grid in grids if grid.sheet.strip() not in read and any(map(any, grid.rows)))
            return Workbook(definition, tuple(sheets), unread, _year(definition, patterns, sheets, path))
    return None


def _sheet(grid: Grid, definition: WorkbookDefinition, patterns: HeadingPatterns) -> Sheet | None:
    """The sheet under the first of the definition's kinds that fits one of its first rows."""
    for index, row in enumerate(grid.rows[:HEADING_ROWS]):
        printed = [cell_text(cell) for cell in row]
        if sum(map(bool, printed)) < LEAST_HEADINGS:
            continue
        for kind in definition.sheets:
            if _fits(kind, printed, patterns) and _is_about(kind, grid, index):
                title = " / ".join(text for above in grid.rows[:index] for cell in above if (text := cell_text(cell)))
                return Sheet(grid.sheet.strip(), kind, grid, title, printed, index + 1)
    return None


def _fits(kind: SheetKind, printed: list[str], patterns: HeadingPatterns) -> bool:
    keys = {header_key(text) for text in printed}
    if not {header_key(name) for name in kind.needs} <= keys or keys & {header_key(name) for name in kind.without}:
        return False
    return not kind.any_of or any(patterns.find(pattern, text) for text in printed for pattern in kind.any_of)


def _is_about(kind: SheetKind, grid: Grid, header_row: int) -> bool:
    """Whether the column of groups holds what this kind's does; two workbooks have the same headings otherwise."""
    positions = kind.tables[0].positions
    if kind.rows_are_about is None or positions is None:
        return True
    rows = grid.rows[header_row + 1 : header_row + 1 + _PEEKED_GROUPS]
    words = {cell_text(row[positions.group - 1]) for row in rows if len(row) >= positions.group}
    groups = {group_id(word) for word in words} - {None, ALL_STUDENTS}
    return bool(words) and bool(groups) == (kind.rows_are_about == "several groups")


def _year(definition: WorkbookDefinition, patterns: HeadingPatterns, sheets: list[Sheet], path: Path) -> int:
    """The newest year of the headings that tell one. All sheets must tell the same, and so must the name, where it names one."""
    years: dict[str, int] = {}
    for sheet in sheets:
        found = [one.year for text in sheet.printed for pattern in definition.year if (one := patterns.find(pattern, text))]
        if found:
            years[sheet.name] = max(found)
    if not years:
        raise SourceError(
            f"no heading of the workbook tells its year; one like {definition.year[0]!r} should",
            where=f"{path.name}, sheet {sheets[0].name!r}",
            mend=f"correct `year` in params/sources/{definition.file} if the state renamed the heading",
        )
    if len(set(years.values())) > 1:
        told = ", ".join(f"{name!r} {year}" for name, year in years.items())
        raise SourceError(f"the sheets tell different years: {told}", where=path.name, mend="give one year's workbook")
    year = max(years.values())
    named = re.search(rf"{re.escape(definition.stem)}-(20\d\d)", path.name.lower())
    if named and int(named[1]) != year:
        raise SourceError(
            f"the name of the file says {named[1]}, but its headings say {year}",
            where=path.name,
            mend="download the workbook again, or give the file its right name",
        )
    return year

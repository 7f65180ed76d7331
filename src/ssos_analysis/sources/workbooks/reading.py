"""The rows of a workbook's sheets as tidy tables, through the same steps as the rows of an export."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from ssos_analysis.errors import Faults, SourceError
from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.cells import cell_text
from ssos_analysis.sources.checking import check
from ssos_analysis.sources.file_rows import FileRows, file_rows
from ssos_analysis.sources.grids import Grid
from ssos_analysis.sources.layouts import (
    KeyColumn,
    Layout,
    Melt,
    MeltColumn,
    OrgColumn,
    TableLayout,
    ValueColumn,
)
from ssos_analysis.sources.recognising import Recognised
from ssos_analysis.sources.stored_columns import by_distinct, plain
from ssos_analysis.sources.tidying import key_values, tidy_rows
from ssos_analysis.sources.titles import QUESTIONS, Declared, declared_answers
from ssos_analysis.sources.workbooks.columns import Fed, columns_by_heading, columns_by_position
from ssos_analysis.sources.workbooks.definitions import WorkbookTable
from ssos_analysis.sources.workbooks.headings import HeadingPatterns
from ssos_analysis.sources.workbooks.organizations import CODE, NAME, code_and_name
from ssos_analysis.sources.workbooks.sheets import Sheet, Workbook
from ssos_analysis.sources.workbooks.told_blanks import with_told_blanks

SHEET = "the name of the sheet"


def read_workbook(book: Workbook, path: Path, declared: Declared, source_id: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Every table of a workbook: table name -> arrow rows, validated; and how it was understood, for the record of its source.

    Raises
    ------
    SourceError
        All faults of the workbook together: headings that moved, keys not known, cells that are no numbers.
    """
    faults = Faults()
    said = declared_answers(declared, faults, path.name)
    parts: dict[str, list[pd.DataFrame]] = {}
    used: set[str] = set()
    unread = list(book.unread)
    for sheet in book.sheets:
        if reason := _other_width(sheet):
            unread.append(f"{sheet.name} ({reason})")
            continue
        for table in sheet.kind.tables:
            used |= set(TABLES[table.table].keys)
            rows, frame = _rows(book, sheet, table, path, said, faults, source_id)
            if rows is None:
                continue
            if not rows.faults:
                check(table.table, by_distinct(frame, table.table), rows.found, faults, f"{path.name}, sheet {sheet.name!r}")
            faults.found.extend(rows.faults.found)
            parts.setdefault(table.table, []).append(frame)
    for key in sorted(set(said) - used):
        what = f"{book.definition.report} has no {key.replace('_', ' ')}"
        faults.add(what, where=path.name, mend=f"leave out {QUESTIONS[key].option}")
    faults.raise_if_any(SourceError)
    tables = {name: _joined(name, frames, path) for name, frames in parts.items()}
    filled = {name: by_distinct(frame, name) for name, frame in tables.items() if len(frame)}
    if not filled:
        raise SourceError(
            "no sheet of the workbook has the columns that are read" + (f": {', '.join(unread)}" if unread else ""),
            where=path.name,
            mend=f"compare it with params/sources/{book.definition.file}",
        )
    answers = {"school_year": f"{book.year} (headings)"}
    if unread:
        answers["sheets_not_read"] = ", ".join(unread)
    return filled, answers


def _other_width(sheet: Sheet) -> str:
    """Why a sheet told by position is left out: another number of columns than is known. Empty where it is read."""
    places = [table.positions for table in sheet.kind.tables if table.positions]
    width = len(sheet.printed) - next((n for n, text in enumerate(reversed(sheet.printed)) if text), 0)
    return f"{width} columns where {places[0].width} are known" if places and width != places[0].width else ""


def _rows(
    book: Workbook, sheet: Sheet, table: WorkbookTable, path: Path, said: dict[str, str], faults: Faults, source_id: str
) -> tuple[FileRows | None, pd.DataFrame]:
    """One table of one sheet; None where the sheet has none of its columns."""
    where = f"{path.name}, sheet {sheet.name!r}"
    mend = f"if the state renamed the heading, add its new words in params/sources/{book.definition.file}"
    patterns = HeadingPatterns(book.definition.words)
    if table.positions:
        fed = columns_by_position(table, sheet.printed, book.year, faults, where, mend)
    else:
        fed = columns_by_heading(table, sheet.printed, patterns, faults, where, mend)
    if not fed.places or faults:
        return None, pd.DataFrame()
    found, grid = _with_told_columns(book, sheet, table, fed)
    rows = file_rows(grid, found, where, source_id=source_id)
    layout = found.layout.tables[0]
    melted = {layout.melt.key, *layout.melt.groups[0].keys} if layout.melt else set()
    names = [key for key in TABLES[table.table].keys if key != "org_code" and key not in melted]
    keys, _, silent = key_values(rows, layout.keys, names, said)
    for key in silent:
        rows.faults.add(f"no column tells the {key.replace('_', ' ')}", where=where, mend=mend)
    if rows.faults:
        return rows, pd.DataFrame(columns=list(TABLES[table.table].names))
    return rows, with_told_blanks(plain(tidy_rows(rows, layout, keys)), table)


def _with_told_columns(book: Workbook, sheet: Sheet, table: WorkbookTable, fed: Fed) -> tuple[Recognised, Grid]:
    """The sheet as an export would look: with a column for the code, the name, the sheet, and each year that headings tell."""
    years = sorted({year for said in fed.constants.values() for year in said.values()})
    printed = [*sheet.printed, CODE, NAME, SHEET, *(f"year {year}" for year in years)]
    width = len(sheet.printed)
    body: list[Any] = []
    for row in sheet.grid.rows[sheet.first_row :]:
        cells = (*row[:width], *[None] * (width - len(row)))
        code, name = code_and_name(sheet, table, cells)
        told = [sheet.name, *years] if cell_text(code) else [None] * (1 + len(years))
        body.append((*cells, code, name, *told))
    rows = [*sheet.grid.rows[: sheet.first_row], *body]
    headers = {f"column {position + 1}": position for position in range(len(printed))}
    headers |= {name.lower(): width + number for number, name in enumerate(printed[width:])}
    found = Recognised(_layout(book, sheet, table, fed), sheet.title, headers, printed, sheet.first_row)
    return found, Grid("sheet", sheet.name, rows)


def _layout(book: Workbook, sheet: Sheet, table: WorkbookTable, fed: Fed) -> Layout:
    """The layout that reads the columns found: an export's, made from headings."""
    definition = book.definition
    keys = {"school_year": KeyColumn(constant=str(book.year), why="the year of its headings")}
    for name, key in sheet.kind.keys.items():
        position = table.positions.group - 1 if table.positions else sheet.keys.index(key.heading.lower())
        words = {word: id_ for id_, spellings in key.words.items() for word in spellings}
        keys[name] = KeyColumn(headers=[f"column {position + 1}"], values=words)
    decimals = {column.value: column.decimals for column in table.columns}
    columns = [_columns(table, fed, each) for each in fed.places]
    melt = None
    if names := [name for name, _ in next(iter(fed.places))]:
        groups = [
            MeltColumn(id=dict(each)[names[0]], keys={name: dict(each)[name] for name in names[1:]}, columns=found)
            for each, found in zip(fed.places, columns, strict=True)
        ]
        melt = Melt(key=names[0], groups=groups, filled_by=table.filled_by or ["indicator_value", "indicator_percentile"])
    values = {
        name: ValueColumn(headers=[] if melt else columns[0][name], decimals=decimals.get(name))
        for name in dict.fromkeys(name for found in columns for name in found)
    }
    return Layout(
        id=definition.id,
        family=definition.family,
        report=definition.report,
        format="statereport",
        needs=[],
        organization=OrgColumn(code=[CODE], name=[NAME]),
        tables=[TableLayout(table=table.table, keys=keys, values=values, melt=melt)],
        file=definition.file,
    )


def _columns(table: WorkbookTable, fed: Fed, each: Any) -> dict[str, list[str]]:
    """Value column -> the column of the sheet, for one combination of keys."""
    found = {value: [f"column {position + 1}"] for value, position in fed.places[each].items()}
    found |= {value: [f"year {year}"] for value, year in fed.constants.get(each, {}).items()}
    return found | ({table.sheet_is: [SHEET]} if table.sheet_is else {})


def _joined(name: str, frames: list[pd.DataFrame], path: Path) -> pd.DataFrame:
    """The rows of all sheets; one thing told twice, differently, is refused."""
    frames = [frame for frame in frames if len(frame)]
    if len(frames) < 2:
        return frames[0] if frames else pd.DataFrame()
    rows = pd.concat(frames, ignore_index=True)
    keys = list(TABLES[name].keys)
    again = rows.duplicated(keys, keep=False)
    if again.any():
        twice = rows.loc[again, keys].drop_duplicates()
        raise SourceError(
            f"{len(twice):,} keys stand in two sheets, such as {', '.join(map(str, twice.iloc[0]))}",
            where=path.name,
            mend="keep each school in one sheet",
        )
    return rows

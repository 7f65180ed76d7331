"""One reader of what the state publishes: a file -> tidy tables, with what it was taken to be about and how that was known."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from ssos_analysis.errors import SourceError
from ssos_analysis.provenance import SourceUse
from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.checking import check
from ssos_analysis.sources.file_rows import FileRows, file_rows
from ssos_analysis.sources.grids import Grid, check_first_cells, grid_of, read_bytes
from ssos_analysis.sources.hub.columns import percent_columns
from ssos_analysis.sources.hub.folder import FROM_HUB
from ssos_analysis.sources.hub.pages import KeptPage, kept_page
from ssos_analysis.sources.inferring import CLASS_SUBJECT, infer_grades_and_group, infer_subject_of_classes
from ssos_analysis.sources.layouts import TableLayout
from ssos_analysis.sources.peeking import is_enrollment_by_grade
from ssos_analysis.sources.recognising import NotRead, Recognised, recognise
from ssos_analysis.sources.scales import wrong_scale
from ssos_analysis.sources.stored_columns import arrow_schema, by_distinct, plain
from ssos_analysis.sources.student_records import refuse_student_records
from ssos_analysis.sources.tidying import completed, key_values, tidy_rows
from ssos_analysis.sources.titles import QUESTIONS, Answer, Declared, ask, declared_answers
from ssos_analysis.sources.workbooks.reading import read_workbook
from ssos_analysis.sources.workbooks.sheets import Workbook, recognised

__all__ = ["NOTHING_SAID", "Declared", "NotRead", "ReadTable", "is_enrollment_by_grade", "read_file"]

NOTHING_SAID = Declared()


@dataclass(frozen=True)
class ReadTable:
    """Rows of one tidy table from one file: exactly the columns of `TABLES[table].names`, validated.

    `columns` is an arrow table whose columns of text are kept by their distinct values; `rows` is the same as plain pandas.
    """

    table: str
    columns: Any
    source: SourceUse

    @cached_property
    def rows(self) -> pd.DataFrame:
        return plain(self.columns)


def read_file(path: Path, declared: Declared = NOTHING_SAID, *, enrollment: pd.DataFrame | None = None) -> list[ReadTable]:
    """One export, or records of one hub dataset, as tidy tables.

    Parameters
    ----------
    declared : what the analyst says of a file that does not say it itself.
    enrollment : columns org_code, school_year, grade, students_n of the store's enrollment_by_grade, for the grade span of an
        MCAS export. Other files do not need it.

    Raises
    ------
    SourceError
        The file cannot be read as it stands; all its faults together, each with file, column, rows and the next step.
    NotRead
        The file is a publication this project knows and does not read: `later` where a later version will.
    """
    data = read_bytes(path)
    digest = hashlib.sha256(data).hexdigest()
    kept = kept_page(path, digest)
    grid = grid_of(data, path)
    check_first_cells(grid, path)
    refuse_student_records(grid, path)
    if book := recognised(data, grid, path):
        return _read_workbook(book, path, digest, grid, declared)
    if kept:
        grid, found = kept.recognised(grid)
    else:
        found = recognise(grid, path)
    if grid.other_sheets:
        names = ", ".join(repr(other.name) for other in grid.other_sheets[:4])
        raise SourceError(
            f"besides {grid.sheet!r} the workbook has {names}; an export has one sheet",
            where=path.name,
            mend="delete the other sheets, or save each as a file of its own",
        )
    _check_scale(grid, found, path)
    rows = file_rows(grid, found, path.name, source_id=digest[:12])
    said = declared_answers(declared, rows.faults, path.name)
    parts: dict[str, list[Any]] = {}
    answers: dict[str, str] = {}
    used: set[str] = set()
    for layout in found.layout.tables:
        columns, told = _table(rows, layout, said, enrollment)
        used |= set(TABLES[layout.table].keys)
        answers |= {key: str(answer) for key, answer in told.items()}
        parts.setdefault(layout.table, []).append(columns)
    for key in sorted(set(said) - used):
        rows.faults.add(
            f"{found.layout.report} has no {key.replace('_', ' ')}", where=path.name, mend=f"leave out {QUESTIONS[key].option}"
        )
    rows.faults.raise_if_any(SourceError)
    tables = [(name, _one_table(name, found_in, rows)) for name, found_in in parts.items()]
    rows.faults.raise_if_any(SourceError)
    source = _source(path, digest, grid, found, declared, answers, kept)
    read = [ReadTable(name, columns, source) for name, columns in tables if len(columns)]
    if not read:
        raise SourceError("no row of the file is of a kind that is read", where=path.name, mend="give the whole export")
    for table in read:
        check(table.table, table.columns, found, rows.faults, path.name)
    rows.faults.raise_if_any(SourceError)
    return read


def _one_table(name: str, parts: list[Any], rows: FileRows) -> Any:
    """The rows of a table that a layout fills in one part or in several."""
    filled = [part for part in parts if len(part)]
    if len(filled) < 2:
        return filled[0] if filled else parts[0]
    frame, contested = completed([plain(part) for part in filled], name)
    if contested:
        rows.faults.add(
            f"{contested:,} values of {name} stand twice with different values", where=rows.where, mend="give the file whole"
        )
    return by_distinct(frame, name)


def _read_workbook(book: Workbook, path: Path, digest: str, grid: Grid, declared: Declared) -> list[ReadTable]:
    """A workbook of several sheets: the only kind of file that may have more than one."""
    tables, answers = read_workbook(book, path, declared, digest[:12])
    vintage, how = _vintage(grid, declared)
    source = SourceUse(
        source_id=digest[:12],
        sha256=digest,
        file=path.name,
        sheet=", ".join(sheet.name for sheet in book.sheets),
        publication=book.definition.id,
        publication_title=book.definition.report,
        title=book.sheets[0].title,
        vintage=vintage,
        vintage_source=how,
        answers=answers,
    )
    return [ReadTable(name, columns, source) for name, columns in tables.items()]


def _table(
    rows: FileRows, layout: TableLayout, said: dict[str, str], enrollment: pd.DataFrame | None
) -> tuple[Any, dict[str, Answer]]:
    """One tidy table of the file, and how its keys were told. Faults are gathered in `rows`."""
    table = TABLES[layout.table]
    if layout.only:
        rows = rows.only(layout.only.header, layout.only.pattern)
        if not rows.n:
            return arrow_schema(layout.table).empty_table(), {}
    melted = layout.melt.key if layout.melt else ""
    names = [key for key in table.keys if key not in ("org_code", melted)]
    keys, answers, silent = key_values(rows, layout.keys, names, said)
    if CLASS_SUBJECT in layout.keys and layout.keys[CLASS_SUBJECT].infer:
        infer_subject_of_classes(rows, keys, answers, said)
        silent = [key for key in silent if key != CLASS_SUBJECT]
    inferable = [key for key, column in layout.keys.items() if column.infer and (key in silent or key in said)]
    inferable = [key for key in inferable if key != CLASS_SUBJECT]
    for key in silent:
        if key not in inferable:
            ask(key, rows.faults, rows.where)
    if inferable and "school_year" in keys and "subject" in keys:
        infer_grades_and_group(rows, layout, keys, answers, silent, enrollment)
    if len(keys) < len(names):
        return arrow_schema(layout.table).empty_table(), answers
    return tidy_rows(rows, layout, keys), answers


def _check_scale(grid: Grid, found: Recognised, path: Path) -> None:
    """Refuse records whose percents are on another scale than their layout says."""
    if grid.kind != "records":
        return
    at = {name: place for name in percent_columns(found.layout) if (place := found.position([name])) is not None}
    columns = {name: grid.columns[place].values for name, place in at.items()}
    if fault := wrong_scale(columns, found.layout.scale):
        mend = f"give the hub's own JSON, or correct `scale` in params/sources/{found.layout.id}.yml if the state changed it"
        raise SourceError(fault, where=path.name, mend=mend)


def _vintage(grid: Grid, declared: Declared, kept: KeptPage | None = None) -> tuple[str, str]:
    """When a file was saved, and how that is known."""
    if kept:
        return kept.selection.vintage, FROM_HUB
    if declared.vintage:
        return declared.vintage, "declared"
    if grid.vintage:
        return grid.vintage, "date the export was written, kept inside the file"
    return "", "not stated"


def _source(
    path: Path,
    digest: str,
    grid: Grid,
    found: Recognised,
    declared: Declared,
    answers: dict[str, str],
    kept: KeptPage | None,
) -> SourceUse:
    vintage, how = _vintage(grid, declared, kept)
    return SourceUse(
        source_id=digest[:12],
        sha256=digest,
        file=path.name,
        sheet=grid.sheet,
        publication=found.layout.id,
        publication_title=found.layout.report,
        title=found.title,
        vintage=vintage,
        vintage_source=how,
        answers=answers,
        headings=_headings(found),
    )


def _headings(found: Recognised) -> dict[str, str]:
    """The printed heading behind each value column of the tables, so that a number can be found again in its file."""
    headings: dict[str, str] = {}
    for layout in found.layout.tables:
        feeds = {f"{layout.table}.{name}": column.headers for name, column in layout.values.items()}
        for group in layout.melt.groups if layout.melt else []:
            feeds |= {f"{layout.table}.{name}|{group.id}": names for name, names in group.columns.items()}
        headings |= {name: found.heading(at) for name, names in feeds.items() if (at := found.position(names)) is not None}
    return headings

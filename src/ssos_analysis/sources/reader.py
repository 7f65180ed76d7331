"""One reader of what the state publishes: a file -> tidy tables, with what it was taken to be about and how that was known."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ssos_analysis.errors import SourceError
from ssos_analysis.provenance import SourceUse
from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.cells import Factor, parse_column
from ssos_analysis.sources.checking import check
from ssos_analysis.sources.file_rows import FileRows, file_rows
from ssos_analysis.sources.grade_spans import SpanEvidence, infer_grades
from ssos_analysis.sources.grids import Grid, grid_of, read_bytes
from ssos_analysis.sources.layouts import TableLayout
from ssos_analysis.sources.peeking import is_enrollment_by_grade
from ssos_analysis.sources.recognising import NotRead, Recognised, recognise
from ssos_analysis.sources.stored_columns import arrow_schema, plain
from ssos_analysis.sources.tidying import key_values, tidy_rows
from ssos_analysis.sources.titles import QUESTIONS, Answer, Declared, ask, declared_answers
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS

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
    grid = grid_of(data, path)
    found = recognise(grid, path)
    if grid.other_sheets:
        raise SourceError(
            f"besides {grid.sheet!r} the workbook has {', '.join(map(repr, grid.other_sheets[:4]))}; an export has one sheet",
            where=path.name,
            mend="delete the other sheets, or save each as a file of its own",
        )
    digest = hashlib.sha256(data).hexdigest()
    rows = file_rows(grid, found, path.name, source_id=digest[:12])
    said = declared_answers(declared, rows.faults, path.name)
    tables: list[tuple[str, Any]] = []
    answers: dict[str, str] = {}
    used: set[str] = set()
    for layout in found.layout.tables:
        columns, told = _table(rows, layout, said, enrollment)
        used |= set(TABLES[layout.table].keys)
        answers |= {key: str(answer) for key, answer in told.items()}
        tables.append((layout.table, columns))
    for key in sorted(set(said) - used):
        rows.faults.add(
            f"{found.layout.report} has no {key.replace('_', ' ')}", where=path.name, mend=f"leave out {QUESTIONS[key].option}"
        )
    rows.faults.raise_if_any(SourceError)
    source = _source(path, digest, grid, found, declared, answers)
    read = [ReadTable(name, columns, source) for name, columns in tables if len(columns)]
    if not read:
        raise SourceError("no row of the file is of a kind that is read", where=path.name, mend="give the whole export")
    for table in read:
        check(table.table, table.columns, found, rows.faults, path.name)
    rows.faults.raise_if_any(SourceError)
    return read


def _table(
    rows: FileRows, layout: TableLayout, said: dict[str, str], enrollment: pd.DataFrame | None
) -> tuple[Any, dict[str, Answer]]:
    """One tidy table of the file, and how its keys were told. Faults are gathered in `rows`."""
    table = TABLES[layout.table]
    melted = layout.melt.key if layout.melt else ""
    names = [key for key in table.keys if key not in ("org_code", melted)]
    keys, answers, silent = key_values(rows, layout.keys, names, said)
    inferable = [key for key, column in layout.keys.items() if column.infer and (key in silent or key in said)]
    for key in silent:
        if key not in inferable:
            ask(key, rows.faults, rows.where)
    if inferable and "school_year" in keys and "subject" in keys:
        _infer(rows, layout, keys, answers, silent, enrollment)
    if len(keys) < len(names):
        return arrow_schema(layout.table).empty_table(), answers
    return tidy_rows(rows, layout, keys), answers


def _infer(
    rows: FileRows,
    layout: TableLayout,
    keys: dict[str, Factor],
    answers: dict[str, Answer],
    silent: list[str],
    enrollment: pd.DataFrame | None,
) -> None:
    """Fill the grade span and student group that an MCAS export does not print, from its own counts, or ask for them.

    What the analyst said of them is held against the counts, too. Counts of one group are not comparable with enrollment.
    """
    group = answers.get("student_group")
    if group and group.value != ALL_STUDENTS:
        if "grades" in silent:
            ask("grades", rows.faults, rows.where, reason="counts of one student group cannot be compared with enrollment")
        return
    evidence = _evidence(rows, layout, keys, enrollment)
    said_grades = answers.get("grades")
    if said_grades and evidence.grades and evidence.covers_all and said_grades.value != evidence.grades:
        rows.faults.add(
            f"--grades says {said_grades.value}, but the counts are those of {evidence.grades} ({evidence.words})",
            where=rows.where,
            mend="leave out --grades, or give the file it was meant for",
        )
        return
    for key in [key for key in ("grades", "student_group") if key in silent]:
        value = evidence.grades if key == "grades" else ALL_STUDENTS if evidence.covers_all else None
        if value is None:
            reason = evidence.words
            if key == "student_group" and evidence.grades:
                reason = f"its counts do not show that they are all students ({evidence.words})"
            ask(key, rows.faults, rows.where, reason=reason)
        else:
            answers[key] = Answer(value, "inferred")
            answers["inference"] = Answer(evidence.words, "tested counts against enrollment")
            keys[key] = Factor.constant(value, rows.n)


def _evidence(rows: FileRows, layout: TableLayout, keys: dict[str, Factor], enrollment: pd.DataFrame | None) -> SpanEvidence:
    """Tested counts of the file, compared with enrollment of its year."""
    counts, growth = (rows.found.position(layout.values[name].headers) for name in ("tested_n", "growth_mean_sgp"))
    nothing = np.full(rows.n, np.nan)
    tested = pd.DataFrame(
        {
            "org_code": rows.code.array(),
            "subject": keys["subject"].array(),
            "tested_n": nothing if counts is None else parse_column(rows.column(counts), kind="count").value,
        }
    )
    has_growth = growth is not None and bool(np.isfinite(parse_column(rows.column(growth), kind="number").value).any())
    years = {int(year) for year in keys["school_year"].values if year}
    return infer_grades(tested, year=max(years, default=0), has_growth=has_growth, enrollment=enrollment)


def _source(path: Path, digest: str, grid: Grid, found: Recognised, declared: Declared, answers: dict[str, str]) -> SourceUse:
    if declared.vintage:
        vintage, how = declared.vintage, "declared"
    elif grid.vintage:
        vintage, how = grid.vintage, "date the export was written, kept inside the file"
    else:
        vintage, how = "", "not stated"
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

"""A recognised grid -> rows of a tidy table: keys, values with their status, decimals and text, and where each row stood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from ssos_analysis.errors import Faults
from ssos_analysis.schemas import TABLES
from ssos_analysis.schemas.columns import NOT_REPORTED, REPORTED, Column
from ssos_analysis.sources.cells import ParsedColumn, cell_text, factorize, parse_column
from ssos_analysis.sources.grids import Grid
from ssos_analysis.sources.layouts import KeyColumn, MeltColumn, TableLayout, ValueColumn, header_key
from ssos_analysis.sources.recognising import Recognised
from ssos_analysis.sources.titles import QUESTIONS, Answer, ask, file_answer, meaning
from ssos_analysis.vocabulary.organizations import STATE, is_code, level_of

Array = np.ndarray[Any, Any]
SHOWN_ROWS = 5


def rows_text(numbers: Iterable[int]) -> str:
    """`rows 118, 402, 911 and 4 more`: enough to find them."""
    listed = [int(number) for number in numbers]
    shown = ", ".join(str(number) for number in listed[:SHOWN_ROWS])
    more = f" and {len(listed) - SHOWN_ROWS:,} more" if len(listed) > SHOWN_ROWS else ""
    return f"row{'s' if len(listed) != 1 else ''} {shown}{more}"


@dataclass
class FileRows:
    """The data rows of a file: raw columns, codes, and row numbers as a person counts them."""

    found: Recognised
    where: str
    columns: list[tuple[Any, ...]]
    number: Array
    code: Array
    name: Array
    faults: Faults = field(default_factory=Faults)

    def column(self, position: int) -> tuple[Any, ...]:
        return self.columns[position]

    def fault(self, what: str, position: int, at: Array, mend: str) -> None:
        """A fault of one column, with its rows."""
        place = f"{self.where}, column {self.found.heading(position)!r}, {rows_text(self.number[at])}"
        self.faults.add(what, where=place, mend=mend)


def file_rows(grid: Grid, found: Recognised, where: str) -> FileRows:
    """The rows that hold an organization. Rows without a code are blank rows and footnotes; with values they are a fault."""
    faults = Faults()
    layout = found.layout
    width = len(found.printed)
    raw = [tuple(row[:width]) + (None,) * (width - len(row)) for row in grid.rows[found.first_row :]]
    longer = [i for i, row in enumerate(grid.rows[found.first_row :]) if any(cell_text(cell) for cell in row[width:])]
    if longer:
        places = rows_text(grid.number(found.first_row + i) for i in longer)
        faults.add("cells stand right of the last heading", where=f"{where}, {places}", mend="a comma in a cell needs quotes")
    columns: list[tuple[Any, ...]] = list(zip(*raw, strict=True)) if raw else [() for _ in range(width)]
    number = np.arange(len(raw)) + grid.number(found.first_row)
    rows = FileRows(found, where, columns, number, np.empty(0, object), np.empty(0, object), faults)

    code_at = found.position(layout.organization.code)
    name_at = found.position(layout.organization.name)
    assert code_at is not None  # every layout needs its code heading; tests hold them to it
    codes = _codes(rows, code_at)
    keep = _wanted(rows, codes, code_at)
    rows.columns = [tuple(column[i] for i in keep) for column in columns] if len(keep) < len(raw) else columns
    rows.number = number[keep]
    rows.code = codes[keep]
    rows.name = _names(rows, name_at)
    if not len(keep) and not faults:
        faults.add("the file has headings but no rows", where=where, mend="save the export again")
    return rows


def _codes(rows: FileRows, position: int) -> Array:
    """Codes as eight characters; empty where the row has none."""
    org = rows.found.layout.organization
    codes, distinct = factorize(rows.columns[position])
    texts = np.array([cell_text(cell) for cell in distinct], object)
    wrong = []
    for i, cell in enumerate(distinct):
        text = texts[i]
        if org.district_digits and isinstance(cell, str) and len(text) == org.district_digits and text.isdigit():
            texts[i] = text + "0000"
        elif text and not (isinstance(cell, str) and is_code(text)) and not _is_footnote(text):
            wrong.append(i)
    if wrong:
        rows.fault(
            f"codes are not eight characters of text: {', '.join(repr(texts[i]) for i in wrong[:3])}",
            position,
            np.flatnonzero(np.isin(codes, wrong)),
            "a spreadsheet dropped the zeros: export again, or format the column as text and restore them (00350000)",
        )
        texts[wrong] = ""
    result: Array = texts[codes]
    if org.state:
        (heading, mark), *_ = org.state.items()
        at = rows.found.position([heading])
        if at is not None:
            is_state = np.array([header_key(cell) == header_key(mark) for cell in rows.columns[at]], bool)
            result = np.where(is_state & (result == ""), STATE, result)
    return result


def _is_footnote(text: str) -> bool:
    """A sentence where a code should be: it has letters and a space."""
    return " " in text and any(character.isalpha() for character in text)


def _wanted(rows: FileRows, codes: Array, code_at: int) -> Array:
    """Indexes of the rows to read."""
    is_wanted = np.array([is_code(code) for code in codes], bool)
    for index in np.flatnonzero(~is_wanted):
        filled = [cell for column in rows.columns if (cell := cell_text(column[index]))]
        if len(filled) > 1 and not cell_text(rows.columns[code_at][index]):
            place = f"{rows.where}, row {rows.number[index]}"
            rows.faults.add("a row has values but no code", where=place, mend="give the row its code, or delete it")
    for skip in rows.found.layout.skip:
        at = rows.found.position([skip.header])
        if at is None:
            continue
        listed = {header_key(value) for value in (skip.values or skip.keep)}
        place, distinct = factorize(rows.columns[at])
        is_listed = np.array([header_key(cell) in listed for cell in distinct], bool)[place]
        is_wanted &= ~is_listed if skip.values else is_listed
    return np.flatnonzero(is_wanted)


def _names(rows: FileRows, position: int | None) -> Array:
    """Names as the state prints them; of `District - School` the school. The state's row is called State in every file."""
    if position is None:
        return np.where(rows.code == STATE, "State", rows.code)
    place, distinct = factorize(rows.columns[position])
    names = np.array([cell_text(cell) for cell in distinct], object)
    if rows.found.layout.organization.joined:
        names = np.array([name.split(" - ", 1)[-1].strip() for name in names], object)
        joined, plain = names[place], np.array([cell_text(cell) for cell in distinct], object)[place]
        is_school = np.array([level_of(code) == "school" for code in rows.code], bool)
        result = np.where(is_school, joined, plain)
    else:
        result = names[place]
    return np.where(rows.code == STATE, "State", result)


Asked = dict[str, str]  # keys that nobody told, with what the layout can infer


def key_values(
    rows: FileRows, keys: dict[str, KeyColumn], names: Iterable[str], said: dict[str, str], title: str
) -> tuple[dict[str, Array], dict[str, Answer], list[str]]:
    """Each key as a column (text, row by row), how each was told, and the keys that nobody told."""
    values: dict[str, Array] = {}
    answers: dict[str, Answer] = {}
    silent = []
    for key in names:
        column = keys.get(key, KeyColumn())
        position = rows.found.position(column.headers)
        if position is not None:
            values[key] = _from_column(rows, key, column, position, said)
            answers[key] = Answer(_span(values[key]), "column")
            continue
        before = len(rows.faults.found)
        told = file_answer(key, column, rows.found.layout, title, said, rows.faults, rows.where)
        if told:
            answers[key] = told
            values[key] = np.full(len(rows.code), told.value, object)
        elif len(rows.faults.found) == before:
            silent.append(key)
    return values, answers, silent


def _span(column: Array) -> str:
    distinct = sorted({str(value) for value in column if value})
    return distinct[0] if len(distinct) == 1 else f"{distinct[0]} to {distinct[-1]}, {len(distinct)} values" if distinct else ""


def _from_column(rows: FileRows, key: str, column: KeyColumn, position: int, said: dict[str, str]) -> Array:
    """A key column as ids; texts we do not know are faults, and so is a declared answer that the rows contradict."""
    question = QUESTIONS[key]
    place, distinct = factorize(rows.column(position))
    ids = [meaning(question, rows.found.layout, column, cell_text(cell)) for cell in distinct]
    unknown = [i for i, value in enumerate(ids) if value is None]
    if unknown:
        texts = ", ".join(repr(cell_text(distinct[i])) for i in unknown[:4])
        at = np.flatnonzero(np.isin(place, unknown))
        rows.fault(
            f"{len(at):,} rows have a {question.words} this project does not know: {texts}",
            position,
            at,
            f"add it under keys: {key}: values: in params/sources/{rows.found.layout.id}.yml, or correct the file",
        )
    if key in said and set(ids) != {said[key]}:
        rows.fault(
            f"{question.option} says {said[key]}, but the file has the {question.words} in each row",
            position,
            np.arange(min(1, len(place))),
            f"leave out {question.option}",
        )
    return np.array([value or "" for value in ids], object)[place]


def tidy_rows(rows: FileRows, layout: TableLayout, keys: dict[str, Array]) -> pd.DataFrame:
    """Rows of one tidy table, without publication and source columns' values checked yet.

    Parameters
    ----------
    keys : every key but org_code and the melted one, as text columns aligned with `rows`.
    """
    table = TABLES[layout.table]
    if layout.melt is None:
        at = {name: rows.found.position(column.headers) for name, column in layout.values.items()}
        blocks = [_block(rows, layout, keys, {name: place for name, place in at.items() if place is not None})]
    else:
        blocks = [
            block for group in layout.melt.groups if (block := _melted(rows, layout, layout.melt.key, group, keys)) is not None
        ]
    if not blocks:
        return pd.DataFrame(columns=list(table.names))
    frame = pd.concat(blocks, ignore_index=True) if len(blocks) > 1 else blocks[0]
    return frame


def _melted(rows: FileRows, layout: TableLayout, key: str, group: MeltColumn, keys: dict[str, Array]) -> pd.DataFrame | None:
    """The rows of one group; a group that is blank in every organization of a year is not in that year's file."""
    at = {name: place for name, headers in group.columns.items() if (place := rows.found.position(headers)) is not None}
    if not at:
        return None
    is_filled = np.zeros(len(rows.code), bool)
    for place in at.values():
        codes, distinct = factorize(rows.column(place))
        is_filled |= np.array([bool(cell_text(cell)) for cell in distinct], bool)[codes]
    filled_years = set(keys["school_year"][is_filled])
    is_kept = np.array([year in filled_years for year in keys["school_year"]], bool)
    if not is_kept.any():
        return None
    frame = _block(rows, layout, {**keys, key: np.full(len(rows.code), group.id, object)}, at)
    return frame if is_kept.all() else frame[is_kept]


def _block(rows: FileRows, layout: TableLayout, keys: dict[str, Array], at: dict[str, int]) -> pd.DataFrame:
    """Tidy rows, one for each row of the file; `at` is where each value column stands."""
    table = TABLES[layout.table]
    levels = {code: level_of(code) for code in set(rows.code)}
    columns: dict[str, Any] = {
        "org_code": rows.code,
        "org_name": rows.name,
        "org_level": np.array([levels[code] for code in rows.code], object),
    }
    columns |= {key: values.astype("int16") if key == "school_year" else values for key, values in keys.items()}
    for column in table.values:
        parsed = _values(rows, layout, column, at.get(column.name), keys)
        columns[column.name] = parsed.value
        columns[f"{column.name}__status"] = parsed.status
        columns[f"{column.name}__decimals"] = parsed.decimals
        columns[f"{column.name}__text"] = parsed.text
    columns |= {"publication": "", "source_id": "", "source_row": rows.number.astype("int32")}
    return pd.DataFrame(columns)[list(table.names)]


def _values(rows: FileRows, layout: TableLayout, column: Column, at: int | None, keys: dict[str, Array]) -> ParsedColumn:
    """One value column; a column that the file does not have is not reported."""
    n = len(rows.code)
    if at is None:
        value = np.full(n, None, object) if column.kind == "text" else np.full(n, np.nan)
        nothing = np.full(n, None, object)
        return ParsedColumn(value, np.full(n, NOT_REPORTED, object), np.zeros(n, "int8"), nothing, np.empty(0, int))
    how = layout.values.get(column.name, ValueColumn(headers=[]))
    is_fraction = column.kind == "percent" and rows.found.layout.scale == "fraction"
    scale = 100 if is_fraction else 1
    parsed = parse_column(rows.column(at), kind=column.kind, scale=scale, decimals=how.decimals, blank=how.blank)
    if len(parsed.bad):
        texts = ", ".join(repr(text) for text in dict.fromkeys(str(text) for text in parsed.text[parsed.bad][:200]))
        wanted = "a whole number" if column.kind == "count" else "a number"
        rows.fault(f"cells that are not {wanted}: {texts[:120]}", at, parsed.bad, "correct the cells, or export again")
    for rule in how.blank_where:
        is_blank = (parsed.text == None) & np.isin(keys[rule.key].astype(str), rule.values)  # noqa: E711 - elementwise
        parsed.status[is_blank & (parsed.status != REPORTED)] = rule.status
    return parsed


def without_repeats(frame: pd.DataFrame, keys: tuple[str, ...], rows: FileRows) -> pd.DataFrame:
    """The rows without identical repeats; the same key with other values is a fault that names the rows."""
    is_again = frame.duplicated(list(keys), keep=False)
    if not is_again.any():
        return frame
    texts = [name for name in frame.columns if name.endswith("__text")]
    again = frame[is_again]
    distinct = again.drop_duplicates([*keys, *texts])
    conflicts = distinct[distinct.duplicated(list(keys), keep=False)]
    if len(conflicts):
        first = conflicts.iloc[0]
        named = ", ".join(str(first[key]) for key in keys)
        rows.faults.add(
            f"{conflicts.groupby(list(keys)).ngroups:,} keys stand twice with different values, such as {named}",
            where=f"{rows.where}, {rows_text(sorted(conflicts['source_row']))}",
            mend="keep the right row of each, or give the files they came from",
        )
    return frame.drop_duplicates(list(keys))


__all__ = ["Answer", "FileRows", "ask", "file_rows", "key_values", "rows_text", "tidy_rows", "without_repeats"]

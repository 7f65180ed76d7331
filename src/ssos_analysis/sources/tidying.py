"""Rows of a file -> rows of a tidy table: keys, values with their status, decimals and text, and where each row stood."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from ssos_analysis.schemas import TABLES
from ssos_analysis.schemas.columns import NOT_REPORTED, REPORTED, STATUSES, Column
from ssos_analysis.sources.cells import Array, Factor, ParsedColumn, absent_column, cell_text, parse_column
from ssos_analysis.sources.file_rows import FileRows, rows_text
from ssos_analysis.sources.layouts import KeyColumn, Melt, TableLayout, ValueColumn
from ssos_analysis.sources.titles import Answer, file_answer, meaning, question_about
from ssos_analysis.vocabulary.organizations import level_of

_STATUS_NAMES: Any = pa.array(STATUSES, pa.string())
_MOST_COMBINED = 2**62  # of whole numbers that eight bytes hold


def key_values(
    rows: FileRows, keys: dict[str, KeyColumn], names: Iterable[str], said: dict[str, str]
) -> tuple[dict[str, Factor], dict[str, Answer], list[str]]:
    """Each key as a column of ids, how each was told, and the keys that nobody told. Faults are gathered in `rows`."""
    values: dict[str, Factor] = {}
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
        told = file_answer(key, column, rows.found.layout, rows.found.title, said, rows.faults, rows.where)
        if told:
            answers[key] = told
            values[key] = Factor.constant(told.value, rows.n)
        elif len(rows.faults.found) == before:
            silent.append(key)
    return values, answers, silent


def _span(column: Factor) -> str:
    """`2006 to 2024, 19 values`; a single value stands alone."""
    distinct = sorted(str(value) for value in column.values if value)
    return f"{distinct[0]} to {distinct[-1]}, {len(distinct)} values" if len(distinct) > 1 else "".join(distinct)


def _from_column(
    rows: FileRows, key: str, column: KeyColumn, position: int, said: dict[str, str], *, may_be_blank: bool = False
) -> Factor:
    """A key column as ids; texts we do not know are faults, and so is a declared answer that the rows contradict."""
    question = question_about(key)
    raw = rows.column(position)
    texts = [cell_text(cell) for cell in raw.values]
    ids = ["" if may_be_blank and not text else meaning(question, rows.found.layout, column, text) for text in texts]
    unknown = [index for index, value in enumerate(ids) if value is None]
    if unknown:
        shown = ", ".join(repr(texts[index]) for index in unknown[:4])
        at = np.flatnonzero(np.isin(raw.codes, unknown))
        rows.fault(
            f"{len(at):,} rows have a {question.words} this project does not know: {shown}",
            position,
            at,
            f"add it under keys: {key}: values: in {rows.found.layout.place}, or correct the file",
        )
    if key in said and set(ids) != {said[key]}:
        rows.fault(
            f"{question.option} says {said[key]}, but each row says its {question.words}",
            position,
            np.arange(min(1, rows.n)),
            f"leave out {question.option}",
        )
    return Factor(raw.codes, ids).map(lambda value: value or "")


def tidy_rows(rows: FileRows, layout: TableLayout, keys: dict[str, Factor]) -> Any:
    """Rows of one tidy table, exactly its columns, as an arrow table whose columns of text are kept by their distinct values.

    Parameters
    ----------
    keys : every key but org_code and the melted one, aligned with `rows`. The same key twice is a fault unless the rows are
        equal; then one of them is kept.
    """
    table = TABLES[layout.table]
    stacks: dict[str, list[int | None]]
    take: Array | None
    if layout.melt is None:
        headings = {name: column.headers for name, column in layout.values.items()}
        stacks = {name: [place] for name, names in headings.items() if (place := rows.found.position(names)) is not None}
        take, times, factors = None, 1, keys
    else:
        stacks, take, factors, times = _melted(rows, layout.melt, keys)
    columns: dict[str, Any] = {"org_code": rows.code, "org_name": rows.name, "org_level": rows.code.map(level_of)}
    columns = {name: _stacked(factor, times, take) for name, factor in columns.items()}
    columns |= {key: factors[key] for key in table.keys if key != "org_code"}
    number = np.tile(rows.number, times) if take is None else np.tile(rows.number, times)[take]
    identity = {key: columns[key] for key in table.keys}
    made: dict[str, Any] = {
        name: factor.map(lambda year: int(year or 0)).array("int16") if name == "school_year" else factor.arrow()
        for name, factor in columns.items()
    }
    texts = {}
    for column in table.values:
        parsed = _values(rows, layout, column, stacks.get(column.name), take, columns)
        texts[column.name] = parsed.text
        made[column.name] = parsed.value
        made[f"{column.name}__status"] = pa.DictionaryArray.from_arrays(pa.array(parsed.status), _STATUS_NAMES)
        made[f"{column.name}__decimals"] = parsed.decimals
        made[f"{column.name}__text"] = parsed.text.arrow()
    made["publication"] = Factor.constant(rows.found.layout.id, len(number)).arrow()
    made["source_id"] = Factor.constant(rows.source_id, len(number)).arrow()
    made["source_row"] = number.astype("int32")
    built = pa.table({name: pa.array(made[name], from_pandas=False) for name in table.names})
    return _without_repeats(rows, built, identity, texts)


def _stacked(factor: Factor, times: int, take: Array | None) -> Factor:
    repeated = factor.repeat(times) if times > 1 else factor
    return repeated if take is None else repeated.take(take)


def _melted(
    rows: FileRows, melt: Melt, keys: dict[str, Factor]
) -> tuple[dict[str, list[int | None]], Array, dict[str, Factor], int]:
    """Groups that are columns, stacked: positions of the columns for each value, the rows kept, the keys, and how many groups.

    A group that is blank in every organization of a year is not in that year's file (low income or economically
    disadvantaged, whichever did not apply): it gets no row, rather than a blank one; nor does one whose heading means another
    group in that year. With `absent_where_blank` or `filled_by` that is asked of each row.
    """
    places = [
        (
            group,
            {name: place for name, headings in group.columns.items() if (place := rows.found.position(headings)) is not None},
        )
        for group in melt.groups
    ]
    places = [(group, at) for group, at in places if at]
    year = keys["school_year"]
    kept = []
    for group, at in places:
        is_filled = np.zeros(rows.n, bool)
        for name, place in at.items():
            if not melt.filled_by or name in melt.filled_by:
                is_filled |= rows.column(place).where(_is_filled)
        if melt.absent_where_blank or melt.filled_by:
            kept.append(is_filled)
            continue
        has_year = np.zeros(len(year.values), bool)
        has_year[np.unique(year.codes[is_filled])] = True
        if rows.found.filled is not None:
            has_year |= [any(rows.found.is_published(place, int(one)) for place in at.values()) for one in year.values]
        has_year &= np.array([bool(value) and group.in_years(value) for value in year.values], bool)
        kept.append(has_year[year.codes])
    names = sorted({name for _, at in places for name in at})
    stacks: dict[str, list[int | None]] = {name: [at.get(name) for _, at in places] for name in names}
    times = len(places)
    take = np.flatnonzero(np.concatenate(kept)) if kept else np.empty(0, int)
    stacked = {key: factor.repeat(times).take(take) for key, factor in keys.items()}
    stacked[melt.key] = _melted_key(rows, melt, [group.id for group, _ in places]).take(take)
    for key in {key: None for group, _ in places for key in group.keys}:
        stacked[key] = Factor(np.repeat(np.arange(times), rows.n), [group.keys[key] for group, _ in places]).take(take)
    return stacks, take, stacked, times


def _melted_key(rows: FileRows, melt: Melt, names: list[str]) -> Factor:
    """The key of each stacked row: the group of its columns, or what the row itself says where it says it."""
    columns = Factor(np.repeat(np.arange(len(names)), rows.n), names)
    position = rows.found.position(melt.headers)
    if position is None:
        return columns
    own = _from_column(rows, melt.key, KeyColumn(values=melt.values), position, {}, may_be_blank=True)
    own = own.repeat(len(names))
    is_own = own.where(bool)
    return Factor(np.where(is_own, own.codes + len(names), columns.codes), [*names, *own.values])


def _is_filled(cell: Any) -> bool:
    """Whether a raw cell holds anything but space."""
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


def _values(
    rows: FileRows, layout: TableLayout, column: Column, places: Any, take: Array | None, columns: dict[str, Factor]
) -> ParsedColumn:
    """One value column of the table, from one column of the file or from the stacked columns of its groups."""
    n = len(columns["org_code"].codes)
    if not places:
        return absent_column(column.kind, n)
    blank = Factor.constant(None, rows.n)
    parts = [blank if place is None else rows.column(place) for place in places]
    cells = parts[0] if len(parts) == 1 else Factor.joined(parts)
    if take is not None and len(take) < len(cells.codes):
        cells = cells.only(take)
    how = layout.values.get(column.name, ValueColumn(headers=[]))
    is_fraction = column.kind == "percent" and rows.found.layout.scale == "fraction"
    parsed = parse_column(
        cells,
        kind=column.kind,
        scale=100 if is_fraction else 1,
        decimals=how.decimals,
        blank=how.blank,
        marks=how.marks,
    )
    if len(parsed.bad):
        _fault_of_cells(rows, column, parsed, places, take)
    if rows.found.filled is not None and len(places) == 1:
        is_blank = parsed.text.where(lambda text: text is None)
        is_absent = columns["school_year"].where(lambda year: not rows.found.is_published(places[0], int(year)))
        parsed.status[is_blank & is_absent] = STATUSES.index(NOT_REPORTED)
    for rule in how.blank_where:
        is_blank = parsed.text.where(lambda text: text is None) & (parsed.status != STATUSES.index(REPORTED))
        is_named = columns[rule.key].where(lambda value, rule=rule: value in rule.values)  # type: ignore[misc]
        parsed.status[is_blank & is_named] = STATUSES.index(rule.status)
    return parsed


def _fault_of_cells(rows: FileRows, column: Column, parsed: ParsedColumn, places: list[int], take: Array | None) -> None:
    """Cells that are neither a number nor a mark: a fault for each column of the file that has some."""
    wanted = "a whole number" if column.kind == "count" else "a number"
    at = parsed.bad if take is None else take[parsed.bad]
    for group, place in enumerate(places):
        here = at[(at // rows.n) == group]
        if len(here):
            cells = rows.column(place)
            texts = dict.fromkeys(cell_text(cells.cell(index % rows.n)) for index in here[:200])
            shown = ", ".join(repr(text) for text in list(texts)[:4])
            rows.fault(f"cells that are not {wanted}: {shown}", place, here % rows.n, "correct the cells, or export again")


def _without_repeats(rows: FileRows, built: Any, keys: dict[str, Factor], texts: dict[str, Factor]) -> Any:
    """The rows without identical repeats; the same key with other values is a fault that names the rows."""
    identity = pd.Series(_combined(keys.values(), len(built)))
    is_again = identity.duplicated(keep=False)
    if not is_again.any():
        return built
    content = pd.Series(_combined([*keys.values(), *texts.values()], len(built)))
    is_conflict = is_again & (content.groupby(identity).transform("nunique") > 1)
    if is_conflict.any():
        at = np.flatnonzero(is_conflict)
        named = ", ".join(str(key.cell(at[0])) for key in keys.values())
        rows.faults.add(
            f"{identity[is_conflict].nunique():,} keys stand twice with different values, such as {named}",
            where=f"{rows.where}, {rows_text(np.unique(built['source_row'].to_numpy()[at]))}",
            mend="keep the right row of each, or give the files they came from",
        )
    return built.filter(pa.array(~identity.duplicated().to_numpy()))


def completed(frames: list[pd.DataFrame], table: str) -> tuple[pd.DataFrame, int]:
    """Rows of one table from several parts of one file as one frame, and how many values two parts give differently.

    Rows of one key complete each other: each value column is taken from the first part that says something of it.
    """
    rows = pd.concat(frames, ignore_index=True)
    keys = list(TABLES[table].keys)
    place = rows.groupby(keys, sort=False).ngroup().to_numpy()
    first = rows.loc[~pd.Series(place).duplicated()].reset_index(drop=True)
    if len(first) == len(rows):
        return rows, 0
    contested = 0
    for column in TABLES[table].values:
        text = rows[f"{column.name}__text"]
        contested += int((text.groupby(place).nunique() > 1).sum())
        said = np.flatnonzero(text.notna().to_numpy())
        of_key = pd.Series(said, index=place[said])
        of_key = of_key[~of_key.index.duplicated()]
        for name in (column.name, *(f"{column.name}__{part}" for part in ("status", "decimals", "text"))):
            cells = first[name].array.copy()
            cells[of_key.index.to_numpy()] = rows[name].array.take(of_key.to_numpy())
            first[name] = cells
    return first, contested


def _combined(factors: Iterable[Factor], n: int) -> Array:
    """One whole number for each distinct combination of the columns."""
    combined, most = np.zeros(n, np.int64), 1
    for factor in factors:
        distinct = factor.map(lambda value: value)
        if most * len(distinct.values) >= _MOST_COMBINED:
            combined = np.asarray(pd.factorize(combined)[0], np.int64)
            most = n
        combined = combined * len(distinct.values) + distinct.codes
        most *= max(1, len(distinct.values))
    return combined

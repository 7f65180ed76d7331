"""The data rows of a recognised file: their organizations, and the faults found in them so far."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ssos_analysis.errors import Faults
from ssos_analysis.sources.cells import Array, Factor, cell_text
from ssos_analysis.sources.grids import Grid
from ssos_analysis.sources.layouts import header_key
from ssos_analysis.sources.recognising import Recognised
from ssos_analysis.vocabulary.organizations import STATE, is_code, level_of

SHOWN_ROWS = 5
_ROWS_ALIKE = 100  # so many rows of one length were not cut short, but written so
_REPEAT = re.compile(r" \(\d+\)$")  # what `header_keys` adds to a heading that stood before


def rows_text(numbers: Iterable[Any]) -> str:
    """`rows 118, 402, 911, 1040, 1300 and 4 more`: enough to find them."""
    listed = [int(number) for number in numbers]
    shown = ", ".join(str(number) for number in listed[:SHOWN_ROWS])
    more = f" and {len(listed) - SHOWN_ROWS:,} more" if len(listed) > SHOWN_ROWS else ""
    return f"row{'s' if len(listed) != 1 else ''} {shown}{more}"


@dataclass
class FileRows:
    """The rows of a file that hold an organization: raw columns, codes, names, and row numbers as a person counts them."""

    found: Recognised
    where: str
    raw: Sequence[Factor | Sequence[Any]]
    number: Array
    code: Factor
    name: Factor
    source_id: str = ""
    faults: Faults = field(default_factory=Faults)
    kept: Array | None = None
    _columns: dict[int, Factor] = field(default_factory=dict)

    @property
    def n(self) -> int:
        return len(self.number)

    def column(self, position: int) -> Factor:
        """A raw column by its distinct cells; made when it is first asked for, since most reports have columns nobody reads."""
        if position not in self._columns:
            raw = self.raw[position]
            column = raw if isinstance(raw, Factor) else Factor.of(raw)
            self._columns[position] = column if self.kept is None else column.only(self.kept)
        return self._columns[position]

    def keep(self, rows: Array) -> None:
        """Go on with some of the rows only."""
        self.kept, self.number, self.code = rows, self.number[rows], self.code.only(rows)
        self._columns.clear()

    def only(self, header: str, pattern: str) -> FileRows:
        """The rows whose cell under a heading has a pattern in it; none where the file lacks the heading. Faults stay shared."""
        position = self.found.position([header])
        if position is None:
            at = np.empty(0, int)
        else:
            at = np.flatnonzero(self.column(position).where(lambda cell: bool(re.search(pattern, cell_text(cell)))))
        kept = at if self.kept is None else self.kept[at]
        code, name = self.code.only(at), self.name.only(at)
        return replace(self, number=self.number[at], code=code, name=name, kept=kept, _columns={})

    def fault(self, what: str, position: int, at: Array, mend: str) -> None:
        """A fault of one column, with its rows."""
        place = f"{self.where}, column {self.found.heading(position)!r}, {rows_text(self.number[at])}"
        self.faults.add(what, where=place, mend=mend)


def file_rows(grid: Grid, found: Recognised, where: str, *, source_id: str) -> FileRows:
    """The rows that hold an organization. Rows without a code are blank rows and footnotes; with values they are a fault."""
    width = len(found.printed)
    nothing = Factor.constant("", 0)
    number = np.arange(grid.height - found.first_row) + grid.number(found.first_row)
    rows = FileRows(found, where, grid.columns, number, nothing, nothing, source_id)
    if not grid.columns:
        raw = grid.rows[found.first_row :]
        if any(len(row) != width for row in raw):
            _check_width(rows, raw, width, is_text=grid.kind == "text")
            raw = [(*row[:width], *[None] * (width - len(row))) for row in raw]
        rows.raw = list(zip(*raw, strict=True)) if raw else [() for _ in range(width)]
    _check_repeated_columns(rows)
    code_at = found.position(found.layout.organization.code)
    name_at = found.position(found.layout.organization.name)
    assert code_at is not None  # a layout needs its code heading (`needs`), and a test holds every layout to it
    rows.code = _codes(rows, code_at)
    keep = _wanted(rows, code_at)
    if len(keep) < len(number):
        rows.keep(keep)
    rows.name = _names(rows, name_at)
    if not rows.n and not rows.faults:
        rows.faults.add("the file has headings but no rows that are read", where=where, mend="save the export again")
    return rows


def _check_width(rows: FileRows, raw: list[Any], width: int, *, is_text: bool) -> None:
    """Rows of another length than the headings are faults: a comma in a cell without quotes shifts what follows it, and a row
    that ends early has lost its end, unless very many end there: a scrape leaves out the last cells of years that lack them. A sheet
    has no ends of rows, and a footnote stands alone in its row."""
    wide = [i for i, row in enumerate(raw) if any(cell_text(cell) for cell in row[width:])]
    if wide:
        place = f"{rows.where}, {rows_text(rows.number[wide])}"
        rows.faults.add("cells stand right of the last heading", where=place, mend="put cells that hold a comma in quotes")
    of_length = Counter(map(len, raw)) if is_text else {}
    lost = {length for length, rows_n in of_length.items() if length < width and rows_n < _ROWS_ALIKE}
    short = [i for i, row in enumerate(raw) if len(row) in lost and sum(bool(cell_text(cell)) for cell in row) > 1]
    if short:
        place = f"{rows.where}, {rows_text(rows.number[short])}"
        rows.faults.add("rows end before the last heading", where=place, mend="save the export again; it may be cut short")


def _check_repeated_columns(rows: FileRows) -> None:
    """Two columns of one heading are a fault where they differ: which of them is meant cannot be told. A layout may name the
    second (`High Needs # (2)`), as some reports of the state print it."""
    known = rows.found.layout.headings
    for key, place in rows.found.headers.items():
        once = _REPEAT.sub("", key)
        first = rows.found.headers.get(once)
        if once == key or first is None or key in known or once not in known:
            continue
        codes, pairs = rows.column(first).beside(rows.column(place))
        is_apart = np.array([cell_text(one) != cell_text(other) for one, other in pairs], bool)
        at = np.flatnonzero(is_apart[codes])
        if len(at):
            rows.fault("two columns have this heading and differ", first, at, "delete the wrong one, or export again")


def _codes(rows: FileRows, position: int) -> Factor:
    """Codes as eight characters; empty where the row has none."""
    org = rows.found.layout.organization
    raw = _of_school_or_district(rows, org.school, position)
    wrong = []
    codes = []
    for index, cell in enumerate(raw.values):
        text = cell_text(cell)
        if org.district_digits and isinstance(cell, str) and len(text) == org.district_digits and text.isdecimal():
            text += "0000"
        elif text and not (isinstance(cell, str) and is_code(text)):
            if not _is_footnote(text):
                wrong.append(index)
            text = ""
        codes.append(text)
    if wrong:
        shown = ", ".join(repr(cell_text(raw.values[index])) for index in wrong[:3])
        rows.fault(
            f"codes are not eight characters of text: {shown}",
            position,
            np.flatnonzero(np.isin(raw.codes, wrong)),
            "a spreadsheet dropped the zeros: export again, or format the column as text and restore them (00350000)",
        )
    result = Factor(raw.codes, codes)
    for heading, mark in org.state.items():
        at = rows.found.position([heading])
        if at is not None:
            is_state = rows.column(at).where(lambda cell, mark=mark: header_key(cell) == header_key(mark))  # type: ignore[misc]
            without = result.where(lambda code: not code)
            result = Factor(np.where(is_state & without, len(codes), result.codes), [*codes, STATE])
    return result


def _of_school_or_district(rows: FileRows, school: list[str], position: int) -> Factor:
    """A raw column of districts; the school's cell where a second column holds one."""
    schools = rows.found.position(school)
    if schools is None:
        return rows.column(position)
    codes, pairs = rows.column(schools).beside(rows.column(position))
    return Factor(codes, [own if cell_text(own) else district for own, district in pairs])


def _is_footnote(text: str) -> bool:
    """A sentence where a code should be: it has letters and a space."""
    return " " in text and any(character.isalpha() for character in text)


def _wanted(rows: FileRows, code_at: int) -> Array:
    """Indexes of the rows to read: those with a code, less those the layout leaves out."""
    is_wanted = rows.code.where(bool)
    for index in np.flatnonzero(~is_wanted).tolist():
        if cell_text(rows.column(code_at).cell(index)):
            continue
        filled = sum(1 for position in range(len(rows.raw)) if cell_text(rows.column(position).cell(index)))
        if filled > 1:
            place = f"{rows.where}, row {rows.number[index]}"
            rows.faults.add("a row has values but no code", where=place, mend="give the row its code, or delete it")
    for skip in rows.found.layout.skip:
        at = rows.found.position([skip.header])
        if at is not None:
            listed = {header_key(value) for value in (skip.values or skip.keep)}
            is_listed = rows.column(at).where(lambda cell, listed=listed: header_key(cell) in listed)  # type: ignore[misc]
            is_wanted &= ~is_listed if skip.values else is_listed
    return np.flatnonzero(is_wanted)


def _names(rows: FileRows, position: int | None) -> Factor:
    """Names as the state prints them; of `District - School` the school. The state's row is called State in every file."""
    school_name = rows.found.layout.organization.school_name
    names = rows.code if position is None else _of_school_or_district(rows, school_name, position).map(cell_text)
    values = list(names.values)
    codes = names.codes
    if rows.found.layout.organization.joined:
        is_school = rows.code.where(lambda code: level_of(code) == "school")
        schools = [name.split(" - ", 1)[-1].strip() for name in values]
        codes = np.where(is_school, codes + len(values), codes)
        values += schools
    is_state = rows.code.where(lambda code: code == STATE)
    return Factor(np.where(is_state, len(values), codes), [*values, "State"])

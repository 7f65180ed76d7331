"""One published cell -> a value, or the reason why there is none. Columns are parsed by their distinct cells, for speed.

The state's exports pad cells with spaces, write `1,437`, `$16,853.85`, `-$185,994.00` and `12.8 to 1`, and mark a missing
value in many ways. A mark becomes a status; it never becomes 0.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa

from ssos_analysis.errors import SourceError
from ssos_analysis.schemas.columns import NOT_APPLICABLE, NOT_REPORTED, REPORTED, STATUSES, SUPPRESSED
from ssos_analysis.sources.bounds import MAX_FIELD

Array: TypeAlias = np.ndarray[Any, Any]

# The marks of DESE's own reports. A row of hashes is a cell that was too narrow when the file was saved: its value is lost.
MARKS = {
    "na": NOT_APPLICABLE,
    "n/a": NOT_APPLICABLE,
    "#n/a": NOT_APPLICABLE,
    "nr": NOT_REPORTED,
    "ni": NOT_REPORTED,
    "not reported": NOT_REPORTED,
    "insufficient data": NOT_REPORTED,
    "no level": NOT_REPORTED,
    "-": SUPPRESSED,
    "--": SUPPRESSED,
    "–": SUPPRESSED,
    "*": SUPPRESSED,
    "**": SUPPRESSED,
}
TEXT_MARKS = {"na", "n/a", "#n/a", "nr"}  # in a column of words, `No level` and `Insufficient data` are what the state says
_NO_MARKS: Mapping[str, str] = {}
_LOST = re.compile(r"^#+$")
_NUMBER = re.compile(r"^(?P<sign>-?)\$?(?P<whole>\d{1,3}(?:,\d{3})+|\d*)(?:\.(?P<part>\d+))?\s?%?$", re.ASCII)
_RATIO = re.compile(r"^(\d+(?:\.\d+)?) to 1$", re.ASCII)


@dataclass(frozen=True)
class Factor:
    """A column as its distinct values and the position of each row among them: one parse, one comparison, for each value."""

    codes: Array
    values: list[Any]

    @classmethod
    def of(cls, cells: Sequence[Any]) -> Factor:
        """Distinct raw cells in order of appearance; None is a value.

        Raises
        ------
        SourceError
            A cell is longer than any the state prints.
        """
        column = cls.unchecked(cells)
        if any(isinstance(cell, str) and len(cell) > MAX_FIELD for cell in column.values):
            raise SourceError(f"a cell holds more than {MAX_FIELD:,} characters", mend="correct the cell, or export again")
        return column

    @classmethod
    def unchecked(cls, cells: Sequence[Any]) -> Factor:
        """The same, however long the cells are."""
        column = np.empty(len(cells), object)
        column[:] = cells
        codes, distinct = pd.factorize(column, use_na_sentinel=False)
        return cls(np.asarray(codes), [None if cell != cell else cell for cell in distinct])  # pandas makes None a NaN

    @classmethod
    def constant(cls, value: Any, n: int) -> Factor:
        return cls(np.zeros(n, np.intp), [value])

    def map(self, change: Callable[[Any], Any]) -> Factor:
        """Another value for each distinct one; those that become equal are joined."""
        positions: dict[Any, int] = {}
        place = [positions.setdefault(change(value), len(positions)) for value in self.values]
        return Factor(np.array(place, np.intp)[self.codes], list(positions))

    def where(self, test: Callable[[Any], bool]) -> Array:
        """Row by row, whether the value passes the test."""
        return np.array([test(value) for value in self.values], bool)[self.codes]

    def take(self, rows: Array) -> Factor:
        return Factor(self.codes[rows], self.values)

    def only(self, rows: Array) -> Factor:
        """Some of the rows, and of the values those that stand in them: what a row left out says is of no matter."""
        used, codes = np.unique(self.codes[rows], return_inverse=True)
        return Factor(codes, [self.values[code] for code in used])

    def cell(self, row: int) -> Any:
        """The value of one row."""
        return self.values[self.codes[row]]

    def beside(self, other: Factor) -> tuple[Array, list[tuple[Any, Any]]]:
        """Two columns as one of pairs: the place of each row among the distinct pairs, and these."""
        times = max(1, len(other.values))
        pairs, codes = np.unique(self.codes.astype(np.int64) * times + other.codes, return_inverse=True)
        return codes, [(self.values[pair // times], other.values[pair % times]) for pair in pairs.tolist()]

    @classmethod
    def joined(cls, parts: Sequence[Factor]) -> Factor:
        """Columns one below the other."""
        starts = np.cumsum([0, *(len(part.values) for part in parts)])
        codes = np.concatenate([part.codes + start for part, start in zip(parts, starts, strict=False)])
        return cls(codes, [value for part in parts for value in part.values]).map(lambda value: value)

    def repeat(self, times: int) -> Factor:
        """The column `times` over, one copy below the other."""
        return Factor(np.tile(self.codes, times), self.values)

    def array(self, dtype: Any = "str") -> Any:
        """The column whole, as pandas stores it (None becomes missing)."""
        return pd.array(self.values, dtype=dtype).take(self.codes)

    def arrow(self) -> Any:
        """A column of text as arrow keeps it, by its distinct values (None becomes missing)."""
        words = [value for value in self.values if value is not None]
        place = np.cumsum([value is not None for value in self.values]) - 1
        is_missing = self.where(lambda value: value is None) if len(words) < len(self.values) else None
        codes = pa.array(place.astype("int32")[self.codes] if len(place) else np.empty(0, "int32"), mask=is_missing)
        return pa.DictionaryArray.from_arrays(codes, pa.array(words, pa.string()))


@dataclass(frozen=True)
class ParsedCell:
    """A value with its published decimals, or a status other than `reported`."""

    value: float
    status: str
    decimals: int


@dataclass(frozen=True)
class ParsedColumn:
    """One column, row by row. `status` holds positions in STATUSES; `value` is an array of numbers, NaN where none is reported,
    or for words an arrow column, null where there is none.

    `text` is the cell as published without padding, None where blank. `bad` are positions of cells that are neither a number
    nor a known mark.
    """

    value: Any
    status: Array
    decimals: Array
    text: Factor
    bad: Array


def cell_text(cell: Any) -> str:
    """The text of a raw cell, without padding: 42.0 read from Excel is `42`, None is empty.

    No-break spaces are spaces: the hub and some exports put them inside labels and codes.
    """
    if isinstance(cell, str):
        return " ".join(cell.split())
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def mark_status(text: str, blank: str = NOT_REPORTED) -> str | None:
    """The status that a mark stands for (`blank` for an empty cell), or None where the text is no mark."""
    if not text:
        return blank
    return MARKS.get(text.lower()) or (NOT_REPORTED if _LOST.match(text) else None)


def parse_number(text: str) -> tuple[float, int] | None:
    """The number in a published text, and the digits after its point; None where the text is not one number.

    `3.5E+05` is no number here: it is what a spreadsheet made of a code or a count.
    """
    if ratio := _RATIO.match(text):
        text = ratio[1]
    found = _NUMBER.match(text)
    if not found or not (found["whole"] or found["part"]):
        return None
    part = found["part"] or ""
    value = float(f"{found['sign']}{found['whole'].replace(',', '') or '0'}.{part or '0'}")
    return (value, len(part)) if math.isfinite(value) else None  # four hundred digits are infinite


@lru_cache(maxsize=100_000)
def parse_cell(
    text: str, kind: str = "number", scale: float = 1, decimals: int | None = None, blank: str = NOT_REPORTED
) -> ParsedCell | None:
    """One stripped text as a value or a status; None where it is neither.

    Parameters
    ----------
    kind : `count`, `percent` or `number`; a count must be whole.
    scale : 100 where the file writes percents as fractions of one.
    decimals : digits the state prints, where the file does not keep them (Excel drops trailing zeros); else those of the text.
    blank : what an empty cell means in this column.
    """
    if status := mark_status(text, blank):
        return ParsedCell(float("nan"), status, 0)
    number = parse_number(text)
    if number is None:
        return None
    value, digits = number
    if kind == "count":
        return ParsedCell(value, REPORTED, 0) if value.is_integer() else None
    if scale != 1:
        digits = max(0, digits - 2)
        value = round(value * scale, digits)  # 0.29 x 100 is 28.999999999999996
    return ParsedCell(value, REPORTED, digits if decimals is None else decimals)


def parse_column(
    raw: Factor,
    *,
    kind: str,
    scale: float = 1,
    decimals: int | None = None,
    blank: str = NOT_REPORTED,
    marks: Mapping[str, str] = _NO_MARKS,
) -> ParsedColumn:
    """A raw column as aligned arrays; see `parse_cell` for the options. A column of words keeps them as its values.

    `marks` are the publication's own: text -> status.
    """
    codes, texts = raw.codes, [cell_text(cell) for cell in raw.values]
    published = Factor(codes, [text or None for text in texts])
    if kind == "text":
        marks = {**{mark: MARKS[mark] for mark in TEXT_MARKS}, **marks}
        statuses = [marks.get(text.lower()) or (REPORTED if text else blank) for text in texts]
        words = [text if status == REPORTED else None for text, status in zip(texts, statuses, strict=True)]
        nothing = np.zeros(len(codes), "int8")
        return ParsedColumn(Factor(codes, words).arrow(), _positions(statuses)[codes], nothing, published, np.empty(0, int))
    found = [
        ParsedCell(float("nan"), marks[text], 0) if text in marks else parse_cell(text, kind, scale, decimals, blank)
        for text in texts
    ]
    lost = ParsedCell(float("nan"), NOT_REPORTED, 0)
    parsed = [cell or lost for cell in found]
    is_bad = np.array([cell is None for cell in found], bool)
    return ParsedColumn(
        value=np.array([cell.value for cell in parsed], "float64")[codes],
        status=_positions([cell.status for cell in parsed])[codes],
        decimals=np.array([cell.decimals for cell in parsed], "int8")[codes],
        text=published,
        bad=np.flatnonzero(is_bad[codes]) if is_bad.any() else np.empty(0, int),
    )


def absent_column(kind: str, n: int) -> ParsedColumn:
    """A column the file does not have: not reported in any row."""
    nothing = Factor.constant(None, n)
    value = nothing.arrow() if kind == "text" else np.full(n, np.nan)
    status = np.full(n, STATUSES.index(NOT_REPORTED), "int8")
    return ParsedColumn(value, status, np.zeros(n, "int8"), nothing, np.empty(0, int))


def _positions(statuses: list[str]) -> Array:
    return np.array([STATUSES.index(status) for status in statuses], "int8")

"""One published cell -> a value, or the reason why there is none. Columns are parsed by their distinct texts, for speed.

The state's exports pad cells with spaces, write `1,437`, `$16,853.85`, `-$185,994.00` and `12.8 to 1`, and mark a missing value in
many ways. A mark becomes a status; it never becomes 0.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ssos_analysis.schemas.columns import NOT_APPLICABLE, NOT_REPORTED, REPORTED, SUPPRESSED

# The marks of DESE's own reports. A hash row is a cell that was too narrow when the file was saved: its value is lost.
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
_LOST = re.compile(r"^#+$")
_NUMBER = re.compile(r"^(?P<sign>-?)\$?(?P<whole>\d{1,3}(?:,\d{3})+|\d*)(?:\.(?P<part>\d+))?\s?%?$")
_RATIO = re.compile(r"^(\d+(?:\.\d+)?) to 1$")
_SPACES = re.compile(r"\s+")  # \s holds the no-break space, which the hub and some exports put inside labels


@dataclass(frozen=True)
class ParsedCell:
    """A value with its published decimals, or a status other than `reported`."""

    value: float
    status: str
    decimals: int


@dataclass(frozen=True)
class ParsedColumn:
    """One column, row by row: float64 value (NaN where none), status, int8 decimals, text as published (None where blank).

    `bad` holds positions of cells that are neither a number nor a known mark.
    """

    value: np.ndarray[Any, Any]
    status: np.ndarray[Any, Any]
    decimals: np.ndarray[Any, Any]
    text: np.ndarray[Any, Any]
    bad: np.ndarray[Any, Any]


def cell_text(cell: Any) -> str:
    """The text of a raw cell, without padding: 42.0 read from Excel is `42`, None is empty."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _SPACES.sub(" ", cell).strip()
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
    return value, len(part)


def parse_cell(
    text: str, *, kind: str = "number", scale: float = 1, decimals: int | None = None, blank: str = NOT_REPORTED
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
    cells: Sequence[Any], *, kind: str, scale: float = 1, decimals: int | None = None, blank: str = NOT_REPORTED
) -> ParsedColumn:
    """A raw column as four aligned arrays; see `parse_cell` for the options. Text columns keep their words as the value."""
    codes, distinct = factorize(cells)
    texts = [cell_text(cell) for cell in distinct]
    if kind == "text":
        parsed = [ParsedCell(float("nan"), blank if not text else REPORTED, 0) for text in texts]
        parsed = [
            ParsedCell(float("nan"), MARKS[text.lower()], 0) if text.lower() in ("na", "n/a") else cell
            for text, cell in zip(texts, parsed, strict=True)
        ]
        values = np.array([text if cell.status == REPORTED else None for text, cell in zip(texts, parsed, strict=True)], object)
        bad = np.zeros(len(texts), bool)
    else:
        found = [parse_cell(text, kind=kind, scale=scale, decimals=decimals, blank=blank) for text in texts]
        bad = np.array([cell is None for cell in found], bool)
        parsed = [cell or ParsedCell(float("nan"), NOT_REPORTED, 0) for cell in found]
        values = np.array([cell.value for cell in parsed], "float64")
    return ParsedColumn(
        value=values[codes],
        status=np.array([cell.status for cell in parsed], object)[codes],
        decimals=np.array([cell.decimals for cell in parsed], "int8")[codes],
        text=np.array([text or None for text in texts], object)[codes],
        bad=np.flatnonzero(bad[codes]),
    )


def factorize(cells: Sequence[Any]) -> tuple[np.ndarray[Any, Any], list[Any]]:
    """Position of each cell among the distinct cells, and the distinct cells in order of appearance. None is a value."""
    column = np.empty(len(cells), object)
    column[:] = cells
    codes, distinct = pd.factorize(column, use_na_sentinel=False)
    return np.asarray(codes), list(distinct)

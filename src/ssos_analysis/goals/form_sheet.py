"""The sheet of goals as it was read, and its cells as years, values and words; what is wrong is told with its cell."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ssos_analysis.errors import Faults
from ssos_analysis.measures.definition import Measure
from ssos_analysis.sources.cells import cell_text
from ssos_analysis.sources.plain_text import visible
from ssos_analysis.vocabulary.school_years import school_year

FIRST_YEAR, LAST_YEAR = 2000, 2060
_NUMBER = re.compile(r"[-+−]?\d+(?:,\d{3})*(?:\.\d+)?", re.ASCII)


@dataclass
class FormSheet:
    """One sheet's cells, and how a fault names one of them. Rows and columns are counted from 0."""

    file: str
    name: str
    rows: Sequence[Sequence[Any]]
    faults: Faults

    def cell(self, row: int, column: int) -> Any:
        """A cell as it was read; "" outside the sheet."""
        return self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else ""

    def words(self, row: int, column: int) -> str:
        """A cell as one line of text in which every character is seen."""
        return " ".join(visible(cell_text(self.cell(row, column))).split())

    def fault(self, row: int, column: int, what: str, mend: str) -> None:
        """A fault of one cell: `goals.xlsx, sheet 'Goals', cell C9`."""
        self.faults.add(what, where=f"{self.file}, sheet {visible(self.name)!r}, cell {letters(column)}{row + 1}", mend=mend)

    def year(self, row: int, column: int) -> int | None:
        """The spring year of `2024`, 2024.0 or `2023-24`; None, and a fault, where it is none."""
        value = self.cell(row, column)
        text = str(int(value)) if isinstance(value, float) and value.is_integer() else cell_text(value)
        year = school_year(text)
        if year is not None and FIRST_YEAR <= year <= LAST_YEAR:
            return year
        what = f"{visible(text)[:40]!r} is not a school year from {FIRST_YEAR} to {LAST_YEAR}" if text else "the year is blank"
        self.fault(row, column, what, "write its spring, such as 2024, or 2023-24")
        return None

    def value(self, row: int, column: int, measure: Measure | None) -> float | None:
        """A number, or a text that is one: `47`, `47%`, `1,234`; None, and a fault, where it is none."""
        value, text = self.cell(row, column), self.words(row, column)
        if isinstance(value, float | int) and not isinstance(value, bool):
            number = float(value)
        else:
            digits = text.removesuffix("%").strip()
            number = float(digits.replace(",", "").replace("−", "-")) if _NUMBER.fullmatch(digits) else math.nan
        if not math.isfinite(number):
            what = f"{text[:40]!r} is not a number" if text else "the value is blank"
            self.fault(row, column, what, "write a number in the measure's unit, such as 47")
            return None
        if measure and measure.kind == "share" and not 0 <= number <= 100:
            self.fault(row, column, f"{number:g} is not a percent", "write a percent from 0 to 100")
            return None
        return number

    def text(self, row: int, column: int, what: str, longest: int, mend: str) -> str:
        """Words that must be there, and not be too many."""
        text = self.words(row, column)
        if not text:
            self.fault(row, column, f"the {what} is blank", mend)
        elif len(text) > longest:
            self.fault(row, column, f"the {what} has {len(text)} characters", f"shorten it to {longest}")
        return text


def letters(column: int) -> str:
    """0 is `A`, 26 is `AA`."""
    found, number = "", column + 1
    while number:
        number, place = divmod(number - 1, 26)
        found = chr(ord("A") + place) + found
    return found

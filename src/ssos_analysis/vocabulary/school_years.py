"""School years. A year is named by its spring: 2024 is 2023-24."""

from __future__ import annotations

import re

_SPAN = re.compile(r"([0-9]{4})\s*[-–/]\s*([0-9]{2}|[0-9]{4})")
FIRST_YEAR, LAST_YEAR = 1985, 2060


def school_year(text: str) -> int | None:
    """The spring year of `2022-23`, `2022-2023` or `2023`; None when the text names no school year."""
    text = text.strip()
    if match := _SPAN.fullmatch(text):
        year = int(match[1]) + 1
        return year if match[2] in (str(year), f"{year % 100:02d}") and FIRST_YEAR <= year <= LAST_YEAR else None
    if re.fullmatch(r"[0-9]{4}", text) and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    return None


def year_label(year: int) -> str:
    """`2023-24` for 2024: the form the state prints."""
    return f"{year - 1}-{year % 100:02d}"

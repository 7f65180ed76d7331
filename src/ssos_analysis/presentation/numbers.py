"""Numbers as text. What the state publishes keeps its decimals; what we derive is rounded once, here."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ssos_analysis.presentation.markup import Cell
from ssos_analysis.vocabulary.school_years import year_label

Row = dict[str, Any]

MISSING_WORDS = {
    "suppressed": "not shown by the state: too few students",
    "not_reported": "not reported",
    "not_applicable": "does not apply",
}

_CLASSES = ("graduation", "college_going", "graduate_plans", "college_progression", "masscore")
_TESTS = ("mcas", "growth", "mcas_legacy", "parcc", "access")


def is_missing(value: object) -> bool:
    """Whether a number is absent."""
    return value is None or (isinstance(value, float) and math.isnan(value)) or value != value


def fixed(value: float, decimals: int) -> str:
    """A number with fixed decimals, halves away from zero, thousands separated, and a true minus sign."""
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{abs(rounded):,.{decimals}f}"
    return f"−{text}" if rounded < 0 else text


def students(value: float) -> str:
    """A count of students."""
    return fixed(value, 0)


def figure(value: float, decimals: int, kind: str) -> str:
    """A figure in its unit: `29%` for a share, `49.5` for a mean, `$18,522` for money."""
    text = fixed(value, decimals)
    if kind == "usd":
        return f"−${text[1:]}" if text.startswith("−") else f"${text}"
    return text + ("%" if kind == "share" else "")


def interval(low: float, high: float, decimals: int) -> str:
    """`28 to 30`, which no line break parts."""
    return f"{fixed(low, decimals)}\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}{fixed(high, decimals)}"


def signed(value: float, decimals: int = 1) -> str:
    """A difference with its sign; one that rounds to zero has none."""
    text = fixed(value, decimals)
    return text if text.startswith("−") or text == fixed(0, decimals) else f"+{text}"


def figure_cell(row: Row, kind: str) -> Cell:
    """A published figure, or the words for why there is none."""
    value = row["estimate"]
    if is_missing(value):
        return Cell(MISSING_WORDS.get(str(row["status"]), "not reported"), is_word=True)
    return Cell(figure(value, int(row["decimals"]), kind), value)


def interval_cell(row: Row, decimals: int = 1) -> Cell:
    """An interval, by default with one decimal, or `none`; the status or count beside it says why there is none."""
    low, high = row["low"], row["high"]
    return Cell("none", is_word=True) if is_missing(low) or is_missing(high) else Cell(interval(low, high, decimals))


def count_cell(value: float, *, why: str = "not published") -> Cell:
    """A count of students, or the words for why there is none."""
    return Cell(why, is_word=True) if is_missing(value) else Cell(students(value), value)


def period(topic: str, year: int, variant: str = "") -> str:
    """The time a figure covers, as its report names it: `2023`, `2022-23`, `2022-23 (to 1 March)`, `the class of 2024`."""
    if topic in _CLASSES:
        return f"the class of {year}"
    if topic in _TESTS:
        return str(year)
    if topic == "finance":
        return f"fiscal year {year}"
    return year_label(year) + (" (to 1 March)" if variant == "march" else "")


def short_period(topic: str, year: int, variant: str = "") -> str:
    """The same time where the words around it say what it is: `2024` for the class of 2024."""
    return period(topic, year, variant).removeprefix("the class of ").removeprefix("fiscal year ")


def axis_year(topic: str, year: int) -> str:
    """A short year for an axis: `2023`, or `22-23` where the report names school years."""
    return str(year) if topic in (*_TESTS, *_CLASSES, "finance") else year_label(year)[2:]


LEAST_N_FOR_A_DECIMAL = 100
"""Students from which a derived percentage or difference is printed with a decimal; below, one student is more than a point."""


def derived_decimals(n: float, *bounds: float) -> int:
    """Decimals of a figure we derive from n students: none under LEAST_N_FOR_A_DECIMAL, else one.

    One as well where a bound of its interval would be printed as 0 and is not: a reader would take it to include no difference.
    """
    is_near_none = any(abs(bound) < 0.5 for bound in bounds if not is_missing(bound))
    return 1 if n >= LEAST_N_FOR_A_DECIMAL or is_near_none else 0


def ratio_text(value: float, n: float) -> str:
    """A ratio with two digits after the point, one where it rests on few students."""
    return fixed(value, 1 + derived_decimals(n))

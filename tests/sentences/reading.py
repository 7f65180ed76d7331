"""Numbers, times and groups as a sentence has them, read back. Nothing here calls the code that writes sentences."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TypeVar

from ssos_analysis.measures.definition import Measure
from ssos_analysis.measures.registry import MEASURES
from ssos_analysis.vocabulary.student_groups import ALL_OTHER_STUDENTS, GROUPS

LEAST_N, LEAST_N_FOR_A_DECIMAL = 30, 100
Faults = Iterator[str]
Found = TypeVar("Found")

NUMBER = r"[−+]?\$?\d[\d,]*(?:\.\d+)?%?"
WHEN = r"(?:the class of \d{4}|fiscal year \d{4}|\d{4}-\d{2}(?: \(to 1 March\))?|\d{4})"


def first(found: Iterable[Found]) -> Found:
    """The first of some rows; a page without any is a page on which the sentence has nothing to rest on."""
    held = list(found)
    assert held, "no such row"
    return held[0]


def number(text: str) -> Decimal:
    """`−1,204.5%` as a number."""
    return Decimal(text.replace("−", "-").replace("+", "").replace(",", "").replace("%", "").replace("$", ""))


def known(text: str | None) -> float | None:
    """A number of a CSV; None where the cell is empty."""
    return float(text) if text not in (None, "") else None


def places(text: str) -> int:
    """Decimals a number is printed with."""
    return max(0, -int(number(text).as_tuple().exponent))


def is_rounded(text: str, value: float | str | None) -> bool:
    """Whether a printed number is the value rounded to its decimals, halves away from zero."""
    if value in (None, ""):
        return False
    step = Decimal(1).scaleb(-places(text))
    exact = Decimal(repr(float(value)))  # type: ignore[arg-type]
    return number(text) == exact.quantize(step, ROUND_HALF_UP)


def derived_places(n: float, *bounds: float | None) -> int:
    """Decimals of a number we derive: one from 100 students on, or where a bound of its interval would falsely read 0."""
    near = any(bound is not None and abs(bound) < 0.5 for bound in bounds)
    return 1 if n >= LEAST_N_FOR_A_DECIMAL or near else 0


def is_derived(text: str, value: float | str | None, n: float, *bounds: float | None) -> bool:
    """Whether a printed number is the value, with the decimals its students allow."""
    return is_rounded(text, value) and places(text) == derived_places(n, *bounds)


def has_sign(text: str, value: float) -> bool:
    """Whether a difference bears its sign, and none where it rounds to zero."""
    rounded = number(text)
    return text[0] == ("−" if rounded < 0 else "+") if rounded else text[0] not in "+−"


def span_faults(text: str, low: float | str | None, high: float | str | None) -> Faults:
    """An interval `−3.1 to +4.0` beside its bounds."""
    parts = text.replace("\N{NO-BREAK SPACE}", " ").split(" to ")
    for part, value, end in zip(parts, (low, high), ("low", "high"), strict=True):
        if not is_rounded(part, value) or not has_sign(part, float(value or 0)):
            yield f"the {end} end of the interval is {value}, not {part}"


def time(text: str) -> tuple[str, str]:
    """The spring year and the reporting period of `the class of 2024`, `2022-23 (to 1 March)`, `2023`."""
    found = re.search(r"(\d{4})(?:-(\d{2}))?( \(to 1 March\))?", text)
    assert found, text
    year = int(found[1]) + 1 if found[2] else int(found[1])
    assert not found[2] or f"{year % 100:02d}" == found[2], f"no school year: {text}"
    return str(year), "march" if found[3] else ""


def is_time(text: str, row: dict[str, str], year: str = "school_year") -> bool:
    """Whether the words name the year, and the period where the row has one."""
    of_year, of_period = time(text)
    period = row.get("period", "")
    return of_year == row[year].removesuffix(".0") and (year != "school_year" or (of_period == "march") == (period == "march"))


# --- student groups: their names are vocabulary; what is said of them is not ---------------------------------------------------


@lru_cache
def _names() -> dict[str, str]:
    names = {name.lower(): group.id for group in GROUPS.values() for name in (group.label, group.noun)}
    return names | {"all other students": ALL_OTHER_STUDENTS, "lowest performing students": "lowest_performing"}


def group(name: str) -> str:
    """The id of a group's label or noun; the name itself where there is no such group."""
    return _names().get(name.lower(), f"no group: {name}")


def groups(text: str) -> list[frozenset[str]]:
    """Every reading of `Asian students, male students and White students`: a name may hold an `and` of its own."""
    one = group(text)
    readings = [] if one.startswith("no group") else [frozenset([one])]
    for found in re.finditer(r", | and | or ", text):
        first = group(text[: found.start()])
        if not first.startswith("no group"):
            readings += [frozenset([first]) | rest for rest in groups(text[found.end() :])]
    return readings


def group_faults(text: str, true: Iterable[str], what: str) -> Faults:
    """The groups a sentence lists beside those it must list."""
    expected = frozenset(true)
    if expected not in groups(text):
        yield f"{what} are {', '.join(sorted(expected)) or 'none'}, not {text}"


# --- measures: their names are the registry's ----------------------------------------------------------------------------------


def measure(id: str) -> Measure | None:
    return MEASURES.get(id)


def labelled(label: str) -> Measure | None:
    """The measure of a label or short label."""
    return next((one for one in MEASURES.values() if label in (one.label, one.short_label)), None)


# --- what an interval allows ---------------------------------------------------------------------------------------------------


def strength(low: float | None, high: float | None, least_n: float | None, slack: float = 0.0) -> str:
    """`too_few`, `above`, `below` or `not_clear` of a difference, or `` where there is no interval."""
    if low is None or high is None:
        return ""
    if least_n is not None and least_n < LEAST_N:
        return "too_few"
    return "above" if low > slack else "below" if high < -slack else "not_clear"


def wilson(events: float, n: float) -> tuple[float, float]:
    """Wilson's 95 percent interval of a share, in percent."""
    z = 1.959963984540054
    share, room = events / n, z * z / n
    centre = (share + room / 2) / (1 + room)
    half = z * math.sqrt(share * (1 - share) / n + room / (4 * n)) / (1 + room)
    return 100 * (centre - half), 100 * (centre + half)


def newcombe(first: tuple[float, float], second: tuple[float, float]) -> tuple[float, float, float]:
    """The difference of two shares (events, n), in points, with Newcombe's hybrid interval: first minus second."""
    one, other = 100 * first[0] / first[1], 100 * second[0] / second[1]
    (low1, high1), (low2, high2) = wilson(*first), wilson(*second)
    gap = one - other
    low = gap - math.hypot(one - low1, high2 - other)
    return gap, low, gap + math.hypot(high1 - one, other - low2)


def students_off(n: float, decimals: int, counts: str) -> float:
    """Points by which rounding may have moved a share of n students whose count was rebuilt from its rate."""
    if counts != "reconstructed":
        return 0.0
    return 100 * math.floor(n * 0.5 * 10.0**-decimals / 100 + 0.5) / n

"""Shares (0 to 1) or percents (0 to 100): told by the figures. The wrong one would move each by two places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from ssos_analysis.sources.cells import cell_text, mark_status, parse_number

LEAST_FIGURES = 20
"""Fewer figures than these do not show that percents are meant as shares: a few rates can all be under 1 percent."""


def wrong_scale(columns: Mapping[str, Iterable[Any]], scale: Literal["percent", "fraction"]) -> str | None:
    """What contradicts the scale a layout says, in words; None where nothing does.

    Parameters
    ----------
    columns : heading -> raw cells of a column that holds percents.
    scale : what the layout says the file holds.
    """
    figures = {name: _figures(cells) for name, cells in columns.items()}
    if scale == "fraction":
        for name, values in figures.items():
            above = [value for value in values if value > 1]
            if len(above) * 2 > len(values):
                return f"{name} holds percents (such as {above[0]:g}) where shares from 0 to 1 are known"
        return None
    together = [value for values in figures.values() for value in values]
    if len(together) >= LEAST_FIGURES and max(together) <= 1:
        names = ", ".join(name for name in figures if figures[name])
        return f"{names} hold shares from 0 to 1 where percents from 0 to 100 are known"
    return None


def _figures(cells: Iterable[Any]) -> list[float]:
    """The numbers of a column that are not 0: nought is the same on both scales."""
    texts = dict.fromkeys(cell_text(cell) for cell in cells)  # a column repeats its few hundred figures
    numbers = (parse_number(text) for text in texts if mark_status(text) is None)
    return [number[0] for number in numbers if number and number[0]]

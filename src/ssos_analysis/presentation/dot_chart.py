"""Horizontal dots with intervals, one row per group or school: the shared drawing of gap and group charts."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

import seaborn as sns
from matplotlib.ticker import MaxNLocator

from ssos_analysis.presentation.numbers import is_missing
from ssos_analysis.presentation.theme import FONT_PT, STATE, canvas, to_svg

_ROW_IN, _ROW_IN_WITH_TEXT = 0.42, 0.58
_LABEL_CHARACTERS = 19


@dataclass(frozen=True)
class Dot:
    """One row of a dot chart; `value` NaN draws `words` instead of a dot. `over` is a line of text above the row's interval."""

    label: str
    value: float
    low: float
    high: float
    colour: str
    hollow: bool = False
    beside: float = float("nan")
    words: str = ""
    over: str = ""


def dot_svg(
    dots: list[Dot], *, line_at: float | None, limits: tuple[float, float], percent: bool, ends: tuple[str, str] = ("", "")
) -> tuple[str, tuple[int, int]]:
    """Dots on one scale, the first on top; a diamond on top marks `beside`. `ends` name the two directions of the axis."""
    row_in = _ROW_IN_WITH_TEXT if any(dot.over for dot in dots) else _ROW_IN
    height = 0.75 + row_in * len(dots) + (0.25 if any(ends) else 0)
    with canvas(height, left=1.72, right=0.25, top=0.1, bottom=0.65 if any(ends) else 0.45) as axes:
        for row, dot in enumerate(dots):
            y = -row
            if dot.over:
                start = limits[0] if line_at is None else line_at  # text across the line would be struck through
                axes.text(start, y + 0.33, " " + dot.over, va="center", color=STATE, fontsize=FONT_PT - 1)
            if is_missing(dot.value):
                axes.text(limits[0], y, " " + dot.words, va="center", color=STATE, fontsize=FONT_PT - 0.5, fontstyle="italic")
                continue
            if not is_missing(dot.low):
                axes.plot([dot.low, dot.high], [y, y], color=dot.colour, linewidth=2, solid_capstyle="butt", zorder=2)
            face = "white" if dot.hollow else dot.colour
            axes.plot(
                dot.value, y, marker="o", markersize=8, color=dot.colour, markerfacecolor=face, markeredgewidth=1.6, zorder=4
            )
            if not is_missing(dot.beside):  # over the dot, which is larger: where the two are alike both are seen
                axes.plot(dot.beside, y, marker="D", markersize=5.5, color=STATE, markerfacecolor="white", zorder=5)
        if line_at is not None:
            axes.axvline(line_at, color=STATE, linewidth=1, zorder=1)
        axes.set_yticks([-row for row in range(len(dots))], [wrapped(dot.label) for dot in dots])
        axes.set_ylim(-len(dots) + 0.4, 0.6)
        axes.set_xlim(*limits)
        axes.xaxis.set_major_locator(_ticks(limits))
        axes.xaxis.set_major_formatter(
            lambda value, _: f"{value:.0f}%" if percent else signed_tick(value) if line_at == 0 else f"{value:.0f}"
        )
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="x", linewidth=0.6)
        axes.set_axisbelow(True)
        if any(ends):
            axes.annotate(
                ends[0], (0, 0), xytext=(0, -30), xycoords="axes fraction", textcoords="offset points", ha="left", va="center"
            )
            axes.annotate(
                ends[1], (1, 0), xytext=(0, -30), xycoords="axes fraction", textcoords="offset points", ha="right", va="center"
            )
        sns.despine(ax=axes, left=True)
        return to_svg(axes)


def signed_tick(value: float) -> str:
    """A whole number with its sign on an axis; zero has none."""
    return f"{value:+.0f}".replace("-", "−") if round(value) else "0"


def _ticks(limits: tuple[float, float]) -> MaxNLocator:
    """Few whole numbers along the axis."""
    return MaxNLocator(nbins=4 if limits[1] - limits[0] < 100 else 5, integer=True)


def wrapped(label: str, *, lines: int = 2) -> str:
    """A label on at most two lines, or `lines`; the table holds the whole name."""
    return "\n".join(textwrap.wrap(label, _LABEL_CHARACTERS, max_lines=lines, placeholder="…"))

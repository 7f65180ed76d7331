"""How charts look: one size, one typeface, few colours with at least 3:1 contrast, and the same bytes on every run."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import matplotlib as mpl
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags

DISTRICT = "#12436D"
STATE = "#595959"
CLEAR = "#12436D"
UNCLEAR = "#6B6B6B"
GRID = "#D9D9D9"
TEXT = "#222222"

WIDTH_IN = 4.5
PIXELS_PER_INCH = 96
FONT_PT = 11
_LABEL_PAD_IN = 0.14  # from a label to its axis on one side and to the edge of the canvas on the other

_FAMILY = "DejaVu Sans"
_MISSING_GLYPH = "Glyph .* missing from font"  # the reader's own typeface has it
_READER_FAMILY = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"

_BETWEEN_TAGS, _BREAK = re.compile(r">\s+<"), re.compile(r"\s*\n\s*")
_TAG, _PART_OF_POINT = re.compile(r"<[^>]*>"), re.compile(r"(\.\d\d)\d+")
_NAME_OF_PART, _NO_TURN = re.compile(r'<g id="[^"]*"'), re.compile(r' transform="rotate\(-?0 [^)]*\)"')

_STYLE = {
    "font.family": _FAMILY,
    "font.size": FONT_PT,
    "axes.labelsize": FONT_PT,
    "xtick.labelsize": FONT_PT,
    "ytick.labelsize": FONT_PT,
    "text.color": TEXT,
    "axes.labelcolor": TEXT,
    "xtick.color": TEXT,
    "ytick.color": TEXT,
    "axes.edgecolor": STATE,
    "grid.color": GRID,
    "text.parse_math": False,  # a `$` in a school's name is a dollar sign
    "svg.fonttype": "none",
    "svg.hashsalt": "ssos_analysis",
}


@lru_cache(maxsize=1)
def _style_of_axes() -> dict[str, Any]:
    return {**sns.axes_style("ticks"), **_STYLE}


@contextmanager
def canvas(height_in: float, *, left: float, right: float, top: float = 0.2, bottom: float = 0.45) -> Iterator[Axes]:
    """Axes of the project's style; margins in inches, fixed, so that no layout has to be solved for each chart."""
    with mpl.rc_context(_style_of_axes()):
        figure = Figure(figsize=(WIDTH_IN, height_in))
        FigureCanvasSVG(figure)
        axes = figure.add_axes(
            (left / WIDTH_IN, bottom / height_in, 1 - (left + right) / WIDTH_IN, 1 - (top + bottom) / height_in)
        )
        axes.set_facecolor("none")
        yield axes


def make_room(axes: Axes, *, left: list[str], right: list[str]) -> None:
    """Widen the margins of a canvas where labels of these texts, bold on the right, would be cut off at its edge."""
    start, bottom, width, height = axes.get_position().bounds
    end = start + width
    start = max(start, (_LABEL_PAD_IN + max(map(text_width_in, left), default=0.0)) / WIDTH_IN)
    end = min(end, 1 - (_LABEL_PAD_IN + max((text_width_in(text, weight="bold") for text in right), default=0.0)) / WIDTH_IN)
    axes.set_position((start, bottom, end - start, height))


def text_width_in(text: str, *, weight: str = "normal") -> float:
    """Inches that the longest line of a label takes in the typeface charts are laid out with."""
    font = get_font(findfont(FontProperties(family=_FAMILY, weight=weight)))
    font.set_size(FONT_PT, 72)
    widths = []
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", _MISSING_GLYPH)
        for line in text.split("\n"):
            font.set_text(line, 0.0, flags=LoadFlags.NO_HINTING)
            widths.append(font.get_width_height()[0] / 64 / 72)  # given in sixty-fourths of a point
    return max(widths)


def to_svg(axes: Axes) -> tuple[str, tuple[int, int]]:
    """The chart as SVG with real text, and its size in CSS pixels."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    out = io.StringIO()
    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", _MISSING_GLYPH)
        figure.savefig(
            out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None}, transparent=True
        )
    width, height = (round(inches * PIXELS_PER_INCH) for inches in figure.get_size_inches())
    return _slim(out.getvalue()), (width, height)


def _slim(svg: str) -> str:
    """The same drawing in half of the bytes, which each page carries: no prologue, no indentation, the typeface said once, places
    to a hundredth of a point, no names of parts and no turns by nothing.

    The chart is laid out with a wide typeface that is always at hand and read in the reader's own, which is narrower.
    """
    svg = svg[svg.index("<svg ") :].replace(f"; font-family: '{_FAMILY}'", "").replace(f"'{_FAMILY}'", _READER_FAMILY)
    svg = svg.replace("</style>", f"text{{font-family: {_READER_FAMILY}}}</style>", 1)
    svg = _TAG.sub(_short_tag, _NO_TURN.sub("", _NAME_OF_PART.sub("<g", svg)))
    return _BREAK.sub(" ", _BETWEEN_TAGS.sub("><", svg)).strip() + "\n"


def _short_tag(tag: re.Match[str]) -> str:
    return _PART_OF_POINT.sub(r"\1", tag[0]).replace("; ", ";").replace(": ", ":")

"""Tables and sentences on a terminal or in a log: nothing is cut, and nothing in a name is taken for a command."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text


def plain_table(console: Console, headings: tuple[str, ...], *, numbers: int) -> Table:
    """A table that folds long words and never cuts them, ruled only on a terminal; the last `numbers` columns hold numbers."""
    grid = Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False, padding=(0, 2, 0, 0))
    for place, heading in enumerate(headings):
        is_number = place >= len(headings) - numbers
        grid.add_column(heading, overflow="fold", justify="right" if is_number else "left", no_wrap=False)
    return grid


def say(console: Console, text: str) -> None:
    """Words as they stand: no markup is read in them (a file name may hold brackets), no colour, no cutting of lines."""
    console.print(Text(printable(text)), soft_wrap=True)


def printable(text: str) -> str:
    """Text without the characters that command a terminal; a file name may hold any."""
    return "".join(letter if letter.isprintable() or letter == "\n" else "\N{REPLACEMENT CHARACTER}" for letter in text)

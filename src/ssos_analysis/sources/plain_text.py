"""Tables and sentences on a terminal or in a log: nothing is cut or folded, and nothing in a name is taken for a command."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text


def say(console: Console, text: str) -> None:
    """Words as they stand: no markup is read in them (a file name may hold brackets), no colour, no cutting of lines."""
    console.print(Text(printable(text)), soft_wrap=True)


def say_table(console: Console, headings: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: Sequence[str] = ()) -> None:
    """Rows under headings, in columns as wide as they need; those named in `numbers` are right-aligned.

    The last column has any length: put names there, so that a narrow window wraps only them.
    """
    widths = [max(len(row[place]) for row in (headings, *rows)) for place in range(len(headings))]
    for row in (headings, *rows):
        cells = [
            cell.rjust(width) if heading in numbers else cell.ljust(width)
            for cell, width, heading in zip(row, widths, headings, strict=True)
        ]
        say(console, "  " + "  ".join(cells).rstrip())


def printable(text: str) -> str:
    """Text without the characters that command a terminal; a file name may hold any."""
    return "".join(letter if letter.isprintable() or letter == "\n" else "\N{REPLACEMENT CHARACTER}" for letter in text)

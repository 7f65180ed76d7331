"""Tables and sentences on a terminal or in a log: nothing is cut or folded, and nothing in a name commands the terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

_FORMULA = ("=", "+", "-", "@", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}", "\N{FULLWIDTH COMMERCIAL AT}")
_NUMBER = re.compile(r"^[+-]?\d[\d,]*(\.\d+)?$")


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
    """Text whose lines stand, and in which a character that commands a terminal is shown as its code: `\\x1b`, `\\u202e`."""
    return "\n".join(map(visible, text.split("\n")))


def visible(text: str) -> str:
    """A name on one line, with every character that is not seen, or changes what is seen, shown as its code.

    So are controls and escapes, marks that turn the direction of writing, characters of no width, and halves of pairs, as a
    file name that is not UTF-8 has them.
    """
    return "".join(letter if letter.isprintable() or unicodedata.category(letter) == "Zs" else _code(letter) for letter in text)


def _code(letter: str) -> str:
    return ascii(letter)[1:-1]


def harmless(text: str) -> str:
    """A text for CSV: visible, and with a ' before it where a spreadsheet would take it for a formula.

    Pages use the same rule for the tables they hand out (presentation/markup.py, which loads too much for a command).
    """
    text = visible(text)
    is_formula = text.lstrip().startswith(_FORMULA) and not _NUMBER.match(text)
    return f"'{text}" if is_formula else text

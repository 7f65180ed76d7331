"""Headings as patterns: `{year} {indicator} Target[ (%)]` finds `2025 ELA Achievement Target`, whatever its spaces and case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ssos_analysis.sources.layouts import header_key

Words = Mapping[str, Mapping[str, list[str]]]
_PIECE = re.compile(r"(\{\w+\}|\[|\]|\*)")
_YEAR = r"20\d{2}"


@dataclass(frozen=True)
class Heading:
    """A heading that was understood: ids of the keys it names, its year, and the last year it holds for (0: none)."""

    keys: tuple[tuple[str, str], ...]
    year: int
    through: int


class HeadingPatterns:
    """Patterns of one workbook; `words` are what may stand for {indicator} and {gradespan}."""

    def __init__(self, words: Words) -> None:
        self._ids = {
            name: {header_key(word): id_ for id_, spellings in of.items() for word in spellings} for name, of in words.items()
        }
        self._compiled: dict[str, re.Pattern[str]] = {}

    def find(self, pattern: str, heading: str) -> Heading | None:
        """The heading as the pattern understands it; None where it does not match."""
        found = self._pattern(pattern).fullmatch(header_key(heading))
        if not found:
            return None
        told = {name: text for name, text in found.groupdict().items() if text is not None}
        year, through = int(told.pop("year", 0)), int(told.pop("through", 0))
        return Heading(tuple((name, self._ids[name][text]) for name, text in sorted(told.items())), year, through)

    def _pattern(self, pattern: str) -> re.Pattern[str]:
        if pattern not in self._compiled:
            self._compiled[pattern] = re.compile("".join(self._piece(piece) for piece in _PIECE.split(pattern)))
        return self._compiled[pattern]

    def _piece(self, piece: str) -> str:
        if piece in ("[", "]", "*"):
            return {"[": "(?:", "]": ")?", "*": ".*"}[piece]
        if piece.startswith("{"):
            name = piece[1:-1]
            if name in ("year", "through"):
                return f"(?P<{name}>{_YEAR})"
            words = sorted(self._ids[name], key=len, reverse=True)
            return f"(?P<{name}>{'|'.join(map(re.escape, words))})"
        return _literal(piece)


@lru_cache(maxsize=1000)
def _literal(text: str) -> str:
    """Words of a pattern: spaces beside a hyphen or a colon may be there or not, for the state writes both."""
    folded = re.sub(r"\s+", " ", text.lower())
    return re.escape(folded).replace(r"\ \-\ ", r"\ ?\-\ ?").replace(r":\ ", r"\ ?:\ ?")

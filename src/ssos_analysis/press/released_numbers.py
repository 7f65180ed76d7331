"""What the numbers of a page come to, in one digest for the page and one for each section: did a number move since?

Only what was released counts: the cells of each figure's and table's CSV, and the numbers of its sentences. The words, the look
of a page and where its files came from may change without a number changing; so may the age of the data, from day to day.
"""

from __future__ import annotations

import csv
import hashlib
import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

TOP = ""
"""The section before the first heading."""

_ORIGIN = re.compile(r"(^|_)(source_id|source_row|publication)$")
_HEADING = re.compile(r"^##\s+(.+?)\s*#*\s*$", re.MULTILINE)
_SHOWN_HEADING = re.compile(r"<h2[^>]*>(.*?)</h2>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_NUMBER = re.compile(r"[-−+]?\d[\d,]*(?:\.\d+)?")
_AGE = 'class="freshness-box"'
_DIGITS = 9  # of a float: what differs further on differs between machines


@dataclass(frozen=True)
class ReleasedNumbers:
    """The digest of a page's numbers, and that of each of its sections, by heading; sections of one heading are one."""

    page: str
    sections: dict[str, str] = field(default_factory=dict)


def released_numbers(notebook: NotebookNode) -> ReleasedNumbers:
    """The digests of a finished notebook."""
    parts: dict[str, list[str]] = {}
    for section, text in _by_section(notebook):
        parts.setdefault(section, []).append(text)
    sections = {section: _digest(texts) for section, texts in parts.items()}
    return ReleasedNumbers(_digest([f"{name}\n{digest}" for name, digest in sections.items()]), sections)


def _by_section(notebook: NotebookNode) -> Iterator[tuple[str, str]]:
    """(heading, numbers as text) of each display, in order."""
    section = TOP
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            if found := _HEADING.findall(cell.source):
                section = heading_key(found[-1])
            continue
        for output in cell.get("outputs", []):
            about = output.get("metadata", {}).get("ssos") or {}
            shown = str(output.get("data", {}).get("text/html", ""))
            if about.get("kind") == "prose" and _AGE not in shown:
                if found := _SHOWN_HEADING.findall(shown):
                    section = heading_key(_words(found[-1]))
                yield section, " ".join(_NUMBER.findall(_words(shown)))
            elif about.get("kind") in ("figure", "table"):
                yield section, _cells(about)


def heading_key(text: str) -> str:
    """A heading as it is compared: its words, without marks, case or doubled spaces."""
    return " ".join(re.sub(r"[*_`\\]", "", text).split()).casefold()


def _cells(about: dict[str, Any]) -> str:
    """A CSV without the columns that say where its rows came from, floats cut to the digits that matter."""
    rows = list(csv.reader(io.StringIO(str(about.get("csv", "")))))
    if not rows:
        return ""
    kept = [place for place, name in enumerate(rows[0]) if not _ORIGIN.search(name)]
    return "\n".join("\t".join(_cell(row[place]) for place in kept if place < len(row)) for row in rows)


def _cell(text: str) -> str:
    try:
        return f"{float(text):.{_DIGITS}g}" if "." in text or "e" in text else text
    except ValueError:
        return text


def _words(shown: str) -> str:
    return html.unescape(_TAG.sub(" ", shown))


def _digest(texts: list[str]) -> str:
    return hashlib.sha256("\n\n".join(texts).encode("utf-8", "replace")).hexdigest()

"""An executed notebook as a composed page reads it: its sections, and what each of them shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

TAG = re.compile(r"<[^>]+>")
_HEADING = re.compile(r"<h2[^>]*>(.*?)</h2>", re.DOTALL)


@dataclass(frozen=True)
class Shown:
    """One display of a notebook."""

    kind: str
    about: dict[str, Any]
    html: str
    text: str


@dataclass
class Section:
    """What stands under one heading of second rank: its introduction in markdown, and its displays."""

    heading: str
    words: str = ""
    shown: list[Shown] = field(default_factory=list)


def sections_of(notebook: NotebookNode) -> Iterator[Section]:
    """A notebook's sections in order; what stands before the first heading is one without a name."""
    current = Section("")
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            words = cell.source
            if words.startswith("## "):
                yield current
                line, _, rest = words.partition("\n")
                current = Section(line.removeprefix("## ").strip(), rest.strip())
            elif words.strip():
                current.words = f"{current.words}\n\n{words}".strip()
        for one in displays_of(cell):
            if found := _HEADING.search(one.html):
                yield current
                current = Section(TAG.sub("", found.group(1)).strip())
            current.shown.append(one)
    yield current


def displays_of(cell: NotebookNode) -> Iterator[Shown]:
    for output in cell.get("outputs", []):
        about = output.get("metadata", {}).get("ssos")
        if about is not None and about.get("kind") not in ("heading", "sources"):
            yield Shown(str(about["kind"]), dict(about), output.data.get("text/html", ""), output.data.get("text/plain", ""))

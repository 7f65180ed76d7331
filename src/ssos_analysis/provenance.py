"""The run record: which files a brief read, under which policy, with which code, and what it hid. To and from JSON.

It names no folder of the machine it ran on and holds no clock time, so that a rebuild of the same inputs is byte-identical.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ssos_analysis import __version__


@dataclass(frozen=True)
class SourceUse:
    """One file behind a brief.

    Attributes
    ----------
    source_id : first twelve characters of `sha256`, as rows carry it.
    file, sheet, title : name of the file (no folder), its sheet, and the title row as published.
    publication : id of the layout that read it; `publication_title` is the state's name of the report.
    vintage : date of the export (ISO), or empty where the file does not tell; `vintage_source` says how it is known.
    answers : what the file was taken to be about (year, student group, grades, rate, period) and how that was known:
        `title`, `column`, `layout`, `declared` by the analyst, or `inferred`.
    headings : `table.column`, or `table.column|group` where groups are columns -> the heading in the file that it was read from.
    """

    source_id: str
    sha256: str
    file: str
    sheet: str
    publication: str
    publication_title: str
    title: str
    vintage: str
    vintage_source: str
    answers: dict[str, str] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Hidden:
    """Derived cells that a brief did not show: how many, in which display, and why. Never the values."""

    display: str
    rows: int
    reason: str


@dataclass
class RunRecord:
    """What a reader needs to check or repeat a brief."""

    notebook: str
    district_code: str
    district_name: str
    parameters: dict[str, Any]
    invented: bool
    sources: list[SourceUse] = field(default_factory=list)
    policies: list[dict[str, Any]] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)
    republished_cells: int = 0
    republished_hidden: int = 0
    versions: dict[str, str] = field(default_factory=lambda: code_versions())

    def use(self, sources: list[SourceUse]) -> None:
        """Add files, once each, in a fixed order."""
        known = {use.source_id: use for use in [*self.sources, *sources]}
        self.sources = sorted(known.values(), key=lambda use: (use.publication, use.title, use.source_id))

    @property
    def republished_hidden_pct(self) -> float:
        """Share of the state's own published cells that this brief hides; the goal is 0."""
        return 100 * self.republished_hidden / self.republished_cells if self.republished_cells else 0.0

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=2, sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> RunRecord:
        raw = json.loads(text)
        raw["sources"] = [SourceUse(**use) for use in raw["sources"]]
        raw["hidden"] = [Hidden(**cells) for cells in raw["hidden"]]
        return cls(**raw)


def together(records: Sequence[RunRecord], *, notebook: str) -> RunRecord:
    """The records of several notebooks about one district as that of a page made of them.

    Parameters
    ----------
    records : at least one; parameters and versions are those of the first that has them.
    notebook : what to call the page.
    """
    whole = replace(
        records[0], notebook=notebook, sources=[], policies=[], hidden=[], republished_cells=0, republished_hidden=0,
        parameters=dict(records[0].parameters),
    )  # fmt: skip
    for record in records:
        whole.use(record.sources)
        whole.policies += [policy for policy in record.policies if policy not in whole.policies]
        whole.hidden += record.hidden
        whole.republished_cells += record.republished_cells
        whole.republished_hidden += record.republished_hidden
    return whole


def code_versions() -> dict[str, str]:
    """Versions of this package (with its commit, where it runs from a clone), Python, and the libraries that decide numbers."""
    return {"ssos_analysis": code_version(), "python": platform.python_version(), **_library_versions()}


@lru_cache(maxsize=1)
def _library_versions() -> dict[str, str]:
    return {name: version(name) for name in ("pandas", "numpy", "scipy", "matplotlib")}


@lru_cache(maxsize=1)
def code_version() -> str:
    """`0.1.0 (commit 1a2b3c4)`; the batch runner computes it once and hands it down in SSOS_CODE_VERSION."""
    if given := os.environ.get("SSOS_CODE_VERSION"):
        return given
    try:
        commit = subprocess.run(
            ["git", "describe", "--always", "--dirty", "--abbrev=10", "--exclude=*"],
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return __version__
    return f"{__version__} (commit {commit})"

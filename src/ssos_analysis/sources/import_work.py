"""One import under way: the state the files taken in so far would make of the store, and what became of each file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from ssos_analysis.errors import SsosError
from ssos_analysis.provenance import SourceUse
from ssos_analysis.sources.finding import FoundFile
from ssos_analysis.sources.import_report import FileReport, Outcome
from ssos_analysis.sources.manifest import Generation
from ssos_analysis.sources.remembering import Verdict, way_of_reading
from ssos_analysis.sources.store import Store
from ssos_analysis.sources.titles import Declared

ENROLLMENT = "enrollment_by_grade"


@dataclass(frozen=True)
class ImportProgress:
    """How far an import is: files looked at, of how many, refused so far, and the file at hand."""

    done: int
    total: int
    refused: int
    file: str


Tell = Callable[[ImportProgress], None]


@dataclass
class ImportWork:
    """One import under way: the state that the files taken in so far would make of the store, and what became of each file."""

    store: Store
    folder: Path
    declared: Declared
    invented: bool
    again: bool
    total: int
    tell: Tell | None
    tables: dict[str, Generation]
    uses: dict[str, list[SourceUse]]
    names: dict[str, pd.DataFrame] = field(default_factory=dict)
    restated: list[pd.DataFrame] = field(default_factory=list)
    digests: dict[Path, str] = field(default_factory=dict)
    verdicts: dict[Path, Verdict] = field(default_factory=dict)
    contradicting: set[Path] = field(default_factory=set)
    unforeseen: set[Path] = field(default_factory=set)
    has_changed: bool = False
    reports: dict[Path, FileReport] = field(default_factory=dict)
    done: int = 0

    def report(self, file: FoundFile, report: FileReport) -> None:
        """Note what became of a file."""
        self.reports[file.path] = report

    def already(self, file: FoundFile, reason: str) -> None:
        """Note that a file was read before."""
        self.report(file, FileReport(file.name, Outcome.ALREADY, reason))

    def refuse(self, file: FoundFile, error: SsosError) -> None:
        """Note why a file gives nothing."""
        self.report(file, FileReport(file.name, Outcome.REFUSED, error.what, error.where, error.mend))

    def refuse_for_others(self, file: FoundFile, error: SsosError) -> None:
        """Note why a file gives nothing, where that depends on other files."""
        self.refuse(file, error)
        self.contradicting.add(file.path)

    def way(self) -> str:
        """What verdicts on files depend on besides their bytes."""
        enrollment = self.tables.get(ENROLLMENT)
        return way_of_reading(self.declared, self.invented, enrollment.name if enrollment else "")

    def step(self, file: FoundFile) -> None:
        """One more file is looked at; whoever asked is told."""
        self.done += 1
        if self.tell:
            refused = sum(one.outcome == Outcome.REFUSED for one in self.reports.values())
            self.tell(ImportProgress(self.done, self.total, refused, file.name))

"""What became of files that gave nothing: remembered beside the store, so that a second import need not read them to refuse them.

A verdict holds for the same bytes under the same name, read by the same code and layouts, with the same words of the analyst and
the same enrollment in the store (grade spans are inferred from it). Of the files that gave rows the store itself keeps the list.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ssos_analysis
from ssos_analysis import workspace
from ssos_analysis.sources.finding import FoundFile
from ssos_analysis.sources.import_report import FileReport, Outcome

NAME = "refused.json"
_FORMAT = 1


@dataclass(frozen=True)
class Verdict:
    """Why a file gave nothing. `state` is the fingerprint of the store it was refused for contradicting, else empty."""

    outcome: str
    reason: str
    where: str = ""
    mend: str = ""
    state: str = ""

    def report(self, file: FoundFile) -> FileReport:
        """The verdict as it is told."""
        return FileReport(file.name, Outcome[self.outcome], self.reason, self.where, self.mend)


@dataclass
class Remembered:
    """The verdicts that hold under one way of reading."""

    way: str
    verdicts: dict[str, Verdict] = field(default_factory=dict)

    @classmethod
    def of(cls, store: Path, way: str) -> Remembered:
        """Those of a store; none where they were made in another way, or cannot be read: files are then read again."""
        try:
            raw: dict[str, Any] = json.loads((store / NAME).read_bytes())
            if raw["format"] == _FORMAT and raw["way"] == way:
                return cls(way, {key: Verdict(**verdict) for key, verdict in raw["verdicts"].items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            pass
        return cls(way)

    def find(self, digest: str, file: FoundFile) -> Verdict | None:
        """The verdict on a file, by the sha256 of its bytes and its name."""
        return self.verdicts.get(_key(digest, file))

    def note(self, digest: str, file: FoundFile, report: FileReport, *, state: str = "") -> None:
        """Remember why a file gave nothing."""
        verdict = Verdict(report.outcome.name, report.reason, report.where, report.mend, state)
        self.verdicts[_key(digest, file)] = verdict

    def save(self, store: Path) -> None:
        """Put the verdicts beside the store, in one step.

        Raises
        ------
        OSError
            The disk is full or not writable.
        """
        verdicts = {key: vars(verdict) for key, verdict in sorted(self.verdicts.items())}
        temporary = store / f".{NAME}.{os.getpid()}.tmp"
        try:
            temporary.write_text(json.dumps({"format": _FORMAT, "way": self.way, "verdicts": verdicts}, indent=1), "utf-8")
            temporary.replace(store / NAME)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise


def _key(digest: str, file: FoundFile) -> str:
    return f"{digest} {file.name}"


def way_of_reading(*said: object) -> str:
    """A hash of everything but its bytes that a verdict on a file depends on: this package, the layouts, and what is `said`."""
    whole = hashlib.sha256(repr(said).encode())
    package = Path(ssos_analysis.__file__).parent
    for folder, pattern in ((package, "*.py"), (workspace.params("sources"), "*.yml")):
        for path in sorted(folder.rglob(pattern)):
            whole.update(path.relative_to(folder).as_posix().encode())
            whole.update(path.read_bytes())
    return whole.hexdigest()

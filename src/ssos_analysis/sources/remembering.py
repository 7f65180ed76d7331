"""What became of files that gave nothing: remembered beside the store, so that a second import need not read them to refuse them.

A verdict holds for the same bytes under the same name, read by the same code and layouts, with the same words of the analyst and
the same enrollment in the store (grade spans are inferred from it). Of the files that gave rows the store itself keeps the list.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ssos_analysis
from ssos_analysis import workspace
from ssos_analysis.sources.finding import FoundFile
from ssos_analysis.sources.hub.folder import read_selection
from ssos_analysis.sources.import_report import FileReport, Outcome

NAME = "refused.json"
_FORMAT = 2


@dataclass(frozen=True)
class NotReadFile:
    """A file that gave nothing to the store.

    Attributes
    ----------
    file : name, relative to the folder that was imported.
    outcome : `refused`, or `left for a later version`.
    reason, where, to_do : why, where in the file, and the next step; as the import told it.
    """

    file: str
    outcome: str
    reason: str
    where: str
    to_do: str


@dataclass(frozen=True)
class Verdict:
    """Why a file gave nothing, and the way of reading in which it did. `state` is the fingerprint of the store it was refused
    for contradicting, else empty."""

    sha256: str
    file: str
    way: str
    outcome: str
    reason: str
    where: str = ""
    mend: str = ""
    state: str = ""

    def report(self, file: FoundFile) -> FileReport:
        """The verdict as it is told."""
        return FileReport(file.name, Outcome[self.outcome], self.reason, self.where, self.mend)

    def as_not_read(self) -> NotReadFile:
        """The verdict for a list of what is not in the store."""
        return NotReadFile(self.file, str(Outcome[self.outcome]), self.reason, self.where, self.mend)


@dataclass
class Remembered:
    """All verdicts on files of a store; they are believed only under the way of reading in which they were made."""

    way: str
    verdicts: dict[str, Verdict] = field(default_factory=dict)

    @classmethod
    def of(cls, store: Path, way: str = "") -> Remembered:
        """Those of a store; none where they cannot be read: files are then read again."""
        try:
            raw: dict[str, Any] = json.loads((store / NAME).read_bytes())
            if raw["format"] == _FORMAT:
                return cls(way, {key: Verdict(**verdict) for key, verdict in raw["verdicts"].items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            pass
        return cls(way)

    def find(self, digest: str, file: FoundFile) -> Verdict | None:
        """The verdict on a file, by the sha256 of its bytes and its name."""
        verdict = self.verdicts.get(_key(digest, file))
        return verdict if verdict and verdict.way == self.way else None

    def note(self, digest: str, file: FoundFile, report: FileReport, *, state: str = "") -> None:
        """Remember why a file gave nothing."""
        verdict = Verdict(digest, file.name, self.way, report.outcome.name, report.reason, report.where, report.mend, state)
        self.verdicts[_key(digest, file)] = verdict

    def forget(self, names: Collection[str], source_ids: Collection[str]) -> None:
        """Let go of the verdicts on files of some names, and on files that the store holds."""
        kept = self.verdicts.items()
        self.verdicts = {key: one for key, one in kept if one.file not in names and one.sha256[:12] not in source_ids}

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
            temporary.write_text(json.dumps({"format": _FORMAT, "verdicts": verdicts}, indent=1), "utf-8")
            temporary.replace(store / NAME)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise


def not_read(store: Path) -> list[NotReadFile]:
    """The files that gave a store nothing in any import and were not read since, by name."""
    return sorted((one.as_not_read() for one in Remembered.of(store).verdicts.values()), key=lambda one: (one.file, one.reason))


def _key(digest: str, file: FoundFile) -> str:
    """Bytes and name; of a page of the hub also which state of its dataset it lies beside, and how much of that is there."""
    selection = read_selection(file.path.parent)
    beside = f" {selection.folder_name} {len(selection.pages)} {selection.is_complete}" if selection else ""
    return f"{digest} {file.name}{beside}"


def way_of_reading(*said: object) -> str:
    """A hash of everything but its bytes that a verdict on a file depends on: this package, the layouts, and what is `said`."""
    whole = hashlib.sha256(repr(said).encode())
    package = Path(ssos_analysis.__file__).parent
    for folder, pattern in ((package, "*.py"), (workspace.params("sources"), "*.yml")):
        for path in sorted(folder.rglob(pattern)):
            whole.update(path.relative_to(folder).as_posix().encode())
            whole.update(path.read_bytes())
    return whole.hexdigest()

"""Which files of an import must be read: not those the store holds, nor those whose refusal is remembered."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields

from ssos_analysis.errors import SourceError, SsosError
from ssos_analysis.sources.finding import FoundFile
from ssos_analysis.sources.grids import read_bytes
from ssos_analysis.sources.hub.folder import read_selection
from ssos_analysis.sources.import_report import Outcome
from ssos_analysis.sources.import_work import ImportWork
from ssos_analysis.sources.manifest import MANIFEST_NAME
from ssos_analysis.sources.peeking import is_enrollment_by_grade
from ssos_analysis.sources.remembering import NAME, Remembered, Verdict
from ssos_analysis.sources.titles import Declared

_HASHING = 4  # threads; hashing lets go of the interpreter


def unread_files(work: ImportWork, files: Sequence[FoundFile]) -> tuple[list[FoundFile], list[FoundFile]]:
    """The files to read, and those of them that MCAS grade spans are inferred from: neither held, given twice nor remembered.

    A held file of which the analyst now says something is read anew.
    """
    first: dict[str, str] = {}
    unread: list[FoundFile] = []
    known: list[tuple[FoundFile, Verdict]] = []
    says_something = any(getattr(work.declared, said.name) is not None for said in fields(Declared))
    remembered = Remembered(work.way()) if work.again else Remembered.of(work.store.path, work.way())
    for file, digest in zip(files, _digests(files), strict=True):
        if isinstance(digest, SourceError):
            work.refuse(file, digest)
            work.step(file)
            continue
        work.digests[file.path] = digest
        is_held = _is_held(work, file, digest) and not work.again and not says_something
        if digest in first or is_held:
            work.already(file, f"the same file as {first[digest]}" if digest in first else "read before")
            work.step(file)
            continue
        first[digest] = file.name
        if verdict := remembered.find(digest, file):
            known.append((file, verdict))
        else:
            unread.append(file)
    counting = [file for file in unread if _counts_grades(file)]
    for file, verdict in known:
        # what was refused may be read with more enrollment, and may contradict nothing once other files are there
        if (verdict.outcome == Outcome.REFUSED.name and counting) or (
            verdict.state and (unread or verdict.state != work.store.fingerprint())
        ):
            unread.append(file)
            counting += [file] if _counts_grades(file) else []
        else:
            work.report(file, verdict.report(file))
            work.verdicts[file.path] = verdict
            work.step(file)
    return unread, counting


def remember(work: ImportWork, files: Sequence[FoundFile]) -> None:
    """Note why files gave nothing, for the next import; nothing is left where no store has come of it."""
    if not (work.store.path / MANIFEST_NAME).exists():
        return
    remembered = Remembered.of(work.store.path, work.way())
    before = dict(remembered.verdicts)
    remembered.forget({file.name for file in files}, work.uses)
    for file in files:
        report = work.reports[file.path]
        if report.outcome in (Outcome.REFUSED, Outcome.LATER) and file.path in work.digests and file.path not in work.unforeseen:
            state = work.store.fingerprint() if file.path in work.contradicting else ""
            kept = work.verdicts.get(file.path)
            remembered.note(work.digests[file.path], file, report, state=kept.state if kept else state)
    if remembered.verdicts != before or not (work.store.path / NAME).exists():
        remembered.save(work.store.path)


def _digests(files: Sequence[FoundFile]) -> list[str | SourceError]:
    """sha256 of every file's bytes, or why it cannot be had."""

    def one(file: FoundFile) -> str | SourceError:
        try:
            return _digest(file)
        except SourceError as error:
            return error

    with ThreadPoolExecutor(max_workers=_HASHING) as pool:
        return list(pool.map(one, files))


def _digest(file: FoundFile) -> str:
    """sha256 of a file's bytes."""
    if file.fault:
        raise SourceError(file.fault, mend=file.mend)
    return hashlib.sha256(read_bytes(file.path)).hexdigest()


def _is_held(work: ImportWork, file: FoundFile, digest: str) -> bool:
    """Whether the store holds a file, and as what it is now: an unchanged page of a dataset that changed has a newer vintage."""
    uses = work.uses.get(digest[:12], [])
    selection = read_selection(file.path.parent)
    return bool(uses) and (selection is None or uses[0].vintage == selection.vintage)


def _counts_grades(file: FoundFile) -> bool:
    """Whether a file holds enrollment by grade, by a look at its first words."""
    try:
        return is_enrollment_by_grade(file.path)
    except (SsosError, OSError):
        return False  # reading it will tell what is wrong with it

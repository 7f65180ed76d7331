"""The analyst's notes of a district: params/districts/<code>/notes.md, one for each section of a brief, each with its day.

    # Graduation and completion

    ## Gaps between student groups

    2026-11-20

    The two high schools count transfers in different months; read the gap of 2025 with that in mind.

What the numbers of the section came to when a note was first seen is kept beside it, in notes_seen.json: when they change, the
page says that the figures below the note are newer than the note.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ssos_analysis import workspace
from ssos_analysis.errors import Faults, ParameterError
from ssos_analysis.parameters import BriefSpec
from ssos_analysis.press.records import write_whole
from ssos_analysis.press.released_numbers import heading_key
from ssos_analysis.press.sanitize import plain

LONGEST, MOST_BYTES = 4_000, 200_000
_HEADING = re.compile(r"^(#{1,2})\s+(.*?)\s*#*$")


@dataclass(frozen=True)
class Note:
    """One note: of which brief (its id) and section (its heading), from which day, and what it says (markdown)."""

    brief: str
    section: str
    day: dt.date
    text: str

    @property
    def key(self) -> str:
        """What tells this note from any other, and from what it said before it was changed."""
        said = "\n".join((self.brief, heading_key(self.section), self.day.isoformat(), self.text))
        return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()


@dataclass
class NotesSeen:
    """Note -> what the numbers of its section came to when it was first seen."""

    code: str
    digests: dict[str, str] = field(default_factory=dict)
    added: bool = False

    def changed(self, note: Note, digest: str) -> bool:
        """Whether the numbers are others than when the note was first seen; a note seen now for the first time is kept."""
        if note.key not in self.digests:
            self.digests[note.key] = digest
            self.added = True
        return self.digests[note.key] != digest

    def keep(self) -> None:
        """Write what is new."""
        if self.added:
            write_whole(_seen_path(self.code), json.dumps(self.digests, indent=1, sort_keys=True) + "\n")
            self.added = False


def notes_of(code: str, specs: Sequence[BriefSpec]) -> list[Note]:
    """The notes of a district, in their order; none where it has no file of them.

    Raises
    ------
    ParameterError
        The file cannot be used: every fault with its line and what to do.
    """
    where = f"params/districts/{code}/notes.md"
    path = workspace.params("districts", code, "notes.md")
    if not path.exists():
        return []
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise ParameterError("the notes are not readable text", where=where, mend="save them as UTF-8") from None
    if len(data) > MOST_BYTES:
        raise ParameterError(f"the notes are longer than {MOST_BYTES // 1000} kB", where=where, mend="shorten them")
    by_name = {heading_key(name): spec.brief for spec in specs for name in (spec.brief, spec.title)}
    return _parsed(text, by_name, where)


def seen_of(code: str) -> NotesSeen:
    """What was kept of a district's notes.

    Raises
    ------
    ParameterError
        The file is not one of ours.
    """
    path = _seen_path(code)
    if not path.exists():
        return NotesSeen(code)
    try:
        digests = json.loads(path.read_text("utf-8"))
        if not isinstance(digests, dict) or not all(isinstance(one, str) for pair in digests.items() for one in pair):
            raise ValueError
    except (ValueError, OSError):
        raise ParameterError(
            "what was kept of the notes cannot be read", where=f"params/districts/{code}/notes_seen.json",
            mend="delete it; the notes then count as written today",
        ) from None  # fmt: skip
    return NotesSeen(code, digests)


def notes_digest(notes: Sequence[Note]) -> str:
    """What the notes on one page come to; "" without any."""
    return hashlib.sha256("\n".join(note.key for note in notes).encode()).hexdigest() if notes else ""


def _seen_path(code: str) -> Path:
    return workspace.params("districts", code, "notes_seen.json")


def _parsed(text: str, by_name: Mapping[str, str], where: str) -> list[Note]:
    """The notes of a text; lines between two headings belong to the first."""
    faults, notes = Faults(), list[Note]()
    brief, section, began, lines = "", "", 0, list[str]()

    def end() -> None:
        if section:
            note = _note(brief, section, lines, f"{where}, line {began}", faults)
            if note is not None:
                notes.append(note)
        elif stray := next((line for line in lines if line.strip()), ""):
            faults.add(f"{plain(stray)[:40]!r} stands under no section", where=f"{where}, line {began or 1}",
                       mend="write `# Title of the brief`, then `## Heading of the section`, then the day")  # fmt: skip

    in_comment = False
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip().startswith("<!--") or in_comment:  # a remark to the next analyst, not to the reader
            in_comment = "-->" not in line
            continue
        heading = _HEADING.match(line)
        if not heading:
            lines.append(line)
            continue
        end()
        section, began, lines = "", number, []
        if len(heading[1]) == 1:
            brief = by_name.get(heading_key(heading[2]), "")
            if not brief:
                faults.add(f"no brief is called {plain(heading[2])[:60]!r}", where=f"{where}, line {number}",
                           mend="use the title or the name of a brief, as in params/briefs/")  # fmt: skip
        elif not brief and not faults:
            faults.add(
                "a section stands under no brief", where=f"{where}, line {number}", mend="write `# Title of the brief` above"
            )
        else:
            section = plain(heading[2])
    end()
    told = [(note.brief, heading_key(note.section)) for note in notes]
    for at, one in enumerate(told):
        if one in told[:at]:
            faults.add(f"two notes on the section {notes[at].section!r}", where=where, mend="make them one")
    faults.raise_if_any(ParameterError)
    return notes


def _note(brief: str, section: str, lines: Sequence[str], where: str, faults: Faults) -> Note | None:
    body = "\n".join(lines).strip()
    first, _, rest = body.partition("\n")
    try:
        day = dt.date.fromisoformat(first.strip())
    except ValueError:
        faults.add(f"the note on {section!r} does not begin with its day", where=where, mend="write the day first, as 2026-11-20")
        return None
    if not rest.strip():
        faults.add(f"the note on {section!r} says nothing", where=where, mend="write it under its day, or take it out")
        return None
    if len(rest) > LONGEST:
        faults.add(f"the note on {section!r} has {len(rest)} characters", where=where, mend=f"shorten it to {LONGEST}")
        return None
    return Note(brief, section, day, rest.strip())

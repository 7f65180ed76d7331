"""What became of each file of an import: read, already in the store, left for a later version, or refused, and why."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum

from rich.console import Console

from ssos_analysis.sources.overlaps import Overlap
from ssos_analysis.sources.plain_text import say, say_table, visible
from ssos_analysis.sources.year_ranges import year_ranges

_LATER = ": left for a later publication"  # said once, above the list


class Outcome(StrEnum):
    """What became of a file."""

    READ = "read"
    ALREADY = "already in the store"
    LATER = "left for a later version"
    REFUSED = "refused"


@dataclass(frozen=True)
class Content:
    """What a file gave one publication: its table, spring years, student groups and rows."""

    publication: str
    title: str
    table: str
    years: tuple[int, ...]
    groups: tuple[str, ...]
    rows: int


@dataclass(frozen=True)
class FileReport:
    """One file of an import.

    Attributes
    ----------
    file : name relative to the folder that was given.
    reason, where, mend : why it was not read, where in it, and the next step; empty for a file that was.
    contents : what was read of it.
    overlaps : what it has in common with files read before it.
    answers : what it was taken to be about, and how that was known.
    unread : columns of a fetched dataset that its layout does not know: kept in the page, not read.
    """

    file: str
    outcome: Outcome
    reason: str = ""
    where: str = ""
    mend: str = ""
    contents: tuple[Content, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportReport:
    """All files of an import, by name."""

    files: tuple[FileReport, ...]

    def of(self, outcome: Outcome) -> list[FileReport]:
        """The files with one outcome."""
        return [file for file in self.files if file.outcome == outcome]

    @property
    def rows(self) -> int:
        """Rows read, repeated ones included."""
        return sum(content.rows for file in self.files for content in file.contents)

    @property
    def exit_code(self) -> int:
        """0 where nothing was refused, 1 where some files were, 2 where every file was, so that the import did nothing."""
        refused = self.of(Outcome.REFUSED)
        return 0 if not refused else 2 if len(refused) == len(self.files) else 1

    def to_json(self) -> str:
        """The report for machines, in ASCII: what a name holds beyond it, terminal commands among it, is written as \\u codes."""
        counts = {outcome.name.lower(): len(self.of(outcome)) for outcome in Outcome}
        files = [{**asdict(file), "outcome": file.outcome.name.lower(), "answers": dict(file.answers)} for file in self.files]
        return json.dumps({"counts": counts, "rows": self.rows, "files": files}, indent=2)


def print_report(report: ImportReport, console: Console) -> None:
    """The report for people: counts by publication, then what was refused and why, then what is left for later."""
    say(console, f"Read: {_files(report.of(Outcome.READ))}, {report.rows:,} rows")
    if read := report.of(Outcome.READ):
        _say_publications(read, console)
    for file in read:
        if file.overlaps:
            say(console, f"  {visible(file.file)}: {'; '.join(map(overlap_words, file.overlaps))}")
    for title, columns in sorted(_unread(read).items()):
        say(console, f"  {title}: columns that are new to us, kept and not read: {', '.join(map(visible, columns))}")
    if already := report.of(Outcome.ALREADY):
        say(console, f"\nAlready in the store: {_files(already)}")
    if later := report.of(Outcome.LATER):
        say(console, f"\nLeft for a later version: {_files(later)}")
        _say_counts(later, console)
    if refused := report.of(Outcome.REFUSED):
        say(console, f"\nRefused: {_files(refused)}; nothing of {'it' if len(refused) == 1 else 'them'} is in the store")
        _say_refused(refused, console)


def _say_refused(files: list[FileReport], console: Console) -> None:
    """Reasons, each once, with the files they hold for."""
    by_reason: dict[tuple[str, str], list[FileReport]] = {}
    for file in files:
        name = file.file.rpartition("/")[2]
        by_reason.setdefault((file.reason.replace(f" ({name})", ""), file.mend), []).append(file)
    for (reason, mend), of_reason in by_reason.items():
        say(console, f"  {reason}".replace("\n", "\n  "))
        if mend:
            say(console, f"    to do: {mend}")
        for file in of_reason:
            is_told = file.where in ("", file.file.rpartition("/")[2])
            say(console, f"      {visible(file.file)}" + ("" if is_told else f" ({visible(file.where)})"))


def _unread(files: list[FileReport]) -> dict[str, tuple[str, ...]]:
    """Columns that no layout knows, once for each publication."""
    return {file.contents[0].title: file.unread for file in files if file.unread and file.contents}


def overlap_words(overlap: Overlap) -> str:
    """One overlap as a sentence."""
    said = []
    if overlap.repeated_rows:
        said.append(f"repeats {overlap.repeated_rows:,} rows of {overlap.file}, kept once")
    if overlap.restated_rows:
        verb = "restates" if overlap.is_newer else "is older than"
        kept = "the newer values are kept" if overlap.is_newer else "the values already there are kept"
        said.append(f"{verb} {overlap.file}: {overlap.restated_cells:,} cells in {overlap.restated_rows:,} rows differ; {kept}")
    return "; ".join(said)


def _say_publications(files: list[FileReport], console: Console) -> None:
    """What was read of each publication."""
    by_publication: dict[tuple[str, str], list[Content]] = {}
    for file in files:
        for content in file.contents:
            by_publication.setdefault((content.title, content.table), []).append(content)
    rows = []
    for (title, table), contents in sorted(by_publication.items()):
        groups = {group for content in contents for group in content.groups}
        years = year_ranges(year for content in contents for year in content.years)
        total = sum(content.rows for content in contents)
        rows.append((str(len(contents)), f"{total:,}", str(len(groups) or ""), years, table, title))
    headings = ("files", "rows", "groups", "spring years", "table", "publication")
    say_table(console, headings, rows, numbers=headings[:3])


def _say_counts(files: list[FileReport], console: Console) -> None:
    """Files by the publication they are of."""
    counts = Counter(file.reason.removesuffix(_LATER) for file in files)
    say_table(console, ("files", "publication"), [(str(n), name) for name, n in sorted(counts.items())], numbers=("files",))


def _files(files: list[FileReport]) -> str:
    return "1 file" if len(files) == 1 else f"{len(files)} files"

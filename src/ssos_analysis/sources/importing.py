"""From files as saved to a store: find them, read each, settle what they have in common, put everything in at once."""

from __future__ import annotations

import gc
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path

import pandas as pd
import pyarrow.compute as pc

from ssos_analysis.errors import SourceError, SsosError
from ssos_analysis.provenance import SourceUse
from ssos_analysis.schemas import TABLES
from ssos_analysis.schemas.columns import REPORTED, STATUSES
from ssos_analysis.sources import generations
from ssos_analysis.sources.finding import FoundFile, find_files
from ssos_analysis.sources.import_report import Content, FileReport, ImportReport, Outcome
from ssos_analysis.sources.reader import NOTHING_SAID, Declared, NotRead, ReadTable, is_enrollment_by_grade, read_file
from ssos_analysis.sources.manifest import Generation
from ssos_analysis.sources.remembering import NAME, Remembered, Verdict, way_of_reading
from ssos_analysis.sources.settling import SpilledFile, settle
from ssos_analysis.sources.shared_work import over_files
from ssos_analysis.sources.spills import write_spill
from ssos_analysis.sources.store import WAIT_SECONDS, Store
from ssos_analysis.sources.stored_columns import arrow_schema
from ssos_analysis.sources.writing import told
from ssos_analysis.vocabulary.organizations import STATE, is_example
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS

ENROLLMENT = "enrollment_by_grade"
_HASHING = 4  # threads; hashing lets go of the interpreter


@dataclass(frozen=True)
class ImportProgress:
    """How far an import is: files looked at, of how many, refused so far, and the file at hand."""

    done: int
    total: int
    refused: int
    file: str


Tell = Callable[[ImportProgress], None]


@dataclass
class _Import:
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


def import_paths(
    store_path: Path,
    paths: Sequence[Path],
    declared: Declared = NOTHING_SAID,
    progress: Tell | None = None,
    *,
    invented: bool = False,
    again: bool = False,
    wait_seconds: float = WAIT_SECONDS,
) -> ImportReport:
    """Read files into a store. A faulty file changes nothing in it; the good files of the run are stored together, at the end.

    Which rows the store holds afterwards does not depend on the order of `paths`.

    Parameters
    ----------
    store_path : folder of the store; made when it does not exist.
    paths : files, and folders to walk.
    declared : what the analyst says of files that do not say it themselves.
    progress : told after each file.
    invented : whether the files are those of the example state, for a store of its own.
    again : read also files that the store already holds (after a change in params/sources/).
    wait_seconds : how long to wait for another import into the same store.

    Raises
    ------
    ParameterError
        A path does not exist, or there is nothing under any.
    StoreError
        The store is invented and the files are not said to be; another import is under way; the disk is full.
    """
    files = find_files(paths)
    with Store.writing(store_path, invented=invented, wait_seconds=wait_seconds) as store, _place_to_read(store_path) as folder:
        uses: dict[str, list[SourceUse]] = {}
        for use in store.sources():
            uses.setdefault(use.source_id, []).append(use)
        work = _Import(store, folder, declared, invented, again, len(files), progress, store.generations, uses)
        unread, first = _unread(work, files)
        with told(store_path):
            _read_new(work, first, enrollment=None)
            _read_new(work, [file for file in unread if file not in first], enrollment=_enrollment(work))
        if work.has_changed:
            store.adopt(work.tables, work.names, [use for of_file in work.uses.values() for use in of_file])
        with told(store_path):
            _remember(work, files)
    return ImportReport(tuple(work.reports[file.path] for file in files))


@contextmanager
def _place_to_read(store: Path) -> Iterator[Path]:
    """A folder for rows that are read and not yet stored. What a killed import left of its own goes first."""
    generations.prune_reading(store)
    folder = Path(tempfile.mkdtemp(prefix=generations.READING, dir=store))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unread(work: _Import, files: Sequence[FoundFile]) -> tuple[list[FoundFile], list[FoundFile]]:
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
        is_held = bool(work.uses.get(digest[:12])) and not work.again and not says_something
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


def _remember(work: _Import, files: Sequence[FoundFile]) -> None:
    """Note why files gave nothing, for the next import."""
    remembered = Remembered.of(work.store.path, way := work.way())
    before = dict(remembered.verdicts)
    for file in files:
        report = work.reports[file.path]
        if report.outcome in (Outcome.REFUSED, Outcome.LATER) and file.path in work.digests and file.path not in work.unforeseen:
            state = work.store.fingerprint() if file.path in work.contradicting else ""
            kept = work.verdicts.get(file.path)
            remembered.note(work.digests[file.path], file, report, state=kept.state if kept else state)
    if remembered.verdicts != before or not (work.store.path / NAME).exists():
        Remembered(way, remembered.verdicts).save(work.store.path)


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
        raise SourceError(file.fault)
    try:
        with file.path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise SourceError(f"it cannot be opened: {error.strerror}", mend="correct its permissions") from None


def _counts_grades(file: FoundFile) -> bool:
    """Whether a file holds enrollment by grade, by a look at its first words."""
    try:
        return is_enrollment_by_grade(file.path)
    except (SsosError, OSError):
        return False  # reading it will tell what is wrong with it


class _Unforeseen(SourceError):
    """A fault of this project, not of the file; it is not remembered."""


@dataclass(frozen=True)
class _Read:
    """A file that was read: its rows are put aside, and this is what must be known of them."""

    spilled: SpilledFile
    contents: tuple[Content, ...]
    reported: int
    codes: frozenset[str]


def _read_new(work: _Import, files: list[FoundFile], *, enrollment: pd.DataFrame | None) -> None:
    """Read files and take them in."""
    numbers = {file.path: number for number, file in enumerate(files)}
    read: dict[str, tuple[FoundFile, _Read]] = {}

    def sort_out(path: Path, found: _Read | SsosError | OSError) -> None:
        file = files[numbers[path]]
        if isinstance(found, OSError):
            raise found
        if isinstance(found, _Read):
            read[found.spilled.source.source_id] = file, found
        elif isinstance(found, NotRead) and found.later:
            work.report(file, FileReport(file.name, Outcome.LATER, found.what, mend=found.mend))
        else:
            work.refuse(file, found)
            if isinstance(found, _Unforeseen):
                work.unforeseen.add(file.path)
        work.step(file)

    over_files(lambda path: _read(path, work.folder / str(numbers[path]), work.declared, enrollment), list(numbers), sort_out)
    wanted = [source_id for source_id, (file, found) in read.items() if _is_wanted(work, file, found)]
    in_order = sorted(wanted, key=lambda source_id: _precedence(read[source_id][1]), reverse=True)
    _take(work, {source_id: read[source_id] for source_id in in_order})
    for _, found in read.values():
        for spill in found.spilled.spills:
            spill.path.unlink()


def _read(path: Path, to: Path, declared: Declared, enrollment: pd.DataFrame | None) -> _Read | SsosError | OSError:
    """Read one file and put its rows aside, or say why not; a surprise in it is its own fault, and must not lose the others."""
    try:
        with _uncollected():
            tables = read_file(path, declared, enrollment=enrollment)
    except SsosError as error:
        return error
    except Exception as error:  # noqa: BLE001  (one file of 444 must not end the import of the others)
        return _Unforeseen(
            f"reading it ended in an unforeseen fault ({type(error).__name__}: {error})",
            mend="send the file's title and this line to those who keep this project",
        )
    source = tables[0].source
    try:
        spills = [
            write_spill(to.with_name(f"{to.name}-{table.table}.arrow"), table.table, source.source_id, table.columns)
            for table in tables
        ]
    except OSError as error:
        return error
    return _Read(
        SpilledFile(source, tuple(spills)),
        tuple(map(_content, tables)),
        sum(map(_reported, tables)),
        frozenset(code for table in tables for code in table.columns["org_code"].unique().to_pylist()),
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage collection: a file is a million small cells without cycles, which the collector would walk again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _precedence(one: _Read) -> tuple[str, int, str]:
    """Of files that contradict each other the newest, then the fullest, is taken in first; their names decide nothing."""
    return one.spilled.source.vintage, one.reported, one.spilled.source.source_id


def _is_wanted(work: _Import, file: FoundFile, read: _Read) -> bool:
    """Whether a file's rows may be taken in; if not, that is reported."""
    source = read.spilled.source
    if work.uses.get(source.source_id) == [source] * len(read.contents) and not work.again:
        work.already(file, "read before")
        return False
    if odd := sorted(code for code in read.codes - {STATE} if is_example(code) != work.invented):
        kind = "of real districts" if work.invented else "of the invented example state"
        error = SourceError(
            f"{len(odd)} codes are {kind}, such as {odd[0]}",
            mend="the example state has a store of its own, made by `ssos data example`",
        )
        work.refuse(file, error)
        return False
    return True


def _take(work: _Import, read: dict[str, tuple[FoundFile, _Read]]) -> None:
    """Add the rows of files to what is held, each file whole or not at all."""
    if not read:
        return
    held = [use for of_file in work.uses.values() for use in of_file]
    settled = settle(work.store.path, work.tables, held, [found.spilled for _, found in read.values()])
    for source_id, (file, found) in read.items():
        if source_id in settled.refused:
            work.refuse(file, settled.refused[source_id].as_error())
            work.contradicting.add(file.path)
            continue
        overlaps = tuple(overlap for _, overlap in sorted(settled.overlaps.get(source_id, {}).items()))
        source = found.spilled.source
        answers = tuple(sorted(source.answers.items()))
        report = FileReport(file.name, Outcome.READ, contents=found.contents, overlaps=overlaps, answers=answers)
        work.report(file, report)
        work.uses[source_id] = [source] * len(found.contents)
        work.has_changed = True
    for name, generation in settled.tables.items():
        work.tables.pop(name, None)
        if generation is not None:
            work.tables[name] = generation
    work.names |= settled.names


def _content(table: ReadTable) -> Content:
    """What one table of a file holds."""
    rows = table.columns
    groups = sorted(rows["student_group"].unique().to_pylist()) if "student_group" in rows.schema.names else []
    years = sorted(rows["school_year"].unique().to_pylist())
    return Content(table.source.publication, table.source.publication_title, table.table, tuple(years), tuple(groups), len(rows))


def _reported(table: ReadTable) -> int:
    """How many value cells of a table are reported."""
    statuses = [table.columns[f"{column.name}__status"] for column in TABLES[table.table].values]
    return sum(int(pc.sum(pc.equal(status.combine_chunks().indices, STATUSES.index(REPORTED))).as_py() or 0) for status in statuses)


def _enrollment(work: _Import) -> pd.DataFrame | None:
    """Enrollment by grade of all students, as the inference of grade spans wants it; None where there is none."""
    held = work.tables.get(ENROLLMENT)
    if held is None:
        return None
    columns = ["org_code", "school_year", "grade", "students_n"]
    paths = generations.current_paths(work.store.path, ENROLLMENT, held)
    found = generations.read_all(paths, arrow_schema(ENROLLMENT), [*columns, "student_group"])
    rows: pd.DataFrame = found.filter(pc.equal(found["student_group"], ALL_STUDENTS)).select(columns).to_pandas()
    rows = rows.drop_duplicates(columns[:3])
    return rows if len(rows) else None

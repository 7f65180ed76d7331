"""From files as saved to a store: find them, read each, settle what they have in common, put everything in at once."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path

import pandas as pd

from ssos_analysis.errors import SourceError, SsosError
from ssos_analysis.sources.bearing_out import COMPARED, compare_shares
from ssos_analysis.sources.comparing_rows import reported_cells
from ssos_analysis.sources.finding import FoundFile, find_files
from ssos_analysis.sources.grids import read_bytes
from ssos_analysis.sources.hub.folder import read_selection
from ssos_analysis.sources.hub.pages import unread_columns
from ssos_analysis.sources.hub.whole_datasets import only_whole, together
from ssos_analysis.sources.import_report import Content, FileReport, ImportReport, Outcome
from ssos_analysis.sources.layouts import layout_of
from ssos_analysis.sources.reader import NOTHING_SAID, Declared, NotRead, ReadTable, is_enrollment_by_grade, read_file
from ssos_analysis.sources.shared_work import over_files
from ssos_analysis.sources.store import WAIT_SECONDS, Store
from ssos_analysis.sources.vintages import HeldRows
from ssos_analysis.vocabulary.organizations import STATE, is_example
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS

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
class _Import:
    """One import under way: the rows held, and what became of each file."""

    held: HeldRows
    declared: Declared
    invented: bool
    again: bool
    total: int
    tell: Tell | None
    reports: dict[Path, FileReport] = field(default_factory=dict)
    done: int = 0

    def report(self, file: FoundFile, report: FileReport) -> None:
        """Note what became of a file."""
        self.reports[file.path] = report

    def outcome(self, file: FoundFile) -> Outcome | None:
        """What became of a file, or None where it is still to be read or taken in."""
        return self.reports[file.path].outcome if file.path in self.reports else None

    def already(self, file: FoundFile, reason: str) -> None:
        """Note that a file was read before."""
        self.report(file, FileReport(file.name, Outcome.ALREADY, reason))

    def refuse(self, file: FoundFile, error: SsosError) -> None:
        """Note why a file gives nothing."""
        self.report(file, FileReport(file.name, Outcome.REFUSED, error.what, error.where, error.mend))

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
    with Store.writing(store_path, invented=invented, wait_seconds=wait_seconds) as store:
        held = HeldRows(store)
        work = _Import(held, declared, invented, again, len(files), progress)
        unread = _unread(work, files)
        first = together(unread, _counts_grades)  # MCAS grade spans are inferred from what these hold
        _read_new(work, first, enrollment=None)
        _read_new(work, [file for file in unread if file not in first], enrollment=_enrollment(held))
        if held.has_changed:
            store.replace(held.changed_tables(), held.sources())
    return ImportReport(tuple(work.reports[file.path] for file in files))


def _unread(work: _Import, files: Iterable[FoundFile]) -> list[FoundFile]:
    """The files to read: neither held nor given twice. A held file of which the analyst now says something is read anew."""
    first: dict[str, str] = {}
    unread = []
    says_something = any(getattr(work.declared, said.name) is not None for said in fields(Declared))
    for file in files:
        try:
            digest = _digest(file)
        except SourceError as error:
            work.refuse(file, error)
            work.step(file)
            continue
        is_held = _is_held(work.held, file, digest) and not work.again and not says_something
        if digest in first or is_held:
            work.already(file, f"the same file as {first[digest]}" if digest in first else "read before")
            work.step(file)
        else:
            first[digest] = file.name
            unread.append(file)
    return unread


def _is_held(held: HeldRows, file: FoundFile, digest: str) -> bool:
    """Whether the store holds a file, and as what it is now: an unchanged page of a dataset that changed has a newer vintage."""
    uses = held.uses(digest[:12])
    selection = read_selection(file.path.parent)
    return bool(uses) and (selection is None or uses[0].vintage == selection.vintage)


def _digest(file: FoundFile) -> str:
    """sha256 of a file's bytes."""
    if file.fault:
        raise SourceError(file.fault, mend=file.mend)
    return hashlib.sha256(read_bytes(file.path)).hexdigest()


def _counts_grades(file: FoundFile) -> bool:
    """Whether a file holds enrollment by grade, by a look at its first words."""
    try:
        return is_enrollment_by_grade(file.path)
    except (SsosError, OSError):
        return False  # reading it will tell what is wrong with it


def _read_new(work: _Import, files: list[FoundFile], *, enrollment: pd.DataFrame | None) -> None:
    """Read files and take them in."""
    by_path = {file.path: file for file in files}
    read: list[tuple[FoundFile, list[ReadTable]]] = []

    def sort_out(path: Path, found: list[ReadTable] | SsosError) -> None:
        file = by_path[path]
        if isinstance(found, list):
            read.append((file, found))
        elif isinstance(found, NotRead) and found.later:
            work.report(file, FileReport(file.name, Outcome.LATER, found.what, mend=found.mend))
        else:
            work.refuse(file, found)
        work.step(file)

    over_files(lambda path: _read(path, work.declared, enrollment), list(by_path), sort_out)
    refused = [file.path for file in files if work.outcome(file) == Outcome.REFUSED]
    read = only_whole(read, refused, work.held, work.refuse)
    for file, tables in sorted(read, key=_precedence, reverse=True):
        _take(work, file, tables)


def _read(path: Path, declared: Declared, enrollment: pd.DataFrame | None) -> list[ReadTable] | SsosError:
    """Read one file, or say why not; a surprise in it is its own fault, and must not lose the others."""
    try:
        with _uncollected():
            return read_file(path, declared, enrollment=enrollment)
    except SsosError as error:
        return error
    except Exception as error:  # noqa: BLE001  (one file of 444 must not end the import of the others)
        return SourceError(
            # without the fault's own words, which may quote a cell
            f"reading it ended in an unforeseen fault ({type(error).__name__})",
            mend="tell those who keep this project which publication it is, and send them this line",
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


def _precedence(one: tuple[FoundFile, list[ReadTable]]) -> tuple[bool, str, int, str]:
    """Of files that contradict each other the newest, then the fullest, is taken in first; their names decide nothing.

    Those whose headings are in doubt come last of all, when there is something to hold them against.
    """
    source = one[1][0].source
    layout = layout_of(source.publication)
    is_sound = layout is None or not layout.borne_out
    return is_sound, source.vintage, sum(int(reported_cells(table.table, table.rows).sum()) for table in one[1]), source.source_id


def _take(work: _Import, file: FoundFile, tables: list[ReadTable]) -> None:
    """Add one file's rows to those held, or refuse it whole."""
    if work.held.uses(tables[0].source.source_id) == [table.source for table in tables] and not work.again:
        work.already(file, "read before")
        return
    try:
        _keep_apart(tables, work.invented)
        _bear_out(work.held, tables)
        overlaps = work.held.add(tables)
    except SourceError as error:
        work.refuse(file, error)
        return
    contents = tuple(_content(table) for table in tables)
    answers = tuple(sorted(tables[0].source.answers.items()))
    unread = unread_columns(file.path)
    work.report(file, FileReport(file.name, Outcome.READ, "", "", "", contents, tuple(overlaps), answers, unread))


def _keep_apart(tables: Iterable[ReadTable], invented: bool) -> None:
    """Refuse invented rows in a real import, and real ones in an invented import."""
    codes = {code for table in tables for code in table.rows["org_code"].unique().tolist()} - {STATE}
    if odd := sorted(code for code in codes if is_example(code) != invented):
        kind = "of real districts" if invented else "of the invented example state"
        raise SourceError(
            f"{len(odd)} codes are {kind}, such as {odd[0]}",
            mend="the example state has a store of its own, made by `ssos data example`",
        )


def _bear_out(held: HeldRows, tables: Iterable[ReadTable]) -> None:
    """Refuse shares by race that another publication of the same year contradicts, and doubtful ones that none bears out."""
    for table in tables:
        if table.table not in COMPARED:
            continue
        years = sorted({int(year) for year in table.rows["school_year"].unique()})
        others = held.of_others(table.table, table.source.publication, years, COMPARED[table.table].columns)
        found = compare_shares(table.table, table.rows, others)
        where = table.source.title or table.source.publication_title
        if found.contradicts:
            raise SourceError(
                f"its shares by race contradict another publication ({found.against}) in {found.apart:,} of {found.compared:,} "
                f"organizations and years, so the headings of one are wrong: {found.example}",
                where=where,
                mend="do not use a copy; save the report itself from the School and District Profiles",
            )
        layout = layout_of(table.source.publication)
        doubt = layout.borne_out if layout else ""
        if doubt and not found.bears_out:
            raise SourceError(
                f"its headings are in doubt, and no other publication of its years bears them out: {doubt}",
                where=where,
                mend="save the report itself from the School and District Profiles",
            )


def _content(table: ReadTable) -> Content:
    """What one table of a file holds."""
    rows = table.rows
    groups = sorted(rows["student_group"].unique()) if "student_group" in rows else []
    years = sorted(int(year) for year in rows["school_year"].unique())
    return Content(table.source.publication, table.source.publication_title, table.table, tuple(years), tuple(groups), len(rows))


def _enrollment(held: HeldRows) -> pd.DataFrame | None:
    """Enrollment by grade of all students, as the inference of grade spans wants it; None where there is none."""
    columns = ["org_code", "school_year", "grade", "students_n"]
    rows = held.table(ENROLLMENT, [*columns, "student_group"])
    rows = rows.loc[rows["student_group"] == ALL_STUDENTS, columns].drop_duplicates(columns[:3])
    return rows if len(rows) else None

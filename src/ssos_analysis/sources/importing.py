"""From files as saved to a store: find them, read each, settle what they have in common, put everything in at once."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pyarrow.compute as pc

from ssos_analysis.errors import SourceError, SsosError
from ssos_analysis.provenance import SourceUse
from ssos_analysis.sources import generations
from ssos_analysis.sources.finding import FoundFile, find_files
from ssos_analysis.sources.held_shares import HeldShares
from ssos_analysis.sources.hub.pages import unread_columns
from ssos_analysis.sources.hub.whole_datasets import only_whole, together
from ssos_analysis.sources.hub_records import close_connection
from ssos_analysis.sources.import_report import FileReport, ImportReport, Outcome
from ssos_analysis.sources.import_work import ENROLLMENT, ImportProgress, ImportWork, Tell
from ssos_analysis.sources.layouts import layout_of
from ssos_analysis.sources.reader import NOTHING_SAID, Declared, NotRead
from ssos_analysis.sources.reading_aside import PutAside, Unforeseen, put_aside
from ssos_analysis.sources.settling import settle
from ssos_analysis.sources.shared_work import over_files
from ssos_analysis.sources.store import WAIT_SECONDS, Store
from ssos_analysis.sources.stored_columns import arrow_schema
from ssos_analysis.sources.superseding import Superseded
from ssos_analysis.sources.unread_files import remember, unread_files
from ssos_analysis.sources.writing import told
from ssos_analysis.vocabulary.organizations import STATE, is_example
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS

__all__ = ["ImportProgress", "import_paths"]


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
        work = ImportWork(store, folder, declared, invented, again, len(files), progress, store.generations, uses)
        unread, counting = unread_files(work, files)
        first = together(unread, counting)  # MCAS grade spans are inferred from what these hold
        with told(store_path):
            _read_new(work, first, enrollment=None)
            _read_new(work, [file for file in unread if file not in first], enrollment=_enrollment(work))
        if work.has_changed:
            uses_now = [use for of_file in work.uses.values() for use in of_file]
            store.adopt(work.tables, work.names, uses_now, work.restated)
        with told(store_path):
            remember(work, files)
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


def _read_new(work: ImportWork, files: list[FoundFile], *, enrollment: pd.DataFrame | None) -> None:
    """Read files and take them in."""
    numbers = {file.path: number for number, file in enumerate(files)}
    read: dict[str, tuple[FoundFile, PutAside]] = {}

    def sort_out(path: Path, found: PutAside | SsosError | OSError) -> None:
        file = files[numbers[path]]
        if isinstance(found, OSError):
            raise found
        if isinstance(found, PutAside):
            read[found.spilled.source.source_id] = file, found
        elif isinstance(found, NotRead) and found.later:
            work.report(file, FileReport(file.name, Outcome.LATER, found.what, mend=found.mend))
        else:
            work.refuse(file, found)
            if isinstance(found, Unforeseen):
                work.unforeseen.add(file.path)
        work.step(file)

    try:
        over_files(
            lambda path: put_aside(path, work.folder / str(numbers[path]), work.declared, enrollment), list(numbers), sort_out
        )
    finally:
        close_connection()
    refused = [path for path, report in work.reports.items() if report.outcome == Outcome.REFUSED]
    described = {source_id: (file, found.spilled.source) for source_id, (file, found) in read.items()}
    whole, superseded = only_whole(described, refused, work.uses, work.refuse_for_others)
    wanted = [source_id for source_id in whole if _is_wanted(work, *read[source_id])]
    in_order = sorted(wanted, key=lambda source_id: _precedence(read[source_id][1]), reverse=True)
    _take(work, {source_id: read[source_id] for source_id in in_order}, superseded)
    for _, found in read.values():
        for spill in found.spilled.spills:
            spill.path.unlink()


def _precedence(one: PutAside) -> tuple[bool, str, int, str]:
    """Of files that contradict each other the newest, then the fullest, is taken in first; their names decide nothing.

    Those whose headings are in doubt come last of all, when there is something to hold them against.
    """
    source = one.spilled.source
    layout = layout_of(source.publication)
    return layout is None or not layout.borne_out, source.vintage, one.reported, source.source_id


def _is_wanted(work: ImportWork, file: FoundFile, read: PutAside) -> bool:
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


def _take(work: ImportWork, read: dict[str, tuple[FoundFile, PutAside]], superseded: Sequence[Superseded]) -> None:
    """Add the rows of files to what is held, each file whole or not at all."""
    read = _borne_out(work, read)
    if not read:
        return
    held = [use for of_file in work.uses.values() for use in of_file]
    settled = settle(work.store.path, work.tables, held, [found.spilled for _, found in read.values()], superseded)
    for source_id in settled.gone:
        del work.uses[source_id]
    work.has_changed |= bool(superseded)
    for source_id, (file, found) in read.items():
        if source_id in settled.refused:
            work.refuse_for_others(file, settled.refused[source_id].as_error())
            continue
        overlaps = tuple(overlap for _, overlap in sorted(settled.overlaps.get(source_id, {}).items()))
        source = found.spilled.source
        answers = tuple(sorted(source.answers.items()))
        unread = unread_columns(file.path)
        report = FileReport(file.name, Outcome.READ, contents=found.contents, overlaps=overlaps, answers=answers, unread=unread)
        work.report(file, report)
        work.uses[source_id] = [source] * len(found.contents)
        work.has_changed = True
    work.restated += settled.restated
    for name, generation in settled.tables.items():
        work.tables.pop(name, None)
        if generation is not None:
            work.tables[name] = generation
    work.names |= settled.names


def _borne_out(work: ImportWork, read: dict[str, tuple[FoundFile, PutAside]]) -> dict[str, tuple[FoundFile, PutAside]]:
    """The files whose shares by race no other publication of the same year contradicts, of the store or taken in before them."""
    shares = HeldShares(work.store.path, work.tables)
    kept = {}
    for source_id, (file, found) in read.items():
        try:
            shares.bear_out(found.spilled)
        except SourceError as error:
            work.refuse_for_others(file, error)
            continue
        shares.add(found.spilled)
        kept[source_id] = file, found
    return kept


def _enrollment(work: ImportWork) -> pd.DataFrame | None:
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

"""Making the example state: raw files, then a store read from them by the same reader as real ones. All or nothing."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ssos_analysis import workspace
from ssos_analysis.errors import SourceError, StoreError
from ssos_analysis.locks import locked
from ssos_analysis.sources.store import Store

if TYPE_CHECKING:
    from ssos_analysis.sources.import_report import ImportReport
    from ssos_analysis.sources.import_work import Tell

STAMP = "example.json"
RAW, STORE = "raw", "store"
SMALL = "small"
"""The scale of the twelve districts; the other is `state`."""
DIRECTORY_YEAR = 2025
WAIT_SECONDS = 300.0
"""How long to wait for another process that is making the same example state."""


@lru_cache(maxsize=1)
def version_stamp() -> str:
    """A hash of all that decides what the example state holds: the generator, its targets, the reader and its layouts."""
    sources = Path(__file__).resolve().parents[1]
    schemas = sources.parent / "schemas"
    vocabulary = sources.parent / "vocabulary"
    code = [*sources.rglob("*.py"), *schemas.glob("*.py"), *vocabulary.glob("*.py")]
    layouts = [workspace.params("example_state.yml"), *workspace.params("sources").rglob("*.yml")]
    digest = hashlib.sha256()
    for path in sorted([*code, *layouts], key=lambda path: (path.name, path.parent.name)):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def ensure_example() -> Store:
    """The example state's store; made first where it is absent or was made by another version of the generator.

    A batch runner asks once and tells its kernels so (SSOS_EXAMPLE_CHECKED), which then open what it found: a batch reads one
    example state, whatever becomes of the code meanwhile. SSOS_EXAMPLE may name a whole state: it is opened, never remade here.

    Raises
    ------
    StoreError
        The folder of the example state (SSOS_EXAMPLE) holds something else, or cannot be written.
    """
    root = workspace.example_path()
    if os.environ.get("SSOS_EXAMPLE_CHECKED") or _is_current(root):
        return Store.open(root / STORE)
    print("Making the invented example state (half a minute, once) ...", file=sys.stderr, flush=True)
    return build_example(root)


def build_example(root: Path, *, progress: Tell | None = None) -> Store:
    """Write the raw files under root/raw and the store under root/store, in place of what an earlier build left there.

    Several processes may call it at once: one builds, the others wait and open what it built. A reader never sees a half.

    Raises
    ------
    StoreError
        `root` holds something that is not the example state, or cannot be written.
    SourceError
        A file was not read as meant: the reader and the generator disagree.
    """

    def make(fresh: Path) -> None:
        write_raw(fresh / RAW)
        import_raw(fresh, progress=progress)

    replace_whole(root, {"scale": SMALL}, make)
    return Store.open(root / STORE)


def replace_whole(root: Path, described: dict[str, object], make: Callable[[Path], None]) -> None:
    """Make an example state in a workshop beside `root`, then put it in place of an earlier one of its scale: all or nothing.

    Parameters
    ----------
    root : folder of the example state.
    described : what its stamp says of it beside its version: `scale`, and what else was asked for.
    make : fills the folder it is given.

    Raises
    ------
    StoreError
        `root` holds something else, or cannot be written.
    """
    parent = root.resolve().parent
    # The folder stays: a lock whose file another process removes is no lock.
    workshop = parent / f".{root.name}-build"
    stamp = {"invented": True, "version": version_stamp(), **described}
    asked = _stamp_of(root)
    try:
        workshop.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the folder cannot be written: {error.strerror}", where=parent.name, mend="set SSOS_EXAMPLE") from None
    with locked(workshop / ".lock", kind=StoreError, doing="making the example state", wait_seconds=WAIT_SECONDS):
        if _stamp_of(root) == stamp != asked:
            return  # another process built it while this one waited
        _refuse_foreign(root, described)
        with tempfile.TemporaryDirectory(dir=workshop, prefix="new-") as made:
            fresh = Path(made) / "example"
            make(fresh)
            (fresh / STAMP).write_text(json.dumps(stamp, sort_keys=True) + "\n", "utf-8")
            if root.exists():
                root.replace(Path(made) / "before")
            fresh.replace(root)


def write_raw(raw: Path) -> None:
    """Every raw file: exports, hub records and the register of regions. The same bytes on every call."""
    from ssos_analysis.sources.example import export_enrollment, export_mcas, export_outcomes, records
    from ssos_analysis.sources.example.accountability_workbooks import write_workbooks
    from ssos_analysis.sources.example.regions import write_regions
    from ssos_analysis.sources.example.simulate import simulate

    state = simulate()
    exports = raw / "statereport"
    export_enrollment.write_enrollment(exports / "enrollment", state)
    export_enrollment.write_directory(exports / "directory" / "districts.xlsx", state.organizations)
    export_outcomes.write_attendance(exports / "attendance", state)
    export_outcomes.write_discipline(exports / "discipline", state)
    export_outcomes.write_graduation(exports / "graduation", state)
    export_outcomes.write_dropout(exports / "dropout", state)
    export_outcomes.write_accountability(exports / "accountability", state)
    write_workbooks(raw / "workbooks", state)
    export_mcas.write_mcas(exports / "mcas", state)
    records.write_records(raw / "e2c", state)
    write_regions(raw / "regions.csv", state.organizations)


def import_raw(root: Path, *, progress: Tell | None = None) -> None:
    """Import root/raw into root/store: exports and records. Files that do not say their grades, group or year are in folders
    that do.

    Raises
    ------
    SourceError
        A file was refused: it names the file and the reason.
    """
    from ssos_analysis.sources.example.export_mcas import DECLARED
    from ssos_analysis.sources.importing import import_paths
    from ssos_analysis.sources.reader import Declared

    exports, store = root / RAW / "statereport", root / STORE
    declared_folder = exports / "mcas" / DECLARED
    told = [path for path in sorted(exports.iterdir()) if path.name not in ("mcas", "directory")]
    told += [exports / "mcas" / "all_students", root / RAW / "e2c"]
    told += [root / RAW / "workbooks"] if (root / RAW / "workbooks").exists() else []  # the whole state has none
    _check(import_paths(store, told, progress=progress, invented=True))
    directory = Declared(school_year=DIRECTORY_YEAR)
    _check(import_paths(store, [exports / "directory"], directory, progress, invented=True))
    for grades in sorted(declared_folder.iterdir()):
        for group in sorted(grades.iterdir()):
            said = Declared(student_group=group.name, grades=grades.name)
            _check(import_paths(store, [group], said, progress, invented=True))


def _check(report: ImportReport) -> None:
    """Every file of the example state must be read: one that is not is a fault of ours."""
    from ssos_analysis.sources.import_report import Outcome

    odd = [file for file in report.files if file.outcome != Outcome.READ]
    if odd:
        first = odd[0]
        raise SourceError(
            f"{len(odd)} files of the example state were not read; the first: {first.reason}",
            where=first.file,
            mend="make the generator (sources/example) and the layouts (params/sources) agree",
        )


def _stamp_of(root: Path) -> dict[str, object] | None:
    """What the folder's maker said of it; None where nothing did."""
    try:
        stamp = json.loads((root / STAMP).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return stamp if isinstance(stamp, dict) and "version" in stamp else None


def _is_current(root: Path) -> bool:
    stamp = _stamp_of(root)
    return stamp is not None and stamp["version"] == version_stamp() and (root / STORE).is_dir()


def _refuse_foreign(root: Path, described: dict[str, object]) -> None:
    """Never put the example state in place of something else, nor the small one in place of a whole state."""
    stamp = _stamp_of(root)
    if stamp is None and root.exists() and not (root.is_dir() and not any(root.iterdir())):
        raise StoreError(
            "the folder for the example state holds something else",
            where=root.name,
            mend="set SSOS_EXAMPLE to another folder, or move what is there",
        )
    if stamp is not None and (held := stamp.get("scale", SMALL)) != described["scale"]:
        raise StoreError(
            f"the folder holds the example state of another scale ({held})",
            where=root.name,
            mend=f"make that one anew with `ssos data example --scale {held}`, or set SSOS_EXAMPLE to another folder",
        )

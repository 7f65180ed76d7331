"""How much faster an import (read, validated, stored) is than a loop that only reads the same files with pandas and openpyxl.

    python benchmarks/import_speed.py [FOLDER]      (default: SSOS_REAL_DATA, else ../shared/data/dese beside the clone)

Files: the .xlsx below FOLDER that the import reads, that is, those of the publications this project knows. Both are timed in
one process, libraries loaded before and the files in the system's cache, and the ratio is of that one run. Goal: at least 4.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from ssos_analysis.sources.finding import find_files
from ssos_analysis.sources.import_report import Outcome
from ssos_analysis.sources.importing import import_paths

GOAL = 4.0
CLONE = Path(__file__).resolve().parents[1]


def main(arguments: list[str]) -> int:
    """Print both times and their ratio; 1 if it misses the goal."""
    given = arguments[0] if arguments else os.environ.get("SSOS_REAL_DATA")
    folder = Path(given) if given else CLONE.parent / "shared" / "data" / "dese"
    with tempfile.TemporaryDirectory() as place:
        workbooks = [file for file in find_files([folder]) if file.path.suffix == ".xlsx"]
        tried = import_paths(Path(place, "tried"), [file.path for file in workbooks])
        outcomes = {id(file): report.outcome for file, report in zip(_by_name(workbooks), tried.files, strict=True)}
        paths = [file.path for file in _by_name(workbooks) if outcomes[id(file)] == Outcome.READ]
        pd.read_excel(paths[0], engine="openpyxl", header=None, dtype=str)
        begun = time.perf_counter()
        report = import_paths(Path(place, "store"), paths)
        imported = time.perf_counter() - begun
    begun = time.perf_counter()
    for path in paths:
        pd.read_excel(path, engine="openpyxl", header=None, dtype=str)
    read = time.perf_counter() - begun
    print(f"{len(paths)} files, {report.rows:,} tidy rows")
    print(f"import (read, validated, stored): {imported:.1f} s")
    print(f"pandas with openpyxl, read only:  {read:.1f} s")
    print(f"ratio {read / imported:.1f}; goal {GOAL:g}")
    return 0 if read / imported >= GOAL else 1


def _by_name(files: list) -> list:  # type: ignore[type-arg]
    """The files in the order a report of them has."""
    return sorted(files, key=lambda file: (file.path.name, str(file.path)))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

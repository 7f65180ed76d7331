"""How much faster an import (read, validated, stored) is than a loop that only reads the same files with pandas and openpyxl.

    python benchmarks/import_speed.py [FOLDER]      (default: SSOS_REAL_DATA, else ../shared/data/dese beside the clone)

Files: the .xlsx below FOLDER that the import reads, that is, those of the publications this project knows. Both are timed in
one run, libraries loaded before and the files in the system's cache. Goal: at least 4, on two free processors; the load is
printed, since an import shares its reading between two and the loop cannot: where others use them, the ratio falls.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from ssos_analysis.sources.finding import find_files
from ssos_analysis.sources.import_report import Outcome
from ssos_analysis.sources.importing import import_paths

GOAL = 4.0
CLONE = Path(__file__).resolve().parents[1]


def main(arguments: list[str]) -> int:
    """Print both times and their ratio; 1 if it misses the goal."""
    given = arguments[0] if arguments else os.environ.get("SSOS_REAL_DATA")
    load = os.getloadavg()[0]
    folder = Path(given) if given else CLONE.parent / "shared" / "data" / "dese"
    with tempfile.TemporaryDirectory() as place:
        workbooks = find_files([file.path for file in find_files([folder]) if file.path.suffix == ".xlsx"])
        tried = import_paths(Path(place, "tried"), [file.path for file in workbooks])
        reports = zip(workbooks, tried.files, strict=True)  # both by name
        paths = [file.path for file, report in reports if report.outcome == Outcome.READ]
        read_only(paths[:1])
        imported = Timed(lambda: import_paths(Path(place, "store"), paths))
    read = Timed(lambda: read_only(paths))
    print(f"{len(paths)} files, {imported.result.rows:,} tidy rows")
    print(f"import (read, validated, stored): {imported.seconds:5.1f} s, {imported.cpu_seconds:5.1f} s of processor")
    print(f"pandas with openpyxl, read only:  {read.seconds:5.1f} s, {read.cpu_seconds:5.1f} s of processor")
    ratio = read.seconds / imported.seconds
    print(f"ratio {ratio:.1f} (processor {read.cpu_seconds / imported.cpu_seconds:.1f}); goal {GOAL:g}")
    print(f"load of the machine before and after: {load:.1f}, {os.getloadavg()[0]:.1f}")
    return 0 if ratio >= GOAL else 1


class Timed:
    """What a call returned, and how long it took by the clock and by the processor."""

    def __init__(self, call: Callable[[], Any]) -> None:
        begun, begun_cpu = time.perf_counter(), sum(os.times()[:4])  # children's time is among the four
        self.result = call()
        self.seconds, self.cpu_seconds = time.perf_counter() - begun, sum(os.times()[:4]) - begun_cpu


def read_only(paths: Sequence[Path]) -> None:
    """The loop an analyst would write: every sheet into pandas, nothing checked and nothing kept."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of parts of a workbook that it does not know
        for path in paths:
            pd.read_excel(path, engine="openpyxl", header=None, dtype=str)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

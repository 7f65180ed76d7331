"""A state from the hub's JSON pages into a store, against a loop of pandas' read_json and to_parquet over the same pages.

    python benchmarks/state_import.py [FOLDER]

FOLDER holds pages as `<folder>/<dataset>/page-00001.json`. Without it pages of 100, 200 and 400 districts are made first
(benchmarks/state_pages.py, some 2 GB), and each is imported: time and memory should grow with rows and not faster. The largest is
compared with the loop, whole. Goals: at least 5 times as fast; at most 1.5 GB resident in the import and the processes it starts
(added up ten times a second, so that pages they share count more than once). The load of the machine is printed: an import uses
two processors, the loop one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import psutil
from state_pages import write_pages

from ssos_analysis.sources.store import Store

GOAL_RATIO, GOAL_MB = 5.0, 1500.0
STEPS = (100, 200, 400)  # districts
IMPORT = """
import sys, time
from pathlib import Path
from ssos_analysis.sources.importing import import_paths
begun = time.perf_counter()
report = import_paths(Path(sys.argv[1]), [Path(sys.argv[2])])
assert report.exit_code == 0, {file.reason for file in report.files}
print(time.perf_counter() - begun)
"""


@dataclass(frozen=True)
class Import:
    """One import: rows of the store, seconds, and the most memory in MB (1,000,000 bytes)."""

    rows: int
    seconds: float
    peak_mb: float


def main(arguments: list[str]) -> int:
    """Print everything; 1 if a goal is missed."""
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as place:
        if arguments:
            folder = Path(arguments[0])
            done = imported(Path(place, "store"), folder)
        else:
            for step in STEPS:
                folder = Path(place, f"pages-{step}")
                write_pages(folder, step)
                done = imported(Path(place, f"store-{step}"), folder)
        loop = pandas_loop(folder, Path(place))
    ratio = loop / done.seconds
    print(f"pandas, read_json and to_parquet: {loop:.1f} s; ratio {ratio:.1f} (goal {GOAL_RATIO:g})")
    print(f"peak memory {done.peak_mb:.0f} MB (goal {GOAL_MB:.0f} MB); load of the machine: {os.getloadavg()[0]:.1f}")
    return 0 if ratio >= GOAL_RATIO and done.peak_mb <= GOAL_MB else 1


def imported(store: Path, folder: Path) -> Import:
    """Import a folder in a process of its own, and watch its memory."""
    process = subprocess.Popen([sys.executable, "-c", IMPORT, str(store), str(folder)], stdout=subprocess.PIPE, text=True)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, resident_mb(process.pid))
        time.sleep(0.1)
    assert process.stdout is not None
    if process.returncode:
        raise SystemExit("the import failed; see above")
    done = Import(sum(Store.open(store).rows().values()), float(process.stdout.read()), peak)
    per_row = 1e6 * done.seconds / done.rows
    print(
        f"import: {done.rows:>10,} rows  {done.seconds:6.1f} s  {per_row:5.2f} s a million  peak {done.peak_mb:5.0f} MB",
        flush=True,
    )
    return done


def resident_mb(pid: int) -> float:
    """Resident memory of a process and of those it started."""
    total = 0
    try:
        parent = psutil.Process(pid)
        for process in (parent, *parent.children(recursive=True)):
            total += process.memory_info().rss
    except psutil.Error:
        pass  # one of them has just ended
    return total / 1e6


def pandas_loop(folder: Path, place: Path) -> float:
    """Seconds of the loop an analyst would write: each page into pandas as text, and out as parquet."""
    begun = time.perf_counter()
    for number, page in enumerate(sorted(folder.rglob("*.json"))):
        pd.read_json(page, dtype=str).to_parquet(place / f"{number}.parquet")
    return time.perf_counter() - begun


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

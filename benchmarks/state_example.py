"""Writing a whole invented state: seconds, records, megabytes and peak memory at 100, 200 and 400 districts. Linear is the goal.

python benchmarks/state_example.py [DISTRICTS ...]      (default: 100 200 400; the files go to a folder that is removed)

Each size runs in a process of its own, since peak memory is that of a process's whole life. 1 if a size misses a goal:
700 MB at the peak, 5 minutes of one core, seconds per district not over half more than at the smallest size.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from pathlib import Path

GOAL_MB, GOAL_SECONDS, GOAL_GROWTH = 700.0, 300.0, 1.5


def measured(districts: int) -> tuple[int, float, float, float]:
    """Records, megabytes of all files, seconds of processor and peak megabytes of one run."""
    from ssos_analysis.sources.example.state_scale.generating import write_state

    with tempfile.TemporaryDirectory() as folder:
        begun = time.process_time()
        rows = write_state(Path(folder), districts)
        seconds = time.process_time() - begun
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    unit = 1e6 if sys.platform == "darwin" else 1e3  # macOS counts bytes, Linux kilobytes
    return sum(rows.values()), size / 1e6, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main(arguments: list[str]) -> int:
    """Print a line for each size; 1 if one misses a goal."""
    sizes = [int(text) for text in arguments] or [100, 200, 400]
    print(f"{'districts':>9}{'records':>12}{'MB':>8}{'seconds':>9}{'s/district':>12}{'peak MB':>9}")
    per_district: list[float] = []
    missed = False
    for size in sizes:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            records, megabytes, seconds, peak = pool.apply(measured, (size,))
        per_district.append(seconds / size)
        print(f"{size:>9}{records:>12,}{megabytes:>8,.0f}{seconds:>9.0f}{seconds / size:>12.3f}{peak:>9.0f}", flush=True)
        missed |= peak > GOAL_MB or seconds > GOAL_SECONDS or per_district[-1] > GOAL_GROWTH * per_district[0]
    return int(missed)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

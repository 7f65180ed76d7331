"""The press against papermill's own ways: ratios of pages a second and of processor time, in interleaved rounds.

    python benchmarks/press.py [--rounds 3] [--pages 100] [--naive-pages 20] [--only NAME ...]

Each way of making pages is a process of its own (press_variants.py); its time by the clock and the processor seconds of its whole
process tree are taken, its start included. A ratio is of one round; the median of the rounds is what counts. Other work on the
machine moves the clock more than the processor, so both are printed. SSOS_BENCH_BRIEFS="NAME NAME" takes only those notebooks.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

VARIANTS = Path(__file__).with_name("press_variants.py")


@dataclass(frozen=True)
class Comparison:
    """Two ways, what is compared, and the goal: `slow` over `fast` at least, or at most where `is_limit`."""

    name: str
    slow: str
    fast: str
    by_clock: bool
    goal: float
    is_limit: bool = False


COMPARISONS = (
    Comparison("whole pipeline: papermill and nbconvert commands / ours", "naive", "ours", True, 25),
    Comparison("execution alone, processor: papermill API in 2 workers / ours", "api", "warm", False, 4),
    Comparison(
        "the same work, notebook and page: our engine / plain functions in 2 warm processes", "pages", "plain", True, 1.3, True
    ),
    Comparison("whole pipeline, published, recipes and index: ours / those plain functions", "ours", "plain", True, 1.3, True),
    Comparison("2 dask workers of the loopback / the local pool of 2", "cluster", "ours", True, 1.15, is_limit=True),
    Comparison("one heavy notebook: papermill and nbconvert commands / ours", "heavy-naive", "heavy-ours", True, 25),
    Comparison("heavy, execution alone, processor: papermill API / our engine", "heavy-api", "heavy-warm", False, 4),
    Comparison("heavy, the same work: ours / plain functions in 2 warm processes", "heavy-ours", "heavy-plain", True, 1.3, True),
    Comparison("heavy, what no engine can pass: commands / plain functions", "heavy-naive", "heavy-plain", True, 25),
    Comparison("what no engine can pass: commands / plain functions", "naive", "plain", True, 25),
)
IF_INSTALLED = "distributed"  # without the extra [cluster] there is nothing to compare
TO_STAND = "seconds until the cluster stood, not counted by the clock:"
FEW = {"naive", "api", "heavy-naive", "heavy-api"}


def measured(way: str, pages: int) -> tuple[float, float]:
    """Seconds by the clock and of the processor for one page."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as said:
        begun = time.perf_counter()
        process = subprocess.Popen([sys.executable, str(VARIANTS), way, folder, str(pages)], stdout=said)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        said.seek(0)
        lines = said.read().splitlines()
    assert status == 0, (way, status, lines)
    *notes, last = lines
    made = int(last.split()[1])
    wall -= sum(float(note.removeprefix(TO_STAND)) for note in notes if note.startswith(TO_STAND))
    wall, processor = wall / made, (usage.ru_utime + usage.ru_stime) / made
    load = os.getloadavg()[0]
    print(f"  {way:<12}{made:>5} pages {wall:>8.3f} s a page by the clock {processor:>8.3f} s of processor  load {load:.1f}")
    for note in notes:
        print(f"    {note}")
    sys.stdout.flush()
    return wall, processor


def main() -> int:
    """Run the rounds; 1 when a median misses its goal."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--pages", type=int, default=100)
    asked.add_argument("--naive-pages", type=int, default=20)
    asked.add_argument("--only", nargs="*", default=[], help="ways to run")
    options = asked.parse_args()
    absent = set() if importlib.util.find_spec(IF_INSTALLED) else {"cluster"}
    known = [each for each in COMPARISONS if each.slow not in absent]
    compared = [each for each in known if not options.only or {each.slow, each.fast} <= set(options.only)]
    ways = dict.fromkeys(way for each in compared for way in (each.slow, each.fast))
    print(f"{os.cpu_count()} cores, {platform.platform()}, Python {platform.python_version()}, {time.strftime('%Y-%m-%d %H:%M')}")
    rounds = []
    for number in range(1, options.rounds + 1):
        print(f"round {number}")
        rounds.append({way: measured(way, options.naive_pages if way in FEW else options.pages) for way in ways})
        if not options.only or "empty" in options.only:
            measured("empty", 30)
    missed = False
    for each in compared:
        wall, processor = ([one[each.slow][kind] / one[each.fast][kind] for one in rounds] for kind in (0, 1))
        counted = statistics.median(wall if each.by_clock else processor)
        is_met = counted <= each.goal if each.is_limit else counted >= each.goal
        missed |= not is_met
        told = f"goal {'at most' if each.is_limit else 'at least'} {each.goal:g}: {'met' if is_met else 'MISSED'}"
        print(f"{each.name}\n  clock {shown(wall)}; processor {shown(processor)}; {told}")
    return int(missed)


def shown(ratios: list[float]) -> str:
    """The median of the rounds, and each of them."""
    return f"{statistics.median(ratios):.2f} ({', '.join(f'{ratio:.2f}' for ratio in ratios)})"


if __name__ == "__main__":
    sys.exit(main())

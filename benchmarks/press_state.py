"""A whole state of briefs: time, processor and memory when 100, 200 and 400 districts stand. Linear is the goal.

    python benchmarks/press_state.py [--districts 400] [--at 100 200 400] [--notebooks NAME ...] [--keep FOLDER]

An invented state of so many districts is made first (raw files and store; a FOLDER that is kept has it the next time), then
`ssos briefs build` makes every brief of it as a user would: the command's own start, state-wide quantities, recipes and index
are in the figures. They are read from outside, every few seconds, and a line is printed when so many districts are published.
The same command is then given once more, with nothing to do but what failed. A FOLDER holds the briefs afterwards,
in `briefs_of_the_benchmark`, which is made anew each time.
Processor is that of the command and all it started. Memory is what all processes hold together, pages they share counted once
(PSS, Linux). 1 if a brief failed, or the last districts took over half more seconds each than the first.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psutil

PAUSE_S = 2.0
GOAL_GROWTH = 1.5


@dataclass(frozen=True)
class Seen:
    """Seen from outside: districts published, seconds by the clock and of processor, peak memory in MB (a million bytes)."""

    districts: int
    clock: float
    processor: float
    peak_mb: float


def main() -> int:
    """Make the state, build it, print."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--districts", type=int, default=400)
    words.add_argument("--at", type=int, nargs="*", default=[100, 200, 400])
    words.add_argument("--notebooks", nargs="*", default=[])
    words.add_argument("--keep", type=Path)
    given = words.parse_args()
    print(f"{os.cpu_count()} cores, {platform.platform()}, Python {platform.python_version()}, {time.strftime('%Y-%m-%d %H:%M')}")
    with ExitStack() as held:
        root = given.keep or Path(held.enter_context(tempfile.TemporaryDirectory()))
        state, reports = root / "state", root / "briefs_of_the_benchmark"  # a name that no folder of anybody's own has
        shutil.rmtree(reports, ignore_errors=True)
        environment = {**os.environ, "SSOS_EXAMPLE": str(state), "SSOS_EXAMPLE_STATE": str(state), "SSOS_REPORTS": str(reports)}
        if not (state / "store").is_dir():
            begun = time.perf_counter()
            made = [ssos(), "data", "example", "--scale", "state", "--districts", str(given.districts)]
            subprocess.run(made, env=environment, stdout=subprocess.DEVNULL, check=True)
            print(f"state of {given.districts} districts made in {time.perf_counter() - begun:.0f} s", flush=True)
        asked = ["--notebooks", *given.notebooks] if given.notebooks else []
        called = [ssos(), "briefs", "build", "--example", "--districts", "all", *asked]
        with tempfile.TemporaryFile("w+") as said:
            batch = subprocess.Popen(called, env=environment, stdout=said, stderr=subprocess.STDOUT)
            steps = watch(batch, reports, sorted({*given.at, given.districts}))
            said.seek(0)
            told = said.readlines()
            print("".join([line for line in told[:-5] if line.startswith("  failed")] + told[-5:]), flush=True)
        if batch.returncode in (0, 1):  # not where it was stopped
            begun, used = time.perf_counter(), os.times()
            subprocess.run(called, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            again = os.times().children_user + os.times().children_system - used.children_user - used.children_system
            print(f"the same once more: {time.perf_counter() - begun:.1f} s by the clock, {again:.1f} s of processor", flush=True)
    growth = each_of_the_last(steps) / (steps[0].clock / steps[0].districts)
    print(f"seconds a district of the last stretch over those of the first, start and state-wide quantities in it: {growth:.2f}")
    return batch.returncode or int(growth > GOAL_GROWTH)


def each_of_the_last(steps: list[Seen]) -> float:
    """Seconds by the clock of each district between the last two steps."""
    *_, before, last = Seen(0, 0.0, 0.0, 0.0), *steps
    return (last.clock - before.clock) / max(1, last.districts - before.districts)


def ssos() -> str:
    return str(Path(sys.executable).with_name("ssos"))


def watch(batch: subprocess.Popen[bytes], reports: Path, wanted: list[int]) -> list[Seen]:
    """A line for each number of districts when it is reached, until the batch ends; the last is of its end."""
    begun, left, steps, seen = time.perf_counter(), list(wanted), [], Seen(0, 0.0, 0.0, 0.0)
    print(f"{'districts':>9}{'clock s':>9}{'s each':>8}{'processor s':>13}{'s each':>8}{'peak MB':>9}{'load':>6}", flush=True)
    while batch.poll() is None:
        time.sleep(PAUSE_S)
        published = len(list(reports.glob("*/site/[0-9]*"))) or len(list(reports.glob("site/[0-9]*")))
        processor, memory = held_by(batch.pid)
        if processor >= seen.processor:  # a process that ended a moment ago may be counted nowhere
            seen = Seen(published, time.perf_counter() - begun, processor, max(seen.peak_mb, memory))
        if left and seen.districts >= left[0] and len(left) > 1:
            left.pop(0)
            steps.append(seen)
            tell(seen)
    usage = os.times()
    whole = usage.children_user + usage.children_system
    seen = Seen(seen.districts, time.perf_counter() - begun, max(seen.processor, min(whole, seen.processor * 1.05)), seen.peak_mb)
    tell(seen)
    return [*steps, seen]


def tell(seen: Seen) -> None:
    each = max(1, seen.districts)
    print(
        f"{seen.districts:>9}{seen.clock:>9.0f}{seen.clock / each:>8.2f}{seen.processor:>13.0f}{seen.processor / each:>8.2f}"
        f"{seen.peak_mb:>9.0f}{os.getloadavg()[0]:>6.1f}",
        flush=True,
    )


def held_by(pid: int) -> tuple[float, float]:
    """Processor seconds that a process and all it started have used, ended ones included, and the MB they hold now."""
    processor = memory = 0.0
    try:
        top = psutil.Process(pid)
        tree = [top, *top.children(recursive=True)]
    except psutil.Error:
        return 0.0, 0.0
    for process in tree:
        try:
            times = process.cpu_times()
            processor += times.user + times.system + times.children_user + times.children_system
            memory += process.memory_full_info().pss / 1e6
        except psutil.Error:
            continue
    return processor, memory


if __name__ == "__main__":
    sys.exit(main())

"""Peak memory of one worker of `ssos briefs build`, its kernel included: the goal is at most 1 GB.

Builds briefs of the invented example state with one worker (`python benchmarks/press_memory.py`), or whatever arguments of
`ssos briefs build` are given, and adds up resident memory (psutil) of each worker process and its children, ten times a second.
Shared pages count in every process that maps them, so the sum errs upward.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time

import psutil

GOAL_MB = 1000.0
PAUSE_S = 0.1


def resident_mb(process: psutil.Process) -> float:
    """Resident memory in MB (1,000,000 bytes); 0 for a process that is gone."""
    try:
        return float(process.memory_info().rss) / 1e6
    except psutil.Error:
        return 0.0


def is_python_worker(process: psutil.Process) -> bool:
    """Whether it is one of the pool's spawned processes."""
    try:
        return "--multiprocessing-fork" in process.cmdline()
    except psutil.Error:
        return False


def watch(batch: subprocess.Popen[bytes]) -> tuple[float, float, float]:
    """Peaks in MB until the batch ends: a worker with its kernel, the kernel alone, the command itself."""
    command = psutil.Process(batch.pid)
    worker_peak = kernel_peak = command_peak = 0.0
    while batch.poll() is None:
        command_peak = max(command_peak, resident_mb(command))
        try:
            workers = [process for process in command.children() if is_python_worker(process)]
            for worker in workers:
                kernels = sum(resident_mb(kernel) for kernel in worker.children(recursive=True))
                kernel_peak = max(kernel_peak, kernels)
                worker_peak = max(worker_peak, resident_mb(worker) + kernels)
        except psutil.Error:
            pass
        time.sleep(PAUSE_S)
    return worker_peak, kernel_peak, command_peak


def main() -> int:
    """Run, print, and answer 0 when the goal is met."""
    with tempfile.TemporaryDirectory() as reports:
        asked = sys.argv[1:] or ["--example", "--districts", "all", "--jobs", "1", "--reports", reports]
        batch = subprocess.Popen([sys.executable, "-c", "from ssos_analysis.cli import app; app()", "briefs", "build", *asked])
        worker, kernel, command = watch(batch)
    print(f"worker with its kernel: {worker:.0f} MB at its peak (goal: at most {GOAL_MB:.0f} MB)")
    print(f"  of which the kernel:  {kernel:.0f} MB")
    print(f"the command itself:     {command:.0f} MB")
    return batch.returncode or int(worker == 0.0 or worker > GOAL_MB)


if __name__ == "__main__":
    sys.exit(main())

"""A small pool of worker processes in which a dead worker fails its own run only.

papermill changes the working folder and handles signals for its whole process, so each run has a process to itself meanwhile.
`concurrent.futures` gives up the whole pool when one worker is killed; this one starts another.
"""

from __future__ import annotations

import multiprocessing
import shutil
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import TracebackType
from typing import Any

from ssos_analysis.press.records import Failure
from ssos_analysis.press.retries import JOB_TIMEOUT, WORKER_DIED, is_tried_again
from ssos_analysis.press.worker import Run, serve_runs

_PAUSE_S = 0.2  # how often the pool looks at the clock and at a wish to stop
_GRACE_S = 5.0


class Stop:
    """A wish to stop, from Ctrl-C or SIGTERM: noted while the block runs, and acted on between two steps, never within one.

    A second signal acts at once, for those who cannot wait.
    """

    def __init__(self) -> None:
        self.signal: int | None = None
        self._before: dict[int, Any] = {}

    def __bool__(self) -> bool:
        return self.signal is not None

    @property
    def exit_code(self) -> int:
        """130 after Ctrl-C, 143 after SIGTERM, as shells count."""
        return 128 + (self.signal or 0)

    def __enter__(self) -> Stop:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._restore()

    def _note(self, number: int, _frame: object) -> None:
        self.signal = number
        self._restore()

    def _restore(self) -> None:
        while self._before:
            number, handler = self._before.popitem()
            signal.signal(number, handler)


@dataclass
class _Slot:
    """One worker process and the run it is at."""

    process: multiprocessing.process.BaseProcess
    runs: Connection[Any, Any]
    run: Run | None = None
    until: float = 0.0
    since: float = 0.0


@dataclass(frozen=True)
class Outcome:
    """How one run ended: no failure means a finished brief. `peak_mb` is the most memory it held, where that is known."""

    run: Run
    failure: Failure | None
    seconds: float
    peak_mb: float | None = None


class Pool:
    """`size` worker processes with the given environment; `job_seconds` is the most that one run may take, its start included."""

    def __init__(self, size: int, environment: dict[str, str], *, job_seconds: float) -> None:
        self.size, self.environment, self.job_seconds = size, environment, job_seconds
        self._context = multiprocessing.get_context("spawn")

    def outcomes(self, runs: Sequence[Run], stop: Stop, tick: Callable[[], None] = lambda: None) -> Iterator[Outcome]:
        """Outcomes as they come. Ends early, with the workers ended, when `stop` is wished or the caller leaves the loop."""
        waiting = list(reversed(runs))
        slots: list[_Slot] = []
        tries: Counter[str] = Counter()
        try:
            while (waiting or any(slot.run for slot in slots)) and not stop:
                while waiting and len(slots) < min(self.size, len(runs)):
                    slots.append(self._start())
                for slot in slots:
                    if slot.run is None and waiting:
                        self._give(slot, waiting.pop())
                for outcome in self._ended(slots):
                    tries[outcome.run.key] += 1
                    if is_tried_again(outcome.failure, tries[outcome.run.key]):
                        shutil.rmtree(outcome.run.folder, ignore_errors=True)
                        waiting.append(outcome.run)
                    else:
                        yield outcome
                tick()
        finally:
            _end([slot.process for slot in slots])

    def _start(self) -> _Slot:
        """A worker that is deaf to Ctrl-C, which is the pool's to answer: spawned processes keep an ignored signal ignored."""
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=serve_runs, args=(theirs, self.environment), daemon=True)
        in_main = threading.current_thread() is threading.main_thread()
        before = signal.signal(signal.SIGINT, signal.SIG_IGN) if in_main else None
        try:
            process.start()
        finally:
            if in_main:
                signal.signal(signal.SIGINT, before)
        theirs.close()
        return _Slot(process, ours)

    def _give(self, slot: _Slot, run: Run) -> None:
        slot.run, slot.since = run, time.monotonic()
        slot.until = slot.since + self.job_seconds
        try:
            slot.runs.send(run)
        except OSError:  # the worker died at rest: the pool sees its end, and the run is told as failed
            return

    def _ended(self, slots: list[_Slot]) -> Iterator[Outcome]:
        """Wait a moment; then each run that ended, by an answer, by the death of its worker, or by the clock."""
        ready = wait([slot.runs for slot in slots], timeout=_PAUSE_S)
        for slot in list(slots):
            failure: Failure | None
            if slot.runs in ready:
                try:
                    failure = slot.runs.recv()
                except (EOFError, OSError):
                    slots.remove(slot)
                    _end([slot.process])
                    failure = _death(slot.process.exitcode)
            elif slot.run is not None and time.monotonic() > slot.until:
                slots.remove(slot)
                _end([slot.process])
                failure = Failure(None, JOB_TIMEOUT, f"the brief took more than {self.job_seconds:g} seconds and was stopped")
            else:
                continue
            if slot.run is not None:
                run, slot.run = slot.run, None
                yield Outcome(run, failure, time.monotonic() - slot.since)


def _death(exit_code: int | None) -> Failure:
    """A worker that ended without an answer."""
    how = f"signal {-exit_code}" if exit_code is not None and exit_code < 0 else f"exit code {exit_code}"
    return Failure(None, WORKER_DIED, f"the process that ran the notebook ended ({how}): killed from outside, or out of memory")


def _end(processes: list[multiprocessing.process.BaseProcess]) -> None:
    """End worker processes: politely, then not. Their kernels end by themselves within a second or two of it."""
    for process in processes:
        process.terminate()
    until = time.monotonic() + _GRACE_S
    for process in processes:
        process.join(max(0.0, until - time.monotonic()))
        if process.is_alive():
            process.kill()
            process.join()


def kernel_environment(*, home: Path, store: Path, example: Path, code_version: str) -> dict[str, str]:
    """What workers and their kernels find in the environment: the clone, the stores, one thread each, nothing of the user's."""
    return {
        "SSOS_HOME": str(home.resolve()),
        "SSOS_STORE": str(store.resolve()),
        "SSOS_EXAMPLE": str(example.resolve()),
        "SSOS_EXAMPLE_CHECKED": "1",
        "SSOS_CODE_VERSION": code_version,
        "JUPYTER_PREFER_ENV_PATH": "1",  # the kernel of this Python, not one the user keeps under the same name
        "MPLBACKEND": "agg",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONHASHSEED": "0",
    }

"""A pool of forks from a warm server: one process for each run, watched from outside for time, memory and its end."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path

from ssos_analysis.errors import PressError
from ssos_analysis.press.engine import Outcome, Stop
from ssos_analysis.press.records import Failure
from ssos_analysis.press.retries import (
    CELL_TIMEOUT,
    DEAD_KERNEL,
    JOB_TIMEOUT,
    MEMORY_LIMIT,
    OUT_OF_MEMORY,
    WORKER_DIED,
    is_tried_again,
)
from ssos_analysis.press.verdict import template_cell
from ssos_analysis.press.warm.memory import out_of_memory_kills, resident_mb
from ssos_analysis.press.warm.runs import CELL, run_in_fork
from ssos_analysis.press.warm.server import Fork, ForkServer, ServerDied
from ssos_analysis.press.worker import Run

_PAUSE_S = 0.1  # how often clock, memory and a wish to stop are looked at
_GRACE_S = 2.0  # from the interrupt, which leaves a traceback of where the cell was, to the kill
_MOST_STARTS = 3


@dataclass
class _Slot:
    """One fork and the run it is at. `over` is why it was interrupted, once it was."""

    run: Run
    fork: Fork
    since: float
    is_alone: bool
    cell: int = -1
    cell_since: float = 0.0
    peak_mb: float = 0.0
    over: Failure | None = None
    kill_at: float = 0.0

    @property
    def template_cell(self) -> int | None:
        return template_cell(self.cell, self.run.parameters_cell) if self.cell >= 0 else None


class WarmPool:
    """`size` forks at a time with the given environment. `job_seconds` is the most that one run may take, `job_memory_mb` the
    most that its process may hold, with all it started; `imports` and `warm_ups` are what the server holds (see `preload`).
    One that `is_kept` keeps its server from one call of `outcomes` to the next."""

    def __init__(
        self,
        size: int,
        environment: dict[str, str],
        *,
        job_seconds: float,
        job_memory_mb: float,
        imports: Sequence[str] = (),
        warm_ups: Sequence[str] = (),
        log: Path | None = None,
        is_kept: bool = False,
    ) -> None:
        self.size, self.job_seconds, self.job_memory_mb = size, job_seconds, job_memory_mb
        self._environment, self._imports, self._warm_ups, self._log = environment, imports, warm_ups, log
        self._slots: list[_Slot] = []
        self._is_kept = is_kept
        self._held: ForkServer | None = None

    def outcomes(self, runs: Sequence[Run], stop: Stop, tick: Callable[[], None] = lambda: None) -> Iterator[Outcome]:
        """Outcomes as they come. Ends early, with the forks ended, when `stop` is wished or the caller leaves the loop.

        Raises
        ------
        PressError
            The server cannot be started.
        """
        waiting, alone, tries = deque(runs), deque[Run](), Counter[str]()
        server, starts_n = self._server() if runs else None, 1
        self._kills_n = out_of_memory_kills()
        try:
            while server is not None and (waiting or alone or self._slots) and not stop:
                try:
                    ended = self._step(server, waiting, alone)
                    starts_n = 0 if ended else starts_n
                except ServerDied:
                    server.close()
                    self._held = None
                    starts_n += 1
                    if starts_n > _MOST_STARTS:
                        raise PressError(
                            "the process that notebooks are forked from ended again and again, with no brief between",
                            where=self._log.name if self._log else "",
                            mend="build with --engine stock",
                        ) from None
                    died = Failure(None, WORKER_DIED, "the process that notebooks are forked from ended, and this run with it")
                    ended = [self._outcome(slot, died) for slot in list(self._slots)]
                    server = self._server()
                for outcome in ended:
                    tries[outcome.run.key] += 1
                    if not is_tried_again(outcome.failure, tries[outcome.run.key]):
                        yield outcome
                        continue
                    shutil.rmtree(outcome.run.folder, ignore_errors=True)
                    # alone, so that one which takes the server along fails twice by itself, and takes no other with it
                    alone.append(outcome.run)
                tick()
        finally:
            for slot in self._slots:
                slot.fork.end()
            self._slots.clear()
            self._held = server
            if not self._is_kept:
                self.close()

    def close(self) -> None:
        """End the server, if there is one."""
        if self._held is not None:
            self._held.close()
            self._held = None

    def _server(self) -> ForkServer:
        if self._held is not None and self._held.is_alive():
            return self._held
        return ForkServer({**os.environ, **self._environment}, self._imports, self._warm_ups, log=self._log)

    def _step(self, server: ForkServer, waiting: deque[Run], alone: deque[Run]) -> list[Outcome]:
        """Start what there is room for, wait a moment, and tell which runs ended."""
        if not server.is_warm(_PAUSE_S):
            return []
        if alone and not self._slots:
            self._start(server, alone, is_alone=True)
        while waiting and not alone and len(self._slots) < self.size and not any(slot.is_alone for slot in self._slots):
            self._start(server, waiting)
        wait([server.control, *(slot.fork.connection for slot in self._slots)], timeout=_PAUSE_S)
        server.note_ends()
        return [outcome for slot in list(self._slots) if (outcome := self._looked_at(slot)) is not None]

    def _start(self, server: ForkServer, runs: deque[Run], *, is_alone: bool = False) -> None:
        fork = server.fork(run_in_fork, runs[0])  # a server that dies of it leaves the run where it is
        self._slots.append(_Slot(runs.popleft(), fork, time.monotonic(), is_alone))

    def _looked_at(self, slot: _Slot) -> Outcome | None:
        """What became of a run by now: its own word, else its end, else the limits."""
        try:
            while slot.fork.connection.poll():
                kind, told = slot.fork.connection.recv()
                if kind != CELL:
                    return self._outcome(slot, slot.over or told)
                slot.cell, slot.cell_since = told, time.monotonic()
        except (EOFError, OSError):
            time.sleep(0.01)  # it has hung up: its end is told in a moment, or the watch below ends it
        if slot.fork.exit_code is not None:
            return self._outcome(slot, slot.over or self._death(slot))
        self._watch(slot)
        return None

    def _watch(self, slot: _Slot) -> None:
        """Interrupt a run that is over a limit; a moment later, or at once for memory, end it and all it started."""
        now = time.monotonic()
        slot.peak_mb = max(slot.peak_mb, resident_mb(slot.fork.pid))
        if slot.over is not None:
            if now > slot.kill_at:
                slot.fork.signal(signal.SIGKILL, whole_group=True)
        elif slot.peak_mb > self.job_memory_mb:
            told = f"the brief took {slot.peak_mb:,.0f} MB of memory, more than {self.job_memory_mb:,.0f} MB, and was stopped"
            slot.over = Failure(slot.template_cell, MEMORY_LIMIT, told)
            slot.fork.signal(signal.SIGKILL, whole_group=True)
        elif now - slot.since > self.job_seconds:
            told = f"the brief took more than {self.job_seconds:g} seconds and was stopped"
            self._interrupt(slot, Failure(slot.template_cell, JOB_TIMEOUT, told))
        elif slot.cell >= 0 and now - slot.cell_since > slot.run.cell_seconds:
            told = f"the cell ran for more than {slot.run.cell_seconds} seconds and was stopped"
            self._interrupt(slot, Failure(slot.template_cell, CELL_TIMEOUT, told))

    def _interrupt(self, slot: _Slot, why: Failure) -> None:
        slot.over, slot.kill_at = why, time.monotonic() + _GRACE_S
        slot.fork.signal(signal.SIGINT)

    def _death(self, slot: _Slot) -> Failure:
        """A fork that ended without a word."""
        code = slot.fork.exit_code or 0
        kills_n, self._kills_n = self._kills_n, out_of_memory_kills()
        if code == -signal.SIGKILL and self._kills_n > kills_n:
            return Failure(slot.template_cell, OUT_OF_MEMORY, "the system ended the process, because memory ran out")
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return Failure(
            slot.template_cell, DEAD_KERNEL, f"the kernel ended while the cell ran ({how}): killed, or it left by itself"
        )

    def _outcome(self, slot: _Slot, failure: Failure | None) -> Outcome:
        self._slots.remove(slot)
        slot.fork.end()
        return Outcome(slot.run, failure, time.monotonic() - slot.since, slot.peak_mb or None)

"""How far a fetch is, on standard error: the dataset, rows of rows, bytes, elapsed, remaining; and why it waits."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from ssos_analysis.cli.import_progress import SECONDS_BETWEEN_LINES
from ssos_analysis.sources.plain_text import say

if TYPE_CHECKING:
    from ssos_analysis.sources.hub.fetching import FetchProgress


class FetchTeller(Protocol):
    """Who is told how a fetch goes."""

    def step(self, progress: FetchProgress) -> None: ...

    def note(self, words: str) -> None: ...


@contextmanager
def fetch_progress() -> Iterator[FetchTeller]:
    """A bar for each dataset on a terminal; elsewhere (a log) a line at the end of each dataset and every five seconds."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Lines(console)
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=8),
        TextColumn("{task.completed:,.0f} of {task.total:,.0f} rows {task.fields[mb]:.1f} MB"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        yield _Bars(bars, console)


class _Bars:
    """For a terminal."""

    def __init__(self, bars: Progress, console: Console) -> None:
        self._bars, self._console = bars, console
        self._task: TaskID | None = None
        self._at = -1

    def step(self, progress: FetchProgress) -> None:
        if progress.done != self._at or self._task is None:
            if self._task is not None:
                self._bars.remove_task(self._task)
            title = f"{progress.done + 1}/{progress.total} {progress.dataset}"  # the id: a line of a narrow window holds it whole
            self._task = self._bars.add_task(title, total=progress.of_rows, completed=progress.rows, mb=0.0)
            self._at = progress.done
        self._bars.update(self._task, total=progress.of_rows, completed=progress.rows, mb=progress.bytes / 1e6)

    def note(self, words: str) -> None:
        say(self._console, words)


class _Lines:
    """For a log."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._told = 0.0
        self._at, self._begun, self._first = -1, 0.0, 0

    def step(self, progress: FetchProgress) -> None:
        now = time.monotonic()
        if progress.done != self._at:
            self._at, self._begun, self._first = progress.done, now, progress.rows
        if progress.rows < progress.of_rows and now - self._told < SECONDS_BETWEEN_LINES:
            return
        self._told = now
        elapsed, read = now - self._begun, progress.rows - self._first
        remaining = f", {elapsed / read * (progress.of_rows - progress.rows):.0f} s remaining" if read else ""
        say(
            self._console,
            f"{progress.done + 1} of {progress.total} datasets: {progress.title}, {progress.rows:,} of {progress.of_rows:,} "
            f"rows, {progress.bytes / 1e6:.1f} MB, {elapsed:.0f} s elapsed{remaining}",
        )

    def note(self, words: str) -> None:
        say(self._console, words)

"""How far a build is, on standard error: briefs done, elapsed, remaining, failures so far."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from ssos_analysis.press.engine import Outcome
from ssos_analysis.press.plan import Job
from ssos_analysis.sources.plain_text import say

_SECONDS_BETWEEN_LINES = 5.0


def duration(seconds: float) -> str:
    """`1:02:03`, or `2:03` when it is under an hour."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class BuildProgress:
    """Counts of a batch, and how to say them. Failures are said when they come."""

    def __init__(self, total: int, console: Console) -> None:
        self.total, self.console = total, console
        self.done_n = self.failed_n = 0
        self.begun = self.said = time.monotonic()

    def __str__(self) -> str:
        elapsed = time.monotonic() - self.begun
        left = elapsed / self.done_n * (self.total - self.done_n) if self.done_n else None
        remaining = f"about {duration(left)} remaining" if left is not None else "remaining time not known yet"
        return f"{duration(elapsed)} elapsed, {remaining}, {self.failed_n} failed"

    def ended(self, job: Job, outcome: Outcome) -> None:
        self.done_n += 1
        if outcome.failure:
            self.failed_n += 1
            say(self.console, f"failed: {job.name}: {outcome.failure}")

    def tick(self) -> None:
        """A line every few seconds: for a log."""
        if time.monotonic() - self.said >= _SECONDS_BETWEEN_LINES:
            self.say()

    def say(self) -> None:
        """The line."""
        self.said = time.monotonic()
        self.console.print(f"{self.done_n} of {self.total} briefs, {self}", soft_wrap=True, highlight=False, markup=False)


class _BarProgress(BuildProgress):
    """The same as a bar, for a terminal."""

    def __init__(self, total: int, console: Console, bar: Progress) -> None:
        super().__init__(total, console)
        self._bar, self._task = bar, bar.add_task("briefs", total=total, said=str(self))

    def tick(self) -> None:
        self._bar.update(self._task, completed=self.done_n, said=str(self))


@contextmanager
def build_progress(total: int) -> Iterator[BuildProgress]:
    """A bar on a terminal; elsewhere (a log) a line every five seconds and one at the end."""
    console = Console(stderr=True)
    if not console.is_terminal:
        lines = BuildProgress(total, console)
        yield lines
        lines.say()
        return
    columns = (TextColumn("building"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[said]}"))
    with Progress(*columns, console=console, transient=True) as bar:
        yield _BarProgress(total, console, bar)

"""How far a build is, on standard error: briefs done, failed, unchanged and left, the pace, and the time left."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from ssos_analysis.press.costs import Costs
from ssos_analysis.press.plan import Job
from ssos_analysis.sources.plain_text import printable, say

if TYPE_CHECKING:  # importing what runs notebooks takes seconds, and a build that finds nothing to do shows no progress
    from ssos_analysis.press.engine import Outcome

_SECONDS_BETWEEN_LINES = 5.0
_MOST_SLOW = 5


def duration(seconds: float) -> str:
    """`1:02:03`, or `2:03` when it is under an hour."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class BuildProgress:
    """Counts of a batch, and how to say them. Failures are said when they come. Whoever keeps `costs` tells them of each end."""

    def __init__(self, total: int, console: Console, costs: Costs, *, workers: int, unchanged_n: int = 0) -> None:
        self.total, self.console, self.costs = total, console, costs
        self.workers, self.unchanged_n = workers, unchanged_n
        self.ended_n = self.failed_n = 0
        self.begun = self.said = time.monotonic()

    def __str__(self) -> str:
        elapsed, left = time.monotonic() - self.begun, self.costs.seconds_left(self.workers)
        counts = [f"{self.ended_n - self.failed_n} done", f"{self.failed_n} failed"]
        counts += [f"{self.unchanged_n} unchanged"] * bool(self.unchanged_n)
        pace = f", {60 * self.ended_n / elapsed:.0f} a minute" if self.ended_n and elapsed else ""
        remaining = f"about {duration(left)} left" if left is not None else "time left not known yet"
        return f"{', '.join(counts)}, {self.total - self.ended_n} left; {duration(elapsed)} elapsed{pace}, {remaining}"

    def ended(self, job: Job, outcome: Outcome) -> None:
        self.ended_n += 1
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
        self.console.print(f"briefs: {self}", soft_wrap=True, highlight=False, markup=False)


class _BarProgress(BuildProgress):
    """The same as a bar, for a terminal."""

    def __init__(self, total: int, console: Console, costs: Costs, bar: Progress, *, workers: int, unchanged_n: int) -> None:
        super().__init__(total, console, costs, workers=workers, unchanged_n=unchanged_n)
        self._bar, self._task = bar, bar.add_task("briefs", total=total, said=str(self))

    def tick(self) -> None:
        self._bar.update(self._task, completed=self.ended_n, said=str(self))


@contextmanager
def build_progress(total: int, costs: Costs, *, workers: int, unchanged_n: int = 0) -> Iterator[BuildProgress]:
    """A bar on a terminal; elsewhere (a log) a line every five seconds and one at the end."""
    console = Console(stderr=True)
    if not console.is_terminal:
        lines = BuildProgress(total, console, costs, workers=workers, unchanged_n=unchanged_n)
        yield lines
        lines.say()
        return
    columns = (TextColumn("building"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[said]}"))
    with Progress(*columns, console=console, transient=True) as bar:
        yield _BarProgress(total, console, costs, bar, workers=workers, unchanged_n=unchanged_n)


def slowest(costs: Costs) -> Iterator[str]:
    """The slowest notebooks of a batch, a line each."""
    for cost in costs.by_notebook()[:_MOST_SLOW]:
        longest = f", longest {cost.longest_seconds:.1f} s ({cost.longest_district})" if cost.runs_n > 1 else ""
        yield f"  {cost.median_seconds:6.1f} s  {cost.brief}, median of {cost.runs_n}{longest}"


def tell_slowest(costs: Costs) -> None:
    """Say which notebooks took longest."""
    if lines := list(slowest(costs)):
        typer.echo("Slowest notebooks:")
        for line in lines:
            typer.echo(printable(line))

"""How far an import is, on standard error: files done, elapsed, remaining, refused so far."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from ssos_analysis.sources.importing import ImportProgress

SECONDS_BETWEEN_LINES = 5.0


@contextmanager
def import_progress() -> Iterator[Callable[[ImportProgress], None]]:
    """A function to be told after each file: a bar on a terminal; elsewhere (a log) a line every five seconds."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _line_by_line(console)
        return
    columns = (
        TextColumn("reading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("elapsed"),
        TimeElapsedColumn(),
        TextColumn("remaining"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[refused]} refused"),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("reading", total=None, refused=0)
        yield lambda step: bar.update(task, completed=step.done, total=step.total, refused=step.refused)


def _line_by_line(console: Console) -> Callable[[ImportProgress], None]:
    """Lines for a log."""
    begun = told = time.monotonic()
    first = 0.0  # when the first file was done: what went before (making files, waiting for a lock) says nothing of the rest

    def tell(step: ImportProgress) -> None:
        nonlocal told, first
        now = time.monotonic()
        if step.done == 1:
            first = now
        if now - told < SECONDS_BETWEEN_LINES or step.done == 1:
            return
        told = now
        elapsed = now - begun
        remaining = (now - first) / (step.done - 1) * (step.total - step.done)
        words = f"{step.done} of {step.total} files, {elapsed:.0f} s elapsed, {remaining:.0f} s remaining, {step.refused} refused"
        console.print(words, soft_wrap=True, highlight=False)

    return tell

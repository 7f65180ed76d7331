"""Where the seconds of a brief go: a notebook run in this process, cell by cell, by the part of the work that had the processor.

A timer looks at the stack every millisecond of processor time, and gives what passed since its last look to the innermost frame
of this package, by the table `PARTS`. So nothing is wrapped or slowed, and what matplotlib draws counts for the chart that asked.
"""

from __future__ import annotations

import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from types import FrameType

import nbformat
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from nbformat.v4 import new_output

import ssos_analysis
from ssos_analysis.errors import PressError
from ssos_analysis.press import rendering
from ssos_analysis.press.plan import Job

_PACKAGE = str(Path(ssos_analysis.__file__).parent)
_LOOK_S = 0.001
OPEN, ANALYSES, RELEASE, FIGURES, WORDS, CONVERSION, CHECK, OTHER = (
    "open and read", "analyses", "release", "figures", "tables and sentences", "conversion", "page check", "other",
)  # fmt: skip
PARTS = {
    "sources": OPEN, "statewide": OPEN, "reads": OPEN, "brief.py": OPEN, "workspace.py": OPEN, "parameters.py": OPEN,
    "choices.py": OPEN, "schemas": OPEN, "vocabulary": OPEN,
    "measures": ANALYSES, "analyses": ANALYSES, "estimation": ANALYSES, "accountability": ANALYSES,
    "disclosure": RELEASE, "presentation": WORDS,
    "press/page_check.py": CHECK, "press": CONVERSION,
}  # fmt: skip
"""Part by the file or folder of the package that a frame is in; of presentation, what draws are FIGURES."""
_DRAWING = ("theme.py", "_chart.py", "_charts.py")


@dataclass
class Profile:
    """Seconds of processor of one brief: `parts` by part, `cells` by number of the notebook's cell (its page under 0)."""

    brief: str
    parts: dict[str, float] = field(default_factory=dict)
    cells: dict[int, float] = field(default_factory=dict)
    firsts: dict[int, str] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """All of it."""
        return sum(self.parts.values())


class _Clock:
    """Gives passing time to parts."""

    def __init__(self) -> None:
        self.parts: defaultdict[str, float] = defaultdict(float)
        self._last = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        before = signal.signal(signal.SIGPROF, self._look)
        self._last = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, _LOOK_S, _LOOK_S)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)
            self._give(OTHER)

    def _look(self, _number: int, frame: FrameType | None) -> None:
        self._give(part_of(frame))

    def _give(self, part: str) -> None:
        now = time.process_time()
        self.parts[part] += now - self._last
        self._last = now


def part_of(frame: FrameType | None) -> str:
    """The part of the innermost frame of this package that is not this module."""
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(_PACKAGE) and name != __file__:
            return _part_of_file(name[len(_PACKAGE) + 1 :])
        frame = frame.f_back
    return OTHER


def _part_of_file(name: str) -> str:
    if name.startswith("presentation/") and name.endswith(_DRAWING):
        return FIGURES
    return next((part for start, part in PARTS.items() if name.startswith(start)), OTHER)


def profile(job: Job, *, invented: bool, rounds: int = 3) -> Profile:
    """Run a notebook in this process, once to import and load what stays, then `rounds` times; medians of these.

    Raises
    ------
    PressError
        A cell failed, or there is no page of it.
    """
    runs = [_once(job, invented) for _ in range(rounds + 1)][1:]
    told = Profile(job.template.brief, firsts=runs[0].firsts)
    told.parts = {
        name: median(run.parts.get(name, 0.0) for run in runs) for name in dict.fromkeys([*PARTS.values(), FIGURES, OTHER])
    }
    told.cells = {number: median(run.cells[number] for run in runs) for number in runs[0].cells}
    return told


def _once(job: Job, invented: bool) -> Profile:
    notebook = nbformat.read(job.template.path, as_version=4)
    main = sys.modules["__main__"]  # the shell puts its own there; multiprocessing looks for the true one
    shell, clock, told = InteractiveShell.instance(), _Clock(), Profile(job.template.brief)
    shell.reset(new_session=False)
    try:
        for number, cell in enumerate(notebook.cells, start=1):
            if cell.cell_type == "code":
                began = time.process_time()
                with clock.running(), capture_output() as caught:
                    result = shell.run_cell(cell.source)
                    if "parameters" in cell.metadata.get("tags", []):
                        shell.push(job.parameters)
                if (error := result.error_in_exec or result.error_before_exec) is not None:
                    raise PressError(f"cell {number} failed: {type(error).__name__}: {error}", where=job.name)
                told.cells[number] = time.process_time() - began
                told.firsts[number] = cell.source.strip().splitlines()[0] if cell.source.strip() else ""
                cell.outputs = [new_output("display_data", data=one.data, metadata=one.metadata) for one in caught.outputs]
        began = time.process_time()
        with clock.running():
            link = rendering.BriefLink(job.template.brief, job.template.spec.title, f"{job.template.brief}.html")
            page = rendering.Page(
                job.template.spec.title, job.district.name, job.district.code, invented, (link,), job.template.brief
            )
            rendering.render_page(notebook, page)
        told.cells[0] = time.process_time() - began
        told.firsts[0] = "(the page: conversion and page check)"
    finally:
        InteractiveShell.clear_instance()
        sys.modules["__main__"] = main
    told.parts = dict(clock.parts)
    return told


def profile_lines(profiles: Sequence[Profile]) -> Iterator[str]:
    """A table of parts by notebook in milliseconds, then the cells of each, the slowest first."""
    parts = (OPEN, ANALYSES, RELEASE, FIGURES, WORDS, CONVERSION, CHECK, OTHER)
    width = max(len(one.brief) for one in profiles)
    yield f"{'milliseconds':{width}}  {'all':>6}  " + "  ".join(f"{part:>{max(6, len(part))}}" for part in parts)
    for one in profiles:
        values = (f"{1000 * one.parts.get(part, 0.0):{max(6, len(part))}.0f}" for part in parts)
        yield f"{one.brief:{width}}  {1000 * one.seconds:6.0f}  " + "  ".join(values)
    for one in profiles:
        yield f"\n{one.brief}"
        for number, seconds in sorted(one.cells.items(), key=lambda pair: -pair[1]):
            yield f"  {1000 * seconds:6.0f}  {f'cell {number}' if number else 'page':8}  {one.firsts[number][:90]}"

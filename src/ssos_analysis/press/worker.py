"""What one run is, and how it is performed: papermill runs the notebook, the verdict is given, and the page is made.

The same in every engine. A worker process of the stock engine performs runs one after another, a fork of the warm one one.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbformat import NotebookNode

from ssos_analysis.errors import SsosError
from ssos_analysis.press.records import Failure
from ssos_analysis.press.verdict import judge, template_cell

if TYPE_CHECKING:
    from ssos_analysis.press.rendering import Page

FINISHED = ".finished"


@dataclass(frozen=True)
class Run:
    """One notebook to run. `folder` is for this run alone: the kernel works in it, and what the run leaves goes there.

    `page` is what the page will say of its district if every brief of it succeeds; without one, no page is made.
    """

    key: str
    notebook: Path
    folder: Path
    parameters: dict[str, Any]
    invented: bool
    parameters_cell: int
    cell_seconds: int
    page: Page | None = None

    @property
    def executed(self) -> Path:
        return self.folder / "executed.ipynb"

    @property
    def finished(self) -> Path:
        return self.executed.with_suffix(FINISHED)

    @property
    def log(self) -> Path:
        return self.folder / "run.log"


def serve_runs(runs: Connection[Any, Any], environment: dict[str, str]) -> None:
    """Answer each run that arrives with its Failure, or None for a finished brief; end when no more can come."""
    os.environ.update(environment)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    while True:
        try:
            run: Run = runs.recv()
        except EOFError:
            return
        runs.send(perform(run))


def _end_with_parent() -> None:
    """A killed build leaves no worker; the kernel sees that its own parent is gone, and ends too."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def perform(run: Run) -> Failure | None:
    """A run of the stock engine: as `performed`, with what is printed meanwhile in the log of the run."""
    try:
        run.folder.mkdir(parents=True, exist_ok=True)
        with _output_to(run.log):
            return performed(run)
    except OSError as error:
        return Failure.told(None, type(error).__name__, error.strerror or error)


def performed(run: Run, engine: str | None = None, on_cell: Callable[[int], None] = lambda _: None) -> Failure | None:
    """Run one notebook, judge what came of it, and make its page. Whatever happens is an answer, so that no other job suffers.

    Parameters
    ----------
    engine : papermill's name of the engine; None is its own. Any other leaves the limit of a cell to whoever watches the process.
    on_cell : told the index of each cell as it begins, and -1 when the last has ended.
    """
    at = -1

    def note(cell_index: int, **_: object) -> None:
        nonlocal at
        at = cell_index
        on_cell(at)

    def failed(error: str, message: object, index: int) -> Failure:
        return Failure.told(template_cell(index, run.parameters_cell) if index >= 0 else None, error, message)

    try:
        executed = _executed(run, engine, note)
        on_cell(-1)
        failure = judge(
            executed, district_code=run.parameters["district_code"], invented=run.invented, parameters_cell=run.parameters_cell
        )
        return failure or _refused(run)
    except _Ended as end:
        return failed(end.error, end.message, at if end.cell is None else end.cell)
    except Exception as error:  # noqa: BLE001 -- any fault of one run is that run's result; it must not end the batch
        return failed(type(error).__name__, getattr(error, "strerror", None) or error, at)


class _Ended(Exception):
    """papermill gave up, for a reason that has words of ours."""

    def __init__(self, error: str, message: object, cell: int | None = None) -> None:
        super().__init__(message)
        self.error, self.message, self.cell = error, message, cell


def _executed(run: Run, engine: str | None, note: Callable[..., None]) -> NotebookNode:
    """The executed notebook."""
    # papermill costs more than a second to import, which is the worker's to spend
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill import execute_notebook
    from papermill.exceptions import PapermillExecutionError

    kernel_folder = run.folder / "cwd"
    kernel_folder.mkdir(exist_ok=True)
    try:
        return execute_notebook(
            _literal(run.notebook),
            _literal(run.executed),
            parameters=run.parameters,
            engine_name=engine,
            kernel_name="python3",
            language="python",
            progress_bar=False,
            log_output=False,
            request_save_on_cell_execute=False,
            cwd=str(kernel_folder),
            execution_timeout=run.cell_seconds if engine is None else None,
            shutdown_kernel="immediate",
            on_cell_start=note,
        )
    except PapermillExecutionError as error:
        raise _Ended(error.ename, error.evalue, error.cell_index) from None
    except CellTimeoutError:
        raise _Ended("CellTimeout", f"the cell ran for more than {run.cell_seconds} seconds and was stopped") from None
    except DeadKernelError:
        raise _Ended("DeadKernel", "the kernel ended while the cell ran: killed from outside, or out of memory") from None


def _refused(run: Run) -> Failure | None:
    """Make the page; why there is none, or None. A full disk is no fault of the page, and publishing tries again."""
    if run.page is None:
        return None
    from ssos_analysis.press.finished import finish

    try:
        finish(run.executed, run.page, run.finished)
    except SsosError as error:
        return Failure.told(None, "PageRefused", error.what)
    except OSError:
        return None
    return None


def _literal(path: Path) -> str:
    """A path as papermill takes it literally: it would fill in braces from the parameters."""
    return str(path).replace("{", "{{").replace("}", "}}")


@contextmanager
def _output_to(path: Path) -> Iterator[None]:
    """Send what this process and its kernel print to a file of the run, out of the reader's sight."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = [os.dup(1), os.dup(2)]
    try:
        with path.open("ab") as log:
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for number, copy in enumerate(kept, start=1):
            os.dup2(copy, number)
            os.close(copy)

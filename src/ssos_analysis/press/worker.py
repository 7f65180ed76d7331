"""What one worker process does: run notebooks with stock papermill, one after another, and say how each ended."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from ssos_analysis.press.records import Failure
from ssos_analysis.press.verdict import judge, template_cell


@dataclass(frozen=True)
class Run:
    """One notebook to run. `folder` is for this run alone: the kernel works in it, and `executed` and `log` go there."""

    key: str
    notebook: Path
    folder: Path
    parameters: dict[str, Any]
    invented: bool
    parameters_cell: int
    cell_seconds: int

    @property
    def executed(self) -> Path:
        return self.folder / "executed.ipynb"

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
    """Run one notebook and judge what came of it. Whatever happens is an answer, so that no other job suffers."""
    # papermill costs more than a second to import, which is the worker's to spend
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill import execute_notebook
    from papermill.exceptions import PapermillExecutionError

    at = -1

    def note(cell_index: int, **_: object) -> None:
        nonlocal at
        at = cell_index

    def failed(error: str, message: object, index: int) -> Failure:
        return Failure.told(template_cell(index, run.parameters_cell) if index >= 0 else None, error, message)

    try:
        run.folder.mkdir(parents=True, exist_ok=True)
        kernel_folder = run.folder / "cwd"
        kernel_folder.mkdir()
        with _output_to(run.log):
            executed = execute_notebook(
                _literal(run.notebook),
                _literal(run.executed),
                parameters=run.parameters,
                kernel_name="python3",
                language="python",
                progress_bar=False,
                log_output=False,
                request_save_on_cell_execute=False,
                cwd=str(kernel_folder),
                execution_timeout=run.cell_seconds,
                shutdown_kernel="immediate",
                on_cell_start=note,
            )
    except PapermillExecutionError as error:
        return failed(error.ename, error.evalue, error.cell_index)
    except CellTimeoutError:
        return failed("CellTimeout", f"the cell ran for more than {run.cell_seconds} seconds and was stopped", at)
    except DeadKernelError:
        return failed("DeadKernel", "the kernel ended while the cell ran: killed from outside, or out of memory", at)
    except Exception as error:  # noqa: BLE001 -- any fault of one run is that run's result; it must not end the batch
        return failed(type(error).__name__, getattr(error, "strerror", None) or error, at)
    return judge(
        executed,
        district_code=run.parameters["district_code"],
        invented=run.invented,
        parameters_cell=run.parameters_cell,
    )


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

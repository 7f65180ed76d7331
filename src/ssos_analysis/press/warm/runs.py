"""One run in a fork: the kernel in the main thread, papermill, the verdict and the page beside it, and word of each cell."""

from __future__ import annotations

import os
import sys
import traceback
from multiprocessing.connection import Connection
from typing import Any

from ssos_analysis.press.records import Failure
from ssos_analysis.press.warm.client import kernel_beside
from ssos_analysis.press.warm.server import flush
from ssos_analysis.press.worker import Run, performed

ENGINE = "ssos_warm"
CELL, ENDED = "cell", "ended"  # messages to the pool: ("cell", index from 0, -1 when the last has ended), ("ended", failure)


def run_in_fork(app: Any, pool: Connection[Any, Any], run: Run) -> None:
    """Perform the run and say how it ended.

    It returns only if it cannot begin: the process ends with the run, whatever its main thread is at.
    """
    try:
        run.folder.mkdir(parents=True, exist_ok=True)
        with run.log.open("ab") as log:
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
    except OSError as error:
        pool.send((ENDED, Failure.told(None, type(error).__name__, error.strerror or error)))
        return

    def work(kernel: Connection[Any, Any]) -> None:
        code = 1
        try:
            kernel_beside(kernel, app.session.key)
            failure = performed(run, ENGINE, lambda index: pool.send((CELL, index)))
            pool.send((ENDED, failure))
            code = 0
        except BaseException:  # noqa: BLE001 -- the pool sees the end of the process, and the log says why
            traceback.print_exc(file=sys.__stderr__)
        finally:
            flush()
            os._exit(code)

    app.run_beside(work)

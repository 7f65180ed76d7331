"""Which failures are tried once more, and what may run beside the second try."""

from __future__ import annotations

from ssos_analysis.press.records import Failure

DEAD_KERNEL, WORKER_DIED = "DeadKernel", "WorkerDied"
CELL_TIMEOUT, JOB_TIMEOUT, MEMORY_LIMIT, OUT_OF_MEMORY = "CellTimeout", "JobTimeout", "MemoryLimit", "OutOfMemory"

# A process that ended without a word may have been ended by something that has passed: another program that took the memory, a
# person, a machine that was taken away. An error in a cell, a cell that hangs and one that takes too much memory come back.
_TRIED_AGAIN = frozenset({DEAD_KERNEL, WORKER_DIED})


def is_tried_again(failure: Failure | None, tries_n: int) -> bool:
    """Whether a run that ended so, after so many tries, is run once more."""
    return failure is not None and failure.error in _TRIED_AGAIN and tries_n < 2

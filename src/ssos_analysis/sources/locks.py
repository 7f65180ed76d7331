"""One writer at a time in a folder. The operating system holds the lock, so a killed process leaves none behind."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ssos_analysis.errors import StoreError

LOCK_NAME = ".lock"
_PAUSE_SECONDS = 0.1


def _try_lock(handle: int) -> bool:
    """Take the lock now, or say that another process has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def folder_lock(folder: Path, *, wait_seconds: float, doing: str) -> Iterator[None]:
    """Hold the lock of `folder` while the block runs.

    Parameters
    ----------
    folder : must exist; a file named `.lock` is kept in it.
    wait_seconds : how long to wait for another holder; 0 does not wait.
    doing : what the holders do, for the message ("an import").

    Raises
    ------
    StoreError
        Another process still holds the lock after `wait_seconds`, or the folder cannot be written.
    """
    try:
        handle = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreError(
            f"the folder cannot be written: {error.strerror}", where=folder.name, mend="correct its permissions"
        ) from None
    try:
        until = time.monotonic() + wait_seconds
        while not _try_lock(handle):
            if time.monotonic() >= until:
                raise StoreError(
                    f"another process is at {doing} in this folder, and was not done after {wait_seconds:g} seconds",
                    where=folder.name,
                    mend="wait until it has finished, then run the command again",
                )
            time.sleep(_PAUSE_SECONDS)
        yield
    finally:
        os.close(handle)  # closing gives the lock back

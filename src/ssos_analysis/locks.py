"""One process at a time, by a lock on a file. The system lets go of it when its holder ends, however it ends."""

from __future__ import annotations

import datetime as dt
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from ssos_analysis.errors import SsosError


@contextmanager
def locked(
    path: Path, *, kind: type[SsosError], doing: str, wait_seconds: float = 120.0, is_named: bool = False
) -> Iterator[None]:
    """Hold the lock while the block runs.

    Parameters
    ----------
    path : the lock's file; its folder is made where it is absent.
    kind : family of the error, where the lock cannot be had.
    doing : what the holders do, for the message ("an import").
    wait_seconds : how long to wait for another holder; 0 does not wait.
    is_named : whether others are told who holds it: process, machine, since when.

    Raises
    ------
    SsosError
        Of `kind`: another process still holds the lock after `wait_seconds`, or the folder cannot be written.
    """
    lock, holder = FileLock(path, timeout=wait_seconds, is_singleton=False), path.with_name(f"{path.name}.held-by")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(poll_interval=0.05)
        if is_named:
            since = dt.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M:%S")
            holder.write_text(f"process {os.getpid()} on {socket.gethostname()}, since {since}", encoding="utf-8")
    except Timeout:
        named = holder.read_text("utf-8") if is_named and holder.is_file() else ""
        raise kind(
            f"another process is at {doing} in this folder"
            + (f": {named}" if named else f", and was not done after {wait_seconds:g} seconds"),
            where=path.parent.name,
            mend="wait until it has finished, then run the command again",
        ) from None
    except OSError as error:
        what = f"the folder cannot be written: {error.strerror}"
        raise kind(what, where=path.parent.name, mend="correct its permissions") from None
    try:
        yield
    finally:
        if is_named:
            holder.unlink(missing_ok=True)
        lock.release()

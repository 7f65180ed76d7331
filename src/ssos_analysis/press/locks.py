"""A lock on a file, held by one process at a time and let go by the system when that process ends, however it ends."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ssos_analysis.errors import PressError

if sys.platform == "win32":
    import msvcrt

    def _take(handle: IO[bytes]) -> None:
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(handle: IO[bytes]) -> None:
        fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(path: Path, *, patience_s: float = 120.0) -> Iterator[None]:
    """Hold the lock; wait for whoever holds it, up to `patience_s` seconds (0: do not wait).

    Raises
    ------
    PressError
        It is still held by another build after that time.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + patience_s
    with path.open("ab") as handle:
        while True:
            try:
                _take(handle)
                break
            except OSError:
                if time.monotonic() >= until:
                    raise PressError(
                        "another build holds this folder",
                        where=f"{path.parent.name}/{path.name}",
                        mend="wait until it has ended, then run `ssos briefs retry`",
                    ) from None
                time.sleep(0.05)
        yield

"""One function over many files on two or more processors, by forked copies of this process.

Reading an export is work for one processor, and files do not depend on each other. A forked copy starts at once and has every
library loaded; a fresh process would spend longer on its imports than a copy on its share of a hundred files.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import Generic, TypeVar

Result = TypeVar("Result")

LEAST_BYTES = 1_500_000  # of files; below this one process is as quick (measured)
MOST_PROCESSES = 4
_PAUSE_SECONDS = 0.05


def processes_for(sizes: Sequence[int]) -> int:
    """How many processes to use for files of these sizes. One, where processes cannot be forked safely."""
    if sys.platform != "linux" or sum(sizes) < LEAST_BYTES:
        return 1
    return max(1, min(MOST_PROCESSES, len(os.sched_getaffinity(0)), len(sizes)))


def over_files(call: Callable[[Path], Result], paths: Sequence[Path], done: Callable[[Path, Result], None]) -> None:
    """Call a function for every file, and hand each result to `done` in this process; in the order of `paths` only where one
    process does it all.

    Whatever a copy does not answer for (it was killed, or its answer cannot be sent) is done here, so no file is lost.
    The function must not raise.
    """
    sizes = {path: path.stat().st_size if path.exists() else 0 for path in paths}
    mine, *others = _shares(paths, sizes)
    copies = [_Copy(call, share) for share in others]
    for copy in copies:  # threads begin after the last fork
        copy.listen()
    for path in mine:
        done(path, call(path))
        for copy in copies:
            copy.hand_over(done)
    for copy in copies:
        copy.finish(done)
        for path in copy.unanswered:
            done(path, call(path))


def _shares(paths: Sequence[Path], sizes: Mapping[Path, int]) -> list[list[Path]]:
    """The files in shares of about the same number of bytes, one for each process."""
    shares: list[list[Path]] = [[] for _ in range(processes_for(list(sizes.values())))]
    if len(shares) == 1:
        return [list(paths)]
    taken = [0] * len(shares)
    for path in sorted(paths, key=lambda one: (-sizes[one], str(one))):
        least = taken.index(min(taken))
        shares[least].append(path)
        taken[least] += sizes[path]
    return shares


class _Copy(Generic[Result]):
    """A forked copy of this process at its share of the files."""

    def __init__(self, call: Callable[[Path], Result], share: Sequence[Path]) -> None:
        self.unanswered = dict.fromkeys(share)  # a set would not keep the order
        self._arrived: deque[bytes] = deque()
        context = multiprocessing.get_context("fork")
        self._answers, sending = context.Pipe(duplex=False)
        self._process = context.Process(target=_work, args=(call, share, sending, self._answers), daemon=True)
        self._process.start()
        sending.close()
        self._listener = Thread(target=self._listen, daemon=True)

    def listen(self) -> None:
        """Begin to take answers while this process is at its own share: a full pipe would hold the copy up."""
        self._listener.start()

    def _listen(self) -> None:
        """Take what the copy sends until it closes its end, by finishing or by dying."""
        with suppress(EOFError, OSError):
            while True:
                self._arrived.append(self._answers.recv_bytes())

    def hand_over(self, done: Callable[[Path, Result], None]) -> None:
        """Pass on the answers that have arrived."""
        while self._arrived:
            path, result = pickle.loads(self._arrived.popleft())
            del self.unanswered[path]
            done(path, result)

    def finish(self, done: Callable[[Path, Result], None]) -> None:
        """Pass on the rest, until the copy has ended."""
        while self._listener.is_alive():
            self._listener.join(timeout=_PAUSE_SECONDS)
            self.hand_over(done)
        self._process.join()
        self.hand_over(done)


def _work(call: Callable[[Path], Result], share: Sequence[Path], sending: Connection, listening: Connection) -> None:
    """In the copy: answer for each file. When the first process is gone the pipe breaks, and the copy ends."""
    listening.close()
    for path in share:
        try:
            answer = pickle.dumps((path, call(path)), protocol=pickle.HIGHEST_PROTOCOL)
        except (pickle.PicklingError, TypeError, AttributeError):
            continue  # the first process does this file itself
        try:
            sending.send_bytes(answer)
        except OSError:
            os._exit(1)

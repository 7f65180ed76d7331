"""One function over many files, or other pieces of work, on two or more processors, by forked copies of this process.

Reading an export is work for one processor, and files do not depend on each other. A forked copy starts at once and has every
library loaded; a fresh process would spend longer on its imports than a copy on its share of a hundred files.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import sys
import time
from collections import deque
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import Generic, TypeVar

Item = TypeVar("Item", bound=Hashable)
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
    """`over_items` for files: what they weigh is their bytes."""
    over_items(call, {path: path.stat().st_size if path.exists() else 0 for path in paths}, done)


def over_items(call: Callable[[Item], Result], sizes: Mapping[Item, int], done: Callable[[Item, Result], None]) -> None:
    """Call a function for every item, and hand each result to `done` in this process; in the order of `sizes` only where one
    process does it all.

    Where copies do the work this process only waits: what a library keeps after its work (memory, threads) ends with them.
    Whatever a copy does not answer for (it was killed, or its answer cannot be sent) is done here, so no item is lost.
    The function must not raise.
    """
    shares = _shares(sizes)
    copies = [_Copy(call, share) for share in shares] if len(shares) > 1 else []
    if not copies:
        for item in sizes:
            done(item, call(item))
    for copy in copies:  # threads begin after the last fork
        copy.listen()
    while any(copy.is_working for copy in copies):
        time.sleep(_PAUSE_SECONDS)
        for copy in copies:
            copy.hand_over(done)
    for copy in copies:
        copy.finish(done)
        for item in copy.unanswered:
            done(item, call(item))


def _shares(sizes: Mapping[Item, int]) -> list[list[Item]]:
    """The items in shares of about the same size, one for each process."""
    shares: list[list[Item]] = [[] for _ in range(processes_for(list(sizes.values())))]
    taken = [0] * len(shares)
    for item in sorted(sizes, key=lambda one: (-sizes[one], str(one))):
        least = taken.index(min(taken))
        shares[least].append(item)
        taken[least] += sizes[item]
    return shares


class _Copy(Generic[Item, Result]):
    """A forked copy of this process at its share of the items."""

    def __init__(self, call: Callable[[Item], Result], share: Sequence[Item]) -> None:
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

    @property
    def is_working(self) -> bool:
        """Whether more answers can come."""
        return self._listener.is_alive()

    def hand_over(self, done: Callable[[Item, Result], None]) -> None:
        """Pass on the answers that have arrived."""
        while self._arrived:
            item, result = pickle.loads(self._arrived.popleft())
            del self.unanswered[item]
            done(item, result)

    def finish(self, done: Callable[[Item, Result], None]) -> None:
        """Pass on the rest, when the copy has ended."""
        self._listener.join()
        self._process.join()
        self.hand_over(done)


def _work(call: Callable[[Item], Result], share: Sequence[Item], sending: Connection, listening: Connection) -> None:
    """In the copy: answer for each item. When the first process is gone the pipe breaks, and the copy ends."""
    listening.close()
    for item in share:
        try:
            answer = pickle.dumps((item, call(item)), protocol=pickle.HIGHEST_PROTOCOL)
        except (pickle.PicklingError, TypeError, AttributeError):
            continue  # the first process does this one itself
        try:
            sending.send_bytes(answer)
        except OSError:
            os._exit(1)

"""A process that imports everything once, and forks a process for each notebook; and the handle others hold of it.

The standard library's forkserver is for a whole program: one environment, its main module imported anew in each fork, faults of
the preload passed over. This one belongs to whoever starts it, has the environment it is given, tells the end of every fork, and
takes all of them along when its owner ends.
"""

from __future__ import annotations

import ctypes
import gc
import os
import secrets
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import recv_handle, send_handle
from pathlib import Path
from typing import Any

Ended = tuple[int, int]  # process id, exit code (minus the signal's number when a signal ended it)
_ONE_THREAD = {"JE_ARROW_MALLOC_CONF": "background_thread:false"}  # pyarrow begins a thread when it is imported
_START_SECONDS, _END_SECONDS = 120.0, 5.0
_DIE_WITH_PARENT = 1  # Linux: PR_SET_PDEATHSIG


class ServerDied(Exception):
    """The server ended, and its forks with it."""


@dataclass
class Fork:
    """A process of the server's: the near end of its pipe, and its end once it came."""

    pid: int
    connection: Connection[Any, Any]
    exit_code: int | None = None

    def signal(self, number: int, *, whole_group: bool = False) -> None:
        """Signal the process, or it and all it has started; nothing once its end was told, when its number may be another's."""
        if self.exit_code is not None:
            return
        with suppress(ProcessLookupError, PermissionError):
            (os.killpg if whole_group else os.kill)(self.pid, number)

    def end(self) -> None:
        """End it and all it started, at once."""
        self.signal(signal.SIGKILL, whole_group=True)
        self.connection.close()


class ForkServer:
    """A warm process. Not for use by two threads at once."""

    def __init__(
        self, environment: dict[str, str], imports: Sequence[str] = (), warm_ups: Sequence[str] = (), *, log: Path | None = None
    ) -> None:
        """Start it; `log` takes what it prints. Returns at once: the first `fork` waits until it is warm."""
        self._control, theirs = Pipe()
        self.key = secrets.token_hex(16).encode()
        self.forks: dict[int, Fork] = {}
        self.faults: list[str] = []
        self.threads_n: int | None = None
        told = {"key": self.key.decode(), "imports": list(imports), "warm_ups": list(warm_ups)}
        with ExitStack() as files:
            out = files.enter_context(log.open("ab")) if log else subprocess.DEVNULL
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(theirs.fileno())],
                env=_ONE_THREAD | environment,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,  # Ctrl-C at the terminal is its owner's to answer
            )
        theirs.close()
        self._control.send(told)

    @staticmethod
    def is_possible() -> bool:
        """Whether forking is safe here. macOS has `fork`, but its libraries do not survive one."""
        return hasattr(os, "fork") and sys.platform not in ("darwin", "win32", "cygwin")

    @property
    def pid(self) -> int:
        return self._process.pid

    def is_alive(self) -> bool:
        return self._process.poll() is None

    @property
    def control(self) -> Connection[Any, Any]:
        """For `multiprocessing.connection.wait`: ready when a fork ended, or the server did."""
        return self._control

    def fork(self, target: Callable[..., None], *arguments: Any) -> Fork:
        """Fork a process that calls `target(app, connection, *arguments)`, with the far end of the fork's connection.

        Raises
        ------
        ServerDied
        """
        if not self.is_warm(_START_SECONDS):
            raise ServerDied
        near, far = Pipe()
        try:
            self._control.send((target, arguments))
            send_handle(self._control, far.fileno(), self.pid)
            while not isinstance(answer := self._control.recv(), int):
                self._note(answer)
        except (OSError, EOFError):
            near.close()
            raise ServerDied from None
        finally:
            far.close()
        fork = self.forks[answer] = Fork(answer, near)
        return fork

    def is_warm(self, timeout: float) -> bool:
        """Whether it can fork by now; waits so many seconds for it.

        Raises
        ------
        ServerDied
        """
        if self.threads_n is None:
            try:
                if not self._control.poll(timeout):
                    return False
                self.threads_n, self.faults = self._control.recv()
            except (OSError, EOFError):
                raise ServerDied from None
        return True

    def note_ends(self) -> None:
        """Take note of forks that ended since the last call: their `exit_code` is set.

        Raises
        ------
        ServerDied
        """
        try:
            while self.threads_n is not None and self._control.poll():
                self._note(self._control.recv())
        except (OSError, EOFError):
            raise ServerDied from None
        if not self.is_alive():
            raise ServerDied

    def _note(self, ended: Ended) -> None:
        pid, exit_code = ended
        if (fork := self.forks.pop(pid, None)) is not None:
            fork.exit_code = exit_code

    def close(self) -> None:
        """End the server and everything forked from it."""
        self._control.close()
        for fork in list(self.forks.values()):
            fork.end()
        self.forks.clear()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def serve(control: Connection[Any, Any]) -> None:
    """Warm up, then fork as asked, until the owner's end of `control` is gone."""
    from ssos_analysis.press.warm.kernel import ARGUMENTS, WarmKernelApp
    from ssos_analysis.press.warm.preload import preload

    told = control.recv()
    app = WarmKernelApp.instance()
    app.initialize(ARGUMENTS)
    app.session.key = told["key"].encode()
    faults = preload(told["imports"], told["warm_ups"], app.shell.builtin_trap)
    woken, wake = os.pipe()
    for end in (woken, wake):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    gc.collect()
    gc.freeze()  # the collector would write into every page that the forks share
    control.send((_threads_n(), faults))
    forks: set[int] = set()
    while True:
        ready = wait([control, woken])
        if woken in ready:
            with suppress(BlockingIOError):
                os.read(woken, 4096)
        try:
            for ended in _reaped(forks):
                control.send(ended)
            if control in ready:
                target, arguments = control.recv()
                handle = recv_handle(control)
                server, pid = os.getpid(), os.fork()
                if pid == 0:
                    os.close(woken)
                    os.close(wake)
                    control.close()
                    _be_forked(app, target, arguments, handle, server)
                os.close(handle)
                forks.add(pid)
                control.send(pid)
        except (EOFError, OSError):
            break
    for pid in forks:
        _kill_group(pid)


def _reaped(forks: set[int]) -> list[Ended]:
    """Forks that ended. What they started ends with them, as a kernel's children end with it."""
    ended = []
    for pid in list(forks):
        if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            _kill_group(pid)  # before it is reaped, since its number may then be given to another
            ended.append((pid, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])))
            forks.discard(pid)
    return ended


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _be_forked(app: Any, target: Callable[..., None], arguments: tuple[Any, ...], handle: int, server: int) -> None:
    """What a fork does, and all it does: it never returns into the server's loop."""
    code = 1
    try:
        os.setsid()
        _die_with(server)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        target(app, Connection(handle), *arguments)
        code = 0
    except BaseException:  # noqa: BLE001 -- it ends here whatever happens, and its log says why
        traceback.print_exc(file=sys.__stderr__)
    finally:
        flush()
        os._exit(code)  # no exit handlers: they are the server's, and some libraries hang in them


def _die_with(server: int) -> None:
    """Let the system end this process when the server ends, however that ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_DIE_WITH_PARENT, int(signal.SIGKILL))
        if os.getppid() != server:
            os._exit(1)


def flush() -> None:
    """Write out what Python's own streams hold, before a process ends without its exit handlers."""
    for stream in (sys.__stdout__, sys.__stderr__):
        with suppress(Exception):
            if stream is not None:
                stream.flush()


def _threads_n() -> int:
    """Threads of this process, those of libraries included: a fork keeps only one of them."""
    try:
        return len(list(Path("/proc/self/task").iterdir()))
    except OSError:
        return threading.active_count()


if __name__ == "__main__":
    # as the kernel's own launcher does, so that a file in the working folder hides no library
    if sys.path[0] in ("", str(Path.cwd())):
        del sys.path[0]
    from ssos_analysis.press.warm import server

    server.serve(Connection(int(sys.argv[1])))

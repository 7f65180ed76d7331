"""jupyter_client's own client at the other end of a pipe from a warm kernel, and which kernel that is.

In a process of the press's own, which is a fork, the kernel is in the main thread and papermill runs beside it. Elsewhere the
kernel is forked from a server that this process keeps.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import signal
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client import AsyncKernelClient
from jupyter_client.session import Session
from nbclient.exceptions import DeadKernelError
from traitlets import Any as AnyTrait

from ssos_analysis.errors import PressError
from ssos_analysis.press.warm.preload import imports_of
from ssos_analysis.press.warm.server import ForkServer
from ssos_analysis.press.warm.wire import IOPUB, SHELL, Outlet, Wire


class _Channel:
    """What jupyter_client calls a channel: messages out, messages in."""

    def __init__(self, client: WireClient, name: str) -> None:
        self._client, self._outlet, self._name = client, Outlet(client.wire, name), name

    def send(self, message: dict[str, Any]) -> None:
        self._client.session.send(self._outlet, message)

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        return await self._client.next_message(self._name, timeout)

    def is_alive(self) -> bool:
        return self._client.is_open


class WireClient(AsyncKernelClient):  # type: ignore[misc]
    """jupyter_client's client over a wire: requests are composed and answers read as over sockets."""

    wire = AnyTrait()

    def __init__(self, wire: Wire, key: bytes) -> None:
        super().__init__(wire=wire, session=Session(key=key))
        self.is_open = True
        self._shell_channel, self._iopub_channel = _Channel(self, SHELL), _Channel(self, IOPUB)
        self._waiting: dict[str, asyncio.Queue[list[bytes] | None]] = defaultdict(asyncio.Queue)
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def shell_channel(self) -> Any:
        return self._shell_channel

    @property
    def iopub_channel(self) -> Any:
        return self._iopub_channel

    def start_channels(self, *_: object, **__: object) -> None:
        """A wire is open from the beginning."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """A request that comes before the kernel is ready waits in the pipe."""

    def stop_channels(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self.wire.fileno())
        self._loop = None
        self.is_open = False

    async def is_alive(self) -> bool:
        return self.is_open

    async def next_message(self, channel: str, timeout: float | None) -> dict[str, Any]:
        """The next message of a channel.

        Raises
        ------
        Empty
            None came in `timeout` seconds.
        DeadKernelError
            The kernel's end is gone.
        """
        if self._loop is None and self.is_open:
            self._loop = asyncio.get_running_loop()
            self._loop.add_reader(self.wire.fileno(), self._receive)
        try:
            frames = await asyncio.wait_for(self._waiting[channel].get(), timeout)
        except TimeoutError:
            raise Empty from None
        if frames is None:
            raise DeadKernelError("Kernel died")
        _, rest = self.session.feed_identities(frames)
        return dict(self.session.deserialize(rest))

    def _receive(self) -> None:
        try:
            channel, frames = self.wire.receive()
        except EOFError:
            self.stop_channels()
            for name in (SHELL, IOPUB):
                self._waiting[name].put_nowait(None)
        else:
            self._waiting[channel].put_nowait(frames)


class WireManager:
    """What nbclient asks of a kernel manager: the kernel runs already, and whoever forked it ends it."""

    has_kernel = True

    def __init__(self, connection: Connection[Any, Any], key: bytes, pid: int) -> None:
        self._client, self._pid = WireClient(Wire(connection), key), pid

    def client(self) -> WireClient:
        return self._client

    async def is_alive(self) -> bool:
        return await self._client.is_alive()

    async def interrupt_kernel(self) -> None:
        os.kill(self._pid, signal.SIGINT)


class _Beside:
    """The kernel in the main thread of this process, where there is one."""

    manager: WireManager | None = None


def kernel_beside(connection: Connection[Any, Any], key: bytes) -> None:
    """Say that the kernel at the far end of `connection` is this process's own: the next notebook runs in it."""
    _Beside.manager = WireManager(connection, key, os.getpid())


_servers: list[ForkServer] = []


@contextmanager
def warm_kernel(notebook: Any) -> Iterator[WireManager]:
    """The kernel beside this thread; elsewhere one forked from this process's server, which its first notebook warms.

    Raises
    ------
    PressError
        There is none, and processes cannot be forked here.
    """
    if _Beside.manager is not None:
        manager, _Beside.manager = _Beside.manager, None
        yield manager
        return
    if not ForkServer.is_possible():
        raise PressError("processes cannot be forked safely here", mend="run the notebook with papermill's own engine")
    if _servers and not _servers[0].is_alive():
        _servers.pop().close()
    if not _servers:
        _servers.append(ForkServer(dict(os.environ), imports_of([notebook])))
        atexit.register(_servers[0].close)
    fork = _servers[0].fork(serve_kernel, str(Path.cwd()))
    manager = WireManager(fork.connection, _servers[0].key, fork.pid)
    try:
        yield manager
    finally:
        manager.client().stop_channels()
        fork.end()


def serve_kernel(app: Any, connection: Connection[Any, Any], folder: str) -> None:
    """In the fork: a kernel for whoever is at the far end."""
    os.chdir(folder)
    app.run(connection)

"""Jupyter messages over a pipe: what ipykernel and jupyter_client send through zmq sockets, between two ends of one connection.

The messages are theirs, byte for byte as Session writes them; only the carrier differs.
"""

from __future__ import annotations

import pickle
import threading
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Any

SHELL, IOPUB = "shell", "iopub"


class Wire:
    """One end of the connection. Any thread may send; one thread receives."""

    def __init__(self, connection: Connection[Any, Any]) -> None:
        self.connection = connection
        self._sending = threading.Lock()

    def fileno(self) -> int:
        """For event loops."""
        return self.connection.fileno()

    def send(self, channel: str, frames: Sequence[bytes]) -> None:
        """Send one message. A far end that is gone is seen by whoever receives, so it is no fault here."""
        whole = pickle.dumps((channel, [bytes(frame) for frame in frames]), protocol=5)
        with self._sending:
            try:
                self.connection.send_bytes(whole)
            except OSError:
                return

    def receive(self) -> tuple[str, list[bytes]]:
        """The next message: its channel and frames.

        Raises
        ------
        EOFError
            The far end is gone.
        """
        try:
            channel, frames = pickle.loads(self.connection.recv_bytes())
        except OSError:
            raise EOFError from None
        return channel, frames


class Outlet:
    """What Session and IOPubThread take for a socket: it sends on one channel of a wire. `context` is a zmq context, which
    IOPubThread needs for the sockets between its own threads."""

    def __init__(self, wire: Wire, channel: str, context: object = None) -> None:
        self.wire, self.channel, self.context = wire, channel, context

    def send_multipart(self, frames: Sequence[bytes], *_: object, **__: object) -> None:
        self.wire.send(self.channel, frames)

    def close(self) -> None:
        """Sockets are closed when a kernel ends; a wire ends with its process."""

"""ipykernel's own application and kernel, made once in the process that is forked, and started anew in each fork.

Only what opens a socket or begins a thread is put off (`WarmKernelApp.initialize` runs in the parent, which must have one thread)
or left out (heartbeat, control channel, sub-shells). Shell, display hooks, streams, tracebacks, input, signals are ipykernel's.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import uuid
from collections.abc import Callable
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from types import SimpleNamespace
from typing import Any

import ipykernel_launcher
import zmq
from ipykernel.iostream import IOPubThread
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.utils import _async_in_context
from tornado.ioloop import IOLoop
from traitlets import Any as AnyTrait
from traitlets import Type

from ssos_analysis.press.warm.wire import IOPUB, SHELL, Outlet, Wire

# What nbclient gives every kernel that it starts: no file of history, so no thread that writes one.
ARGUMENTS = ["--HistoryManager.hist_file=:memory:"]


class WarmKernel(IPythonKernel):  # type: ignore[misc]
    """The kernel without sub-shells: one channel of requests, answered one after another."""

    shell_stream = AnyTrait()
    shell_channel_thread = AnyTrait()
    outlet = AnyTrait()

    def start(self) -> None:
        # ipykernel would warn that no debugger can be attached, in the log of every run
        was_disabled, self.log.disabled = self.log.disabled, True
        super().start()
        self.log.disabled = was_disabled
        # set only now, since ipykernel would listen to a socket here
        self.shell_stream = self.outlet
        self.shell_channel_thread = SimpleNamespace(parent_thread=threading.current_thread())

    @property
    def _supports_kernel_subshells(self) -> bool:
        return False

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Requests that wait behind a failed cell are dropped; ours come one at a time, so none waits."""


class WarmKernelApp(IPKernelApp):  # type: ignore[misc]
    """The kernel application in two halves: `initialize` in the parent, `run` in the fork."""

    kernel_class = Type(WarmKernel, klass=IPythonKernel)

    def init_connection_file(self) -> None:
        """There is no connection to write down."""

    init_poller = init_sockets = init_heartbeat = init_io = init_connection_file

    def write_connection_file(self, **_: Any) -> None:
        """As above."""

    def log_connection_info(self) -> None:
        self._ports: dict[str, int] = {}

    def init_kernel(self) -> None:
        self.kernel = self.kernel_class.instance(
            parent=self, session=self.session, log=self.log, profile_dir=self.profile_dir, user_ns=self.user_ns
        )

    def run(self, connection: Connection[Any, Any]) -> None:
        """Start the kernel in this fork and answer requests from the far end, until that end is gone or a cell quits."""
        wire, context = Wire(connection), zmq.Context()
        self._renew()
        self.iopub_thread = IOPubThread(Outlet(wire, IOPUB, context), pipe=True, session=self.session)
        self.iopub_thread.start()
        self.iopub_socket = self.iopub_thread.background_socket
        super().init_io()
        kernel, shell = self.kernel, self.kernel.shell
        self.displayhook.get_execution_count = lambda: kernel.execution_count
        kernel.iopub_thread, kernel.iopub_socket = self.iopub_thread, self.iopub_socket
        kernel.outlet = Outlet(wire, SHELL)
        kernel._stdout, kernel._stderr = sys.stdout, sys.stderr
        shell.displayhook.pub_socket = shell.display_pub.pub_socket = self.iopub_socket

        loop = IOLoop.current()
        answer = _async_in_context(partial(kernel.shell_main, None))

        def request(*_: object) -> None:
            try:
                frames = wire.receive()[1]
            except EOFError:
                loop.stop()
                return
            loop.add_callback(answer, [zmq.Frame(frame) for frame in frames])

        loop.add_handler(wire.fileno(), request, IOLoop.READ)
        self.start()

    def run_beside(self, work: Callable[[Connection[Any, Any]], None]) -> None:
        """Run the kernel in this thread, which must be the main one, while `work` talks to it from a thread of its own."""
        near, far = Pipe()
        client = threading.Thread(target=work, args=(far,), name="client", daemon=True)
        client.start()
        self.run(near)
        near.close()
        client.join()

    def _renew(self) -> None:
        """What a fresh process has of its own, and a fork shares with its siblings."""
        random.seed()
        if (numpy_random := sys.modules.get("numpy.random")) is not None:
            numpy_random.seed()
        self.session.pid = os.getpid()
        self.session.session = self.kernel.ident = str(uuid.uuid4())
        sys.argv = [str(ipykernel_launcher.__file__), "-f", f"kernel-{self.kernel.ident}.json", *ARGUMENTS]

"""The site in a browser: opened as files, or served to this machine alone."""

from __future__ import annotations

import threading
import webbrowser
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from ssos_analysis.errors import PressError
from ssos_analysis.press.records import Product


class _SiteHandler(SimpleHTTPRequestHandler):
    """Files of the site folder and nothing else: no listing of folders, nothing reached through a link out of it."""

    def list_directory(self, path: Any) -> None:  # noqa: ARG002 -- the name is the base class's
        self.send_error(HTTPStatus.NOT_FOUND, "No such page")

    def send_head(self) -> Any:
        asked, root = Path(self.translate_path(self.path)).resolve(), Path(self.directory).resolve()
        if not asked.is_relative_to(root):
            self.send_error(HTTPStatus.NOT_FOUND, "No such page")
            return None
        return super().send_head()

    def end_headers(self) -> None:
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-store")  # a rebuild is seen at the next reload
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the terminal shows the address, and stays readable."""


def site_index(product: Product) -> Path:
    """The index of the site.

    Raises
    ------
    PressError
        Nothing was built yet.
    """
    if not product.index.is_file():
        raise PressError(
            "no briefs were built yet",
            where=f"{product.root.name}/site",
            mend="run `ssos briefs build --districts all`, or `ssos briefs build --example` for the invented example state",
        )
    return product.index


def open_site(product: Product) -> tuple[Path, bool]:
    """Open the site index in a browser; its path, and whether there was a browser to open it."""
    index = site_index(product)
    try:
        opened = webbrowser.open(index.resolve().as_uri())
    except webbrowser.Error:
        opened = False
    return index, opened


def serve_site(product: Product, port: int, told: Callable[[str], None], *, seconds: float | None = None) -> None:
    """Serve the site folder on 127.0.0.1 until Ctrl-C, or for some seconds.

    Parameters
    ----------
    port : 0 takes any that is free.
    told : is given the address once it answers.

    Raises
    ------
    PressError
        Nothing was built yet, or the port is taken.
    """
    folder = site_index(product).parent
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(_SiteHandler, directory=str(folder)))
    except (OSError, OverflowError) as error:
        raise PressError(
            f"port {port} cannot be used ({getattr(error, 'strerror', None) or error})",
            where="127.0.0.1",
            mend="give another with --port, or --port 0 for any free one",
        ) from None
    with server:
        told(f"http://127.0.0.1:{server.server_address[1]}/")
        timer = threading.Timer(seconds, server.shutdown) if seconds is not None else None
        if timer:
            timer.start()
        try:
            server.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            pass
        finally:
            if timer:
                timer.cancel()

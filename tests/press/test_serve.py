"""The site is served to this machine alone: its files, nothing else."""

from __future__ import annotations

import http.client
import threading
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import pytest

from ssos_analysis.errors import PressError
from ssos_analysis.press.records import Product
from ssos_analysis.press.serve import open_site, serve_site


@pytest.fixture
def product(tmp_path: Path) -> Product:
    product = Product.of(tmp_path, invented=True)
    (product.site / "data").mkdir(parents=True)
    product.index.write_text("the index")
    product.work().mkdir()
    (product.work() / "secret.ipynb").write_text("internal")
    (product.site / "link.html").symlink_to(product.work() / "secret.ipynb")
    return product


@pytest.fixture
def address(product: Product) -> Iterator[tuple[str, int]]:
    said: list[str] = []
    ready = threading.Event()

    def told(text: str) -> None:
        said.append(text)
        ready.set()

    server = threading.Thread(target=serve_site, args=(product, 0, told), kwargs={"seconds": 3})
    server.start()
    assert ready.wait(5)
    host, port = said[0].removeprefix("http://").rstrip("/").split(":")
    yield host, int(port)
    server.join(10)
    assert not server.is_alive()


def test_pages_are_served_and_nothing_outside_them(address: tuple[str, int]) -> None:
    assert address[0] == "127.0.0.1"
    answers = {}
    for path in ("/", "/index.html", "/../work/secret.ipynb", "/%2e%2e/work/secret.ipynb", "/link.html", "/data/"):
        connection = http.client.HTTPConnection(*address, timeout=5)
        connection.request("GET", path)
        answer = connection.getresponse()
        answers[path] = answer.status
        assert b"internal" not in answer.read()
        assert answer.getheader("X-Content-Type-Options") == "nosniff"
        connection.close()
    assert answers == {path: 200 if path in ("/", "/index.html") else 404 for path in answers}


def test_a_port_that_is_taken_is_said(product: Product, address: tuple[str, int]) -> None:
    with pytest.raises(PressError, match="cannot be used"):
        serve_site(product, address[1], print, seconds=1)


def test_without_a_site_there_is_nothing_to_serve(tmp_path: Path) -> None:
    with pytest.raises(PressError, match="no briefs were built yet"):
        serve_site(Product.of(tmp_path, invented=False), 0, print, seconds=1)


@pytest.mark.parametrize("found", [True, False])
def test_the_index_is_opened_where_there_is_a_browser(product: Product, monkeypatch: pytest.MonkeyPatch, found: bool) -> None:
    asked: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: asked.append(address) or found)
    assert open_site(product) == (product.index, found)
    assert asked == [product.index.as_uri()]

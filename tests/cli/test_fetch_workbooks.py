"""`ssos data fetch --workbooks`: the example state's own workbooks from a server on this machine, into a store."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ssos_analysis import cli
from ssos_analysis.sources.store import Store

YEAR = "2025"


@pytest.fixture
def served(example_store: Path) -> Iterator[tuple[str, list[dict[str, str]], set[str]]]:
    """Address, the headers of each request, and names that are answered 404."""
    files = {path.name: path.read_bytes() for path in (example_store / "raw" / "workbooks").rglob("*.xlsx")}
    asked: list[dict[str, str]] = []
    absent: set[str] = set()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.rpartition("/")[2]
            asked.append({"path": self.path, **self.headers})
            body = b"" if name in absent else files.get(name, b"")
            self.send_response(200 if body else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked, absent
        server.shutdown()
        thread.join()


def fetch(host: str, folder: Path, *more: str):
    Store.create(folder / "store", invented=True)
    arguments = ["data", "fetch", "--workbooks", "--year", YEAR, "--host", host, "--cache", str(folder / "hub")]
    return CliRunner().invoke(cli.app, [*arguments, "--store", str(folder / "store"), *more])


def test_five_workbooks_enter_the_store_and_are_not_stored_twice(served, tmp_path, monkeypatch):
    host, asked, _ = served
    monkeypatch.setenv("SSOS_APP_TOKEN", "AbCd1234EfGh5678")
    answer = fetch(host, tmp_path)
    assert answer.exit_code == 0, answer.output
    assert answer.output.count(": new") == 5
    rows = Store.open(tmp_path / "store").rows()
    assert rows["accountability_indicators"] > 1000
    assert rows["accountability_targets"] > 0
    assert all("X-App-Token" not in headers for headers in asked)  # the token is the hub's, and this is another host
    again = fetch(host, tmp_path)
    assert again.output.count(": unchanged") == 5
    assert Store.open(tmp_path / "store").rows() == rows


def test_one_that_is_not_there_is_told_and_the_others_are_read(served, tmp_path):
    host, _, absent = served
    absent.add(f"school-percentile-{YEAR}.xlsx")
    answer = fetch(host, tmp_path)
    assert answer.exit_code == 1
    assert "absent" in answer.output
    assert answer.output.count(": new") == 4


def test_none_there_is_a_fault_and_nothing_is_stored(served, tmp_path):
    host, _, absent = served
    stems = ("accountability-data", "criterion-referenced-percentage", "accountability-targets", "school-percentile")
    absent |= {f"{stem}-{YEAR}.xlsx" for stem in (*stems, "student-group-percentile")}
    answer = fetch(host, tmp_path)
    assert answer.exit_code == 2
    assert sum(Store.open(tmp_path / "store").rows().values()) == 0


def test_a_year_without_workbooks_is_a_usage_fault():
    assert CliRunner().invoke(cli.app, ["data", "fetch", "--year", YEAR]).exit_code == 2

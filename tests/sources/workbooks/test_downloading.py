"""Workbooks fetched from a server on this machine: there, not there, and something else in their place."""

from __future__ import annotations

import http.server
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from ssos_analysis.errors import SourceError
from ssos_analysis.sources.workbooks.addresses import workbook_addresses
from ssos_analysis.sources.workbooks.downloading import Outcome, download_workbooks

WORKBOOK = b"PK\x03\x04 a workbook"
ANSWERS = {
    "/lists-tools/accountability-data-2025.xlsx": (200, WORKBOOK),
    "/lists-tools/criterion-referenced-percentage-2025.xlsx": (403, b"Forbidden"),
    "/lists-tools/accountability-targets-2025.xlsx": (200, b"<html>Request rejected</html>"),
    "/lists-tools/school-percentile-2025.xlsx": (200, WORKBOOK * 2),
}


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, body = ANSWERS.get(self.path, (404, b""))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""


@pytest.fixture
def server() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as held:
        thread = threading.Thread(target=held.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{held.server_address[1]}/lists-tools/"
        held.shutdown()
        thread.join()


def get_bytes(url: str) -> bytes | None:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as error:
        if error.code in (403, 404):
            return None
        raise


def test_each_workbook_is_had_or_told_of(server: str, tmp_path: Path) -> None:
    folder = tmp_path / "workbooks"
    found = {one.file: one for one in download_workbooks(get_bytes, folder, workbook_addresses(2025, base=server))}
    outcomes = {name.split("-")[0]: one.outcome for name, one in found.items() if name != "accountability-data-2025.xlsx"}
    assert found["accountability-data-2025.xlsx"].outcome == Outcome.NEW
    assert outcomes == {
        "criterion": Outcome.ABSENT, "accountability": Outcome.REFUSED, "school": Outcome.NEW, "student": Outcome.ABSENT,
    }  # fmt: skip
    assert sorted(path.name for path in folder.iterdir()) == ["accountability-data-2025.xlsx", "school-percentile-2025.xlsx"]
    again = download_workbooks(get_bytes, folder, workbook_addresses(2025, base=server))
    assert [one.outcome for one in again if one.path] == [Outcome.UNCHANGED, Outcome.UNCHANGED]


def test_a_fault_of_one_does_not_end_the_others(tmp_path: Path) -> None:
    def broken(url: str) -> bytes:
        if "school-percentile" in url:
            raise SourceError("the host fell silent")
        return WORKBOOK

    found = download_workbooks(broken, tmp_path, workbook_addresses(2025))
    assert [one.outcome for one in found].count(Outcome.NEW) == 4
    assert next(one.reason for one in found if not one.path) == "the host fell silent"


def test_the_newest_year_of_all_five_is_the_default_and_others_are_tried() -> None:
    assert workbook_addresses()[0].file == "accountability-data-2025.xlsx"
    assert all(one.url.startswith("https://www.doe.mass.edu/accountability/lists-tools/") for one in workbook_addresses())
    assert [one.is_known for one in workbook_addresses(2026)] == [True, False, True, False, False]
    assert not any(one.is_known for one in workbook_addresses(2019))

"""A local hub: a SODA server over real HTTP on this machine, for tests and for trying `ssos data fetch` without the state's hub.

It answers what the client asks (/resource/<id>.json with $select=count(*), $where, $order, $limit, $offset, and
/api/views/<id>.json) as the hub's documentation and public code describe it: 1,000 rows unless asked for more, values as text,
null fields left out, and rows in no lasting order unless `$order` says one. It stops by itself.

To try it by hand:  python tests/soda_server/soda_server.py data/example/raw/e2c --port 8765
"""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import socket
import struct
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Record = dict[str, str]

DEFAULT_LIMIT, MOST_ROWS = 1_000, 50_000
MOST_REQUESTS, MOST_SECONDS = 20_000, 600.0
UPDATED_AT = 1_759_300_000  # 1 October 2025


@dataclass
class Dataset:
    """One dataset. `columns` are those of its records, in order of appearance, unless given."""

    id: str
    records: list[Record]
    name: str = "A dataset"
    updated_at: int = UPDATED_AT
    columns: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.columns = self.columns or list(dict.fromkeys(name for record in self.records for name in record))


@dataclass
class Fault:
    """Something that goes wrong with requests whose address contains `at`, `times` times, after the first `skip` of them.

    kind : `status` (with `code`, and `retry_after` as a header), `reset` (the connection is dropped in mid-body), `half` (less
    body than Content-Length promises), `half_chunked` (chunks that never end), `half_json` (a body that ends too soon, as if
    whole), `silent` (nothing for `seconds`), `redirect` (to the address in `to`), `slow` (`seconds` before the answer), or
    `change` (`call` changes the server before it answers).
    """

    kind: str
    at: str = "/resource/"
    times: int = 1
    skip: int = 0
    code: int = 503
    retry_after: str | None = None
    seconds: float = 0.0
    to: str = ""
    call: Callable[[SodaServer], None] = lambda _: None


class SodaServer:
    """The server, in threads of this process. Use it as a context."""

    def __init__(self, datasets: Iterable[Dataset], faults: Iterable[Fault] = (), *, port: int = 0) -> None:
        self.datasets = {one.id: one for one in datasets}
        self.faults = list(faults)
        self.requests: list[str] = []
        self.tokens: list[str | None] = []
        self.lock = threading.RLock()
        self._http = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        self._http.daemon_threads = True

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def asked(self, part: str) -> list[str]:
        """The addresses asked so far that contain a text."""
        with self.lock:
            return [address for address in self.requests if part in address]

    def __enter__(self) -> SodaServer:
        self._alarm = threading.Timer(MOST_SECONDS, self._http.shutdown)
        self._alarm.daemon = True
        self._alarm.start()
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._alarm.cancel()
        self._http.shutdown()
        self._http.server_close()

    def due(self, address: str) -> list[Fault]:
        """The faults that this request meets, counted down."""
        met = []
        for fault in self.faults:
            if fault.at not in address or not fault.times:
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            fault.times -= 1
            met.append(fault)
        return met


class _Refused(Exception):
    """A request that the hub answers with an error."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def answer_of(server: SodaServer, address: str) -> Any:
    """The JSON of a whole answer."""
    path, _, text = address.partition("?")
    asked = dict(urllib.parse.parse_qsl(text, keep_blank_values=True))
    if found := re.fullmatch(r"/api/views/([a-z0-9-]+)\.json", path):
        return _view(_dataset(server, found[1]))
    if found := re.fullmatch(r"/resource/([a-z0-9-]+)\.json", path):
        return _rows(_dataset(server, found[1]), asked, len(server.requests))
    raise _Refused(404, "Not found")


def _dataset(server: SodaServer, name: str) -> Dataset:
    if name not in server.datasets:
        raise _Refused(404, f"Dataset {name} not found")
    return server.datasets[name]


def _view(dataset: Dataset) -> dict[str, Any]:
    columns = [
        {"id": 100 + place, "name": name.replace("_", " ").title(), "fieldName": name, "dataTypeName": "text"}
        for place, name in enumerate(dataset.columns)
    ]
    system = {"id": -1, "name": "sid", "fieldName": ":sid", "dataTypeName": "meta_data"}
    return {"id": dataset.id, "name": dataset.name, "rowsUpdatedAt": dataset.updated_at, "columns": [system, *columns]}


def _rows(dataset: Dataset, asked: dict[str, str], nth: int) -> list[dict[str, str]]:
    known = {"$select", "$where", "$order", "$limit", "$offset"}
    if strangers := [name for name in asked if name.startswith("$") and name not in known]:
        raise _Refused(400, f"Unrecognized arguments {strangers}")
    rows = [record for record in dataset.records if _passes(dataset, record, asked.get("$where", ""))]
    rows = [row for row in rows if all(row.get(name) == value for name, value in asked.items() if not name.startswith("$"))]
    if select := asked.get("$select"):
        if select != "count(*)":
            raise _Refused(400, f"No such column: {select}")
        return [{"count": str(len(rows))}]
    order = asked.get("$order")
    if order and order != ":id":
        column, _, direction = order.partition(" ")
        rows.sort(key=lambda row: row.get(column, ""), reverse=direction.upper() == "DESC")
    elif not order and rows:
        turn = nth * 7 % len(rows)  # without an order the rows come as they please
        rows = rows[turn:] + rows[:turn]
    limit, offset = _digits(asked, "$limit", DEFAULT_LIMIT), _digits(asked, "$offset", 0)
    return rows[offset : offset + min(limit, MOST_ROWS)]


def _digits(asked: dict[str, str], name: str, default: int) -> int:
    text = asked.get(name, str(default))
    if not re.fullmatch(r"\d+", text):
        raise _Refused(400, f"{name} must be a whole number in digits")
    return int(text)


def _passes(dataset: Dataset, record: Record, where: str) -> bool:
    """`sy='2024'` or `sy in('2023','2024')`, joined by `and`."""
    for condition in re.split(r"\s+and\s+", where, flags=re.IGNORECASE) if where else []:
        one = re.fullmatch(r"(\w+)\s*=\s*'([^']*)'", condition)
        several = re.fullmatch(r"(\w+)\s+in\s*\(((?:'[^']*'\s*,?\s*)+)\)", condition, re.IGNORECASE)
        found = one or several
        if not found:
            raise _Refused(400, f"Could not parse SoQL query: {condition}; text is quoted")
        if found[1] not in dataset.columns:
            raise _Refused(400, f"No such column: {found[1]}")
        values = {found[2]} if one else set(re.findall(r"'([^']*)'", found[2]))
        if record.get(found[1]) not in values:
            return False
    return True


def _handler(server: SodaServer) -> type[BaseHTTPRequestHandler]:
    """The handler of requests to one server."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def do_GET(self) -> None:
            with server.lock:
                server.requests.append(self.path)
                server.tokens.append(self.headers.get("X-App-Token"))
                if len(server.requests) > MOST_REQUESTS:
                    self.close_connection = True
                    return
                faults = server.due(self.path)
                for fault in faults:
                    if fault.kind == "change":
                        fault.call(server)
                try:
                    code, content = 200, answer_of(server, self.path)
                except _Refused as refused:
                    code, content = refused.code, {"code": "query.soql", "error": True, "message": str(refused)}
            body = json.dumps(content, separators=(",", ":")).encode()
            with contextlib.suppress(ConnectionError):
                self._send(code, body, [fault for fault in faults if fault.kind != "change"])

        def _send(self, code: int, body: bytes, faults: list[Fault]) -> None:
            fault = faults[0] if faults else None
            kind = fault.kind if fault else ""
            if fault and kind in ("silent", "slow"):
                time.sleep(fault.seconds)
            if fault and kind == "status":
                code, body = fault.code, b'{"error":true,"message":"Too many requests"}'
            if kind == "half_json":
                body = body[: len(body) // 2]
            self.send_response(302 if kind == "redirect" else code)
            if fault and kind == "redirect":
                self.send_header("Location", fault.to)
            if fault and fault.retry_after is not None:
                self.send_header("Retry-After", fault.retry_after)
            self.send_header("Content-Type", "application/json;charset=utf-8")
            if kind == "half_chunked":
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                part = body[: len(body) // 2]
                self.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
            else:
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: len(body) // 2] if kind in ("half", "reset") else body)
            if kind in ("half", "half_chunked", "reset"):
                self.wfile.flush()
                self.close_connection = True
                if kind == "reset":
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()

        def log_message(self, *_: object) -> None:
            """Quiet: the requests are kept in the server."""

    return Handler


def datasets_in(folder: Path) -> Iterator[Dataset]:
    """The datasets of a folder of folders, each named by an id and holding files of records, as the example state writes them."""
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        records = [record for path in sorted(place.glob("*.json")) for record in json.loads(path.read_bytes())]
        yield Dataset(place.name, records, name=f"Dataset {place.name}")


def main() -> None:
    """Serve a folder for a while."""
    options = argparse.ArgumentParser(description="A local hub that serves a folder of records for ten minutes.")
    options.add_argument("folder", type=Path)
    options.add_argument("--port", type=int, default=8765)
    given = options.parse_args()
    with SodaServer(datasets_in(given.folder), port=given.port) as server:
        print(f"{server.address} serves {', '.join(server.datasets)} for {MOST_SECONDS:.0f} s", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            time.sleep(MOST_SECONDS)


if __name__ == "__main__":
    main()

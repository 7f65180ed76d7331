"""`ssos data import` as a process of its own, held to ten seconds and one gigabyte."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

SECONDS, BYTES = 10.0, 1_000_000_000
ADDRESS_SPACE = 8_000_000_000  # a wall behind the measured limit: what breaks through it must not take the machine with it
# The process tells its own peak: what the system tells of a child begins with the memory of the one that started it, and a test
# run that has read a whole state holds more than any import may.
# A server that has imported the command and is forked for each run: to start Python and import pandas takes a second, 200 times.
SERVER = """
import json, os, re, resource, sys
from pathlib import Path
import ssos_analysis.sources.importing, ssos_analysis.sources.import_report
from ssos_analysis.cli import app

def run(asked):
    os.setsid()
    resource.setrlimit(resource.RLIMIT_AS, (asked["address_space"], asked["address_space"]))
    os.chdir(asked["folder"])
    for number, name in ((1, asked["out"]), (2, asked["err"])):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    Path("/proc/self/clear_refs").write_text("5")  # the peak is that of the run, not of the server's imports
    code = 1
    try:
        app(asked["arguments"])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        import traceback
        traceback.print_exc()
    finally:
        own = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
        Path(asked["peak"]).write_text(str(max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)))
        sys.stdout.flush(), sys.stderr.flush()
        os._exit(code)

for line in sys.stdin:
    asked = json.loads(line)
    if not (child := os.fork()):
        run(asked)
    _, status, usage = os.wait4(child, 0)
    print(json.dumps([os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime]), flush=True)
"""


@dataclass(frozen=True)
class Run:
    """How a command ended, what it said, and what it took."""

    code: int
    out: str
    err: str
    seconds: float
    processor_seconds: float
    bytes: int

    @property
    def said(self) -> str:
        return self.out + self.err


@pytest.fixture(scope="session")
def server() -> Iterator[subprocess.Popen[str]]:
    """Asked by a line of JSON, answers by one; ends with its standard input."""
    process = subprocess.Popen([sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    yield process
    process.communicate(timeout=20)


@pytest.fixture
def ssos(tmp_path: Path, server: subprocess.Popen[str]) -> Callable[..., Run]:
    """Run the command in an empty folder; its peak memory is that of the process, or of the largest of its copies."""
    work = tmp_path / "work"
    work.mkdir()
    peak = tmp_path.with_name(f"{tmp_path.name} peak")
    streams = {name: tmp_path.with_name(f"{tmp_path.name} {name}") for name in ("out", "err")}

    def run(*arguments: str | os.PathLike[str]) -> Run:
        asked = {"arguments": [os.fspath(each) for each in arguments], "folder": str(work), "peak": str(peak)}
        asked |= {name: str(path) for name, path in streams.items()} | {"address_space": ADDRESS_SPACE}
        assert server.stdin
        assert server.stdout
        begun = time.monotonic()
        server.stdin.write(json.dumps(asked) + "\n")
        server.stdin.flush()
        code, processor_seconds = json.loads(server.stdout.readline())
        seconds = time.monotonic() - begun
        said = [path.read_bytes().decode("utf-8") for path in streams.values()]
        return Run(code, *said, seconds, processor_seconds, int(peak.read_text()) * 1024)

    return run


@pytest.fixture
def refused(ssos: Callable[..., Run], tmp_path: Path) -> Callable[..., str]:
    """Import one file that must be refused: what was said. Nothing may be written, and no path of the machine be shown."""

    def run(path: Path, *more: str, shown: str | None = None) -> str:
        store = tmp_path / "store"
        before = sorted(tmp_path.rglob("*"))
        done = ssos("data", "import", path, "--store", store, *more)
        assert done.code == 2, done.said
        assert "Refused: 1 file; nothing of it is in the store" in done.out
        assert (shown or path.name) in done.out
        for unwanted in ("Traceback", "Error:", str(tmp_path), "/work", "unforeseen", "\x1b"):
            assert unwanted not in done.said
        assert "to do: " in done.out
        assert sorted(tmp_path.rglob("*")) == before  # neither a store nor anything else
        assert done.bytes < BYTES, f"{done.bytes / 1e6:.0f} MB"
        # of the processor: a machine that does other things at the same time is slow, not wrong
        assert done.processor_seconds < SECONDS, f"{done.processor_seconds:.1f} s"
        assert done.seconds < 6 * SECONDS, f"{done.seconds:.1f} s"
        return done.out

    return run

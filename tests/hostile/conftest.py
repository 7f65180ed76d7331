"""`ssos data import` as a process of its own, held to ten seconds and one gigabyte."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

SECONDS, BYTES = 10.0, 1_000_000_000
ADDRESS_SPACE = 8_000_000_000  # a wall behind the measured limit: what breaks through it must not take the machine with it
# The process tells its own peak: what the system tells of a child begins with the memory of the one that started it, and a test
# run that has read a whole state holds more than any import may.
PROGRAM = """
import re, resource, sys
from pathlib import Path
from ssos_analysis.cli import app
try:
    app(sys.argv[2:])
finally:
    status = Path("/proc/self/status")
    told = re.search(r"VmHWM:\\s+(\\d+)", status.read_text()) if status.exists() else None
    own = int(told[1]) if told else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    Path(sys.argv[1]).write_text(str(max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)))
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


@pytest.fixture
def ssos(tmp_path: Path) -> Callable[..., Run]:
    """Run the command in an empty folder; its peak memory is that of the process, or of the largest of its copies."""
    work = tmp_path / "work"
    work.mkdir()
    peak = tmp_path.with_name(f"{tmp_path.name} peak")

    def run(*arguments: str | os.PathLike[str]) -> Run:
        def limit() -> None:
            resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))

        begun = time.monotonic()
        with (work / "out").open("wb") as out, (work / "err").open("wb") as err:
            process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, str(peak), *map(os.fspath, arguments)],
                stdout=out,
                stderr=err,
                stdin=subprocess.DEVNULL,
                cwd=work,
                preexec_fn=limit,
            )
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - begun
        said = [(work / name).read_bytes().decode("utf-8") for name in ("out", "err")]
        for name in ("out", "err"):
            (work / name).unlink()
        return Run(process.returncode, *said, seconds, usage.ru_utime + usage.ru_stime, int(peak.read_text()) * 1024)

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

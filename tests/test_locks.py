"""A lock is held by one at a time, waited for, and let go when its holder is killed."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ssos_analysis.errors import PressError
from ssos_analysis.locks import locked

HOLDER = """
import sys, time
from pathlib import Path
from ssos_analysis.errors import PressError
from ssos_analysis.locks import locked
with locked(Path(sys.argv[1]), kind=PressError, doing="a build"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_who_holds_a_lock_is_told_while_it_is_held(tmp_path: Path) -> None:
    with (
        locked(tmp_path / "lock", kind=PressError, doing="a build", is_named=True),
        pytest.raises(PressError, match=rf"at a build in this folder: process {os.getpid()} on \S+, since 20\d\d-"),
        locked(tmp_path / "lock", kind=PressError, doing="a build", wait_seconds=0, is_named=True),
    ):
        pass
    assert [path.name for path in tmp_path.glob("*held-by")] == []


def test_a_lock_is_waited_for(tmp_path: Path) -> None:
    order = []

    def second() -> None:
        with locked(tmp_path / "lock", kind=PressError, doing="a build"):
            order.append("second")

    with locked(tmp_path / "lock", kind=PressError, doing="a build"):
        waiting = threading.Thread(target=second)
        waiting.start()
        time.sleep(0.2)
        order.append("first")
    waiting.join(5)
    assert order == ["first", "second"]


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "00350000" / ".lock"
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(PressError, match="another process is at a build"),
            locked(path, kind=PressError, doing="a build", wait_seconds=0.1),
        ):
            pass
        holder.kill()
    with locked(path, kind=PressError, doing="a build", wait_seconds=5):
        pass

"""The notebook templates, the worked examples, and a way to run either as a person would."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

CLONE = Path(__file__).resolve().parents[2]

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def run_in(example_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run this Python in a folder, on the example state, with no place given but that."""
    no_store = tmp_path_factory.mktemp("none") / "no-store"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SSOS_", "PYTEST_"))}
    environment |= {"SSOS_EXAMPLE": str(example_store), "SSOS_STORE": str(no_store), "MPLBACKEND": "agg"}
    environment["SSOS_CODE_VERSION"] = "test"  # the clone may change while tests run

    def run_python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=600)

    return run_python


@pytest.fixture
def run(run_in: Run, tmp_path: Path) -> Run:
    """Run a module of this Python in an empty folder."""
    return lambda *arguments: run_in(tmp_path, "-m", *arguments)

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


@pytest.fixture
def run(example_store: Path, tmp_path: Path) -> Run:
    """Run a module of this Python in an empty folder, on the example state, with no place given but that."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SSOS_", "PYTEST_"))}
    environment |= {"SSOS_EXAMPLE": str(example_store), "SSOS_STORE": str(tmp_path / "no-store"), "MPLBACKEND": "agg"}

    def run_module(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", *arguments]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=600)

    return run_module

"""What the tests of the repository itself look at: its files and its pyproject.toml."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

CLONE = Path(__file__).resolve().parents[2]
NOT_OURS = {
    ".git",
    ".venv",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    "ssos_analysis.egg-info",
}


@pytest.fixture(scope="session")
def clone() -> Path:
    return CLONE


@pytest.fixture(scope="session")
def committed() -> tuple[Path, ...]:
    """Files under version control with those about to be added; without git (a downloaded archive), all but products."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(listing, cwd=CLONE, capture_output=True, text=True, check=True).stdout
        paths = [CLONE / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        products = (CLONE / "data", CLONE / "reports" / "built")
        paths = [path for path in CLONE.rglob("*") if not any(path.is_relative_to(folder) for folder in products)]
        paths = [path for path in paths if not NOT_OURS & set(path.parts) and ".egg-info" not in str(path)]
    return tuple(path for path in paths if path.is_file())


@pytest.fixture(scope="session")
def project() -> dict[str, Any]:
    """The [project] table of pyproject.toml."""
    table: dict[str, Any] = tomllib.loads((CLONE / "pyproject.toml").read_text("utf-8"))["project"]
    return table

"""The same inputs give the same bytes: a site built twice is one site."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def build(example: Path, reports: Path) -> dict[str, bytes]:
    """Two briefs of the smallest example district, built by the command; every file of the site."""
    command = [
        *(sys.executable, "-c", "from ssos_analysis.cli import app; app()", "briefs", "build", "--example"),
        *("--districts", "Skerry Island", "--notebooks", "district_at_a_glance", "graduation_and_completion"),
        *("--as-of", "2026-11-23"),
    ]
    places = {"SSOS_EXAMPLE": str(example), "SSOS_REPORTS": str(reports)}
    done = subprocess.run(command, env=os.environ | places, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    site = reports / "example" / "site"
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}


def test_a_rebuild_is_byte_identical(example_store: Path, tmp_path: Path) -> None:
    first, second = build(example_store, tmp_path / "one"), build(example_store, tmp_path / "two")
    assert {"index.html", "index.json"} < set(first)
    assert any(name.endswith("run.json") for name in first)
    assert [name for name in first if first[name] != second.get(name)] == []
    assert set(first) == set(second)

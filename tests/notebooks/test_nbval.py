"""Worked examples run whole in a fresh kernel and show again what they show; templates are run by test_papermill.py."""

from __future__ import annotations

from pathlib import Path

import pytest

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
WORKED_EXAMPLES = sorted((NOTEBOOKS / "methods").glob("*.ipynb"))

pytestmark = pytest.mark.slow


def nbval(run, how, path):
    # -c and --rootdir: the suite's own settings, not those of this test run
    done = run("pytest", how, "--nbval-current-env", "-c", str(NOTEBOOKS.parent / "pyproject.toml"), "-p", "no:cacheprovider",
               "-p", "no:xdist", "-q", str(path))  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


@pytest.mark.parametrize("path", WORKED_EXAMPLES, ids=lambda path: path.stem)
def test_worked_examples_show_again_what_they_show(path, run):
    nbval(run, "--nbval", path)

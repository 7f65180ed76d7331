"""The warm engine gives what a kernel of its own gives, cell by cell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from torture_notebook import shown_by, torture_notebook

pytestmark = pytest.mark.slow

RUN = """
import sys, papermill
engine, source, target, folder = sys.argv[1:]
try:
    papermill.execute_notebook(source, target, engine_name=None if engine == "stock" else engine, cwd=folder, progress_bar=False)
except papermill.PapermillExecutionError:
    pass  # errors are excused by tags, which the kernel knows and papermill does not: every cell ran
"""


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[str, nbformat.NotebookNode]:
    return run_by_both(tmp_path_factory.mktemp("torture"))


def run_by_both(folder: Path) -> dict[str, nbformat.NotebookNode]:
    """The torture notebook, run with each engine by papermill in a process of its own."""
    nbformat.write(torture_notebook(), folder / "torture.ipynb")
    # under pytest ipykernel leaves the file descriptors alone, and matplotlib's backend is a matter of the environment
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTEST_CURRENT_TEST", "MPLBACKEND")}
    environment["IPYTHONDIR"] = str(folder / "ipython")
    running = {}
    for engine in ("stock", "ssos_warm"):
        (folder / engine / "cwd").mkdir(parents=True)
        arguments = [engine, "torture.ipynb", f"{engine}.ipynb", f"{engine}/cwd"]
        running[engine] = subprocess.Popen([sys.executable, "-c", RUN, *arguments], cwd=folder, env=environment)
    for process in running.values():
        assert process.wait(timeout=240) == 0
    return {engine: nbformat.read(folder / f"{engine}.ipynb", as_version=4) for engine in running}


def differing_cells(both: dict[str, nbformat.NotebookNode]) -> dict[str, tuple[Any, Any]]:
    stock, warm = shown_by(both["stock"]), shown_by(both["ssos_warm"])
    assert len(stock) >= 60
    assert sum(bool(cell["outputs"]) for cell in stock) >= 50  # what is compared is not nothing
    return {theirs["source"]: (ours, theirs) for ours, theirs in zip(warm, stock, strict=True) if ours != theirs}


def test_every_cell_of_the_torture_notebook_shows_the_same(both: Any, tmp_path: Path) -> None:
    differing = differing_cells(both)
    for attempt in ("second", "third"):  # on a busy machine what a child writes can reach a kernel of either kind after its cell
        if differing:
            (tmp_path / attempt).mkdir()
            again = differing_cells(run_by_both(tmp_path / attempt))
            differing = {source: pair for source, pair in differing.items() if source in again}
    assert differing == {}


def test_the_notebook_says_the_same_of_its_language(both: Any) -> None:
    assert both["ssos_warm"].metadata.language_info == both["stock"].metadata.language_info
    statuses = {
        engine: [cell.metadata.papermill.status for cell in run.cells if cell.cell_type == "code"] for engine, run in both.items()
    }
    assert statuses["ssos_warm"] == statuses["stock"]

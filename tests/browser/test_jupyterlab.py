"""Restart-and-run-all in JupyterLab itself, as an analyst does it: a notebook in a folder of its own, on its defaults."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import nbformat
import pytest
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from ssos_analysis.cli import QUIET_LAB

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CLONE = Path(__file__).resolve().parents[2]
NOTEBOOK = "chronic_absenteeism.ipynb"
SECONDS = 240  # on a machine that does much else; alone it takes some fifteen
TRIES = 5
STARTED = re.compile(r"\[(\*|\d+)\]")  # the prompt of a cell that waits, runs or ran


@pytest.fixture
def lab(example_store: Path, tmp_path: Path) -> Iterator[str]:
    """A JupyterLab on 127.0.0.1 alone, without a token, which ends with the test, and by itself should the test be killed."""
    shutil.copy(CLONE / "notebooks" / NOTEBOOK, tmp_path / NOTEBOOK)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {
        name: str(tmp_path / name.lower())
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    }
    environment = {**os.environ, **own, "SSOS_HOME": str(CLONE), "SSOS_EXAMPLE": str(example_store)}
    command = [
        *(sys.executable, "-m", "jupyterlab", str(tmp_path), "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1"),
        *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=", "--ServerApp.password="),
        *("--ServerApp.shutdown_no_activity_timeout=120", "--MappingKernelManager.cull_idle_timeout=60", *QUIET_LAB),
    ]
    with (tmp_path / "lab.log").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=tmp_path)
    try:
        _wait_for(f"http://127.0.0.1:{port}/api", server, tmp_path / "lab.log")
        yield f"http://127.0.0.1:{port}/lab/tree/{NOTEBOOK}"
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urlopen(address, timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start: {log.read_text()[-800:]}")


def test_restart_and_run_all(lab: str, browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(SECONDS * 1000)
    try:
        page = context.new_page()
        outside: list[str] = []
        page.on("request", lambda request: outside.append(request.url) if "127.0.0.1" not in request.url else None)
        page.goto(lab)
        page.locator(".jp-Notebook .jp-Cell").first.wait_for()
        page.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']").first.wait_for()
        _restart_and_run_all(page)
        run = _finished(page, tmp_path / NOTEBOOK)
    finally:
        context.close()
    code = [cell for cell in run.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert [output for cell in code for output in cell.outputs if output.output_type == "error"] == []
    kinds = [output.metadata.get("ssos", {}).get("kind") for cell in code for output in cell.outputs]
    assert (kinds[0], kinds[-1], "figure" in kinds) == ("heading", "sources", True)
    assert [url for url in outside if not url.startswith(("data:", "blob:"))] == []


def _restart_and_run_all(page: Page) -> None:
    """By the menu, and again while no cell starts: on a busy machine JupyterLab restarts the kernel and forgets to run."""
    for _ in range(TRIES):
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Restart Kernel and Run All Cells").click()
        page.locator(".jp-Dialog button.jp-mod-accept").click()
        try:
            page.locator(".jp-InputPrompt", has_text=STARTED).first.wait_for(timeout=15_000)
        except PlaywrightTimeoutError:
            continue
        return
    pytest.fail(f"no cell started after {TRIES} times Restart Kernel and Run All Cells")


def _finished(page: Page, path: Path) -> nbformat.NotebookNode:
    """The notebook as JupyterLab saved it, once its last cell ran or one failed."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        page.keyboard.press("Control+s")
        time.sleep(1)
        try:
            notebook = nbformat.read(path, as_version=4)
        except nbformat.reader.NotJSONError:
            continue  # JupyterLab is writing it
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        failed = any(output.output_type == "error" for cell in code for output in cell.outputs)
        if failed or (code[-1].execution_count and code[-1].outputs):
            return notebook
    pytest.fail("the notebook did not end")

"""Fixtures every test may use, and the loud lines about what could not be tested."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

CLONE = Path(__file__).resolve().parents[1]

# A laptop under load is slow, not wrong; in CI the same examples are drawn each time, so that a red run can be repeated.
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("desk"), derandomize=True, print_blob=True, max_examples=60)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


def real_data_path() -> Path:
    """The folder of real exports: SSOS_REAL_DATA, else ../shared/data/dese beside the clone."""
    return Path(os.environ.get("SSOS_REAL_DATA") or CLONE.parent / "shared" / "data" / "dese")


def chromium_path() -> Path | None:
    """The browser of the browser tests: SSOS_CHROMIUM, else one on PATH; None where there is none."""
    names = [os.environ.get("SSOS_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    found = next((path for path in map(shutil.which, filter(None, names)) if path), None)
    return Path(found) if found else None


NO_REAL_DATA = "no real DESE exports: set SSOS_REAL_DATA to a folder of them, or put them in ../shared/data/dese"
NO_CHROMIUM = "no Chromium: install it (Debian: chromium) or set SSOS_CHROMIUM to the browser"


# Files that take longest are handed out first: the last of a run must be short, or one process waits for the other.
LONGEST = ("browser/test_built_pages", "notebooks/test_papermill", "real_data/", "press/test_build", "sentences/", "notebooks/",
           "press/", "cli/", "hostile/", "sources/")  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Longest files first; within a file, and among the rest, in their order."""

    def rank(item: pytest.Item) -> int:
        place = item.path.as_posix()
        return next((number for number, name in enumerate(LONGEST) if f"/tests/{name}" in place), len(LONGEST))

    items.sort(key=rank)


@pytest.fixture(autouse=True, scope="session")
def own_places() -> Iterator[None]:
    """No test reads or writes the store or the product of the person who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSOS_HOME", str(CLONE))
        hub = ("SSOS_HUB_CACHE", "SSOS_HUB_HOST", "SSOS_APP_TOKEN")
        for name in ("SSOS_STORE", "SSOS_EXAMPLE", "SSOS_EXAMPLE_STATE", "SSOS_REPORTS", *hub):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real exports; the test is skipped where it is absent."""
    folder = real_data_path()
    if not folder.is_dir():
        pytest.skip(NO_REAL_DATA)
    return folder


@pytest.fixture(scope="session")
def example_store(own_places: None) -> Path:
    """The folder of the example state in the clone, made when absent or of an older generator; processes wait for each other."""
    from ssos_analysis.sources.example import ensure_example

    return ensure_example().path.parent


@pytest.fixture(scope="session")
def example_site(example_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a large, a tiny and a heavily suppressed example district, built once for all workers of a run."""
    from tests.builders.example_site import build_site

    base = tmp_path_factory.getbasetemp()
    return build_site(example_store, base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)


@pytest.fixture(scope="session")
def chromium() -> Path:
    """A Chromium browser; the test is skipped where there is none."""
    path = chromium_path()
    if path is None:
        pytest.skip(NO_CHROMIUM)
    return path


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what this run could not test: a skip in a long list is easily overlooked."""
    missing = []
    if chromium_path() is None:
        missing.append(f"BROWSER TESTS DID NOT RUN: {NO_CHROMIUM}")
    if not real_data_path().is_dir():
        missing.append(f"REAL DATA TESTS DID NOT RUN: {NO_REAL_DATA}")
    for line in missing:
        terminalreporter.write_line(line, red=True, bold=True)

"""The real exports, imported once for all tests that read them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from filelock import FileLock


@pytest.fixture(scope="session")
def real_store(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of all real exports, made once for all workers of the run."""
    from ssos_analysis.sources.importing import import_paths

    of_this_run = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        of_this_run = of_this_run.parent  # the folder all workers share
    folder = of_this_run / "real_store"
    with FileLock(f"{folder}.lock"):
        if not (folder / "store.json").exists():
            import_paths(folder, [real_data])
    return folder

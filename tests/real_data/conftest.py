"""The real exports, imported once for all tests that read them."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
from filelock import FileLock

from ssos_analysis.sources.import_report import ImportReport


@pytest.fixture(scope="session")
def real_import(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[ImportReport, Path]:
    """The report of importing all real exports, and the store they went to; made once for all workers of the run."""
    from ssos_analysis.sources.importing import import_paths

    of_this_run = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        of_this_run = of_this_run.parent  # the folder all workers share
    folder, told = of_this_run / "real_store", of_this_run / "real_import.pickle"
    with FileLock(f"{folder}.lock"):
        if not told.exists():
            told.write_bytes(pickle.dumps(import_paths(folder, [real_data])))
    return pickle.loads(told.read_bytes()), folder


@pytest.fixture(scope="session")
def real_store(real_import: tuple[ImportReport, Path]) -> Path:
    """A store of all real exports."""
    return real_import[1]

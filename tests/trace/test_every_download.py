"""Each CSV that the pages of an example district offer can be followed to its files, and no number of it is called wrong."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ssos_analysis.trace import question_of_csv, trace
from tests.builders.example_site import pages_of

pytestmark = pytest.mark.slow


def test_first_and_last_row_of_each_download_are_traced(example_site: Path) -> None:
    downloads = sorted((pages_of(example_site, "large")[0].parent / "data").glob("*.csv"))
    assert len(downloads) > 80
    for path in downloads:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows_n = sum(1 for _ in csv.reader(file))
        for row in sorted({2, rows_n}):
            found = trace(question_of_csv(path, row))
            assert found.cells or found.files or found.remarks, f"{path.name}, row {row}: no origin is told"
            wrong = [one for one in found.compared if not one.agrees]
            assert not wrong, f"{path.name}, row {row}: {wrong}"

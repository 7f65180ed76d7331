"""No sentence of a real district's pages disagrees with the page's own tables: one large city, one small rural district."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sentences.checker import faults_of_all
from tests.sentences.finished_page import read_page

pytestmark = [pytest.mark.real_data, pytest.mark.slow]

DISTRICTS = ("Springfield", "Mohawk Trail")
# Pages of each kind of sentence; SSOS_EVERY_PAGE=1 reads every page of both districts.
NOTEBOOKS = ("district_at_a_glance", "graduation_and_completion", "equity_gaps", "discipline_disproportionality")


def test_no_sentence_disagrees_with_its_table(real_store: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from ssos_analysis.cli import app; app()", "briefs", "build", "--districts", *DISTRICTS]
    command += [] if "SSOS_EVERY_PAGE" in os.environ else ["--notebooks", *NOTEBOOKS]
    places = {"SSOS_STORE": str(real_store), "SSOS_REPORTS": str(tmp_path)}
    done = subprocess.run(command, env=os.environ | places, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    paths = sorted((tmp_path / "massachusetts" / "site").glob("*/*.html"))
    every_page = [read_page(path) for path in paths if path.stem != "index"]
    assert {page.district for page in every_page} == set(DISTRICTS)
    for district in DISTRICTS:
        assert faults_of_all([page for page in every_page if page.district == district]) == {}

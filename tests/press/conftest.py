"""Throwaway notebooks that end in every way a notebook can end, and what the press needs to run them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from ssos_analysis import workspace
from ssos_analysis.parameters import BriefSpec
from ssos_analysis.press.build import Settings
from ssos_analysis.press.engine import Outcome, kernel_environment
from ssos_analysis.press.engines import WARM
from ssos_analysis.press.plan import Job, Template, plan, read_template
from ssos_analysis.press.records import Failure
from ssos_analysis.press.roster import District

PARAMETERS = 'district_code: str = "99990000"  # eight characters\nschool_year: int | None = None  # upper bound'
OPENING = """
import json
from IPython.display import display

def show(kind, html="", **about):
    display({"text/html": html, "text/plain": kind}, raw=True, metadata={"ssos": {"kind": kind, **about}})

show("heading", "<h1>Made for a test</h1>", title="A test", question="", district_code=district_code, district_name="A place",
     school_year_label="2023-24", invented=True, description="A page made for a test.")
"""
NUMBERS = 'show("table", "<p>numbers</p>", id="t", title="t", csv_name="../=Ünsafe: näme.csv", csv="group,rate\\nall,29\\n")'
CLOSING = """
source = {"source_id": "0123456789ab", "sha256": "0123456789ab" + "0" * 52, "file": "attendance.csv", "sheet": "",
          "publication": "attendance", "publication_title": "Attendance", "title": "2024 Attendance", "vintage": "2024-11-01",
          "vintage_source": "declared", "answers": {}}
show("sources", record=json.dumps({
    "notebook": "test", "district_code": district_code, "district_name": "A place", "parameters": {"school_year": school_year},
    "invented": True, "sources": [source], "policies": [], "hidden": [], "republished_cells": 1, "republished_hidden": 0,
    "versions": {"ssos_analysis": "test"}}))
"""
MIDDLES = {
    "good": "",
    "raising": 'raise ValueError("no such group in /home/someone/store/x.parquet\\nand more")',
    "leaving": "import sys; sys.exit(0)",
    "kernel_killed": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "worker_killed": "import os, signal, time; os.kill(os.getppid(), signal.SIGKILL); time.sleep(60)",
    "endless": "while True: pass",
    "late": 'while district_code == "99020000": open("begun", "w").close()',
    "sometimes": 'assert district_code != "99020000", "this district only"',
}
INVENTED = [
    District("99010000", "Port Hollis", 900.0, 2025),
    District("99020000", "Ünder-Wood / Société d'École", 400.0, 2025),
]


def write_notebook(path: Path, middle: str = "", *, parameters: str = PARAMETERS, closing: str = CLOSING) -> Path:
    """A template: parameters, an opening, a middle that decides how it ends, numbers, and the closing record."""
    cells = [
        new_markdown_cell("# A test"),
        new_code_cell(parameters, metadata={"tags": ["parameters"]}),
        new_code_cell(OPENING),
        new_markdown_cell("## What happened?\n\nTwo sentences. Here."),
        *([new_code_cell(middle)] if middle else []),
        new_code_cell(NUMBERS),
        new_code_cell(closing),
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=cells), path)
    return path


def template(folder: Path, brief: str, **how: str) -> Template:
    """The template of one brief, on disk."""
    path = write_notebook(folder / f"{brief}.ipynb", MIDDLES.get(brief, ""), **how)
    spec = BriefSpec(brief=brief, notebook=f"notebooks/{brief}.ipynb", title=f"Title of {brief}", question="Why?", order=1)
    return read_template(spec, path)


def settings(tmp_path: Path, *, workers: int = 2, cell_seconds: int = 30, job_seconds: int = 60, **more: Any) -> Settings:
    environment = kernel_environment(
        home=workspace.home(), store=tmp_path / "no-store", example=tmp_path / "no-example", code_version="test"
    )
    return Settings(environment, workers, cell_seconds, job_seconds, **{"engine": WARM, **more})


@dataclass
class Noted:
    """A watcher that remembers."""

    ended_jobs: list[tuple[str, str, Failure | None]] = field(default_factory=list)
    on_end: Callable[[], object] = lambda: None

    def ended(self, job: Job, outcome: Outcome) -> None:
        self.ended_jobs.append((job.district.code, job.template.brief, outcome.failure))
        self.on_end()

    def tick(self) -> None:
        pass


@dataclass(frozen=True)
class Rig:
    """What a test of the press works with: imported from here, since tests are no package."""

    folder: Path

    def templates(self, *briefs: str) -> list[Template]:
        return [template(self.folder / "notebooks", brief) for brief in briefs]

    def jobs(self, templates: Sequence[Template], districts: Sequence[District] = tuple(INVENTED)) -> list[Job]:
        return plan(districts, templates, {})

    def settings(self, **how: Any) -> Settings:
        return settings(self.folder, **how)

    def write_notebook(self, name: str, middle: str = "", **how: str) -> Path:
        return write_notebook(self.folder / name, middle, **how)

    def watcher(self, on_end: Callable[[], object] = lambda: None) -> Noted:
        return Noted(on_end=on_end)

    @property
    def districts(self) -> list[District]:
        return list(INVENTED)


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


@pytest.fixture(scope="module")
def module_rig(tmp_path_factory: pytest.TempPathFactory) -> Rig:
    """One for a whole module, whose tests look at what a single batch left."""
    return Rig(tmp_path_factory.mktemp("press"))

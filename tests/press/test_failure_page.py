"""The page of a brief that failed: in work/ alone, escaped, with heading, error, log and a command that works."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from typer.testing import CliRunner

from ssos_analysis.cli import app
from ssos_analysis.press.engine import Outcome
from ssos_analysis.press.failure_page import failure_page, heading_above, lab_command, render_failure
from ssos_analysis.press.plan import Job, job_of
from ssos_analysis.press.publishing import publish
from ssos_analysis.press.records import Failure, Product
from ssos_analysis.press.status import status_lines
from ssos_analysis.press.worker import Run
from tests.press.executed_brief import notebook

HOSTILE = "<script>alert(1)</script> & “quotes”"


@pytest.fixture
def job(rig: Any) -> Job:
    [template] = rig.templates("raising")
    return job_of(rig.districts[1], template, {"school_year": 2011})


def executed() -> nbformat.NotebookNode:
    """As papermill leaves a notebook whose fifth cell failed, its injected cell among the others."""
    trace = ["\x1b[0;31mValueError\x1b[0m", "File /home/someone/clone/src/x.py:7", "    if a < b:", f"ValueError: {HOSTILE}"]
    cells = [new_markdown_cell("# A test"), new_code_cell("x = 1"), new_code_cell("injected"), new_code_cell("opening")]
    cells += [new_markdown_cell("## What happened?"), new_code_cell("raise")]
    cells[-1].outputs = [new_output("error", ename="ValueError", evalue=HOSTILE, traceback=trace)]
    return new_notebook(cells=cells)


def test_it_says_where_what_and_how_to_see_it_again_and_escapes_all(job: Job) -> None:
    failure = Failure.told(5, "ValueError", HOSTILE)
    page = render_failure(job, failure, executed(), ["last line", HOSTILE], Product.of(Path("reports"), invented=True))
    assert "Cell 5, under the heading “What happened?”" in page
    assert "ValueError: &lt;script&gt;alert(1)&lt;/script&gt; &amp; “quotes”" in page
    assert "<script" not in page
    assert "    if a &lt; b:" in page
    assert "x.py:7" in page
    assert "/home/someone/clone" not in page
    assert "\x1b" not in page
    assert "last line" in page
    assert "raise ValueError" in page  # the cell as its template has it
    assert "ssos lab --brief raising --district 99020000 --set school_year=2011" in page


def test_without_a_cell_or_a_notebook_it_still_says_what_was_said(job: Job) -> None:
    page = render_failure(job, Failure(None, "WorkerDied", "signal 9"), None, [], Product.of(Path("r"), invented=False))
    assert "No cell is to blame" in page
    assert "WorkerDied: signal 9" in page
    assert "The cell" not in page


def test_the_heading_is_the_nearest_above() -> None:
    cells = [new_markdown_cell("# One\n\nwords"), new_code_cell("1"), new_markdown_cell("plain"), new_code_cell("2")]
    cells += [new_markdown_cell("## Two\n\n### Three"), new_code_cell("3")]
    held = new_notebook(cells=cells)
    assert [heading_above(held, number) for number in (1, 2, 4, 6)] == ["", "One", "One", "Three"]


def test_it_stands_in_work_until_the_brief_is_built_and_status_points_to_it(job: Job, rig: Any) -> None:
    product = Product.of(rig.folder / "reports", invented=True)
    folder = rig.folder / "run"
    folder.mkdir()
    run = Run("0", job.template.path, folder, job.parameters, True, 1, 30)
    (folder / "run.log").write_text("first\n" * 5000 + "from /home/someone/x: the end\n")
    nbformat.write(executed(), run.executed)
    outcome = Outcome(run, Failure(5, "ValueError", "no"), 1.0)
    specs = [job.template.spec]
    assert publish([job], {"raising": outcome}, product, specs, "a", invented=True)
    path = failure_page(product, "99020000", "raising")
    text = path.read_text("utf-8")
    assert "from x: the end" in text
    assert text.count("first") <= 40
    assert not list(product.site.rglob("*failed*"))
    assert f"      see {path}" in list(status_lines(product, specs))
    nbformat.write(notebook(job.district.name, code="99020000"), run.executed)
    assert not publish([job], {"raising": Outcome(run, None, 1.0)}, product, specs, "b", invented=True)
    assert not path.exists()


class TestTheCommand:
    def copy(self, *words: str) -> tuple[int, str]:
        answer = CliRunner().invoke(app, ["lab", *words, "--prepare"])
        return answer.exit_code, answer.output.strip()

    @pytest.fixture(autouse=True)
    def reports(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SSOS_REPORTS", str(tmp_path / "reports"))
        monkeypatch.setenv("COLUMNS", "200")

    def test_it_opens_a_copy_with_the_parameters_of_the_job(self, job: Job) -> None:
        ours = Job(job.district, job.template, job.parameters | {"as_of": "2026-11-26"})
        words = shlex.split(lab_command(ours))[2:]
        words[words.index("raising")] = "graduation_and_completion"
        code, path = self.copy(*words)
        assert code == 0
        cells = nbformat.read(path, as_version=4).cells
        [injected] = [cell.source for cell in cells if "injected-parameters" in cell.metadata.get("tags", [])]
        values: dict[str, Any] = {}
        exec(injected, values)
        assert {name: values[name] for name in ours.parameters} == ours.parameters

    def test_a_copy_that_somebody_changed_is_not_written_over(self) -> None:
        words = ("--brief", "graduation_and_completion", "--district", "99020000")
        first = self.copy(*words)[1]
        assert self.copy(*words)[1] == first
        held = nbformat.read(first, as_version=4)
        held.cells[-1].source += "\n# mine"
        nbformat.write(held, first)
        assert self.copy(*words)[1].endswith("graduation_and_completion-2.ipynb")

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            (("--brief", "graduation_and_completion"), "one brief and one district"),
            (("--brief", "nosuch", "--district", "99020000"), "'nosuch' is no brief"),
            (("--brief", "accountability", "--district", "99020000", "--set", "school_year"), "is no parameter"),
            (("--brief", "accountability", "--district", "99020000", "--set", "nosuch=1"), "'nosuch' is not a parameter"),
            (("--brief", "accountability", "--district", "12"), "is not a code"),
        ],
    )
    def test_what_cannot_be_opened_is_told(self, words: tuple[str, ...], told: str) -> None:
        code, said = self.copy(*words)
        assert code == 2
        assert told in said

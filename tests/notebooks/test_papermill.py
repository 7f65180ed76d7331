"""Stock papermill runs every notebook with a file of params/examples, and the warm engine shows the same cells; treacherous codes
are refused with the reason."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from torture_notebook import shown_by

CLONE = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((CLONE / "notebooks").glob("*.ipynb"))
EXAMPLES = CLONE / "params" / "examples"
OF_EXAMPLE_STATE = sorted(set(EXAMPLES.glob("*.yml")) - {EXAMPLES / "springfield.yml"})
# Every notebook and every file of the example state at least once.
PAIRS = [(notebook, OF_EXAMPLE_STATE[number % len(OF_EXAMPLE_STATE)]) for number, notebook in enumerate(TEMPLATES)]

RUN_ALL = """
import json, sys, papermill, yaml
from pathlib import Path
engine, *asked = json.loads(sys.argv[1])
for notebook, example, target in asked:
    given = yaml.safe_load(Path(example).read_text("utf-8"))
    papermill.execute_notebook(notebook, target, given, engine_name=engine, progress_bar=False, shutdown_kernel="immediate")
"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def executed(run_in, tmp_path_factory):
    """Every notebook with its file, run by each engine in a process of its own: (engine, notebook) -> the executed notebook."""
    found = {}
    for engine in (None, "ssos_warm"):
        folder = tmp_path_factory.mktemp(engine or "stock")
        targets = {notebook: folder / notebook.name for notebook, _ in PAIRS}
        asked = [(str(notebook), str(example), str(targets[notebook])) for notebook, example in PAIRS]
        done = run_in(folder, "-c", RUN_ALL, json.dumps([engine, *asked]))
        assert done.returncode == 0, done.stderr
        assert "unknown parameter" not in done.stderr
        found |= {(engine, notebook): nbformat.read(target, as_version=4) for notebook, target in targets.items()}
    return found


@pytest.mark.parametrize(("notebook", "example"), PAIRS, ids=[f"{notebook.stem}-{example.stem}" for notebook, example in PAIRS])
def test_every_notebook_runs_to_its_last_cell_and_shows_the_same_when_warm(notebook, example, executed):
    stock, warm = executed[None, notebook], executed["ssos_warm", notebook]
    ran = [cell for cell in stock.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in ran)
    # papermill's own "completed" proves nothing: the sentinel does
    assert ran[-1].outputs[-1].metadata["ssos"]["kind"] == "sources"
    differing = [(ours, theirs) for ours, theirs in zip(shown_by(warm), shown_by(stock), strict=True) if ours != theirs]
    assert differing == []


def test_every_example_file_is_run():
    assert {example for _, example in PAIRS} == set(OF_EXAMPLE_STATE)


def refusal(run, tmp_path, *arguments):
    done = run("papermill", str(TEMPLATES[0]), str(tmp_path / "out.ipynb"), "--no-progress-bar", *arguments)
    assert done.returncode != 0
    return done.stderr


def test_a_bare_number_on_the_command_line_is_refused_with_the_reason(run, tmp_path):
    said = refusal(run, tmp_path, "-p", "district_code", "99010000")
    assert "99010000 is a number; a code is eight characters of text" in said


def test_a_bare_number_in_a_file_is_refused_with_the_reason(run, tmp_path):
    given = tmp_path / "boston.yml"
    given.write_text("district_code: 00350000\n")
    said = refusal(run, tmp_path, "-f", str(given))
    assert "118784 is a number" in said
    assert "YAML reads 00350000 as 118784" in said


def test_a_code_as_raw_text_runs_on_the_command_line(run, tmp_path):
    # -r hands over text as it is typed, where -p would make a number of it
    done = run(
        "papermill", str(TEMPLATES[0]), str(tmp_path / "out.ipynb"), "--no-progress-bar", "-r", "district_code", "99030000"
    )
    assert done.returncode == 0, done.stderr


def test_a_real_district_without_a_store_is_told_how_to_make_one(run, tmp_path):
    said = refusal(run, tmp_path, "-f", str(EXAMPLES / "springfield.yml"))
    assert "ssos data import" in said

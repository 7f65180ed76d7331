"""A notebook is a finished brief only when every cell ran, none failed, and heading and record are there once each."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from ssos_analysis.press.verdict import judge, run_record, template_cell

CODE = "99010000"


def shown(kind: str, **about: Any) -> NotebookNode:
    return new_output("display_data", {"text/html": ""}, metadata={"ssos": {"kind": kind, **about}})


def record(**changes: Any) -> str:
    known = {"notebook": "n", "district_code": CODE, "district_name": "x", "parameters": {}, "invented": True}
    return json.dumps({**known, "sources": [], "hidden": [], "versions": {}, **changes})


def finished() -> NotebookNode:
    """As papermill leaves it: cell 1 the parameters, cell 2 injected."""
    return new_notebook(
        cells=[
            new_markdown_cell("# T"),
            new_code_cell("a = 1", execution_count=1),
            new_code_cell("a = 2", execution_count=2),
            new_code_cell("heading()", execution_count=3, outputs=[shown("heading")]),
            new_code_cell(""),
            new_code_cell("figure()", execution_count=4, outputs=[shown("figure")]),
            new_code_cell("sources()", execution_count=5, outputs=[shown("sources", record=record())]),
        ]
    )


def verdict(notebook: NotebookNode) -> str | None:
    failure = judge(notebook, district_code=CODE, invented=True, parameters_cell=1)
    return str(failure) if failure else None


def test_a_finished_notebook_is_a_brief() -> None:
    assert verdict(finished()) is None
    assert run_record(finished()).district_code == CODE


def unrun(notebook: NotebookNode) -> None:
    notebook.cells[5].execution_count = None
    notebook.cells[5].outputs = []


def failed(notebook: NotebookNode) -> None:
    notebook.cells[5].outputs = [new_output("error", ename="KeyError", evalue="'x'", traceback=[])]


def excused(notebook: NotebookNode) -> None:
    """papermill and nbclient let this pass."""
    notebook.cells[5].metadata["tags"] = ["raises-exception"]
    failed(notebook)


def left(notebook: NotebookNode) -> None:
    notebook.cells[5].outputs = [new_output("error", ename="SystemExit", evalue="0", traceback=[])]


def without_sources(notebook: NotebookNode) -> None:
    notebook.cells[6].outputs = []


def two_headings(notebook: NotebookNode) -> None:
    notebook.cells[5].outputs = [shown("heading")]


def late_heading(notebook: NotebookNode) -> None:
    notebook.cells[3].outputs, notebook.cells[5].outputs = notebook.cells[5].outputs, notebook.cells[3].outputs


def after_sources(notebook: NotebookNode) -> None:
    notebook.cells.append(new_code_cell("more()", execution_count=6, outputs=[shown("prose")]))


def spoilt_record(notebook: NotebookNode) -> None:
    notebook.cells[6].outputs = [shown("sources", record="{")]


def other_district(notebook: NotebookNode) -> None:
    notebook.cells[6].outputs = [shown("sources", record=record(district_code="99020000"))]


def real_record(notebook: NotebookNode) -> None:
    notebook.cells[6].outputs = [shown("sources", record=record(invented=False))]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (unrun, "cell 5: Unfinished"),
        (failed, "cell 5: KeyError: 'x'"),
        (excused, "cell 5: KeyError: 'x'"),
        (left, "cell 5: SystemExit"),
        (without_sources, "0 sources displays"),
        (two_headings, "2 heading displays"),
        (late_heading, "the heading is not the first"),
        (after_sources, "the sources are not the last"),
        (spoilt_record, "the run record cannot be read"),
        (other_district, "WrongDistrict"),
        (real_record, "WrongDistrict"),
    ],
)
def test_anything_less_is_none(spoil: Callable[[NotebookNode], None], told: str) -> None:
    notebook = finished()
    spoil(notebook)
    assert told in str(verdict(notebook))


def test_cells_are_numbered_as_the_template_numbers_them() -> None:
    """papermill injects a cell after the parameters; an analyst who opens the template does not see it."""
    assert [template_cell(index, 1) for index in (0, 1, 3, 4)] == [1, 2, 3, 4]

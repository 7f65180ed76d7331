"""Whether an executed notebook is a finished brief. papermill's own "completed" is not believed: it says so of killed runs too.

A brief exists only if every code cell ran, none failed, one heading opens it and the run record closes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from nbformat import NotebookNode

from ssos_analysis.press.records import Failure
from ssos_analysis.provenance import RunRecord

UNFINISHED = "Unfinished"


def displays(executed: NotebookNode) -> Iterator[dict[str, Any]]:
    """What the notebook shows, in order: the `metadata.ssos` of each display."""
    for cell in executed.cells:
        for output in cell.get("outputs", []):
            about = output.get("metadata", {}).get("ssos")
            if about is not None:
                yield dict(about)


def run_record(executed: NotebookNode) -> RunRecord:
    """The record that closes a finished brief."""
    [text] = [about["record"] for about in displays(executed) if about.get("kind") == "sources"]
    return RunRecord.from_json(text)


def judge(executed: NotebookNode, *, district_code: str, invented: bool, parameters_cell: int) -> Failure | None:
    """Why the notebook is no brief of the district, or None when it is one.

    Parameters
    ----------
    executed : as papermill left it, with its injected cell.
    district_code, invented : what the brief was to be about.
    parameters_cell : index of the `parameters` cell in the template.
    """
    for index, cell in enumerate(executed.cells):
        number = template_cell(index, parameters_cell)
        if cell.cell_type != "code":
            continue
        for output in cell.outputs:
            if output.output_type == "error":
                return Failure.told(number, str(output.ename), output.evalue)
        if cell.execution_count is None and cell.source.strip():
            return Failure(number, UNFINISHED, "the cell did not run, and nothing says why: the kernel ended, or was stopped")
    return _judge_displays(executed, district_code, invented)


def _judge_displays(executed: NotebookNode, district_code: str, invented: bool) -> Failure | None:
    """Every cell ran: is what they show a whole brief, about the right district?"""
    kinds = [about.get("kind") for about in displays(executed)]
    for kind, call in (("heading", "brief.heading(...)"), ("sources", "brief.sources_and_methods()")):
        if kinds.count(kind) != 1:
            return Failure(None, UNFINISHED, f"the notebook shows {kinds.count(kind)} {kind} displays, not one: see {call}")
    if kinds[0] != "heading" or kinds[-1] != "sources":
        return Failure(None, UNFINISHED, "the heading is not the first display, or the sources are not the last")
    try:
        record = run_record(executed)
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        return Failure(None, UNFINISHED, f"the run record cannot be read ({type(error).__name__})")
    if record.district_code != district_code or record.invented != invented:
        return Failure(
            None, "WrongDistrict", f"the notebook is about {record.district_code}, not {district_code}: it ignores its parameters"
        )
    return None


def template_cell(index: int, parameters_cell: int) -> int:
    """Number (from 1) that a cell of the executed notebook has in its template, where papermill's injected cell is not."""
    return index + 1 if index <= parameters_cell else index

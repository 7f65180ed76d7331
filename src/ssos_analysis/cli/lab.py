"""A copy of a brief's notebook with a district's parameters, for JupyterLab."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from ssos_analysis import workspace
from ssos_analysis.errors import ParameterError
from ssos_analysis.vocabulary.organizations import is_example

_HOW = "ssos lab --brief graduation_and_completion --district 00350000 --set school_year=2024"


def lab_copy(brief: str | None, district: str | None, values: Sequence[str]) -> Path:
    """Write the copy beside what the press keeps of the district (in work/, which is never published), and say where.

    A copy that somebody changed is not written over: the new one gets the next number.

    Raises
    ------
    ParameterError
        The brief, the district or a parameter is missing, unknown or of the wrong kind.
    """
    if not (brief and district):
        raise ParameterError("a copy is of one brief and one district", where="--brief, --district", mend=_HOW)
    import nbformat
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    from ssos_analysis.press.plan import choose_templates, job_of, read_templates
    from ssos_analysis.press.records import Product, write_whole
    from ssos_analysis.press.roster import District

    [template] = choose_templates(read_templates(), [brief])
    job = job_of(District(district, district), template, _given(values))
    notebook = parameterize_notebook(
        load_notebook_node(str(template.path)), job.parameters, kernel_name="python3", language="python"
    )
    text = nbformat.writes(notebook)
    folder = Product.of(workspace.reports_path(), invented=is_example(district)).work(district) / "lab"
    number, path = 1, folder / f"{template.brief}.ipynb"
    while path.exists() and not _is_untouched(path, text):
        number += 1
        path = folder / f"{template.brief}-{number}.ipynb"
    write_whole(path, text)
    return path


def _given(values: Sequence[str]) -> dict[str, Any]:
    """Parameters from `name=value` words; a value is read as YAML reads it."""
    given = {}
    for word in values:
        name, mark, value = word.partition("=")
        if not mark:
            raise ParameterError(f"{word[:60]!r} is no parameter", where="--set", mend=_HOW)
        given[name] = value if name == "as_of" else yaml.safe_load(value)
    return given


def _is_untouched(path: Path, text: str) -> bool:
    """Whether a copy holds the cells that the new one would; its outputs do not count."""
    import nbformat

    def cells(held: Any) -> list[tuple[str, str]]:
        return [(cell.cell_type, cell.source) for cell in held.cells]

    return cells(nbformat.read(path, as_version=4)) == cells(nbformat.reads(text, as_version=4))

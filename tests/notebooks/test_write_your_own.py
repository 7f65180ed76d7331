"""The notebook of docs/write-your-own-notebook.md: taken from the page, run on the example state, and made into a page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from ssos_analysis.parameters import BriefSpec
from ssos_analysis.presentation import display
from ssos_analysis.press.rendering import BriefLink, Page, render_page
from ssos_analysis.press.verdict import judge

PAGE = Path(__file__).resolve().parents[2] / "docs" / "write-your-own-notebook.md"
BLOCK = re.compile(r"^```(python|markdown|yaml)\n(.*?)^```", re.DOTALL | re.MULTILINE)
BLOCKS = BLOCK.findall(PAGE.read_text("utf-8"))


@pytest.fixture(scope="module", params=["99010000", "99030000"])
def executed(request: pytest.FixtureRequest, example_store: Path) -> NotebookNode:
    """The cells of the page, run one after the other in one namespace, with what each displayed."""
    shown: list[Any] = []

    def take(data: dict[str, str], *, metadata: dict[str, Any], raw: bool) -> None:
        shown.append(new_output("display_data", data=data, metadata=metadata))

    cells, names = [], dict[str, Any]()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(display, "display", take)
        patch.setenv("SSOS_EXAMPLE", str(example_store))
        for kind, text in BLOCKS:
            if kind == "markdown":
                cells.append(new_markdown_cell(text))
            elif kind == "python":
                shown.clear()
                exec(text, names)
                if not cells:
                    names["district_code"] = request.param  # as a batch puts its values after the first cell
                cells.append(new_code_cell(text, execution_count=len(cells) + 1, outputs=list(shown)))
    return new_notebook(cells=cells, metadata={"code": request.param})


def test_its_cells_make_a_brief_that_passes_the_page_check(executed):
    code = executed.metadata["code"]
    assert judge(executed, district_code=code, invented=True, parameters_cell=0) is None
    spec = BriefSpec.model_validate(yaml.safe_load(next(text for kind, text in BLOCKS if kind == "yaml")))
    links = (BriefLink(spec.brief, spec.title, f"{spec.brief}.html", spec.question),)
    name = str(executed.cells[1].outputs[0].metadata["ssos"]["district_name"])
    html = render_page(executed, Page(spec.title, name, code, True, links, spec.brief))  # raises on any fault
    for heading in ("Over the years", "Student groups", "Where these numbers come from"):
        assert f">{heading}</h2>" in html
    assert ('<figure class="chart"' in html) == (code == "99010000")  # the small district's page says why it has none


def test_its_brief_has_a_place_of_its_own():
    spec = BriefSpec.model_validate(yaml.safe_load(next(text for kind, text in BLOCKS if kind == "yaml")))
    assert spec.notebook == f"notebooks/{spec.brief}.ipynb"
    [question] = [text for kind, text in BLOCKS if "brief.heading(" in text]
    assert spec.question in question

"""A notebook is thin: one question, plain parameters, short cells that call the library, nothing hidden, nothing left over."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import papermill
import pytest
import yaml

from ssos_analysis.parameters import NotebookParameters, brief_specs, read_yaml

CLONE = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((CLONE / "notebooks").glob("*.ipynb"))
WORKED_EXAMPLES = sorted((CLONE / "notebooks" / "methods").glob("*.ipynb"))
EXAMPLES = sorted((CLONE / "params" / "examples").glob("*.yml"))
MAY_IMPORT = {"ssos_analysis.analyses", "ssos_analysis.brief", "ssos_analysis.presentation", "ssos_analysis.support"}
# A worked example shows how a figure is made, so it may also call what the analyses stand on.
WORKED_EXAMPLE_MAY_IMPORT = MAY_IMPORT | {"ssos_analysis.estimation", "ssos_analysis.accountability"}
FORBIDDEN = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.Try, ast.TryStar, ast.With,
    ast.For, ast.AsyncFor, ast.While,
)  # fmt: skip

templates = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
every_notebook = pytest.mark.parametrize("path", [*TEMPLATES, *WORKED_EXAMPLES], ids=lambda path: path.stem)


def cells(path: Path, kind: str = "code") -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def parameters_cell(path: Path) -> nbformat.NotebookNode:
    tagged = [cell for cell in cells(path) if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1, f"{path.name}: exactly one cell is tagged `parameters`"
    return tagged[0]


def syntax(path: Path) -> ast.Module:
    return ast.parse("\n".join(cell.source for cell in cells(path)))


def test_there_are_templates_and_a_worked_example():
    assert len(TEMPLATES) >= 4
    assert WORKED_EXAMPLES


@every_notebook
def test_the_first_code_cell_holds_the_parameters_and_nothing_else(path):
    cell = parameters_cell(path)
    assert cell.id == cells(path)[0].id
    lines = cell.source.splitlines()
    for line, node in zip(lines, ast.parse(cell.source).body, strict=True):
        assert isinstance(node, ast.AnnAssign), f"{line}: a typed default"
        assert node.simple, line
        ast.literal_eval(node.value)  # a plain value: the injected cell comes after, so nothing may be computed here
        assert "#" in line[node.end_col_offset :], f"{line}: a comment says what it is"


@every_notebook
def test_every_parameter_is_known_and_its_default_allowed(path):
    defaults = {node.target.id: ast.literal_eval(node.value) for node in ast.parse(parameters_cell(path).source).body}
    assert "district_code" in defaults
    NotebookParameters.checked(defaults, where=path.name)


@every_notebook
def test_every_parameter_is_used(path):
    names = {node.target.id for node in ast.parse(parameters_cell(path).source).body}
    read = {node.id for node in ast.walk(syntax(path)) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    assert names <= read


@every_notebook
def test_papermill_knows_each_parameter_and_shows_its_help(path):
    # Of `int | None` papermill 2 makes nothing: it would call the parameter unknown. So the annotation is the type alone.
    inspected = papermill.inspect_notebook(str(path))
    assert list(inspected) == [node.target.id for node in ast.parse(parameters_cell(path).source).body]
    for name, about in inspected.items():
        assert about["help"], name
        assert about["inferred_type_name"] != "None", name


@every_notebook
def test_code_cells_have_one_to_six_lines(path):
    for cell in cells(path):
        lines = [line for line in cell.source.splitlines() if line.strip()]
        assert 1 <= len(lines) <= 6, cell.source


@every_notebook
def test_nothing_is_defined_caught_or_looped(path):
    found = [type(node).__name__ for node in ast.walk(syntax(path)) if isinstance(node, FORBIDDEN)]
    assert not found


@every_notebook
def test_only_the_library_is_imported_and_no_magic_is_used(path):
    imported = set()
    for node in ast.walk(syntax(path)):  # a magic or a shell line is no Python and fails here
        assert not isinstance(node, ast.Import), "from ssos_analysis import ..."
        if isinstance(node, ast.ImportFrom):
            imported |= {f"{node.module}.{alias.name}" for alias in node.names}
    allowed = WORKED_EXAMPLE_MAY_IMPORT if path in WORKED_EXAMPLES else MAY_IMPORT
    assert not [module for module in imported if not any(f"{module}.".startswith(f"{name}.") for name in allowed)]


@every_notebook
def test_no_path_and_no_address_is_named(path):
    strings = [node.value for node in ast.walk(syntax(path)) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    for text in strings:
        assert "\\" not in text
        assert "/" not in text
        assert not text.endswith((".csv", ".xlsx", ".parquet", ".yml"))
    called = {node.func.id for node in ast.walk(syntax(path)) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not called & {"open", "exec", "eval", "Path", "__import__"}


@templates
def test_the_last_cell_is_the_sentinel(path):
    last = nbformat.read(path, as_version=4).cells[-1]
    assert last.cell_type == "code"
    assert last.source == "brief.sources_and_methods()"


@templates
def test_sections_have_a_heading_and_say_what_the_chart_shows(path):
    for cell in cells(path, "markdown"):
        heading, _, text = cell.source.partition("\n")
        assert heading.startswith("## "), heading
        assert len(text.strip()) > 40, heading
    assert not cells(path, "raw")


@templates
def test_templates_are_kept_without_outputs(path):
    for cell in cells(path):
        assert cell.outputs == []
        assert cell.execution_count is None
    assert set(nbformat.read(path, as_version=4).metadata) <= {"kernelspec", "language_info"}


@pytest.mark.parametrize("path", WORKED_EXAMPLES, ids=lambda path: path.stem)
def test_worked_examples_keep_the_outputs_of_a_whole_run(path):
    ran = cells(path)
    assert [cell.execution_count for cell in ran] == list(range(1, len(ran) + 1))
    assert any(cell.outputs for cell in ran)
    assert ran[-1].outputs


def test_each_brief_has_its_notebook_and_each_notebook_its_brief():
    assert sorted(CLONE / spec.notebook for spec in brief_specs()) == TEMPLATES
    assert sorted(spec.brief for spec in brief_specs()) == [path.stem for path in TEMPLATES]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example_parameters_are_good_and_quote_their_code(path):
    values = read_yaml(path)
    assert NotebookParameters.checked(values, where=path.name).district_code == values["district_code"]
    code = next(node for key, node in yaml.compose(path.read_text("utf-8")).value if key.value == "district_code")
    assert code.style == '"'
    assert f"-f params/examples/{path.name}" in path.read_text("utf-8")


def test_a_parameter_file_fits_every_notebook():
    # papermill only warns of a parameter a notebook does not have
    shared = set.intersection(*({node.target.id for node in ast.parse(parameters_cell(path).source).body} for path in TEMPLATES))
    for path in EXAMPLES:
        assert set(read_yaml(path)) <= shared


def test_the_pages_that_list_what_passed_look_at_one_list_of_measures():
    """Two pages of one district that count what passed differently would contradict each other."""
    for name in ("district_at_a_glance", "goals_and_priorities"):
        source = "\n".join(cell.source for cell in cells(CLONE / "notebooks" / f"{name}.ipynb"))
        assert "analyses.priorities(outcomes, opportunity=offered)" in source
        assert "outcomes = brief.measures(*analyses.MAIN_OUTCOMES)" in source
        assert "offered = brief.measures(*analyses.MAIN_OFFERED)" in source

"""What import-linter cannot say: which libraries a floor may use, and where a module has grown too large."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ALLOWED = {
    "estimation": {"numpy", "scipy", "statsmodels", "ssos_analysis.errors", "ssos_analysis.estimation"},
    "presentation": {
        "matplotlib", "seaborn", "numpy", "pandas", "IPython",
        "xlsxwriter",  # the workbook of the published numbers, made where the notebook runs, beside the others
        # the measure a released table is about: its label, unit and direction
        "ssos_analysis.measures.definition",
        "ssos_analysis.disclosure.release", "ssos_analysis.vocabulary", "ssos_analysis.errors", "ssos_analysis.presentation",
    },
}  # fmt: skip
MEANINGLESS = {"utils", "util", "helpers", "helper", "common", "misc"}


def imported(path: Path) -> set[str]:
    """Full names of what a file imports, wherever in the file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports are written in full"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def is_allowed(module: str, package: str) -> bool:
    names = ALLOWED[package]
    return module.split(".")[0] in sys.stdlib_module_names or any(f"{module}.".startswith(f"{name}.") for name in names)


@pytest.mark.parametrize("package", ALLOWED)
def test_a_package_imports_only_what_its_floor_allows(clone, package):
    files = sorted((clone / "src" / "ssos_analysis" / package).rglob("*.py"))
    assert files
    strangers = {(path.name, module) for path in files for module in imported(path) if not is_allowed(module, package)}
    assert not strangers


def test_no_module_has_two_subjects(clone, committed):
    modules = [path for path in committed if path.suffix == ".py" and path.is_relative_to(clone / "src")]
    long = {path.name: lines for path in modules if (lines := path.read_text("utf-8").count("\n")) > 300}
    assert not long


def test_no_file_is_named_after_nothing(committed):
    assert not [path for path in committed if path.stem in MEANINGLESS]

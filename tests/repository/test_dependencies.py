"""One list of dependencies: pyproject.toml. The lock, the conda file, the code and the reasons agree with it."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

# Dependencies that are run, not imported.
RUN_NOT_IMPORTED = {
    "jupyterlab": "`ssos lab`",
    "nbval": "a pytest plugin",
    "nbstripout": "a pre-commit hook",
    "pre-commit": "runs the hooks",
    "pytest-xdist": "a pytest plugin",
    "import-linter": "`make lint`",
    "mypy": "`make lint`",
    "ruff": "`make lint`",
    "setuptools": "the build backend of the editable install",
    "pandas-stubs": "types for mypy",
    "types-pyyaml": "types for mypy",
}
IMPORT_NAMES = {"pyyaml": "yaml", "beautifulsoup4": "bs4"}
# Part of the interface of a dependency, which brings them: they are declared through it.
BROUGHT_ALONG = {"IPython": "ipykernel", "markupsafe": "jinja2", "traitlets": "nbconvert"} | dict.fromkeys(
    ("ipykernel_launcher", "jupyter_client", "tornado", "zmq"), "ipykernel"
)


def name_of(requirement: str) -> str:
    """A requirement's name, as indexes normalize it."""
    return re.sub(r"[-_.]+", "-", re.match(r"[A-Za-z0-9._-]+", requirement)[0]).lower()


def import_name(requirement: str) -> str:
    return IMPORT_NAMES.get(name_of(requirement), name_of(requirement).replace("-", "_"))


def imported_roots(path: Path) -> set[str]:
    """First parts of the names of all modules a Python file imports, wherever in the file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.fixture(scope="session")
def every_requirement(project) -> list[str]:
    return [*project["dependencies"], *project["optional-dependencies"]["dev"]]


@pytest.fixture(scope="session")
def lock(clone) -> str:
    """The lock without its heading comment."""
    lines = (clone / "requirements.lock").read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("#"))


@pytest.fixture(scope="session")
def locked(lock) -> dict[str, str]:
    """Each package of the lock, with its lines."""
    entries: dict[str, str] = {}
    for line in lock.splitlines():
        if not line.startswith(" "):
            name = name_of(line)
        entries[name] = entries.get(name, "") + line + "\n"
    return entries


def test_the_conda_file_equals_pyproject(clone, project, every_requirement):
    environment = yaml.safe_load((clone / "environment.yml").read_text("utf-8"))
    python, pip, packages = environment["dependencies"]
    assert python == f"python{project['requires-python']}"
    assert pip == "pip"
    assert packages["pip"] == [*every_requirement, "-e ."], "copy the list of pyproject.toml"


def test_the_lock_holds_every_dependency(locked, every_requirement):
    missing = [requirement for requirement in every_requirement if name_of(requirement) not in locked]
    assert not missing, "CONTRIBUTING.md says how requirements.lock is renewed"


def test_each_locked_package_has_one_version_and_hashes(locked):
    assert len(locked) > 100
    for name, lines in locked.items():
        assert re.match(r"[\w.-]+==[^\s;]+", lines), name
        assert "--hash=sha256:" in lines, name


def test_the_lock_names_no_index_and_no_path(lock):
    assert not re.search(r"://|index-url|find-links|file:| @ ", lock)
    assert "/" not in lock


def test_the_build_needs_nothing_the_lock_lacks(clone, locked):
    build = tomllib.loads((clone / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    assert {name_of(requirement) for requirement in build} <= set(locked)


@pytest.mark.parametrize(("kind", "folders"), [("runtime", {"src"}), ("dev", {"tests", "benchmarks"})])
def test_no_dependency_that_nothing_uses(clone, project, committed, kind, folders):
    wanted = project["dependencies"] if kind == "runtime" else project["optional-dependencies"]["dev"]
    files = [path for path in committed if path.suffix == ".py" and path.relative_to(clone).parts[0] in folders]
    used = set().union(*map(imported_roots, files))
    idle = [each for each in wanted if name_of(each) not in RUN_NOT_IMPORTED and import_name(each) not in used]
    assert not idle


def test_the_package_imports_nothing_that_no_list_names(clone, project, committed):
    extras = project["optional-dependencies"]  # imported where one is asked for, and said where it is absent
    extra = [*extras["cluster"], *extras["pdf"]]
    known = {import_name(requirement) for requirement in [*project["dependencies"], *extra]} | set(BROUGHT_ALONG)
    known |= {"ssos_analysis"} | sys.stdlib_module_names
    for path in committed:
        if path.suffix == ".py" and path.is_relative_to(clone / "src"):
            assert imported_roots(path) <= known, path.name


def test_make_needs_the_standard_library_only(clone):
    assert imported_roots(clone / "make.py") <= sys.stdlib_module_names


def test_each_dependency_has_its_reason_written_down(clone, every_requirement):
    page = (clone / "docs" / "decisions" / "0002-dependencies.md").read_text("utf-8")
    assert not [name for name in map(name_of, every_requirement) if f"`{name}`" not in page]


def test_what_runs_without_import_is_a_dependency_still(every_requirement):
    assert set(RUN_NOT_IMPORTED) <= set(map(name_of, every_requirement))

"""Places are found from any folder, and the environment wins over defaults."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssos_analysis import workspace
from ssos_analysis.errors import ParameterError

CLONE = Path(__file__).resolve().parents[1]


@pytest.fixture
def no_home(monkeypatch):
    monkeypatch.delenv("SSOS_HOME", raising=False)


def make_clone(folder: Path) -> Path:
    (folder / "params" / "sources").mkdir(parents=True)
    (folder / "notebooks" / "methods").mkdir(parents=True)
    return folder


def test_the_clone_is_found_from_a_folder_deep_inside_it(no_home, monkeypatch, tmp_path):
    clone = make_clone(tmp_path / "other clone")
    monkeypatch.chdir(clone / "notebooks" / "methods")
    assert workspace.home() == clone.resolve()
    assert workspace.notebooks() == clone.resolve() / "notebooks"
    assert workspace.params("sources", "mcas.yml") == clone.resolve() / "params" / "sources" / "mcas.yml"


def test_from_a_foreign_folder_the_installed_clone_is_found(no_home, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert workspace.home() == CLONE


def test_a_set_home_wins_over_the_working_folder(monkeypatch, tmp_path):
    clone = make_clone(tmp_path / "set")
    monkeypatch.setenv("SSOS_HOME", str(clone))
    monkeypatch.chdir(CLONE)
    assert workspace.home() == clone.resolve()


def test_a_set_home_that_is_no_clone_is_refused_not_ignored(monkeypatch, tmp_path):
    monkeypatch.setenv("SSOS_HOME", str(tmp_path))
    with pytest.raises(ParameterError, match="was not found") as caught:
        workspace.home()
    assert "SSOS_HOME" in caught.value.mend


@pytest.mark.parametrize(
    ("place", "variable", "default"),
    [
        (workspace.store_path, "SSOS_STORE", ("data", "store")),
        (workspace.example_path, "SSOS_EXAMPLE", ("data", "example")),
        (workspace.example_state_path, "SSOS_EXAMPLE_STATE", ("data", "example-state")),
        (workspace.reports_path, "SSOS_REPORTS", ("reports", "built")),
    ],
)
def test_places_have_defaults_in_the_clone_and_variables_that_win(place, variable, default, monkeypatch, tmp_path):
    monkeypatch.setenv("SSOS_HOME", str(CLONE))
    monkeypatch.delenv(variable, raising=False)
    assert place() == CLONE.joinpath(*default)
    monkeypatch.setenv(variable, "")  # an empty variable is not said at all
    assert place() == CLONE.joinpath(*default)
    monkeypatch.setenv(variable, str(tmp_path))
    assert place() == tmp_path

"""The `ssos` command answers at once, in words, and hands its work to the floors below."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from ssos_analysis import __version__, cli, workspace
from ssos_analysis.errors import StoreError

HEAVY = ("pandas", "numpy", "scipy", "matplotlib", "duckdb", "pyarrow", "pandera", "papermill", "nbconvert", "pydantic")


def invoke(*arguments):
    return CliRunner().invoke(cli.app, list(arguments))


@pytest.mark.parametrize("arguments", [(), ("--help",)])
def test_help_names_every_command(arguments):
    answer = invoke(*arguments)
    for command in ("data", "briefs", "regions", "trace", "lab"):
        assert f" {command} " in answer.output


def test_the_version():
    assert invoke("--version").output == f"ssos_analysis {__version__}\n"


def test_the_command_is_loaded_without_the_libraries_a_command_needs():
    code = f"import ssos_analysis.cli, sys, json; print(json.dumps([m for m in {HEAVY!r} if m in sys.modules]))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert json.loads(loaded) == []


def test_an_error_of_ours_is_told_in_words_with_exit_code_2():
    group = typer.Typer(cls=cli.SpeakingGroup)

    @group.command()
    def fails() -> None:
        raise StoreError("there is no store", where="data/store", mend="ssos data import FOLDER")

    @group.command()
    def other() -> None:
        """A second command, so that typer makes a group."""

    answer = CliRunner().invoke(group, ["fails"])
    assert answer.exit_code == 2
    assert answer.stderr == "there is no store\n  where: data/store\n  to do: ssos data import FOLDER\n"
    assert "Traceback" not in answer.output


def test_a_fault_of_the_code_is_not_hidden():
    group = typer.Typer(cls=cli.SpeakingGroup)

    @group.command()
    def fails() -> None:
        raise ZeroDivisionError("ours")

    @group.command()
    def other() -> None:
        """A second command, so that typer makes a group."""

    assert isinstance(CliRunner().invoke(group, ["fails"]).exception, ZeroDivisionError)


def test_a_missing_store_is_told_in_words(tmp_path, monkeypatch):
    monkeypatch.setenv("SSOS_STORE", str(tmp_path / "absent"))
    answer = invoke("data", "status")
    assert answer.exit_code == 2
    assert "ssos data import" in answer.output
    assert "Traceback" not in answer.output


def test_the_lab_opens_on_the_notebooks_and_asks_no_outside_host(monkeypatch):
    started = {}
    monkeypatch.setattr(
        cli.os, "execve", lambda path, command, environment: started.update(path=path, command=command, env=environment)
    )
    assert invoke("lab").exit_code == 0
    assert started["path"] == started["command"][0] == sys.executable
    assert started["command"][1:4] == ["-m", "jupyterlab", str(workspace.notebooks())]
    assert "--LabApp.news_url=None" in started["command"]
    assert "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate" in started["command"]
    assert Path(started["env"]["SSOS_HOME"]) == workspace.home()


def test_the_lab_knows_the_options_it_is_given():
    # JupyterLab ignores an option it does not know; it must know these
    from jupyterlab.labapp import LabApp

    for option in cli.QUIET_LAB:
        name, _, value = option.removeprefix("--LabApp.").partition("=")
        assert name in LabApp.class_traits(config=True)
        LabApp.class_traits()[name].from_string(value)


def test_a_whole_state_is_written_without_a_store_when_asked(monkeypatch, tmp_path):
    monkeypatch.setenv("SSOS_EXAMPLE_STATE", str(tmp_path / "state"))
    answer = invoke("data", "example", "--scale", "state", "--districts", "1", "--no-import")
    assert answer.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "state").iterdir()) == ["example.json", "raw"]
    described = json.loads((tmp_path / "state" / "raw" / "e2c" / "i9w6-niyt" / "dataset.json").read_text("utf-8"))
    (line,) = (line for line in answer.stdout.splitlines() if line.startswith("i9w6-niyt"))
    assert f" {described['expected_rows']:,} records " in line
    assert "1 of 1 districts, " in answer.stderr


@pytest.mark.parametrize("option", [("--districts", "3"), ("--no-import",)])
def test_options_of_the_whole_state_are_refused_for_the_small_one(option, monkeypatch, tmp_path):
    monkeypatch.setenv("SSOS_EXAMPLE", str(tmp_path / "example"))
    answer = invoke("data", "example", *option)
    assert answer.exit_code == 2
    assert "belong to --scale state" in answer.output
    assert not (tmp_path / "example").exists()

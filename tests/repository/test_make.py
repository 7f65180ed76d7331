"""make and make.py: the same targets, each documented; an old Python, a moved clone and a wrong name are answered plainly."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys

import pytest
import yaml

TARGETS = ("briefs", "test", "lab", "lint", "bench", "help")
needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="no make: python3 make.py does the same")


@pytest.fixture
def make(clone):
    """make.py as a module."""
    spec = importlib.util.spec_from_file_location("make_of_the_clone", clone / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(clone, *arguments, **options):
    return subprocess.run(
        [sys.executable, str(clone / "make.py"), *arguments], capture_output=True, text=True, check=False, **options
    )


def test_the_makefile_is_thin(clone):
    recipes = [line for line in (clone / "Makefile").read_text("utf-8").splitlines() if line.startswith("\t@")]
    assert recipes == ["\t@$(PYTHON) make.py $@"]


@pytest.mark.parametrize("target", TARGETS)
def test_each_target_is_documented_with_and_without_make(target, clone):
    assert re.search(rf"^  {target} +\w", run(clone, "help").stdout, re.MULTILINE)
    contributing = (clone / "CONTRIBUTING.md").read_text("utf-8")
    assert f"`make {target}`" in contributing
    assert f"`python3 make.py {target}`" in contributing


def test_the_makefile_and_make_py_know_the_same_targets(clone, make):
    phony = re.search(r"^\.PHONY: (.*)$", (clone / "Makefile").read_text("utf-8"), re.MULTILINE)[1].split()
    assert phony == list(make.TARGETS) == list(TARGETS)
    assert set(make.RECIPES) == set(TARGETS) - {"help"}


@needs_make
def test_make_alone_helps_from_any_folder(clone, tmp_path):
    command = ["make", "--no-print-directory", "-C", str(clone)]
    alone = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert alone.stdout == run(clone, cwd=tmp_path).stdout
    assert "briefs" in alone.stdout


def test_an_unknown_target_is_answered_with_the_list(clone):
    answer = run(clone, "brief")
    assert answer.returncode == 2
    assert "unknown target: brief" in answer.stderr
    assert "briefs" in answer.stdout


def test_an_old_python_is_told_what_to_install(make, monkeypatch, capsys):
    monkeypatch.setattr(make.sys, "version_info", (3, 9, 18))
    monkeypatch.setattr(make.shutil, "which", lambda _name: None)
    assert make.main(["test"]) == 1
    said = capsys.readouterr().err
    assert "needs Python 3.11 or newer" in said
    assert "python3.11 make.py test" in said


def test_an_old_python_hands_over_to_a_newer_one(make, monkeypatch):
    monkeypatch.setattr(make.sys, "version_info", (3, 9, 18))
    monkeypatch.setattr(make.shutil, "which", lambda name: sys.executable if name == "python3.12" else None)
    handed = []
    monkeypatch.setattr(make.subprocess, "call", lambda command, **_options: handed.append(command) or 0)
    assert make.main(["briefs"]) == 0
    assert handed[-1] == [sys.executable, str(make.ROOT / "make.py"), "briefs"]


@pytest.fixture
def installs(make, monkeypatch, tmp_path):
    """make.py on an empty clone in which commands are noted, not run."""
    (tmp_path / "requirements.lock").write_text("a==1\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    monkeypatch.setattr(make, "ROOT", tmp_path)
    monkeypatch.setattr(make, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(make, "STAMP", tmp_path / ".venv" / "ssos-install.json")
    noted: list[list[str]] = []

    def note(command, **_options):
        noted.append([str(part) for part in command])
        if "venv" in command:
            python = make.python_of_venv()
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch()
        return 0

    monkeypatch.setattr(make.subprocess, "call", note)
    return noted


def words(commands):
    return [" ".join(command) for command in commands]


def test_bench_runs_every_script_whatever_one_of_them_misses(clone, make, monkeypatch):
    ran = []
    monkeypatch.setattr(make, "call", lambda command: ran.append(command[1:]) or int("press.py" in command[1]))
    assert make.bench() == 1
    scripts = [words[0] for words in ran[1:]]
    assert scripts == ["benchmarks/press.py", "benchmarks/nothing_to_do.py", "benchmarks/press_state.py"]
    assert all((clone / script).is_file() for script in scripts)


def test_a_fresh_clone_gets_an_environment_from_the_lock_with_hashes(make, installs):
    make.ensure_environment()
    said = words(installs)
    assert any("-m venv" in line for line in said)
    assert any("--require-hashes -r requirements.lock" in line for line in said)
    assert any("--no-deps --no-build-isolation --editable ." in line for line in said)


def test_a_second_call_installs_nothing_and_says_so_in_one_line(make, installs, capsys):
    make.ensure_environment()
    installs.clear()
    capsys.readouterr()
    make.ensure_environment()
    assert installs == []
    assert capsys.readouterr().out == "make.py: .venv is up to date; nothing to install\n"


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_list_is_installed_again_without_a_new_environment(make, installs, name):
    make.ensure_environment()
    installs.clear()
    with (make.ROOT / name).open("a") as file:
        file.write("# changed\n")
    make.ensure_environment()
    assert not [line for line in words(installs) if "-m venv" in line]
    assert [line for line in words(installs) if "--require-hashes" in line]


def test_a_moved_clone_gets_a_new_environment(make, installs):
    make.ensure_environment()
    make.STAMP.write_text(json.dumps({**json.loads(make.STAMP.read_text()), "clone": "another folder"}))
    installs.clear()
    make.ensure_environment()
    assert [line for line in words(installs) if "-m venv --clear" in line]


def test_a_failed_install_is_not_taken_for_a_finished_one(make, installs, monkeypatch, capsys):
    noted = make.subprocess.call
    monkeypatch.setattr(make.subprocess, "call", lambda command, **options: 7 if "-r" in command else noted(command, **options))
    with pytest.raises(SystemExit) as stopped:
        make.ensure_environment()
    assert stopped.value.code == 7
    assert "failed with exit code 7" in capsys.readouterr().err
    assert not make.STAMP.exists()


def test_the_hooks_are_all_local(clone):
    config = yaml.safe_load((clone / ".pre-commit-config.yaml").read_text("utf-8"))
    assert [repo["repo"] for repo in config["repos"]] == ["local"]


def test_ci_calls_make_test(clone):
    script = clone / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text("utf-8").rstrip().endswith("exec make test </dev/null")
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0

"""What is no plain file, leads elsewhere, cannot be opened, changes meanwhile, or has a name that commands a terminal."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hostile_files import csv_bytes

from ssos_analysis.errors import SourceError
from ssos_analysis.sources import grids


def test_a_pipe_is_not_waited_for(tmp_path: Path, refused: Callable[..., str]) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert "not a file" in refused(tmp_path / "pipe.csv")


def test_a_device_is_not_read(refused: Callable[..., str]) -> None:
    assert "not a file" in refused(Path("/dev/zero"))


def test_links_to_nothing_to_themselves_and_out_of_a_folder(tmp_path: Path, ssos: Callable[..., Any]) -> None:
    (tmp_path / "secret.csv").write_bytes(csv_bytes())
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "out.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "out by dots.csv").symlink_to("../secret.csv")
    (folder / "passwd.csv").symlink_to("/etc/passwd")
    (folder / "folder").symlink_to("/etc")
    (folder / "nothing.csv").symlink_to("none.csv")
    (folder / "itself.csv").symlink_to("itself.csv")
    done = ssos("data", "import", folder, "--store", tmp_path / "store", "--json")
    assert done.code == 2, done.said
    files = {file["file"]: file["reason"] for file in json.loads(done.out)["files"]}
    assert {name for name, why in files.items() if "leads out" in why} == {"out.csv", "out by dots.csv", "passwd.csv", "folder"}
    assert {name for name, why in files.items() if "not a file" in why} == {"nothing.csv", "itself.csv"}
    assert not (tmp_path / "store").exists()
    assert "root:" not in done.said


def test_a_link_within_the_folder_and_a_file_given_by_its_own_name_are_read(tmp_path: Path, ssos: Callable[..., Any]) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "good.csv").write_bytes(csv_bytes())
    (folder / "again.csv").symlink_to("good.csv")
    (tmp_path / "link.csv").symlink_to(folder / "good.csv")
    assert ssos("data", "import", folder, "--store", tmp_path / "a").code == 0
    assert ssos("data", "import", tmp_path / "link.csv", "--store", tmp_path / "b").code == 0


def test_a_folder_named_as_a_file_is_walked(tmp_path: Path, ssos: Callable[..., Any]) -> None:
    folder = tmp_path / "export.csv"
    folder.mkdir()
    done = ssos("data", "import", folder, "--store", tmp_path / "store")
    assert done.code == 2
    assert done.err == "there is no file to import\n  where: export.csv\n  to do: name another folder\n"
    assert not (tmp_path / "store").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_what_may_not_be_opened_is_said(tmp_path: Path, ssos: Callable[..., Any]) -> None:
    folder = tmp_path / "saved"
    (folder / "closed").mkdir(parents=True)
    (folder / "closed.csv").write_bytes(csv_bytes())
    for path in (folder / "closed.csv", folder / "closed"):
        path.chmod(0)
    try:
        done = ssos("data", "import", folder, "--store", tmp_path / "store", "--json")
    finally:
        (folder / "closed").chmod(0o700)
    assert done.code == 2, done.said
    reasons = {file["file"]: file["reason"] for file in json.loads(done.out)["files"]}
    assert reasons == {"closed.csv": "the file cannot be opened (Permission denied)", "closed": "the folder cannot be opened"}


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "growing.csv"
    path.write_bytes(csv_bytes())
    status, calls = os.fstat, []

    def grow(descriptor: int) -> os.stat_result:
        calls.append(descriptor)
        if len(calls) > 1:
            with path.open("ab") as stream:
                stream.write(b"x")
        return status(descriptor)

    monkeypatch.setattr(grids.os, "fstat", grow)
    with pytest.raises(SourceError, match="changed while it was being read"):
        grids.read_bytes(path)


def test_a_name_that_is_not_utf_8_is_refused_and_shown(tmp_path: Path, ssos: Callable[..., Any]) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.csv"
    try:
        with open(path, "wb") as stream:  # noqa: PTH123  (a name that is no text)
            stream.write(csv_bytes())
    except OSError:
        pytest.skip("this file system has only UTF-8 names")
    for more in ([], ["--json"]):
        done = ssos("data", "import", os.fsdecode(path), "--store", tmp_path / "store", *more)
        assert done.code == 2, done.said
        assert "caf\\udce9.csv" in done.out
        assert "not UTF-8" in done.out
    assert not (tmp_path / "store").exists()


def test_a_name_cannot_command_the_terminal_or_forge_a_line(tmp_path: Path, refused: Callable[..., str]) -> None:
    path = tmp_path / "a\x1b[2J\nRead: 9 files\u202e[red].csv"
    path.write_bytes(b"")
    out = refused(path, shown="a\\x1b[2J\\nRead: 9 files\\u202e[red].csv")
    assert "\nRead: 9" not in out


def test_a_folder_that_does_not_exist_is_said_on_one_line(tmp_path: Path, ssos: Callable[..., Any]) -> None:
    done = ssos("data", "import", tmp_path / "no\x1b[31m\u202ene.csv", "--store", tmp_path / "store")
    assert done.code == 2
    assert "\\x1b[31m\\u202ene.csv" in done.err
    assert "\x1b" not in done.err

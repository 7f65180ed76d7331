"""Work shared between processes: every file is answered once, whatever becomes of a copy."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from ssos_analysis.sources import shared_work
from ssos_analysis.sources.importing import import_paths
from ssos_analysis.sources.shared_work import over_files, processes_for
from ssos_analysis.sources.store import Store

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")


@pytest.fixture
def two_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Share even a few small files."""
    monkeypatch.setattr(shared_work, "LEAST_BYTES", 0)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Seven files of different sizes."""
    made = []
    for number in range(7):
        made.append(tmp_path / f"{number}.txt")
        made[-1].write_text("x" * (number + 1))
    return made


def answers(call, files) -> dict[str, object]:
    found: dict[str, object] = {}

    def done(path: Path, result: object) -> None:
        assert path.name not in found
        found[path.name] = result

    over_files(call, files, done)
    return found


def test_every_file_is_answered_once_and_by_more_than_one_process(two_processes, files):
    found = answers(lambda path: (len(path.read_text()), os.getpid()), files)
    assert {name: length for name, (length, _) in found.items()} == {f"{number}.txt": number + 1 for number in range(7)}
    assert len({process for _, process in found.values()}) == 2


def test_a_long_answer_does_not_stop_the_work(two_processes, files):
    found = answers(lambda path: path.name * 1_000_000, files)
    assert len(found) == 7


def test_what_a_killed_copy_leaves_is_done_here(two_processes, files):
    me = os.getpid()

    def call(path: Path) -> str:
        if os.getpid() != me and path.name == "3.txt":
            os.kill(os.getpid(), signal.SIGKILL)
        return path.name

    assert answers(call, files) == {path.name: path.name for path in files}
    assert answers(lambda path: path.name if os.getpid() == me else os.kill(os.getpid(), signal.SIGKILL), files) == {
        path.name: path.name for path in files
    }


def test_what_cannot_be_sent_is_done_here(two_processes, files):
    found = answers(lambda path: (path.name, lambda: None) if path.name != "0.txt" else (path.name, None), files)
    assert sorted(found) == sorted(path.name for path in files)


def test_a_few_small_files_are_not_worth_a_copy():
    assert processes_for([1000] * 5) == 1
    assert processes_for([]) == 1
    assert processes_for([shared_work.LEAST_BYTES]) == 1


def test_an_import_is_the_same_with_one_process_and_with_two(tmp_path, attendance_rows, csv_file, monkeypatch):
    paths = []
    for year in range(2010, 2020):
        title = [[f"{year}-{year + 1 - 2000} Attendance (District)  - All Students"]]
        paths.append(csv_file(title + attendance_rows[1:], f"{year}.csv"))
    paths.append(csv_file([["nothing", "known"], ["1", "2"]], "odd.csv"))
    one = import_paths(tmp_path / "one", paths)
    monkeypatch.setattr(shared_work, "LEAST_BYTES", 0)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    two = import_paths(tmp_path / "two", paths)
    assert one == two
    assert Store.open(tmp_path / "one").fingerprint() == Store.open(tmp_path / "two").fingerprint()

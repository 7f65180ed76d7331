"""A file that gave nothing is not read again for the same answer, and is read again as soon as the answer could be another."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssos_analysis.sources import importing, recognising, remembering
from ssos_analysis.sources.import_report import Outcome
from ssos_analysis.sources.importing import import_paths
from ssos_analysis.sources.known_files import KnownFile
from ssos_analysis.sources.reader import Declared
from ssos_analysis.sources.remembering import NotReadFile
from ssos_analysis.sources.store import Store


@pytest.fixture
def no_reading(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Fail where a file is read."""
    monkeypatch.setattr(importing, "put_aside", lambda path, *_: pytest.fail(f"{path.name} is read"))
    return monkeypatch


@pytest.fixture
def folder(tmp_path: Path, csv_file, attendance_rows, monkeypatch) -> Path:
    """One good file, one that is no report, one that contradicts the good one, one left for later."""
    (tmp_path / "saved").mkdir()
    csv_file(attendance_rows, "saved/good.csv")
    csv_file([["nothing", "known"], ["1", "2"]], "saved/odd.csv")
    csv_file([*attendance_rows[:2], [*attendance_rows[2][:-1], "  99.0"]], "saved/other.csv")
    monkeypatch.setattr(recognising, "known_files", lambda: (KnownFile(what="A report of tomorrow", title="Tomorrow"),))
    heads = ["District Name", "District Code", "Days"]
    csv_file([["2015 Report of Tomorrow"], heads, ["Abington", "00010000", "559"]], "saved/later.csv")
    return tmp_path / "saved"


def told(report) -> list[tuple]:
    return [(one.file, one.outcome, one.reason, one.where, one.mend) for one in report.files if one.outcome != Outcome.READ]


def test_a_second_import_reads_nothing_and_says_the_same(folder, tmp_path, request):
    first = import_paths(tmp_path / "store", [folder])
    assert {one.outcome for one in first.files} == {Outcome.READ, Outcome.REFUSED, Outcome.LATER}
    before = Store.open(tmp_path / "store").fingerprint()
    request.getfixturevalue("no_reading")
    again = import_paths(tmp_path / "store", [folder])
    assert again.exit_code == first.exit_code == 1
    assert [one for one in told(again) if one[1] != Outcome.ALREADY] == told(first)
    assert Store.open(tmp_path / "store").fingerprint() == before


@pytest.mark.parametrize("change", ["bytes", "code", "words", "again"])
def test_what_an_answer_depends_on_is_not_forgotten(change, folder, tmp_path, monkeypatch):
    odd = folder / "odd.csv"
    import_paths(tmp_path / "store", [folder / "good.csv", odd])  # where nothing was read no store comes to be, nor a memory
    read = []
    put_aside = importing.put_aside
    monkeypatch.setattr(importing, "put_aside", lambda path, *more: read.append(path.name) or put_aside(path, *more))
    import_paths(tmp_path / "store", [odd])
    assert read == []
    if change == "bytes":
        odd.write_text("nothing,known\n1,3\n")
    if change == "code":
        way = remembering.way_of_reading
        monkeypatch.setattr("ssos_analysis.sources.import_work.way_of_reading", lambda *said: way("other layouts", *said))
    import_paths(tmp_path / "store", [odd], Declared(school_year=2024 if change == "words" else None), again=change == "again")
    assert read == ["odd.csv"]


def test_a_contradiction_is_looked_at_again_when_there_is_something_new(folder, tmp_path, csv_file, attendance_rows):
    first = import_paths(tmp_path / "store", [folder])
    (refused,) = [one.file for one in first.of(Outcome.REFUSED) if "differ" in one.reason]
    rows = [["2020-21  Attendance (District)  - All Students"], *attendance_rows[1:]]
    csv_file(rows, "saved/new.csv")
    again = import_paths(tmp_path / "store", [folder])
    assert [one.file for one in again.of(Outcome.READ)] == ["new.csv"]
    assert "differ" in next(one.reason for one in again.files if one.file == refused)


def test_a_damaged_memory_is_only_slower(folder, tmp_path):
    first = import_paths(tmp_path / "store", [folder])
    for text in ("{", "[]", '{"format": 2}'):
        (tmp_path / "store" / remembering.NAME).write_text(text)
        assert [one for one in told(import_paths(tmp_path / "store", [folder])) if one[1] != Outcome.ALREADY] == told(first)


def test_a_store_lists_what_it_was_given_and_does_not_hold(folder, tmp_path, csv_file, attendance_rows):
    first = import_paths(tmp_path / "store", [folder])
    listed = Store.open(tmp_path / "store").not_read()
    assert [(one.file, one.outcome, one.reason, one.where, one.to_do) for one in listed] == told(first)
    later = next(one for one in listed if one.file == "later.csv")
    assert later == NotReadFile(
        "later.csv", "left for a later version", "A report of tomorrow: left for a later publication", "", ""
    )
    csv_file([["2020-21  Attendance (District)  - All Students"], *attendance_rows[1:]], "saved/odd.csv")
    import_paths(tmp_path / "store", [folder / "odd.csv"])  # the others are not given, and stay listed
    files = [one.file for one in Store.open(tmp_path / "store").not_read()]
    assert files == [one.file for one in listed if one.file != "odd.csv"]

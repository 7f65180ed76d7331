"""The office's register: read whole or refused with its rows, kept in one step, and never guessed at."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import xlsxwriter
from typer.testing import CliRunner

from ssos_analysis import cli, workspace
from ssos_analysis.errors import SourceError
from ssos_analysis.sources.regions import (
    NOT_GIVEN,
    counts,
    read_register,
    region_register,
    region_words,
    register_of,
    write_register,
)

GOOD = (
    "code,region,lead,source,date\n"
    "02810000,West/Central,A. Lead,office roster,2026-09-01\n"
    "00350000,Coastal,,office roster,2026-09-01\n"
)


@pytest.fixture
def own_params(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone's params/ that a test may write to."""
    folder = tmp_path / "clone"
    (folder / "params" / "sources").mkdir(parents=True)
    (folder / "notebooks").mkdir()
    (folder / "params" / "regions.yml").write_text("regions: []\n")
    monkeypatch.setenv("SSOS_HOME", str(folder))
    region_register.cache_clear()
    yield folder / "params"
    monkeypatch.undo()
    region_register.cache_clear()


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_a_register_is_shipped_empty():
    assert region_register().regions == []


def test_a_register_is_read_and_answers_for_schools_of_its_districts(tmp_path):
    register = read_register(written(tmp_path / "r.csv", GOOD))
    assert [entry.code for entry in register.regions] == ["00350000", "02810000"]
    assert register.entry("02810505").region == "West/Central"
    assert register.entry("02810000").date == dt.date(2026, 9, 1)
    assert region_words(register, "01490000") == NOT_GIVEN
    assert counts(register, ["00350000", "01490000", "02810000"]) == {"Coastal": 1, "West/Central": 1, NOT_GIVEN: 1}


def test_a_workbook_is_read_with_its_dates(tmp_path):
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["Our register"])
        sheet.write_row(1, 0, ["Code", "Region", "Lead", "Source", "Date"])
        sheet.write_row(2, 0, ["01490000", "Coastal", "B. Lead", "memo"])
        sheet.write_datetime(2, 4, dt.datetime(2026, 8, 15), day)
    assert read_register(path).regions[0].date == dt.date(2026, 8, 15)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b\n1,2\n", "headings"),
        ("code,region\n02810000,Coastal\n", "source, date"),
        (GOOD.replace("02810000", "2810000"), "row 2"),
        (GOOD.replace("02810000", "02810505"), "not a district"),
        (GOOD.replace("02810000", "00350000"), "stands twice"),
        (GOOD.replace("West/Central", ""), "region is blank"),
        (GOOD.replace("2026-09-01", "in fall"), "not a day"),
        ("code,region,lead,source,date\n", "no district"),
    ],
)
def test_a_fault_is_told_with_its_row_and_nothing_is_kept(own_params, tmp_path, text, words):
    path = written(tmp_path / "r.csv", text)
    with pytest.raises(SourceError) as told:
        read_register(path)
    assert words in str(told.value)
    answer = CliRunner().invoke(cli.app, ["regions", "import", str(path)])
    assert answer.exit_code == 2
    assert (own_params / "regions.yml").read_text() == "regions: []\n"


def test_all_faults_are_told_at_once(tmp_path):
    with pytest.raises(SourceError) as told:
        read_register(written(tmp_path / "r.csv", GOOD.replace("02810000", "x").replace("Coastal", "")))
    assert "2 faults" in str(told.value)


def test_what_is_imported_is_read_back_from_params(own_params, tmp_path):
    register = read_register(written(tmp_path / "r.csv", GOOD))
    write_register(register)
    assert register_of(invented=False) == register
    assert list(own_params.glob(".*.tmp")) == []
    assert workspace.params("regions.yml").read_text().startswith("# Which region's team")


def test_the_command_tells_how_many_each_region_has(own_params, tmp_path):
    answer = CliRunner().invoke(cli.app, ["regions", "import", str(written(tmp_path / "r.csv", GOOD))])
    assert answer.exit_code == 0
    assert "2 districts" in answer.output
    assert "Coastal 1, West/Central 1" in answer.output

"""The form of goals: what is written is read back, every fault is told with its cell, and nothing is kept by halves."""

from __future__ import annotations

import datetime as dt
import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import yaml
from hostile_files import lying_workbook, sheet_xml, workbook
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner
from xlsxwriter.utility import xl_cell_to_rowcol

from ssos_analysis import cli
from ssos_analysis.choices import DistrictGoals, goals_of
from ssos_analysis.errors import SourceError
from ssos_analysis.goals import form
from ssos_analysis.goals.keeping import goals_yaml, keep_goals
from ssos_analysis.goals.reading import read_goals
from ssos_analysis.goals.template import template_bytes
from ssos_analysis.measures.registry import MEASURES
from ssos_analysis.parameters import validated

CODE, NAME = "99020000", "Port Calder"
GOOD = [
    "Reading",
    MEASURES["ela_3_8_meeting_pct"].label,
    "Low income",
    2024,
    25,
    27,
    "2026-27",
    "Office",
    "Goal 2",
]

UNKNOWN = '<row r="5"><c r="A5"><f>1+24</f></c></row>'


def no_names(_: str) -> None:
    return None


def names(_: str) -> dict[str, str]:
    return {CODE: NAME, "99010000": "Alder Ridge"}


def filled(path: Path, *rows: list[Any], **cells: Any) -> Path:
    """A form filled as an analyst would, then with these cells changed. Its sheet alone, which is quick to write."""
    head = [["Goals"], ["District", NAME], ["District code", CODE], ["Plan", "District plan"], ["Date of the plan", "2025-08-15"]]
    grid = dict(enumerate([*head, [], [column.heading for column in form.COLUMNS], *rows]))
    values = {(row, column): value for row, line in grid.items() for column, value in enumerate(line) if value is not None}
    values |= {xl_cell_to_rowcol(place): value for place, value in cells.items()}
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(form.GOALS_SHEET)
        for (row, column), value in values.items():
            sheet.write(row, column, value)
    return path


def faults(path: Path, names: Callable[[str], Any] = names) -> str:
    with pytest.raises(SourceError) as told:
        read_goals(path, names)
    return str(told.value)


@pytest.fixture
def own_clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone's params/ that a test may write to."""
    clone = tmp_path / "clone"
    (clone / "params" / "sources").mkdir(parents=True)
    (clone / "notebooks").mkdir()
    monkeypatch.setenv("SSOS_HOME", str(clone))
    monkeypatch.setenv("SSOS_EXAMPLE", str(tmp_path / "no-example"))
    return clone


@pytest.mark.parametrize("code", ["99010000", "99020000"])
def test_goals_written_into_a_form_are_read_back(tmp_path, code):
    path = tmp_path / "form.xlsx"
    path.write_bytes(template_bytes(code, "A place", goals_of(code)))
    assert read_goals(path, no_names) == goals_of(code)


def test_a_form_is_the_same_file_on_any_day_and_lists_each_measure_a_goal_can_be_about():
    assert template_bytes(CODE, NAME) == template_bytes(CODE, NAME)
    sheet = openpyxl.load_workbook(io.BytesIO(template_bytes(CODE, NAME)))[form.LISTS_SHEET]
    listed = [row[1].value for row in sheet.iter_rows(min_row=2) if row[1].value]
    assert "four_year_graduation_pct" in listed
    assert all(MEASURES[one].better in ("higher", "lower") for one in listed)
    assert len(form.offered_measures()) == len(listed) == len(set(listed))


def test_a_filled_form_becomes_goals(tmp_path):
    less = [None, "chronically_absent_pct", None, "2021-22", "38.5%", 30, 2025.0, "Student support", "Plan, page 4"]
    found = read_goals(filled(tmp_path / "f.xlsx", GOOD, less), names)
    assert (found.district, found.plan, found.date.isoformat()) == (CODE, "District plan", "2025-08-15")
    reading, absence = found.goals
    assert (reading.id, reading.title) == ("reading", "Reading")
    assert (reading.measure, reading.group) == ("ela_3_8_meeting_pct", "low_income")
    assert (reading.baseline_year, reading.target_year, reading.baseline, reading.target) == (2024, 2027, 25.0, 27.0)
    assert absence.title == ""
    assert (absence.id, absence.group, absence.baseline) == ("chronically_absent_pct_all_students", "all_students", 38.5)


@pytest.mark.parametrize(
    ("cells", "cell", "words"),
    [
        ({"B3": 99020000}, "B3", "eight digits as text"),
        ({"B3": "99020505"}, "B3", "not a district's code"),
        ({"B3": "99030000"}, "B3", "no district of the store"),
        ({"B3": "99010000"}, "B3", "is of 'Alder Ridge'"),
        ({"B4": None}, "B4", "the plan is blank"),
        ({"B5": "in fall"}, "B5", "not a day"),
        ({"B8": "Test scores"}, "B8", "no measure"),
        ({"B8": None}, "B8", "the measure is blank"),
        ({"B8": "MCAS ELA 2012"}, "B8", "choose one from the list"),
        ({"C8": "Everyone"}, "C8", "no student group"),
        ({"D8": "2024-26"}, "D8", "not a school year"),
        ({"D8": 24}, "D8", "not a school year"),
        ({"D8": 2150}, "D8", "'2150' is not a school year from 2000 to 2060"),
        ({"D8": 2026}, "D8", "no figure of 2025-26 can be known on 2025-08-15"),
        ({"A8": "Reading " * 16}, "A8", "127 characters"),
        ({"G8": 2024}, "G8", "not after the baseline year"),
        ({"E8": "about 30"}, "E8", "not a number"),
        ({"E8": True}, "E8", "not a number"),
        ({"E8": -1}, "E8", "not a percent"),
        ({"F8": 127}, "F8", "not a percent"),
        ({"F8": None}, "F8", "the value is blank"),
        ({"F8": 20}, "F8", "not better than the baseline 25: higher is better"),
        ({"E8": 0.25, "F8": 0.27}, "E8", "less than one percent"),
        ({"H8": None}, "H8", "the owner is blank"),
        ({"H8": "x" * 121}, "H8", "121 characters"),
        ({"I8": None}, "I8", "the place in the plan is blank"),
        ({"A8": "???"}, "A8", "plain name"),
        ({"H7": "Who"}, "A7", "the column 'Owner' is missing"),
        ({"A3": "Code"}, "A1", "no row begins with 'District code'"),
    ],
)
def test_a_fault_is_told_with_its_cell(tmp_path, cells, cell, words):
    told = faults(filled(tmp_path / "f.xlsx", GOOD, **cells))
    assert f"f.xlsx, sheet 'Goals', cell {cell}" in told
    assert words in told
    assert "to do: " in told


def test_no_baseline_is_of_a_year_that_is_still_to_come(tmp_path):
    row = [*GOOD[:3], 2026, *GOOD[4:6], 2028, *GOOD[7:]]
    path = filled(tmp_path / "f.xlsx", row, B5="2027-08-15")
    with pytest.raises(SourceError, match="no figure of 2025-26 can be known on 2025-12-01"):
        read_goals(path, names, today=dt.date(2025, 12, 1))
    assert read_goals(path, names, today=dt.date(2026, 1, 1)).goals[0].baseline_year == 2026


def test_a_goals_own_name_is_kept_and_comes_back_in_the_form(own_clone, tmp_path):
    goals = read_goals(filled(tmp_path / "f.xlsx", ["Reading, for all", *GOOD[1:]]), no_names)
    keep_goals(goals)
    held = goals_of(CODE)
    assert [(goal.id, goal.title) for goal in held.goals] == [("reading_for_all", "Reading, for all")]
    again = tmp_path / "again.xlsx"
    again.write_bytes(template_bytes(CODE, NAME, held))
    assert read_goals(again, no_names) == held
    assert "title" not in goals_yaml(held.model_copy(update={"goals": [held.goals[0].model_copy(update={"title": ""})]}))


def test_all_faults_are_told_at_once(tmp_path):
    told = faults(filled(tmp_path / "f.xlsx", GOOD, GOOD, B3=1, D8="x", F9="y"))
    assert "4 faults" in told  # the code, a year, a value, and a name that stands twice
    for cell in ("B3", "D8", "F9", "A9"):
        assert f"cell {cell}" in told


def test_a_form_without_goals_or_with_too_many_is_refused(tmp_path):
    assert "holds no goal" in faults(filled(tmp_path / "none.xlsx"))
    many = [[f"Goal {number}", *GOOD[1:]] for number in range(61)]
    assert "61 goals" in faults(filled(tmp_path / "many.xlsx", *many))


def test_a_percent_under_one_is_taken_as_text_with_its_sign(tmp_path):
    row = ["Dropout", "dropout_pct", None, 2024, "0.9%", "0.5 %", 2027, "Office", "Page 1"]
    [goal] = read_goals(filled(tmp_path / "f.xlsx", row), names).goals
    assert (goal.baseline, goal.target) == (0.9, 0.5)


HOSTILE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "page.xlsx": (lambda path: written(path, b"<html>"), "not an Excel workbook"),
    "goals.csv": (lambda path: written(path, b"Goal,Measure\n"), "is an .xlsx file"),
    "other.xlsx": (workbook, "no sheet 'Goals'"),
    "cut.xlsx": (lambda path: written(path, template_bytes(CODE, NAME)[:-200]), "not a whole Excel workbook"),
    "macros.xlsx": (lambda path: workbook(path, parts={"xl/vbaProject.bin": b"Sub"}), "holds macros"),
    "bomb.xlsx": (lying_workbook, "not a whole Excel workbook"),
}


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused_in_a_sentence(tmp_path, name):
    make, words = HOSTILE[name]
    assert words in faults(make(tmp_path / name))


def test_a_formula_is_taken_by_its_result_and_one_in_words_stays_words(tmp_path):
    assert "formula without its result" in faults(workbook(tmp_path / "f.xlsx", sheet_xml(more=UNKNOWN)))
    goals = read_goals(filled(tmp_path / "g.xlsx", GOOD, H8="=cmd|'/c calc'!A1"), names)
    assert goals.goals[0].owner == "=cmd|'/c calc'!A1"
    again = openpyxl.load_workbook(io.BytesIO(template_bytes(CODE, NAME, goals)))[form.GOALS_SHEET]["H8"]
    assert (again.value, again.data_type) == ("=cmd|'/c calc'!A1", "s")  # text, not a formula


def test_a_fault_keeps_nothing_and_an_import_replaces_whole(own_clone, tmp_path):
    kept = own_clone / "params" / "districts" / CODE / "goals.yml"
    run = CliRunner().invoke
    answer = run(cli.app, ["goals", "import", str(filled(tmp_path / "f.xlsx", GOOD, E8="x"))])
    assert answer.exit_code == 2
    assert not kept.exists()
    answer = run(cli.app, ["goals", "import", str(filled(tmp_path / "f.xlsx", GOOD))])
    assert (answer.exit_code, "1 new" in answer.output) == (0, True)
    answer = run(cli.app, ["goals", "import", str(filled(tmp_path / "f.xlsx", ["Other", *GOOD[1:]]))])
    assert "1 new, 1 taken out" in answer.output
    assert [goal.id for goal in goals_of(CODE).goals] == ["other"]
    assert [path.name for path in kept.parent.iterdir()] == ["goals.yml"]


def test_a_full_disk_leaves_the_goals_there_were(own_clone, monkeypatch):
    held = validated(DistrictGoals, {"district": CODE, "plan": "p", "date": "2025-01-01", "goals": []}, where="here")
    keep_goals(held)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ssos_analysis.press.records.os.fsync", full)
    with pytest.raises(Exception, match="No space left"):
        keep_goals(held.model_copy(update={"plan": "q"}))
    assert goals_of(CODE).plan == "p"


@settings(max_examples=60)
@given(st.text(min_size=1, max_size=80), st.text(min_size=1, max_size=80))
def test_any_words_are_kept_as_they_are(plan, owner):
    values = {"id": "a", "measure": "dropout_pct", "baseline_year": 2024, "baseline": 2.0, "target_year": 2025, "target": 1.0,
              "owner": owner, "source": "s"}  # fmt: skip
    goals = DistrictGoals(district="00350000", plan=plan, date="2025-01-01", goals=[values])
    assert 'district: "00350000"' in goals_yaml(goals)
    assert DistrictGoals.model_validate(yaml.safe_load(goals_yaml(goals))) == goals


def test_the_template_command_writes_a_form_and_not_over_one(own_clone, example_store, tmp_path, monkeypatch):
    monkeypatch.setenv("SSOS_EXAMPLE", str(example_store))
    shutil.copytree(Path(__file__).parents[2] / "params", own_clone / "params", dirs_exist_ok=True)
    out = tmp_path / "form.xlsx"
    run = CliRunner().invoke
    answer = run(cli.app, ["goals", "template", CODE, "--out", str(out)])
    assert answer.exit_code == 0, answer.output
    assert read_goals(out, no_names) == goals_of(CODE)
    answer = run(cli.app, ["goals", "template", CODE, "--out", str(out)])
    assert (answer.exit_code, "there already" in answer.output) == (2, True)
    assert run(cli.app, ["goals", "template", "Nowhere", "--out", str(out)]).exit_code == 2
    answer = run(cli.app, ["goals", "import", str(out)])
    assert "6 goals of 99020000" in answer.output
    assert "6 as before" in answer.output
    book = openpyxl.load_workbook(out)
    sheet = book[form.GOALS_SHEET]
    sheet["E9"], sheet["D10"] = 26, 2001
    book.save(out)
    answer = run(cli.app, ["goals", "import", str(out)])
    assert answer.exit_code == 0, answer.output
    assert "reading: the baseline of 2023-24 is 26 in the plan, and 2" in answer.output
    assert "fewer suspensions: the files read hold no figure of 2000-01 to hold its baseline, 7.3, against" in answer.output
    assert [goal.baseline for goal in goals_of(CODE).goals][1] == 26

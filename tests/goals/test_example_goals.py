"""The goals that the example districts ship: one for each way a goal can stand, and the table of their plan."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from ssos_analysis import analyses, cli
from ssos_analysis.brief import open_brief


def test_the_example_ships_goals_that_stand_in_every_way(example_store: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SSOS_EXAMPLE", str(example_store))
    brief = open_brief("99020000", as_of="2026-11-26")
    goals = brief.goals()
    measures = {goal.measure: brief.measure(goal.measure) for goal in goals.goals}
    progress = analyses.goal_progress(measures, goals, brief.data_calendar(), as_of=dt.date(2026, 11, 26))
    stands = {row["goal"]: row["stands"] for one in progress for row in brief.release(one).rows}
    assert set(stands.values()) == {"met", "on_path", "behind", "cannot_tell", "not_out"}
    waiting = next(row for one in progress for row in one.table.to_dict("records") if row["stands"] == "not_out")
    assert "not out until about" in waiting["reason"]


def test_the_export_command_writes_both_files_and_not_over_them(
    example_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SSOS_EXAMPLE", str(example_store))
    words = ["goals", "export", "99020000", "--to", str(tmp_path / "new" / "plans"), "--as-of", "2026-11-26"]
    answer = CliRunner().invoke(cli.app, words)
    assert answer.exit_code == 0, answer.output
    tmp_path = tmp_path / "new" / "plans"  # made on the way
    assert f"{tmp_path / '99020000-plan.csv'}" in answer.output
    with (tmp_path / "99020000-plan.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    own, proposed = ([row for row in rows if row["Set by"] == who] for who in ("the district", "proposed"))
    assert (len(own), len(proposed) > 0) == (6, True)
    assert not any(row["Owner"] or row["Evidence"] for row in proposed)
    assert all(row["Target"] and row["Benchmarks"] for row in proposed)
    sheet = openpyxl.load_workbook(tmp_path / "99020000-plan.xlsx")["Goals"]
    assert [str(cell.value or "") for cell in sheet["B"]][1:] == [row["Objective"] for row in rows]
    answer = CliRunner().invoke(cli.app, words)
    assert (answer.exit_code, "already there" in answer.output) == (2, True)

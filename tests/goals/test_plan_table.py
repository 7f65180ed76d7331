"""The table of a plan: the district's own goals first, proposals without owner and evidence, and no formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace

import openpyxl
import pytest

from ssos_analysis import analyses
from ssos_analysis.choices import DistrictGoals, Goal, data_calendar
from ssos_analysis.goals.plan_table import COLUMNS, Row, plan_csv, plan_rows, plan_workbook
from ssos_analysis.measures.statewide_tables import Statewide, empty_frame
from tests.builders.small_tables import DISTRICT, STATE, cohort, measured, released
from tests.builders.statewide_frames import GRADUATION

AS_OF = dt.date(2026, 11, 26)
GOALS = DistrictGoals(
    district=DISTRICT,
    plan="A plan",
    date=dt.date(2025, 1, 1),
    goals=[
        {"id": "finish", "measure": GRADUATION.id, "baseline_year": 2023, "baseline": 68.0, "target_year": 2027, "target": 80.0,
         "owner": "=HYPERLINK(1)", "source": "Page 1"},
    ],
)  # fmt: skip


def rows_of(goal: Goal = GOALS.goals[0], as_of: dt.date = AS_OF) -> list[Row]:
    goals = GOALS.model_copy(update={"goals": [goal]})
    table = measured(GRADUATION.id, [cohort(DISTRICT, 2024, "70.0", 400), cohort(STATE, 2024, "88.0", 70_000)])
    frames = {name: empty_frame(name) for name in ("changes", "priors", "figures", "peers", "context", "expectations")}
    own = analyses.goal_progress({GRADUATION.id: table}, goals, data_calendar(), as_of=as_of)
    proposed = analyses.proposed_goals(analyses.priorities([table]), [table], Statewide(**frames), data_calendar(), as_of=as_of)
    return plan_rows([released(one) for one in own], released(proposed), goals)


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return rows_of()


def test_the_districts_own_goals_come_first_and_say_how_they_stand(rows):
    own = rows[0]
    assert list(own) == list(COLUMNS)
    assert (own["Set by"], own["Objective"], own["Baseline"], own["Target"]) == ("the district", "finish", 68, 80)
    assert own["Benchmarks"] == "2023-24: 71.0; 2024-25: 74.0; 2025-26: 77.0"
    assert str(own["How it stands"]).startswith("70.0 in 2023-24: we cannot tell")
    assert own["Next figures"] == "was expected March 2026; not in the files read"
    assert own["Where in the plan"] == "Page 1"
    assert own["Evidence"] == ""


def test_a_goal_has_the_plans_own_name_and_a_figure_that_was_due_is_not_called_to_come():
    goal = GOALS.goals[0].model_copy(update={"title": "Finish in four", "baseline_year": 2024})
    [due, *_], [to_come, *_] = (rows_of(goal=goal, as_of=day) for day in (AS_OF, dt.date(2025, 11, 26)))
    assert due["Objective"] == "Finish in four"
    assert due["How it stands"] == "not in the files read (expected March 2026)"
    assert due["Next figures"] == "was expected March 2026; not in the files read"
    assert to_come["How it stands"] == "data not out until about March 2026"
    assert to_come["Next figures"] == "March 2026"


def test_a_proposal_leaves_owner_and_evidence_to_the_team(rows):
    [proposed] = [row for row in rows if row["Set by"] == "proposed"]
    assert (proposed["Owner"], proposed["Evidence"]) == ("", "")
    assert (proposed["Baseline year"], proposed["Baseline"], proposed["Target year"]) == ("2023-24", 70.0, "2028-29")
    assert (
        proposed["Target"] == 74
    )  # at the pace that halves in six years the distance to the state's 88, since no change of other districts is known
    assert proposed["Range of the baseline"] == "65.3 to 74.3"
    assert str(proposed["Benchmarks"]).startswith("2026-27: 71.3 (figures about ")
    assert proposed["How often districts gained as much"] == "too few comparable districts to tell"
    assert proposed["Followed in"] == GRADUATION.report


def test_a_proposal_for_a_group_too_small_to_show_says_so_and_gives_no_target():
    table = measured(GRADUATION.id, [cohort(DISTRICT, 2024, "70.0", 400), cohort(STATE, 2024, "88.0", 70_000)])
    frames = {name: empty_frame(name) for name in ("changes", "priors", "figures", "peers", "context", "expectations")}
    found = analyses.proposed_goals(analyses.priorities([table]), [table], Statewide(**frames), data_calendar(), as_of=AS_OF)
    small = replace(found, table=found.table.assign(n=5.0, numerator=3.0))
    [row] = plan_rows([], released(small), None)
    assert row["Target"] == row["Benchmarks"] == row["Students it means"] == "too few students to show"


def test_no_cell_is_a_formula_and_numbers_stay_numbers(rows):
    book = openpyxl.load_workbook(io.BytesIO(plan_workbook(rows, name="A place", code=DISTRICT, as_of=AS_OF, invented=True)))
    cells = {cell.value: cell for line in book["Goals"].iter_rows() for cell in line}
    assert cells["=HYPERLINK(1)"].data_type == "s"
    assert (cells[74].data_type, cells[74].number_format) == ("n", "0")
    assert (cells[70].data_type, cells[70].number_format) == ("n", "0.0")  # the state printed 70.0
    assert any("Invented" in str(cell.value) for line in book["About"].iter_rows() for cell in line)
    read = list(csv.DictReader(io.StringIO(plan_csv(rows).decode("utf-8-sig"))))
    assert [row["Owner"] for row in read] == ["'=HYPERLINK(1)", ""]
    assert read[1]["Baseline"] == "70.0"


def test_the_same_plan_is_the_same_file(rows):
    made = [plan_workbook(rows, name="A place", code=DISTRICT, as_of=AS_OF, invented=False) for _ in range(2)]
    assert made[0] == made[1]

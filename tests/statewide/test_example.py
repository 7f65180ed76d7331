"""The example state, end to end: every measure reads, quantities come with a brief, and goals stand in every way a goal can."""

from __future__ import annotations

import datetime as dt

import pytest
from typer.testing import CliRunner

from ssos_analysis import analyses
from ssos_analysis.analyses.goal_progress import BEHIND, CANNOT_TELL, MET, NOT_OUT, ON_PATH
from ssos_analysis.brief import open_brief
from ssos_analysis.cli import app
from ssos_analysis.measures.registry import MEASURES
from tests.builders.small_tables import released

ALDER, CALDER = "99010000", "99020000"
GRADUATION, READING = "four_year_graduation_pct", "ela_3_8_meeting_pct"
pytestmark = pytest.mark.usefixtures("example_store")


@pytest.fixture(scope="module")
def brief():
    return open_brief(CALDER)


@pytest.mark.slow
def test_the_command_computes_once_and_says_so(example_store):
    store = ["--store", str(example_store / "store")]
    CliRunner().invoke(app, ["data", "build-statewide", *store])
    assert "already there" in CliRunner().invoke(app, ["data", "build-statewide", *store]).output


def test_every_measure_draws_a_table_of_a_district(brief):
    held = [name for name in MEASURES if len(brief.measure(name).table)]
    assert len(held) > 40


def test_goals_of_the_example_stand_in_every_way():
    stands = set()
    for code in (ALDER, CALDER):
        one = open_brief(code)
        goals = one.goals()
        tables = {goal.measure: one.measure(goal.measure) for goal in goals.goals}
        for finding in analyses.goal_progress(tables, goals, one.data_calendar(), as_of=dt.date(2026, 11, 26)):
            shown = one.release(finding).table
            assert shown["reason"].ne("").all()
            stands |= set(shown["stands"])
    assert stands == {MET, ON_PATH, BEHIND, CANNOT_TELL, NOT_OUT}


@pytest.mark.slow
def test_every_analysis_of_the_whole_state_is_released(brief):
    state = brief.statewide(GRADUATION, READING)
    table = brief.measure(READING)
    peers = brief.release(analyses.peers(state, district_code=CALDER, district_name=brief.district_name))
    found = [
        analyses.peer_figures(table, state),
        analyses.better_where_weakest(brief.measures(GRADUATION, READING), state),
        analyses.goal_realism(table, state, target=30.0, target_year=2028),
        *analyses.bright_spots([table], state),
    ]
    assert [brief.release(one).kind for one in found] == ["peer_figures", "better_where_weakest", "goal_realism", "bright_spots"]
    assert CALDER not in {row["peer_code"] for row in peers.rows}
    assert int(found[-1].choices["tested_n"]) > 20
    assert released(found[2]).table["students_needed"].iloc[0] > 0

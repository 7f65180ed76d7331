"""The files of people's choices: peers, when data come out, goals."""

import datetime as dt

import pytest

from ssos_analysis import choices, workspace
from ssos_analysis.choices import data_calendar, goals_of, peer_rules
from ssos_analysis.errors import ParameterError
from ssos_analysis.measures.registry import MEASURES
from ssos_analysis.vocabulary.organizations import is_example
from ssos_analysis.vocabulary.student_groups import GROUPS


def test_peers_rest_on_known_groups_and_are_dated():
    rules = peer_rules()
    assert rules.version >= dt.date(2026, 1, 1)
    assert {group for one in rules.variables for group in one.groups} <= set(GROUPS)
    assert len({one.id for one in rules.variables}) == len(rules.variables)


def test_a_month_is_counted_from_june():
    calendar = data_calendar()
    assert calendar.out("mcas", 2025) == dt.date(2025, 9, 1)
    assert calendar.out("graduation", 2025) == dt.date(2026, 3, 1)
    assert calendar.out("a topic without an entry", 2025) is None
    assert {one.topic for one in calendar.topics} <= {about.topic for about in MEASURES.values()}


def test_goals_in_the_clone_are_of_invented_districts_and_known_measures():
    folders = sorted(workspace.params("districts").iterdir())
    assert folders
    for folder in folders:
        goals = goals_of(folder.name)
        assert goals is not None
        assert is_example(goals.district)  # a real district's goals are its own, and no part of a clone
        assert {goal.measure for goal in goals.goals} <= set(MEASURES)


def test_goals_in_another_districts_folder_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(choices.workspace, "params", lambda *parts: tmp_path.joinpath(*parts))
    (tmp_path / "districts" / "99010000").mkdir(parents=True)
    path = tmp_path / "districts" / "99010000" / "goals.yml"
    path.write_text('district: "99020000"\nplan: a plan\ndate: 2025-01-01\ngoals: []\n', "utf-8")
    with pytest.raises(ParameterError, match="99020000"):
        goals_of("99010000")
    path.write_text("district: 99010000\nplan: a plan\ndate: 2025-01-01\ngoals: []\n", "utf-8")
    with pytest.raises(ParameterError, match="is a number"):
        goals_of("99010000")
    path.write_text('district: "99010000"\nplan: a plan\ndate: 2025-01-01\ngoal: []\n', "utf-8")
    with pytest.raises(ParameterError, match="'goal' is not a parameter"):
        goals_of("99010000")

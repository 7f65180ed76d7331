"""Goals on a page: where each stands in words as strong as its interval, and proposals in the shape of a plan."""

from __future__ import annotations

import datetime as dt

import pytest
from small_tables import DISTRICT, SCHOOL, STATE, achievement, cohort, measured, released

from ssos_analysis import analyses
from ssos_analysis import presentation as show
from ssos_analysis.choices import DistrictGoals, Goal, data_calendar
from ssos_analysis.measures.statewide_tables import Statewide, empty_frame
from ssos_analysis.presentation.plain_words import forbidden
from ssos_analysis.presentation.proposed_goals import PLAN, plan_row
from tests.analyses.test_proposed_goals import graduates, proposed, state

READING = "ela_3_8_meeting_pct"


def goals(**given):
    goal = {"id": "one", "measure": READING, "baseline_year": 2022, "baseline": 40.0, "target_year": 2026, "target": 60.0,
            "owner": "An office", "source": "Plan, page 4"} | given  # fmt: skip
    return DistrictGoals(district=DISTRICT, plan="A plan", date=dt.date(2024, 9, 1), goals=[Goal(**goal)])


def reading(meeting):
    return measured(READING, [achievement(DISTRICT, 2022, 400, 1000), achievement(DISTRICT, 2024, meeting, 1000)])


def progress(meeting, **given):
    found = analyses.goal_progress({READING: reading(meeting)}, goals(**given), data_calendar(), as_of=dt.date(2026, 11, 26))
    return [released(one) for one in found]


def plain(shown):
    """The text with ordinary spaces."""
    return shown.text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("meeting", "words"),
    [(620, "met. It was 62%"), (540, "on path to 60% in 2026. It was 54% (50.9 to 57.1) in 2024, where the path stands at 50.0%"),
     (460, "behind the path"), (505, "we cannot tell whether it is on path to 60% in 2026 (its range includes the path)")],
)  # fmt: skip
def test_a_goal_is_told_as_its_interval_allows(showing, meeting, words):
    told, chart = showing(show.own_goals, progress(meeting), district="Quillmarsh")
    assert f"ELA, grades 3-8: {words}" in plain(told)
    assert all(text.strip() for text in chart.body[0])
    assert forbidden(told.text + chart.soup.get_text(" ")) == []


def test_a_year_that_is_not_out_says_until_when(showing):
    told, table = showing(show.own_goals, progress(540, baseline_year=2024, target_year=2027), district="Quillmarsh")
    assert "no figure since it was set. Figures of 2024-25 were expected in September 2025" in plain(told)
    assert table.body[0][3] == "not read"
    assert "1 not in the files read" in plain(told)


def test_a_next_figure_that_was_due_is_not_told_as_one_to_come(showing):
    _, chart = showing(show.own_goals, progress(540, target_year=2027), district="Quillmarsh")
    assert "Next figure: was expected September 2025; not in the files read." in chart.body[0][9]


def test_a_goals_own_name_stands_before_its_measure(showing):
    _, chart = showing(show.own_goals, progress(540, title="Reading for all"), district="Quillmarsh")
    assert chart.body[0][0] == "Reading for all (ELA, grades 3-8)"


def test_a_district_without_goals_is_told_so_in_words_for_readers(showing):
    assert analyses.goal_progress({}, None, data_calendar(), as_of=dt.date(2026, 11, 26)) == ()
    (said,) = showing(show.own_goals, [], district="Quillmarsh")
    assert "Quillmarsh has given no goals of its own to this office yet" in plain(said)
    assert "goals.yml" not in plain(said)


def test_what_goals_ask_for_is_held_against_other_districts(showing):
    none = Statewide(**{name: empty_frame(name) for name in ("changes", "priors", "figures", "peers", "context", "expectations")})
    found = [released(one) for one in analyses.goals_realism({READING: reading(540)}, goals(), none)]
    (table,) = showing(show.goals_ask_for, found)
    assert table.body[0][3:] == ["+6.0", "+3.0", "none is comparable", "-", "we cannot tell: under 20 comparable changes"]


def test_a_proposal_has_the_shape_of_a_plan_and_its_sentence_agrees(showing):
    finding = released(proposed(state([at / 5 for at in range(41)])))
    told, chart, *_ = showing(show.proposed_goals, finding)
    assert (
        "from 70.0% in the class of 2024 (65.3 to 74.3; 400 students) to 76% in the class of 2029, about 24 students more"
        in plain(told)
    )
    assert chart.head == list(PLAN)
    first = chart.body[0]
    assert first == [text for text, _ in plan_row(finding.rows[0])]
    assert first[8] == "2027: 72.0% (seen about March 2028); 2028: 74.0% (seen about March 2029)"
    assert ": 70.0% in the class of 2024; 76% is proposed." in chart.soup.get_text(" ").replace("\N{NO-BREAK SPACE}", " ")
    assert first[-2:] == ["for the team to fill"] * 2
    assert (chart.csv[0]["owner"], chart.csv[0]["evidence"], chart.csv[0]["target_derived"]) == ("", "", "76.0")
    assert forbidden(told.text + chart.soup.get_text(" ")) == []


def test_sentence_and_table_count_the_same_changes_as_published_and_after_chance(showing):
    told, chart, *_ = showing(show.proposed_goals, released(proposed(state([at / 5 for at in range(41)]))))
    text = plain(told)
    assert "Of 41 comparable changes of other districts over 3 years, 26 gained at least as much a year; about 11 once" in text
    assert "26 of 41 changes in 41 districts, over 3 years, as published; about 11 once chance is allowed" in chart.body[0][9]


def test_none_is_said_where_no_change_is_left_once_chance_is_allowed_for(showing):
    told, *_ = showing(show.proposed_goals, released(proposed(state([2.0] * 29 + [2.01]))))
    row = released(proposed(state([2.0] * 29 + [2.01]))).rows[0]
    row |= {"reached_after_chance_n": 0}
    assert "about 30 once chance is allowed for" in plain(told)
    assert plan_row(row)[9][0].endswith("as published; none once chance is allowed for)")


def test_a_target_part_of_the_way_says_which_part_in_how_many_years(showing):
    rows = [cohort(DISTRICT, 2021, "70.0", 400), cohort(STATE, 2021, "88.0", 70_000)]
    told, *_ = showing(show.proposed_goals, released(proposed(state([]), measured("four_year_graduation_pct", rows))))
    assert "to 74% in the class of 2029" in plain(told)
    assert "That closes 22 percent of the distance to the state's figure in 3 years of the plan." in plain(told)
    assert "six years" not in plain(told)


def test_a_distance_to_the_districts_own_earlier_figure_says_which(showing):
    rows = [cohort(DISTRICT, year, rate, 400) for year, rate in ((2019, "93.5"), (2024, "70.0"))]
    told, *_ = showing(show.proposed_goals, released(proposed(state([]), measured("four_year_graduation_pct", rows))))
    assert "of the distance to its own earlier figure (93.5%, class of 2019) in 3 years of the plan" in plain(told)


def test_a_newer_figure_of_the_only_school_is_told_and_no_goal_is_proposed(showing):
    rows = [cohort(DISTRICT, 2024, "70.0", 400), cohort(STATE, 2024, "88.0", 70_000), cohort(SCHOOL, 2025, "95.0", 380)]
    table = measured("four_year_graduation_pct", rows)
    (said,) = showing(show.proposed_goals, released(proposed(state([5.0] * 30), table)))
    assert "The reasons: a newer figure of the district's only school (1)." in plain(said)
    found = analyses.newer_school_figures(analyses.priorities([table]), [table])
    (said,) = showing(show.newer_school_figures, released(found))
    assert "only school. Four-year graduation rate: 95.0% in the class of 2025 (92.3 to 96.8). A goal should begin" in plain(said)


def test_the_page_says_which_rule_left_findings_without_a_goal(showing):
    told, *_ = showing(show.proposed_goals, released(proposed(state([5.0] * 30), graduates("60.0"))))
    passed = int(released(proposed(state([5.0] * 30), graduates("60.0"))).choices["passed_n"])
    assert f"{passed} finding" in plain(told)
    assert "of one topic two at most, and five at most in all" in plain(told)


def test_nothing_proposed_is_said_and_is_no_all_clear(showing):
    (said,) = showing(show.proposed_goals, released(proposed(state([]), graduates("96.0", 100))))
    assert "does not mean" in plain(said) or "is proposed" in plain(said)

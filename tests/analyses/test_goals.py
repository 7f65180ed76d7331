"""Goals: how a gain lies among what districts did, whether targets add up, and how far each goal is."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssos_analysis import analyses
from ssos_analysis.analyses.goal_realism import LEAST_WINDOWS, band, students_needed
from ssos_analysis.choices import DistrictGoals, Goal, data_calendar, goals_of
from ssos_analysis.errors import ParameterError
from ssos_analysis.measures.registry import measure
from ssos_analysis.measures.statewide_tables import empty_frame
from tests.builders.small_tables import DISTRICT, absence, achievement, cohort, measured, released, row
from tests.builders.statewide_frames import GRADUATION, contexts, graduation_rows, statewide

AS_OF = dt.date(2026, 11, 26)


def changes_of(moves: list[float], *, span: int = 3, n: float = 200.0, start: float = 80.0) -> object:
    """A state whose districts changed by these points."""
    made = statewide(graduation_rows(12, (2023, 2024)), context=contexts(12))
    rows = pd.DataFrame(
        {
            "measure_id": GRADUATION.id, "student_group": "all_students",
            "org_code": [f"{9902 + at}0000" for at in range(len(moves))],
            "size_band": "100_299", "span_years": span, "first_year": 2019, "last_year": 2019 + span, "start": start,
            "change": moves, "shrunk_change": np.array(moves) / 2, "n": n,
        }
    )  # fmt: skip
    return made.__class__(rows, made.priors, made.figures, made.peers, made.context, empty_frame("expectations"))


def graduates(rate: str = "80.0", n: int = 250, year: int = 2024, **given: str):
    return measured(GRADUATION.id, [cohort(DISTRICT, year, rate, n, **given)])


def test_a_gain_is_a_percentile_of_what_comparable_districts_did():
    state = changes_of([float(move) for move in range(-10, 15)])  # 25 changes, of -10 to 14 points
    found = analyses.goal_realism(graduates(), state, target=86.0, target_year=2027)
    one = found.table.iloc[0]
    assert (one["gain_needed"], one["yearly_gain"], one["span_years"]) == (6.0, 2.0, 3)
    assert (one["windows_n"], one["districts_n"], one["reached_n"]) == (25, 25, 9)  # 6 to 14
    assert one["reached_after_chance_n"] == 3  # 12, 13 and 14, once drawn by half
    assert one["percentile"] == 100 * 16 / 25
    assert (one["band"], one["students_needed"]) == ("ambitious", 15)  # 86 percent of 250 is 215, and 200 graduated
    assert released(found).table["hidden_reason"].iloc[0] == ""


def test_only_changes_of_like_size_start_and_span_are_compared():
    assert (
        analyses.goal_realism(graduates(), changes_of([1.0] * 30, n=800.0), target=86.0, target_year=2027).table["windows_n"][0]
        == 0
    )
    assert analyses.goal_realism(graduates(), changes_of([1.0] * 30, start=60.0), target=86.0, target_year=2027).table["band"][
        0
    ] == ("cannot_tell")
    assert (
        analyses.goal_realism(graduates(), changes_of([1.0] * 30, span=1), target=86.0, target_year=2027).table["windows_n"][0]
        == 0
    )


def test_a_series_younger_than_the_goal_is_asked_pro_rata_over_the_longest_span_it_has():
    one = analyses.goal_realism(graduates(), changes_of([1.0] * 30, span=2), target=86.0, target_year=2027).table.iloc[0]
    assert (one["span_years"], one["windows_n"], one["gain_in_span"], one["reached_n"]) == (2, 30, 4.0, 0)


def test_a_goal_of_more_than_five_years_is_asked_pro_rata():
    one = analyses.goal_realism(graduates(), changes_of([2.0] * 30, span=5), target=88.0, target_year=2034).table.iloc[0]
    assert (one["span_years"], one["gain_in_span"], one["yearly_gain"]) == (5, 4.0, 0.8)
    assert one["band"] == "unprecedented"


def test_lower_is_better_turns_the_sign():
    dropout = measured("dropout_pct", [row("dropout", year=2024, dropout_pct="4.0", dropout_n="40", enrolled_9_12_n="1000")])
    state = changes_of([-2.0] * 25)
    state.changes["measure_id"], state.changes["n"], state.changes["start"] = "dropout_pct", 1000.0, 4.0
    one = analyses.goal_realism(dropout, state, target=2.5, target_year=2027).table.iloc[0]
    assert (one["gain_needed"], one["reached_n"], one["students_needed"]) == (1.5, 25, 15)


@pytest.mark.parametrize(("gain", "percentile", "windows", "word"), [
    (-1, 90, 50, "reached"), (3, 50, 50, "modest"), (3, 51, 50, "ambitious"), (3, 94, 50, "very_ambitious"),
    (3, 99, 50, "unprecedented"), (3, 99, LEAST_WINDOWS - 1, "cannot_tell"),
])  # fmt: skip
def test_bands(gain, percentile, windows, word):
    assert band(gain, percentile, windows) == word


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-20, 20), min_size=1, max_size=40), st.floats(0, 100))
def test_a_percentile_is_between_0_and_100(moves, target):
    found = analyses.goal_realism(graduates(), changes_of(moves), target=target, target_year=2027).table
    assert 0 <= found["percentile"].iloc[0] <= 100
    assert found["reached_n"].iloc[0] <= found["windows_n"].iloc[0]


def test_a_derived_count_of_too_few_is_hidden():
    found = analyses.goal_realism(graduates("75.0", 8), changes_of([1.0]), target=86.0, target_year=2027)
    shown = released(found).table.iloc[0]
    assert shown["estimate"] == 75.0
    assert shown["hidden_reason"] == "too_few_with_outcome"  # two of eight did not graduate
    assert np.isnan(shown["students_needed"])


def test_no_count_no_year_left_and_no_direction_are_said():
    state = changes_of([1.0])
    assert analyses.goal_realism(measured("chronically_absent_pct", [absence(DISTRICT, 2024, "20.0")]), state, target=10.0,
                                 target_year=2027).choices["why_not"] == "no figure with a count"  # fmt: skip
    assert analyses.goal_realism(graduates(), state, target=90.0, target_year=2024).choices["why_not"] == "no year is left"
    with pytest.raises(ParameterError, match="no better direction"):
        analyses.goal_realism(measured("churn_pct", []), state, target=5.0, target_year=2027)
    with pytest.raises(ParameterError, match="150"):
        analyses.goal_realism(graduates(), state, target=150.0, target_year=2027)


def test_students_needed_of_a_rate_whose_product_is_whole():
    now = graduates("49.8", 610).table.iloc[0]
    assert students_needed(GRADUATION, now, 55.0) == 32  # 304 of 610 graduated; 336 are 55 percent


def partition(*, male_rate: str = "70.0", target: float = 86.0):
    """Female 100 of 80 percent, male 100 of another, all 200."""
    rows = [cohort(DISTRICT, 2024, "75.0", 200), cohort(DISTRICT, 2024, "80.0", 100, group="female"),
            cohort(DISTRICT, 2024, male_rate, 100, group="male")]  # fmt: skip
    return measured(GRADUATION.id, rows), {"all_students": target, "female": 88.0, "male": 80.0}


def test_group_targets_are_weighted_by_their_students():
    table, targets = partition()
    one = analyses.targets_add_up(table, targets).table.iloc[0]
    assert (one["implied"], one["difference"], one["adds_up"]) == (84.0, -2.0, "short")
    assert analyses.targets_add_up(table, {**targets, "all_students": 84.3}).table["adds_up"].iloc[0] == "yes"
    assert analyses.targets_add_up(table, {**targets, "all_students": 80.0}).table["adds_up"].iloc[0] == "beyond"


def test_students_without_a_target_stay_as_they_are():
    table, _ = partition()
    one = analyses.targets_add_up(table, {"all_students": 80.0, "male": 80.0}).table.iloc[0]
    assert (one["rest_n"], one["implied"]) == (100.0, 80.0)  # 80 of 100, and 70 of 100 as now


def test_an_impossible_rest_is_withheld_and_a_small_one_is_hidden():
    rows = [cohort(DISTRICT, 2024, "75.0", 200), cohort(DISTRICT, 2024, "90.0", 196, group="female")]
    found = analyses.targets_add_up(measured(GRADUATION.id, rows), {"all_students": 80.0, "female": 95.0})
    assert found.table["why_not"].iloc[0].startswith("not added up: the published figures leave an impossible count")
    rows[1] = cohort(DISTRICT, 2024, "75.0", 197, group="female")
    shown = released(analyses.targets_add_up(measured(GRADUATION.id, rows), {"all_students": 80.0, "female": 95.0})).table.iloc[0]
    assert shown["hidden_reason"] == "too_few_students"
    assert np.isnan(shown["implied"])


def test_overlapping_groups_are_never_added():
    rows = [cohort(DISTRICT, 2024, "75.0", 200), cohort(DISTRICT, 2024, "60.0", 90, group="high_needs")]
    assert analyses.targets_add_up(measured(GRADUATION.id, rows), {"all_students": 80.0, "high_needs": 70.0}).table.empty
    with pytest.raises(ParameterError, match="add up"):
        analyses.targets_add_up(measured(GRADUATION.id, rows), {"high_needs": 70.0})


def progress(table, **given):
    about = table.measure
    goal = {"id": "one", "measure": about.id, "baseline_year": 2022, "baseline": 40.0, "target_year": 2026, "target": 60.0,
            "owner": "An office", "source": "Plan"} | given  # fmt: skip
    goals = DistrictGoals(district=DISTRICT, plan="A plan", date=dt.date(2024, 9, 1), goals=[Goal(**goal)])
    (found,) = analyses.goal_progress({about.id: table}, goals, data_calendar(), as_of=AS_OF)
    return found.table.iloc[0]


def reading(meeting: int, tested: int = 1000, year: int = 2024):
    return measured("ela_3_8_meeting_pct", [achievement(DISTRICT, 2022, 400, 1000), achievement(DISTRICT, year, meeting, tested)])


def test_met_on_path_behind_and_cannot_tell():
    assert progress(reading(620))[["stands", "reason"]].tolist() == [
        "met",
        "the published figure reaches the target, before 2026",
    ]
    on = progress(reading(540))  # the path is at 50; 54 of 1,000 reach from 52 to 56
    assert (on["stands"], on["path"], on["pace_needed"], on["pace_so_far"], on["students_needed"]) == (
        "on_path",
        50.0,
        3.0,
        7.0,
        60,
    )
    assert progress(reading(460))["stands"] == "behind"
    assert progress(reading(505))[["stands", "reason"]].tolist() == ["cannot_tell", "its range includes the path"]
    assert progress(reading(11, 25))[["stands", "reason"]].tolist() == ["cannot_tell", "fewer than 30 students"]


def test_a_goal_is_not_judged_across_a_break_or_without_a_count():
    rows = [cohort(DISTRICT, year, rate, 300) for year, rate in ((2022, "80.0"), (2025, "84.0"))]
    one = progress(measured(GRADUATION.id, rows), baseline=80.0, target=90.0, target_year=2027)
    assert one["stands"] == "cannot_tell"
    assert "graduation requirement" in one["reason"]
    rows = [absence(DISTRICT, 2022, "40.0"), absence(DISTRICT, 2024, "30.0")]
    one = progress(measured("chronically_absent_pct", rows), target=20.0)
    assert (one["stands"], one["path"]) == ("cannot_tell", 30.0)
    assert "no count" in one["reason"]
    assert progress(measured("chronically_absent_pct", rows), target=30.0)["stands"] == "met"


def test_a_year_that_is_not_out_says_until_when():
    one = progress(reading(540), baseline_year=2024, target_year=2027)
    assert one[["stands", "expected", "is_overdue"]].tolist() == ["not_read", "September 2025", True]
    assert one["reason"] == "figures of 2024-25 were expected in September 2025, and are not in the files read"
    one = progress(graduates(year=2025), baseline_year=2025, target_year=2028, baseline=80.0, target=86.0)
    assert one["reason"] == "figures of 2025-26 are not out until about March 2027"
    assert one[["stands", "is_overdue"]].tolist() == ["not_out", False]


def test_an_unusual_year_is_no_progress():
    one = progress(reading(700, year=2021), baseline_year=2019, target_year=2023)
    assert one["school_year"] == 2022  # 2021 would have met the goal


def test_goals_of_the_example_stand_in_every_way():
    goals = goals_of("99020000")
    assert goals is not None
    assert {measure(goal.measure).better for goal in goals.goals} <= {"higher", "lower"}
    assert goals_of("00350000") is None


def test_goals_that_cannot_be_are_refused_with_the_reason():
    good = {"id": "a", "measure": "x", "baseline_year": 2024, "baseline": 1.0, "target_year": 2026, "target": 2.0, "owner": "o",
            "source": "s"}  # fmt: skip
    with pytest.raises(ValueError, match="not after its baseline year"):
        Goal(**(good | {"target_year": 2024}))
    with pytest.raises(ValueError, match="no student group"):
        Goal(**(good | {"group": "everyone"}))
    with pytest.raises(ValueError, match="two goals are called a"):
        DistrictGoals(district=DISTRICT, plan="p", date=AS_OF, goals=[Goal(**good), Goal(**good)])

"""A goal for each priority: from what comparable districts gained, else half way; with students, steps and the next data."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ssos_analysis import analyses
from ssos_analysis.analyses.candidates import candidates
from ssos_analysis.analyses.proposed_goals import LEFT_OUT
from ssos_analysis.choices import data_calendar
from ssos_analysis.measures.statewide_tables import Statewide, empty_frame
from tests.builders.small_tables import DISTRICT, OTHER_SCHOOL, SCHOOL, STATE, achievement, cohort, measured, released
from tests.builders.statewide_frames import GRADUATION

AS_OF = dt.date(2026, 11, 26)
EL = "english_learners"


def graduates(rate: str = "70.0", n: int = 400):
    """All students of the district behind the state; English learners, 100 of them, as the state's."""
    rows = [cohort(DISTRICT, 2024, rate, n), cohort(STATE, 2024, "88.0", 70_000)]
    rows += [cohort(DISTRICT, 2024, "60.0", 100, group=EL), cohort(STATE, 2024, "64.0", 9000, group=EL)]
    return measured(GRADUATION.id, rows)


def state(moves: list[float], *, span: int = 3, group: str = "all_students", n: float = 400.0) -> Statewide:
    """Changes of as many districts, all from 70 percent."""
    frames = {name: empty_frame(name) for name in ("priors", "figures", "peers", "context", "expectations")}
    changes = pd.DataFrame(
        {
            "measure_id": GRADUATION.id, "student_group": group, "org_code": [f"{9902 + at}0000" for at in range(len(moves))],
            "size_band": "300_999", "span_years": span, "first_year": 2014, "last_year": 2014 + span, "start": 70.0,
            "change": [2 * move for move in moves], "shrunk_change": moves, "n": n,
        }
    )  # fmt: skip
    return Statewide(**frames, changes=changes)


def proposed(made: Statewide, table=None, **given):
    table = table or graduates()
    found = analyses.priorities([table])
    return analyses.proposed_goals(found, [table], made, data_calendar(), as_of=given.get("as_of", AS_OF))


def of_all(finding):
    return next(row for row in finding.table.to_dict("records") if row["student_group"] == "all_students")


def test_the_target_is_what_one_comparable_district_in_four_gained_chance_taken_away():
    one = of_all(proposed(state([float(at) for at in range(41)])))  # shrunk gains 0 to 40: the 75th percentile is 30
    assert (one["baseline"], one["target"], one["target_year"], one["target_from"]) == (70.0, 100.0, 2029, "history")
    one = of_all(proposed(state([at / 5 for at in range(41)])))  # 0 to 8: 6 points
    assert (one["target"], one["gain_needed"], one["students_needed"]) == (76.0, 6.0, 24)  # 304 of 400, and 280 graduated
    assert (one["windows_n"], one["reached_n"]) == (41, 26)  # published gains 0, 0.4 ... 16: those of 6 or more
    assert one["percentile"] == pytest.approx(100 * 15 / 41)
    assert one["objective"] == "Raise the share of students in the cohort who graduated in four years"
    assert not released(proposed(state([1.0] * 30))).table["hidden_reason"].any()


def test_a_series_too_young_for_such_changes_is_held_against_shorter_ones():
    one = of_all(proposed(state([4.0] * 30, span=2)))
    assert (one["span_years"], one["target"]) == (2, 76.0)  # three years at the pace of two
    assert of_all(proposed(state([4.0] * 30, span=1)))["target_from"] == "halving"  # less than half of the plan's years


@pytest.mark.parametrize("moves", [[4.0] * 19, [-1.0] * 30, []])
def test_without_enough_gains_the_target_is_the_pace_that_halves_the_distance_in_six_years(moves):
    one = of_all(proposed(state(moves)))
    assert (one["target_from"], one["target"]) == ("halving", 74.0)  # the state: 88; 9 points in six years, 4.5 in three
    assert (one["compared_figure"], one["distance_pct"]) == (88.0, pytest.approx(100 * 4 / 18))
    if len(moves) < 20:
        assert one["band"] == "cannot_tell"


@pytest.mark.parametrize("year", [2021, 2024])
def test_an_old_figure_is_held_until_the_plan_begins_so_that_no_step_asks_for_what_is_past(year):
    rows = [cohort(DISTRICT, year, "70.0", 400), cohort(STATE, year, "88.0", 70_000)]
    one = of_all(proposed(state([6.0] * 30), measured(GRADUATION.id, rows)))
    assert (one["baseline_year"], one["steps_from"], one["span_years"], one["target"]) == (year, 2026, 3, 76.0)
    assert one["yearly_gain"] == 2.0
    assert [step[:2] for step in one["benchmarks"]] == [(2027, 72.0), (2028, 74.0)]


def test_changes_are_counted_as_published_and_after_chance():
    one = of_all(proposed(state([at / 5 for at in range(41)])))  # 6 points: 0.4 ... 16 as published, 0.2 ... 8 after chance
    assert (one["reached_n"], one["reached_after_chance_n"], one["after_chance_n"]) == (26, 11, 41)
    made = state([at / 5 for at in range(41)])
    made.changes.loc[0, "shrunk_change"] = np.nan
    assert of_all(proposed(made))["after_chance_n"] == 40


def test_every_finding_has_a_goal_or_a_rule_that_left_it_out():
    found = proposed(state([5.0] * 30), graduates("60.0"))
    left = sum(int(found.choices[f"{why}_n"]) for why in LEFT_OUT)
    assert int(found.choices["passed_n"]) == left + int(found.choices["concerns_n"])
    table = measured(GRADUATION.id, [cohort(DISTRICT, 2024, "60.0", 400), cohort(STATE, 2024, "88.0", 70_000)])
    groups = ("male", "female", "male", EL)  # the third is another comparison of the first; two of a topic are taken
    concerns = pd.DataFrame([of_concern(table) | {"student_group": group} for group in groups])
    chosen = analyses.proposed_goals(
        replace(analyses.priorities([table]), table=concerns), [table], state([]), data_calendar(), as_of=AS_OF
    ).choices
    assert [chosen[f"{name}_n"] for name in ("passed", "concerns", "same", "full_topic")] == ["4", "2", "1", "1"]


def test_where_comparable_changes_are_too_few_all_districts_serve():
    one = of_all(proposed(state([3.0] * 30, n=4000.0)))  # ten times the students: none is comparable
    assert (one["target_from"], one["target"], one["windows_n"], one["band"]) == ("all_districts", 73.0, 0, "cannot_tell")


def test_a_districts_own_changes_are_not_what_it_is_compared_with():
    made = state([3.0] * 20)
    made.changes.loc[0, "org_code"] = DISTRICT
    assert of_all(proposed(made))["windows_n"] == 19


def test_what_changes_before_the_target_is_said():
    assert "graduation requirement" in of_all(proposed(state([5.0] * 30)))["caution"]


def test_learners_who_leave_their_group_by_doing_well_get_no_goal_of_tests():
    rows = [achievement(org, 2025, x, n, group=group) for org, x, n, group in (
        (DISTRICT, 300, 1000, "all_students"), (STATE, 4200, 10_000, "all_students"), (DISTRICT, 5, 200, EL),
        (STATE, 500, 4000, EL),
    )]  # fmt: skip
    table = measured("ela_3_8_meeting_pct", rows)
    found = proposed(state([]), table)
    assert EL not in set(found.table["student_group"])
    assert found.choices["by_definition"] == "ELA, grades 3-8"


def test_steps_lie_on_the_line_and_say_when_they_can_be_seen():
    one = of_all(proposed(state([5.0] * 30)))
    assert [(year, round(step, 2), seen) for year, step, seen in one["benchmarks"]] == [
        (2027, 71.67, "March 2028"), (2028, 73.33, "March 2029"),
    ]  # fmt: skip
    assert (one["next_year"], one["next_update"], one["is_overdue"]) == (2025, "March 2026", True)
    early = of_all(proposed(state([5.0] * 30), as_of=dt.date(2025, 6, 30)))
    assert (early["target_year"], early["is_overdue"]) == (2027, False)


def test_every_measure_and_group_has_one_goal_and_all_are_concerns():
    found = proposed(state([5.0] * 30))
    assert not found.table.duplicated(["measure_id", "student_group"]).any()
    concerns = analyses.priorities([graduates()]).table.query("side == 'concern'")
    assert set(found.table["student_group"]) <= set(concerns["student_group"])
    ahead = graduates("96.0")
    assert of_none(proposed(state([5.0] * 30), ahead))


def school_of(code: str, year: int, rate: str = "95.0"):
    return cohort(code, year, rate, 380)


def newer(table):
    return analyses.newer_school_figures(analyses.priorities([table]), [table]).table


def test_no_goal_begins_at_a_figure_that_the_only_school_of_the_district_has_a_newer_one_of():
    rows = [cohort(DISTRICT, 2024, "70.0", 400), cohort(STATE, 2024, "88.0", 70_000)]
    one = measured(GRADUATION.id, [*rows, school_of(SCHOOL, 2024, "70.0"), school_of(SCHOOL, 2025)])
    found = proposed(state([5.0] * 30), one)
    assert found.table.empty
    assert (found.choices["newer_school_n"], found.choices["concerns_n"]) == ("1", "0")
    [told] = newer(one).to_dict("records")
    assert (told["org_code"], told["school_year"], told["estimate"], told["district_year"]) == (SCHOOL, 2025, 95.0, 2024)
    for held in ([school_of(SCHOOL, 2024)], [school_of(SCHOOL, 2025), school_of(OTHER_SCHOOL, 2024)]):
        table = measured(GRADUATION.id, [*rows, *held])  # no newer figure; two schools, of which one has it
        assert not proposed(state([5.0] * 30), table).table.empty
        assert newer(table).empty


def test_a_school_that_closed_before_does_not_make_two():
    rows = [cohort(DISTRICT, 2024, "70.0", 400), cohort(STATE, 2024, "88.0", 70_000), school_of(OTHER_SCHOOL, 2019)]
    assert len(newer(measured(GRADUATION.id, [*rows, school_of(SCHOOL, 2025)]))) == 1


def test_a_fall_of_one_year_to_a_figure_clearly_better_than_the_states_is_no_goal():
    def told(first_year: int, level: str):
        table = measured(GRADUATION.id, [cohort(DISTRICT, 2024, "70.0", 400), cohort(STATE, 2024, "88.0", 70_000)])
        one = of_concern(table)
        fall = one | {"comparison": "change", "school_year": 2024, "first_year": first_year}
        found = replace(analyses.priorities([table]), table=pd.DataFrame([one | {"side": level, "comparison": "level"}, fall]))
        return analyses.proposed_goals(found, [table], state([5.0] * 30), data_calendar(), as_of=AS_OF).choices["ahead_n"]

    assert (told(2023, "strength"), told(2019, "strength"), told(2023, "concern")) == ("1", "0", "0")


def of_none(finding):
    return "all_students" not in set(finding.table["student_group"])


def test_a_goal_that_rests_on_too_few_is_hidden_and_its_published_start_is_not():
    table = measured(GRADUATION.id, [cohort(DISTRICT, 2024, "99.0", 200), cohort(STATE, 2024, "99.9", 70_000)])
    found = analyses.priorities([table])
    found = replace(found, table=pd.DataFrame([of_concern(table)]))
    shown = released(analyses.proposed_goals(found, [table], state([0.5] * 30), data_calendar(), as_of=AS_OF)).table
    assert shown["hidden_reason"].tolist() == ["too_few_with_outcome"]  # two of two hundred did not graduate
    assert shown["baseline"].tolist() == [99.0]
    assert np.isnan(shown["target"].iloc[0])
    assert shown["benchmarks"].tolist() == [""]


def of_concern(table):
    """A priority on the concern side, whatever the rules say of it."""
    row = candidates([table], reference="all_other_students").iloc[0]
    return {**row, "side": "concern"}


def test_nothing_is_proposed_where_nothing_passed():
    found = proposed(state([5.0] * 30), measured(GRADUATION.id, [cohort(DISTRICT, 2024, "80.0", 20)]))
    assert found.table.empty
    assert released(found).choices["concerns_n"] == "0"

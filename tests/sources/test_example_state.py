"""The example state in numbers: laws that hold for every count, and how near it comes to the published levels and gaps."""

from __future__ import annotations

import numpy as np
import pytest

from ssos_analysis.sources.example import absence, assessment, discipline
from ssos_analysis.sources.example.districts import DISTRICTS
from ssos_analysis.sources.example.places import SMALL_STATE
from ssos_analysis.sources.example.population import RACES
from ssos_analysis.sources.example.roster import GROUP_ORDER, is_published
from ssos_analysis.sources.example.simulate import YEARS, ExampleState, simulate
from ssos_analysis.sources.example.targets import targets
from ssos_analysis.vocabulary.organizations import is_example

PLACES, SCHOOLS = SMALL_STATE.places, SMALL_STATE.schools
STATE = -1
ALL = GROUP_ORDER.index("all_students")


def column(group: str) -> int:
    return GROUP_ORDER.index(group)


@pytest.fixture(scope="module")
def state() -> ExampleState:
    return simulate()


def every_table(state: ExampleState) -> list[tuple[int, np.ndarray]]:
    """Year and counts of every table of the state."""
    tables = [*state.enrollment.items(), *state.discipline.items(), *state.dropouts.items()]
    tables += [(year, sums) for (year, _, _), sums in state.mcas.items()]
    tables += [(year, sums) for (year, _), sums in state.attendance.items()]
    return tables + [(year, sums) for (year, _), sums in state.cohorts.items()]


# --- laws


def test_schools_sum_to_districts_and_districts_to_the_state(state: ExampleState) -> None:
    owners = np.array([owner for owner, _ in SCHOOLS])
    for _, sums in every_table(state):
        schools, districts = sums[: len(SCHOOLS)], sums[len(SCHOOLS) : -1]
        for index in range(len(DISTRICTS)):
            np.testing.assert_array_equal(schools[owners == index].sum(axis=0), districts[index])
        np.testing.assert_array_equal(districts.sum(axis=0), sums[STATE])


def test_partitions_sum_to_all_students(state: ExampleState) -> None:
    always = [RACES, ("students_with_disabilities", "students_without_disabilities"), ("title_i", "not_title_i")]
    rosters = [(year, sums) for (year, _, _), sums in state.mcas.items()] + [*state.enrollment.items(), *state.discipline.items()]
    for year, sums in rosters:
        partitions = [*always, ("female", "male", "nonbinary")]
        if year >= 2022:
            partitions.append(("low_income", "not_low_income"))
        for groups in partitions:
            np.testing.assert_array_equal(
                sum(sums[:, column(group)] for group in groups), sums[:, ALL], err_msg=f"{year} {groups}"
            )
    for sums in state.cohorts.values():
        for groups in (RACES, ("female", "male")):
            np.testing.assert_array_equal(sum(sums[:, column(group)] for group in groups), sums[:, ALL])


def test_no_group_is_larger_than_all_students_and_no_count_is_negative(state: ExampleState) -> None:
    for _, sums in every_table(state):
        assert sums.min() >= 0
        assert (sums[:, 1:] <= sums[:, :1]).all()
        assert (sums == np.round(sums)).all()


def test_high_needs_holds_each_of_its_parts_and_no_more_than_their_sum(state: ExampleState) -> None:
    for year, sums in state.enrollment.items():
        income = "low_income" if year >= 2022 else "economically_disadvantaged"
        parts = ("english_learners_and_former", "students_with_disabilities", income)
        totals = sums.sum(axis=2)
        whole = totals[:, column("high_needs")]
        assert all((totals[:, column(part)] <= whole).all() for part in parts)
        assert (whole <= sum(totals[:, column(part)] for part in parts)).all()


def test_levels_sum_to_the_tested_and_scores_lie_on_the_scale(state: ExampleState) -> None:
    at = {name: number for number, name in enumerate(assessment.VALUES)}
    for sums in state.mcas.values():
        tested = sums[..., at["tested"]]
        levels = sum(sums[..., at[name]] for name in ("exceeding", "meeting", "partially_meeting", "not_meeting"))
        np.testing.assert_array_equal(levels, tested)
        assert (sums[..., at["enrolled"]] >= tested).all()
        assert (sums[..., at["score_sum"]] >= 440 * tested).all()
        assert (sums[..., at["score_sum"]] <= 560 * tested).all()
        assert (sums[..., at["growth_n"]] <= tested).all()
        assert (sums[..., at["growth_sum"]] >= sums[..., at["growth_n"]]).all()
        assert (sums[..., at["growth_sum"]] <= 99 * sums[..., at["growth_n"]]).all()


def test_single_grades_sum_to_their_span_and_grade_3_has_no_growth(state: ExampleState) -> None:
    for (year, grades, subject), sums in state.mcas.items():
        if grades == "03-08":
            single = [
                state.mcas[year, f"{grade:02d}", subject]
                for grade in range(3, 9)
                if (year, f"{grade:02d}", subject) in state.mcas
            ]
            np.testing.assert_array_equal(sum(single), sums)
        if grades in ("03", "HS") or subject == "SCI":
            assert sums[..., assessment.VALUES.index("growth_n")].max() == 0


def test_nobody_is_tested_in_2020_nor_in_legacy_tests(state: ExampleState) -> None:
    tests = set(state.mcas)
    assert not [key for key in tests if key[0] == 2020]
    assert min(year for year, grades, _ in tests if grades == "10") == 2019
    assert min(year for year, _, subject in tests if subject == "SCI") == 2019
    assert min(year for year, grades, _ in tests if grades == "HS") == 2022


def test_cohorts_work_for_four_kinds_of_rate(state: ExampleState) -> None:
    for year in YEARS:
        four = state.cohorts[year, "4-year"]
        np.testing.assert_array_equal(four[..., 1:].sum(axis=2), four[..., 0])
        assert (state.cohorts[year, "4-year-adjusted"] <= four).all()
        if (year, "5-year") in state.cohorts:
            five = state.cohorts[year, "5-year"]
            np.testing.assert_array_equal(five[..., 0], four[..., 0])
            assert (five[..., 1] >= four[..., 1]).all()
            assert (five[..., 2] <= four[..., 2]).all()
    assert (YEARS[-1], "5-year") not in state.cohorts


def test_students_disciplined_are_students_and_no_kind_exceeds_them(state: ExampleState) -> None:
    assert discipline.VALUES[:2] == ("students", "disciplined")
    for year, sums in state.discipline.items():
        assert (sums[..., 1] <= sums[..., 0]).all()
        assert (sums[..., 2:] <= sums[..., 1:2]).all()
        # Enrollment over the year exceeds that of 1 October, but not by much.
        october = state.enrollment[year][STATE, ALL].sum()
        assert 1.0 < sums[STATE, ALL, 0] / october < 1.08


def test_absences_are_nested(state: ExampleState) -> None:
    assert absence.VALUES == ("students", "days", "days_absent", "absent_10", "chronic_10", "chronic_20", "unexcused_10")
    for (year, _), sums in state.attendance.items():
        np.testing.assert_array_equal(sums[..., 0], state.enrollment[year].sum(axis=2))
        assert (sums[..., 2] <= sums[..., 1]).all()
        assert (sums[..., 5] <= sums[..., 4]).all()
        assert (sums[..., 6] <= sums[..., 3]).all()


def test_dropouts_are_enrolled_and_grades_sum(state: ExampleState) -> None:
    for year, sums in state.dropouts.items():
        np.testing.assert_array_equal(sums[..., 2::2].sum(axis=2), sums[..., 0])
        np.testing.assert_array_equal(sums[..., 3::2].sum(axis=2), sums[..., 1])
        np.testing.assert_array_equal(sums[:, ALL, 0], state.enrollment[year][:, ALL, 10:14].sum(axis=1))


def test_students_move_up_a_grade(state: ExampleState) -> None:
    """A state's grade 5 is, but for those who move, its grade 4 of the year before."""
    for year in YEARS[1:]:
        before, now = state.enrollment[year - 1][STATE, ALL], state.enrollment[year][STATE, ALL]
        # Grades 1 to 8 (positions 2 to 9); high school has entrants from outside and students who repeat a grade.
        assert np.abs(now[3:10] / before[2:9] - 1).max() < 0.15


def test_income_is_counted_by_the_definition_of_the_year(state: ExampleState) -> None:
    for year, sums in every_table(state):
        for group in ("low_income", "not_low_income", "economically_disadvantaged"):
            if not is_published(group, year):
                assert sums[:, column(group)].max() == 0, (year, group)


# --- who there is


def test_twelve_districts_of_different_kinds(state: ExampleState) -> None:
    assert [place.code for place in PLACES if place.level == "district"] == [f"99{n:02d}0000" for n in range(1, 13)]
    assert all(is_example(place.code) for place in PLACES if place.level != "state")
    assert len({place.code for place in PLACES}) == len(PLACES)
    size = dict(zip([p.code for p in PLACES], state.enrollment[2025][:, ALL].sum(axis=1), strict=True))
    assert 23_000 <= size["99020000"] <= 27_000
    assert 40 <= size["99030000"] <= 80
    assert next(p for p in PLACES if p.code == "99050000").low == 9
    assert next(p for p in PLACES if p.code == "99060000").org_type == "Charter District"
    assert next(p for p in PLACES if p.code == "99070000").high == 8


def test_a_school_opens_in_2022(state: ExampleState) -> None:
    index = next(index for index, place in enumerate(PLACES) if place.name == "Guillemot Middle")
    students = {year: int(sums[index, ALL].sum()) for year, sums in state.enrollment.items()}
    assert all(students[year] == 0 for year in range(2017, 2022))
    assert all(students[year] > 100 for year in range(2022, 2026))


# --- calibration: within these distances of the published values of params/example_state.yml


def test_achievement_meets_the_published_state_levels(state: ExampleState) -> None:
    for goal in targets().achievement:
        for year in goal.exceeding:
            tested, enrolled, exceeding, meeting, _, not_meeting, _, growth_n, growth = state.mcas[
                year, goal.grades, goal.subject
            ][STATE, ALL]
            assert 100 * exceeding / tested == pytest.approx(goal.exceeding[year], abs=0.5)
            assert 100 * (exceeding + meeting) / tested == pytest.approx(goal.meeting_or_exceeding[year], abs=0.5)
            assert 100 * not_meeting / tested == pytest.approx(goal.not_meeting[year], abs=0.5)
            assert 100 * tested / enrolled == pytest.approx(goal.participation[year], abs=1.2)
            if goal.growth:
                assert growth / growth_n == pytest.approx(goal.growth[year], abs=0.3)


# DESE, district exports of 2019, 2021, 2022, 2023 and school export of 2018, State: average scaled score.
PUBLISHED_SCORES = {
    (2018, "03-08", "ELA"): 500.5, (2018, "03-08", "MATH"): 498.4, (2019, "10", "ELA"): 506.2, (2019, "10", "MATH"): 505.1,
    (2021, "03-08", "ELA"): 496.5, (2021, "03-08", "MATH"): 489.7, (2021, "03-08", "SCI"): 494.8, (2021, "10", "ELA"): 507.3,
    (2021, "10", "MATH"): 500.6, (2022, "03-08", "ELA"): 494, (2022, "03-08", "MATH"): 493, (2022, "03-08", "SCI"): 495,
    (2023, "03-08", "ELA"): 494, (2023, "03-08", "MATH"): 494, (2023, "03-08", "SCI"): 494,
}  # fmt: skip


def test_mean_scores_come_near_the_published_ones(state: ExampleState) -> None:
    for key, published in PUBLISHED_SCORES.items():
        sums = state.mcas[key][STATE, ALL]
        assert sums[6] / sums[0] == pytest.approx(published, abs=2.0), key


def test_gaps_by_group_come_near_the_published_ones(state: ExampleState) -> None:
    goal = targets().achievement_by_group
    for grades, subjects in goal.values.items():
        for subject, by_group in subjects.items():
            for group, published in by_group.items():
                sums = state.mcas[goal.year, grades, subject][STATE, column(group)]
                tested, share = sums[0], (sums[2] + sums[3]) / sums[0]
                chance = 260 * np.sqrt(published / 100 * (1 - published / 100) / tested)
                # Three points beside chance: the levels of the whole state are met exactly, those of groups in expectation.
                assert 100 * share == pytest.approx(published, abs=3 + chance), (grades, subject, group)


def test_chronic_absence_meets_the_published_state_rates(state: ExampleState) -> None:
    goal = targets().chronic_absence
    for period, series in (("end_of_year", goal.end_of_year), ("march", goal.march)):
        for year, published in series.values.items():
            sums = state.attendance[year, period][STATE, ALL]
            assert 100 * sums[4] / sums[0] == pytest.approx(published, abs=0.1)
    sums = state.attendance[goal.by_group.year, "end_of_year"][STATE]
    for group, published in goal.by_group.values.items():
        share = sums[column(group), 4] / sums[column(group), 0]
        assert 100 * share == pytest.approx(published, abs=2.5), group


# DESE, Attendance (District), State Totals: attendance rate and mean absences (days).
PUBLISHED_ATTENDANCE = {
    (2018, "end_of_year"): (94.6, 9.5), (2019, "end_of_year"): (94.6, 9.6), (2020, "end_of_year"): (94.7, 5.7),
    (2021, "march"): (94.0, 6.0), (2022, "march"): (91.5, 9.0), (2023, "march"): (92.3, 8.3),
}  # fmt: skip


def test_attendance_rates_come_near_the_published_ones(state: ExampleState) -> None:
    for key, (rate, days) in PUBLISHED_ATTENDANCE.items():
        sums = state.attendance[key][STATE, ALL]
        assert 100 * (1 - sums[2] / sums[1]) == pytest.approx(rate, abs=0.7), key
        assert sums[2] / sums[0] == pytest.approx(days, abs=0.7), key


def test_discipline_meets_the_published_state_rates(state: ExampleState) -> None:
    goal = targets().discipline
    for year, published in goal.disciplined.values.items():
        sums = state.discipline[year][STATE, ALL]
        assert 100 * sums[1] / sums[0] == pytest.approx(published, abs=0.25), year
    sums = sum(state.discipline[year][STATE] for year in (2022, 2023, 2024, 2025))
    overall = sums[ALL, 1] / sums[ALL, 0]
    for group, risk in goal.relative_risk.values.items():
        assert sums[column(group), 1] / sums[column(group), 0] / overall == pytest.approx(risk, abs=0.15), group


def test_graduation_meets_the_published_rates(state: ExampleState) -> None:
    goal = targets().graduation
    for group, by_year in goal.four_year.items():
        for year, published in by_year.items():
            known = "economically_disadvantaged" if group == "low_income" and year < 2022 else group
            cohort, graduated = state.cohorts[year, "4-year"][STATE, column(known), :2]
            chance = 100 * 3.3 * np.sqrt(published / 100 * (1 - published / 100) / cohort)
            assert 100 * graduated / cohort == pytest.approx(published, abs=0.3 + chance), (group, year)
    for year, published in goal.five_year.items():
        cohort, graduated = state.cohorts[year, "5-year"][STATE, ALL, :2]
        assert 100 * graduated / cohort == pytest.approx(published, abs=1.6), year


def test_enrollment_shares_meet_the_published_ones(state: ExampleState) -> None:
    for group, series in targets().student_groups_pct.items():
        for year, published in series.values.items():
            totals = state.enrollment[year][STATE].sum(axis=1)
            assert 100 * totals[column(group)] / totals[ALL] == pytest.approx(published, abs=0.4), (group, year)
    # Race/ethnicity of the state, 2022-23: the twelve districts come near it.
    published = dict(zip(RACES, (0.2, 7.3, 9.4, 24.2, 4.4, 0.1, 54.4), strict=True))
    totals = state.enrollment[2023][STATE].sum(axis=1)
    for race, share in published.items():
        assert 100 * totals[column(race)] / totals[ALL] == pytest.approx(share, abs=6), race


def test_the_tiny_and_the_small_district_are_near_every_floor(state: ExampleState) -> None:
    tiny, small = len(SCHOOLS) + 2, len(SCHOOLS) + 3
    cohorts = [state.cohorts[year, "4-year"][tiny, ALL, 0] for year in YEARS]
    assert min(cohorts) < 6
    small_groups = state.mcas[2025, "03-08", "ELA"][small, :, 0]
    assert (small_groups < 10).sum() >= 8

"""Gaps between student groups: group minus reference, from counts, compared only where the two sides share no student."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_tables import DISTRICT, STATE, achievement, cohort, measured, released, row

from ssos_analysis.analyses.equity_gaps import (
    IMPOSSIBLE,
    NO_COUNTS,
    NO_REFERENCE,
    OTHER_PUBLICATION,
    OVERLAPS,
    equity_gaps,
    gaps_over_years,
)
from ssos_analysis.errors import ParameterError

ELA = "ela_3_8_meeting_pct"
FOUR_YEAR = "four_year_graduation_pct"
a_few = settings(max_examples=8)


def by_group(finding):
    """Rows by student group."""
    return {one["student_group"]: one for one in finding.table.to_dict("records")}


def ela(*rows):
    return measured(ELA, rows)


ALL = achievement(DISTRICT, 2023, 60, 100)
FEMALE = achievement(DISTRICT, 2023, 32, 40, group="female")
MALE = achievement(DISTRICT, 2023, 28, 60, group="male")
DISABILITIES = achievement(DISTRICT, 2023, 5, 25, group="students_with_disabilities")


def test_a_gap_by_hand():
    gap = by_group(equity_gaps(ela(ALL, DISABILITIES)))["students_with_disabilities"]
    assert (gap["n"], gap["reference_n"], gap["reference_numerator"]) == (25, 75, 55)
    assert gap["reference_estimate"] == pytest.approx(100 * 55 / 75)
    assert gap["difference"] == pytest.approx(20 - 100 * 55 / 75)
    assert gap["low"] < gap["difference"] < gap["high"] < 0
    assert (gap["stands"], gap["method"], gap["why_not"], gap["rebuilt_error"]) == ("too_few", "Newcombe hybrid score", "", 0)


def test_the_worked_example_of_the_methods_notes():
    """20 of 90 against 209 of 410: -28.8 points, Newcombe -37.5 to -18.0."""
    rows = (achievement(DISTRICT, 2023, 229, 500), achievement(DISTRICT, 2023, 20, 90, group="english_learners"))
    gap = by_group(equity_gaps(ela(*rows)))["english_learners"]
    assert [round(gap[name], 1) for name in ("difference", "low", "high")] == [-28.8, -37.5, -18.0]


counted = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@a_few
@given(counted, counted)
def test_the_gap_of_one_half_is_minus_the_gap_of_the_other(female, male):
    rows = (
        achievement(DISTRICT, 2023, female[0] + male[0], female[1] + male[1]),
        achievement(DISTRICT, 2023, *female, group="female"),
        achievement(DISTRICT, 2023, *male, group="male"),
    )
    gaps = by_group(equity_gaps(ela(*rows)))
    one, other = gaps["female"], gaps["male"]
    assert one["difference"] == pytest.approx(-other["difference"], abs=1e-9)
    assert (one["low"], one["high"]) == (pytest.approx(-other["high"], abs=1e-9), pytest.approx(-other["low"], abs=1e-9))
    assert {one["stands"], other["stands"]} in ({"above", "below"}, {"not_clear"}, {"too_few"})
    named = by_group(equity_gaps(ela(*rows), reference="male"))["female"]
    assert named["difference"] == pytest.approx(one["difference"], abs=1e-9)


@a_few
@given(counted, counted)
def test_a_group_and_all_others_add_up_to_all(group, others):
    rows = (
        achievement(DISTRICT, 2023, group[0] + others[0], group[1] + others[1]),
        achievement(DISTRICT, 2023, *group, group="high_needs"),
    )
    gap = by_group(equity_gaps(ela(*rows)))["high_needs"]
    assert gap["n"] + gap["reference_n"] == group[1] + others[1]
    assert gap["numerator"] + gap["reference_numerator"] == group[0] + others[0]


@a_few
@given(st.permutations([ALL, FEMALE, MALE, DISABILITIES]))
def test_row_order_never_matters(rows):
    assert equity_gaps(ela(*rows)).table.equals(equity_gaps(ela(ALL, FEMALE, MALE, DISABILITIES)).table)


def test_groups_stand_in_the_states_order_and_all_students_is_no_group():
    finding = equity_gaps(ela(DISABILITIES, MALE, FEMALE, ALL))
    assert finding.table["student_group"].tolist() == ["female", "male", "students_with_disabilities"]
    assert finding.choices == {
        "reference": "all_other_students", "year": "2023", "district_name": "Quillmarsh", "tested_n": "2",
        "false_discovery_level": "0.1",
    }  # fmt: skip


def test_a_reference_that_may_share_students_is_refused_with_the_words():
    rows = (ALL, FEMALE, MALE, DISABILITIES, achievement(DISTRICT, 2023, 40, 60, group="low_income"))
    gaps = by_group(equity_gaps(ela(*rows), reference="low_income"))
    assert set(gaps) == {"female", "male", "students_with_disabilities"}
    for gap in gaps.values():
        assert gap["why_not"] == OVERLAPS
        assert math.isnan(gap["difference"])
        assert math.isnan(gap["reference_n"])
        assert gap["stands"] == ""


def test_all_students_hold_every_group_and_are_no_reference():
    assert by_group(equity_gaps(ela(ALL, FEMALE), reference="all_students"))["female"]["why_not"] == OVERLAPS


def test_a_group_is_never_compared_with_itself():
    finding = gaps_over_years(ela(ALL, FEMALE, MALE), groups=("female", "male"), reference="male")
    assert finding.table["student_group"].tolist() == ["female"]
    assert finding.choices["groups"] == "female"


def test_a_group_of_another_publication_is_not_compared():
    other = achievement(DISTRICT, 2023, 5, 25, group="english_learners", publication="another_report")
    gaps = by_group(equity_gaps(ela(ALL, FEMALE, other)))
    assert gaps["english_learners"]["why_not"] == OTHER_PUBLICATION
    assert gaps["female"]["why_not"] == ""


def test_more_in_a_group_than_in_all_is_withheld():
    many = achievement(DISTRICT, 2023, 50, 120, group="high_needs")  # 120 of 100
    none_left = achievement(DISTRICT, 2023, 61, 90, group="low_income")  # 61 of 60 met expectations
    crowded = achievement(DISTRICT, 2023, 10, 95, group="female")  # leaves 50 of 5
    gaps = by_group(equity_gaps(ela(ALL, many, none_left, crowded)))
    assert {gap["why_not"] for gap in gaps.values()} == {IMPOSSIBLE}
    assert all(math.isnan(gap["reference_estimate"]) for gap in gaps.values())


def test_a_group_that_is_everyone_has_no_others():
    gap = by_group(equity_gaps(ela(ALL, achievement(DISTRICT, 2023, 60, 100, group="high_needs"))))["high_needs"]
    assert (gap["why_not"], gap["stands"]) == ("not compared: the group is everyone", "")


def test_without_counts_there_is_no_gap():
    bare = row("mcas", group="female", meeting_or_exceeding_pct="80")
    gap = by_group(equity_gaps(ela(ALL, bare)))["female"]
    assert gap["why_not"] == NO_COUNTS
    assert all(math.isnan(gap[name]) for name in ("difference", "low", "high", "reference_n"))
    assert gap["estimate"] == 80


def test_a_reference_without_a_figure_compares_nothing():
    male = row("mcas", group="male", meeting_or_exceeding_pct="*")
    assert by_group(equity_gaps(ela(ALL, FEMALE, male), reference="male"))["female"]["why_not"] == f"{NO_REFERENCE} male students"


def test_a_suppressed_group_has_no_gap_and_is_not_a_zero():
    rows = (ALL, row("mcas", group="asian", meeting_or_exceeding_pct="*", tested_n="*"))
    gap = by_group(equity_gaps(ela(*rows)))["asian"]
    assert (gap["why_not"], gap["status"]) == ("group not reported", "suppressed")


def test_rounding_of_rebuilt_counts_is_bounded_and_has_to_be_cleared():
    """All 10,000 at 90.0 and a group of 9,900 at 90.1 may each be 5 students off: 10 of the 100 others, or 10 points."""
    rows = (cohort(DISTRICT, 2024, "90.0", 10_000), cohort(DISTRICT, 2024, "90.1", 9_900, group="high_needs"))
    gap = by_group(equity_gaps(measured(FOUR_YEAR, rows)))["high_needs"]
    assert (gap["numerator"], gap["reference_numerator"], gap["reference_n"]) == (8_920, 80, 100)
    assert gap["rebuilt_error"] == pytest.approx(100 * (5 / 9_900 + 10 / 100))
    assert 0 < gap["low"] < gap["difference"] < gap["rebuilt_error"] + 0.1
    assert (gap["stands"], gap["screen"]) == ("not_clear", "not_found")


def test_rebuilt_counts_that_cannot_be_are_not_compared():
    """9,000 of all, less 8,979 of the group: 21 of the 12 others."""
    rows = (cohort(DISTRICT, 2024, "90.0", 10_000), cohort(DISTRICT, 2024, "89.9", 9_988, group="high_needs"))
    assert by_group(equity_gaps(measured(FOUR_YEAR, rows)))["high_needs"]["why_not"] == IMPOSSIBLE


def test_the_gap_is_of_the_newest_comparable_year():
    rows = [
        achievement(DISTRICT, year, meeting, 100, group=group)
        for year, meeting in ((2019, 50), (2021, 40))
        for group in ("all_students", "female")
    ]
    assert equity_gaps(ela(*rows)).choices["year"] == "2019"  # 2021 is unusual


def test_a_mean_has_no_gap_of_counts():
    with pytest.raises(ParameterError, match="is a mean"):
        equity_gaps(measured("ela_3_8_growth_sgp", [row("mcas", growth_mean_sgp="50", growth_n="400")]))


def test_an_unknown_reference_stops():
    with pytest.raises(ParameterError, match="'everyone' is not a student group"):
        equity_gaps(ela(ALL, FEMALE), reference="everyone")


@pytest.mark.parametrize("rows", [[], [achievement(STATE, 2023, 40, 100), achievement(STATE, 2023, 9, 30, group="female")]])
def test_a_district_without_figures_has_no_gaps_and_no_crash(rows):
    assert equity_gaps(ela(*rows)).table.empty
    finding = gaps_over_years(ela(*rows), groups=("female", "high_needs"))
    assert finding.table.empty
    assert finding.choices["groups"] == ""


def test_years_before_a_groups_first_figure_are_left_out_and_later_blanks_kept():
    rows = [cohort(org, year, "80.0", 200) for year in range(2018, 2024) for org in (STATE, DISTRICT)]
    rows += [cohort(STATE, year, "70.0", 50, group="female") for year in range(2018, 2024)]
    rows += [cohort(DISTRICT, year, "70.0", 50, group="female") for year in (2020, 2022)]
    finding = gaps_over_years(measured(FOUR_YEAR, rows), groups=("female", "male"))
    told = {one["school_year"]: one["why_not"] for one in finding.table.to_dict("records")}
    assert told == {2020: "", 2021: "group not reported", 2022: "", 2023: "group not reported"}
    assert finding.choices["groups"] == "female"


def test_a_group_and_all_students_outside_it_are_one_gap():
    rows = (
        achievement(DISTRICT, 2023, 229, 500),
        achievement(DISTRICT, 2023, 20, 90, group="students_with_disabilities"),
        achievement(DISTRICT, 2023, 209, 410, group="students_without_disabilities"),
    )
    assert set(by_group(equity_gaps(ela(*rows)))) == {"students_with_disabilities"}


def test_small_groups_of_the_state_hide_nothing_of_the_district():
    """The state's gap of a small group is left out; the district's row keeps its own reason, not one of the state's."""
    state = (achievement(STATE, 2023, 500, 1000), achievement(STATE, 2023, 1, 12, group="female"))
    shown = {row["student_group"]: row for row in released(equity_gaps(ela(ALL, FEMALE, *state))).rows}["female"]
    assert shown["hidden_reason"] == ""
    assert shown["difference"] == pytest.approx(80 - 100 * 28 / 60)
    assert math.isnan(shown["state_difference"])

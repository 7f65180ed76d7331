"""Points of one indicator: the edges of each band, the better of two paths, the state's percentiles, and small groups."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis.strategies import decimals, sampled_from

from ssos_analysis.accountability.points import StatePercentiles, score, targets_that_earn
from ssos_analysis.accountability.rules import rule_book
from ssos_analysis.vocabulary.accountability import INDICATORS

BOOK = rule_book(2025)
tenths = decimals(min_value=0, max_value=100, places=1)
with_target = sampled_from([name for name, one in INDICATORS.items() if one.category != "growth"])


@pytest.mark.parametrize(
    ("current", "points"), [("500.6", 4), ("500.5", 3), ("499.5", 3), ("499.4", 2), ("498.1", 2), ("498.0", 1), ("497.9", 0)]
)
def test_achievement_against_a_target_of_500_from_498(current, points):
    assert score(BOOK, "ela_achievement", current=D(current), prior=D(498), target=D(500)).points == points


@pytest.mark.parametrize(("current", "points"), [("17.4", 4), ("17.5", 3), ("18.5", 3), ("18.6", 2), ("20.0", 1), ("20.1", 0)])
def test_fewer_absences_are_better(current, points):
    assert score(BOOK, "chronic_absenteeism", current=D(current), prior=D(20), target=D(18)).points == points


@pytest.mark.parametrize(
    ("sgp", "points", "reason"),
    [("60.0", 4, "Exceeded Typical Growth"), ("59.9", 3, "Typical Growth - High"), ("50.0", 3, "Typical Growth - High"),
     ("49.9", 2, "Typical Growth - Low"), ("39.9", 1, "Low Growth"), ("29.9", 0, "Very Low Growth")],
)  # fmt: skip
def test_growth_has_bands_and_no_target(sgp, points, reason):
    found = score(BOOK, "math_growth", current=D(sgp))
    assert (found.points, found.reason) == (points, reason)
    assert ("points.growth_low" in found.used) == (points < 2)


def test_the_better_path_wins_and_is_named_where_there_are_two():
    found = score(BOOK, "math_achievement", current=D("513.5"), prior=D("513.4"), target=D("514.6"), recovery_target=D("513.4"))
    assert (found.points, found.reason) == (3, "Recovery Path: Met Target")
    found = score(BOOK, "math_achievement", current=D("513.5"), prior=D("513.4"), target=D("513.4"), recovery_target=D("514.6"))
    assert (found.points, found.reason) == (3, "Path Forward: Met Target")
    before = score(rule_book(2019), "math_achievement", current=D(5), prior=D(4), target=D(9), recovery_target=D(1))
    assert (before.points, before.reason) == (2, "Improved Below Target")
    graduation = score(BOOK, "four_year_graduation", current=D(90), prior=D(80), target=D(80), recovery_target=D(1))
    assert graduation.reason == "Exceeded Target"


def test_points_by_the_state_percentile_are_marked():
    falls = {"current": D(505), "prior": D(507), "target": D(509)}
    assert score(BOOK, "ela_achievement", **falls).points == 0
    found = score(BOOK, "ela_achievement", **falls, percentiles=StatePercentiles(all_4=D(506), group_3=D(505)))
    assert (found.points, found.by_percentile, found.used[-1]) == (3, True, "points.escapes")
    found = score(BOOK, "ela_achievement", **falls, percentiles=StatePercentiles(all_4=D(505)))
    assert (found.points, found.reason) == (4, "Path Forward: Exceeded Target")
    lower = {"current": D(5), "prior": D(4), "target": D(3)}
    assert score(BOOK, "chronic_absenteeism", **lower, percentiles=StatePercentiles(all_4=D(5))).points == 4


def test_nothing_is_scored_below_twenty_students_nor_without_a_value():
    values = {"current": D(500), "prior": D(498), "target": D(499)}
    assert score(BOOK, "ela_achievement", **values, n=20).points == 4
    few = score(BOOK, "ela_achievement", **values, n=19)
    assert (few.points, few.reason, few.why_not) == (None, "", "fewer than 20 students")
    assert score(BOOK, "ela_achievement", current=None).why_not == "no value is printed"
    assert score(BOOK, "ela_achievement", current=D(1)).why_not == "no target is printed"
    assert score(BOOK, "ela_achievement", current=D(1), target=D(1)).why_not == "no value of the year before is printed"


@given(with_target, tenths, tenths, tenths, tenths)
def test_a_better_value_never_earns_fewer_points(indicator, one, other, prior, target):
    worse, better = sorted([one, other], reverse=INDICATORS[indicator].lower_is_better)
    points = [score(BOOK, indicator, current=value, prior=prior, target=target).points for value in (worse, better)]
    assert points[0] <= points[1]


@given(with_target, tenths, sampled_from([3, 4]))
def test_a_target_within_the_range_that_earns_points_earns_them(indicator, current, points):
    low, high = targets_that_earn(BOOK, indicator, current, points)
    inside = low if high is None else high
    if points == 4:
        inside += D("-0.1") if high is not None else D("0.1")
    assert score(BOOK, indicator, current=current, prior=current, target=inside).points == points
    assert targets_that_earn(BOOK, indicator, current, 2) is None

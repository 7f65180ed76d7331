"""Lines through years, and how far a figure is from where it should be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssos_analysis.errors import CountError, ParameterError
from ssos_analysis.estimation.prediction import prediction_interval, weighted_slope
from ssos_analysis.estimation.progress import recovery_share, required_annual_gain, students_to_target, years_to_close

series = st.lists(st.floats(-100, 100), min_size=3, max_size=9)


@given(series, st.floats(-5, 15))
def test_the_line_is_polyfits_and_the_interval_holds_it(y, at):
    x = np.arange(len(y))
    found = prediction_interval(x, y, at)
    slope, level = np.polyfit(x, y, 1)
    assert float(found.value) == pytest.approx(level + slope * at, abs=1e-6)
    assert float(found.low) <= float(found.value) <= float(found.high)
    order = np.random.default_rng(0).permutation(len(y))
    assert float(prediction_interval(x[order], np.array(y)[order], at).high) == pytest.approx(float(found.high), abs=1e-6)


@pytest.mark.parametrize("years", [4, 6])
def test_the_next_year_falls_inside_as_often_as_it_says(years):
    random, x = np.random.default_rng(18), np.arange(years)
    y = 40 + 0.5 * x + random.normal(0, 3, (20_000, years))
    found = prediction_interval(x, y, years)
    next_year = 40 + 0.5 * years + random.normal(0, 3, 20_000)
    assert np.mean((found.low <= next_year) & (next_year <= found.high)) == pytest.approx(0.95, abs=0.01)


def test_two_years_are_no_line():
    with pytest.raises(CountError, match="2 points"):
        prediction_interval([2022, 2023], [1, 2], 2024)
    with pytest.raises(CountError, match="x all alike"):
        prediction_interval([2022, 2022, 2022], [1, 2, 3], 2024)
    with pytest.raises(ParameterError, match="different lengths"):
        prediction_interval([1, 2, 3], [1, 2], 4)


def test_a_weighted_slope_covers_and_leaves_out_what_is_not_known():
    random, x, error = np.random.default_rng(19), np.array([2019.0, 2022, 2023, 2024]), np.array([1, 3, 1, 2.0])
    y = 30 - 1.5 * (x - 2019) + error * random.standard_normal((20_000, 4))
    found = weighted_slope(x, y, np.broadcast_to(error, y.shape), confidence=0.8)
    assert np.mean((found.low <= -1.5) & (found.high >= -1.5)) == pytest.approx(0.8, abs=0.01)
    gaps = weighted_slope(x, [[30, np.nan, 24, 22], [np.nan, np.nan, np.nan, 4]], np.broadcast_to(error, (2, 4)))
    known = weighted_slope(x[[0, 2, 3]], [30, 24, 22], error[[0, 2, 3]])
    assert float(gaps.value[0]) == pytest.approx(float(known.value))
    assert np.isnan(gaps.value[1])
    with pytest.raises(CountError, match="not above 0"):
        weighted_slope([1, 2], [1, 2], [1, 0])


@given(st.floats(-50, 50), st.floats(-5, 5))
def test_years_to_close_know_no_side(gap, slope):
    assert float(years_to_close(gap, slope).value) == float(years_to_close(-gap, -slope).value)


def test_a_gap_that_does_not_close_takes_for_ever():
    found = years_to_close(
        [24, -24, 24, 24, 24, 0, np.nan], [-1.5, 1.5, 1.5, 0, -1.5, 1, 1], [-2, 1, 1, -1, -4, 0, 0], [-1, 2, 2, 1, 1, 2, 2]
    )
    assert found.value[:6].tolist() == [16, 16, np.inf, np.inf, np.inf, 0]
    assert found.low[:2].tolist() == [12, 12]
    assert found.high[:2].tolist() == [24, 24]
    assert (found.low[4], found.high[4]) == (6, np.inf)
    assert np.isnan(found.value[6])
    assert np.isnan(years_to_close(24, -1.5).low)


def test_recovery_needs_a_fall():
    assert recovery_share([49, 49, 49, 49], [39, 39, 49, 52], [44, 36, 50, 50])[:2].tolist() == [0.5, -0.3]
    assert np.isnan(recovery_share([49, 49], [49, 52], [50, 50])).all()
    assert np.isnan(recovery_share(49, 47, 48, least_drop=3))
    assert np.isnan(recovery_share(49, 39, 44, -1, 21))
    assert float(recovery_share(49, 39, 44, 4, 16)) == 0.5


def test_gains_and_students_to_a_target():
    assert required_annual_gain([41, 60], [55, 55], [4, 5]).tolist() == [3.5, -1]
    assert np.isnan(required_annual_gain(41, 55, 0))
    # 0.35 of 20 is 7 exactly, and 0.56 of 100 is 56.00000000000001 in binary
    assert students_to_target([7, 6, 9, 56, np.nan], [20, 20, 20, 100, 10], [0.35, 0.35, 0.35, 0.56, 0.5])[:4].tolist() == [
        0,
        1,
        0,
        0,
    ]
    assert float(students_to_target(0, 30, 0.21)) == 7
    with pytest.raises(CountError, match="outside 0 to 1"):
        students_to_target(5, 20, 35)

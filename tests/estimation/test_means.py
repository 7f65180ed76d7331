"""Mean growth percentiles: the spread is that of a percentile, and the interval never leaves the scale."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssos_analysis.errors import CountError
from ssos_analysis.estimation.means import PERCENTILE_SD, difference_of_means, mean_growth_percentile_interval

means, sizes = st.floats(1, 99), st.integers(1, 5000)


def test_the_spread_is_that_of_the_percentiles_themselves():
    assert pytest.approx(np.arange(1, 100).std()) == PERCENTILE_SD


@given(means, sizes)
def test_the_interval_holds_its_mean_and_stays_on_the_scale(mean, n):
    interval = mean_growth_percentile_interval(mean, n)
    assert 1 <= float(interval.low) <= mean <= float(interval.high) <= 99


@given(means, sizes, means, sizes)
def test_the_difference_seen_from_the_other_side_is_its_negative(mean, n, other, other_n):
    gap, mirrored = difference_of_means(mean, n, other, other_n), difference_of_means(other, other_n, mean, n)
    assert float(gap.value) == -float(mirrored.value)
    assert float(gap.low) == -float(mirrored.high)
    assert float(gap.low) <= float(gap.value) <= float(gap.high)
    assert float(gap.low) >= -98
    assert float(gap.high) <= 98


@given(st.floats(30, 70), st.integers(100, 2000), st.integers(2, 9))
def test_more_students_narrow_it(mean, n, times):
    few, many = mean_growth_percentile_interval(mean, n), mean_growth_percentile_interval(mean, n * times)
    assert float(many.high - many.low) == pytest.approx(float(few.high - few.low) / times**0.5)


@pytest.mark.parametrize("n", [10, 20, 100])
def test_it_covers_the_mean_of_percentiles_as_often_as_it_says(n):
    drawn = np.random.default_rng(20261123).integers(1, 100, size=(20_000, n)).mean(axis=1)
    interval = mean_growth_percentile_interval(drawn, n)
    assert np.mean((interval.low <= 50) & (interval.high >= 50)) == pytest.approx(0.95, abs=0.006)


def test_the_difference_covers_its_truth_as_often_as_it_says():
    random = np.random.default_rng(20261123)
    group = random.integers(1, 100, size=(20_000, 15)).mean(axis=1)
    reference = random.integers(1, 100, size=(20_000, 60)).mean(axis=1)
    gap = difference_of_means(group, 15, reference, 60)
    assert np.mean((gap.low <= 0) & (gap.high >= 0)) == pytest.approx(0.95, abs=0.006)


def test_unknown_means_and_no_students_give_no_interval():
    interval = mean_growth_percentile_interval([50, np.nan, 50], [0, 20, np.nan])
    assert np.isnan(interval.low).all()
    assert np.isnan(interval.high).all()


@pytest.mark.parametrize(
    ("mean", "n", "words"), [(512, 40, "outside 1 to 99"), (0.5, 40, "outside 1 to 99"), (50, -1, "n is negative")]
)
def test_what_is_no_growth_percentile_stops(mean, n, words):
    with pytest.raises(CountError, match=words):
        mean_growth_percentile_interval(mean, n)

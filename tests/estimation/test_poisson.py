"""Counts of events: exact limits, Byar's, and the rates made from them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, poisson

from ssos_analysis.errors import CountError, ParameterError
from ssos_analysis.estimation.poisson import byar, count_interval, event_rate, poisson_exact, standardised_ratio

events = st.lists(st.integers(0, 5000), min_size=1, max_size=15).map(np.array)


@given(events, st.sampled_from([0.8, 0.95, 0.998]))
def test_exact_limits_are_chi_square_quantiles(x, confidence):
    found, tail = poisson_exact(x, confidence=confidence), (1 - confidence) / 2
    assert found.low == pytest.approx(np.where(x == 0, 0, chi2.ppf(tail, 2 * np.maximum(x, 1)) / 2), rel=1e-9)
    assert found.high == pytest.approx(chi2.ppf(1 - tail, 2 * x + 2) / 2, rel=1e-9)


@given(events)
def test_an_interval_holds_its_count_and_each_count_is_on_its_own(x):
    for method in (poisson_exact, byar, count_interval):
        found = method(x)
        assert np.all((found.low >= 0) & (found.low <= x) & (x <= found.high))
        assert np.array_equal(method(x[::-1]).high[::-1], found.high)


def test_byar_is_close_from_ten_events_on_and_taken_there():
    x = np.arange(10, 3000)
    assert byar(x).low == pytest.approx(poisson_exact(x).low, rel=0.005)
    assert byar(x).high == pytest.approx(poisson_exact(x).high, rel=0.005)
    found = count_interval([9, 10])
    assert found.low.tolist() == [float(poisson_exact(9).low), float(byar(10).low)]


@pytest.mark.parametrize("mean", [0.5, 3.0, 12.0, 40.0])
def test_exact_limits_cover_at_least_as_often_as_they_say(mean):
    x = np.arange(200)
    found = poisson_exact(x)
    assert poisson.pmf(x, mean)[(found.low <= mean) & (mean <= found.high)].sum() >= 0.95


def test_byar_of_one_event_and_a_high_confidence_stays_above_nought():
    assert float(byar(1, confidence=0.99999).low) == 0


def test_rates_and_ratios_are_the_count_in_another_unit():
    rate, counted = event_rate([9, 40, 3], [300, 1000, 0], per=100), count_interval([9, 40, 3])
    assert rate.value[:2] == pytest.approx([3, 4])
    assert rate.high[:2] == pytest.approx(counted.high[:2] / [3, 10])
    assert np.isnan(rate.value[2])
    assert np.isnan(rate.low[2])
    ratio = standardised_ratio(20, 16.0)
    assert (float(ratio.value), float(ratio.low)) == pytest.approx((1.25, float(byar(20).low) / 16))
    assert float(standardised_ratio(20, 16.0, per=100).value) == pytest.approx(125)


def test_the_impossible_stops_and_the_unknown_passes():
    with pytest.raises(CountError, match="events is negative"):
        byar([3, -1])
    with pytest.raises(CountError, match="not a whole number"):
        poisson_exact(2.5)
    with pytest.raises(CountError, match="population is negative"):
        event_rate(3, -100)
    with pytest.raises(ParameterError, match="confidence"):
        poisson_exact(3, confidence=1)
    assert np.isnan(count_interval([np.nan, 4]).low).tolist() == [True, False]

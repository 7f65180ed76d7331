"""Wilson's interval: equal to scipy's, and the laws an interval of a proportion obeys."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest

from ssos_analysis.errors import CountError
from ssos_analysis.estimation.proportions import wilson

counts = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, st.sampled_from([0.8, 0.9, 0.95, 0.99, 0.998]))
def test_it_is_scipys_interval(count, confidence):
    events, n = count
    ours = wilson(events, n, confidence=confidence)
    theirs = binomtest(events, n).proportion_ci(confidence, "wilson")
    assert float(ours.low) == pytest.approx(theirs.low, rel=1e-11, abs=1e-14)
    assert float(ours.high) == pytest.approx(theirs.high, rel=1e-11, abs=1e-14)


@given(st.lists(counts, min_size=1, max_size=20), st.randoms())
def test_each_row_is_on_its_own(rows, random):
    order = list(range(len(rows)))
    random.shuffle(order)
    events, n = np.array(rows).T
    together, shuffled = wilson(events, n), wilson(events[order], n[order])
    assert np.array_equal(together.low[order], shuffled.low)
    assert np.array_equal(together.high[order], shuffled.high)
    assert np.all(together.low <= events / n)
    assert np.all(events / n <= together.high)
    assert np.all((together.low >= 0) & (together.high <= 1))


@given(counts)
def test_with_and_without_the_outcome_mirror_each_other(count):
    events, n = count
    those, others = wilson(events, n), wilson(n - events, n)
    assert float(those.low) == pytest.approx(1 - float(others.high), abs=1e-12)


@given(counts, st.integers(2, 50))
def test_more_students_with_the_same_share_narrow_it(count, times):
    events, n = count
    few, many = wilson(events, n), wilson(events * times, n * times)
    assert float(many.high - many.low) < float(few.high - few.low)


@given(counts)
def test_more_confidence_widens_it(count):
    lower, higher = wilson(*count, confidence=0.9), wilson(*count, confidence=0.99)
    assert float(higher.low) <= float(lower.low)
    assert float(higher.high) >= float(lower.high)


@pytest.mark.parametrize("n", [10, 25, 60, 200])
def test_it_covers_the_truth_as_often_as_it_says(n):
    """Coverage by exact sums over every count, for true shares from 2 to 98 percent: 95 on average, never far below."""
    interval = wilson(np.arange(n + 1), n)
    covered = []
    for truth in np.linspace(0.02, 0.98, 97):
        holds = (interval.low <= truth) & (truth <= interval.high)
        covered.append(binom.pmf(np.arange(n + 1), n, truth)[holds].sum())
    assert np.mean(covered) == pytest.approx(0.95, abs=0.01)
    assert min(covered) > 0.83


def test_no_students_no_interval_and_one_method_name():
    interval = wilson([0, 3, np.nan], [0, 10, 10])
    assert np.isnan(interval.low).tolist() == [True, False, True]
    assert np.isnan(interval.high).tolist() == [True, False, True]
    assert interval.method == "Wilson score"


def test_none_and_all_end_exactly_at_the_ends():
    interval = wilson([0, 12], [12, 12])
    assert interval.low[0] == 0
    assert interval.high[1] == 1


def test_more_outcomes_than_students_stops():
    with pytest.raises(CountError, match="events is larger than n"):
        wilson([1, 9], [5, 5])

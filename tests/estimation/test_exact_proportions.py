"""Beta quantiles: equal to scipy's, on the safe side where they say so, and the corrected Wilson beside them."""

import numpy as np
import pytest
from drawn_counts import counts, shuffled
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, binom, binomtest

from ssos_analysis.errors import CountError, ParameterError
from ssos_analysis.estimation.exact_proportions import clopper_pearson, jeffreys
from ssos_analysis.estimation.proportions import agresti_coull, wilson, wilson_corrected

EVERY = [wilson, wilson_corrected, agresti_coull, clopper_pearson, jeffreys]


@given(counts, st.sampled_from([0.8, 0.95, 0.998]))
def test_they_are_scipys(count, confidence):
    events, n = count
    theirs = binomtest(events, n).proportion_ci(confidence, "exact")
    ours = clopper_pearson(events, n, confidence=confidence)
    assert (float(ours.low), float(ours.high)) == pytest.approx((theirs.low, theirs.high), abs=1e-10)
    corrected = wilson_corrected(events, n, confidence=confidence)
    theirs = binomtest(events, n).proportion_ci(confidence, "wilsoncc")
    assert (float(corrected.low), float(corrected.high)) == pytest.approx((theirs.low, theirs.high), abs=1e-10)


@given(counts)
def test_jeffreys_is_a_beta_quantile_but_at_the_ends(count):
    events, n = count
    found = jeffreys(events, n)
    assert float(found.low) == pytest.approx(0 if events == 0 else beta.ppf(0.025, events + 0.5, n - events + 0.5), abs=1e-10)
    assert float(found.high) == pytest.approx(1 if events == n else beta.ppf(0.975, events + 0.5, n - events + 0.5), abs=1e-10)


@pytest.mark.parametrize("method", EVERY)
@given(rows=st.lists(counts, min_size=1, max_size=15), random=st.randoms())
def test_every_interval_holds_its_estimate_whatever_the_order(method, rows, random):
    order = shuffled(len(rows), random)
    events, n = np.array(rows).T
    together, other = method(events, n), method(events[order], n[order])
    assert np.array_equal(together.low[order], other.low)
    assert np.array_equal(together.high[order], other.high)
    assert np.all((together.low >= 0) & (together.low <= together.value))
    assert np.all((together.value <= together.high) & (together.high <= 1))
    lacking = method(n - events, n)
    assert together.low == pytest.approx(1 - lacking.high, abs=1e-12)


@given(counts)
def test_the_cautious_ones_are_wider(count):
    score, corrected, exact, added = (method(*count) for method in (wilson, wilson_corrected, clopper_pearson, agresti_coull))
    for wider in (corrected, added):
        assert float(wider.low) <= float(score.low) + 1e-12
        assert float(wider.high) >= float(score.high) - 1e-12
    middle = jeffreys(*count)
    assert float(exact.low) <= float(middle.low) + 1e-12
    assert float(exact.high) >= float(middle.high) - 1e-12


@pytest.mark.parametrize("n", [10, 30, 100])
def test_coverage_by_exact_sums(n):
    """Clopper-Pearson never covers less than it says; Jeffreys covers as much on average."""
    truths = np.linspace(0.02, 0.98, 97)
    covered = {}
    for method in (clopper_pearson, jeffreys):
        found = method(np.arange(n + 1), n)
        holds = (found.low <= truths[:, None]) & (truths[:, None] <= found.high)
        covered[method] = (binom.pmf(np.arange(n + 1), n, truths[:, None]) * holds).sum(axis=1)
    assert covered[clopper_pearson].min() >= 0.95
    assert covered[jeffreys].mean() == pytest.approx(0.95, abs=0.01)


@pytest.mark.parametrize("method", EVERY)
def test_nothing_to_estimate_from_is_nan_and_the_impossible_stops(method):
    found = method([0, np.nan, 3], [0, 10, 10])
    assert np.isnan(found.value).tolist() == np.isnan(found.low).tolist() == np.isnan(found.high).tolist() == [True, True, False]
    with pytest.raises(CountError, match="events is larger than n"):
        method(11, 10)
    with pytest.raises(ParameterError, match="confidence"):
        method(1, 10, confidence=95)

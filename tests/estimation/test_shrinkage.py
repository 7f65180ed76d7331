"""Shrinkage: between the raw figure and what is expected, the nearer to it the fewer the students."""

import numpy as np
import pytest
from drawn_counts import counts
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betabinom

from ssos_analysis.errors import CountError, ParameterError
from ssos_analysis.estimation.normal_shrinkage import fay_herriot, james_stein, shrink
from ssos_analysis.estimation.pooling import pool
from ssos_analysis.estimation.shrinkage import BetaPrior, beta_posterior, beta_prior_by_moments, fit_beta_prior

priors = st.tuples(st.floats(0.1, 200), st.floats(0.1, 200)).map(lambda both: BetaPrior(*both, "given"))
estimates = st.lists(st.tuples(st.floats(-50, 50), st.floats(0.1, 30)), min_size=4, max_size=25).map(
    lambda rows: np.array(rows).T
)


def is_between(value, one, other):
    return np.all((value >= np.minimum(one, other) - 1e-9) & (value <= np.maximum(one, other) + 1e-9))


@given(counts, priors, st.integers(2, 30))
def test_a_shrunk_share_lies_between_its_own_and_the_priors(count, prior, times):
    events, n = count
    shrunk = beta_posterior([events, times * events], [n, times * n], prior)
    assert is_between(shrunk.value, events / n, prior.mean)
    own = np.abs(shrunk.value - events / n)
    assert own[1] <= own[0] + 1e-12  # more students, less shrinkage
    assert np.all((shrunk.low <= shrunk.high) & (shrunk.low >= 0) & (shrunk.high <= 1))
    assert float(shrunk.alpha[0] + shrunk.beta[0]) == pytest.approx(prior.size + n)


def test_no_student_is_the_prior_and_the_unknown_stays_so():
    shrunk = beta_posterior([0, np.nan], [0, 10], BetaPrior(2, 6, "given"))
    assert shrunk.value[0] == pytest.approx(0.25)
    assert np.isnan(shrunk.value[1])


def test_the_fitted_prior_is_the_likeliest_and_near_the_truth():
    random = np.random.default_rng(8)
    n = random.integers(10, 400, 400)
    events = random.binomial(n, random.beta(12, 18, 400))
    found = fit_beta_prior(events, n)
    assert found.mean == pytest.approx(0.4, abs=0.015)
    assert found.size == pytest.approx(30, rel=0.25)

    def height(alpha, beta):
        return betabinom.logpmf(events, n, alpha, beta).sum()

    best = height(found.alpha, found.beta)
    assert all(
        height(found.alpha * a, found.beta * b) < best for a in (0.98, 1, 1.02) for b in (0.98, 1, 1.02) if (a, b) != (1, 1)
    )
    order = random.permutation(400)
    assert fit_beta_prior(events[order], n[order]).alpha == pytest.approx(found.alpha, rel=1e-4)


def test_moments_take_chance_for_a_difference():
    random = np.random.default_rng(9)
    n = np.full(300, 20)
    events = random.binomial(n, random.beta(12, 18, 300))
    assert beta_prior_by_moments(events, n).size < 0.7 * fit_beta_prior(events, n).size


def test_groups_that_differ_by_chance_alone_are_drawn_to_their_mean():
    random = np.random.default_rng(10)
    n = random.integers(20, 200, 200)
    assert fit_beta_prior(random.binomial(n, 0.3), n).size > 1000


def test_coverage_of_the_posterior_by_simulation():
    random, prior = np.random.default_rng(11), BetaPrior(8, 12, "given")
    truth, n = random.beta(8, 12, 20_000), random.integers(5, 60, 20_000)
    events = random.binomial(n, truth)
    shrunk = beta_posterior(events, n, prior)
    assert np.mean((shrunk.low <= truth) & (truth <= shrunk.high)) == pytest.approx(0.95, abs=0.01)
    assert np.mean((shrunk.value - truth) ** 2) < 0.7 * np.mean((events / n - truth) ** 2)


def test_too_few_groups_and_impossible_priors_stop():
    with pytest.raises(CountError, match="2 groups have students"):
        fit_beta_prior([1, 2, 0], [10, 10, 0])
    with pytest.raises(CountError, match="do not spread"):
        beta_prior_by_moments([1, 1, 1], [10, 10, 10])
    with pytest.raises(ParameterError, match="not above 0"):
        beta_posterior(1, 10, BetaPrior(0, 1, "given"))


@given(estimates, st.randoms())
def test_normal_shrinkage_lies_between_and_knows_no_order(table, random):
    y, v = table
    order = list(range(len(y)))
    random.shuffle(order)
    for method in (shrink, fay_herriot):
        found, other = method(y, v), method(y[order], v[order])
        assert is_between(found.value, y, found.expected)
        assert found.value[order] == pytest.approx(other.value, abs=1e-3)
        assert np.all((found.weight >= 0) & (found.weight < 1))
        assert np.all((found.low <= found.value) & (found.value <= found.high))
    pooled = pool(y, v, random=True)
    assert y.min() - 1e-9 <= float(pooled.value) <= y.max() + 1e-9


def test_fay_herriot_finds_the_line_and_its_errors_are_honest():
    random, k = np.random.default_rng(12), 80
    x, v = np.column_stack([np.ones(k), random.uniform(0, 1, k)]), random.uniform(0.5, 4, k)
    errors, expected_error, between = [], [], []
    for _ in range(60):
        truth = x @ [10, 5] + random.normal(0, 1.2, k)
        found = fay_herriot(truth + random.normal(0, np.sqrt(v)), v, x)
        errors.append(np.mean((found.value - truth) ** 2))
        expected_error.append(np.mean(found.squared_error))
        between.append(found.between_variance)
    assert np.mean(between) == pytest.approx(1.44, rel=0.15)
    assert np.mean(expected_error) == pytest.approx(np.mean(errors), rel=0.15)
    assert np.mean(errors) < 0.6 * v.mean()


def test_estimates_alike_collapse_to_their_mean_and_say_so():
    found = fay_herriot([5.0, 5.1, 4.9, 5.0], [4, 4, 4, 4])
    assert found.between_variance == 0
    assert found.weight.tolist() == [0] * 4
    assert found.value == pytest.approx(5.0)


def test_james_stein_never_passes_the_mean():
    found = james_stein([10, 11, 10, 11, 10], 40)
    assert found.weight.tolist() == [0] * 5
    assert found.value == pytest.approx(10.4 / 40)
    assert np.isnan(found.low).all()
    with pytest.raises(CountError, match="fewer than four"):
        james_stein([1, 2, 3], 40)


def test_what_cannot_be_stops():
    with pytest.raises(CountError, match="variance that is not above 0"):
        shrink([1, 2, 3], [1, 0, 1])
    with pytest.raises(CountError, match="not known"):
        pool([1, np.nan], [1, 1])
    with pytest.raises(ParameterError, match="repeat each other"):
        fay_herriot([1, 2, 3, 4], [1, 1, 1, 1], np.ones((4, 2)))

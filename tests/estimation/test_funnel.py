"""Funnels: where Wilson meets the baseline, and how overdispersion widens them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from ssos_analysis.errors import CountError, ParameterError
from ssos_analysis.estimation.funnel import dispersion, exact_limits, overdispersed_limits, score_limits
from ssos_analysis.estimation.proportions import wilson


@given(st.integers(1, 3000), st.integers(0, 3000), st.floats(0.05, 0.95))
def test_a_unit_is_outside_exactly_where_its_wilson_interval_leaves_out_the_baseline(n, drawn, baseline):
    events = drawn % (n + 1)
    limits, interval = score_limits(n, baseline), wilson(events, n)
    near = min(abs(float(bound) - baseline) for bound in (interval.low, interval.high)) < 1e-9
    outside = not float(limits.low) <= events / n <= float(limits.high)
    assert near or outside is not (float(interval.low) <= baseline <= float(interval.high))


@given(st.lists(st.integers(1, 3000), min_size=1, max_size=10), st.floats(0.05, 0.95))
def test_limits_hold_the_baseline_narrow_with_students_and_widen_with_confidence(sizes, baseline):
    n = np.sort(sizes)
    inner, outer = score_limits(n, baseline), score_limits(n, baseline, confidence=0.998)
    assert np.all((outer.low >= 0) & (outer.low <= inner.low) & (inner.low <= baseline))
    assert np.all((baseline <= inner.high) & (inner.high <= outer.high) & (outer.high <= 1))
    assert np.all(np.diff(inner.high) <= 0)


def test_exact_limits_leave_out_what_they_say_on_both_sides():
    n = np.arange(300, 320)
    found = exact_limits(n, 0.3)
    assert np.all(binom.cdf(np.ceil(found.low * n) - 1, n, 0.3) <= 0.025)
    assert np.all(binom.sf(np.floor(found.high * n), n, 0.3) <= 0.025 + 0.02)
    assert found.low == pytest.approx(score_limits(n, 0.3).low, abs=0.01)


@pytest.fixture(scope="module")
def strayed():
    random = np.random.default_rng(13)
    n = random.integers(50, 5000, 300)
    return n, random.binomial(n, np.clip(random.normal(0.4, 0.06, 300), 0, 1)), random.binomial(n, 0.4)


def test_chance_alone_is_not_overdispersed_and_a_spread_is_recovered(strayed):
    n, spread, chance = strayed
    found = dispersion(spread, n, 0.4)
    assert found.is_over
    assert found.ratio > 5
    # 0.06 around 0.4 is 0.06 / sqrt(0.24) on the scale 2 arcsin sqrt(p); winsorised, a little less
    assert np.sqrt(found.between_variance) == pytest.approx(0.06 / np.sqrt(0.24), rel=0.25)
    calm = dispersion(chance, n, 0.4)
    assert not calm.is_over
    assert calm.between_variance == 0


def test_a_few_outliers_do_not_make_overdispersion(strayed):
    n, _, chance = strayed
    wild = chance.copy()
    wild[:10] = n[:10]
    assert not dispersion(wild, n, 0.4).is_over


def test_widened_limits_leave_few_outside_and_keep_large_units_wide(strayed):
    n, spread, _ = strayed
    found, share = dispersion(spread, n, 0.4), spread / n
    additive, multiplicative = overdispersed_limits(n, 0.4, found), overdispersed_limits(n, 0.4, found, how="multiplicative")
    plain = score_limits(n, 0.4)
    outside = [np.mean((share < each.low) | (share > each.high)) for each in (plain, additive)]
    assert outside[0] > 0.5
    assert outside[1] < 0.2  # not 0.05: the tails are drawn in
    assert np.all((additive.low <= plain.low + 0.005) & (additive.high >= plain.high - 0.005))
    largest = np.argmax(n)
    assert additive.high[largest] - additive.low[largest] > multiplicative.high[largest] - multiplicative.low[largest]
    calm = overdispersed_limits(n, 0.4, dispersion(np.round(0.4 * n), n, 0.4))
    assert calm.high == pytest.approx(plain.high, abs=0.01)


def test_nothing_to_draw_and_what_cannot_be():
    assert np.isnan(score_limits([0, 5], 0.4).low).tolist() == [True, False]
    with pytest.raises(CountError, match="baseline is outside 0 to 1"):
        score_limits(5, 40)
    with pytest.raises(CountError, match="1 units have students"):
        dispersion([1, 0], [5, 0], 0.4)
    with pytest.raises(ParameterError, match="how 'both'"):
        overdispersed_limits(5, 0.4, dispersion([1, 2], [5, 5], 0.4), how="both")

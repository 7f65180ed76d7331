"""Gaps without a scale, and one gap on many: signs, limits and coverage."""

import numpy as np
import pytest
from drawn_counts import columns_of_pairs, pairs
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from ssos_analysis.errors import CountError
from ssos_analysis.estimation.effect_sizes import cohens_h, h_interval, h_p_value, hedges_g
from ssos_analysis.estimation.gap_scales import cut_gap, gap_scales, is_scale_dependent

shares = st.floats(0, 1)


@given(shares, shares)
def test_h_is_antisymmetric_in_groups_and_in_the_outcome(p, q):
    assert float(cohens_h(p, q)) == -float(cohens_h(q, p))
    assert float(cohens_h(1 - p, 1 - q)) == pytest.approx(-float(cohens_h(p, q)), abs=1e-7)


@given(columns_of_pairs)
def test_the_interval_of_h_holds_it_and_leaves_out_nought_where_the_p_value_is_small(table):
    found, p = h_interval(*table), h_p_value(*table)
    assert np.all((found.low <= found.value) & (found.value <= found.high))
    clear = np.abs(p - 0.05) > 1e-9
    assert np.array_equal(((found.low > 0) | (found.high < 0))[clear], (p < 0.05)[clear])


def test_hedges_g_is_cohens_d_drawn_in_for_few_students():
    many, few = hedges_g(503, 20, 10_000, 500, 20, 10_000), hedges_g(503, 20, 8, 500, 20, 8)
    assert float(many.value) == pytest.approx(0.15, abs=1e-4)
    assert float(few.value) == pytest.approx(0.15 * (1 - 3 / (4 * 14 - 1)), rel=1e-3)  # the usual approximation
    assert float(hedges_g(500, 20, 8, 503, 20, 8).value) == -float(few.value)
    assert np.isnan(hedges_g(503, 20, [1, 8, 8], 500, [20, 0, np.nan], 8).value).tolist() == [True, False, True]
    with pytest.raises(CountError, match="standard deviation is negative"):
        hedges_g(503, -20, 8, 500, 20, 8)


def test_a_percent_is_no_share():
    with pytest.raises(CountError, match="outside 0 to 1"):
        cohens_h(35, 0.4)


@given(pairs.filter(lambda pair: 0 < pair[0] < pair[1] and 0 < pair[2] < pair[3]))
def test_all_scales_agree_on_who_is_ahead_and_turn_with_the_groups(pair):
    gap, mirrored = gap_scales(*pair), gap_scales(*pair[2:], *pair[:2])
    sign = np.sign(pair[0] * pair[3] - pair[2] * pair[1])
    for scale in ("points", "logit", "probit"):
        there, back = getattr(gap, scale), getattr(mirrored, scale)
        assert np.sign(np.round(float(there.value), 12)) == sign
        assert float(there.value) == pytest.approx(-float(back.value), abs=1e-12)
        assert float(there.low) == pytest.approx(-float(back.high), abs=1e-9)
        assert float(there.low) <= float(there.value) <= float(there.high)
    assert np.sign(np.round(float(gap.ratio.value) - 1, 12)) == sign
    assert np.sign(np.round(float(gap.ratio_without.value) - 1, 12)) == -sign


def test_a_share_at_an_end_has_no_place_on_the_logit_scale_but_keeps_its_points():
    gap = gap_scales(0, 20, 5, 20)
    assert np.isnan(gap.logit.value)
    assert np.isnan(gap.probit.value)
    assert float(gap.points.value) == -0.25


@pytest.mark.parametrize("scale", ["logit", "probit"])
def test_coverage_of_the_transformed_gaps_by_simulation(scale):
    random = np.random.default_rng(2)
    x, y = random.binomial(60, 0.3, 20_000), random.binomial(200, 0.55, 20_000)
    found = getattr(gap_scales(x, 60, y, 200), scale)
    truth = {"logit": np.log(0.3 / 0.7) - np.log(0.55 / 0.45), "probit": norm.ppf(0.3) - norm.ppf(0.55)}[scale]
    assert np.mean((found.low <= truth) & (truth <= found.high)) == pytest.approx(0.95, abs=0.015)


def test_the_same_gap_looks_different_at_every_cut_and_is_told_as_scale_dependent():
    """Both groups gain half a standard deviation; the gap stays half a standard deviation, its points grow then shrink."""
    before, after = cut_gap(-0.25, 0.25, 1, 1.0), cut_gap(0.25, 0.75, 1, 1.0)
    assert float(after) < float(before) < 0
    assert bool(is_scale_dependent(after - before, 0.0))
    assert is_scale_dependent([-0.02, 0.03, np.nan], [-0.1, -0.1, -0.1]).tolist() == [False, True, True]
    with pytest.raises(CountError, match="not above 0"):
        cut_gap(0, 1, 0, 0.5)

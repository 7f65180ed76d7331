"""V from levels: what it must not depend on, and that it finds what the counts were made from."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from ssos_analysis.errors import CountError, ParameterError
from ssos_analysis.estimation.v_statistic import from_levels, from_normal_moments, from_prob_superiority, to_prob_superiority

CUTS = np.array([-0.8, 0.1, 1.2])
levels = st.tuples(*[st.integers(1, 400)] * 4)


def expected_counts(mean, sd, n=100_000):
    """Counts a normal group would have, in whole students."""
    below = norm.cdf((CUTS - mean) / sd)
    return np.round(n * np.diff([0, *below, 1]))


@pytest.mark.parametrize(("mean", "sd", "other_mean", "other_sd"), [(-0.4, 1.1, 0.2, 0.9), (0.5, 0.7, 0.0, 1.3), (0, 1, 0, 1)])
def test_it_finds_the_gap_of_the_normal_groups_behind_the_counts(mean, sd, other_mean, other_sd):
    found = from_levels(expected_counts(mean, sd), expected_counts(other_mean, other_sd))
    truth = float(from_normal_moments(mean, sd, other_mean, other_sd))
    assert float(found.value) == pytest.approx(truth, abs=2e-4)
    assert float(found.prob_superiority) == pytest.approx(float(to_prob_superiority(truth)), abs=1e-4)


@given(levels, levels)
def test_the_gap_seen_from_the_other_side_is_its_negative(group, reference):
    there, back = from_levels(group, reference), from_levels(reference, group)
    assert float(there.value) == pytest.approx(-float(back.value), abs=2e-3)
    assert float(there.low) <= float(there.value) <= float(there.high)


@given(st.lists(st.tuples(levels, levels), min_size=2, max_size=8))
def test_each_pair_is_on_its_own(rows):
    group, reference = np.array(rows).swapaxes(0, 1)
    together, reverse = from_levels(group, reference), from_levels(group[::-1], reference[::-1])
    assert together.value == pytest.approx(reverse.value[::-1], abs=1e-6)
    assert float(together.value[0]) == pytest.approx(float(from_levels(group[0], reference[0]).value), abs=1e-6)


@given(levels, levels)
def test_levels_turned_round_turn_the_sign(group, reference):
    assert float(from_levels(group[::-1], reference[::-1]).value) == pytest.approx(
        -float(from_levels(group, reference).value), abs=2e-3
    )


def test_with_one_dividing_cut_it_is_the_probit_gap_and_says_so():
    found = from_levels([30, 70], [60, 40])
    assert bool(found.assumes_equal_spread)
    assert float(found.value) == pytest.approx(norm.ppf(0.7) - norm.ppf(0.4), abs=1e-6)
    empty_levels = from_levels([30, 0, 0, 70], [60, 0, 0, 40])
    assert (float(empty_levels.value), bool(empty_levels.assumes_equal_spread)) == (pytest.approx(float(found.value)), True)
    assert not from_levels([30, 30, 40], [60, 20, 20]).assumes_equal_spread


@pytest.mark.parametrize(("group", "reference"), [([20, 0, 0, 20], [27, 0, 155, 18]), ([3, 0, 6, 3], [2, 8, 20, 0])])
def test_a_spread_the_counts_leave_open_is_taken_as_equal_and_told(group, reference):
    """Half of a group at each end fits no normal distribution better than one without bounds."""
    there, back = from_levels(group, reference), from_levels(reference, group)
    assert there.assumes_equal_spread
    assert np.isfinite([there.value, there.low, there.high]).all()
    assert float(there.value) == pytest.approx(-float(back.value), abs=1e-4)


def test_where_no_cut_divides_both_there_is_no_gap():
    found = from_levels([[10, 0, 0, 0], [5, 5, 0, 0], [np.nan, 3, 4, 1]], [[0, 0, 5, 5], [0, 0, 5, 5], [1, 2, 3, 4]])
    assert np.isnan(found.value).all()
    assert np.isnan(found.high).all()


@pytest.mark.parametrize("draws", [0, 200])
def test_coverage_by_simulation(draws):
    random = np.random.default_rng(3)
    tables, truth = (60 if draws else 4000), float(from_normal_moments(-0.3, 1.1, 0.2, 0.9))
    chances = [expected_counts(-0.3, 1.1), expected_counts(0.2, 0.9)]
    group, reference = (
        random.multinomial(n, chance / chance.sum(), size=tables) for n, chance in zip((80, 300), chances, strict=True)
    )
    found = from_levels(group, reference, draws=draws)
    # sixty bootstraps can be off by three standard errors of a share
    assert np.mean((found.low <= truth) & (truth <= found.high)) == pytest.approx(0.95, abs=0.085 if draws else 0.015)


def test_the_bootstrap_repeats_itself():
    one, same, other = (from_levels([20, 30, 30, 10], [10, 10, 5, 1], draws=100, seed=seed) for seed in (1, 1, 2))
    assert float(one.low) == float(same.low)
    assert float(one.low) != float(other.low)


def test_p_and_v_are_one_thing():
    assert to_prob_superiority(from_prob_superiority([0.1, 0.5, 0.92])) == pytest.approx([0.1, 0.5, 0.92])
    assert float(from_prob_superiority(1)) == np.inf


def test_what_cannot_be_stops():
    with pytest.raises(CountError, match="counts is negative"):
        from_levels([1, -2, 3], [1, 2, 3])
    with pytest.raises(ParameterError, match="levels of the shapes"):
        from_levels([1, 2, 3], [1, 2, 3, 4])
    with pytest.raises(CountError, match="not above 0"):
        from_normal_moments(1, 0, 1, 1)

"""Parts that add to the whole, whichever way it is cut."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssos_analysis.errors import CountError, ParameterError
from ssos_analysis.estimation.decomposition import das_gupta, kitagawa
from ssos_analysis.estimation.standardisation import standardised_share
from ssos_analysis.estimation.within_between import within_between

rates = st.lists(st.floats(0, 1), min_size=3, max_size=3)
strata = st.lists(st.integers(1, 500), min_size=3, max_size=3)


def share(n):
    return np.array(n) / np.sum(n)


@given(strata, rates, strata, rates)
def test_kitagawas_parts_add_turn_with_time_and_are_das_guptas(n, rate, later_n, later_rate):
    parts = kitagawa(share(n), rate, share(later_n), later_rate)
    back = kitagawa(share(later_n), later_rate, share(n), rate)
    whole = np.dot(share(later_n), later_rate) - np.dot(share(n), rate)
    assert float(parts.composition + parts.rate) == pytest.approx(float(parts.difference)) == pytest.approx(whole)
    assert float(parts.composition) == pytest.approx(-float(back.composition))
    general = das_gupta([share(n), rate], [share(later_n), later_rate], combine=lambda x: x.prod(axis=0).sum(axis=-1))
    assert general == pytest.approx([float(parts.composition), float(parts.rate)])


@given(strata, rates)
def test_with_the_same_rates_all_is_composition(n, rate):
    parts = kitagawa(share(n), rate, share(n[::-1]), rate)
    assert float(parts.rate) == pytest.approx(0, abs=1e-12)


@given(st.integers(1, 5).flatmap(lambda f: st.tuples(*[st.lists(st.floats(0.1, 9), min_size=f, max_size=f)] * 2)))
def test_effects_of_factors_add_to_the_difference_and_follow_their_factor(both):
    first, second = (np.array(each) for each in both)
    effects = das_gupta(first, second)
    assert effects.sum() == pytest.approx(second.prod() - first.prod(), rel=1e-9, abs=1e-9)
    assert das_gupta(first[::-1], second[::-1])[::-1] == pytest.approx(effects, rel=1e-9, abs=1e-9)
    assert das_gupta(second, first) == pytest.approx(-effects, rel=1e-9, abs=1e-9)


def test_cells_are_decomposed_together():
    first, second = np.array([[2.0, 3.0], [5.0, 1.0]]), np.array([[4.0, 3.0], [5.0, 2.0]])
    assert das_gupta(first, second).tolist() == [[10.0, 0.0], [0.0, 3.0]]


def test_shares_in_percent_and_unlike_factors_stop():
    with pytest.raises(ParameterError, match="later_share does not add to 1"):
        kitagawa([0.5, 0.5], [1, 2], [50, 50], [1, 2])
    with pytest.raises(ParameterError, match="factors of the shapes"):
        das_gupta([1, 2], [1, 2, 3])


@given(strata, strata, rates, rates)
def test_within_and_between_add_to_the_gap_and_turn_with_the_groups(n, other_n, rate, other_rate):
    parts, back = within_between(n, other_n, rate, other_rate), within_between(other_n, n, other_rate, rate)
    gap = np.dot(share(n), rate) - np.dot(share(other_n), other_rate)
    assert float(parts.within_low) == float(parts.within_high)
    assert float(parts.gap_low) == pytest.approx(gap, abs=1e-12)
    assert float(parts.within_low + parts.between_low) == pytest.approx(gap, abs=1e-12)
    assert float(parts.within_low) == pytest.approx(-float(back.within_high), abs=1e-12)
    assert float(parts.hidden_share) == 0


@given(strata, strata, rates, rates, st.data())
def test_bounds_hold_whatever_a_hidden_rate_is(n, other_n, rate, other_rate, data):
    hidden = np.array(rate)
    hidden[data.draw(st.integers(0, 2))] = np.nan
    low, high = data.draw(st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted))
    bounds = within_between(n, other_n, hidden, other_rate, bounds=(low, high), largest_hidden_share=1)
    for fill in (low, high, data.draw(st.floats(low, high))):
        filled = within_between(n, other_n, np.where(np.isnan(hidden), fill, hidden), other_rate)
        for part in ("gap", "within", "between"):
            value = float(getattr(filled, f"{part}_low"))
            assert getattr(bounds, f"{part}_low") - 1e-12 <= value <= getattr(bounds, f"{part}_high") + 1e-12


def test_too_much_hidden_is_refused_and_a_unit_without_the_group_needs_no_rate():
    rate, other = [0.2, np.nan, 0.4], [0.5, 0.6, 0.7]
    assert np.isnan(within_between([60, 30, 10], [50, 30, 20], rate, other).within_low)
    known = within_between([60, 10, 30], [50, 30, 20], rate, other)
    assert float(known.within_low) < float(known.within_high)
    assert float(known.hidden_share) == pytest.approx(0.1)
    absent = within_between([60, 0, 40], [50, 30, 20], rate, other)
    assert float(absent.gap_low) == float(absent.gap_high) == pytest.approx(0.6 * 0.2 + 0.4 * 0.4 - (0.25 + 0.18 + 0.14))
    assert float(absent.hidden_share) == 0


def test_bounds_and_rates_that_cannot_be_stop():
    with pytest.raises(CountError, match="above its upper"):
        within_between([1], [1], [np.nan], [0.5], bounds=(0.6, 0.2))
    with pytest.raises(CountError, match="rate is outside 0 to 1"):
        within_between([1], [1], [35], [0.5])
    with pytest.raises(CountError, match="not known"):
        within_between([np.nan], [1], [0.3], [0.5])


@given(strata, rates)
def test_a_standard_of_its_own_composition_changes_nothing(n, rate):
    assert float(standardised_share(rate, n)) == pytest.approx(np.dot(share(n), rate))

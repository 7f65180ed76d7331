"""Equivalence: the interval and the p-value agree, and a difference as large as the margin is rarely called alike."""

import numpy as np
import pytest
from drawn_counts import pairs
from hypothesis import given, settings
from hypothesis import strategies as st

from ssos_analysis.errors import CountError, ParameterError
from ssos_analysis.estimation.equivalence import equivalent_proportions, tost


@given(st.floats(-1, 1), st.floats(0.01, 0.5), st.floats(0.02, 0.5))
def test_alike_exactly_where_both_tests_reject_and_whichever_is_first(difference, error, margin):
    found, turned = tost(difference, error, margin), tost(-difference, error, margin)
    if abs(float(found.p_value) - 0.05) > 1e-9:
        assert bool(found.is_equivalent) is bool(found.p_value < 0.05)
    assert bool(found.is_equivalent) is bool(turned.is_equivalent)
    assert float(found.low) <= difference <= float(found.high)
    assert not found.is_equivalent or abs(difference) < margin


@settings(max_examples=40)
@given(pairs, st.floats(0.02, 0.3))
def test_two_proportions_likewise(pair, margin):
    found = equivalent_proportions(*pair, margin)
    if abs(float(found.p_value) - 0.05) > 1e-4:
        assert bool(found.is_equivalent) is bool(found.p_value < 0.05)
    assert bool(found.is_equivalent) is bool(equivalent_proportions(*pair[2:], *pair[:2], margin).is_equivalent)


def test_no_clear_difference_is_not_alike():
    few = equivalent_proportions(8, 20, 9, 20, 0.05)
    assert float(few.low) < 0 < float(few.high)
    assert not few.is_equivalent
    assert equivalent_proportions(4000, 10_000, 4010, 10_000, 0.05).is_equivalent


def test_a_difference_as_large_as_the_margin_is_called_alike_once_in_twenty():
    random = np.random.default_rng(16)
    x, y = random.binomial(800, 0.45, 4000), random.binomial(800, 0.40, 4000)
    assert equivalent_proportions(x, 800, y, 800, 0.05).is_equivalent.mean() == pytest.approx(0.05, abs=0.015)


def test_the_unknown_is_not_alike_and_the_impossible_stops():
    found = tost([np.nan, 0.01], [0.01, 0], 0.05)
    assert found.is_equivalent.tolist() == [False, False]
    with pytest.raises(ParameterError, match="margin is not above 0"):
        tost(0, 0.1, 0)
    with pytest.raises(CountError, match="standard error is negative"):
        tost(0, -0.1, 0.05)

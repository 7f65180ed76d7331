"""The federal rule for when a risk ratio is calculated, and against whom."""

import numpy as np
import pytest
from drawn_counts import counts, pairs
from hypothesis import given
from hypothesis import strategies as st

from ssos_analysis import parameters
from ssos_analysis.errors import CountError, ParameterError
from ssos_analysis.estimation.disproportionality import risk_ratio, weighted_risk_ratio


@given(pairs, counts, st.integers(1, 20), st.integers(10, 60))
def test_a_small_group_is_never_calculated_and_a_small_comparison_is_the_states(pair, state, least_events, least_n):
    x, n, other_x, other_n = pair
    found = risk_ratio(*pair, *state, least_events=least_events, least_n=least_n)
    if x < least_events or n < least_n:
        expected = "not_calculated"
    elif other_x >= least_events and other_n >= least_n:
        expected = "risk_ratio"
    else:
        expected = "alternate_risk_ratio" if state[0] >= least_events and state[1] >= least_n else "not_calculated"
    assert str(found.basis) == expected
    assert bool(np.isnan(found.ratio.value)) is (expected == "not_calculated")
    if expected != "not_calculated":
        base = (other_x, other_n) if expected == "risk_ratio" else state
        assert float(found.excess) == pytest.approx(x - n * base[0] / base[1])
        assert np.sign(np.round(float(found.difference.value), 12)) == np.sign(np.round(float(found.ratio.value) - 1, 9))
        assert not found.ratio.corrected or base[0] == base[1]


def test_without_the_state_a_small_comparison_leaves_nothing():
    assert str(risk_ratio(14, 60, 4, 210, least_events=10, least_n=30).basis) == "not_calculated"


def test_the_dated_minimums_are_the_federal_presumption_and_the_threshold_is_not_known():
    values = parameters.method_values()
    assert (values.known("disproportionality_least_events").value, values.known("disproportionality_least_n").value) == (10, 30)
    with pytest.raises(ParameterError, match="is not known"):
        values.known("disproportionality_threshold")


def test_equal_risks_weigh_to_one_and_the_order_does_not_matter():
    shares = np.array([0.55, 0.1, 0.25, 0.1])
    assert weighted_risk_ratio([0.05] * 4, shares) == pytest.approx(1)
    risks = np.array([0.04, 0.1, 0.09, 0.03])
    assert weighted_risk_ratio(risks[::-1], shares[::-1])[::-1] == pytest.approx(weighted_risk_ratio(risks, shares))
    assert np.isnan(weighted_risk_ratio([0.1, 0, 0, 0], shares)[0])


def test_shares_and_risks_that_cannot_be_stop():
    with pytest.raises(ParameterError, match="does not add to 1"):
        weighted_risk_ratio([0.1, 0.1], [0.5, 0.1])
    with pytest.raises(CountError, match="risk is outside 0 to 1"):
        weighted_risk_ratio([10, 0.1], [0.5, 0.5])
    with pytest.raises(CountError, match="other_events is larger than other_n"):
        risk_ratio(1, 10, 11, 10, least_events=1, least_n=1)

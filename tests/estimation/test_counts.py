"""Impossible counts stop, with their positions; unknown ones pass."""

import numpy as np
import pandas as pd
import pytest

from ssos_analysis.errors import CountError, ParameterError
from ssos_analysis.estimation.counts import checked_counts, checked_events, checked_shares, normal_quantile, same_length


def test_all_faults_are_told_at_once_with_their_positions():
    with pytest.raises(CountError) as error:
        checked_counts([3, 12, -1, 2.5], [10, 10, 10, 10])
    told = str(error.value)
    assert "3 faults" in told
    assert "events is negative (position 2)" in told
    assert "events is not a whole number (position 3)" in told
    assert "events is larger than n (position 1)" in told
    assert "to do:" in told


def test_a_share_given_as_a_count_is_refused():
    with pytest.raises(CountError, match="not a whole number"):
        checked_counts(0.35, 120)


def test_infinity_is_not_a_count():
    with pytest.raises(CountError, match="n is not a whole number"):
        checked_counts(1, np.inf)


def test_only_the_first_positions_are_named():
    with pytest.raises(CountError) as error:
        checked_counts([-1] * 14, [5] * 14)
    assert error.value.where == "position 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 4 more"


def test_unknown_counts_pass_and_a_scalar_meets_an_array():
    events, n = checked_counts(pd.Series([3.0, np.nan]), 10)
    assert events[0] == 3
    assert np.isnan(events[1])
    assert n.tolist() == [10, 10]


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.5, float("nan")])
def test_a_confidence_is_a_share(confidence):
    with pytest.raises(ParameterError, match="not between 0 and 1"):
        normal_quantile(confidence)


def test_the_usual_quantile():
    assert normal_quantile(0.95) == pytest.approx(1.959964, abs=1e-6)


def test_events_without_a_denominator_are_checked_alike():
    assert checked_events([0, 12, np.nan]).tolist()[:2] == [0, 12]
    with pytest.raises(CountError, match="incidents is negative"):
        checked_events([3, -1], what="incidents")


def test_a_percent_is_no_share():
    with pytest.raises(CountError) as caught:
        checked_shares([0.2, 35, np.nan, -0.1])
    assert caught.value.what == "share is outside 0 to 1"
    assert caught.value.where == "position 1, 3"
    assert "divide percents by 100" in caught.value.mend


def test_vectors_of_different_lengths_are_told_by_name():
    values, n = same_length(values=[[1, 2], [3, 4]], n=[5, 6])
    assert (values.shape, n.shape) == ((2, 2), (2,))
    with pytest.raises(ParameterError, match="values 2, n 3"):
        same_length(values=[1, 2], n=[1, 2, 3])
    with pytest.raises(ParameterError, match="n is one number"):
        same_length(values=[1, 2], n=3)

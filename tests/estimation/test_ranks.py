"""Rank sets: they hold the rank, turn with the order, and cover the true rank."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssos_analysis.errors import CountError, ParameterError
from ssos_analysis.estimation.ranks import rank_sets

units = st.lists(st.tuples(st.floats(-10, 10), st.floats(0.05, 5)), min_size=2, max_size=12).map(lambda rows: np.array(rows).T)


@settings(max_examples=50)
@given(units)
def test_each_set_holds_the_rank_and_turns_with_what_is_best(table):
    estimate, error = table
    best, worst = rank_sets(estimate, error, draws=300), rank_sets(estimate, error, best="smallest", draws=300)
    k = len(estimate)
    assert np.all((best.low >= 1) & (best.low <= best.rank) & (best.rank <= best.high) & (best.high <= k))
    assert np.array_equal(worst.low, k + 1 - best.high)
    assert np.array_equal(worst.high, k + 1 - best.low)


def test_certain_differences_leave_one_rank_and_none_leaves_all():
    assert rank_sets([1, 2, 3], [0.01] * 3).low.tolist() == rank_sets([1, 2, 3], [0.01] * 3).high.tolist() == [3, 2, 1]
    loose = rank_sets([1, 2, 3], [50] * 3)
    assert (loose.low.tolist(), loose.high.tolist()) == ([1, 1, 1], [3, 3, 3])


def test_coverage_of_the_true_rank_by_simulation():
    random, truth = np.random.default_rng(17), np.linspace(0, 3, 10)
    error, held = np.full(10, 0.5), []
    for _ in range(300):
        sets = rank_sets(truth + random.normal(0, error), error, draws=400, only=[6])
        held.append(sets.low[0] <= 4 <= sets.high[0])
    assert np.mean(held) >= 0.93


def test_only_some_units_and_the_same_seed():
    estimate, error = [3, 1, 2, 5], [1, 1, 1, 1]
    every, some = rank_sets(estimate, error, seed=3), rank_sets(estimate, error, seed=3, only=[2, 0])
    assert some.high.tolist() == every.high[[2, 0]].tolist()
    assert some.rank.tolist() == [3, 2]


def test_what_cannot_be_ranked_stops():
    with pytest.raises(CountError, match="not known"):
        rank_sets([1, np.nan], [1, 1])
    with pytest.raises(CountError, match="not above 0"):
        rank_sets([1, 2], [1, 0])
    with pytest.raises(ParameterError, match="best 'first'"):
        rank_sets([1, 2], [1, 1], best="first")

"""Indices of inequality: what leaves them as they are, and where they begin and end."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssos_analysis.errors import CountError, ParameterError
from ssos_analysis.estimation.inequality import concentration_index, erreygers_index, theil, theil_parts, wagstaff_index
from ssos_analysis.estimation.slope_index import slope_index

amounts = st.lists(st.tuples(st.floats(0.1, 1e4), st.integers(1, 500)), min_size=5, max_size=20).map(
    lambda rows: np.array(rows).T
)


@given(amounts, st.floats(0.01, 100), st.integers(1, 4))
def test_theil_knows_no_unit_no_order_and_no_size(table, factor, groups):
    values, n = table
    assert float(theil(values, n)) >= -1e-12
    assert float(theil(factor * values, n)) == pytest.approx(float(theil(values, n)), abs=1e-9)
    assert float(theil(values[::-1], 3 * n[::-1])) == pytest.approx(float(theil(values, n)), abs=1e-9)
    parts = theil_parts(values, np.arange(len(n)) % groups, n)
    assert float(parts.between + parts.within) == pytest.approx(float(parts.total))
    assert -1e-9 <= float(parts.between) <= float(parts.total) + 1e-9


def test_theil_begins_at_nought_and_ends_at_the_logarithm():
    assert float(theil([3, 3, 3])) == pytest.approx(0)
    assert float(theil([0, 0, 7])) == pytest.approx(np.log(3))
    assert np.isnan(theil([0, 0, 0]))
    assert theil([[1, 2, 3], [2, 2, 2]]).shape == (2,)
    alike = theil_parts([1, 3, 1, 3], ["a", "a", "b", "b"])
    assert float(alike.between) == pytest.approx(0)
    with pytest.raises(CountError, match="negative"):
        theil([1, -1])
    with pytest.raises(ParameterError, match="different lengths"):
        theil_parts([1, 2, 3], ["a", "b"])


@given(amounts)
def test_the_concentration_index_turns_with_the_order_and_knows_no_unit(table):
    values, n = table
    index = float(concentration_index(values, n))
    assert -1 <= index <= 1
    assert float(concentration_index(values[::-1], n[::-1])) == pytest.approx(-index, abs=1e-9)
    assert float(concentration_index(7 * values, n)) == pytest.approx(index, abs=1e-9)
    assert float(concentration_index(np.full_like(values, 2.0), n)) == pytest.approx(0, abs=1e-9)


def test_indices_of_a_share_turn_with_the_outcome():
    shares, n = np.array([0.5, 0.4, 0.3, 0.3, 0.1]), np.array([10, 20, 30, 20, 10])
    for index in (erreygers_index, wagstaff_index):
        assert float(index(shares, n)) < 0
        assert float(index(1 - shares, n)) == pytest.approx(-float(index(shares, n)))
    with pytest.raises(CountError, match="above 1"):
        erreygers_index(100 * shares, n)


def test_three_ordered_units_are_decoration():
    assert np.isnan(concentration_index([1, 2, 3], [1, 1, 1]))
    assert np.isnan(slope_index([1, 2, 3], [1, 1, 1]).value)
    assert np.isnan(slope_index([1, 2, 3, 4, 5], [9, 0, 0, 0, 0]).value)
    assert np.isnan(slope_index([1, 2, 3, 4, 5], [0, 0, 0, 0, 0]).value)


@given(amounts, st.floats(-50, 50), st.floats(-5, 5))
def test_a_straight_line_is_found_again(table, level, slope):
    n = table[1]
    rank = (np.cumsum(n) - n / 2) / n.sum()
    found = slope_index(level + slope * rank, n, error=np.full(len(n), 0.5))
    assert float(found.value) == pytest.approx(slope, abs=1e-6)
    assert float(found.low) < float(found.value) < float(found.high)


def test_the_interval_of_the_slope_covers_by_simulation():
    random, n = np.random.default_rng(6), np.array([30, 50, 20, 40, 60, 50, 10])
    rank, error = (np.cumsum(n) - n / 2) / n.sum(), np.array([1, 2, 1, 3, 1, 1, 2.0])
    found = slope_index(70 + 4 * rank + error * random.standard_normal((20_000, 7)), np.broadcast_to(n, (20_000, 7)),
                        error=np.broadcast_to(error, (20_000, 7)))  # fmt: skip
    assert np.mean((found.low <= 4) & (found.high >= 4)) == pytest.approx(0.95, abs=0.01)
    assert np.isnan(slope_index([1, 2, 3, 4, 5], [1] * 5).low)

"""Directly standardised rates: order, unit, own composition, coverage."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssos_analysis.errors import CountError, ParameterError
from ssos_analysis.estimation.standardisation import direct_dobson, direct_gamma, standardised_share

BOTH = pytest.mark.parametrize("method", [direct_gamma, direct_dobson])
tables = st.lists(st.tuples(st.integers(0, 60), st.integers(100, 5000), st.integers(1, 900)), min_size=1, max_size=8)
some_events = tables.map(lambda rows: np.array(rows, dtype=float).T).filter(lambda table: table[0].sum() > 0)


@BOTH
@given(table=some_events)
def test_order_and_size_of_the_standard_never_matter_and_the_interval_holds_its_rate(method, table):
    found, other = method(*table), method(*(table * [[1], [1], [7]])[:, ::-1])
    assert (float(found.value), float(found.high)) == pytest.approx((float(other.value), float(other.high)))
    assert 0 <= float(found.low) <= float(found.value) <= float(found.high)
    assert float(method(*table, per=1000).low) == pytest.approx(1000 * float(found.low))


@BOTH
@given(table=some_events)
def test_standardised_to_itself_it_is_the_crude_rate(method, table):
    events, population, _ = table
    assert float(method(events, population, population).value) == pytest.approx(events.sum() / population.sum())


@BOTH
def test_coverage_by_simulation(method):
    random, population, standard = np.random.default_rng(7), np.array([300, 500, 200.0]), np.array([1, 1, 2.0])
    rate = np.array([0.02, 0.05, 0.1])
    events = random.poisson(rate * population, (20_000, 3))
    found = method(events, np.broadcast_to(population, events.shape), np.broadcast_to(standard, events.shape))
    truth = (rate * standard).sum() / 4
    covered = np.mean((found.low <= truth) & (truth <= found.high))
    assert 0.94 <= covered <= 0.985  # the gamma interval covers more than it says


def test_none_and_the_unknown():
    gamma, dobson = direct_gamma([0, 0], [100, 200], [1, 1]), direct_dobson([0, 0], [100, 200], [1, 1])
    assert (float(gamma.value), float(gamma.low)) == (0, 0)
    assert float(gamma.high) > 0
    assert np.isnan(dobson.low)
    assert np.isnan(direct_gamma([1, 0], [100, 0], [1, 1]).value)
    assert float(direct_gamma([1, 0], [100, 0], [1, 0]).value) == pytest.approx(0.01)
    assert float(standardised_share([0.3, np.nan], [1, 0])) == pytest.approx(0.3)


def test_what_cannot_be_stops():
    with pytest.raises(ParameterError, match=r"different lengths: events 2, population 3, standard 3"):
        direct_gamma([1, 2], [100, 200, 300], [1, 1, 1])
    with pytest.raises(ParameterError, match="standard population"):
        standardised_share([0.3], [0])
    with pytest.raises(CountError, match="population is negative"):
        direct_dobson([1], [-5], [1])

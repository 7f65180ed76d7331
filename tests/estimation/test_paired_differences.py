"""Two outcomes of the same students."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssos_analysis.errors import CountError
from ssos_analysis.estimation.differences import newcombe
from ssos_analysis.estimation.paired_differences import newcombe_paired

tables = st.tuples(*[st.integers(0, 400)] * 4).filter(any)


@given(tables)
def test_exchanging_the_outcomes_turns_the_sign(table):
    a, b, c, d = table
    there, back = newcombe_paired(a, b, c, d), newcombe_paired(a, c, b, d)
    assert float(there.value) == -float(back.value)
    assert float(there.low) == pytest.approx(-float(back.high), abs=1e-12)


@given(st.lists(tables, min_size=1, max_size=10))
def test_the_interval_holds_its_estimate_in_any_order(rows):
    table = np.array(rows).T
    found, reverse = newcombe_paired(*table), newcombe_paired(*table[:, ::-1])
    assert np.all(
        (found.low >= -1) & (found.low <= found.value + 1e-15) & (found.value <= found.high + 1e-15) & (found.high <= 1)
    )
    assert np.array_equal(found.low, reverse.low[::-1])


def test_students_who_stay_as_they_are_narrow_it():
    """40 of 100, then 50 of 100: with 38 of them in both, far narrower than of two different hundreds."""
    same, different = newcombe_paired(38, 2, 12, 48), newcombe(40, 100, 50, 100)
    assert float(same.value) == pytest.approx(float(different.value)) == pytest.approx(-0.1)
    assert float(same.high - same.low) < 0.7 * float(different.high - different.low)


def test_coverage_by_simulation():
    random = np.random.default_rng(1)
    chance = np.array([0.35, 0.08, 0.15, 0.42])
    found = newcombe_paired(*random.multinomial(60, chance, size=20_000).T)
    truth = chance[1] - chance[2]
    assert np.mean((found.low <= truth) & (truth <= found.high)) == pytest.approx(0.955, abs=0.015)


def test_no_student_no_difference_and_the_impossible_stops():
    assert np.isnan(newcombe_paired([0, 1], [0, 1], [0, np.nan], [0, 1]).value).tolist() == [True, True]
    with pytest.raises(CountError, match="second_only is negative"):
        newcombe_paired(1, 1, -1, 1)

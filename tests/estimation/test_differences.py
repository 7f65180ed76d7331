"""Newcombe's interval for a gap: its laws, and its coverage."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from ssos_analysis.errors import CountError
from ssos_analysis.estimation.differences import newcombe
from ssos_analysis.estimation.proportions import wilson

counts = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, counts)
def test_the_gap_seen_from_the_other_side_is_its_negative(group, reference):
    gap, mirrored = newcombe(*group, *reference), newcombe(*reference, *group)
    assert float(gap.value) == -float(mirrored.value)
    assert float(gap.low) == -float(mirrored.high)
    assert float(gap.high) == -float(mirrored.low)


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=12), st.randoms())
def test_row_order_never_matters_and_the_interval_holds_its_estimate(rows, random):
    order = list(range(len(rows)))
    random.shuffle(order)
    table = np.array([(*group, *reference) for group, reference in rows]).T
    gap, shuffled = newcombe(*table), newcombe(*table[:, order])
    assert np.array_equal(gap.value[order], shuffled.value)
    assert np.array_equal(gap.low[order], shuffled.low)
    assert np.array_equal(gap.high[order], shuffled.high)
    assert np.all((gap.low <= gap.value) & (gap.value <= gap.high))
    assert np.all((gap.low >= -1) & (gap.high <= 1))


@given(counts, counts, st.integers(2, 30))
def test_more_students_with_the_same_shares_narrow_it(group, reference, times):
    few = newcombe(*group, *reference)
    many = newcombe(group[0] * times, group[1] * times, reference[0] * times, reference[1] * times)
    assert float(many.high - many.low) < float(few.high - few.low)


@given(counts, counts)
def test_a_gap_in_the_outcome_is_minus_the_gap_in_its_absence(group, reference):
    having = newcombe(*group, *reference)
    lacking = newcombe(group[1] - group[0], group[1], reference[1] - reference[0], reference[1])
    assert float(having.value) == pytest.approx(-float(lacking.value), abs=1e-12)
    assert float(having.low) == pytest.approx(-float(lacking.high), abs=1e-12)


@pytest.mark.parametrize(("n", "reference_n"), [(12, 40), (30, 30), (60, 200)])
def test_it_covers_the_truth_as_often_as_it_says(n, reference_n):
    """Coverage by exact sums over every pair of counts: 95 on average over nine pairs of true shares, never far below."""
    x, y = np.meshgrid(np.arange(n + 1), np.arange(reference_n + 1), indexing="ij")
    gap = newcombe(x, n, y, reference_n)
    covered = []
    for truth in (0.1, 0.35, 0.8):
        for reference_truth in (0.15, 0.5, 0.9):
            chance = np.outer(
                binom.pmf(np.arange(n + 1), n, truth), binom.pmf(np.arange(reference_n + 1), reference_n, reference_truth)
            )
            holds = (gap.low <= truth - reference_truth) & (truth - reference_truth <= gap.high)
            covered.append(chance[holds].sum())
    assert np.mean(covered) == pytest.approx(0.95, abs=0.015)
    assert min(covered) > 0.92


def test_where_a_side_is_unknown_there_is_no_gap():
    gap = newcombe([0, 3, np.nan, 5], [0, 10, 10, 10], [4, 0, 4, 4], [10, 0, 10, 10])
    assert np.isnan(gap.value).tolist() == [True, True, True, False]
    assert np.isnan(gap.low).tolist() == [True, True, True, False]


def test_overlapping_intervals_are_not_the_test():
    """50/100 and 64/100: Wilson intervals overlap (40-60 and 54-73), yet the difference interval leaves out zero."""
    group, reference = wilson(64, 100), wilson(50, 100)
    assert group.low < reference.high
    assert newcombe(64, 100, 50, 100).low > 0


def test_one_reference_serves_many_groups():
    gap = newcombe([20, 30], [90, 60], 209, 410)
    assert gap.value.shape == (2,)
    assert gap.value == pytest.approx([20 / 90 - 209 / 410, 30 / 60 - 209 / 410])


def test_a_fault_says_which_side_it_is_on():
    with pytest.raises(CountError, match="reference_events is larger than reference_n"):
        newcombe(1, 10, 11, 10)

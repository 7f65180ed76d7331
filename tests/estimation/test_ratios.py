"""Ratios on the logarithm, and the odds ratio over strata."""

import numpy as np
import pytest
from drawn_counts import columns_of_pairs, pairs
from hypothesis import given
from statsmodels.stats.contingency_tables import Table2x2

from ssos_analysis.errors import CountError, ParameterError
from ssos_analysis.estimation.ratios import katz, woolf
from ssos_analysis.estimation.stratified import mantel_haenszel

BOTH = pytest.mark.parametrize("method", [katz, woolf])


@BOTH
@given(pair=pairs)
def test_the_ratio_seen_from_the_other_side_is_its_inverse(method, pair):
    ratio, mirrored = method(*pair), method(*pair[2:], *pair[:2])
    assert float(ratio.value) == pytest.approx(1 / float(mirrored.value), rel=1e-9)
    assert float(ratio.low) == pytest.approx(1 / float(mirrored.high), rel=1e-9)


@BOTH
@given(table=columns_of_pairs)
def test_the_interval_holds_its_estimate_in_any_order(method, table):
    ratio, reverse = method(*table), method(*table[:, ::-1])
    assert np.all((ratio.low > 0) & (ratio.low <= ratio.value) & (ratio.value <= ratio.high) & np.isfinite(ratio.high))
    assert np.array_equal(ratio.low, reverse.low[::-1])
    assert np.array_equal(ratio.corrected, reverse.corrected[::-1])


@given(pairs.filter(lambda pair: 0 < pair[0] < pair[1] and 0 < pair[2] < pair[3]))
def test_without_a_zero_nothing_is_added_and_statsmodels_agrees(pair):
    x1, n1, x0, n0 = pair
    theirs = Table2x2([[x1, n1 - x1], [x0, n0 - x0]])
    risk, odds = katz(*pair), woolf(*pair)
    assert [bool(risk.corrected), bool(odds.corrected)] == [False, False]
    assert (float(risk.low), float(risk.high)) == pytest.approx(theirs.riskratio_confint(), rel=1e-9)
    assert (float(odds.low), float(odds.high)) == pytest.approx(theirs.oddsratio_confint(), rel=1e-9)


def test_a_zero_is_corrected_and_told():
    risk = katz([0, 5, 10, 10, 4], [10, 10, 10, 10, 10], [4, 0, 10, 4, 5], [10, 10, 10, 10, 10])
    assert risk.corrected.tolist() == [True, True, True, False, False]
    assert risk.value[0] == pytest.approx((0.5 / 11) / (4.5 / 11))
    assert risk.low[2] < 1 < risk.high[2]  # all of both: one, but not exactly known
    assert woolf([10, 4], 10, [4, 5], 10).corrected.tolist() == [True, False]


def test_unknown_sides_and_impossible_ones():
    assert np.isnan(katz([0, np.nan], [0, 10], 4, 10).value).all()
    with pytest.raises(CountError, match="events is larger than n"):
        woolf(11, 10, 4, 10)


TABLES = np.array([[[12, 40], [8, 60]], [[30, 20], [25, 30]], [[5, 5], [9, 20]]])


def test_one_stratum_is_its_own_odds_ratio_and_the_order_does_not_matter():
    alone = mantel_haenszel(TABLES[:1])
    assert float(alone.value) == pytest.approx(12 * 60 / (40 * 8))
    assert float(mantel_haenszel(TABLES).low) == pytest.approx(float(mantel_haenszel(TABLES[::-1]).low))
    assert float(mantel_haenszel(TABLES).value) == pytest.approx(1 / float(mantel_haenszel(TABLES[:, ::-1]).value))


def test_a_stratum_that_tells_nothing_adds_nothing():
    more = np.concatenate([TABLES, [[[0, 0], [0, 0]], [[3, 0], [7, 0]]]])
    found, without = mantel_haenszel(more), mantel_haenszel(TABLES)
    assert (float(found.value), float(found.low)) == pytest.approx((float(without.value), float(without.low)))
    assert np.isnan(mantel_haenszel([[[3, 0], [7, 0]]]).value)


def test_tables_of_another_shape_stop():
    with pytest.raises(ParameterError, match="shape"):
        mantel_haenszel([[1, 2], [3, 4]])
    with pytest.raises(CountError, match="negative"):
        mantel_haenszel([[[1, 2], [-3, 4]]])

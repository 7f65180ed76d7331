"""Adjusted p-values: order, nesting, what is not tested, and the false findings they let through."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from statsmodels.stats.multitest import multipletests

from ssos_analysis.errors import ParameterError
from ssos_analysis.estimation.multiplicity import benjamini_hochberg, bonferroni, holm

EVERY = [benjamini_hochberg, holm, bonferroni]
families = st.lists(st.floats(0, 1), min_size=1, max_size=40).map(np.array)


@pytest.mark.parametrize("method", EVERY)
@given(p=families, random=st.randoms())
def test_order_never_matters_and_no_p_value_gets_smaller(method, p, random):
    order = list(range(len(p)))
    random.shuffle(order)
    found, other = method(p), method(p[order])
    assert np.array_equal(found.p_value[order], other.p_value)
    assert np.all((found.p_value >= p) & (found.p_value <= 1))
    assert np.all(np.diff(found.p_value[np.argsort(p, kind="stable")]) >= -1e-12)


@settings(max_examples=5)  # each call of theirs collects garbage for a fifth of a second
@given(families)
def test_holm_is_statsmodels_own(p):
    assert holm(p).p_value == pytest.approx(multipletests(p, method="holm")[1])


@given(families, st.floats(0.01, 0.5))
def test_what_bonferroni_finds_holm_finds_and_what_holm_finds_bh_finds(p, level):
    few, more, most = (method(p, level=level).is_found for method in (bonferroni, holm, benjamini_hochberg))
    assert np.all(few <= more)
    assert np.all(more <= most)


@given(families, st.integers(1, 10))
def test_what_is_not_tested_is_not_of_the_family(p, missing):
    found = benjamini_hochberg(np.concatenate([p, np.full(missing, np.nan)]))
    assert np.array_equal(found.p_value[: len(p)], benjamini_hochberg(p).p_value)
    assert np.isnan(found.p_value[len(p) :]).all()
    assert not found.is_found[len(p) :].any()
    assert found.tested_n == len(p)


def test_sixty_comparisons_of_nothing():
    """Methods notes, section 2.6: at 5 percent, three of sixty are expected to be false; one at least in 95 of 100 families."""
    p = np.random.default_rng(14).uniform(size=(2000, 60))
    assert (p < 0.05).sum(axis=1).mean() == pytest.approx(3, abs=0.15)
    assert (p < 0.05).any(axis=1).mean() == pytest.approx(0.954, abs=0.015)
    any_found = np.mean([benjamini_hochberg(family, level=0.10).is_found.any() for family in p])
    assert any_found == pytest.approx(0.10, abs=0.02)


def test_of_what_is_found_a_tenth_is_false():
    random, shares = np.random.default_rng(15), []
    for _ in range(400):
        z = random.normal(size=60) + np.where(np.arange(60) < 20, 3, 0)
        found = benjamini_hochberg(2 * norm.sf(np.abs(z)), level=0.10).is_found
        shares.append(found[20:].sum() / max(found.sum(), 1))
    assert np.mean(shares) == pytest.approx(0.10 * 40 / 60, abs=0.015)


def test_nothing_tested_nothing_found_and_the_impossible_stops():
    empty = holm([np.nan, np.nan])
    assert (empty.tested_n, empty.is_found.any()) == (0, False)
    for wrong in ([0.5, 1.2], [-0.1], [[0.1, 0.2]]):
        with pytest.raises(ParameterError, match="p-values"):
            holm(wrong)
    with pytest.raises(ParameterError, match="p-values"):
        benjamini_hochberg([0.1], level=10)

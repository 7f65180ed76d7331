"""HETOP: scale, sparse groups, bounds, and agreement with V."""

import numpy as np
import pytest
from scipy.stats import norm

from ssos_analysis.errors import CountError, ParameterError
from ssos_analysis.estimation.hetop import fit_hetop
from ssos_analysis.estimation.v_statistic import from_levels

CUTS = np.array([470.0, 500.0, 530.0])


def counts_of(mean, sd, n, random):
    below = norm.cdf((CUTS - np.reshape(mean, (-1, 1))) / np.reshape(sd, (-1, 1)))
    chance = np.diff(np.column_stack([np.zeros(len(below)), below, np.ones(len(below))]), axis=1)
    return np.array([random.multinomial(size, each) for size, each in zip(n, chance, strict=True)])


@pytest.fixture(scope="module")
def made():
    random = np.random.default_rng(5)
    mean, sd, n = random.normal(495, 8, 400), random.uniform(18, 26, 400), random.integers(60, 900, 400)
    return mean, sd, counts_of(mean, sd, n, random)


def test_with_known_cuts_groups_come_out_in_points_with_honest_errors(made):
    mean, sd, counts = made
    found = fit_hetop(counts, CUTS)
    assert np.std((found.mean - mean) / found.mean_error) == pytest.approx(1, abs=0.1)
    assert np.mean((found.mean_low <= mean) & (mean <= found.mean_high)) == pytest.approx(0.95, abs=0.03)
    assert np.std(np.log(found.sd / sd) / found.log_sd_error) == pytest.approx(1, abs=0.12)


def test_a_missing_cut_is_found(made):
    _, _, counts = made
    found = fit_hetop(counts[:60], CUTS[:2])
    assert found.cuts == pytest.approx(CUTS, abs=0.8)
    assert np.array_equal(fit_hetop(counts[:60], [470, 500, np.nan]).cuts, found.cuts)


def test_another_scale_moves_means_with_it_and_order_does_not_matter(made):
    _, _, counts = made
    points, units, reverse = fit_hetop(counts, CUTS), fit_hetop(counts, (CUTS - 500) / 30), fit_hetop(counts[::-1], CUTS)
    assert points.mean == pytest.approx(500 + 30 * units.mean, abs=1e-3)
    assert points.sd == pytest.approx(30 * units.sd, abs=1e-3)
    assert points.mean == pytest.approx(reverse.mean[::-1], abs=1e-6)


def test_a_gap_of_two_groups_is_their_v(made):
    _, _, counts = made
    for first, second in ((0, 1), (2, 3)):
        found = fit_hetop(counts[[first, second]], CUTS[:2]).gap(0, 1)
        assert float(found.value) == pytest.approx(float(from_levels(counts[first], counts[second]).value), abs=1e-4)


def test_standardised_groups_have_the_whole_at_nought_and_one(made):
    _, _, counts = made
    mean, sd = fit_hetop(counts, CUTS).standardised()
    share = counts.sum(axis=1) / counts.sum()
    assert (share * mean).sum() == pytest.approx(0, abs=1e-9)
    assert (share * (sd**2 + mean**2)).sum() == pytest.approx(1)


def test_sparse_groups_borrow_and_one_sided_ones_have_a_bound_only(made):
    _, _, counts = made
    sparse = [[3, 9, 0, 0], [0, 11, 0, 0], [0, 0, 0, 12], [9, 0, 0, 0], [0, 0, 0, 0]]
    found = fit_hetop(np.concatenate([counts, sparse]), CUTS)
    shared = np.exp(np.log(found.sd[:400]).mean())
    assert found.sd[400:402] == pytest.approx(shared)
    assert found.has_borrowed_sd.tolist() == [False] * 400 + [True, True, False, False, False]
    assert 470 <= found.mean[401] <= 500
    assert np.isnan(found.mean[402:]).all()
    assert found.mean_low[402] > 530
    assert (found.mean_high[402], found.mean_low[403]) == (np.inf, -np.inf)
    assert found.mean_high[403] < 470
    assert np.isnan(found.mean_low[404])
    assert found.mean[:400] == pytest.approx(fit_hetop(counts, CUTS).mean, abs=1e-9)


def test_a_group_at_both_ends_borrows_a_spread_and_has_a_mean_among_the_cuts(made):
    found = fit_hetop(np.concatenate([made[2], [[38, 0, 0, 2], [5, 0, 0, 5]]]), CUTS)
    assert found.has_borrowed_sd[-2:].all()
    assert 440 < found.mean[-2] < 470
    assert found.mean[-1] == pytest.approx(500, abs=1e-3)
    assert np.all(found.mean_error[-2:] < 20)


@pytest.mark.parametrize("cuts", [[470], [500, 470], [470, 500, 530, 550], [470, np.nan, np.nan]])
def test_cuts_that_fix_no_scale_stop(cuts):
    with pytest.raises(ParameterError, match="known cuts"):
        fit_hetop([[1, 2, 3, 4], [4, 3, 2, 1]], cuts)


def test_what_cannot_be_stops():
    with pytest.raises(CountError, match="negative"):
        fit_hetop([[1, -2, 3, 4]], CUTS)
    with pytest.raises(ParameterError, match="no group fills three levels"):
        fit_hetop([[1, 2, 0, 0]], CUTS)

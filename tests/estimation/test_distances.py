"""Distances: what a distance is, and scipy's beside them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial import distance

from ssos_analysis.errors import ParameterError
from ssos_analysis.estimation.distances import gower, mahalanobis, robust_scale, shrunk_covariance

tables = st.integers(3, 15).flatmap(
    lambda k: st.lists(st.tuples(*[st.integers(-100, 100)] * 3), min_size=k, max_size=k).map(np.array)
)


def test_mahalanobis_is_scipys():
    random = np.random.default_rng(20)
    table, inverse = random.normal(size=(30, 4)), np.linalg.inv(np.cov(random.normal(size=(50, 4)).T))
    ours = mahalanobis(table[:, None, :], table[None, :, :], inverse)
    assert ours == pytest.approx(distance.cdist(table, table, "mahalanobis", VI=inverse), abs=1e-9)


@given(tables)
def test_gower_is_a_distance_from_nought_to_one_in_any_order_and_unit(table):
    labels = [["a", "b"][int(row[0] > 0)] for row in table]
    found = gower(table, np.reshape(labels, (-1, 1)))
    assert np.all((found >= 0) & (found <= 1 + 1e-12))
    assert np.array_equal(found, found.T)
    assert np.all(np.diag(found) == 0)
    assert gower(table[::-1], np.reshape(labels[::-1], (-1, 1)))[::-1, ::-1] == pytest.approx(found)
    assert gower(32 + 4 * table, np.reshape(labels, (-1, 1))) == pytest.approx(found, abs=1e-6)


def test_gower_compares_what_both_have_and_weighs():
    numbers, labels = [[0, 5], [10, np.nan], [np.nan, np.nan]], [["x"], [None], [None]]
    found = gower(numbers, labels)
    assert found[0, 1] == 1
    assert np.isnan(found[1, 2])
    weighted = gower([[0, 0], [10, 5]], [["x"], ["x"]], weights=[1, 1, 2])
    assert weighted[0, 1] == pytest.approx(0.5)
    with pytest.raises(ParameterError, match="weights of the shape"):
        gower([[0.0], [1.0]], weights=[1, 2])
    with pytest.raises(ParameterError, match="no characteristics"):
        gower()


def test_the_shrunk_covariance_has_an_inverse_and_nears_the_raw_one():
    random = np.random.default_rng(21)
    truth = np.array([[1, 0.7, 0], [0.7, 1, 0], [0, 0, 2.0]])
    few, many = (random.multivariate_normal(np.zeros(3), truth, size=size) for size in (4, 5000))
    assert np.linalg.cond(shrunk_covariance(few)) < np.linalg.cond(np.cov(few.T))
    assert shrunk_covariance(many) == pytest.approx(truth, abs=0.12)
    assert np.linalg.eigvalsh(shrunk_covariance(few[:3]))[0] > 1e-3
    with pytest.raises(ParameterError, match="not known"):
        shrunk_covariance([[1, np.nan], [2, 3]])


def test_a_city_does_not_set_the_scale():
    table = np.array([[1.0, 5], [2, 5], [3, 5], [4, 5], [1000, np.nan]])
    scaled = robust_scale(table)
    assert scaled[:4, 0] == pytest.approx([-1.349, -0.674, 0, 0.674], abs=1e-3)
    assert scaled[:4, 1].tolist() == [0, 0, 0, 0]
    assert np.isnan(scaled[4, 1])


def test_a_matrix_that_is_no_inverse_covariance_stops():
    for wrong in (np.eye(2), np.diag([1, -1, 1]), [1, 2, 3]):
        with pytest.raises(ParameterError, match="inverse covariance"):
            mahalanobis([0, 0, 0], [1, 1, 1], wrong)

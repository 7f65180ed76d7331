"""What an interval allows to be said, when every published figure is rounded."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ssos_analysis.analyses.comparison import against, of_difference, same_period, students_off
from ssos_analysis.estimation.proportions import wilson


def figure(estimate, low, high, *, decimals=0, n=400, counts="published", unusual=""):
    return pd.Series(
        {
            "estimate": estimate, "low": low, "high": high, "decimals": decimals, "denominator": n, "counts": counts,
            "unusual": unusual,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "state", "stands"),
    [
        (28.7, 30.0, 42.0, "below"),
        (50.0, 60.0, 42.0, "above"),
        (22.0, 57.0, 42.0, "not_clear"),
        (42.4, 50.0, 42.0, "not_clear"),  # the state's 42 may be 42.49
        (42.6, 50.0, 42.0, "above"),
        (30.0, 41.6, 42.0, "not_clear"),
        (30.0, 41.4, 42.0, "below"),
        (np.nan, np.nan, 42.0, "no_interval"),
        (28.7, 30.0, np.nan, "missing"),
    ],
)
def test_a_share_from_counts_has_to_clear_the_rounding_of_the_state(low, high, state, stands):
    assert against(figure(29.0, low, high), state, "share") == stands


def test_49_and_50_printed_without_decimals_are_not_told_apart_however_many_students():
    """49 can be 49.49 and 50 can be 49.51."""
    assert against(figure(49.0, 48.9, 49.1), 50.0, "mean") == "not_clear"
    assert against(figure(48.0, 47.9, 48.1), 50.0, "mean") == "below"
    assert against(figure(49.0, 48.9, 49.1, decimals=1), 50.0, "mean") == "below"


def test_counts_rebuilt_from_a_rate_have_to_clear_their_own_rounding_too():
    """79.7 percent of 3,711 is 2,958 students, or two more or fewer: 0.05 points."""
    rebuilt = figure(79.7, 78.4, 80.9, decimals=1, n=3711, counts="reconstructed")
    assert students_off(3711, 1, "reconstructed") == 2
    assert against(rebuilt, 81.0, "share") == "not_clear"
    assert against(rebuilt.replace("reconstructed", "published"), 81.0, "share") == "below"


def test_an_unusual_year_is_shown_but_not_compared():
    assert against(figure(29.0, 28.0, 30.0, unusual="one session"), 42.0, "share") == "unusual"


def test_a_missing_figure_is_missing():
    assert against(figure(np.nan, np.nan, np.nan), 42.0, "share") == "missing"


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.integers(0, 1))
def test_the_true_count_is_within_the_students_that_rounding_can_hide(counts, decimals):
    events, n = counts
    printed = np.round(100 * events / n, decimals)
    assert abs(round(printed * n / 100) - events) <= students_off(n, decimals, "reconstructed")


@given(
    st.integers(10, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.floats(0, 100),
    st.integers(0, 1),
)
def test_no_claim_is_reversed_by_rounding(counts, state, decimals):
    """Whoever knew the unrounded figures would say the same, or more."""
    events, n = counts
    printed = round(100 * events / n, decimals)
    rebuilt = round(printed * n / 100)
    assume(0 <= rebuilt <= n)
    interval = wilson(rebuilt, n)
    stands = against(
        figure(printed, 100 * float(interval.low), 100 * float(interval.high), decimals=decimals, n=n, counts="reconstructed"),
        round(state, decimals),
        "share",
    )
    assert stands != "above" or 100 * events / n > state
    assert stands != "below" or 100 * events / n < state


def test_a_difference_is_clear_only_beyond_its_slack():
    low, high = pd.Series([0.5, 0.5, -9.0, -9.0, -1.0, np.nan]), pd.Series([9.0, 9.0, -0.5, -0.5, 1.0, np.nan])
    slack = pd.Series([0.0, 0.6, 0.0, 0.6, 0.0, 0.0])
    many = pd.Series([500.0] * 6)
    stands = of_difference(low, high, least_n=many, slack=slack)
    assert stands.tolist() == ["above", "not_clear", "below", "not_clear", "not_clear", ""]
    assert of_difference(low, high, least_n=many).tolist() == ["above", "above", "below", "below", "not_clear", ""]


def test_nothing_is_claimed_of_fewer_than_thirty_students():
    low, high = pd.Series([0.5, 0.5, np.nan]), pd.Series([9.0, 9.0, np.nan])
    assert of_difference(low, high, least_n=pd.Series([30.0, 29.0, 29.0])).tolist() == ["above", "too_few", ""]


def test_the_states_figure_is_that_of_the_same_year_and_period():
    state = pd.DataFrame(
        {
            "school_year": [2022, 2023, 2023, 2024],
            "variant": ["march", "end_of_year", "march", "march"],
            "status": ["reported", "reported", "reported", "suppressed"],
            "estimate": [1.0, 2.0, 3.0, 4.0],
            "decimals": [0, 0, 1, 0],
            "source_id": ["a", "b", "c", "d"],
        }
    )
    own = pd.Series({"school_year": 2023, "variant": "march", "decimals": 0})
    assert same_period(state, own) == (3.0, 1, "c")
    for year in (2024, 2021):
        none = same_period(state, own.replace(2023, year))
        assert np.isnan(none.estimate)
        assert (none.decimals, none.source_id) == (0, "")


def test_the_rounding_to_clear_is_that_of_the_states_own_decimals():
    assert against(figure(29.0, 28.0, 41.8), 42.0, "share") == "not_clear"
    assert against(figure(29.0, 28.0, 41.8), 42.0, "share", other_decimals=1) == "below"


@pytest.mark.parametrize(("n", "stands"), [(29, "too_few"), (30, "below")])
def test_under_30_students_nothing_is_claimed(n, stands):
    assert against(figure(10.0, 1.8, 40.4, n=n), 60.0, "share") == stands
    assert against(figure(10.0, 1.8, 40.4, n=n), 60.0, "mean") == stands

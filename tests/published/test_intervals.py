"""Intervals pinned to figures others have published.

Newcombe's figures were recalled from the papers and agree, to every printed digit, with two independent
computations; Public Health England's are the expected values of its own test data.
"""

import pytest

from ssos_analysis.estimation.differences import newcombe
from ssos_analysis.estimation.means import PERCENTILE_SD, mean_growth_percentile_interval
from ssos_analysis.estimation.proportions import wilson

# Newcombe RG (1998), Two-sided confidence intervals for the single proportion, Stat Med 17:857-872, Table I, method 3
NEWCOMBE_SINGLE = [(81, 263, 0.2553, 0.3662), (0, 20, 0.0000, 0.1611)]

# PHEindicatormethods (R), tests/testthat: testdata_Proportion.xlsx, testdata_Byars_Wilson.xlsx; 0.998: outer limit of a funnel
PUBLIC_HEALTH_ENGLAND = [
    (65, 100, 0.95, 0.552544, 0.736358),
    (65, 100, 0.998, 0.495495, 0.778354),
    (9856, 12345, 0.95, 0.791210, 0.805364),
    (222, 3215, 0.998, 0.056471, 0.084184),
]

# Newcombe RG (1998), Interval estimation for the difference between independent proportions, Stat Med 17:873-890, Table II,
# method 10: students with the outcome and students, group then reference; difference, low, high
NEWCOMBE_DIFFERENCE = [
    (56, 70, 48, 80, 0.2000, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.6000, 0.1705, 0.8090),
    (10, 10, 0, 10, 1.0000, 0.6075, 1.0000),
    (0, 10, 0, 10, 0.0000, -0.2775, 0.2775),
    (5, 56, 0, 29, 0.0893, -0.0381, 0.1926),
]


@pytest.mark.parametrize(("events", "n", "low", "high"), NEWCOMBE_SINGLE)
def test_wilson_matches_newcombes_table_of_single_proportions(events, n, low, high):
    interval = wilson(events, n)
    assert (round(float(interval.low), 4), round(float(interval.high), 4)) == (low, high)


@pytest.mark.parametrize(("events", "n", "confidence", "low", "high"), PUBLIC_HEALTH_ENGLAND)
def test_wilson_matches_public_health_england(events, n, confidence, low, high):
    interval = wilson(events, n, confidence=confidence)
    assert float(interval.low) == pytest.approx(low, abs=1e-6)
    assert float(interval.high) == pytest.approx(high, abs=1e-6)


@pytest.mark.parametrize(("events", "n", "reference_events", "reference_n", "value", "low", "high"), NEWCOMBE_DIFFERENCE)
def test_newcombe_matches_his_table_of_differences(events, n, reference_events, reference_n, value, low, high):
    gap = newcombe(events, n, reference_events, reference_n)
    assert [round(float(figure), 4) for figure in (gap.value, gap.low, gap.high)] == [value, low, high]


def test_the_gap_of_the_methods_notes():
    """The project's methods notes, section 1.2: 20 of 90 against 209 of 410 is -28.8 points, -37.5 to -18.0."""
    gap = newcombe(20, 90, 209, 410)
    assert [round(100 * float(figure), 1) for figure in (gap.value, gap.low, gap.high)] == [-28.8, -37.5, -18.0]


def test_zero_of_twenty_is_not_known_exactly():
    """The methods notes, rule 2: where the textbook (Wald) interval says 0 plus and minus 0, Wilson says 0 to 16.1 percent."""
    interval = wilson(0, 20)
    assert (float(interval.low), round(100 * float(interval.high), 1)) == (0.0, 16.1)


@pytest.mark.parametrize(("n", "reach"), [(20, 12.5), (100, 5.6), (400, 2.8)])
def test_the_reach_of_a_mean_growth_percentile(n, reach):
    """The methods notes, section 2.2: standard error 28.6 over the root of n."""
    interval = mean_growth_percentile_interval(50, n)
    assert round(PERCENTILE_SD, 1) == 28.6
    assert round(50 - float(interval.low), 1) == reach
    assert round(float(interval.high) - 50, 1) == reach

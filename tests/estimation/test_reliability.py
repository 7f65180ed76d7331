"""The presentation rules, at their edges."""

import numpy as np
import pytest
from drawn_counts import counts
from hypothesis import given

from ssos_analysis.errors import CountError
from ssos_analysis.estimation.exact_proportions import clopper_pearson
from ssos_analysis.estimation.reliability import needs_caution, proportion_reliability, rate_reliability


@given(counts)
def test_the_rule_as_the_standard_words_it(count):
    events, n = count
    found, exact = proportion_reliability(events, n), clopper_pearson(events, n)
    width = float(exact.high - exact.low)
    if n < 30 or width >= 0.30:
        expected = "withhold"
    elif events in (0, n):
        expected = "review"
    elif width > 0.05 and width / (events / n) > 1.30:
        expected = "withhold"
    else:
        expected = "present"
    assert str(found.decision) == expected
    complement = proportion_reliability(n - events, n)
    if expected == "present":
        assert bool(found.has_footnote) is (str(complement.decision) == "withhold")
    else:
        assert not found.has_footnote


def test_unknown_counts_are_withheld():
    found = proportion_reliability([np.nan, 0], [100, 0])
    assert found.decision.tolist() == ["withhold", "withhold"]


def test_rates_need_ten_events_ten_persons_and_a_narrow_interval():
    found = rate_reliability([9, 10, 10, 200, np.nan], [1000, 1000, 9, 5000, 1000])
    assert found.decision.tolist() == ["withhold", "present", "withhold", "present", "withhold"]
    assert not found.has_footnote.any()


def test_the_caution_band():
    """10 to 29 students; from 30 on an interval of 0.20 to 0.30."""
    assert needs_caution([3, 3, 10, 20, 50, 500], [9, 10, 29, 60, 100, 1000]).tolist() == [False, True, True, True, True, False]
    assert needs_caution(15, 30) == False  # noqa: E712  (a numpy truth value; too wide, so the rule above withholds it)


def test_the_impossible_stops():
    with pytest.raises(CountError, match="larger than n"):
        proportion_reliability(11, 10)
    with pytest.raises(CountError, match="negative"):
        rate_reliability(-1, 10)

"""Figures the project's methods notes computed with R or by a second implementation, beyond the vectors."""

import json
from pathlib import Path

import numpy as np
import pytest

from ssos_analysis.estimation.differences import newcombe
from ssos_analysis.estimation.effect_sizes import cohens_h
from ssos_analysis.estimation.exact_proportions import jeffreys
from ssos_analysis.estimation.gap_scales import gap_scales
from ssos_analysis.estimation.ranks import rank_sets
from ssos_analysis.estimation.ratios import katz
from ssos_analysis.estimation.score_differences import miettinen_nurminen
from ssos_analysis.estimation.shrinkage import BetaPrior, beta_posterior


def test_one_gap_on_every_scale():
    """Section 1.2: 20 of 90 against 209 of 410."""
    gap = gap_scales(20, 90, 209, 410)
    assert [round(float(each), 3) for each in (gap.ratio.value, gap.ratio.low, gap.ratio.high)] == [0.436, 0.293, 0.649]
    assert round(float(cohens_h(209 / 410, 20 / 90)), 2) == 0.61
    assert round(-float(gap.logit.value), 2) == 1.29
    assert round(100 * float(gap.points.value), 1) == -28.8


# Section 2.2: pairs of counts on which statsmodels' score interval raises
RAISED_ELSEWHERE = [(9, 10, 3, 10), (0, 10, 0, 10), (0, 12, 3, 30), (1, 5, 20, 20)]


def test_miettinen_nurminen_where_a_library_fails():
    found = miettinen_nurminen(*np.array(RAISED_ELSEWHERE).T)
    assert [round(float(found.low[0]), 4), round(float(found.high[0]), 4)] == [0.1700, 0.8406]
    assert np.all((found.low < found.value) & (found.value < found.high))


def test_jeffreys_of_none_begins_at_nought():
    """Section 2.2: a library prints 2.4e-5."""
    assert float(jeffreys(0, 20).low) == 0
    assert float(jeffreys(20, 20).high) == 1


def test_shrinkage_of_the_notes():
    """Section 2.4: prior size 30 and mean .42."""
    shrunk = beta_posterior([3, 9, 60], [12, 12, 240], BetaPrior(0.42 * 30, 0.58 * 30, "given"))
    assert [round(100 * float(value)) for value in shrunk.value] == [37, 51, 27]


def test_rank_sets_of_pisa_2018():
    """Section 6, R csranks: Germany's rank is 15, its set 10 to 24; the United States' 31, 25 to 31. Monte Carlo: within one."""
    cases = json.loads(Path(__file__).with_name("methods.json").read_text("utf-8"))["vectors"]
    pisa = next(case["inputs"] for case in cases if case["id"] == "rankci-pisa-germany")
    sets = rank_sets(pisa["estimate"], pisa["se"], only=[12, 37], draws=20_000)
    assert sets.rank.tolist() == [15, 31]
    assert sets.low.tolist() == pytest.approx([10, 25], abs=1)
    assert sets.high.tolist() == pytest.approx([24, 31], abs=1)


def test_a_rare_outcome_makes_a_large_ratio_of_a_small_difference():
    """Section 1.6: 1 of 40 is ten times 1 of 400."""
    assert float(katz(1, 40, 1, 400).value) == pytest.approx(10)
    assert float(newcombe(1, 40, 1, 400).value) < 0.025

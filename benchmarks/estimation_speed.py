"""How long the estimates of one million cells take: Wilson intervals, Newcombe differences and Benjamini-Hochberg.

    python benchmarks/estimation_speed.py [CELLS]      (default: 1,000,000)

The three together have the goal of 2 seconds for a million cells: they are what every cell of a state-wide run gets. The other
methods that take arrays are timed below them, each alone. Seconds by the clock and of the processor: where others use the
machine the clock runs longer. Libraries are loaded before.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

import numpy as np

from ssos_analysis.estimation.differences import newcombe
from ssos_analysis.estimation.effect_sizes import h_p_value
from ssos_analysis.estimation.exact_proportions import clopper_pearson, jeffreys
from ssos_analysis.estimation.multiplicity import benjamini_hochberg
from ssos_analysis.estimation.poisson import count_interval
from ssos_analysis.estimation.proportions import wilson
from ssos_analysis.estimation.ratios import katz
from ssos_analysis.estimation.score_differences import miettinen_nurminen, score_p_value
from ssos_analysis.estimation.v_statistic import from_levels

GOAL_S = 2.0  # for a million cells
MILLION = 1_000_000


def main(arguments: list[str]) -> int:
    """Print a line for each method; 1 if the three miss the goal."""
    cells = int(arguments[0]) if arguments else MILLION
    random = np.random.default_rng(20261126)
    n, reference_n = random.integers(10, 2000, cells), random.integers(10, 2000, cells)
    events, reference_events = random.binomial(n, 0.4), random.binomial(reference_n, 0.45)
    sides = (events, n, reference_events, reference_n)
    p = h_p_value(*sides)
    levels = random.multinomial(n[: cells // 100], [0.2, 0.4, 0.3, 0.1])
    reference_levels = random.multinomial(reference_n[: cells // 100], [0.1, 0.35, 0.4, 0.15])
    benjamini_hochberg([0.01, 0.5])  # what a first call sets up is not timed

    print(f"{cells:,} cells; load of the machine {os.getloadavg()[0]:.1f}")
    goal = GOAL_S * cells / MILLION
    three = [
        timed("Wilson intervals", lambda: wilson(events, n)),
        timed("Newcombe differences", lambda: newcombe(*sides)),
        timed("Benjamini-Hochberg", lambda: benjamini_hochberg(p)),
    ]
    print(f"{'the three together':<36}{sum(three):6.2f} s   goal {goal:g} s")
    timed("p-values from h", lambda: h_p_value(*sides))
    timed("score p-values", lambda: score_p_value(*sides))
    timed("Miettinen-Nurminen differences", lambda: miettinen_nurminen(*sides))
    timed("Katz ratios", lambda: katz(*sides))
    timed("counts, exact below ten and Byar", lambda: count_interval(events))
    timed("Clopper-Pearson intervals", lambda: clopper_pearson(events, n))
    timed("Jeffreys intervals", lambda: jeffreys(events, n))
    timed(f"V from levels ({len(levels):,} cells)", lambda: from_levels(levels, reference_levels))
    return 0 if sum(three) <= goal else 1


def timed(name: str, call: Callable[[], object]) -> float:
    """Print how long a call takes, and answer it, in seconds by the clock."""
    begun, begun_cpu = time.perf_counter(), time.process_time()
    call()
    seconds, cpu = time.perf_counter() - begun, time.process_time() - begun_cpu
    print(f"{name:<36}{seconds:6.2f} s   {cpu:6.2f} s of processor")
    return seconds


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""How long the state-wide quantities of 100, 200 and 400 districts take, and what a notebook's own statistics take after that.

    python benchmarks/statewide.py [STORE]

Without a store: invented districts, twelve student groups, eleven years, five measures of graduation and achievement, handed to
the same pure functions (spreads, changes, expectations, peers). With one: the whole build of that store, read from disk. Seconds
by the clock and of the processor: where others use the machine the clock runs longer. The goals: 400 districts in 60 seconds,
no more than four times what 100 take; an analysis of a notebook in 100 ms.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ssos_analysis import analyses
from ssos_analysis.choices import peer_rules
from ssos_analysis.measures.registry import MEASURES, measure
from ssos_analysis.measures.statewide_tables import BY_MEASURE, Statewide, empty_frame
from ssos_analysis.measures.table import measure_table
from ssos_analysis.parameters import series_breaks
from ssos_analysis.schemas.tables import TABLES
from ssos_analysis.sources.store import Store
from ssos_analysis.statewide import of_measure, quantities
from ssos_analysis.statewide.peer_sets import peer_sets
from ssos_analysis.vocabulary.student_groups import GROUPS

GOAL_S, GOAL_MS = 60.0, 100.0
STUDIED = (
    "four_year_graduation_pct",
    "five_year_graduation_pct",
    "ela_3_8_meeting_pct",
    "math_3_8_meeting_pct",
    "ela_3_8_growth_sgp",
)
GROUP_IDS = list(GROUPS)[:12]
YEARS = range(2015, 2026)
SCHOOLS = 5  # of a district


def main(arguments: list[str]) -> int:
    """Print a line for each size; 1 if a goal is missed."""
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    if arguments:
        store = Store.open(Path(arguments[0]))
        many = (store.organizations()["org_level"] == "district").sum()
        seconds, _ = timed(f"{many} districts of {Path(arguments[0]).name}", lambda: quantities(store, MEASURES.values()))
        return int(seconds > GOAL_S)
    took: dict[int, float] = {}
    for districts in (100, 200, 400):
        rows, who, places = synthetic(districts)
        took[districts], made = timed(f"{districts} invented districts", partial(whole, rows, who, places))
    print(f"400 took {took[400] / took[100]:.1f} times as long as 100; goal {GOAL_S:g} s")
    slowest = notebook(made, rows["four_year_graduation_pct"])
    return int(took[400] > GOAL_S or slowest > GOAL_MS)


def timed(name: str, work: Callable[[], Any]) -> tuple[float, Any]:
    """Run, print, and return the processor's seconds with the answer."""
    clock, processor = time.perf_counter(), time.process_time()
    answer = work()
    used = time.process_time() - processor
    print(f"{name:<36}{time.perf_counter() - clock:7.1f} s by the clock {used:7.1f} s of the processor")
    return used, answer


def whole(rows: dict[str, pd.DataFrame], who: pd.DataFrame, places: pd.DataFrame) -> Statewide:
    """All frames of the invented districts."""
    made = [of_measure(measure(name), held, who, series_breaks()) for name, held in rows.items()]
    frames = {name: pd.concat([one.get(name, empty_frame(name)) for one in made], ignore_index=True) for name in BY_MEASURE}
    return Statewide(**frames, peers=peer_sets([places] * 3, peer_rules()), context=places)


def notebook(made: Statewide, rows: pd.DataFrame) -> float:
    """The milliseconds of the slowest analysis that reads state-wide quantities; the second of two runs of each."""
    code = made.peers["org_code"].iloc[0]
    own = rows[rows["org_code"].str.startswith(code[:4])]
    mine = made.expectations["org_code"].str.startswith(code[:4])
    made = replace(made, expectations=made.expectations[mine])  # as a brief loads them
    table = measure_table(measure(STUDIED[0]), own, series_breaks(), district_code=code, district_name="One", through=2025)
    slowest = 0.0
    for name, ask in {
        "peers": lambda: analyses.peers(made, district_code=code, district_name="One"),
        "peer figures": lambda: analyses.peer_figures(table, made),
        "better where weakest": lambda: analyses.better_where_weakest([table], made),
        "goal realism": lambda: analyses.goal_realism(table, made, target=99.0, target_year=2028),
        "bright spots": lambda: analyses.bright_spots([table], made),
    }.items():
        ask()
        begun = time.perf_counter()
        ask()
        took = 1000 * (time.perf_counter() - begun)
        slowest = max(slowest, took)
        print(f"{name:<36}{took:7.0f} ms by the clock, goal {GOAL_MS:g} ms")
    return slowest


def synthetic(districts: int) -> tuple[dict[str, pd.DataFrame], pd.DataFrame, pd.DataFrame]:
    """Tidy rows of the studied measures, the schools' composition, and the districts' context."""
    source = np.random.default_rng(20261126)
    codes = [f"{9501 + place % 100 + 100 * (place // 100):04d}0000" for place in range(districts)]
    every = [*codes, *(f"{code[:4]}{5 + school:04d}" for code in codes for school in range(SCHOOLS))]
    grid = pd.MultiIndex.from_product([every, YEARS, GROUP_IDS], names=["org_code", "school_year", "student_group"])
    place = np.repeat(source.normal(0, 0.5, len(every)), len(YEARS) * len(GROUP_IDS))
    base = grid.to_frame(index=False).assign(org_name="Invented", publication="invented", source_id="i" * 12, source_row=1)
    base["org_level"] = np.where(base["org_code"].str.endswith("0000"), "district", "school")
    rows = {}
    for name in STUDIED:
        about = measure(name)
        n = source.integers(20, 600, len(base)).astype(float)
        events = source.binomial(n.astype(int), 1 / (1 + np.exp(-place - source.normal(0.5, 0.2, len(base)))))
        held = base.assign(**about.where)
        value = np.round(100 * events / n, 1) if about.kind == "share" else np.round(50 + source.normal(0, 8, len(base)), 1)
        held = held.assign(**{about.value: value, f"{about.value}__status": "reported", f"{about.value}__decimals": 1})
        held[about.denominator] = n
        if about.numerator:
            held[about.numerator] = events.astype(float)
        rows[name] = held[[column for column in held.columns if column in TABLES[about.table].names]]
    schools = base[(base["org_level"] == "school") & (base["student_group"] == GROUP_IDS[0])][["org_code", "school_year"]]
    who = schools.assign(
        low_income=source.uniform(5, 90, len(schools)), english_learners=source.uniform(0, 30, len(schools)),
        students_with_disabilities=source.normal(18, 4, len(schools)),
    )  # fmt: skip
    need = source.uniform(0, 1, districts)
    places = pd.DataFrame({"org_code": codes, "org_name": "Invented", "school_year": 2025, "stratum": "all_grades",
                           "students_n": np.exp(source.normal(7.5, 1, districts)), "source_id": "i" * 12})  # fmt: skip
    places = places.assign(
        ln_students=np.log(places["students_n"]), low_income_pct=80 * need,
        english_learners_pct=20 * need + source.uniform(0, 5, districts),
        disabilities_pct=source.normal(19, 3, districts), high_school_pct=source.normal(30, 2, districts),
        churn_pct=5 + 10 * need + source.normal(0, 1, districts),
    )  # fmt: skip
    return rows, who, places


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

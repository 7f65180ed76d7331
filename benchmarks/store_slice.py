"""How long one district's slice takes, table by table: median and slowest, in milliseconds. Goal: a median of 15 ms at most.

python benchmarks/store_slice.py [STORE]      (default: SSOS_STORE, else data/store in the clone)
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

from ssos_analysis.sources.store import Store

GOAL_MS = 15.0
DISTRICTS = 60


def main(arguments: list[str]) -> int:
    """Print a line for each table; 1 if a median misses the goal."""
    store = Store.open(Path(arguments[0]) if arguments else None)
    listed = store.organizations()
    districts = listed[listed["org_level"] == "district"].sort_values("students_n", ascending=False)["org_code"].tolist()
    # the largest ten, then districts of every size, in an order that does not favour neighbours in one file
    chosen = (districts[:10] + districts[10 :: max(1, len(districts) // DISTRICTS)])[:DISTRICTS]
    print(f"{'table':22}{'rows':>10}{'median ms':>12}{'slowest ms':>12}{'rows a slice':>14}")
    worst = 0.0
    for table, rows in store.rows().items():
        if not rows:
            continue
        taken, lengths = [], []
        for code in chosen:
            begun = time.perf_counter()
            lengths.append(len(store.slice(table, code)))
            taken.append(1000 * (time.perf_counter() - begun))
        median = statistics.median(taken)
        worst = max(worst, median)
        print(f"{table:22}{rows:>10,}{median:>12.1f}{max(taken):>12.1f}{statistics.median(lengths):>14.0f}")
    print(f"slowest median {worst:.1f} ms over {len(chosen)} districts; goal {GOAL_MS:g} ms")
    return 0 if worst <= GOAL_MS else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

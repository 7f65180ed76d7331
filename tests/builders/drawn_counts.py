"""Counts that hypothesis draws: students with an outcome among students, alone or in columns."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

# students with the outcome, students counted
counts = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
# a group and its reference: events, n, reference_events, reference_n
pairs = st.tuples(counts, counts).map(lambda both: (*both[0], *both[1]))
# the same for several cells, as four columns
columns_of_pairs = st.lists(pairs, min_size=1, max_size=12).map(lambda rows: np.array(rows).T)


def shuffled(length: int, random: object) -> list[int]:
    """Places 0 to length - 1 in another order."""
    order = list(range(length))
    random.shuffle(order)  # type: ignore[attr-defined]
    return order

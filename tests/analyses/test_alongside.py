"""A left join of small tables gives what merge gives."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from ssos_analysis.analyses.alongside import alongside

KEYS = st.tuples(st.sampled_from(["a", "b", "c"]), st.integers(2019, 2022))


@given(own=st.lists(KEYS, max_size=8), other=st.lists(KEYS, unique=True, max_size=8))
def test_rows_stand_beside_those_of_the_same_keys(own: list[tuple[str, int]], other: list[tuple[str, int]]) -> None:
    rows = pd.DataFrame(own, columns=["group", "year"])
    rows.index = pd.Index([10 * place for place in range(len(own))])
    values = pd.DataFrame(other, columns=["group", "year"]).assign(figure=[float(place) for place in range(len(other))])
    beside = alongside(rows, values, on=("group", "year"))
    found = dict(zip(other, values["figure"], strict=True))
    assert list(beside.columns) == ["figure"]
    assert list(beside.index) == list(range(len(own)))
    assert [None if figure != figure else figure for figure in beside["figure"]] == [found.get(key) for key in own]

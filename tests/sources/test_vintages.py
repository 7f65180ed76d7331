"""Of rows that overlap the same ones are kept, in whatever order their files come."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ssos_analysis.errors import SourceError
from ssos_analysis.provenance import SourceUse
from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.reader import ReadTable
from ssos_analysis.sources.vintages import HeldRows

TABLE = TABLES["accountability"]
ABSENT, BLANK = "absent", "blank"


def a_file(name: str, vintage: str, cells: dict[str, dict[str, Any]]) -> ReadTable:
    """An accountability report of 2019: code -> its values; a value that is not named is one the file says nothing of."""
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    use = SourceUse(sha256[:12], sha256, name, "Sheet1", "accountability", "Accountability Report", "A title", vintage, "")
    made = []
    for number, (code, values) in enumerate(cells.items(), start=3):
        row: dict[str, Any] = {"org_code": code, "org_name": code, "org_level": "district", "school_year": 2019}
        for column in TABLE.values:
            value = values.get(column.name, ABSENT)
            is_value = value not in (ABSENT, BLANK)
            row[column.name] = value if is_value else None
            row[f"{column.name}__status"] = {ABSENT: "not_reported", BLANK: "suppressed"}.get(value, "reported")
            row[f"{column.name}__text"] = str(value) if is_value else None
            row[f"{column.name}__decimals"] = 0
        made.append({**row, "publication": "accountability", "source_id": use.source_id, "source_row": number})
    rows = pd.DataFrame(made, columns=list(TABLE.names))
    rows = rows.astype({column.name: "float64" for column in TABLE.values if column.kind != "text"})
    return ReadTable("accountability", pa.Table.from_pandas(rows, preserve_index=False), use)


def kept(files: list[ReadTable]) -> list[tuple[Any, ...]]:
    """What is held after adding the files in this order: code, targets, classification, file."""
    held = HeldRows()
    for file in files:
        held.add([file])
    rows = held.table("accountability").sort_values("org_code").astype(object)
    columns = ["org_code", "targets_pct", "classification", "source_id"]
    return [tuple(None if pd.isna(cell) else cell for cell in row) for row in rows[columns].to_numpy()]


cells = st.dictionaries(
    st.sampled_from(["00010000", "00350000", "02810000"]),
    st.fixed_dictionaries(
        {
            "targets_pct": st.sampled_from([ABSENT, BLANK, 40.0, 41.0]),
            "classification": st.sampled_from([ABSENT, "Requiring assistance"]),
        }
    ),
    min_size=1,
)


@settings(max_examples=30)
@given(contents=st.lists(cells, min_size=2, max_size=4), data=st.data())
def test_vintages_of_different_days_settle_alike_in_any_order(contents, data):
    files = [a_file(f"{day}.csv", f"2020-01-0{day}", content) for day, content in enumerate(contents, start=1)]
    assert kept(files) == kept(data.draw(st.permutations(files)))


@settings(max_examples=30)
@given(contents=st.lists(cells, min_size=2, max_size=4), data=st.data())
def test_files_that_agree_settle_alike_in_any_order_with_vintages_or_without(contents, data):
    told: dict[str, Any] = {}
    for content in contents:  # the first file that says something of a place is not contradicted later
        for code, values in content.items():
            first = told.setdefault(code, values["targets_pct"])
            if ABSENT not in (first, values["targets_pct"]):
                values["targets_pct"] = first
            elif first == ABSENT:
                told[code] = values["targets_pct"]
    days = data.draw(st.lists(st.sampled_from(["", "2020-01-01", "2020-01-02"]), min_size=len(contents), max_size=len(contents)))
    files = [a_file(f"{n}.csv", day, content) for n, (day, content) in enumerate(zip(days, contents, strict=True))]
    assert kept(files) == kept(data.draw(st.permutations(files)))


@settings(max_examples=30)
@given(one=cells, other=cells, days=st.sampled_from([("", ""), ("2020-01-01", ""), ("", "2020-01-01"), ("2020-01-01",) * 2]))
def test_a_contradiction_that_nothing_dates_is_refused_and_leaves_all_as_it_was(one, other, days):
    first, second = a_file("one.csv", days[0], one), a_file("other.csv", days[1], other)
    said = [(one[code]["targets_pct"], other[code]["targets_pct"]) for code in one.keys() & other.keys()]
    contradictions = [pair for pair in said if ABSENT not in pair and pair[0] != pair[1]]
    assume(contradictions)
    held = HeldRows()
    held.add([first])
    before = held.table("accountability")
    with pytest.raises(SourceError) as told:
        held.add([second])
    assert f"{len(contradictions)} cells in {len(contradictions)} rows differ from one.csv" in told.value.what
    pd.testing.assert_frame_equal(held.table("accountability"), before)
    assert [use.file for use in held.sources()] == ["one.csv"]


def test_what_overlaps_is_counted():
    older = a_file("older.csv", "2020-01-01", {code: {"targets_pct": 40.0} for code in ("00010000", "00350000", "02810000")})
    newer = a_file(
        "newer.csv",
        "2020-02-01",
        {"00010000": {"targets_pct": 40.0}, "00350000": {"targets_pct": 41.0, "classification": "x"}, "03080000": {}},
    )
    held = HeldRows()
    assert held.add([older]) == []
    (overlap,) = held.add([newer])
    assert (overlap.repeated_rows, overlap.restated_rows, overlap.restated_cells, overlap.is_newer) == (1, 1, 1, True)
    rows = held.table("accountability").set_index("org_code")
    newer_id = newer.source.source_id
    assert (rows["source_id"] == newer_id).to_dict() == {"02810000": False, "00010000": True, "00350000": True, "03080000": True}
    assert rows.loc["00350000", "targets_pct"] == 41.0


def test_a_file_read_anew_takes_the_place_of_what_it_said_before():
    before = a_file("one.csv", "", {"00010000": {"targets_pct": 40.0}, "00350000": {"targets_pct": 50.0}})
    after = a_file("one.csv", "2020-01-01", {"00010000": {"targets_pct": 45.0}})
    assert kept([before, after]) == kept([after])
    assert np.isclose(kept([after])[0][1], 45.0)

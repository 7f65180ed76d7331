"""What a newer vintage changed is listed, value by value, as long as the newer file is in the store."""

from __future__ import annotations

import pandas as pd
import pytest

from ssos_analysis.sources import restatements
from ssos_analysis.sources.importing import import_paths
from ssos_analysis.sources.reader import Declared
from ssos_analysis.sources.restatements import ORDER, RESTATED_COLUMNS, RESTATED_SCHEMA, all_restated
from ssos_analysis.sources.store import Store

RATE = 2  # the column of the attendance rate


@pytest.fixture
def vintages(csv_file, attendance_rows):
    """A report, and its newer vintage: Boston's rate restated, Abington's now hidden."""
    newer = [list(row) for row in attendance_rows]
    newer[2][RATE], newer[3][RATE] = " ", "  92.4"
    return csv_file(attendance_rows, "older.csv"), csv_file(newer, "newer.csv")


@pytest.mark.parametrize("is_newer_first", [False, True])
def test_each_value_that_changed_is_listed_in_either_order(vintages, is_newer_first, tmp_path):
    store = tmp_path / "store"
    said = dict(zip(vintages, ("2019-11-01", "2020-02-01"), strict=True))
    for path in reversed(vintages) if is_newer_first else vintages:
        import_paths(store, [path], Declared(vintage=said[path]))
    found = Store.open(store).restated()
    assert list(found.columns) == list(RESTATED_COLUMNS)
    boston = found[found["org_code"] == "00350000"]
    assert boston.to_dict("records") == [
        {
            "table": "attendance", "publication": "attendance", "org_code": "00350000", "org_name": "Boston",
            "school_year": 2018, "student_group": "all_students", "keys": boston["keys"].iloc[0],
            "column": "attendance_rate_pct", "before": "92.0", "after": "92.4", "older_file": "older.csv",
            "newer_file": "newer.csv", "older_vintage": "2019-11-01", "newer_vintage": "2020-02-01",
        }
    ]  # fmt: skip
    assert set(found["org_code"]) <= {"00010000", "00350000"}  # what stayed as it was is not listed


def test_the_list_says_nothing_of_the_state_of_the_store(vintages, tmp_path):
    """Which older vintage a newer one met depends on the order; what is held does not."""
    older, newer = vintages
    for name, order in (("one", (older, newer)), ("other", (newer, older))):
        for path in order:
            import_paths(tmp_path / name, [path], Declared(vintage="2019-11-01" if path == older else "2020-02-01"))
    assert Store.open(tmp_path / "one").fingerprint() == Store.open(tmp_path / "other").fingerprint()


def test_a_store_in_which_nothing_was_restated_has_an_empty_list(csv_file, attendance_rows, tmp_path):
    import_paths(tmp_path / "store", [csv_file(attendance_rows)])
    found = Store.open(tmp_path / "store").restated()
    assert found.empty
    assert list(found.columns) == list(RESTATED_COLUMNS)


def rows(n: int, newer: str, vintage: str) -> pd.DataFrame:
    """Restated values of n districts by one newer file."""
    row = dict.fromkeys(RESTATED_SCHEMA.names, "x") | {"newer_source_id": newer, "newer_vintage": vintage, "school_year": 2018}
    return pd.DataFrame([row | {"org_code": f"{number:04d}0000"} for number in range(n)])


def test_values_of_files_that_are_gone_go_and_each_value_stands_once():
    held = pd.concat([rows(3, "gone", "2020-01-01"), rows(2, "here", "2021-01-01")], ignore_index=True)
    found = all_restated(held, [rows(3, "here", "2021-01-01")], {"here"})
    assert sorted(found["org_code"]) == ["00000000", "00010000", "00020000"]
    assert set(found["newer_source_id"]) == {"here"}


def test_the_newest_are_kept_where_there_are_too_many(monkeypatch):
    monkeypatch.setattr(restatements, "MOST_RESTATED", 4)
    found = all_restated(rows(3, "old", "2020-01-01"), [rows(3, "new", "2021-01-01")], {"old", "new"})
    assert found["newer_source_id"].tolist() == ["new", "new", "new", "old"]
    assert set(ORDER) <= set(found.columns)

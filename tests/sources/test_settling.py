"""However the rows of a state are cut into pages, districts and processes, the store comes out the same."""

from __future__ import annotations

import json
import os
import sys
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssos_analysis.schemas.columns import PROVENANCE_COLUMNS
from ssos_analysis.sources import generations, merging, settling, shared_work, spills
from ssos_analysis.sources.import_report import Outcome
from ssos_analysis.sources.importing import import_paths
from ssos_analysis.sources.reader import Declared
from ssos_analysis.sources.spills import read_spill, write_spill
from ssos_analysis.sources.store import Store

CODES = ["00000000", "00010000", "00010505", "00350000", "00350560", "02810000", "39010000"]
ROWS = [
    {"sy": year, "org_code": code, "org_name": f"Place {code}", "attend_period": "End of Year", "stu_grp": group}
    | {"attend_rate": f"0.{90 + place}", "pct_chron_abs_10": f"0.{20 + place}"}
    for place, code in enumerate(CODES)
    for year in ("2023", "2024")
    for group in ("All Students", "High Needs")
]


def page(path: Path, records: list[dict[str, str]]) -> Path:
    path.write_text(json.dumps(records), "utf-8")
    return path


def rows_of(store: Path) -> pd.DataFrame:
    """The rows, without where they came from."""
    return Store.open(store).table("attendance").drop(columns=list(PROVENANCE_COLUMNS))


@settings(max_examples=15)
@given(order=st.permutations(ROWS), cuts=st.lists(st.integers(1, len(ROWS) - 1), max_size=4, unique=True))
def test_any_split_of_rows_over_pages_gives_the_same_rows(order, cuts, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    import_paths(folder / "whole", [page(folder / "whole.json", ROWS)])
    places = [0, *sorted(cuts), len(order)]
    pages = [page(folder / f"{start}.json", order[start:end]) for start, end in pairwise(places)]
    report = import_paths(folder / "cut", pages)
    assert report.exit_code == 0
    pd.testing.assert_frame_equal(rows_of(folder / "cut"), rows_of(folder / "whole"))


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")
def test_small_pieces_in_two_processes_give_the_same_bytes(tmp_path, monkeypatch):
    pages = [page(tmp_path / f"{start}.json", ROWS[start : start + 9]) for start in range(0, len(ROWS), 9)]
    import_paths(tmp_path / "one", pages)
    monkeypatch.setattr(settling, "_ROWS_TOGETHER", 1)
    monkeypatch.setattr(spills, "_ROWS_IN_PIECE", 2)
    monkeypatch.setattr(shared_work, "LEAST_BYTES", 0)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    import_paths(tmp_path / "many", pages)
    assert Store.open(tmp_path / "many").fingerprint() == Store.open(tmp_path / "one").fingerprint()


def test_the_width_of_buckets_follows_the_rows_that_are_kept(tmp_path, monkeypatch):
    """Repeated rows are kept once: a table that only seems to have many rows has the buckets of a small one, and grows into finer
    ones."""
    monkeypatch.setattr(generations, "_FEW_ROWS", len(ROWS))
    few = page(tmp_path / "few.json", ROWS[:-1])
    again = page(tmp_path / "again.json", [*ROWS[:-1]][::-1])
    import_paths(tmp_path / "store", [few, again])
    assert {len(path.parent.name) for path in Store.open(tmp_path / "store").current_files("attendance")} == {
        len("district_range=00")
    }
    import_paths(tmp_path / "store", [page(tmp_path / "last.json", ROWS[-1:])])
    import_paths(tmp_path / "at once", [few, again, tmp_path / "last.json"])
    store = Store.open(tmp_path / "store")
    assert {len(path.parent.name) for path in store.current_files("attendance")} == {len("district_range=000")}
    assert store.fingerprint() == Store.open(tmp_path / "at once").fingerprint()
    assert len(store.table("attendance")) == len(ROWS)


def test_a_contradiction_in_one_district_refuses_the_file_in_all(tmp_path, monkeypatch):
    monkeypatch.setattr(settling, "_ROWS_TOGETHER", 1)
    monkeypatch.setattr(merging, "_ROWS_AT_ONCE", 1)
    first = page(tmp_path / "first.json", ROWS[:-4])
    other = [ROWS[0] | {"attend_rate": "0.11"}, ROWS[1] | {"attend_rate": "0.12"}, ROWS[9] | {"attend_rate": "0.13"}, *ROWS[-4:]]
    second = page(tmp_path / "second.json", other)
    import_paths(tmp_path / "store", [first])
    before = Store.open(tmp_path / "store").fingerprint()
    (report,) = import_paths(tmp_path / "store", [second]).files
    assert report.outcome == Outcome.REFUSED
    assert report.reason.startswith("3 cells in 3 rows differ from first.json")
    assert Store.open(tmp_path / "store").fingerprint() == before
    import_paths(tmp_path / "store", [first], Declared(vintage="2025-01-01"))
    (report,) = import_paths(tmp_path / "store", [second], Declared(vintage="2025-02-01")).files
    assert report.outcome == Outcome.READ
    assert [(one.file, one.restated_rows, one.is_newer) for one in report.overlaps] == [("first.json", 3, True)]
    assert len(Store.open(tmp_path / "store").table("attendance")) == len(ROWS)


def test_buckets_that_do_not_change_are_not_written_again(tmp_path, monkeypatch):
    monkeypatch.setattr(generations, "_FEW_ROWS", 1)
    import_paths(tmp_path / "store", [page(tmp_path / "some.json", ROWS[:-4])])
    written = []
    write = generations.write_bucket

    def note(folder, bucket, rows):
        written.append((folder.parent.name, bucket))
        return write(folder, bucket, rows)

    monkeypatch.setattr(generations, "write_bucket", note)
    import_paths(tmp_path / "store", [page(tmp_path / "last.json", ROWS[-4:])])
    assert [bucket for table, bucket in written if table == "attendance"] == ["390"]
    import_paths(tmp_path / "at once", [tmp_path / "some.json", tmp_path / "last.json"])
    assert Store.open(tmp_path / "store").fingerprint() == Store.open(tmp_path / "at once").fingerprint()


@settings(max_examples=30)
@given(codes=st.lists(st.sampled_from(CODES), min_size=1, max_size=40), piece=st.integers(1, 50))
def test_what_is_put_aside_comes_back_by_district_in_order(codes, piece, tmp_path_factory):
    rows = pa.table({"org_code": pa.array(codes).dictionary_encode(), "n": list(range(len(codes)))})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spills, "_ROWS_IN_PIECE", piece)
        spill = write_spill(tmp_path_factory.mktemp("spill") / "rows.arrow", "attendance", "x", rows)
    for prefixes in (["000"], ["00"], ["003", "028"], ["999"]):
        found = [number for part in read_spill(spill, prefixes) for number in part["n"].to_pylist()]
        wanted = [number for number, code in enumerate(codes) if code.startswith(tuple(prefixes))]
        assert sorted(found, key=lambda number: (codes[number][:3], number)) == found
        assert sorted(found) == wanted
    assert spill.rows_of("") == len(codes)

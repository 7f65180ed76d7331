"""`ssos data status`: what a store holds, and what it lacks."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from typer.testing import CliRunner

from ssos_analysis.cli.data import data_app
from ssos_analysis.sources.importing import import_paths
from ssos_analysis.sources.reader import Declared
from ssos_analysis.sources.status import print_status, store_status
from ssos_analysis.sources.store import Store
from ssos_analysis.sources.year_ranges import missing_years, year_ranges


def attendance(path: Path, year: str, *, group: str = "All Students", code: str = "00350000") -> Path:
    """An attendance export of one district, as CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([f"{year} Attendance (District)  - {group}"])
        writer.writerow(["District Name", "District Code", "Attendance Rate", "Chronically Absent (10% or more)"])
        writer.writerow(["A district", code, "  90.0", "  20.0"])
    return path


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """All students 2018, 2019 and 2022; high needs 2018; the end of year and, in 2022, March."""
    for number, year in enumerate(["2017-18", "2018-19", "2021-22", "2021-22 (March)"]):
        import_paths(tmp_path / "store", [attendance(tmp_path / f"{number}.csv", year)])
    high_needs = attendance(tmp_path / "high.csv", "2017-18", group="High Needs")
    import_paths(tmp_path / "store", [high_needs], Declared(vintage="2019-01-31"))
    return Store.open(tmp_path / "store")


def printed(store: Store, width: int = 160) -> str:
    console = Console(file=io.StringIO(), width=width)
    print_status(store_status(store), console)
    return console.file.getvalue()


def test_it_tells_publications_years_groups_and_what_is_missing(store):
    status = store_status(store)
    by_series = {one.series: one for one in status.holdings}
    assert set(by_series) == {"attendance period end_of_year", "attendance period march"}
    whole = by_series["attendance period end_of_year"]
    assert (whole.title, whole.years, whole.missing) == ("Attendance Report", (2018, 2019, 2022), (2020, 2021))
    assert whole.group_years == {"all_students": (2018, 2019, 2022), "high_needs": (2018,)}
    assert (whole.rows, whole.files, whole.vintages, whole.unstated, whole.levels) == (4, 4, ("2019-01-31",), 3, ("district",))
    assert by_series["attendance period march"].missing == ()
    assert (status.rows, status.files, status.is_invented) == (5, 5, False)
    assert status.organizations == {"state": 0, "district": 1, "school": 0}


def test_it_prints_compactly_and_whole(store, tmp_path):
    words = printed(store)
    assert "2018-2019, 2022" in words
    assert "2020-2021" in words
    assert "2019-01-31 (3 undated)" in words
    assert "attendance period end_of_year: only 2018 for high_needs" in words
    assert "real districts" in words
    assert str(tmp_path) not in words
    assert "…" not in printed(store, width=60)


def test_it_says_that_a_store_is_invented(tmp_path):
    import_paths(tmp_path / "example", [attendance(tmp_path / "a.csv", "2017-18", code="99010000")], invented=True)
    invented = Store.open(tmp_path / "example")
    assert store_status(invented).is_invented
    assert "INVENTED" in printed(invented)


def test_an_empty_store_says_how_to_fill_it(tmp_path):
    assert "ssos data import" in printed(Store.create(tmp_path / "store", invented=False))


def test_its_place_is_relative_to_the_working_folder_and_never_absolute(store, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path.parent)
    assert store_status(store).place == f"{tmp_path.name}/store"
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert store_status(store).place == "store"


def test_the_command_prints_for_people_and_for_machines(store):
    run = CliRunner()
    done = run.invoke(data_app, ["status", "--store", str(store.path)])
    assert done.exit_code == 0
    assert "Attendance Report" in done.stdout
    told = json.loads(run.invoke(data_app, ["status", "--store", str(store.path), "--json"]).stdout)
    assert told["fingerprint"] == store.fingerprint()
    assert {one["publication"] for one in told["holdings"]} == {"attendance"}


def test_year_ranges():
    assert year_ranges([2021, 2018, 2019, 2023, 2022]) == "2018-2019, 2021-2023"
    assert year_ranges([]) == ""
    assert missing_years([2018, 2021]) == [2019, 2020]
    assert missing_years([]) == []


@given(st.sets(st.integers(2000, 2030)))
def test_year_ranges_name_every_year_once_and_no_other(years):
    named = []
    for part in filter(None, year_ranges(years).split(", ")):
        first, _, last = part.partition("-")
        named += range(int(first), int(last or first) + 1)
    assert named == sorted(years)
    assert not set(missing_years(years)) & years

"""Building the example state: its store, the agreement of both routes, when it is made anew, and what it never replaces."""

from __future__ import annotations

import threading
from pathlib import Path

import pandas as pd
import pytest

from ssos_analysis.errors import StoreError
from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.example import build, build_example, ensure_example
from ssos_analysis.sources.store import Store


@pytest.fixture(scope="module")
def store(example_store: Path) -> Store:
    return Store.open(example_store / build.STORE)


# What the example state publishes; the other tables are of publications that no brief draws on.
INVENTED = {
    "mcas",
    "enrollment_by_grade",
    "enrollment_by_group",
    "attendance",
    "discipline",
    "graduation",
    "dropout",
    "directory",
}
INVENTED |= {"directory", "accountability", "accountability_indicators", "accountability_criterion", "accountability_targets"}
INVENTED |= {"accountability_percentiles", "accountability_group_percentiles"}


def test_the_store_is_invented_and_every_table_a_brief_draws_on_has_rows(store: Store) -> None:
    assert store.is_invented
    assert {table for table in TABLES if store.rows()[table]} == INVENTED
    organizations = store.organizations()
    assert (organizations["org_level"] == "district").sum() == 12
    assert (organizations["org_level"] == "school").sum() == 46


def test_a_current_example_is_opened_not_made(example_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("it was built again")

    monkeypatch.setattr(build, "write_raw", never)
    assert ensure_example().path == example_store / build.STORE


def test_grade_spans_that_the_exports_do_not_print_are_inferred_rightly(store: Store) -> None:
    mcas = [use for use in store.sources() if use.publication == "mcas_achievement"]
    for use in mcas:
        told = use.answers["grades"].split(" ")[0]
        assert f"_{told}_" in use.file, use
    assert {use.answers["grades"] for use in mcas} == {"03-08 (inferred)", "HS (inferred)", "10 (declared)", "03-08 (declared)"}


VALUES_OF = {
    "attendance": ("attendance_period",),
    "discipline": ("offense",),
    "graduation": ("rate_kind",),
    "dropout": (),
    "accountability": (),
    "enrollment_by_grade": ("grade",),
    "mcas": ("subject", "grades"),
    "enrollment_by_group": (),
}


@pytest.mark.parametrize("name", VALUES_OF)
def test_exports_and_hub_records_agree_where_they_overlap(store: Store, name: str) -> None:
    table = TABLES[name]
    rows = store.table(name)
    is_hub = rows["publication"].str.startswith("e2c_")
    keys = list(table.keys)
    both = rows[~is_hub].merge(rows[is_hub], on=keys, suffixes=("", "_hub"))
    assert len(both) > 0.9 * (~is_hub).sum()
    for column in table.columns:
        ours, hub = both[column], both[f"{column}_hub"]
        if pd.api.types.is_numeric_dtype(ours):
            # Where one route prints fewer digits (scores and growth since 2022), they agree to those.
            digits = both[[f"{column}__decimals", f"{column}__decimals_hub"]].min(axis=1)
            differs = (ours - hub).abs() > 0.5 * 10.0 ** -digits.astype(float) + 1e-9
            differs &= both[f"{column}__decimals"] != both[f"{column}__decimals_hub"]
            same = both[f"{column}__decimals"] == both[f"{column}__decimals_hub"]
            differs |= same & ((ours - hub).abs() > 1e-9)
        else:
            differs = (ours != hub) & ours.notna() & hub.notna()
        assert not differs.any(), (column, both.loc[differs, [*keys, column, f"{column}_hub"]].head())


def test_no_row_is_doubled_between_districts_and_schools(store: Store) -> None:
    for name, table in TABLES.items():
        assert not store.table(name).duplicated([*table.keys, "publication"]).any()


# --- when and where it is built (with a small stand-in for the raw files, since the real ones take their time)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Builds of one dataset of the hub only; returns the folders written, one for each build."""
    from ssos_analysis.sources.example.records import write_json
    from ssos_analysis.sources.importing import import_paths

    written: list[Path] = []

    def write(raw: Path) -> None:
        written.append(raw)
        head = {
            "sy": "2025",
            "dist_code": "99010000",
            "dist_name": "Alder Ridge",
            "org_name": "Alder Ridge",
            "org_type": "District",
        }
        counts = {"enroll_cnt_all": "1120", "drpout_cnt_all": "12", "drpout_pct_all": "0.011", "stu_grp": "All Students"}
        write_json(raw / "e2c" / "dropout.json", [{**head, "org_code": "99010000", **counts}])

    def read(root: Path, *, progress: object = None) -> None:
        import_paths(root / build.STORE, [root / build.RAW], invented=True)

    monkeypatch.setattr(build, "write_raw", write)
    monkeypatch.setattr(build, "import_raw", read)
    return written


def test_it_is_made_once_and_again_for_another_version(
    quick: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SSOS_EXAMPLE", str(tmp_path / "deep" / "example"))
    assert ensure_example().rows()["dropout"] == 1
    assert capsys.readouterr().err.count("\n") == 1
    ensure_example()
    assert len(quick) == 1
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(build, "version_stamp", lambda: "another")
    ensure_example()
    assert len(quick) == 2


def test_an_earlier_build_stays_when_the_new_one_fails(
    quick: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "example"
    before = build_example(root).fingerprint()

    def fails(raw: Path) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(build, "write_raw", fails)
    with pytest.raises(OSError, match="disk full"):
        build_example(root)
    assert Store.open(root / build.STORE).fingerprint() == before
    assert sorted(path.name for path in (tmp_path / ".example-build").iterdir()) == [".lock"]


def test_something_else_is_never_replaced(quick: list[Path], tmp_path: Path) -> None:
    (tmp_path / "example").mkdir()
    (tmp_path / "example" / "thesis.txt").write_text("mine")
    with pytest.raises(StoreError, match="something else") as caught:
        build_example(tmp_path / "example")
    assert "SSOS_EXAMPLE" in caught.value.mend
    assert (tmp_path / "example" / "thesis.txt").read_text() == "mine"


def test_two_at_once_build_one(quick: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSOS_EXAMPLE", str(tmp_path / "example"))
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(ensure_example().fingerprint())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found) == 3
    assert len(quick) == 1

"""The example state over the hub: what is fetched is what its files say, and measures from hub and exports agree."""

from __future__ import annotations

import pandas as pd
import pytest
from soda_server import Fault, SodaServer, datasets_in

from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.hub.catalogue import choose
from ssos_analysis.sources.hub.client import HubClient
from ssos_analysis.sources.hub.fetching import FetchOutcome, fetch
from ssos_analysis.sources.hub.settings import hub_settings
from ssos_analysis.sources.import_report import Outcome
from ssos_analysis.sources.importing import import_paths
from ssos_analysis.sources.store import Store

DATASETS = ["graduation", "dropout", "attendance", "discipline", "accountability", "enrollment"]
TABLES_READ = [
    "graduation",
    "dropout",
    "attendance",
    "discipline",
    "accountability",
    "enrollment_by_grade",
    "enrollment_by_group",
]


@pytest.fixture(scope="module")
def from_hub(example_store, tmp_path_factory) -> Store:
    """A store fetched from a local hub that serves the example state, under a shower of faults."""
    place = tmp_path_factory.mktemp("hub")
    faults = [
        Fault("status", at="/", code=429, retry_after="0", skip=2, times=5),
        Fault("reset", at="$offset", skip=4),
        Fault("half_chunked", at="$offset", skip=9),
        Fault("half_json", at="$offset", skip=14),
    ]
    with SodaServer(datasets_in(example_store / "raw" / "e2c"), faults) as server:
        settings = hub_settings(host=server.address, page_rows=2_000)
        quick = {"pause_seconds": 0.0, "first_wait_seconds": 0.01}
        with HubClient(settings.model_copy(update=quick), sleep=lambda _: None) as client:
            reports = fetch(client, choose(DATASETS), [], place / "cache")
        assert {report.outcome for report in reports} == {FetchOutcome.FETCHED}
        assert not [fault for fault in faults if fault.times]
    report = import_paths(place / "store", [place / "cache"], invented=True)
    assert {file.outcome for file in report.files} == {Outcome.READ}
    return Store.open(place / "store")


@pytest.mark.parametrize("table", TABLES_READ)
def test_every_row_of_the_hub_files_is_in_the_store_once(from_hub, example_store, table):
    """The example's own store was read from the same records as files, a file a year; pages cut them otherwise."""
    keys = list(TABLES[table].keys)
    ignored = {"source_id", "source_row"}
    columns = [name for name in TABLES[table].names if name not in ignored]
    fetched = from_hub.table(table)[columns]
    held = Store.open(example_store / "store").table(table)
    held = held[held["publication"].str.startswith("e2c_")][columns]
    assert len(held) > 50
    left, right = (rows.sort_values(keys, ignore_index=True) for rows in (fetched, held))
    pd.testing.assert_frame_equal(left, right)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("graduation", "graduated_pct"),
        ("dropout", "dropout_pct"),
        ("attendance", "chronically_absent_pct"),
        ("discipline", "disciplined_n"),
        ("enrollment_by_grade", "students_n"),
    ],
)
def test_what_a_brief_reads_is_the_same_from_the_hub_and_from_exports(from_hub, example_store, table, column):
    """Cells that both publications report."""
    keys = list(TABLES[table].keys)
    exports = Store.open(example_store / "store").table(table)
    exports = exports[~exports["publication"].str.startswith("e2c_")]
    both = from_hub.table(table).merge(exports, on=keys, suffixes=("", "_exported")).dropna(subset=[column, f"{column}_exported"])
    assert len(both) > 100
    assert (both[column] - both[f"{column}_exported"]).abs().max() < 0.051

"""Records built back from the state's own tables, fetched from a local hub: the store holds the state's figures, row for row."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest
from soda_records import GRADUATION, GRADUATION_COLUMNS, MCAS, MCAS_COLUMNS, collected_graduation, collected_mcas
from soda_server import Dataset, Fault, SodaServer

from ssos_analysis.sources.hub.catalogue import choose
from ssos_analysis.sources.hub.client import HubClient
from ssos_analysis.sources.hub.fetching import FetchOutcome, fetch
from ssos_analysis.sources.hub.settings import hub_settings
from ssos_analysis.sources.import_report import Outcome
from ssos_analysis.sources.importing import import_paths
from ssos_analysis.sources.store import Store

pytestmark = [pytest.mark.real_data, pytest.mark.slow]

COLLECTED_GRADUATION = Path("graduation", "hub_by_student_group_2006_2024", "graduation_by_group_state_district.csv.gz")
COLLECTED_MCAS = Path("mcas", "hub_rows_with_counts_2019_2025", "mcas_rows_with_counts.csv")


def fetched(dataset: Dataset, place: Path, *faults: Fault) -> Store:
    """The store of one dataset, fetched in pages of 50,000 rows and imported."""
    with SodaServer([dataset], faults) as server:
        quick = {"pause_seconds": 0.0, "first_wait_seconds": 0.01}
        settings = hub_settings(host=server.address).model_copy(update=quick)
        with HubClient(settings) as client:
            (report,) = fetch(client, choose([dataset.id]), [], place / "hub")
    assert report.outcome == FetchOutcome.FETCHED, report.reason
    assert report.rows == len(dataset.records)
    read = import_paths(place / "store", [place / "hub"])
    assert not read.of(Outcome.REFUSED), read.of(Outcome.REFUSED)[0]
    return Store.open(place / "store")


def test_graduation_rates_of_19_years_are_those_of_the_states_own_table(real_data, tmp_path):
    """185,125 rows in four pages, one of them dropped and one cut short, against the same table imported as a file."""
    records = list(collected_graduation(real_data / COLLECTED_GRADUATION))
    assert len(records) == 185_125
    dataset = Dataset(GRADUATION, records, columns=GRADUATION_COLUMNS)
    faults = [Fault("reset", at="$offset", skip=1), Fault("half", at="$offset", skip=3)]
    from_hub = fetched(dataset, tmp_path, *faults).table("graduation")
    import_paths(tmp_path / "exports", [real_data / COLLECTED_GRADUATION])
    from_file = Store.open(tmp_path / "exports").table("graduation")
    keys = ["org_code", "school_year", "student_group", "rate_kind"]
    values = ["cohort_n", "graduated_pct", "cohort_n__status", "graduated_pct__status"]
    left, right = (rows.sort_values(keys, ignore_index=True)[[*keys, *values]] for rows in (from_hub, from_file))
    assert len(left) == len(right)
    pd.testing.assert_frame_equal(left, right)
    boston = from_hub.set_index(keys).loc[("00350000", 2024, "all_students", "4-year")]
    assert (boston["cohort_n"], boston["graduated_pct"]) == published(records, "00350000", "2024")
    assert set(from_hub["dropped_out_pct__status"]) == {"not_reported"}  # null in every record: no figure is hidden


def published(records: list[dict[str, str]], code: str, year: str) -> tuple[float, float]:
    """Cohort and rate of all students as the record has them."""
    (record,) = [
        one
        for one in records
        if (one["org_code"], one["sy"], one["stu_grp"], one["grad_rate_type"])
        == (code, year, "All Students", "4-Year Graduation Rate")
    ]
    return float(record["cohort_cnt"]), round(float(record["grad_pct"]) * 100, 1)


def test_mcas_rows_with_counts_are_those_of_the_states_own_table(real_data, tmp_path):
    path = real_data / COLLECTED_MCAS
    records = collected_mcas(path)
    store = fetched(Dataset(MCAS, records, columns=MCAS_COLUMNS), tmp_path)
    rows = store.table("mcas")
    assert len(rows) == len(records)
    with path.open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    assert (first["end_year"], first["district_name"], first["grade"], first["subgroup"]) == ("2019", "Boston", "10", "all")
    keys = ["org_code", "school_year", "student_group", "subject", "grades"]
    boston = rows.set_index(keys).loc[("00350000", 2019, "all_students", "ELA", "10")]
    assert boston["meeting_or_exceeding_n"] == float(first["meeting_exceeding_cnt"])
    assert boston["meeting_or_exceeding_pct"] == 45.0
    assert boston["scaled_score_mean"] == float(first["scaled_score"])
    assert boston["growth_n"] == float(first["sgp_n"])
    counted = rows[["exceeding_n", "meeting_n", "partially_meeting_n", "not_meeting_n"]].sum(axis=1, min_count=4)
    assert (counted == rows["tested_n"])[counted.notna()].mean() > 0.9

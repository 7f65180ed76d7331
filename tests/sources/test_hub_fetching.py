"""Datasets into the cache and the store, from a local hub: nothing lost, nothing doubled, nothing fetched twice for no reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from soda_records import ENROLLMENT, GRADUATION, GRADUATION_COLUMNS, graduation, organization
from soda_server import UPDATED_AT, Dataset, Fault, SodaServer

from ssos_analysis.errors import HubError, ParameterError
from ssos_analysis.sources.hub.catalogue import catalogue, choose
from ssos_analysis.sources.hub.client import HubClient
from ssos_analysis.sources.hub.fetching import FetchOutcome, fetch
from ssos_analysis.sources.hub.folder import read_selection, selections
from ssos_analysis.sources.hub.settings import hub_settings
from ssos_analysis.sources.hub.views import hub_views
from ssos_analysis.sources.import_report import Outcome
from ssos_analysis.sources.importing import import_paths
from ssos_analysis.sources.store import Store

ROWS = graduation(districts=20)
PAGES = -(-len(ROWS) // 200)
PAGE = f"/resource/{GRADUATION}.json?$order"
DAY = 86_400


def hub(*faults: Fault, rows=None, updated_at=UPDATED_AT, more=()) -> SodaServer:
    return SodaServer([Dataset(GRADUATION, ROWS if rows is None else rows, updated_at=updated_at), *more], faults)


def run(server: SodaServer, cache: Path, *, years=(), datasets=(GRADUATION,), **changes):
    """One fetch, with pages of 200 rows and no real waiting."""
    quick = {"pause_seconds": 0.0, "first_wait_seconds": 0.01, "page_rows": 200, **changes}
    settings = hub_settings(host=server.address).model_copy(update=quick)
    with HubClient(settings, sleep=lambda _: None) as client:
        return fetch(client, choose(list(datasets)), years, cache)


def records_in(cache: Path) -> list[dict[str, str]]:
    """Every record of the pages in the cache, in the order of the pages."""
    return [
        record
        for folder, held in selections(cache, GRADUATION).items()
        for page in held.pages
        for record in json.loads((folder / page.file).read_bytes())
    ]


def stored(store: Path, cache: Path):
    report = import_paths(store, [cache])
    assert not report.of(Outcome.REFUSED), report.to_json()
    return report, Store.open(store)


def test_pages_are_the_hubs_own_bytes_and_hold_every_row_once(tmp_path):
    with hub() as server:
        (report,) = run(server, tmp_path)
        assert report.outcome == FetchOutcome.FETCHED
        assert (report.rows, report.pages) == (len(ROWS), PAGES)
        assert len(server.asked(PAGE)) == PAGES
        assert not [address for address in server.asked("offset") if "e" in address.partition("offset=")[2]]
    assert records_in(tmp_path) == ROWS
    assert not list(tmp_path.rglob("*.part"))


def test_what_has_not_changed_is_not_fetched_again(tmp_path):
    with hub() as server:
        run(server, tmp_path)
        asked = len(server.requests)
        (report,) = run(server, tmp_path)
        assert report.outcome == FetchOutcome.UNCHANGED
        assert report.rows == len(ROWS)
        assert server.requests[asked:] == [f"/api/views/{GRADUATION}.json"]


def test_an_unfinished_fetch_goes_on_at_the_page_where_it_stopped(tmp_path):
    with hub(Fault("status", at=PAGE, code=503, skip=3, times=99)) as server:
        (report,) = run(server, tmp_path, attempts=2)
        assert report.outcome == FetchOutcome.STOPPED
        assert "goes on where it stopped" in report.mend
        server.faults.clear()
        begun = len(server.requests)
        (report,) = run(server, tmp_path)
        assert (report.outcome, report.kept_pages) == (FetchOutcome.FETCHED, 3)
        assert len([address for address in server.requests[begun:] if "offset" in address]) == PAGES - 3
    assert records_in(tmp_path) == ROWS


def test_a_kept_page_that_is_not_as_it_was_written_is_fetched_again(tmp_path):
    with hub(Fault("status", at=PAGE, code=503, skip=3, times=99)) as server:
        run(server, tmp_path, attempts=1)
        (folder,) = selections(tmp_path, GRADUATION)
        (folder / read_selection(folder).pages[1].file).write_bytes(b"[]")
        server.faults.clear()
        (report,) = run(server, tmp_path)
        assert report.kept_pages == 1
    assert records_in(tmp_path) == ROWS


def a_row_more(server: SodaServer, *, is_dated: bool) -> None:
    """The state adds a row at the front between two requests, and takes the last away: every later page moves by one."""
    dataset = server.datasets[GRADUATION]
    new = {**ROWS[0], **organization(999)}
    dataset.records = [new, *dataset.records[:-1]]
    dataset.updated_at += DAY if is_dated else 0


@pytest.mark.parametrize("is_dated", [True, False], ids=["with a new date", "in silence"])
def test_a_dataset_that_changes_while_it_is_read_is_read_again(tmp_path, is_dated):
    change = Fault("change", at=PAGE, skip=2, call=lambda server: a_row_more(server, is_dated=is_dated))
    with hub(change) as server:
        (report,) = run(server, tmp_path)
        assert report.outcome == FetchOutcome.FETCHED
        assert records_in(tmp_path) == server.datasets[GRADUATION].records


def test_a_dataset_that_never_stands_still_ends_in_words(tmp_path):
    change = Fault("change", at=PAGE, times=10_000, call=lambda server: a_row_more(server, is_dated=True))
    with hub(change) as server:
        (report,) = run(server, tmp_path, rereads=2)
    assert report.outcome == FetchOutcome.STOPPED
    assert "3 times over" in report.reason
    assert not [held for held in selections(tmp_path, GRADUATION).values() if held.is_complete]


def test_rows_that_the_hub_itself_repeats_do_not_stop_it(tmp_path):
    with hub(rows=[*ROWS[:300], ROWS[0], *ROWS[300:]]) as server:
        (report,) = run(server, tmp_path / "cache")
        assert (report.outcome, report.rows) == (FetchOutcome.FETCHED, len(ROWS) + 1)
    _, store = stored(tmp_path / "store", tmp_path / "cache")
    assert store.rows()["graduation"] == len(ROWS)


def test_years_are_asked_for_and_added_without_asking_again_for_those_held(tmp_path):
    with hub() as server:
        run(server, tmp_path, years=[2021, 2022])
        assert {record["sy"] for record in records_in(tmp_path)} == {"2021", "2022"}
        begun = len(server.requests)
        (report,) = run(server, tmp_path, years=[2022, 2023])
        assert report.rows == len(ROWS) * 3 / 4
        assert all("2023" in address and "2022" not in address for address in server.requests[begun:] if "where" in address)
        (report,) = run(server, tmp_path, years=[2021])
        assert report.outcome == FetchOutcome.UNCHANGED
        run(server, tmp_path)
        assert [held.years for held in selections(tmp_path, GRADUATION).values()] == [()]
    assert records_in(tmp_path) == ROWS


def test_a_newer_state_of_the_dataset_takes_the_place_of_the_older_also_in_the_store(tmp_path):
    """Another rate in each row, one district more, and one that the state took away."""
    cache, store = tmp_path / "cache", tmp_path / "store"
    newer = [row for row in graduation(districts=21, add=0.01) if row["org_code"] != "00030000"]
    with hub() as server:
        run(server, cache)
        stored(store, cache)
        server.datasets[GRADUATION] = Dataset(GRADUATION, newer, updated_at=UPDATED_AT + 3_600)
        (report,) = run(server, cache)
        assert report.outcome == FetchOutcome.FETCHED
    assert records_in(cache) == newer
    _, after = stored(store, cache)
    _, fresh = stored(tmp_path / "fresh", cache)
    assert after.fingerprint() == fresh.fingerprint()
    codes = set(after.table("graduation")["org_code"])
    assert "00030000" not in codes
    assert "00210000" in codes


def test_a_renamed_column_stops_its_dataset_and_no_other(tmp_path):
    renamed = [{("student_group" if name == "stu_grp" else name): value for name, value in row.items()} for row in ROWS]
    other = Dataset(ENROLLMENT, enrollment())
    with hub(rows=renamed, more=[other]) as server:
        enrolled, graduated = run(server, tmp_path, datasets=(GRADUATION, ENROLLMENT))
        assert not server.asked(f"/resource/{GRADUATION}")
    assert enrolled.outcome == FetchOutcome.FETCHED
    assert graduated.outcome == FetchOutcome.STOPPED
    assert graduated.reason == "the column stu_grp is not there; student_group may be its new name"
    assert "params/sources/e2c_graduation.yml" in graduated.mend
    assert "keys: student_group: headers: [stu_grp, student_group]" in graduated.mend


def test_a_dataset_without_names_is_told_by_a_check_and_does_not_stop(tmp_path):
    nameless = [{name: value for name, value in row.items() if name != "org_name"} for row in ROWS]
    with hub(rows=nameless) as server:
        (report,) = run(server, tmp_path / "cache")
    assert report.outcome == FetchOutcome.FETCHED
    _, store = stored(tmp_path / "store", tmp_path / "cache")
    assert store.rows()["graduation"] == len(ROWS)


def enrollment() -> list[dict[str, str]]:
    """Every column of the enrollment dataset, for three districts and two years."""
    layout = catalogue()[ENROLLMENT].layout
    fields = {names[0] for table in layout.tables for group in table.melt.groups for names in group.columns.values()}
    cells = {name: ("0.125" if name.endswith("_pct") else "40") for name in sorted(fields)}
    return [{"sy": str(year), **organization(n), **cells} for year in (2023, 2024) for n in (1, 2, 3)]


def test_percents_where_shares_are_known_stop_the_dataset(tmp_path):
    percents = [
        {name: (f"{float(value) * 100:.1f}" if name.endswith("_pct") else value) for name, value in row.items()} for row in ROWS
    ]
    with hub(rows=percents) as server:
        (report,) = run(server, tmp_path)
    assert report.outcome == FetchOutcome.STOPPED
    assert "percents" in report.reason
    assert "`scale`" in report.mend
    assert not selections(tmp_path, GRADUATION)


def test_every_page_is_read_by_its_dataset_also_one_whose_records_lack_half_the_columns(tmp_path):
    """The last page holds hidden cohorts only: their records have no rate, and no page says which columns there are."""
    hidden = [{**ROWS[0], **organization(900 + n)} for n in range(40)]
    hidden = [{name: value for name, value in row.items() if name not in GRADUATION_COLUMNS[8:]} for row in hidden]
    rows = [row for row in ROWS if row["sy"] == "2021" and "grad_pct" in row][:200] + hidden
    assert len(rows) == 240
    with SodaServer([Dataset(GRADUATION, rows, columns=GRADUATION_COLUMNS)]) as server:
        run(server, tmp_path / "cache")
    _, store = stored(tmp_path / "store", tmp_path / "cache")
    held = store.table("graduation")
    assert len(held) == 240
    blank = held[held["graduated_pct"].isna()]
    assert len(blank) == 40
    assert set(blank["graduated_pct__status"]) == {"suppressed"}
    assert set(blank["cohort_n__status"]) == {"suppressed"}


def test_a_year_without_a_column_is_not_a_year_of_hidden_figures(tmp_path):
    """Before 2023 the state published no equivalency; from then on a blank there is a hidden figure. Pages mix the years."""
    rows = [{name: value for name, value in row.items() if name != "ged_pct" or row["sy"] >= "2023"} for row in ROWS]
    with hub(rows=rows) as server:
        run(server, tmp_path / "cache", page_rows=333)
    _, store = stored(tmp_path / "store", tmp_path / "cache")
    held = store.table("graduation")
    is_early = held["school_year"] < 2023
    assert set(held.loc[is_early, "hs_equivalency_pct__status"]) == {"not_reported"}
    assert set(held.loc[~is_early, "hs_equivalency_pct__status"]) == {"reported", "suppressed"}


def test_the_vintage_is_the_hubs_own_date(tmp_path):
    with hub() as server:
        run(server, tmp_path / "cache")
    report, store = stored(tmp_path / "store", tmp_path / "cache")
    assert {(use.vintage, use.vintage_source) for use in store.sources()} == {
        ("2025-10-01", "date the hub last changed the dataset")
    }
    assert len(report.files) == PAGES  # dataset.json is no export and stands in no list


def test_new_columns_are_kept_told_once_and_open_to_sql(tmp_path):
    wider = [{**row, "military_pct": "0.012"} for row in ROWS]
    with hub(rows=wider) as server:
        run(server, tmp_path / "cache")
    report, store = stored(tmp_path / "store", tmp_path / "cache")
    assert {file.unread for file in report.files} == {("military_pct",)}
    views = hub_views(tmp_path / "cache")
    answer = store.sql("select count(*) n, min(military_pct) least, max(sy) newest from hub_n2xa_p822", datasets=views)
    assert answer.iloc[0].to_dict() == {"n": len(ROWS), "least": "0.012", "newest": "2024"}
    blank = store.sql("select count(*) n from hub_n2xa_p822 where grad_pct is null", datasets=views)
    assert blank["n"].item() == sum("grad_pct" not in row for row in ROWS) > 0


def test_a_dataset_with_a_faulty_page_does_not_enter_in_part(tmp_path):
    odd = [*ROWS[:-1], {**ROWS[-1], "stu_grp": "Martians"}]
    with hub(rows=odd) as server:
        run(server, tmp_path / "cache")
    report = import_paths(tmp_path / "store", [tmp_path / "cache"])
    assert len(report.of(Outcome.REFUSED)) == PAGES
    reasons = {file.reason for file in report.files}
    assert any("Martians" in reason for reason in reasons)
    assert any("enters the store whole" in reason for reason in reasons)
    assert not (tmp_path / "store" / "store.json").exists()


def test_an_unfinished_dataset_is_not_imported(tmp_path):
    with hub(Fault("status", at=PAGE, code=503, skip=2, times=99)) as server:
        run(server, tmp_path / "cache", attempts=1)
    report = import_paths(tmp_path / "store", [tmp_path / "cache"])
    assert {file.outcome for file in report.files} == {Outcome.REFUSED}
    assert "not yet fetched whole" in report.files[0].reason


def test_a_silent_hub_is_not_asked_for_every_dataset(tmp_path):
    with hub(Fault("status", at="/", code=503, times=10_000)) as server:
        reports = run(server, tmp_path, datasets=(), attempts=3)
        assert len(reports) == len(catalogue()) > 5
        assert {report.outcome for report in reports} == {FetchOutcome.STOPPED}
        assert len(server.requests) == 3


def test_a_full_disk_loses_no_page(tmp_path, monkeypatch):
    with hub() as server:
        run(server, tmp_path, years=[2021])
        whole = records_in(tmp_path)
        monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        (report,) = run(server, tmp_path, years=[2022])
        assert report.outcome == FetchOutcome.STOPPED
        assert "No space left" in report.reason
        monkeypatch.undo()
        assert records_in(tmp_path) == whole
        assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("n2xa-p822", "n2xa-p822"),
        ("graduation", "n2xa-p822"),
        ("e2c_mcas", "i9w6-niyt"),
        ("MCAS Achievement Results", "i9w6-niyt"),
        ("enrollment_by_grade", "t8td-gens"),
    ],
)
def test_a_dataset_is_found_by_any_of_its_names(text, meant):
    assert [dataset.id for dataset in choose([text])] == [meant]


def test_a_name_we_do_not_know_is_answered_with_near_ones():
    with pytest.raises(ParameterError, match="no dataset we know") as told:
        choose(["gradution"])
    assert "graduation" in told.value.mend
    with pytest.raises(ParameterError, match="no layout reads"):
        choose(["zzzz-0000"])


def test_two_fetches_into_one_cache_do_not_mix(tmp_path):
    from filelock import FileLock

    with hub() as server, FileLock(tmp_path / ".lock"), pytest.MonkeyPatch.context() as patch:
        patch.setattr("ssos_analysis.sources.hub.fetching.WAIT_SECONDS", 0.1)
        with pytest.raises(HubError, match="another process is at a fetch"):
            run(server, tmp_path)

"""`ssos data fetch` as a person runs it: killed, throttled and run again, it ends with the store of a fetch in peace."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer
from soda_records import GRADUATION, graduation
from soda_server import Dataset, Fault, SodaServer
from typer.testing import CliRunner

from ssos_analysis import cli
from ssos_analysis.cli.fetch import spring_years
from ssos_analysis.sources.store import Store

TOKEN = "AbCdEf0123456789secret"
ROWS = graduation(districts=40)
PAGE_ROWS = 100
PAGES = -(-len(ROWS) // PAGE_ROWS)


def environment(place: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SSOS_") or name == "SSOS_HOME"}
    return kept | {"SSOS_STORE": str(place / "store"), "SSOS_HUB_CACHE": str(place / "hub"), **more}


def command(server: SodaServer, *more: str) -> list[str]:
    code = "from ssos_analysis.cli import app; app()"
    options = ["--datasets", "graduation", "--host", server.address, "--page-rows", str(PAGE_ROWS)]
    return [sys.executable, "-c", code, "data", "fetch", *options, *more]


def fetch(server: SodaServer, place: Path, *more: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(server, *more), env=environment(place, **env), capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def in_peace(tmp_path_factory) -> str:
    """The fingerprint of a store that was fetched without any fault."""
    place = tmp_path_factory.mktemp("peace")
    with SodaServer([Dataset(GRADUATION, ROWS)]) as server:
        done = fetch(server, place)
    assert done.returncode == 0, done.stderr
    store = Store.open(place / "store")
    assert store.rows()["graduation"] == len(ROWS)
    return store.fingerprint()


def test_kill_9_and_a_429_storm_lose_no_row_and_double_none(tmp_path, in_peace):
    """Killed twice in mid-page, throttled seven times running, dropped and cut short: the store is that of a fetch in peace."""
    at = "$offset"
    with SodaServer([Dataset(GRADUATION, ROWS)], [Fault("slow", at=at, seconds=0.15, times=10_000)]) as server:
        for pages in (4, 9):
            running = subprocess.Popen(
                command(server), env=environment(tmp_path), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            until = time.monotonic() + 60
            while len(server.asked(at)) < pages and time.monotonic() < until:
                time.sleep(0.01)
            running.send_signal(signal.SIGKILL)
            assert running.wait(timeout=10) == -signal.SIGKILL
        assert not (tmp_path / "store" / "store.json").exists()
        asked = len(server.asked(at))
        server.faults[:] = [
            Fault("status", at=at, code=429, retry_after="0", times=7),
            Fault("reset", at=at, skip=8),
            Fault("half", at=at, skip=10),
            Fault("status", at=at, code=502, retry_after="0", skip=12),
        ]
        done = fetch(server, tmp_path, "--json")
        assert done.returncode == 0, done.stderr
        assert done.stderr.count("429 Too Many Requests: trying again") == 7
        (report,) = json.loads(done.stdout)["fetched"]
        assert report["kept_pages"] >= 6
        assert len(server.asked(at)) - asked == PAGES - report["kept_pages"] + 10
    store = Store.open(tmp_path / "store")
    assert store.fingerprint() == in_peace
    assert store.rows()["graduation"] == len(ROWS)


def test_the_token_is_in_no_word_and_no_file(tmp_path):
    with SodaServer([Dataset(GRADUATION, ROWS[:300])], [Fault("status", code=503, retry_after="0")]) as server:
        done = fetch(server, tmp_path, SSOS_APP_TOKEN=TOKEN)
        assert done.returncode == 0, done.stderr
        assert set(server.tokens) == {TOKEN}
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 4
    assert TOKEN not in done.stdout + done.stderr
    assert not [path for path in files if TOKEN.encode() in path.read_bytes()]
    assert str(tmp_path) not in done.stdout + done.stderr


@pytest.fixture
def here(tmp_path, monkeypatch):
    """The command in this process, with places of its own."""
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)

    def invoke(*arguments: str):
        return CliRunner().invoke(cli.app, ["data", *arguments])

    return invoke


def test_words_for_people_and_a_second_run_that_does_nothing(here):
    with SodaServer([Dataset(GRADUATION, ROWS)]) as server:
        told = here("fetch", "--datasets", "graduation", "--years", "2022-2023", "--host", server.address)
        assert told.exit_code == 0, told.output
        assert f"{len(ROWS) // 2:,} rows" in told.output
        assert "High School Graduation Rates" in told.output
        again = here("fetch", "--datasets", "graduation", "--years", "2022", "2023", "--host", server.address)
    assert again.exit_code == 0
    assert "not changed since it was fetched" in again.output
    assert "Already in the store" in again.output
    rows = here("sql", "select count(*) from hub_n2xa_p822")
    assert rows.output.split()[-1] == str(len(ROWS) // 2)


def test_a_bar_fits_a_narrow_window_and_names_rows_and_bytes(here, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")  # rich takes it for a terminal
    monkeypatch.setenv("COLUMNS", "80")
    with SodaServer([Dataset(GRADUATION, ROWS)], [Fault("status", at="$offset", code=503, retry_after="0")]) as server:
        told = here("fetch", "--datasets", "graduation", "--host", server.address, "--no-import")
    assert told.exit_code == 0
    assert f"{len(ROWS):,} of {len(ROWS):,} rows" in told.stderr
    assert "MB" in told.stderr
    assert "503 Service Unavailable: trying again" in told.stderr
    assert "\u2026" not in told.stderr


def test_a_log_has_a_line_for_each_dataset(here):
    with SodaServer([Dataset(GRADUATION, ROWS)]) as server:
        told = here("fetch", "--datasets", "graduation", "--host", server.address, "--no-import")
    *_, line = told.stderr.splitlines()
    assert line.startswith(f"1 of 1 datasets: High School Graduation Rates, {len(ROWS):,} of {len(ROWS):,} rows, ")
    assert "s elapsed" in line


def test_only_the_cache_then_an_import_of_it(here, tmp_path):
    with SodaServer([Dataset(GRADUATION, ROWS)]) as server:
        assert here("fetch", "--datasets", "n2xa-p822", "--host", server.address, "--no-import").exit_code == 0
    assert not (tmp_path / "store").exists()
    told = here("import", str(tmp_path / "hub"))
    assert told.exit_code == 0, told.output
    assert f"{len(ROWS):,} rows" in told.output
    assert "dataset.json" not in told.output


def test_a_check_tells_what_differs_with_exit_code_1(here):
    columns = ["org_cd" if name == "org_code" else name for name in ROWS[0]]
    with SodaServer([Dataset(GRADUATION, ROWS, columns=columns)]) as server:
        told = here("fetch", "--check", "--datasets", "graduation", "--host", server.address)
    assert told.exit_code == 1
    assert "organization: code: [org_code, org_cd]" in told.output
    assert "rows, where about 411,000 were known" in told.output


def test_an_unreachable_hub_and_a_stopped_dataset_end_with_exit_code_1(here):
    with SodaServer([]) as server:
        told = here("fetch", "--datasets", "graduation", "--host", server.address)
    assert told.exit_code == 1
    assert "404" in told.output
    assert "Traceback" not in told.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--datasets", "gradution"], "did you mean"),
        (["--years", "19"], "not a spring year"),
        (["--host", "http://hub.example"], "leave out http://"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_fault(here, arguments, words):
    told = here("fetch", *arguments)
    assert told.exit_code == 2
    assert words in " ".join(told.output.split())


def test_the_example_state_takes_nothing_from_another_host(here, tmp_path):
    Store.create(tmp_path / "store", invented=True)
    told = here("fetch", "--datasets", "graduation")
    assert told.exit_code == 2
    assert "invented example state" in told.output


def test_years_as_they_are_typed():
    assert spring_years(["2019-2021", "2024"]) == [2019, 2020, 2021, 2024]
    assert spring_years(["2019,2020"]) == [2019, 2020]
    for wrong in ("2021-2019", "24", "all", "2019-20"):
        with pytest.raises(typer.BadParameter):
            spring_years([wrong])

"""One request to the hub, over real HTTP: tried again where that may help, whole or refused, and the token kept to itself."""

from __future__ import annotations

import datetime as dt
import email.utils
import logging
import time

import pytest
from soda_records import GRADUATION, graduation
from soda_server import Dataset, Fault, SodaServer

from ssos_analysis.errors import HubError, ParameterError
from ssos_analysis.sources.hub.client import HubClient, HubSilent, asked_wait
from ssos_analysis.sources.hub.questions import ask_count, ask_rows, ask_view
from ssos_analysis.sources.hub.settings import app_token, base_address, hub_settings

TOKEN = "AbCdEf0123456789secret"
ROWS = graduation(districts=4, years=range(2022, 2024))


@pytest.fixture
def client_of(monkeypatch):
    """A client of a local server that does not really wait; what it would have waited is noted in `waits`."""
    opened = []

    def open_client(server: SodaServer, *, token: str | None = None, **changes):
        quick = {"pause_seconds": 0.0, "first_wait_seconds": 0.01, "silence_seconds": 1.0, **changes}
        settings = hub_settings(host=server.address).model_copy(update=quick)
        waits: list[float] = []
        notes: list[str] = []
        client = HubClient(settings, token, tell=notes.append, sleep=waits.append)
        client.waits, client.notes = waits, notes
        opened.append(client)
        return client

    yield open_client
    for client in opened:
        client.__exit__()


def serving(*faults: Fault, rows=None) -> SodaServer:
    return SodaServer([Dataset(GRADUATION, ROWS if rows is None else rows)], faults)


def first_page(client, limit=50_000):
    return ask_rows(client, GRADUATION, "", limit=limit, offset=0)[1]


def test_the_server_gives_a_thousand_rows_in_no_lasting_order_unless_asked(client_of):
    """What makes $limit and $order necessary."""
    many = graduation(districts=60, years=range(2022, 2024))
    with serving(rows=many) as server:
        client = client_of(server)
        once = client.get(f"/resource/{GRADUATION}.json").content
        again = client.get(f"/resource/{GRADUATION}.json").content
        assert len(many) > len(once) == len(again) == 1_000
        assert once != again
        assert first_page(client) == many


def test_rows_count_and_description(client_of):
    with serving() as server:
        client = client_of(server)
        view = ask_view(client, GRADUATION)
        assert ask_count(client, GRADUATION, "") == len(ROWS)
        assert ask_count(client, GRADUATION, "sy in('2022','1999')") == len(ROWS) / 2
        assert list(view.columns)[:3] == ["sy", "dist_code", "dist_name"]
        assert first_page(client, limit=7) == ROWS[:7]
        assert server.requests[-1] == f"/resource/{GRADUATION}.json?$order=:id&$limit=7&$offset=0"


@pytest.mark.parametrize(
    "fault",
    [
        Fault("status", code=429, times=3),
        Fault("status", code=500, times=3),
        Fault("status", code=503, times=3),
        Fault("reset", times=3),
        Fault("half", times=3),
        Fault("half_chunked", times=3),
        Fault("half_json", times=3),
        Fault("silent", seconds=1.5, times=1),
    ],
    ids=lambda fault: f"{fault.kind} {fault.code}",
)
def test_what_may_pass_is_asked_again(client_of, fault):
    times = fault.times
    with serving(fault) as server:
        client = client_of(server)
        assert first_page(client) == ROWS
        assert len(server.requests) == times + 1
        assert len(client.notes) == times
        assert all("trying again in" in note for note in client.notes)


def test_waits_grow_and_are_not_all_alike(client_of):
    with serving(Fault("status", code=503, times=6)) as server:
        client = client_of(server, first_wait_seconds=2.0, attempts=8)
        first_page(client)
        waits = [wait for wait in client.waits if wait > 0.5]
        assert len(waits) == 6
        for place, wait in enumerate(waits):
            assert 2 * 2**place <= wait <= 2 * 2**place + 2
        assert len({wait % 1 for wait in waits}) > 1


def test_the_hub_is_given_the_time_it_asks_for(client_of):
    with serving(Fault("status", code=429, retry_after="17")) as server:
        client = client_of(server)
        first_page(client)
        assert 17 <= max(client.waits) <= 18


def test_a_longer_wait_than_allowed_ends_with_the_next_step(client_of):
    with serving(Fault("status", code=429, retry_after="4000")) as server:
        with pytest.raises(HubSilent, match="4000 s") as told:
            first_page(client_of(server))
        assert "goes on where it stopped" in told.value.mend
        assert len(server.requests) == 1


def test_retry_after_in_both_forms():
    now = dt.datetime(2026, 1, 5, 12, 0, tzinfo=dt.UTC)
    assert asked_wait("120") == 120
    assert asked_wait(email.utils.format_datetime(now + dt.timedelta(seconds=90), usegmt=True), now) == 90
    assert asked_wait(email.utils.format_datetime(now - dt.timedelta(seconds=90), usegmt=True), now) == 0
    assert asked_wait("soon") is None
    assert asked_wait(None) is None


def test_patience_ends_in_words(client_of):
    with serving(Fault("status", code=503, times=99)) as server:
        with pytest.raises(HubSilent, match="503") as told:
            first_page(client_of(server, attempts=4))
        assert "4 attempts" in told.value.what
        assert len(server.requests) == 4


def test_a_refusal_is_not_asked_again_and_gives_the_hubs_reason(client_of):
    with serving() as server:
        client = client_of(server)
        with pytest.raises(HubError, match=r"400.*No such column: wrong"):
            ask_rows(client, GRADUATION, "wrong='1'", limit=5, offset=0)
        with pytest.raises(HubError, match="404"):
            ask_view(client, "aaaa-0000")
        assert len(server.requests) == 2


def test_nobody_there(client_of):
    with serving() as server:
        client = client_of(server, attempts=2)
    with pytest.raises(HubSilent, match="cannot be reached"):
        first_page(client)


def test_an_answer_is_bounded_in_size_and_time(client_of):
    with serving() as server:
        with pytest.raises(HubError, match="larger than 10,000 bytes"):
            first_page(client_of(server, largest_answer_bytes=10_000))
        begun = time.monotonic()
        with pytest.raises(HubSilent, match="not whole after"):
            first_page(client_of(server, answer_seconds=1e-9, attempts=2))
        assert time.monotonic() - begun < 5


def test_the_token_goes_to_this_host_in_its_header_and_nowhere_else(client_of, caplog):
    caplog.set_level(logging.DEBUG)
    with serving() as other, serving(Fault("redirect", to=f"{other.address}/resource/{GRADUATION}.json")) as server:
        client = client_of(server, token=TOKEN)
        with pytest.raises(HubError, match="not followed") as told:
            first_page(client)
        assert server.tokens == [TOKEN]
        assert other.requests == []
        assert TOKEN not in f"{told.value}{client.notes}{server.requests}{caplog.text}{client!r}"
        assert first_page(client) == ROWS


def test_no_token_no_header(client_of):
    with serving() as server:
        first_page(client_of(server))
        assert server.tokens == [None]


def test_a_refused_token_is_told_without_showing_it(client_of, monkeypatch):
    with serving(Fault("status", code=403)) as server:
        with pytest.raises(HubSilent, match="403") as told:
            first_page(client_of(server, token=TOKEN))
        assert "SSOS_APP_TOKEN" in told.value.mend
        assert TOKEN not in str(told.value)


def test_the_token_comes_from_the_environment_only(monkeypatch):
    monkeypatch.delenv("SSOS_APP_TOKEN", raising=False)
    assert app_token() is None
    monkeypatch.setenv("SSOS_APP_TOKEN", f" {TOKEN}\n")
    assert app_token() == TOKEN
    monkeypatch.setenv("SSOS_APP_TOKEN", "two words\r\nX: y")
    with pytest.raises(ParameterError) as told:
        app_token()
    assert "two words" not in str(told.value)


@pytest.mark.parametrize(
    "host", ["http://hub.example", "ftp://x", "a b", "https://me:pw@hub.example", "hub.example/path", "http://10.0.0.1"]
)
def test_hosts_that_are_none_or_would_carry_a_token_in_the_open(host):
    with pytest.raises(ParameterError):
        base_address(host)


def test_hosts_that_are():
    assert base_address("educationtocareer.data.mass.gov") == "https://educationtocareer.data.mass.gov"
    assert base_address("http://127.0.0.1:8765") == "http://127.0.0.1:8765"
    assert base_address("http://[::1]:80/") == "http://[::1]"
    assert hub_settings().address == "https://educationtocareer.data.mass.gov"

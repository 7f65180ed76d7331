"""One conversation with the hub: a request, asked again where that may help, and a whole answer or an error that says why."""

from __future__ import annotations

import datetime as dt
import email.utils
import random
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
import orjson
import tenacity

from ssos_analysis import __version__
from ssos_analysis.errors import HubError
from ssos_analysis.sources.hub.settings import TOKEN_NAME, HubSettings, is_loopback
from ssos_analysis.sources.plain_text import printable

PASSING = {408, 425, 429, 500, 502, 503, 504}
_REASON_BYTES = 4_000
Tell = Callable[[str], None]
Found = TypeVar("Found")


class HubSilent(HubError):
    """The hub as a whole cannot be had: asking for another dataset would only wait again."""


class _TryAgain(Exception):
    """A fault that may pass; it becomes a HubSilent when patience ends. `wait` is what the hub asked for, in seconds."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


@dataclass(frozen=True)
class Answer:
    """One answer: its bytes as sent (unpacked where they were compressed), and the JSON they are."""

    body: bytes
    content: Any


class HubClient:
    """A client of one host. Use it as a context; it keeps one connection.

    Parameters
    ----------
    token : sent as X-App-Token to this host only; never shown in a message.
    tell : told before each wait, in words.
    """

    def __init__(
        self,
        settings: HubSettings,
        token: str | None = None,
        *,
        tell: Tell = lambda _: None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.settings = settings
        self._token = token
        self._tell, self._sleep = tell, sleep
        self._asked = float("-inf")
        headers = {"User-Agent": f"ssos_analysis/{__version__}", "Accept": "application/json, */*;q=0.5"}
        self._http = httpx.Client(
            base_url=settings.address,
            headers=headers | ({"X-App-Token": token} if token else {}),
            timeout=httpx.Timeout(settings.silence_seconds, connect=settings.connect_seconds),
            limits=httpx.Limits(max_connections=1),
            follow_redirects=False,
            trust_env=not is_loopback(httpx.URL(settings.address).host),  # a proxy stands before other machines, not this one
        )

    def __enter__(self) -> HubClient:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, path: str, query: str = "") -> Answer:
        """The answer to one GET; `query` is sent as it stands (`$order=:id`: one client had trouble with an encoded `$`).

        Raises
        ------
        HubError
            The hub refuses the request: asking again would not help.
        HubSilent
            It did not answer in time, in as many attempts as the settings allow, or asks for a longer wait than they allow.
        """
        return self._asked_until_told(lambda: _parsed(self._once(path, query)), path)

    def file(self, path: str) -> bytes | None:
        """The bytes of one file, or None where the host has none there for us (403, 404).

        Raises
        ------
        HubError, HubSilent
            As `get`.
        """
        return self._asked_until_told(lambda: self._once(path, "", absent=(403, 404)), path)

    def _asked_until_told(self, once: Callable[[], Found], path: str) -> Found:
        """What one attempt gives, tried again where that may help."""
        settings = self.settings
        begun = time.monotonic()
        attempts = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_TryAgain),
            stop=tenacity.stop_after_attempt(settings.attempts) | tenacity.stop_after_delay(settings.give_up_after_seconds),
            wait=_Wait(settings),
            sleep=self._sleep,
            before_sleep=self._say_wait,
            reraise=True,
        )
        try:
            return attempts(once)
        except _TryAgain as fault:
            tried, spent = attempts.statistics["attempt_number"], time.monotonic() - begun
            raise HubSilent(
                f"{fault}; {tried} attempt{'s' if tried != 1 else ''} in {spent:.0f} s, and the hub did not answer",
                where=f"{self._http.base_url.host}{path}",
                mend="run the same command again later: it goes on where it stopped",
            ) from None

    def _say_wait(self, state: tenacity.RetryCallState) -> None:
        """Before a wait: why and how long."""
        fault = state.outcome.exception() if state.outcome else None
        seconds = state.next_action.sleep if state.next_action else 0.0
        self._tell(f"{fault}: trying again in {seconds:.0f} s (attempt {state.attempt_number + 1} of {self.settings.attempts})")

    def _once(self, path: str, query: str, absent: tuple[int, ...] = ()) -> bytes | None:
        """One attempt: the body, or None where the status is one of `absent`."""
        rest = self._asked + self.settings.pause_seconds - time.monotonic()
        if rest > 0:
            self._sleep(rest)
        try:
            with self._told(), self._http.stream("GET", f"{path}?{query}" if query else path) as response:
                if response.status_code in absent:
                    return None
                if response.status_code != httpx.codes.OK:
                    self._refuse(response, path)
                return self._body(response, path)
        finally:
            self._asked = time.monotonic()

    def _body(self, response: httpx.Response, path: str) -> bytes:
        """The body whole, within the bounds of size and time."""
        parts, size, begun = [], 0, time.monotonic()
        for part in response.iter_bytes():
            size += len(part)
            if size > self.settings.largest_answer_bytes:
                raise HubError(
                    f"an answer larger than {self.settings.largest_answer_bytes:,} bytes",
                    where=path,
                    mend="ask for fewer rows at once (--page-rows)",
                )
            if time.monotonic() - begun > self.settings.answer_seconds:
                raise _TryAgain(f"an answer not whole after {self.settings.answer_seconds:g} s")
            parts.append(part)
        return b"".join(parts)

    def _refuse(self, response: httpx.Response, path: str) -> None:
        """Anything but 200: to be tried again, or an error with the hub's own reason."""
        status = f"{response.status_code} {response.reason_phrase}".strip()
        if response.status_code in PASSING:
            wait = asked_wait(response.headers.get("Retry-After"))
            if wait is not None and wait > self.settings.longest_wait_seconds:
                raise HubSilent(
                    f"the hub answers {status} and asks to wait {wait:.0f} s",
                    where=path,
                    mend=f"run the command again then, it goes on where it stopped; with a token ({TOKEN_NAME}) more is allowed",
                )
            raise _TryAgain(f"the hub answers {status}", wait)
        if response.is_redirect:
            raise HubError(
                f"the hub sends this address on to {_host_of(response)}, which is not followed",
                where=path,
                mend="give the host that holds the data with --host, if it is the state's",
            )
        if response.status_code in (401, 403):
            mend = (
                f"correct or unset {TOKEN_NAME}: no token is needed" if self._token else "the hub may be closed to this network"
            )
            raise HubSilent(f"the hub answers {status}{self._reason(response)}", where=path, mend=mend)
        mend = "see whether the dataset still stands on the hub; params/sources/ names it by its id"
        raise HubError(f"the hub answers {status}{self._reason(response)}", where=path, mend=mend)

    def _reason(self, response: httpx.Response) -> str:
        """What the hub says of a refusal, bounded, and without the token should it be repeated there."""
        text = b""
        for part in response.iter_bytes():
            text += part[: _REASON_BYTES - len(text)]
            if len(text) >= _REASON_BYTES:
                break
        try:
            said = str(orjson.loads(text)["message"])
        except (orjson.JSONDecodeError, KeyError, TypeError, IndexError):
            return ""
        if self._token:
            said = said.replace(self._token, "(the token)")
        return f": {printable(' '.join(said.split()))[:200]}" if said.strip() else ""

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Faults of the connection in our words. The words of the library are not passed on."""
        try:
            yield
        except httpx.TransportError as fault:
            cause = _causes(fault)
            if any(isinstance(one, ssl.SSLCertVerificationError) for one in cause):
                raise HubSilent(
                    "the host cannot prove that it is the one named (its certificate is not accepted)",
                    where=str(self._http.base_url.host),
                    mend="check the host name; behind a proxy of your office, ask for its certificate (SSL_CERT_FILE)",
                ) from None
            if any(isinstance(one, socket.gaierror) and one.errno == socket.EAI_NONAME for one in cause):
                raise HubSilent(
                    "no host of this name is known",
                    where=str(self._http.base_url.host),
                    mend="check the host name and the connection to the internet",
                ) from None
            raise _TryAgain(_words(fault)) from None
        except httpx.DecodingError:
            raise _TryAgain("an answer whose compressed body was cut short") from None


def _parsed(body: bytes | None) -> Answer:
    """A body as the JSON it is; one that is not whole is asked for again."""
    try:
        return Answer(body or b"", orjson.loads(body or b""))
    except orjson.JSONDecodeError:
        raise _TryAgain(f"an answer of {len(body or b''):,} bytes that is not whole JSON") from None


class _Wait(tenacity.wait.wait_base):
    """What the hub asked for and a little more; else twice as long each time, with jitter, as far as the settings allow."""

    def __init__(self, settings: HubSettings) -> None:
        first, longest = settings.first_wait_seconds, settings.longest_wait_seconds
        self._first = first
        self._backing_off = tenacity.wait_exponential(multiplier=first, max=longest) + tenacity.wait_random(0, first)

    def __call__(self, retry_state: tenacity.RetryCallState) -> float:
        fault = retry_state.outcome.exception() if retry_state.outcome else None
        if isinstance(fault, _TryAgain) and fault.wait is not None:
            return fault.wait + random.uniform(0, min(1.0, self._first))
        return self._backing_off(retry_state)


def asked_wait(text: str | None, now: dt.datetime | None = None) -> float | None:
    """Seconds that a Retry-After asks for, from `120` or `Fri, 31 Oct 2025 07:28:00 GMT`; None where it says nothing."""
    if text is None:
        return None
    if text.strip().isascii() and text.strip().isdecimal():
        return float(text)
    try:
        when = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=dt.UTC)
    return max(0.0, (when - (now or dt.datetime.now(dt.UTC))).total_seconds())


def _host_of(response: httpx.Response) -> str:
    """The host a redirect names, without its path: that may hold anything."""
    try:
        return printable(response.next_request.url.host if response.next_request else "")[:100] or "another address"
    except (httpx.InvalidURL, ValueError):
        return "another address"


def _causes(fault: BaseException) -> list[BaseException]:
    """An error and what it was raised from."""
    found: list[BaseException] = []
    one: BaseException | None = fault
    while one is not None and one not in found:
        found.append(one)
        one = one.__cause__ or one.__context__
    return found


def _words(fault: httpx.TransportError) -> str:
    """What became of a connection."""
    if isinstance(fault, httpx.ConnectTimeout):
        return "the host did not let us in in time"
    if isinstance(fault, httpx.TimeoutException):
        return "the host fell silent"
    if isinstance(fault, httpx.ConnectError):
        return "the host cannot be reached"
    if isinstance(fault, httpx.RemoteProtocolError):
        return "the answer was cut short"
    return "the connection was dropped"

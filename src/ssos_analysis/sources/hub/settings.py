"""How the hub is spoken to: params/hub.yml, the host that SSOS_HUB_HOST or --host names, the token that SSOS_APP_TOKEN holds."""

from __future__ import annotations

import ipaddress
import os
import re

import httpx
from pydantic import BaseModel, ConfigDict, Field

from ssos_analysis import workspace
from ssos_analysis.errors import ParameterError
from ssos_analysis.parameters import read_yaml, validated

TOKEN_NAME = "SSOS_APP_TOKEN"
HOST_NAME = "SSOS_HUB_HOST"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class KnownRows(_Part):
    """How many rows a dataset was once seen to have, and when."""

    rows: int = Field(ge=1)
    when: str
    note: str = ""


class HubSettings(_Part):
    """params/hub.yml; every line is explained there."""

    host: str
    page_rows: int = Field(ge=1, le=50_000)
    pause_seconds: float = Field(ge=0)
    connect_seconds: float = Field(gt=0)
    silence_seconds: float = Field(gt=0)
    answer_seconds: float = Field(gt=0)
    attempts: int = Field(ge=1, le=50)
    first_wait_seconds: float = Field(ge=0)
    longest_wait_seconds: float = Field(ge=0)
    give_up_after_seconds: float = Field(gt=0)
    largest_answer_bytes: int = Field(ge=1_000, le=200_000_000)
    rereads: int = Field(ge=0, le=20)
    sample_rows: int = Field(ge=1, le=50_000)
    rows_tolerance_pct: float = Field(ge=0)
    columns_of_most_datasets: list[str] = []
    known_rows: dict[str, KnownRows] = {}

    @property
    def address(self) -> str:
        """`https://` and the host; `http://` where the host is this machine and was given so."""
        return base_address(self.host)


def hub_settings(*, host: str | None = None, page_rows: int | None = None) -> HubSettings:
    """The settings of params/hub.yml, with what the command or the environment says instead.

    Raises
    ------
    ParameterError
        The file is not understood, or the host is not one.
    """
    settings = validated(HubSettings, read_yaml(workspace.params("hub.yml")), where="params/hub.yml")
    said = {"host": host or os.environ.get(HOST_NAME) or None, "page_rows": page_rows}
    settings = validated(
        HubSettings,
        {**settings.model_dump(), **{name: value for name, value in said.items() if value is not None}},
        where="--host, --page-rows and params/hub.yml",
    )
    base_address(settings.host)
    return settings


def base_address(host: str) -> str:
    """The address behind a host as typed: `hub.example`, `https://hub.example`, or `http://127.0.0.1:8765`.

    Raises
    ------
    ParameterError
        It is no host, holds a path, a name or a password, or asks for http from another machine: a token would travel open.
    """
    text = host if "://" in host else f"https://{host}"
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        url = httpx.URL("")
    is_plain = url.path in ("", "/") and not url.query and not url.fragment and not url.userinfo
    if url.scheme not in ("http", "https") or not url.host or not is_plain or re.search(r"\s", host):
        raise ParameterError(
            "that is not the name of a host",
            where=f"--host or {HOST_NAME}",
            mend="give a name alone, such as educationtocareer.data.mass.gov",
        )
    if url.scheme == "http" and not is_loopback(url.host):
        raise ParameterError(
            "http is spoken with this machine only, since a token would travel open",
            where=f"--host or {HOST_NAME}",
            mend="leave out http://",
        )
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def is_loopback(host: str) -> bool:
    """Whether a host name is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def app_token() -> str | None:
    """The token of SSOS_APP_TOKEN, or None; it comes from nowhere else and is never shown.

    Raises
    ------
    ParameterError
        It holds characters that no token has.
    """
    token = os.environ.get(TOKEN_NAME, "").strip()
    if token and not re.fullmatch(r"[A-Za-z0-9_-]{8,100}", token):
        raise ParameterError(
            "the value is not an app token", where=TOKEN_NAME, mend="give the token alone: letters and digits, without quotes"
        )
    return token or None

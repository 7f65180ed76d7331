"""What a presentation function shows, as text."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ssos_analysis.presentation import display


@pytest.fixture
def capture() -> Iterator[Callable[..., str]]:
    """Calls a presentation function; returns the text of all it displayed, without tags."""
    shown: list[str] = []

    def take(data: dict[str, str], *, metadata: dict[str, Any], raw: bool) -> None:
        shown.append(html.unescape(re.sub(r"<[^>]+>", " ", data["text/html"])))

    def call(function: Callable[..., None], *given: Any, **named: Any) -> str:
        shown.clear()
        function(*given, **named)
        return "\n".join(shown)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(display, "display", take)
        yield call

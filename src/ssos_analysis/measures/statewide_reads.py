"""What a brief was given of the state-wide quantities, question by question, so that it can be asked again of newer data.

Every district's figures move the state's spreads a little. A page is out of date only when what it was given moved, so a brief
gets its quantities as `Watched`: each question asked of them is kept with a digest of the answer. A function that boils many rows
down to what a page says (`boiled_down`) counts as one question; frames that are read as they are count with every value.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite
from typing import Any, TypeVar, cast

import pandas as pd

from ssos_analysis.measures.statewide_tables import FRAMES, Statewide

Question = TypeVar("Question", bound=Callable[..., Any])
_BOILED: dict[str, tuple[Callable[..., Any], int]] = {}
_METHODS = ("changes_of", "prior_of", "peers_of", "figures_of")
_ALL_DIGITS = 12


class Watched(Statewide):
    """State-wide quantities that note what is asked of them. `asked`: question as JSON -> digest of its answer."""

    def __init__(self, held: Statewide) -> None:
        super().__init__(**{field.name: getattr(held, field.name) for field in fields(held)})
        object.__setattr__(self, "asked", {})
        object.__setattr__(self, "_is_noting", True)

    asked: dict[str, str]

    def __getattribute__(self, name: str) -> Any:
        got = object.__getattribute__(self, name)
        if name in FRAMES and getattr(self, "_is_noting", False):
            self.note(("frame", {"name": name}), got)
        if name in _METHODS and getattr(self, "_is_noting", False):
            return functools.partial(self._answer, name)
        return got

    def _answer(self, name: str, *given: Any, **more: Any) -> Any:
        with self.quiet():
            answer = getattr(self, name)(*given, **more)
        self.note((name, {"given": list(given), **more}), answer)
        return answer

    def note(self, question: tuple[str, Mapping[str, Any]], answer: object, places: int = _ALL_DIGITS) -> None:
        """Keep one question with the digest of its answer, its numbers rounded to `places`; none of another question's."""
        if not self._is_noting:
            return
        self.asked[json.dumps(question, sort_keys=True, default=lambda value: value.item())] = digest_of(answer, places)

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Note nothing meanwhile."""
        before = self._is_noting
        object.__setattr__(self, "_is_noting", False)
        try:
            yield
        finally:
            object.__setattr__(self, "_is_noting", before)


def boiled_down(*, places: int) -> Callable[[Question], Question]:
    """Mark a function of state-wide quantities and plain values whose answer is all that a page is given of them.

    Parameters
    ----------
    places : decimals to which numbers of the answer reach a page; a move that no page shows makes no page out of date.
    """

    def mark(function: Question) -> Question:
        name = f"{function.__module__}:{function.__name__}"
        _BOILED[name] = (function, places)

        @functools.wraps(function)
        def asking(statewide: Statewide, *given: Any, **more: Any) -> Any:
            if not isinstance(statewide, Watched):
                return function(statewide, *given, **more)
            with statewide.quiet():
                answer = function(statewide, *given, **more)
            statewide.note((name, {"given": list(given), **more}), answer, places)
            return answer

        return cast(Question, asking)

    return mark


def asked_again(question: str, statewide: Statewide) -> str | None:
    """The digest of the answer that a question gets now; None where nobody knows the question any more."""
    name, about = json.loads(question)
    given, more = about.pop("given", []), about
    if name == "frame":
        return digest_of(getattr(statewide, more["name"]), _ALL_DIGITS)
    if name in _METHODS:
        return digest_of(getattr(statewide, name)(*given, **more), _ALL_DIGITS)
    if name not in _BOILED:
        return None
    function, places = _BOILED[name]
    return digest_of(function(statewide, *given, **more), places)


def digest_of(answer: object, places: int) -> str:
    """Sixteen hexadecimal characters for frames and plain values, numbers rounded to `places` as pages round."""
    if isinstance(answer, pd.DataFrame) and places == _ALL_DIGITS:
        text = answer.to_csv(index=False, float_format=f"%.{_ALL_DIGITS}g")
    else:
        text = repr(_rounded(answer, places))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _places(column: str, places: int) -> int:
    """A p-value is compared with a level, not printed: a place more."""
    return places + 1 if column.endswith("p_value") else places


def _rounded(value: object, places: int) -> object:
    if isinstance(value, float):  # as pages round: halves away from zero, or a digest could stay where a page moves
        return str(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)) if isfinite(value) else "none"
    if isinstance(value, pd.DataFrame):
        return {name: _rounded(value[name].tolist(), _places(str(name), places)) for name in value.columns}
    if isinstance(value, tuple | list):
        return [_rounded(part, places) for part in value]
    if isinstance(value, dict):
        return {str(name): _rounded(part, places) for name, part in value.items()}
    return str(value)

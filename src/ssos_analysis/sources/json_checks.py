"""JSON before it is taken apart: how much it would become in memory, and whether a record names one field twice."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from ssos_analysis.sources import bounds
from ssos_analysis.sources.bounds import refused

_NAME = re.compile(rb'"\s*:')


def check_values(data: bytes, path: Path) -> None:
    """Refuse JSON that holds more values than are read.

    Raises
    ------
    SourceError
        As above.
    """
    if data.count(b",") + data.count(b"[") + data.count(b"{") > 2 * bounds.MAX_CELLS:
        raise refused(path, f"the file holds more than {bounds.MAX_CELLS:,} values", "give one dataset")


def names_twice(data: bytes, content: Any) -> bool:
    """Whether an object of some JSON names one field twice: one of two values would be lost silently.

    Parameters
    ----------
    content : the JSON, parsed.

    Raises
    ------
    ValueError, RecursionError
        A parser that is not as lenient says that it is no JSON.
    """
    if len(_NAME.findall(data)) == _names_in(content):
        return False
    try:  # a name stands twice, or a text looks like a name: the slow look tells
        json.loads(data, object_pairs_hook=_without_repeats)
    except _RepeatedNameError:
        return True
    return False


def _names_in(content: Any) -> int:
    """How many names the objects of parsed JSON have, at any depth."""
    names = 0
    waiting = [content]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            names += len(one)
            waiting += [value for value in one.values() if isinstance(value, dict | list)]
        else:
            waiting += [value for value in one if isinstance(value, dict | list)] if isinstance(one, list) else []
    return names


class _RepeatedNameError(Exception):
    pass


def _without_repeats(pairs: list[tuple[str, Any]]) -> None:
    """An object's names, each once."""
    if len({name for name, _ in pairs}) < len(pairs):
        raise _RepeatedNameError

"""Runs a file of method vectors against the library.

    python -m tests.published.vectors FILE

FILE is JSON with a list `vectors`: each an `id`, a `method`, `inputs`, what is `expected` (a number, or numbers, words and lists
by name) and an absolute `tolerance`. Prints a line for each failure and, last, how many passed and failed; ends with 0 when none
failed. A method the library lacks is a failure.
"""

from __future__ import annotations

import json
import math
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np

from ssos_analysis.errors import SourceError, SsosError
from tests.published.vector_methods import METHODS


def main(arguments: list[str]) -> int:
    """Run one file; 0 when every vector passed, 1 when one failed, 2 when the file cannot be read."""
    if len(arguments) != 1:
        print("usage: python -m tests.published.vectors FILE", file=sys.stderr)
        return 2
    try:
        cases = read_cases(Path(arguments[0]))
    except SourceError as error:
        print(error, file=sys.stderr)
        return 2
    failed = 0
    for number, case in enumerate(cases):
        faults = faults_of(case)
        if faults:
            failed += 1
            name = case.get("id", f"number {number}") if isinstance(case, dict) else f"number {number}"
            print(f"{name}: {'; '.join(faults)}")
    print(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed else 0


def read_cases(path: Path) -> list[Any]:
    """The vectors of a file; a SourceError where it has none."""
    mend = "give a JSON file with a list named vectors, as tests/published/methods.json"
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SourceError(f"the file cannot be read: {error.__class__.__name__}", where=path.name, mend=mend) from None
    cases = content.get("vectors") if isinstance(content, dict) else None
    if not isinstance(cases, list) or not cases:
        raise SourceError("the file holds no vectors", where=path.name, mend=mend)
    return cases


def faults_of(case: Any) -> list[str]:
    """What is wrong with the library's answer to one case; empty when it passed."""
    missing = [name for name in ("method", "inputs", "expected") if not isinstance(case, dict) or name not in case]
    if missing:
        return [f"the vector has no {', no '.join(missing)}"]
    method = METHODS.get(case["method"])
    if method is None:
        return [f"the library has no method {case['method']}"]
    try:
        answer = method(case["inputs"])
    except SsosError as error:
        return [f"{case['method']} refused the inputs: {error.what}"]
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError, StopIteration) as error:
        return [f"{case['method']} could not take the inputs: {error.__class__.__name__}: {error}"]
    return differences(case["expected"], answer, float(case.get("tolerance") or 0))


def differences(expected: Any, answer: Any, tolerance: float, name: str = "") -> list[str]:
    """Where an answer leaves the expected one by more than the tolerance, by name."""
    if isinstance(expected, dict):
        found = []
        for key, value in expected.items():
            path = f"{name}.{key}" if name else key
            part, is_known = entry(answer, key)
            found += differences(value, part, tolerance, path) if is_known else [f"{path}: the library gives none"]
        return found
    if isinstance(answer, dict):
        answer = answer["value"]
    if isinstance(answer, (list, tuple, np.ndarray)) and np.ndim(answer) == 0:
        answer = answer.item()
    if isinstance(expected, list):
        given = list(answer) if isinstance(answer, (list, tuple, np.ndarray)) else [answer]
        if "first" in name:  # the vector gives the beginning of a longer list
            given = given[: len(expected)]
        if len(given) != len(expected):
            return [f"{name}: expected {len(expected)} entries, got {len(given)}"]
        pairs = enumerate(zip(expected, given, strict=True))
        return [fault for at, (one, other) in pairs for fault in differences(one, other, tolerance, f"{name}[{at}]")]
    if agrees(expected, answer, tolerance):
        return []
    return [f"{name or 'value'}: expected {expected}, got {told(answer)} (tolerance {tolerance:g})"]


def entry(answer: Any, key: str) -> tuple[Any, bool]:
    """A named part of an answer; `x_first3` is the beginning of its `x`."""
    if not isinstance(answer, dict):
        return answer, key == "value"
    if key in answer:
        return answer[key], True
    first = re.fullmatch(r"(\w+)_first\d+", key)
    if first and first[1] in answer:
        return answer[first[1]], True
    return None, False


def agrees(expected: Any, answer: Any, tolerance: float) -> bool:
    """Numbers within the tolerance; words and truth values alike; null where there is nothing to estimate."""
    if expected is None:
        return answer is None or (is_number(answer) and math.isnan(answer))
    if isinstance(expected, bool) or isinstance(answer, (bool, np.bool_)):
        return bool(expected) == bool(answer)
    if isinstance(expected, str) and expected.lower().lstrip("+-") in {"inf", "infinity"}:
        expected = float(expected)
    if is_number(expected):
        return is_number(answer) and (answer == expected or abs(answer - expected) <= tolerance)
    return bool(expected == answer)


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float, np.integer, np.floating))


def told(answer: Any) -> str:
    return f"{float(answer):.10g}" if is_number(answer) else str(answer)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

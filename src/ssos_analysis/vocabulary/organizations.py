"""Organization codes: eight characters of text, the first four the district, the last four the school."""

from __future__ import annotations

import re
from functools import lru_cache

STATE = "00000000"
EXAMPLE_PREFIXES = ("95", "96", "97", "98", "99")
"""Codes that begin so are invented. The state's own reach 39 (charters 04 and 35, state schools 39): none begins with 9."""
_CODE = re.compile(r"[0-9]{8}")  # not \d, which takes the digits of every script


@lru_cache(maxsize=20_000)  # every file names the same few thousand
def is_code(text: str) -> bool:
    """Whether the text is an eight-character organization code."""
    return bool(_CODE.fullmatch(text))


def level_of(code: str) -> str:
    """`state`, `district` or `school`, read off the code itself."""
    if code == STATE:
        return "state"
    return "district" if code.endswith("0000") else "school"


def district_of(code: str) -> str:
    """The code of the district an organization belongs to (the state's is its own)."""
    return code[:4] + "0000"


def is_example(code: str) -> bool:
    """Whether the code belongs to the invented example state."""
    return code.startswith(EXAMPLE_PREFIXES)

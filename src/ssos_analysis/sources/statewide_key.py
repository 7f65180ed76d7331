"""What the state-wide quantities of a store are kept under: asked far more often than they are computed, so it imports little."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from ssos_analysis import workspace
from ssos_analysis.sources.store import Store

_CODE = ("statewide", "measures", "estimation")
_RULES = ("peers.yml", "series_breaks.yml")


def statewide_key(store: Store) -> str:
    """A hash of the data that a store holds, and of everything that decides what is computed from them."""
    return hashlib.sha256(f"{store.fingerprint()} {_rules_hash()}".encode()).hexdigest()[:16]


@lru_cache(maxsize=1)
def _rules_hash() -> str:
    package = Path(__file__).resolve().parents[1]
    code = [path for part in _CODE for path in sorted((package / part).glob("*.py"))]
    digest = hashlib.sha256()
    for path in [*code, *(workspace.params(name) for name in _RULES)]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()

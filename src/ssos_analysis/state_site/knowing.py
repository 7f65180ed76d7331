"""What a store tells of its districts for the pages about the whole state, kept until it changes."""

from __future__ import annotations

import hashlib

from ssos_analysis.press.known import KnownState, keep_known_state, known_state
from ssos_analysis.press.records import Product
from ssos_analysis.provenance import code_version
from ssos_analysis.sources.regions import RegionRegister, register_of
from ssos_analysis.sources.store import Store
from ssos_analysis.vocabulary.topics import TOPICS


def ensure_known(store: Store, product: Product) -> KnownState:
    """What the store tells, computed again only when its data, the register of regions or the code changed."""
    register = register_of(invented=store.is_invented)
    made_from = _made_from(store, register)
    kept = known_state(product)
    if kept.made_from == made_from:
        return kept
    from ssos_analysis.state_site.looking_up import (
        look_up,  # what it needs takes a second to import: only where something changed
    )

    known = look_up(store, register).model_copy(update={"made_from": made_from})
    keep_known_state(product, known)
    return known


def _made_from(store: Store, register: RegionRegister) -> str:
    text = "\n".join([store.fingerprint(), register.model_dump_json(), code_version(), *TOPICS])
    return hashlib.sha256(text.encode()).hexdigest()

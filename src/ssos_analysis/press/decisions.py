"""Whether the decisions that pages were published by still stand: a district's approvals and notes, and the recipes, by hash.

A build that finds nothing to run must still take up a note that was written since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from ssos_analysis import workspace
from ssos_analysis.press.recipes import recipes_digest
from ssos_analysis.press.records import Product, write_whole

_NAME, _FILES = ".decisions", ("approvals.yml", "notes.md")


def note_decisions(product: Product, code: str) -> None:
    """Keep what a district's pages were published by."""
    write_whole(product.work(code) / _NAME, _digest(code))


def decided_since(product: Product, codes: Iterable[str]) -> list[str]:
    """The districts whose approvals or notes are others than those their pages were published by."""
    return [code for code in codes if _held(product, code) not in ("", _digest(code))]


def _held(product: Product, code: str) -> str:
    path = product.work(code) / _NAME
    return path.read_text("utf-8") if path.is_file() else ""


def _digest(code: str) -> str:
    paths = [workspace.params("districts", code, name) for name in _FILES]
    found = hashlib.sha256(b"\0".join(path.read_bytes() if path.is_file() else b"" for path in paths))
    found.update(recipes_digest().encode())
    return found.hexdigest()

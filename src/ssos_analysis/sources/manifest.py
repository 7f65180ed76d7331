"""store.json: which generation of each table is current, and which files stand behind it. Replaced whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ssos_analysis.errors import StoreError
from ssos_analysis.provenance import SourceUse

FORMAT = 1
MANIFEST_NAME = "store.json"
NOT_HELD = "restated"  # a table that tells what is held no more, and so hangs on which vintage came first


@dataclass(frozen=True)
class Generation:
    """One written state of one table: a folder whose name is the hash of its content, never changed once written.

    Attributes
    ----------
    name : folder under tables/<table>/.
    buckets : rows of each bucket; a bucket is named by the first two or three characters of the codes in it.
    """

    name: str
    buckets: dict[str, int]

    @property
    def rows(self) -> int:
        return sum(self.buckets.values())


@dataclass(frozen=True)
class Manifest:
    """The state of a store.

    Attributes
    ----------
    is_invented : whether the store holds the example state; nothing real enters such a store, and nothing invented any other.
    tables : the current generation of each table that has rows, of `organizations` and of `restated`.
    previous : generation names of the manifest before this one, kept on disk for readers in flight.
    sources : the files behind the rows.
    """

    is_invented: bool
    tables: dict[str, Generation] = field(default_factory=dict)
    previous: dict[str, str] = field(default_factory=dict)
    sources: tuple[SourceUse, ...] = ()

    @property
    def fingerprint(self) -> str:
        """A hash of the data held and of the vintage of each file; the order of importing does not move it."""
        held = {
            "is_invented": self.is_invented,
            "tables": {name: generation.name for name, generation in self.tables.items() if name != NOT_HELD},
            "sources": sorted([use.source_id, use.publication, use.vintage] for use in self.sources),
        }
        return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()

    def to_json(self) -> str:
        return json.dumps({"format": FORMAT, "fingerprint": self.fingerprint, **asdict(self)}, indent=1, sort_keys=True)


def read_manifest(store: Path) -> Manifest | None:
    """The manifest of a store; None where there is no store.

    Raises
    ------
    StoreError
        store.json is not readable, is not a manifest, or has a format this version does not read.
    """
    path = store / MANIFEST_NAME
    try:
        raw: dict[str, Any] = json.loads(path.read_bytes())
        return _manifest_of(raw, store)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, AttributeError, KeyError, TypeError) as error:
        raise StoreError(
            f"the list of what the store holds cannot be read ({type(error).__name__}: {error})",
            where=f"{store.name}/{MANIFEST_NAME}",
            mend="move the store away and import the files again",
        ) from None


def _manifest_of(raw: dict[str, Any], store: Path) -> Manifest:
    """The manifest from its JSON; a JSON of another shape is a KeyError, TypeError or AttributeError."""
    if raw.get("format") != FORMAT:
        raise StoreError(
            f"the store has format {raw.get('format')!r}; this version reads format {FORMAT}",
            where=f"{store.name}/{MANIFEST_NAME}",
            mend="use the version of this project that wrote it, or import the files again into a new store",
        )
    return Manifest(
        is_invented=raw["is_invented"],
        tables={name: Generation(**entry) for name, entry in raw["tables"].items()},
        previous=raw["previous"],
        sources=tuple(SourceUse(**use) for use in raw["sources"]),
    )


def write_manifest(store: Path, manifest: Manifest) -> None:
    """Replace store.json in one step: a reader, or a crash, sees the old text or the new one."""
    temporary = store / f".{MANIFEST_NAME}.{os.getpid()}.tmp"
    try:
        with temporary.open("wb") as file:
            file.write(manifest.to_json().encode())
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(store / MANIFEST_NAME)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(store)


def sync_folder(folder: Path) -> None:
    """Make renames inside a folder outlast a power cut, where the system can (Windows cannot open a folder)."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def generation_names(tables: Mapping[str, Generation]) -> dict[str, str]:
    """Table -> generation folder."""
    return {name: generation.name for name, generation in tables.items()}

"""Datasets of the hub as they came, on disk: `<dataset>/<state of the dataset>_<years>/` holds pages and dataset.json.

A page is the hub's JSON array, byte for byte. dataset.json is written after each page, so that what a killed process leaves
behind is some whole pages that are listed, and at most one that is not.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from ssos_analysis.errors import HubError
from ssos_analysis.sources.manifest import sync_folder
from ssos_analysis.sources.year_ranges import year_ranges

LIST_NAME = "dataset.json"
FORMAT = 1
FROM_HUB = "date the hub last changed the dataset"
_ID = re.compile(r"[a-z0-9]{4}-[a-z0-9]{4}")


@dataclass(frozen=True)
class Page:
    """One page on disk."""

    file: str
    sha256: str
    rows: int
    bytes: int


@dataclass(frozen=True)
class Selection:
    """What was asked of one dataset, in one state of it, and what of that is on disk.

    Attributes
    ----------
    dataset, title, host : its id, the state's name of it, and the host that answered.
    updated_at : when the hub last changed its rows, in seconds of 1970 (`rowsUpdatedAt`).
    columns : every column it has, by the name that records use.
    years : spring years asked for; empty for all of them.
    expected_rows, page_rows : rows the hub counts, and how many were asked for at once.
    filled : the columns that hold anything on the pages, by school year as records say it ("" where they say none).
    is_complete : whether every page is there and the dataset did not change while it was read.
    """

    dataset: str
    title: str
    host: str
    updated_at: int
    columns: tuple[str, ...]
    years: tuple[int, ...]
    expected_rows: int
    page_rows: int
    pages: tuple[Page, ...] = ()
    is_complete: bool = False
    filled: dict[str, tuple[str, ...]] = field(default_factory=dict)
    fetched_on: str = field(default_factory=lambda: dt.datetime.now(dt.UTC).date().isoformat())

    @property
    def vintage(self) -> str:
        """The day the hub last changed the dataset."""
        return moment(self.updated_at).date().isoformat()

    @property
    def rows(self) -> int:
        return sum(page.rows for page in self.pages)

    @property
    def bytes(self) -> int:
        return sum(page.bytes for page in self.pages)

    @property
    def folder_name(self) -> str:
        """`2025-10-31T072800Z_all`, or `..._2019-2021.2024`."""
        return f"{moment(self.updated_at):%Y-%m-%dT%H%M%SZ}_{years_name(self.years)}"

    def is_same_question(self, other: Selection) -> bool:
        """Whether both ask the same of the same state, so that pages of the one are pages of the other."""
        mine, theirs = (replace(one, pages=(), filled={}, is_complete=False, title="", fetched_on="") for one in (self, other))
        return mine == theirs


def moment(seconds: int) -> dt.datetime:
    """A time of the hub."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def years_name(years: Iterable[int]) -> str:
    """`all`, or the years as a folder may be called: `2019-2021.2024`."""
    return year_ranges(years).replace(", ", ".") or "all"


def read_selection(folder: Path) -> Selection | None:
    """What dataset.json in a folder says; None where there is none, or where it is something else of that name."""
    path = folder / LIST_NAME
    try:
        stat = path.stat()
    except OSError:
        return None
    return _parsed(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=256)
def _parsed(path: Path, _changed: int, _size: int) -> Selection | None:
    try:
        raw: dict[str, Any] = orjson.loads(path.read_bytes())
        if raw.pop("format") != FORMAT or not _ID.fullmatch(raw["dataset"]):
            return None
        pages = tuple(Page(**page) for page in raw.pop("pages"))
        columns, years = tuple(map(str, raw.pop("columns"))), tuple(map(int, raw.pop("years")))
        filled = {str(year): tuple(names) for year, names in raw.pop("filled").items()}
        return Selection(**raw, pages=pages, columns=columns, years=years, filled=filled)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def selections(cache: Path, dataset: str) -> dict[Path, Selection]:
    """Everything the cache holds of one dataset, by its folder."""
    place = cache / dataset
    folders = sorted(path for path in place.iterdir() if path.is_dir()) if place.is_dir() else []
    return {folder: one for folder in folders if (one := read_selection(folder)) and one.dataset == dataset}


def complete_selections(cache: Path) -> dict[Path, Selection]:
    """Every whole selection of every dataset, by its folder."""
    places = sorted(path.name for path in cache.iterdir() if _ID.fullmatch(path.name)) if cache.is_dir() else []
    return {folder: one for name in places for folder, one in selections(cache, name).items() if one.is_complete}


def write_page(folder: Path, held: Selection, body: bytes, records: Sequence[Mapping[str, Any]], year: str | None) -> Selection:
    """Put one more page on disk, then list it.

    Parameters
    ----------
    body, records : the page as it came, and what it says.
    year : the column of the school year; None where there is none.

    Raises
    ------
    HubError
        The disk is full or the folder cannot be written; what was there before stays.
    """
    page = Page(f"{held.dataset}_page-{len(held.pages) + 1:05d}.json", hashlib.sha256(body).hexdigest(), len(records), len(body))
    _write_whole(folder / page.file, body)
    listed = replace(held, pages=(*held.pages, page), filled=_filled(held, records, year))
    write_selection(folder, listed)
    return listed


def _filled(held: Selection, records: Iterable[Mapping[str, Any]], year: str | None) -> dict[str, tuple[str, ...]]:
    """What was known of filled columns, and what a page adds. A null field is not in its record."""
    found = {name: set(columns) for name, columns in held.filled.items()}
    for record in records:
        found.setdefault(str(record.get(year, "")) if year else "", set()).update(record)
    return {name: tuple(sorted(columns)) for name, columns in sorted(found.items())}


def write_selection(folder: Path, held: Selection) -> None:
    """Replace dataset.json in one step."""
    content = {"format": FORMAT, **asdict(held)}
    _write_whole(folder / LIST_NAME, orjson.dumps(content, option=orjson.OPT_INDENT_2) + b"\n")


def whole_pages(folder: Path, held: Selection) -> tuple[Page, ...]:
    """The listed pages that are on disk as they were written, up to the first that is not."""
    kept = []
    for page in held.pages:
        try:
            with (folder / page.file).open("rb") as content:
                if hashlib.file_digest(content, "sha256").hexdigest() != page.sha256:
                    break
        except OSError:
            break
        kept.append(page)
    return tuple(kept)


def drop(folder: Path) -> None:
    """Take a selection away; its list goes first, so that a half-removed one is no selection."""
    (folder / LIST_NAME).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def _write_whole(path: Path, content: bytes) -> None:
    """The file whole or not at all, also after a power cut. A name that begins with a dot is never taken for an export."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise HubError(
            f"the page could not be kept ({error.strerror or error}); those before it are",
            where=f"{path.parent.parent.name}/{path.parent.name}",
            mend="free space or correct the folder's permissions, then run the command again: it goes on where it stopped",
        ) from None

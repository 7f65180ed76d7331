"""Records of one dataset in pages, as a download by pages leaves them: written as they come, never held together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import orjson

from ssos_analysis.errors import StoreError
from ssos_analysis.sources.example.records_mcas import Record

PAGE_ROWS = 50_000
DESCRIPTION = "dataset.json"
_UPDATED = 1_760_486_400  # 15 October 2025, for every dataset: the hub gives seconds since 1970


@dataclass(frozen=True)
class Page:
    """One finished page."""

    file: str
    rows: int
    sha256: str


class PagedDataset:
    """A folder of pages (page-00001.json, ...) and, once closed, dataset.json beside them, which says what they are.

    Parameters
    ----------
    folder : of this dataset alone; made here.
    title : the dataset's name on the hub.
    """

    def __init__(self, folder: Path, title: str) -> None:
        self._folder, self._title = folder, title
        self._pages: list[Page] = []
        self._file: BinaryIO | None = None
        self._digest = hashlib.sha256()
        self._in_page = 0
        self.rows = self.bytes = 0
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def name(self) -> str:
        """The dataset's id on the hub."""
        return self._folder.name

    def add(self, records: Iterable[Record]) -> None:
        """Write records behind those already written.

        Raises
        ------
        StoreError
            The disk is full.
        """
        for record in records:
            if self._file is None:
                self._file = (self._folder / self._next_file()).open("wb")
            self._put(b"\n," if self._in_page else b"[")
            self._put(orjson.dumps(record, option=orjson.OPT_SORT_KEYS))
            self._in_page += 1
            self.rows += 1
            if self._in_page == PAGE_ROWS:
                self._end_page()

    def close(self) -> None:
        """End the last page and write dataset.json."""
        self._end_page()
        description = {
            "id": self.name,
            "title": self._title,
            "rowsUpdatedAt": _UPDATED,
            "rows": self.rows,
            "pages": [{"file": page.file, "rows": page.rows, "sha256": page.sha256} for page in self._pages],
            "complete": True,
        }
        (self._folder / DESCRIPTION).write_bytes(orjson.dumps(description, option=orjson.OPT_INDENT_2) + b"\n")

    def _next_file(self) -> str:
        return f"page-{len(self._pages) + 1:05d}.json"

    def _put(self, content: bytes) -> None:
        assert self._file is not None
        try:
            self._file.write(content)
        except OSError as error:
            raise StoreError(
                f"a page cannot be written: {error.strerror}", where=self.name, mend="make room on the disk"
            ) from None
        self._digest.update(content)
        self.bytes += len(content)

    def _end_page(self) -> None:
        if self._file is None:
            return
        self._put(b"]\n")
        self._file.close()
        self._pages.append(Page(self._next_file(), self._in_page, self._digest.hexdigest()))
        self._file, self._digest, self._in_page = None, hashlib.sha256(), 0

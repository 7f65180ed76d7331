"""Records of one dataset in pages, as a fetch from the hub leaves them: written as they come, never held together."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import orjson

from ssos_analysis.errors import StoreError
from ssos_analysis.sources.example.records_mcas import Record
from ssos_analysis.sources.hub.folder import Page, Selection, write_selection

PAGE_ROWS = 50_000
YEAR = "sy"
"""The field of the spring year, in every dataset that the example writes."""
_UPDATED, _FETCHED = 1_760_486_400, "2025-10-15"
"""15 October 2025, for every dataset: when its rows were last changed (in seconds of 1970), and when it was fetched."""
_HOST = "invented"


class PagedDataset:
    """A folder of pages (<dataset>_page-00001.json, ...) and, once closed, dataset.json beside them, which lists them.

    A field that no record of a page has is missing from the page; dataset.json names every column of the dataset.

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
        self._in_page = self._page_bytes = 0
        self._filled: defaultdict[str, set[str]] = defaultdict(set)
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
            self._filled[record.get(YEAR, "")].update(record)
            self._put(orjson.dumps(record, option=orjson.OPT_SORT_KEYS))
            self._in_page += 1
            self.rows += 1
            if self._in_page == PAGE_ROWS:
                self._end_page()

    def close(self) -> None:
        """End the last page and write dataset.json."""
        self._end_page()
        held = Selection(
            self.name,
            self._title,
            _HOST,
            _UPDATED,
            columns=tuple(sorted(set().union(*self._filled.values()))),
            years=(),
            expected_rows=self.rows,
            page_rows=PAGE_ROWS,
            pages=tuple(self._pages),
            is_complete=True,
            filled={year: tuple(sorted(columns)) for year, columns in sorted(self._filled.items())},
            fetched_on=_FETCHED,
        )
        write_selection(self._folder, held)

    def _next_file(self) -> str:
        return f"{self.name}_page-{len(self._pages) + 1:05d}.json"

    def _put(self, content: bytes) -> None:
        assert self._file is not None
        try:
            self._file.write(content)
        except OSError as error:
            raise StoreError(
                f"a page cannot be written: {error.strerror}", where=self.name, mend="make room on the disk"
            ) from None
        self._digest.update(content)
        self._page_bytes += len(content)
        self.bytes += len(content)

    def _end_page(self) -> None:
        if self._file is None:
            return
        self._put(b"]\n")
        self._file.close()
        self._pages.append(Page(self._next_file(), self._digest.hexdigest(), self._in_page, self._page_bytes))
        self._file, self._digest, self._in_page, self._page_bytes = None, hashlib.sha256(), 0, 0

"""All rows of one selection, page by page: resumed after a kill, and read again where the dataset changes meanwhile."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pandas as pd

from ssos_analysis.errors import HubError
from ssos_analysis.sources.hub.catalogue import HubDataset
from ssos_analysis.sources.hub.client import HubClient
from ssos_analysis.sources.hub.columns import compare_columns, percent_columns
from ssos_analysis.sources.hub.folder import (
    Selection,
    drop,
    read_selection,
    whole_pages,
    write_page,
    write_selection,
)
from ssos_analysis.sources.hub.questions import View, ask_count, ask_rows, ask_view, percent_cells, where_of
from ssos_analysis.sources.scales import wrong_scale

Hashes = npt.NDArray[np.uint64]
Tell = Callable[[Selection], None]


class _Changed(Exception):
    """The dataset changed while it was read, so that its pages do not belong together: it is read again, a few times."""


@dataclass(frozen=True)
class Fetched:
    """One selection on disk, and how many of its pages were there before."""

    folder: Path
    selection: Selection
    kept_pages: int


def check_known(dataset: HubDataset, view: View, usual: Sequence[str]) -> None:
    """Stop before anything is stored where the dataset lacks a column that its layout reads.

    Raises
    ------
    HubError
        With each missing column and the line of the layout that mends it.
    """
    missing = compare_columns(list(view.columns), dataset.layout, usual).stops
    if missing:
        raise HubError(
            "; ".join(column.what for column in missing),
            where=f"{dataset.id}, {dataset.title}",
            mend="; ".join(dict.fromkeys(column.mend for column in missing)),
        )


def fetch_selection(
    client: HubClient, dataset: HubDataset, view: View, years: Sequence[int], cache: Path, tell: Tell = lambda _: None
) -> Fetched:
    """Every row of a dataset, or of some years of it, on disk.

    Parameters
    ----------
    view : the dataset as it is now. Pages that an earlier run read of this same state are kept.
    years : spring years; none for all.
    tell : told after each page.

    Raises
    ------
    HubError
        The hub refuses, a column that the layout reads is missing, figures are on another scale than the layout says, or the
        dataset changed each time it was read.
    """
    settings = client.settings
    known_repeats: set[str] = set()
    why = ""
    for _ in range(settings.rereads + 1):
        check_known(dataset, view, settings.columns_of_most_datasets)
        try:
            return _read(client, dataset, view, years, cache, known_repeats, tell)
        except _Changed as changed:
            why = str(changed)
            view = ask_view(client, dataset.id)
    raise HubError(
        f"the dataset changed while it was read, {settings.rereads + 1} times over ({why})",
        where=f"{dataset.id}, {dataset.title}",
        mend="the state may be publishing at this moment: run the same command again later",
    )


def _read(
    client: HubClient,
    dataset: HubDataset,
    view: View,
    years: Sequence[int],
    cache: Path,
    known_repeats: set[str],
    tell: Tell,
) -> Fetched:
    """One reading from the first page, or the first that is not yet on disk, to the last."""
    where = where_of(view, dataset, years)
    asked = Selection(
        dataset=dataset.id,
        title=view.title,
        host=client.settings.address,
        updated_at=view.updated_at,
        columns=tuple(view.columns),
        years=tuple(years),
        expected_rows=ask_count(client, dataset.id, where),
        page_rows=client.settings.page_rows,
    )
    folder = cache / dataset.id / asked.folder_name
    held = _begun(folder, asked)
    kept = len(held.pages)
    seen = _seen(folder, held)
    tell(held)
    while held.rows < held.expected_rows:
        wanted = min(held.page_rows, held.expected_rows - held.rows)
        answer, records = ask_rows(client, dataset.id, where, limit=held.page_rows, offset=held.rows)
        if len(records) != wanted:
            drop(folder)
            raise _Changed(f"page {len(held.pages) + 1} has {len(records):,} rows where {wanted:,} were to come")
        hashes = _hashes(records)
        if np.isin(hashes, seen).any() and (page := hashlib.sha256(answer.body).hexdigest()) not in known_repeats:
            known_repeats.add(page)  # read a second time with the same bytes, the repeats are the hub's own
            drop(folder)
            raise _Changed(f"page {len(held.pages) + 1} repeats rows of the pages before it")
        if fault := wrong_scale(percent_cells(records, percent_columns(dataset.layout)), dataset.layout.scale):
            drop(folder)
            raise HubError(
                fault, where=f"{dataset.id}, {dataset.title}", mend=f"correct `scale` in params/sources/{dataset.layout.id}.yml"
            )
        held = write_page(folder, held, answer.body, records, view.year_column(dataset))
        seen = np.concatenate([seen, hashes])
        tell(held)
    if ask_view(client, dataset.id).updated_at != view.updated_at or ask_count(client, dataset.id, where) != held.expected_rows:
        drop(folder)
        raise _Changed("its date or its number of rows is another than before the first page")
    held = replace(held, is_complete=True)
    write_selection(folder, held)
    return Fetched(folder, held, kept)


def _begun(folder: Path, asked: Selection) -> Selection:
    """What an earlier run left of the same question, without pages that are not whole; else an empty beginning."""
    before = read_selection(folder)
    if before is None or not before.is_same_question(asked):
        drop(folder)
        return asked
    return replace(before, pages=whole_pages(folder, before), is_complete=False)


def _seen(folder: Path, held: Selection) -> Hashes:
    """Hashes of the rows on disk."""
    parts = [_hashes(orjson.loads((folder / page.file).read_bytes())) for page in held.pages]
    return np.concatenate([np.empty(0, np.uint64), *parts])


def _hashes(records: list[dict[str, Any]]) -> Hashes:
    """One number for each row, by everything it says: rows of two pages that are equal show that the pages overlap."""
    texts = np.empty(len(records), object)
    texts[:] = [orjson.dumps(record, option=orjson.OPT_SORT_KEYS).decode() for record in records]
    hashes: Hashes = pd.util.hash_array(texts, categorize=False)
    return hashes

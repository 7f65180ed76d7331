"""`ssos data fetch`: which datasets are new on the hub, and what became of each. What has not changed is not asked for again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path

from ssos_analysis.errors import HubError
from ssos_analysis.locks import locked
from ssos_analysis.sources.hub.catalogue import HubDataset
from ssos_analysis.sources.hub.client import HubClient, HubSilent
from ssos_analysis.sources.hub.folder import Selection, drop, selections
from ssos_analysis.sources.hub.paging import check_known, fetch_selection
from ssos_analysis.sources.hub.questions import View, ask_view

WAIT_SECONDS = 5.0


class FetchOutcome(StrEnum):
    """What became of a dataset."""

    FETCHED = "fetched"
    UNCHANGED = "not changed since it was fetched"
    STOPPED = "stopped"


@dataclass(frozen=True)
class DatasetReport:
    """One dataset of a fetch.

    Attributes
    ----------
    rows, bytes, pages : of all its selections that are whole on disk now.
    kept_pages : pages that an earlier, unfinished run had left and that were not asked for again.
    folders : where they are.
    reason, mend : why it was stopped, and the next step.
    """

    dataset: str
    title: str
    outcome: FetchOutcome
    rows: int = 0
    bytes: int = 0
    pages: int = 0
    kept_pages: int = 0
    folders: tuple[Path, ...] = field(default=(), metadata={"told": False})
    reason: str = ""
    mend: str = ""

    def as_json(self) -> dict[str, object]:
        """For machines: no folder of this one."""
        return {name: value for name, value in asdict(self).items() if name != "folders"}


@dataclass(frozen=True)
class FetchProgress:
    """How far a fetch is: datasets done, of how many, and the rows and bytes of the one at hand."""

    done: int
    total: int
    dataset: str
    title: str
    rows: int
    of_rows: int
    bytes: int


Tell = Callable[[FetchProgress], None]


def fetch(
    client: HubClient, datasets: Sequence[HubDataset], years: Sequence[int], cache: Path, tell: Tell = lambda _: None
) -> list[DatasetReport]:
    """Bring datasets into the cache. One that stops does not hold up the others, unless the hub as a whole is silent.

    Parameters
    ----------
    years : spring years; none for all. A dataset whose rows have no year is fetched whole.
    cache : folder of the cache.

    Raises
    ------
    HubError
        Another process is fetching into the same cache, or the folder cannot be written.
    """
    reports: list[DatasetReport] = []
    silent: HubSilent | None = None
    with locked(cache / ".lock", kind=HubError, doing="a fetch", wait_seconds=WAIT_SECONDS):
        for number, dataset in enumerate(datasets):

            def step(held: Selection, number: int = number, dataset: HubDataset = dataset) -> None:
                at = (held.rows, held.expected_rows, held.bytes)
                tell(FetchProgress(number, len(datasets), dataset.id, dataset.title, *at))

            try:
                if silent:
                    raise silent
                reports.append(_one(client, dataset, years, cache, step))
            except HubError as fault:
                silent = fault if isinstance(fault, HubSilent) else None
                reports.append(DatasetReport(dataset.id, dataset.title, FetchOutcome.STOPPED, reason=fault.what, mend=fault.mend))
    return reports


def _one(
    client: HubClient, dataset: HubDataset, years: Sequence[int], cache: Path, tell: Callable[[Selection], None]
) -> DatasetReport:
    """One dataset: look at it, and read what is new."""
    view = ask_view(client, dataset.id)
    check_known(dataset, view, client.settings.columns_of_most_datasets)
    wanted = tuple(sorted(set(years))) if view.year_column(dataset) else ()
    current, stale = _held(cache, dataset, view, client.settings.address)
    missing = _missing(wanted, current, stale)
    if missing is None:
        return _report(dataset, FetchOutcome.UNCHANGED, current, 0)
    fetched = fetch_selection(client, dataset, view, missing, cache, tell)
    current[fetched.folder] = fetched.selection
    for folder, held in selections(cache, dataset.id).items():
        is_of_now = held.updated_at == fetched.selection.updated_at and held.host == fetched.selection.host
        is_within = not missing and folder != fetched.folder
        if not is_of_now or is_within:
            current.pop(folder, None)
            drop(folder)
    return _report(dataset, FetchOutcome.FETCHED, current, fetched.kept_pages)


def _held(cache: Path, dataset: HubDataset, view: View, host: str) -> tuple[dict[Path, Selection], dict[Path, Selection]]:
    """Whole selections of the dataset as it is now, and those of what it was before."""
    whole = {folder: held for folder, held in selections(cache, dataset.id).items() if held.is_complete}
    is_now = {folder: held.updated_at == view.updated_at and held.host == host for folder, held in whole.items()}
    return (
        {folder: held for folder, held in whole.items() if is_now[folder]},
        {folder: held for folder, held in whole.items() if not is_now[folder]},
    )


def _missing(wanted: tuple[int, ...], current: dict[Path, Selection], stale: dict[Path, Selection]) -> tuple[int, ...] | None:
    """The years to ask for: those wanted that are not held, and those held of an older state; `()` is all, None is nothing.

    A cache never mixes two states of one dataset: rows that the state took back would stay.
    """
    if any(not held.years for held in current.values()):
        return None
    have = {year for held in current.values() for year in held.years}
    before = {year for held in stale.values() for year in held.years}
    if not wanted or any(not held.years for held in stale.values()):
        return ()
    missing = (set(wanted) | before) - have
    return tuple(sorted(missing)) or None


def _report(dataset: HubDataset, outcome: FetchOutcome, held: dict[Path, Selection], kept_pages: int) -> DatasetReport:
    return DatasetReport(
        dataset.id,
        dataset.title,
        outcome,
        rows=sum(one.rows for one in held.values()),
        bytes=sum(one.bytes for one in held.values()),
        pages=sum(len(one.pages) for one in held.values()),
        kept_pages=kept_pages,
        folders=tuple(sorted(held)),
    )

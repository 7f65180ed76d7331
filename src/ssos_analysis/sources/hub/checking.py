"""`ssos data fetch --check`: the hub as it is now against what we know of it, before anything is stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ssos_analysis.errors import HubError
from ssos_analysis.sources.hub.catalogue import HubDataset
from ssos_analysis.sources.hub.client import HubClient, HubSilent
from ssos_analysis.sources.hub.columns import compare_columns, percent_columns
from ssos_analysis.sources.hub.folder import moment, selections
from ssos_analysis.sources.hub.questions import View, ask_count, ask_rows, ask_view, percent_cells
from ssos_analysis.sources.hub.settings import HubSettings
from ssos_analysis.sources.scales import wrong_scale


@dataclass(frozen=True)
class Difference:
    """One thing that is otherwise than we know it, and what to do about it."""

    what: str
    mend: str


@dataclass(frozen=True)
class CheckReport:
    """One dataset of a check.

    Attributes
    ----------
    rows : as the hub counts them now; None where it did not answer.
    differences : what is otherwise than the layout, params/hub.yml or the cache say.
    """

    dataset: str
    title: str
    rows: int | None
    differences: tuple[Difference, ...]

    def as_json(self) -> dict[str, object]:
        """For machines."""
        return asdict(self)


def check(
    client: HubClient, datasets: Sequence[HubDataset], cache: Path, tell: Callable[[int, str], None] = lambda *_: None
) -> list[CheckReport]:
    """Look at each dataset: its columns, its rows, and the scale of its percents. Nothing is stored."""
    reports: list[CheckReport] = []
    silent: HubSilent | None = None
    for number, dataset in enumerate(datasets):
        tell(number, dataset.title)
        try:
            if silent:
                raise silent
            reports.append(_one(client, dataset, cache))
        except HubError as fault:
            silent = fault if isinstance(fault, HubSilent) else None
            reports.append(CheckReport(dataset.id, dataset.title, None, (Difference(fault.what, fault.mend),)))
    return reports


def _one(client: HubClient, dataset: HubDataset, cache: Path) -> CheckReport:
    """One dataset."""
    settings = client.settings
    view = ask_view(client, dataset.id)
    rows = ask_count(client, dataset.id, "")
    found = [
        *_columns(dataset, view, settings),
        *_rows(dataset, rows, settings),
        *_since(dataset, view, rows, cache, settings),
    ]
    cells: dict[str, list[object]] = {}
    for offset in sorted({0, rows // 2}):  # the rows of one time stand together, and may all be blank
        _, records = ask_rows(client, dataset.id, "", limit=settings.sample_rows, offset=offset)
        for name, some in percent_cells(records, percent_columns(dataset.layout)).items():
            cells.setdefault(name, []).extend(some)
    if fault := wrong_scale(cells, dataset.layout.scale):
        mend = f"nothing of it is stored until `scale` in params/sources/{dataset.layout.id}.yml is what the hub gives"
        found.append(Difference(fault, mend))
    return CheckReport(dataset.id, dataset.title, rows, tuple(found))


def _columns(dataset: HubDataset, view: View, settings: HubSettings) -> list[Difference]:
    """Columns that are missing, or new."""
    compared = compare_columns(list(view.columns), dataset.layout, settings.columns_of_most_datasets)
    found = [Difference(column.what, column.mend) for column in compared.missing]
    if new := [name for name in compared.new if name not in {column.nearest for column in compared.missing}]:
        mend = (
            f"kept in the cache, not read; known from then on when listed as `unread` in params/sources/{dataset.layout.id}.yml"
        )
        found.append(Difference(f"columns that are new to us: {', '.join(new)}", mend))
    return found


def _rows(dataset: HubDataset, rows: int, settings: HubSettings) -> list[Difference]:
    """The number of rows against params/hub.yml."""
    known = settings.known_rows.get(dataset.id)
    if known is None or abs(rows - known.rows) * 100 <= settings.rows_tolerance_pct * known.rows:
        return []
    about = f"{known.note} " if known.note else ""
    what = f"{rows:,} rows, where {about}{known.rows:,} were known ({known.when})"
    return [Difference(what, "see on the hub whether years were added or taken away, and correct known_rows in params/hub.yml")]


def _since(dataset: HubDataset, view: View, rows: int, cache: Path, settings: HubSettings) -> list[Difference]:
    """The hub against what was fetched last."""
    held = [one for one in selections(cache, dataset.id).values() if one.is_complete and one.host == settings.address]
    changed = f"{moment(view.updated_at):%Y-%m-%d}"
    newer = [one for one in held if one.updated_at != view.updated_at]
    whole = next((one for one in held if not one.years), None)
    if newer:
        count = f", {rows:,} rows now and {whole.rows:,} then" if whole else ""
        what = f"changed on the hub on {changed}, fetched as it was on {newer[0].vintage}{count}"
        return [Difference(what, "`ssos data fetch` brings it up to date")]
    if whole and whole.rows != rows:
        what = f"{rows:,} rows, where {whole.rows:,} were fetched, though its date has not changed"
        return [Difference(what, f"delete {dataset.id} in the cache and run `ssos data fetch`")]
    return []

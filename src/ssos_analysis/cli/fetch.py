"""`ssos data fetch`: the state's hub into the cache, and the cache into the store."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ssos_analysis import workspace

if TYPE_CHECKING:
    from ssos_analysis.sources.hub.catalogue import HubDataset
    from ssos_analysis.sources.hub.client import HubClient
    from ssos_analysis.sources.hub.fetching import DatasetReport
    from ssos_analysis.sources.hub.settings import HubSettings
    from ssos_analysis.sources.import_report import ImportReport

FIRST_YEAR, LAST_YEAR = 1985, 2060


def fetch(
    datasets: Annotated[
        list[str] | None, typer.Option("--datasets", help="Ids, names or tables of datasets, or all (the default).")
    ] = None,
    years: Annotated[
        list[str] | None, typer.Option("--years", help="Spring years: 2024, 2019-2025. Default: all that the hub has.")
    ] = None,
    workbooks: Annotated[
        bool,
        typer.Option("--workbooks", help="The five accountability workbooks instead, from the page they stand on."),
    ] = False,
    year: Annotated[int | None, typer.Option("--year", help="With --workbooks: the year (default: the newest known).")] = None,
    check: Annotated[bool, typer.Option("--check", help="Only compare the hub with what we know; nothing is stored.")] = False,
    only_cache: Annotated[bool, typer.Option("--no-import", help="Fill the cache only, not the store.")] = False,
    host: Annotated[str | None, typer.Option("--host", help="Another host than params/hub.yml names (or SSOS_HUB_HOST).")] = None,
    page_rows: Annotated[
        int | None, typer.Option("--page-rows", min=1, max=50_000, help="Rows asked for at once; fewer on a poor connection.")
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option("--cache", envvar="SSOS_HUB_CACHE", help="Folder of the cache (default: data/hub of the clone)."),
    ] = None,
    store: Annotated[
        Path | None, typer.Option("--store", envvar="SSOS_STORE", help="Folder of the store (default: data/store in the clone).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """Fetch datasets of the state's Education-to-Career hub and read them into the store. Ctrl-C or a kill loses nothing: the
    same command goes on where it stopped. What has not changed on the hub is not fetched again.

    Exit code 0 when all went well, 1 when a dataset was stopped, refused or (--check) differs, 2 when nothing could be done.
    An app token is taken from SSOS_APP_TOKEN only; none is needed. With --workbooks the five accountability workbooks of one year
    are fetched instead (exit code 1 when some are not there, 2 when none is).
    """
    from ssos_analysis.cli.fetch_progress import fetch_progress
    from ssos_analysis.sources.hub.catalogue import choose
    from ssos_analysis.sources.hub.client import HubClient
    from ssos_analysis.sources.hub.fetching import FetchOutcome
    from ssos_analysis.sources.hub.fetching import fetch as fetch_datasets
    from ssos_analysis.sources.hub.settings import app_token, hub_settings

    place = store or workspace.store_path()
    if workbooks:
        raise typer.Exit(_fetch_workbooks(year, host, cache or workspace.hub_path(), None if only_cache else place, as_json))
    if year is not None:
        raise typer.BadParameter("goes with --workbooks; of datasets say --years", param_hint="--year")
    settings = hub_settings(host=host, page_rows=page_rows)
    chosen, wanted = choose(datasets or []), spring_years(years or [])
    kept = cache or workspace.hub_path()
    invented = _is_invented(place, settings)
    with fetch_progress() as progress, HubClient(settings, app_token(), tell=progress.note) as client:
        if check:
            reports = None
            exit_code = _check(client, chosen, kept, as_json)
        else:
            reports = fetch_datasets(client, chosen, wanted, kept, progress.step)
    if reports is not None:
        exit_code = int(any(report.outcome == FetchOutcome.STOPPED for report in reports))
        imported = None if only_cache else _import(place, reports, invented)
        _tell(reports, imported, as_json)
        exit_code = max(exit_code, imported.exit_code if imported else 0)
    raise typer.Exit(exit_code)


def _fetch_workbooks(year: int | None, host: str | None, cache: Path, store: Path | None, as_json: bool) -> int:
    """Fetch the accountability workbooks and read them into the store; the exit code."""
    from urllib.parse import urlsplit

    from ssos_analysis.cli.fetch_progress import fetch_progress
    from ssos_analysis.sources.hub.client import HubClient
    from ssos_analysis.sources.hub.settings import hub_settings
    from ssos_analysis.sources.workbooks.addresses import workbook_addresses
    from ssos_analysis.sources.workbooks.downloading import Outcome, download_workbooks

    addresses = workbook_addresses(year)
    settings = hub_settings(host=host or urlsplit(addresses[0].url).netloc)
    folder = cache / "workbooks"
    with fetch_progress() as progress, HubClient(settings, tell=progress.note) as client:  # no token: this is not the hub
        found = download_workbooks(lambda url: client.file(urlsplit(url).path), folder, addresses)
    had = [one.path for one in found if one.path]
    if not as_json:
        for one in found:
            typer.echo(f"{one.file}: {one.outcome.value}" + (f" ({one.reason})" if one.reason else ""))
    imported = _import_files(store, had, invented=_is_invented(store, settings)) if store and had else None
    if as_json:
        told = [{"file": one.file, "outcome": one.outcome.value, "reason": one.reason} for one in found]
        typer.echo(json.dumps({"fetched": told, "imported": json.loads(imported.to_json()) if imported else None}, indent=2))
    elif imported:
        from rich.console import Console

        from ssos_analysis.sources.import_report import print_report

        print_report(imported, Console())
    if not had:
        return 2
    is_whole = all(one.outcome in (Outcome.NEW, Outcome.UNCHANGED) for one in found)
    return max(0 if is_whole else 1, imported.exit_code if imported else 0)


def spring_years(texts: Sequence[str]) -> list[int]:
    """`2019-2021 2024` or `2019,2020` as spring years.

    Raises
    ------
    typer.BadParameter
        A text is no year and no range of years.
    """
    years: set[int] = set()
    for text in (part for words in texts for part in words.split(",") if part.strip()):
        found = re.fullmatch(r"\s*(\d{4})(?:\s*[-–]\s*(\d{4}))?\s*", text, re.ASCII)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not FIRST_YEAR <= first <= last <= LAST_YEAR:
            raise typer.BadParameter(
                f"{text.strip()!r} is not a spring year or a range; write 2024 or 2019-2025", param_hint="--years"
            )
        years |= set(range(first, last + 1))
    return sorted(years)


def _is_invented(store: Path, settings: HubSettings) -> bool:
    """Whether the fetch is for a store of the example state, which takes only what a server on this machine hands out."""
    import httpx

    from ssos_analysis.errors import StoreError
    from ssos_analysis.sources.hub.settings import is_loopback
    from ssos_analysis.sources.store import Store

    if not (store / "store.json").exists() or not Store.open(store).is_invented:
        return False
    if not is_loopback(httpx.URL(settings.address).host):
        raise StoreError(
            "the store holds the invented example state, which nothing real may enter",
            where=store.name,
            mend="name another folder with --store (or SSOS_STORE)",
        )
    return True


def _check(client: HubClient, chosen: Sequence[HubDataset], cache: Path, as_json: bool) -> int:
    """Compare, tell, and the exit code."""
    from rich.console import Console

    from ssos_analysis.sources.hub.checking import check
    from ssos_analysis.sources.hub.fetch_report import print_check

    reports = check(client, chosen, cache)
    if as_json:
        typer.echo(json.dumps([report.as_json() for report in reports], indent=2, ensure_ascii=False))
    else:
        print_check(reports, Console())
    return int(any(report.differences for report in reports))


def _import(store: Path, reports: Sequence[DatasetReport], invented: bool) -> ImportReport | None:
    """Read what was fetched into the store; nothing where no dataset has a row."""
    folders = [folder for report in reports if report.rows for folder in report.folders]
    return _import_files(store, folders, invented=invented) if folders else None


def _import_files(store: Path, paths: Sequence[Path], *, invented: bool) -> ImportReport:
    """Read files, with their progress told."""
    from ssos_analysis.cli.import_progress import import_progress
    from ssos_analysis.sources.importing import import_paths

    with import_progress() as tell:
        return import_paths(store, paths, progress=tell, invented=invented)


def _tell(reports: Sequence[DatasetReport], imported: ImportReport | None, as_json: bool) -> None:
    """What was fetched, then what was read of it."""
    from rich.console import Console

    from ssos_analysis.sources.hub.fetch_report import print_fetch
    from ssos_analysis.sources.import_report import print_report

    if as_json:
        told = {
            "fetched": [report.as_json() for report in reports],
            "imported": json.loads(imported.to_json()) if imported else None,
        }
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    console = Console()
    print_fetch(reports, console)
    if imported:
        typer.echo("")
        print_report(imported, console)

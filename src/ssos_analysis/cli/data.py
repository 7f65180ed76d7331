"""`ssos data`: what the state publishes goes in, from saved files or from its hub; what the store holds comes out."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import Annotated, Literal

import typer

from ssos_analysis import workspace
from ssos_analysis.cli.fetch import fetch
from ssos_analysis.cli.many_values import ManyValues

data_app = typer.Typer(no_args_is_help=True, help="Files saved from the state's School and District Profiles.")
data_app.command("fetch", cls=ManyValues)(fetch)

StorePath = Annotated[
    Path | None, typer.Option("--store", envvar="SSOS_STORE", help="Folder of the store (default: data/store in the clone).")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


@data_app.command("import")
def import_files(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files, or folders of files, as saved. Names do not matter.")
    ],
    year: Annotated[int | None, typer.Option("--year", help="Spring year of files that do not say it: 2024 is 2023-24.")] = None,
    group: Annotated[str | None, typer.Option("--group", help="Student group of files that do not say it.")] = None,
    grades: Annotated[str | None, typer.Option("--grades", help="Grades of MCAS files: 03-08, 03-10 (all), 10, HS, ...")] = None,
    rate: Annotated[str | None, typer.Option("--rate", help="Kind of graduation rate: 4-year, 4-year-adjusted, ...")] = None,
    period: Annotated[str | None, typer.Option("--period", help="Attendance period: end_of_year or march.")] = None,
    class_subject: Annotated[
        str | None, typer.Option("--class-subject", help="Subject of class size files that are of one: mathematics.")
    ] = None,
    vintage: Annotated[str | None, typer.Option("--vintage", help="Day the files were saved, YYYY-MM-DD.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Read also files that the store already holds.")] = False,
    store: StorePath = None,
    as_json: AsJson = False,
) -> None:
    """Read exports into the store: a table of what was read, left for later, and refused, with the reason.

    Exit code 0 when nothing was refused, 1 when some files were, 2 when every file was or the import could not be done at all
    (the store is as it was).
    """
    from rich.console import Console

    from ssos_analysis.cli.import_progress import import_progress
    from ssos_analysis.sources.import_report import print_report
    from ssos_analysis.sources.importing import import_paths
    from ssos_analysis.sources.reader import Declared

    declared = Declared(year, group, grades, rate, period, _day(vintage), class_subject)
    with import_progress() as tell:
        report = import_paths(store or workspace.store_path(), paths, declared, tell, again=again)
    if as_json:
        typer.echo(report.to_json())
    else:
        print_report(report, Console())
    raise typer.Exit(report.exit_code)


@data_app.command()
def status(store: StorePath = None, as_json: AsJson = False) -> None:
    """Show which publications, years, student groups and vintages the store holds, and what is missing between them."""
    from rich.console import Console

    from ssos_analysis.sources.status import print_status, store_status
    from ssos_analysis.sources.store import Store

    found = store_status(Store.open(store or workspace.store_path()))
    if as_json:
        typer.echo(found.to_json())
    else:
        print_status(found, Console())


@data_app.command()
def report(
    to: Annotated[
        Path | None, typer.Option("--to", help="Folder of the page and its CSV files (default: reports/built/data-report).")
    ] = None,
    store: StorePath = None,
) -> None:
    """Look through the store: coverage, files refused, cross-checks, restated values, figures to look at, as page and CSV."""
    from rich.console import Console

    from ssos_analysis.data_page import write_data_report
    from ssos_analysis.sources.data_report import data_report
    from ssos_analysis.sources.plain_text import say, say_table

    console = Console()
    found = data_report(store or workspace.store_path(), tell=lambda words: typer.echo(f"checking: {words}", err=True))
    page = write_data_report(found, to or workspace.reports_path() / "data-report")
    headings = ("compared", "agree", "differ", "check")
    rows = [(f"{one.compared:,}", f"{one.agreeing:,}", f"{one.differing:,}", one.title) for one in found.checks]
    say_table(console, headings, rows, numbers=headings[:3])
    say(console, f"{len(found.restated):,} values restated; {int((found.files['outcome'] == 'refused').sum()):,} files refused")
    say(console, f"The report: {page}")


@data_app.command()
def example(
    scale: Annotated[
        Literal["small", "state"], typer.Option("--scale", help="Twelve districts for briefs, or about 400: a whole state.")
    ] = "small",
    districts: Annotated[int | None, typer.Option("--districts", help="With --scale state: 20 to 400; raw alone from 1.")] = None,
    no_import: Annotated[bool, typer.Option("--no-import", help="With --scale state: raw files alone, no store.")] = False,
) -> None:
    """Make the invented example state: raw files as the state would publish them, and a store of its own."""
    from rich.console import Console

    from ssos_analysis.cli.import_progress import import_progress
    from ssos_analysis.sources.example import build_example
    from ssos_analysis.sources.example.build import STORE
    from ssos_analysis.sources.status import print_status, store_status
    from ssos_analysis.sources.store import Store

    if scale == "small":
        if districts is not None or no_import:
            raise typer.BadParameter("these belong to --scale state", param_hint="--districts, --no-import")
        with import_progress() as tell:
            store = build_example(workspace.example_path(), progress=tell)
        print_status(store_status(store), Console())
        return
    _whole_state(districts, imports=not no_import)
    if not no_import:
        print_status(store_status(Store.open(workspace.example_state_path() / STORE)), Console())


def _whole_state(districts: int | None, *, imports: bool) -> None:
    """Make the whole state, and say how many records each dataset has."""
    from ssos_analysis.cli.example_progress import writing_progress
    from ssos_analysis.cli.import_progress import import_progress
    from ssos_analysis.sources.example.state_scale import MOST, TITLES, build_state

    with import_progress() as tell:
        many = MOST if districts is None else districts
        rows = build_state(workspace.example_state_path(), many, imports=imports, written=writing_progress(), progress=tell)
    for name, count in rows.items():
        typer.echo(f"{name}  {count:>10,} records  {TITLES[name]}")


@data_app.command("build-statewide")
def build_statewide_quantities(store: StorePath = None) -> None:
    """Compute what briefs need of the whole state (spreads, changes, peers), once for the data held; else on first need."""
    from ssos_analysis.sources.store import Store
    from ssos_analysis.statewide import build_statewide

    begun = time.monotonic()
    made = build_statewide(Store.open(store or workspace.store_path()))
    typer.echo(f"computed in {time.monotonic() - begun:.0f} s" if made else "already there for these data and rules")


@data_app.command()
def sql(
    query: Annotated[
        str, typer.Argument(help="One SELECT; the tables are those of `ssos data status`, organizations, and hub_<id>.")
    ],
    store: StorePath = None,
) -> None:
    """Answer one SELECT over the store as CSV, by DuckDB. A table is a view of the same name; nothing can be changed, and no
    other file can be read. What a spreadsheet would take for a formula gets a ' before it; control characters are shown as codes.

    Each dataset fetched from the hub is a view, too, with every column as text: hub_n2xa_p822.
    """
    from ssos_analysis.sources.hub.views import hub_views
    from ssos_analysis.sources.plain_text import harmless
    from ssos_analysis.sources.store import Store

    answer = Store.open(store or workspace.store_path()).sql(query, datasets=hub_views(workspace.hub_path()))
    answer = answer.rename(columns=lambda name: harmless(str(name)))
    answer = answer.map(lambda cell: harmless(cell) if isinstance(cell, str) else cell, na_action="ignore")
    typer.echo(answer.to_csv(index=False, lineterminator="\n"), nl=False)


def _day(text: str | None) -> str | None:
    """A vintage as an ISO day, or a usage fault."""
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day; write 2024-10-31", param_hint="--vintage") from None

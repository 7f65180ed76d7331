"""`ssos briefs`: build the briefs of districts, see what became of them, build again what failed, look at them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ssos_analysis import workspace
from ssos_analysis.cli.build_options import (
    CORES_N,
    CellSeconds,
    Engine,
    Example,
    Executor,
    JobMemory,
    JobSeconds,
    JobsN,
    ReportsPath,
    Scheduler,
    SharedResults,
    StorePath,
    how_to_run,
)
from ssos_analysis.cli.many_values import ManyValues
from ssos_analysis.cli.profile import profile_briefs

if TYPE_CHECKING:
    from ssos_analysis.press.plan import Job, Template
    from ssos_analysis.press.records import Product

briefs_app = typer.Typer(no_args_is_help=True, help="Build, look at and repeat the briefs of districts.")


@briefs_app.command(cls=ManyValues)
def build(
    districts: Annotated[
        list[str] | None,
        typer.Option(metavar="all|NAME...", help="`all`, or names and codes: Boston 0281 02810000 'Fall River Public Schools'."),
    ] = None,
    notebooks: Annotated[list[str] | None, typer.Option(metavar="NAME...", help="Briefs to build (default: all).")] = None,
    roster: Annotated[Path | None, typer.Option(metavar="FILE", help="A CSV with a heading `code` or `name`.")] = None,
    assistance: Annotated[
        bool, typer.Option("--assistance", help="Only districts of the caseload: flagged, or with a flagged school.")
    ] = False,
    region: Annotated[str | None, typer.Option(metavar="NAME", help="Only districts of a region of the register.")] = None,
    schools: Annotated[
        list[str] | None, typer.Option(metavar="CODE...", help="Schools to make pages of beside the flagged ones: 02810510.")
    ] = None,
    school_year: Annotated[int | None, typer.Option(help="The last school year to show, by its spring: 2024 is 2023-24.")] = None,
    as_of: Annotated[str | None, typer.Option(help="Day from which the age of data is reckoned, YYYY-MM-DD.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say which briefs would run and why, and run none.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Build also what is unchanged.")] = False,
    example: Example = False,
    jobs: JobsN = CORES_N,
    cell_seconds: CellSeconds = 300,
    job_seconds: JobSeconds = 900,
    job_memory_mb: JobMemory = 2000,
    engine: Engine = None,
    executor: Executor = "local",
    scheduler: Scheduler = None,
    shared_results: SharedResults = False,
    store: StorePath = None,
    reports: ReportsPath = None,
) -> None:
    """Build briefs: one folder for each district, and the index of them all.

    A brief is built when it has no page, failed last time, or anything its page was made from changed; others are left as they
    are. `all` is every district with students in the newest enrollment of the store. --assistance and --region narrow what is
    named, or the whole store where nothing is. Exit code 0 when every brief was built or stands unchanged, 1 when some failed,
    2 when the run could not start, 130 or 143 when it was stopped; what was published before then stands.
    """
    from ssos_analysis.cli.asking import ask, every_district, store_of
    from ssos_analysis.cli.selecting import narrowed
    from ssos_analysis.press.plan import choose_templates, plan, read_templates
    from ssos_analysis.press.recipes import read_recipes
    from ssos_analysis.press.records import Product
    from ssos_analysis.press.roster import read_roster_file

    texts = [*(districts or []), *(read_roster_file(roster) if roster else [])]
    asked_in = roster.name if roster and not districts else "--districts"
    templates = read_templates()
    chosen = choose_templates(templates, notebooks or [], read_recipes())
    store_path = store or workspace.store_path()
    if texts or not (assistance or region):
        asked = ask(texts, example=example, store_path=store_path, where=asked_in)
    else:
        asked = every_district(example=example, store_path=store_path)
    if assistance or region is not None:
        opened = store_of(invented=asked.invented, store_path=store_path)
        asked = narrowed(asked, opened, assistance=assistance, region=region)
    planned = plan(asked.districts, chosen, {"school_year": school_year, "as_of": as_of, "schools": schools or None})
    product = Product.of(reports or workspace.reports_path(), invented=asked.invented)
    how = how_to_run(
        jobs, cell_seconds, job_seconds, job_memory_mb, engine, executor=executor, scheduler=scheduler, is_shared=shared_results
    )
    _run(planned, templates, product, asked.invented, store_path, how, explain=explain, force=force)


@briefs_app.command()
def retry(
    example: Example = False,
    jobs: JobsN = CORES_N,
    cell_seconds: CellSeconds = 300,
    job_seconds: JobSeconds = 900,
    job_memory_mb: JobMemory = 2000,
    engine: Engine = None,
    executor: Executor = "local",
    scheduler: Scheduler = None,
    shared_results: SharedResults = False,
    store: StorePath = None,
    reports: ReportsPath = None,
) -> None:
    """Build again, with the parameters they were asked with, the briefs that failed or were not reached."""
    from ssos_analysis.cli.asking import ensure_held
    from ssos_analysis.press.plan import job_of, read_templates
    from ssos_analysis.press.records import DONE
    from ssos_analysis.press.roster import District
    from ssos_analysis.press.site import standing
    from ssos_analysis.press.status import NOTHING_ASKED

    product, templates = product_meant(reports, example), read_templates()
    specs = [template.spec for template in templates]
    planned: list[Job] = []
    for work in product.districts():
        _, states = standing(product, work, specs)
        for template in templates:
            if states.get(template.brief, DONE) != DONE:
                parameters = work.asked[template.brief].parameters
                planned.append(job_of(District(work.code, work.name), template, parameters))
    if not planned:
        typer.echo("Nothing failed and nothing is missing." if product.districts() else NOTHING_ASKED)
        return
    invented, store_path = product.is_invented, store or workspace.store_path()
    ensure_held(invented=invented, store_path=store_path)
    how = how_to_run(
        jobs, cell_seconds, job_seconds, job_memory_mb, engine, executor=executor, scheduler=scheduler, is_shared=shared_results
    )
    _run(planned, templates, product, invented, store_path, how, force=True)


@briefs_app.command()
def status(example: Example = False, reports: ReportsPath = None) -> None:
    """Show what became of the briefs of each district that was asked for."""
    from ssos_analysis.press.plan import read_templates
    from ssos_analysis.press.status import status_lines
    from ssos_analysis.sources.plain_text import printable

    product = product_meant(reports, example)
    for line in status_lines(product, [template.spec for template in read_templates()]):
        typer.echo(printable(line))


@briefs_app.command("open")
def open_index(example: Example = False, reports: ReportsPath = None) -> None:
    """Open the index of the site in a browser; where there is none, print where it is."""
    from ssos_analysis.press.serve import open_site

    index, opened = open_site(product_meant(reports, example))
    typer.echo(f"opened {index}" if opened else str(index))


@briefs_app.command()
def serve(
    example: Example = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any that is free.")] = 8000,
    seconds: Annotated[float | None, typer.Option(min=0.1, help="Stop after so many seconds (default: at Ctrl-C).")] = None,
    reports: ReportsPath = None,
) -> None:
    """Serve the site to this machine alone, at 127.0.0.1, until Ctrl-C."""
    from ssos_analysis.press.serve import serve_site

    serve_site(product_meant(reports, example), port, lambda address: typer.echo(f"{address}  (Ctrl-C stops)"), seconds=seconds)


briefs_app.command("profile", cls=ManyValues)(profile_briefs)


def product_meant(reports: Path | None, example: bool) -> Product:
    """The product meant: that of real districts where one was begun, else that of the example state."""
    from ssos_analysis.press.records import Product

    root = reports or workspace.reports_path()
    real, invented = (Product.of(root, invented=invented) for invented in (False, True))
    return invented if example or (not real.work().is_dir() and invented.work().is_dir()) else real


def _prepare(store_path: Path, product: Product) -> None:
    """Compute what is computed once per data build before any brief needs it: every one of them would wait for it, within its
    time. A store that cannot give it is told by the brief that asks."""
    from ssos_analysis.errors import SsosError
    from ssos_analysis.sources.statewide_key import statewide_key
    from ssos_analysis.sources.statewide_store import is_built
    from ssos_analysis.sources.store import Store
    from ssos_analysis.state_site.knowing import ensure_known

    try:
        store = Store.open(store_path)
        if not is_built(store.path, statewide_key(store)):
            from ssos_analysis.statewide import ensure_statewide

            typer.echo("Computing state-wide spreads, changes and peers (once per data build) ...", err=True)
            ensure_statewide(store)
        ensure_known(store, product)
    except SsosError as error:
        typer.echo(f"State-wide quantities could not be computed: {error}", err=True)


def _run(
    planned: Sequence[Job],
    templates: Sequence[Template],
    product: Product,
    invented: bool,
    store_path: Path,
    how: dict[str, Any],
    *,
    explain: bool = False,
    force: bool = False,
) -> None:
    """Run those of the jobs that have to, say how they ended, and leave with the exit code that tells it."""
    from ssos_analysis.cli.build_end import tell_end
    from ssos_analysis.cli.build_progress import build_progress, tell_slowest
    from ssos_analysis.cli.decisions import take_up_decisions
    from ssos_analysis.cli.freshness import due_jobs, freshness_of, tell_explained
    from ssos_analysis.press.costs import Costs, earlier_costs
    from ssos_analysis.press.journal import Journal, Silent
    from ssos_analysis.press.result import Result
    from ssos_analysis.provenance import code_version, code_versions

    read_from = workspace.example_path() / "store" if invented else store_path
    _prepare(read_from, product)
    specs, freshness = [template.spec for template in templates], freshness_of(product, read_from)
    due = due_jobs(planned, freshness, force=force)
    if explain:
        tell_explained(due)
        return
    running = [one.job for one in due if one.reasons]
    unchanged = [one.job for one in due if not one.reasons]
    if freshness is not None and unchanged and freshness.keep(unchanged) and not running:
        from ssos_analysis.press.site import publish_index

        publish_index(product, specs, invented=invented)
    costs = Costs(Counter(job.template.brief for job in running), earlier_costs(freshness.works if freshness else []))
    about: dict[str, Any] = {"workers": how["workers"], "versions": code_versions()}
    faults_n = take_up_decisions(product, unchanged, running, specs)
    if not running:
        Journal(product, due, costs, Silent(), about).close(Result())
        tell_end(Result(), product, unchanged_n=len(unchanged))
        raise typer.Exit(1 if faults_n else 0)
    from ssos_analysis.press.build import Settings  # what runs notebooks takes seconds to import: only where one has to run
    from ssos_analysis.press.build import build as build_jobs
    from ssos_analysis.press.engine import kernel_environment
    from ssos_analysis.press.engines import chosen_engine
    from ssos_analysis.warming import WARM_UP

    how["engine"] = chosen_engine(how["engine"])
    environment = kernel_environment(
        home=workspace.home(), store=store_path, example=workspace.example_path(), code_version=code_version()
    )
    settings = Settings(environment, warm_ups=(WARM_UP,), **how)
    with build_progress(len(running), costs, workers=settings.workers, unchanged_n=len(unchanged)) as progress:
        journal = Journal(product, due, costs, progress, {"engine": how["engine"], **about})
        result = build_jobs(running, product, specs, settings, journal, invented=invented, freshness=freshness)
    journal.close(result)
    tell_slowest(costs)
    tell_end(result, product, running_n=len(running), unchanged_n=len(unchanged))
    raise typer.Exit(result.exit_code or (1 if faults_n else 0))

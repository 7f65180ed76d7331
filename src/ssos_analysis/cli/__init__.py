"""The `ssos` command: data in, briefs out, and the notebooks at hand. Thin: each command calls one function below it.

What a command needs is imported when it runs, so that `ssos --help` answers at once.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from ssos_analysis import __version__, workspace
from ssos_analysis.cli.approving import approve_pages
from ssos_analysis.cli.briefs import briefs_app
from ssos_analysis.cli.caseload import show_caseload
from ssos_analysis.cli.check import check_folder
from ssos_analysis.cli.data import data_app
from ssos_analysis.cli.goals import goals_app
from ssos_analysis.cli.packaging import package_briefs
from ssos_analysis.cli.params import params_app
from ssos_analysis.cli.pdf import pdf_pages
from ssos_analysis.cli.reconcile import show_reconcile
from ssos_analysis.cli.regions import regions_app
from ssos_analysis.cli.state_site import note_release, state_pages
from ssos_analysis.cli.trace import trace_number
from ssos_analysis.errors import SsosError

USAGE_FAULT = 2
# JupyterLab asks outside hosts for news and newer versions unless told otherwise.
QUIET_LAB = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
)


class SpeakingGroup(TyperGroup):
    """A command group that prints an SsosError as its own text. A traceback is left for faults of ours."""

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        try:
            return super().invoke(ctx)
        except SsosError as error:
            from ssos_analysis.sources.plain_text import printable

            typer.echo(printable(str(error)), err=True)
            raise typer.Exit(USAGE_FAULT) from None


app = typer.Typer(
    cls=SpeakingGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Equity and outcome briefs for Massachusetts districts.",
)
app.add_typer(data_app, name="data", help="Files saved from the state's School and District Profiles, and what the store holds.")
briefs_app.command("approve")(approve_pages)
briefs_app.command("package")(package_briefs)
briefs_app.command("pdf")(pdf_pages)
app.add_typer(briefs_app, name="briefs", help="Build, look at and repeat the briefs of districts.")
briefs_app.command("site")(state_pages)
briefs_app.command("release")(note_release)
app.add_typer(regions_app, name="regions", help="The office's register of which region's team works with which district.")
app.add_typer(goals_app, name="goals", help="A district's own goals: a form to fill, its import, and the plan's table.")
app.add_typer(params_app, name="params", help="What the files of params/ decide, and what they rest on.")
app.command("trace")(trace_number)
app.command("check")(check_folder)
app.command("caseload")(show_caseload)
app.command("reconcile")(show_reconcile)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ssos_analysis {__version__}")
        raise typer.Exit


@app.callback()
def ssos(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Equity and outcome briefs for Massachusetts districts."""


@app.command()
def lab(
    brief: Annotated[str | None, typer.Option(metavar="NAME", help="Open a copy of this brief's notebook.")] = None,
    district: Annotated[str | None, typer.Option(metavar="CODE", help="The district of the copy.")] = None,
    values: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Another parameter of the copy; may be repeated.")
    ] = None,
    store: Annotated[Path | None, typer.Option("--store", envvar="SSOS_STORE", help="Folder of the store.")] = None,
    prepare: Annotated[bool, typer.Option("--prepare", help="Write the copy and say where it is; open nothing.")] = False,
) -> None:
    """Open JupyterLab on the notebooks, with the store found from any folder and news switched off.

    With --brief and --district on a copy of one notebook whose parameters are set, to see again what a build did; the copy is
    yours to change.
    """
    opened = workspace.notebooks()
    if brief or district or values:
        from ssos_analysis.cli.lab import lab_copy

        opened = lab_copy(brief, district, values or [])
    if prepare:
        typer.echo(str(opened))
        return
    environment = {**os.environ, "SSOS_HOME": str(workspace.home())}
    if store is not None:
        environment["SSOS_STORE"] = str(store.resolve())
    command = [sys.executable, "-m", "jupyterlab", str(opened), *QUIET_LAB]
    sys.stdout.flush()
    os.execve(sys.executable, command, environment)  # JupyterLab takes this process over, and Ctrl-C with it

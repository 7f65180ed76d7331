"""What a batch tells at its end: counts, each failure with its reason, what to do, and where the site is."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ssos_analysis import workspace

if TYPE_CHECKING:
    from ssos_analysis.press.records import Product
    from ssos_analysis.press.result import Result


def _command() -> str:
    """How the person at the keyboard can call this command: by name where it is on PATH, else by its place."""
    called, found = Path(sys.argv[0]), shutil.which("ssos")
    # make.py puts .venv on PATH for its own calls only; an activated environment says so in VIRTUAL_ENV
    is_known = found and ("VIRTUAL_ENV" in os.environ or not Path(found).is_relative_to(sys.prefix))
    if is_known or called.name not in ("ssos", "ssos.exe"):
        return "ssos"
    place = called.resolve()
    return str(place.relative_to(Path.cwd())) if place.is_relative_to(Path.cwd()) else str(place)


def tell_end(result: Result, product: Product, *, running_n: int = 0, unchanged_n: int = 0) -> None:
    """Say how a batch ended."""
    from ssos_analysis.press.failure_page import failure_page, shown_path
    from ssos_analysis.sources.plain_text import printable

    more = " --example" if product.is_invented else ""
    if product.root.parent.resolve() != workspace.reports_path().resolve():
        more += f" --reports {shlex.quote(str(product.root.parent))}"
    districts_n = len({job.district.code for job in result.done})
    if running_n:
        typer.echo(f"{len(result.done)} of {running_n} briefs built, for {districts_n} districts.")
    if unchanged_n:
        typer.echo(f"{unchanged_n} briefs unchanged: their pages stand.")
    for job, failure in result.failed:
        typer.echo(printable(f"  failed: {job.name}: {failure}"))
        if (page := failure_page(product, job.district.code, job.template.brief)).is_file():
            typer.echo(f"    see {shown_path(page)}")
    for district, name, failure in result.not_composed:
        typer.echo(printable(f"  not composed: {district}, {name}: {failure}"))
    if result.exit_code_if_stopped is not None:
        typer.echo("Stopped. What was published before stands.")
    if result.index_fault:
        typer.echo(f"The index of all districts could not be made; the one before stands. {result.index_fault}")
    if result.exit_code:
        typer.echo(f"Build the rest again with: {_command()} briefs retry{more}")
    if product.index.is_file():
        typer.echo(f"The site: {product.index.resolve()}\nOpen it with: {_command()} briefs open{more}")

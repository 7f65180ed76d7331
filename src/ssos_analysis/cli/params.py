"""`ssos params`: what the files of params/ decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ssos_analysis.params_files import ParamsFile

params_app = typer.Typer(no_args_is_help=True, help="What the files of params/ decide, and what they rest on.")


@params_app.callback()
def params() -> None:
    """What the files of params/ decide, and what they rest on."""


@params_app.command()
def explain(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="A file: disclosure, accountability/2024, peers.")] = None,
) -> None:
    """List the files of params/ and what each decides; with NAME, its values in force, their source, and whether confirmed."""
    from ssos_analysis.params_files import params_files, params_named
    from ssos_analysis.sources.plain_text import printable

    if name:
        for line in _whole(params_named(name)):
            typer.echo(printable(line))
        return
    for one in params_files():
        sentence = one.decides.split(". ")[0].rstrip(".")
        counts = f"{len(one.values)} values" + (f", {one.cited_n} with a source" if one.cited_n else "")
        counts += f", {one.unconfirmed_n} not confirmed" if one.unconfirmed_n else ""
        typer.echo(printable(f"{one.name}\n    {sentence}. ({counts})"))
    typer.echo("\nThe values of one: ssos params explain NAME")


def _whole(one: ParamsFile) -> list[str]:
    lines = [f"params/{one.name}", f"    {one.decides}", ""]
    for value in one.values:
        lines.append(f"{value.name}: {value.value}" if value.value else value.name)
        if value.follows:
            lines.append(f"    as in {value.follows}")
        if value.source:
            lines.append(f"    source: {value.source}")
        if value.confirmed:
            lines.append(f"    confirmed: {value.confirmed}")
    uncited = len(one.values) - one.cited_n
    lines.append(f"\n{len(one.values)} values, {one.cited_n} with a source, {one.unconfirmed_n} not confirmed.")
    if uncited and one.cited_n:
        lines.append(f"{uncited} values say no source of their own: they are choices, or words.")
    return lines

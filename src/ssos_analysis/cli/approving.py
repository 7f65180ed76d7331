"""`ssos briefs approve`: who lets which pages go out."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from ssos_analysis.cli.briefs import product_meant
from ssos_analysis.cli.build_options import Example, ReportsPath


def approve_pages(
    districts: Annotated[list[str] | None, typer.Argument(metavar="[NAME...]", help="Districts, by name or code.")] = None,
    by: Annotated[str, typer.Option("--by", help="Who approves: name and office. It is printed on the page.")] = "",
    notebooks: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this page, by name or title; may stand several times.")
    ] = None,
    show: Annotated[
        bool, typer.Option("--list", help="Show what is approved, by whom and when, and what changed since.")
    ] = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take approvals back: the pages are drafts again.")] = False,
    example: Example = False,
    reports: ReportsPath = None,
) -> None:
    """Let pages of a district go out: they carry DRAFT until then, and again when a number or a note on them changes."""
    from ssos_analysis.errors import ParameterError
    from ssos_analysis.press import approving
    from ssos_analysis.press.plan import read_templates
    from ssos_analysis.press.sanitize import plain
    from ssos_analysis.sources.plain_text import printable

    product, templates = product_meant(reports, example), read_templates()
    specs = [template.spec for template in templates]
    briefs = notebooks or []
    chosen = approving.districts_built(product).choose(districts or [], where="NAME") if districts else []
    if show:
        for line in approving.approval_lines(product, specs, [one.code for one in chosen]):
            typer.echo(printable(line))
        return
    if not chosen:
        raise ParameterError("no district was named", where="NAME", mend="name it, or see `ssos briefs approve --list`")
    if withdraw:
        for one in chosen:
            gone = approving.withdraw(product, one.code, briefs, specs)
            typer.echo(
                printable(f"{one.name}: {', '.join(gone)}: drafts again." if gone else f"{one.name}: nothing was approved.")
            )
        return
    name = plain(by)
    if not 2 <= len(name) <= 120:
        raise ParameterError("nobody is named who approves", where="--by", mend='say who, such as --by "J. Doe, Coastal team"')
    for one in chosen:
        pages = approving.approve(product, one.code, briefs, name, dt.date.today(), specs)
        typer.echo(printable(f"{one.name}: approved by {name}: {', '.join(page.spec.brief for page in pages)}."))

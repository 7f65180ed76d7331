"""`ssos briefs site` and `ssos briefs release`: the pages about the whole state, and what they are compared with."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from ssos_analysis import workspace
from ssos_analysis.cli.briefs import product_meant
from ssos_analysis.cli.build_options import Example, ReportsPath, StorePath


def state_pages(
    boundaries: Annotated[
        Path | None, typer.Option(metavar="FILE", help="GeoJSON of districts' outlines, for a map; kept for later builds.")
    ] = None,
    no_map: Annotated[bool, typer.Option("--no-map", help="Take the map away.")] = False,
    example: Example = False,
    store: StorePath = None,
    reports: ReportsPath = None,
) -> None:
    """Make the pages about the whole state again: index, caseload, words, methods, about, and index.json.

    A build does this at its end. Call it after the register of regions, a roster of params/rosters/, params/about.yml or
    params/glossary.yml changed; no notebook runs.
    """
    from ssos_analysis.cli.asking import store_of
    from ssos_analysis.press.outlines import keep_outlines, outlines_told, read_outlines
    from ssos_analysis.press.plan import read_templates
    from ssos_analysis.press.serve import site_index
    from ssos_analysis.press.site import publish_index
    from ssos_analysis.sources.plain_text import printable
    from ssos_analysis.state_site.knowing import ensure_known

    product = product_meant(reports, example)
    site_index(product)
    if boundaries is not None or no_map:
        outlines = None if boundaries is None else read_outlines(boundaries)
        keep_outlines(product, outlines)
        if outlines is not None:
            for line in outlines_told(outlines, {work.code: work.name for work in product.districts()}):
                typer.echo(printable(line))
    ensure_known(store_of(invented=product.is_invented, store_path=store or workspace.store_path()), product)
    publish_index(product, [template.spec for template in read_templates()], invented=product.is_invented)
    typer.echo(f"The site: {product.index.resolve()}")


def note_release(
    label: Annotated[str | None, typer.Argument(help="Its name, such as 2026-12 (default: today's date).")] = None,
    example: Example = False,
    reports: ReportsPath = None,
) -> None:
    """Note what the numbers of all pages come to now: later builds mark the pages whose numbers differ from this.

    Call it when the site is given out. Nothing in the site changes by it.
    """
    from ssos_analysis.press.releases import keep_release

    release = keep_release(product_meant(reports, example), label or dt.date.today().isoformat())
    pages_n = sum(len(briefs) for briefs in release.pages.values())
    typer.echo(f"Release {release.label}: {pages_n} pages of {len(release.pages)} districts noted.")

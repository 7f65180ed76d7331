"""`ssos briefs pdf`: pages as tagged PDFs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ssos_analysis.cli.briefs import product_meant
from ssos_analysis.cli.build_options import Example, ReportsPath
from ssos_analysis.cli.packaging import one_district, write_file

DISTRICT_BRIEF = "district"
"""The recipe whose page is handed over where no page is named."""


def pdf_pages(
    district: Annotated[str, typer.Argument(metavar="NAME", help="A district, by name or code.")],
    notebooks: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Pages, by name or title; may stand several times (default: the district brief)."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where the files go.")] = Path(),
    drafts: Annotated[bool, typer.Option("--drafts", help="Also pages that nobody approved; they stay marked.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over files that are there.")] = False,
    example: Example = False,
    reports: ReportsPath = None,
) -> None:
    """Make tagged PDFs (PDF/UA-1) of a district's pages, to hand over or to file. Needs the extra `pdf`.

    A page that failed, is older than the last build, was changed by hand or is a draft stops it, with exit code 2.
    """
    from ssos_analysis.errors import ParameterError
    from ssos_analysis.press.going_out import going_out
    from ssos_analysis.press.pdf import page_as_pdf
    from ssos_analysis.press.plan import read_templates
    from ssos_analysis.sources.plain_text import printable

    product = product_meant(reports, example)
    specs = [one.spec for one in read_templates()]
    code = one_district(product, district).code
    fit = going_out(product, code, specs, drafts=drafts, briefs=notebooks or [DISTRICT_BRIEF])
    paths = {page.spec.brief: out / f"{fit.place.name}-{page.spec.brief}.pdf" for page in fit.pages}
    if there := [path.name for path in paths.values() if path.exists() and not force]:
        raise ParameterError(
            f"{', '.join(there)} is there already", where="--out", mend="name another folder, or write over it with --force"
        )
    for brief, path in paths.items():
        made = page_as_pdf((fit.place / f"{brief}.html").read_text("utf-8"), name=f"{brief}.html")
        write_file(path, made)
        typer.echo(printable(f"{path}: {len(made) / 1e3:,.0f} kB"))
    if fit.drafts:
        typer.echo(printable(f"Drafts, marked as such: {', '.join(fit.drafts)}"))

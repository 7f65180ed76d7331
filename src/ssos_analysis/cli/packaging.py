"""`ssos briefs package`: one file to hand over."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ssos_analysis.cli.briefs import product_meant
from ssos_analysis.cli.build_options import Example, ReportsPath

if TYPE_CHECKING:
    from ssos_analysis.press.records import Product
    from ssos_analysis.press.roster import District


def package_briefs(
    district: Annotated[str, typer.Argument(metavar="NAME", help="A district, by name or code.")],
    notebooks: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only these pages, by name or title (default: all of them).")
    ] = None,
    as_zip: Annotated[bool, typer.Option("--zip", help="A zip with pages and tables, in place of a single page.")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Default: the district's name, in this folder.")
    ] = None,
    drafts: Annotated[bool, typer.Option("--drafts", help="Pack pages that nobody approved too; they stay marked.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    example: Example = False,
    reports: ReportsPath = None,
) -> None:
    """Make one file of a district's briefs: a single page that holds them all, or a zip with pages and tables.

    A brief that failed, is older than the last build, was changed by hand or is a draft stops it, with exit code 2.
    """
    from ssos_analysis.errors import ParameterError
    from ssos_analysis.press.packaging import package
    from ssos_analysis.press.plan import read_templates
    from ssos_analysis.sources.plain_text import printable

    product = product_meant(reports, example)
    specs, code = [one.spec for one in read_templates()], one_district(product, district).code
    made = package(product, code, specs, as_zip=as_zip, drafts=drafts, briefs=notebooks or [])
    path = out or Path(made.name)
    if path.exists() and not force:
        raise ParameterError("the file is there already", where=path.name, mend="name another, or write over it with --force")
    write_file(path, made.data)
    typer.echo(printable(f"{path}: {len(made.data) / 1e6:.1f} MB"))
    if made.drafts:
        typer.echo(printable(f"Drafts in it, marked as such: {', '.join(made.drafts)}"))


def one_district(product: Product, name: str) -> District:
    """The district of a product that a name or code means."""
    from ssos_analysis.errors import ParameterError
    from ssos_analysis.press.approving import districts_built

    chosen = districts_built(product).choose([name], where="NAME")
    if len(chosen) != 1:
        raise ParameterError("name one district", where="NAME", mend="give a name or a code, not `all`")
    return chosen[0]


def write_file(path: Path, data: bytes) -> None:
    """Write a file that is handed over, whole or not at all; its folder is made where there is none.

    Raises
    ------
    ParameterError
        The folder cannot be made, or the file not be written.
    """
    from ssos_analysis.errors import ParameterError

    aside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(data)
        aside.replace(path)
    except OSError as error:
        with suppress(OSError):
            aside.unlink()
        raise ParameterError(
            f"the file cannot be written: {error.strerror}", where=path.name, mend="name another folder, or free space"
        ) from None

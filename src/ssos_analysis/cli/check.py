"""`ssos check`: can a hidden figure be had back from finished files?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def check_folder(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of a district, a whole site, or a single file.")],
) -> None:
    """Look through finished pages, tables and workbooks for hidden figures that are given back; nothing else is read.

    Exit code 0 when none is, 1 when some are (each with the files and cells that give it back), 2 when the folder cannot be read.
    """
    from ssos_analysis.audit import audit_site
    from ssos_analysis.sources.plain_text import printable

    found = audit_site(folder)
    for name, leaks in found.items():
        for leak in leaks:
            typer.echo(printable(f"{name}: {leak}"))
    leaks_n = sum(map(len, found.values()))
    typer.echo(f"{leaks_n} hidden figures are given back, in {sum(map(bool, found.values()))} of {len(found)} places.")
    raise typer.Exit(1 if leaks_n else 0)

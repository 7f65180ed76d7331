"""`ssos briefs profile`: where the seconds of each notebook go."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ssos_analysis import workspace


def profile_briefs(
    district: Annotated[
        str | None, typer.Option(metavar="NAME", help="A district (default: the example state's second).")
    ] = None,
    notebooks: Annotated[list[str] | None, typer.Option(metavar="NAME...", help="Briefs to look at (default: all).")] = None,
    rounds: Annotated[int, typer.Option(min=1, max=50, help="Runs of each, of which medians are told.")] = 3,
    store: Annotated[Path | None, typer.Option("--store", envvar="SSOS_STORE", help="Folder of the store.")] = None,
) -> None:
    """Run notebooks in this process and tell where their processor time goes: by part of the work, and by cell."""
    import os

    from ssos_analysis.cli.asking import ask
    from ssos_analysis.press.plan import choose_templates, plan, read_templates
    from ssos_analysis.press.profiling import profile, profile_lines

    store_path = store or workspace.store_path()
    asked = ask([district or "99020000"], example=district is None, store_path=store_path, where="--district")
    os.environ |= {"SSOS_STORE": str(store_path.resolve()), "SSOS_EXAMPLE_CHECKED": "1", "MPLBACKEND": "agg"}
    jobs = plan(asked.districts, choose_templates(read_templates(), notebooks or []), {})
    for line in profile_lines([profile(job, invented=asked.invented, rounds=rounds) for job in jobs]):
        typer.echo(line)

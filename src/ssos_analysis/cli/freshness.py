"""Which briefs of a build have to run, and how that is said."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ssos_analysis.errors import SsosError

if TYPE_CHECKING:
    from ssos_analysis.press.freshness import Due, Freshness
    from ssos_analysis.press.plan import Job
    from ssos_analysis.press.records import Product


def freshness_of(product: Product, store_path: Path) -> Freshness | None:
    """What the pages of a product are compared with; None where the store cannot be read, which each brief then tells."""
    from ssos_analysis.press.freshness import Freshness
    from ssos_analysis.reads import DataNow
    from ssos_analysis.sources.store import Store

    try:
        return Freshness(product, DataNow(Store.open(store_path)))
    except SsosError:
        return None


def due_jobs(jobs: Sequence[Job], freshness: Freshness | None, *, force: bool) -> list[Due]:
    """Each job with the reasons why it has to run; all of them run where there is nothing to compare with."""
    from ssos_analysis.press.freshness import Due

    if freshness is None:
        return [Due(job, ("the store cannot be read",)) for job in jobs]
    return freshness.due(jobs, force=force)


def tell_explained(due: Sequence[Due]) -> None:
    """Print why each brief would run."""
    from ssos_analysis.press.freshness import explained
    from ssos_analysis.sources.plain_text import printable

    for line in explained(due):
        typer.echo(printable(line))

"""Notes and approvals that changed since pages were published: taken up without running a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from ssos_analysis.parameters import BriefSpec
    from ssos_analysis.press.plan import Job
    from ssos_analysis.press.records import Product


def take_up_decisions(product: Product, unchanged: Sequence[Job], running: Sequence[Job], specs: Sequence[BriefSpec]) -> int:
    """Publish again the districts of which nothing has to run, and whose notes or approvals are others than before.

    Returns
    -------
    int
        How many could not be published; each was told, and what it had before stands.
    """
    from ssos_analysis.errors import SsosError
    from ssos_analysis.press.decisions import decided_since
    from ssos_analysis.sources.plain_text import printable

    names = {job.district.code: job.district.name for job in unchanged}
    for job in running:  # published anyway, when its jobs end
        names.pop(job.district.code, None)
    faults_n = 0
    for code in decided_since(product, names):
        from ssos_analysis.press.publishing import publish_again  # what makes pages takes a second to import

        try:
            publish_again(product, code, specs)
            typer.echo(printable(f"{names[code]}: notes, approvals or recipes changed; its pages were made again."))
        except SsosError as error:
            faults_n += 1
            typer.echo(printable(f"{names[code]}: {error}"), err=True)
    return faults_n

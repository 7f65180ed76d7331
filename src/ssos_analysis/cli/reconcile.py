"""`ssos reconcile`: what of the state's determinations could be built again, and where ours and theirs differ."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ssos_analysis import workspace

StorePath = Annotated[
    Path | None, typer.Option("--store", envvar="SSOS_STORE", help="Folder of the store (default: data/store in the clone).")
]
_MOST = 40


def show_reconcile(
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="Write every comparison as CSV.")] = None,
    example: Annotated[bool, typer.Option("--example", help="The invented example state.")] = False,
    store: StorePath = None,
) -> None:
    """Build the determinations of the store again, and compare each step with what is published.

    Coverage first: how many could be. Exit code 1 when a difference is not explained.
    """
    from rich.console import Console

    from ssos_analysis.accountability.rebuilt import rebuild
    from ssos_analysis.accountability.reconcile import EQUAL, MISSING, STEPS, UNEXPLAINED, VERDICTS
    from ssos_analysis.sources.accountability_rows import accountability_rows
    from ssos_analysis.sources.example import ensure_example
    from ssos_analysis.sources.plain_text import say, say_table
    from ssos_analysis.sources.store import Store

    opened = ensure_example() if example else Store.open(store or workspace.store_path())
    found = rebuild(accountability_rows(opened))
    console = Console()
    say(console, "What could be checked: determinations published, labels checked against a percentage, built again from points.")
    covered = [[str(value) for value in row] for row in found.coverage.to_numpy().tolist()]
    say_table(
        console, ("year", "level", "published", "label", "from points"), covered, numbers=("published", "label", "from points")
    )
    counts = found.compared.groupby(["step", "verdict"]).size()
    lines = [
        [step, f"{counts[step, verdict]:,}", verdict] for step in STEPS for verdict in VERDICTS if (step, verdict) in counts.index
    ]  # fmt: skip
    say_table(console, ("step", "figures", "how they compare"), lines, numbers=("figures",))
    differing = found.compared[~found.compared["verdict"].isin([EQUAL, MISSING])]
    open_ones = differing[differing["verdict"] == UNEXPLAINED]
    for row in open_ones.head(_MOST).to_dict("records"):
        told = f"{row['org_name']} ({row['org_code']}), {row['school_year']}, {row['step']} {row['what']}"
        say(console, f"{told}: ours {row['ours']}, published {row['published']}")
    say(console, f"{len(open_ones):,} differences are not explained; the published figure stands in each case.")
    if csv is not None:
        from ssos_analysis.caseload_page import write_table

        write_table(found.compared, {name: name for name in found.compared.columns}, csv)
        say(console, f"Written: {csv.name}")
    if len(open_ones):
        raise typer.Exit(1)

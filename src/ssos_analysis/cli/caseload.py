"""`ssos caseload`: the districts that are flagged, or have a flagged school, with the reasons of each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ssos_analysis import workspace

StorePath = Annotated[
    Path | None, typer.Option("--store", envvar="SSOS_STORE", help="Folder of the store (default: data/store in the clone).")
]


def show_caseload(
    year: Annotated[int | None, typer.Option(help="Spring year of the determinations (default: the newest).")] = None,
    region: Annotated[str | None, typer.Option(help="A region of the office's register.")] = None,
    schools: Annotated[bool, typer.Option("--schools", help="List each flagged school with its reason.")] = False,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the flagged schools and districts as CSV.")] = None,
    page: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Write an accessible page, and its tables beside it.")
    ] = None,
    example: Annotated[bool, typer.Option("--example", help="The invented example state.")] = False,
    store: StorePath = None,
) -> None:
    """List the caseload: each district that requires assistance, or has a school that does.

    A district's own reasons and those of its schools are kept apart. Select briefs by it with `ssos briefs build --assistance`.
    """
    from rich.console import Console

    from ssos_analysis.caseload_data import caseload_of
    from ssos_analysis.cli.selecting import codes_of_region
    from ssos_analysis.sources.example import ensure_example
    from ssos_analysis.sources.plain_text import say, say_table
    from ssos_analysis.sources.regions import region_words, register_of
    from ssos_analysis.sources.store import Store

    opened = ensure_example() if example else Store.open(store or workspace.store_path())
    register = register_of(invented=opened.is_invented)
    only = None if region is None else sorted(codes_of_region(register, region))
    found, near = caseload_of(opened, year, only=only)
    written = []  # before a line is printed: a reader such as `head` may end the command
    if csv is not None:
        from ssos_analysis.caseload_page import write_caseload_csv

        write_caseload_csv(found, register, csv)
        written.append(f"Written: {csv}")
    if page is not None:
        from ssos_analysis.caseload_page import write_caseload_page

        written.append(f"The page: {write_caseload_page(found, near, register, opened, page)}")
    console = Console()
    say(console, found.headline())
    for note in found.notes:
        say(console, note)
    if schools:
        names = ("org_code", "since", "org_name", "district_name", "reason")
        rows = [[str(row[name]) for name in names] for row in found.schools.to_dict("records")]
        say_table(console, ("code", "since", "school", "district", "reason"), rows)
    else:
        lines = []
        for row in found.districts.to_dict("records"):
            own = row["reason_lines"] if row["is_flagged"] else "-"
            place = region_words(register, row["org_code"])
            parts = (row["org_code"], place, own, row["since"] or "-", row["schools_n"], row["org_name"], row["school_reasons"])
            lines.append([str(part) for part in parts])
        heads = ("code", "region", "district's own reason", "since", "schools", "district", "reasons of its schools")
        say_table(console, heads, lines, numbers=("schools",))
    for line in written:
        say(console, line)

"""`ssos regions`: the office's own register of which region's team works with which district."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ssos_analysis import workspace

regions_app = typer.Typer(no_args_is_help=True, help="The office's register of regions; no file of the state holds it.")

StorePath = Annotated[
    Path | None, typer.Option("--store", envvar="SSOS_STORE", help="Folder of the store (default: data/store in the clone).")
]


@regions_app.command("import")
def import_register(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or workbook: code, region, lead, source, date.")],
) -> None:
    """Put a register in place of params/regions.yml. A file with a fault changes nothing."""
    from ssos_analysis.sources.regions import counts, read_register, write_register

    register = read_register(file)
    write_register(register)
    codes = [entry.code for entry in register.regions]
    parts = ", ".join(f"{name} {number}" for name, number in counts(register, codes).items())
    typer.echo(f"{len(codes)} districts are in params/regions.yml: {parts}")


@regions_app.command()
def show(store: StorePath = None) -> None:
    """List the districts of the store with region, lead and source; those without an entry have "region not given"."""
    from rich.console import Console

    from ssos_analysis.sources.plain_text import say, say_table
    from ssos_analysis.sources.regions import counts, region_words, register_of
    from ssos_analysis.sources.store import Store

    opened = Store.open(store or workspace.store_path())
    register = register_of(invented=opened.is_invented)
    held = opened.organizations()
    held = held[held["org_level"] == "district"]
    console = Console()
    rows = []
    for code, name in zip(held["org_code"], held["org_name"], strict=True):
        entry = register.entry(code)
        told = (entry.lead, entry.source, entry.date.isoformat()) if entry else ("", "", "")
        rows.append((code, region_words(register, code), *told, name))
    say_table(console, ("code", "region", "lead", "source", "date", "district"), rows)
    say(console, "\n" + ", ".join(f"{name}: {number}" for name, number in counts(register, list(held["org_code"])).items()))
    strangers = sorted({entry.code for entry in register.regions} - set(held["org_code"]))
    if strangers:
        say(console, f"In the register and not in the store: {', '.join(strangers)}")

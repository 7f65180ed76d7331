"""`ssos goals`: a district's own goals, filled by an analyst in a workbook, and the plan's table of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ssos_analysis import workspace

if TYPE_CHECKING:
    from ssos_analysis.choices import DistrictGoals
    from ssos_analysis.press.roster import District

goals_app = typer.Typer(no_args_is_help=True, help="A district's own goals: a form to fill, its import, and the plan's table.")

StorePath = Annotated[
    Path | None, typer.Option("--store", envvar="SSOS_STORE", help="Folder of the store (default: data/store in the clone).")
]
DistrictName = Annotated[str, typer.Argument(metavar="DISTRICT", help="Name or code.")]


@goals_app.command()
def template(
    district: DistrictName,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE.xlsx", help="Default: <code>-goals.xlsx here.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    store: StorePath = None,
) -> None:
    """Write the form of a district's goals, with those it has so far."""
    from ssos_analysis.choices import goals_of
    from ssos_analysis.errors import ParameterError
    from ssos_analysis.goals.template import template_bytes

    one = _one(district, store)
    path = out or Path(f"{one.code}-goals.xlsx")
    if path.suffix.lower() != ".xlsx":
        raise ParameterError("the form is an .xlsx file", where="--out", mend=f"name it {path.stem or 'goals'}.xlsx")
    if path.exists() and not force:
        raise ParameterError(
            "the file is there already, perhaps filled", where=path.name, mend="import or move it, or write over it with --force"
        )
    _write(path, template_bytes(one.code, one.name, goals_of(one.code)))
    typer.echo(f"{path}: fill the sheet Goals, save it, then: ssos goals import {path}")


@goals_app.command("import")
def import_goals(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="A filled form of `ssos goals template`.")],
    store: StorePath = None,
) -> None:
    """Put the goals of a filled form into params/districts/<code>/goals.yml. A file with a fault changes nothing."""
    from ssos_analysis.goals.keeping import keep_goals
    from ssos_analysis.goals.reading import read_goals
    from ssos_analysis.sources.plain_text import printable

    goals = read_goals(file, _names(store))
    beside = _baselines(goals, store)
    _, counts = keep_goals(goals)
    told = ", ".join(f"{number} {what}" for what, number in counts.items() if number)
    typer.echo(
        printable(f"{len(goals.goals)} goals of {goals.district} are in params/districts/{goals.district}/goals.yml: {told}.")
    )
    for line in beside:
        typer.echo(printable(line))


@goals_app.command()
def export(
    district: DistrictName,
    to: Annotated[Path, typer.Option("--to", metavar="FOLDER", help="Where both files go (default: here).")] = Path(),
    as_of: Annotated[str | None, typer.Option(help="Day from which the plan is reckoned, YYYY-MM-DD (default: today).")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over files that are there.")] = False,
    store: StorePath = None,
) -> None:
    """Write the table of a plan as .xlsx and .csv: the district's own goals, then those that the figures suggest.

    Owner and evidence of a proposed goal are left blank: they are the team's.
    """
    from ssos_analysis.brief import open_brief
    from ssos_analysis.errors import ParameterError
    from ssos_analysis.goals.plan_table import plan_csv, plan_workbook
    from ssos_analysis.goals.planning import goals_of_plan

    one = _one(district, store)
    paths = [to / f"{one.code}-plan.{kind}" for kind in ("xlsx", "csv")]
    if there := [path.name for path in paths if path.exists() and not force]:
        raise ParameterError(
            f"already there: {', '.join(there)}", where="--to", mend="move them, or write over them with --force"
        )
    if store:
        os.environ["SSOS_STORE"] = str(store)  # as a notebook finds the store
    brief = open_brief(one.code, as_of=as_of)
    rows = goals_of_plan(brief)
    book = plan_workbook(rows, name=one.name, code=one.code, as_of=brief.as_of, invented=brief.record.invented)
    for path, data in zip(paths, (book, plan_csv(rows)), strict=True):
        _write(path, data)
    own_n = sum(row["Set by"] != "proposed" for row in rows)
    typer.echo(f"{paths[0]} and {paths[1]}: {own_n} goals of the district, {len(rows) - own_n} proposed.")


def _one(district: str, store: Path | None) -> District:
    """The one district that was named."""
    from ssos_analysis.cli.asking import ask
    from ssos_analysis.errors import ParameterError

    asked = ask([district], example=False, store_path=store or workspace.store_path(), where="DISTRICT")
    if len(asked.districts) != 1:
        raise ParameterError("name one district", where="DISTRICT", mend="give a name or a code, not `all`")
    return asked.districts[0]


def _names(store: Path | None) -> Callable[[str], Mapping[str, str] | None]:
    """For a code: code -> name of every district of its state; None where there is no store of it."""

    def names(code: str) -> Mapping[str, str] | None:
        from ssos_analysis.cli.asking import roster_of
        from ssos_analysis.sources.store import Store

        path = _store_of(code, store)
        return {one.code: one.name for one in roster_of(Store.open(path)).districts} if path else None

    return names


def _store_of(code: str, store: Path | None) -> Path | None:
    """The store that holds a district's state; None where there is none."""
    from ssos_analysis.vocabulary.organizations import is_example

    path = workspace.example_path() / "store" if is_example(code) else store or workspace.store_path()
    return path if (path / "store.json").exists() else None


def _baselines(goals: DistrictGoals, store: Path | None) -> list[str]:
    """What is to be said of the baselines; nothing where no store tells."""
    from ssos_analysis.brief import open_brief
    from ssos_analysis.goals.baselines import baselines_told

    if _store_of(goals.district, store) is None:
        return []
    if store:
        os.environ["SSOS_STORE"] = str(store)  # as a notebook finds the store
    brief = open_brief(goals.district)
    return baselines_told(goals, {goal.measure: brief.measure(goal.measure) for goal in goals.goals})


def _write(path: Path, data: bytes) -> None:
    """A file in one step, so that a full disk leaves none that is cut short."""
    from ssos_analysis.errors import ParameterError

    aside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(data)
        aside.replace(path)
    except OSError as error:
        with suppress(OSError):  # below a file there is nothing to take away
            aside.unlink()
        raise ParameterError(
            f"the file cannot be written: {error.strerror}", where=path.name, mend="name another folder, or free space"
        ) from None

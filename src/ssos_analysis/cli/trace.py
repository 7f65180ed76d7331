"""`ssos trace`: where a number of a brief comes from."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ssos_analysis import workspace
from ssos_analysis.cli.build_options import Example, StorePath
from ssos_analysis.errors import ParameterError
from ssos_analysis.schemas.columns import REPORTED

if TYPE_CHECKING:
    from ssos_analysis.provenance import SourceUse
    from ssos_analysis.trace import Question, Trace
    from ssos_analysis.trace.published import PublishedCell

WRONG_NUMBER = 1


def trace_number(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE.csv]", help="A CSV of a brief's data folder, or as saved from its page.")
    ] = None,
    row: Annotated[int, typer.Option("--row", help="Row of the CSV, as a spreadsheet counts: the first figures are row 2.")] = 2,
    district: Annotated[str | None, typer.Option(help="Without a file: the district, by name or code.")] = None,
    school: Annotated[str | None, typer.Option(help="A school of it, by its eight-character code.")] = None,
    measure: Annotated[str | None, typer.Option(help="Id of the measure, as in column `measure` of a CSV.")] = None,
    group: Annotated[str, typer.Option(help="Student group.")] = "all_students",
    year: Annotated[int | None, typer.Option(help="Spring year (default: the newest comparable one).")] = None,
    reference: Annotated[str | None, typer.Option(help="Also the gap to these students: all_other_students, or a group.")] = None,
    example: Example = False,
    store: StorePath = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """Follow a number back to file, sheet, row, heading and text, with the arithmetic in between.

    Of a table whose numbers are not those of one measure, the files behind it are named. Exit code 0 when the numbers of the file
    come out again (numbers that trace does not rebuild are named as such), 1 when one does not, 2 when the question cannot be
    answered.
    """
    from rich.console import Console

    from ssos_analysis.trace import question_of_csv, trace

    if (file is None) == (district is None):
        raise typer.BadParameter("name a CSV of a brief, or a --district with a --measure", param_hint="FILE.csv")
    if file:
        question = question_of_csv(file, row)
    else:
        question = _typed(str(district), school, measure, group, year, reference, example=example, store=store)
    found = trace(question, example=example, store=store)
    if as_json:
        typer.echo(_json(found))
    else:
        _say(found, Console())
    if not all(one.agrees for one in found.compared):
        raise typer.Exit(WRONG_NUMBER)


def _typed(
    district: str,
    school: str | None,
    measure: str | None,
    group: str,
    year: int | None,
    reference: str | None,
    *,
    example: bool,
    store: Path | None,
) -> Question:
    """The question of the options."""
    from ssos_analysis.cli.asking import ask
    from ssos_analysis.measures.registry import measure as measure_of
    from ssos_analysis.trace import Question
    from ssos_analysis.vocabulary.organizations import district_of, is_code
    from ssos_analysis.vocabulary.student_groups import group_id

    if measure is None:
        raise typer.BadParameter("name a measure, such as four_year_graduation_pct", param_hint="--measure")
    known = group_id(group)
    if known is None:
        raise ParameterError(f"{group!r} is not a student group", where="--group", mend="write it as a CSV of a brief does")
    code = ask([district], example=example, store_path=store or workspace.store_path(), where="--district").districts[0].code
    if school is not None and (not is_code(school) or district_of(school) != code):
        raise ParameterError(f"{school!r} is not the code of a school of {code}", where="--school", mend="eight digits")
    return Question(school or code, measure_of(measure).id, known, year, reference=reference or "")


def _say(found: Trace, console: Any) -> None:
    """The trace for people."""
    from ssos_analysis.sources.plain_text import say

    say(console, found.title)
    for source in dict.fromkeys(cell.source.source_id for cell in found.cells):
        _say_file([cell for cell in found.cells if cell.source.source_id == source], console)
    for named in found.files:
        _say_use(named.source, console)
        say(console, f"    row      {named.row or 'no single one'}")
    if found.steps:
        say(console, "\n  arithmetic")
        for step in found.steps:
            say(console, f"     {step}")
    for remark in found.remarks:
        say(console, f"\n  note: {remark}")
    if found.compared:
        wrong = [one for one in found.compared if not one.agrees]
        say(console, f"\n  {len(found.compared) - len(wrong)} of {len(found.compared)} numbers of this row come out again")
        for one in wrong:
            say(console, f"     {one.heading}: {one.printed or 'blank'} in the file, {one.recomputed!r} from the store")
    if found.not_rebuilt:
        say(console, f"\n  not rebuilt by trace: {found.not_rebuilt}")


def _say_file(cells: list[PublishedCell], console: Any) -> None:
    """A file, and the cells of it that the number rests on."""
    from ssos_analysis.sources.plain_text import say

    _say_use(cells[0].source, console)
    for cell in cells:
        value = f"{cell.value:g}" if cell.status == REPORTED else cell.status.replace("_", " ")
        place = f"row {cell.row}, " + (f"heading {cell.heading!r}" if cell.heading else "no such column")
        scale = ", a fraction of 1" if cell.is_fraction and cell.text else ""
        say(console, f"    {cell.what}: {value}")
        say(console, f"             {place}" + (f", cell {cell.text!r}{scale}" if cell.text else ", blank"))


def _say_use(use: SourceUse, console: Any) -> None:
    """What a file is."""
    from ssos_analysis.sources.plain_text import say

    say(console, f"\n  {use.publication_title}" + (f": {use.title}" if use.title else ""))
    say(console, f"    file     {use.file}" + (f", sheet {use.sheet}" if use.sheet else ""))
    say(console, f"    sha256   {use.sha256}")
    say(console, f"    vintage  {use.vintage} ({use.vintage_source})" if use.vintage else "    vintage  not stated")
    for key, answer in use.answers.items():
        if answer.endswith(("(inferred)", "(declared)")):
            say(console, f"    taken as {key.replace('_', ' ')} {answer}")


def _json(found: Trace) -> str:
    """The trace for machines; what is not a number is null."""
    content = asdict(found)
    content["compared"] = [asdict(one) | {"agrees": one.agrees} for one in found.compared]
    return json.dumps(_without_nan(content), indent=2, ensure_ascii=False)


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_nan(one) for one in value]
    return None if isinstance(value, float) and value != value else value

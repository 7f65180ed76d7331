"""A filled form -> the goals of one district. Every fault is told at once, with its cell; a file with a fault gives nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from ssos_analysis.choices import DistrictGoals, Goal
from ssos_analysis.errors import Faults, SourceError
from ssos_analysis.goals import form
from ssos_analysis.goals.form_sheet import FormSheet
from ssos_analysis.measures.definition import Measure
from ssos_analysis.measures.registry import MEASURES
from ssos_analysis.sources.cells import cell_text
from ssos_analysis.sources.contents import ZIP
from ssos_analysis.sources.grids import read_bytes, sheets_of
from ssos_analysis.sources.layouts import header_key
from ssos_analysis.sources.plain_text import visible
from ssos_analysis.sources.workbook_files import read_workbook
from ssos_analysis.vocabulary.organizations import is_code, level_of
from ssos_analysis.vocabulary.school_years import year_label
from ssos_analysis.vocabulary.student_groups import ALL_STUDENTS, GROUPS

_LONGEST = {"id": 60, "title": 120, "plan": 200, "owner": 120, "source": 300}
_FIRST_ROWS = 25
_LARGEST = 5_000_000  # bytes of a filled form, which has thirty thousand


def read_goals(path: Path, names: Callable[[str], Mapping[str, str] | None], *, today: dt.date | None = None) -> DistrictGoals:
    """The goals of a filled form.

    Parameters
    ----------
    path : an .xlsx file, made by `ssos goals template`.
    names : gives, for the code of the form, code -> name of all districts of its state; None where no store tells.
    today : no baseline is of a later school year; None is the day of the call.

    Raises
    ------
    SourceError
        The file is no such workbook, is harmful or broken, or has faults: all of them, each with its cell and what to do.
    """
    sheet = _sheet_of(path)
    head = _find_head(sheet)
    places = {key: (row, column) for row, column, key in head}
    code = _code(sheet, places, names)
    plan, date = _plan(sheet, places), _date(sheet, places)
    known = min(date, today or dt.date.today()) if date > dt.date.min else dt.date.max
    goals = _goals(sheet, known)
    sheet.faults.raise_if_any(SourceError)
    try:
        return DistrictGoals(district=code, plan=plan, date=date, goals=goals)
    except ValueError as error:  # what the cells cannot tell one by one
        raise SourceError(str(error).splitlines()[-1], where=path.name, mend="correct the form") from None


def _sheet_of(path: Path) -> FormSheet:
    if path.suffix.lower() != ".xlsx":
        raise SourceError(
            "the form of goals is an .xlsx file", where=path.name, mend="make one with `ssos goals template DISTRICT`"
        )
    data = read_bytes(path)
    if len(data) > _LARGEST or not data.startswith(ZIP):
        raise SourceError(
            "this is no form of goals" if data.startswith(ZIP) else "the file is not an Excel workbook",
            where=path.name,
            mend="make one with `ssos goals template DISTRICT`, fill it, and save it as .xlsx",
        )
    read_workbook(data, path)  # refuses what is broken or means harm, before any sheet is opened whole
    sheets = {grid.sheet: grid.rows for grid in sheets_of(data, path)}
    if form.GOALS_SHEET not in sheets:
        raise SourceError(
            f"the workbook has no sheet {form.GOALS_SHEET!r}",
            where=path.name,
            mend="keep the sheet's name, or make a new form with `ssos goals template DISTRICT`",
        )
    return FormSheet(path.name, form.GOALS_SHEET, sheets[form.GOALS_SHEET], Faults())


def _find_head(sheet: FormSheet) -> list[tuple[int, int, str]]:
    """Where the four facts above the table stand: the cell to the right of each label in the first column."""
    labels = {header_key(label): label for label in (form.DISTRICT, form.CODE, form.PLAN, form.PLAN_DATE)}
    found = []
    for row in range(min(_FIRST_ROWS, len(sheet.rows))):
        key = header_key(sheet.cell(row, 0))
        if key in labels:
            found.append((row, 1, labels.pop(key)))
    for label in labels.values():
        if label != form.DISTRICT:
            sheet.fault(0, 0, f"no row begins with {label!r}", "put the line back, or make a new form with `ssos goals template`")
    return found


def _code(sheet: FormSheet, places: Mapping[str, tuple[int, int]], names: Callable[[str], Mapping[str, str] | None]) -> str:
    if form.CODE not in places:
        return ""
    row, column = places[form.CODE]
    value = sheet.cell(row, column)
    code = cell_text(value)
    if not isinstance(value, str) or not is_code(code) or level_of(code) != "district":
        sheet.fault(
            row, column, f"{visible(code)[:40]!r} is not a district's code",
            'write all eight digits as text, such as "00350000", as the form had it',
        )  # fmt: skip
        return ""
    held = names(code)
    if held is None:
        return code
    if code not in held:
        sheet.fault(row, column, f"no district of the store has the code {code}", "write the code the form came with")
        return ""
    said = cell_text(sheet.cell(*places[form.DISTRICT])) if form.DISTRICT in places else ""
    if said and said != held[code]:
        sheet.fault(
            row, column, f"the code {code} is of {held[code]!r}, and the form names {visible(said)[:60]!r}",
            "use the form of the district, made with `ssos goals template DISTRICT`",
        )  # fmt: skip
    return code


def _plan(sheet: FormSheet, places: Mapping[str, tuple[int, int]]) -> str:
    return (
        sheet.text(*places[form.PLAN], "plan", _LONGEST["plan"], "name the plan that the goals are from")
        if form.PLAN in places
        else ""
    )


def _date(sheet: FormSheet, places: Mapping[str, tuple[int, int]]) -> dt.date:
    if form.PLAN_DATE not in places:
        return dt.date.min
    row, column = places[form.PLAN_DATE]
    value = sheet.cell(row, column)
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(cell_text(value))
    except ValueError:
        sheet.fault(row, column, f"{visible(cell_text(value))[:40]!r} is not a day", "write the day of the plan as 2025-08-15")
        return dt.date.min


def _goals(sheet: FormSheet, known: dt.date) -> list[Goal]:
    """The rows of the table. `known`: the last day of which a baseline can be known."""
    fields = {header_key(column.heading): column.field for column in form.COLUMNS}
    for row in range(min(_FIRST_ROWS, len(sheet.rows))):
        keys = [header_key(cell) for cell in sheet.rows[row]]
        if {"measure", "target value"} <= set(keys):
            break
    else:
        sheet.fault(0, 0, "no row has the headings Goal, Measure, Student group ...", "put the headings back, or make a new form")
        return []
    columns = {fields[key]: place for place, key in enumerate(keys) if key in fields}
    missing = [column for column in form.COLUMNS if column.field not in columns]
    for column in missing:
        sheet.fault(row, 0, f"the column {column.heading!r} is missing", "put it back, or make a new form")
    if missing:
        return []
    filled = [
        number for number in range(row + 1, len(sheet.rows))
        if any(cell_text(sheet.cell(number, place)) for place in columns.values())
    ]  # fmt: skip
    if not filled:
        sheet.fault(row + 1, 0, "the form holds no goal", "fill one row for each goal")
    if len(filled) > form.MOST_GOALS:
        sheet.fault(filled[form.MOST_GOALS], 0, f"the form holds {len(filled)} goals", f"give {form.MOST_GOALS} at most")
        return []
    taken: dict[str, int] = {}
    found = [_goal(sheet, number, columns, taken, known) for number in filled]
    return [goal for goal in found if goal is not None]


def _goal(sheet: FormSheet, row: int, columns: Mapping[str, int], taken: dict[str, int], known: dt.date) -> Goal | None:
    """One row; None where it has a fault."""
    before = len(sheet.faults.found)
    measure = _measure(sheet, row, columns["measure"])
    group = _group(sheet, row, columns["group"])
    years = {name: sheet.year(row, columns[name]) for name in ("baseline_year", "target_year")}
    values = {name: sheet.value(row, columns[name], measure) for name in ("baseline", "target")}
    owner = sheet.text(row, columns["owner"], "owner", _LONGEST["owner"], "name the office that sees to it")
    source = sheet.text(row, columns["source"], "place in the plan", _LONGEST["source"], "say where in the plan the goal stands")
    _in_order(sheet, row, columns, measure, years, values)
    first = years["baseline_year"]
    if first and first > known.year:  # a school year is named by its spring
        sheet.fault(
            row, columns["baseline_year"], f"no figure of {year_label(first)} can be known on {known.isoformat()}",
            f"give a year that was over or under way on the day of the plan: {known.year} or earlier",
        )  # fmt: skip
    name = sheet.words(row, columns["id"])
    if len(name) > _LONGEST["title"]:
        sheet.fault(row, columns["id"], f"the name has {len(name)} characters", f"shorten it to {_LONGEST['title']}")
    identifier = _identifier(name or (f"{measure.id}_{group}" if measure else ""))
    if name and not identifier:
        sheet.fault(row, columns["id"], f"{visible(name)[:40]!r} has no letter or digit of English", "give a short plain name")
    if identifier and identifier in taken:
        sheet.fault(
            row, columns["id"], f"the goal is called as the one in row {taken[identifier] + 1}: {identifier}",
            "give each goal a name of its own",
        )  # fmt: skip
    taken.setdefault(identifier, row)
    if len(sheet.faults.found) > before or measure is None:
        return None
    return Goal(
        id=identifier, title=name if name != identifier else "", measure=measure.id, group=group, owner=owner, source=source,
        baseline_year=years["baseline_year"] or 0, target_year=years["target_year"] or 0,
        baseline=values["baseline"] or 0.0, target=values["target"] or 0.0,
    )  # fmt: skip


def _in_order(
    sheet: FormSheet, row: int, columns: Mapping[str, int], measure: Measure | None,
    years: Mapping[str, int | None], values: Mapping[str, float | None],
) -> None:  # fmt: skip
    """What two cells of a row say together."""
    first, last = years["baseline_year"], years["target_year"]
    if first and last and last <= first:
        sheet.fault(row, columns["target_year"], f"the target year {last} is not after the baseline year {first}",
                    "give a later year")  # fmt: skip
    baseline, target = values["baseline"], values["target"]
    if measure is None or baseline is None or target is None:
        return
    if (target <= baseline) if measure.better == "higher" else (target >= baseline):
        sheet.fault(
            row, columns["target"],
            f"the target {target:g} is not better than the baseline {baseline:g}: {measure.better} is better here",
            "correct one of the two, or the measure",
        )  # fmt: skip
    # only shares, and only numbers: 0.9% as text is meant as it stands
    numbers = [sheet.cell(row, columns[name]) for name in ("baseline", "target")]
    if measure.kind == "share" and all(isinstance(one, float | int) and 0 < one < 1 for one in numbers):
        sheet.fault(
            row, columns["baseline"], f"{baseline:g} and {target:g} would be less than one percent",
            "write 47 for 47 percent; if less than one percent is meant, write it as text with its sign: 0.9%",
        )  # fmt: skip


def _measure(sheet: FormSheet, row: int, column: int) -> Measure | None:
    text = cell_text(sheet.cell(row, column))
    offered = form.offered_measures()
    found = offered.get(text) or next((one for label, one in offered.items() if label.casefold() == text.casefold()), None)
    if found is None and text in MEASURES and MEASURES[text].better != "context":
        found = MEASURES[text]
    if found is None:
        what = f"{visible(text)[:60]!r} is no measure a goal can be about" if text else "the measure is blank"
        sheet.fault(row, column, what, f"choose one from the list (sheet {form.LISTS_SHEET!r})")
    return found


def _group(sheet: FormSheet, row: int, column: int) -> str:
    text = cell_text(sheet.cell(row, column))
    by_label = {label.casefold(): group for label, group in form.offered_groups().items()}
    found = ALL_STUDENTS if not text else by_label.get(text.casefold()) or (text if text in GROUPS else "")
    if not found:
        sheet.fault(
            row, column, f"{visible(text)[:60]!r} is no student group", f"choose one from the list (sheet {form.LISTS_SHEET!r})"
        )
    return found


def _identifier(name: str) -> str:
    """A name as goals.yml keeps it: small letters, digits and `_`."""
    return re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")[: _LONGEST["id"]].strip("_")

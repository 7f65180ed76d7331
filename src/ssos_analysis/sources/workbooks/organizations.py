"""Which organization a row of a workbook is about: its code and name from the columns that tell them."""

from __future__ import annotations

from typing import Any

from ssos_analysis.sources.cells import cell_text
from ssos_analysis.sources.layouts import header_key
from ssos_analysis.sources.workbooks.definitions import WorkbookTable
from ssos_analysis.sources.workbooks.sheets import Sheet
from ssos_analysis.vocabulary.organizations import is_code, level_of

CODE, NAME = "code of the organization", "name of the organization"


def code_and_name(sheet: Sheet, table: WorkbookTable, cells: tuple[Any, ...]) -> tuple[Any, str]:
    """The code (as it stands where it is none, for the reader to tell) and the name of a row."""
    if table.positions:
        places = [table.positions.code - 1]
        school, district = [table.positions.school - 1], [table.positions.district - 1]
    else:
        places = _places(sheet, sheet.kind.organization.code)
        school, district = _places(sheet, sheet.kind.organization.school), _places(sheet, sheet.kind.organization.district)
    code = next((cells[place] for place in places if cell_text(cells[place])), None)
    if isinstance(code, str):
        text = code.strip()
        goes_on = bool(table.positions) or sheet.kind.organization.code_is_longer
        code = text[:8] if goes_on and is_code(text[:8]) else text
    is_school = isinstance(code, str) and is_code(code) and level_of(code) == "school"
    names = [*school, *district] if is_school else [*district, *school]
    return code, next((text for place in names if (text := cell_text(cells[place]))), cell_text(code))


def _places(sheet: Sheet, headings: list[str]) -> list[int]:
    """Positions of those of the headings that the sheet has, in their order."""
    keys = sheet.keys
    return [keys.index(key) for name in headings if (key := header_key(name)) in keys]

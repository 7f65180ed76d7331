"""A workbook of several sheets, written straight as the parts of its archive: the accountability workbooks have many cells.

A general library keeps every cell as an object before it writes; for these that took ten times as long.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from ssos_analysis.sources.example.workbook import Cell

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RELATIONS = f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'


def write_sheets(path: Path, sheets: Mapping[str, Iterable[Sequence[Cell]]]) -> None:
    """Write a workbook: name of each sheet -> rows. A text stays text, a number a number; None leaves the cell out."""
    path.parent.mkdir(parents=True, exist_ok=True)
    numbers = range(1, len(sheets) + 1)
    types = "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_SHEET}.worksheet+xml"/>' for n in numbers)
    named = "".join(f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, start=1))
    of_sheets = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    parts = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET}.sheet.main+xml"/>{types}</Types>',
        "_rels/.rels": f'{_RELATIONS}<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"{_RELATIONS}{of_sheets}</Relationships>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), text)  # dated 1980, so that a rebuild gives the same bytes
        for number, lines in enumerate(sheets.values(), start=1):
            part = zipfile.ZipInfo(f"xl/worksheets/sheet{number}.xml")
            archive.writestr(part, _sheet(lines), zipfile.ZIP_DEFLATED, 1)


def _sheet(lines: Iterable[Sequence[Cell]]) -> str:
    letters: list[str] = []
    rows = []
    for number, line in enumerate(lines, start=1):
        while len(letters) < len(line):
            letters.append(_letters(len(letters) + 1))
        cells = "".join(_cell(f"{letters[place]}{number}", cell) for place, cell in enumerate(line) if cell is not None)
        rows.append(f'<row r="{number}">{cells}</row>')
    return f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'


def _cell(place: str, cell: Cell) -> str:
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
    return f'<c r="{place}"><v>{cell!r}</v></c>'


def _letters(number: int) -> str:
    """1 is `A`, 27 is `AA`."""
    found = ""
    while number:
        number, last = divmod(number - 1, 26)
        found = chr(65 + last) + found
    return found

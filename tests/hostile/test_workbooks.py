"""Workbooks that are broken, encrypted, or made to overwhelm: each is refused in a sentence, by the command itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hostile_files import HEADINGS, ROWS, TITLE, csv_bytes, lying_workbook, nested_zip, ole, sheet_xml, with_large_part, workbook

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LAUGHING = f'<!DOCTYPE lolz [<!ENTITY l0 "ha">{LAUGHS}]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
SHARED = "xl/sharedStrings.xml"
SHEET = "xl/worksheets/sheet1.xml"


def _formula(result: str) -> Callable[[Path], Path]:
    more = f'<row r="5"><c r="A5" t="inlineStr"><is><t>Acton</t></is></c><c r="B5"><f>"0002"&amp;"0000"</f>{result}</c></row>'
    return lambda path: workbook(path, sheet_xml(more=more))


def _numeric(code: str, chronic: str) -> Callable[[Path], Path]:
    code_cell = f'<c r="B5"><v>{code}</v></c>' if code else '<c r="B5" t="inlineStr"><is><t>00020000</t></is></c>'
    row = f'<row r="5">{code_cell}<c r="C5"><v>90</v></c><c r="D5"><v>{chronic}</v></c></row>'
    return lambda path: workbook(path, sheet_xml(more=row))


def _encrypted_part(path: Path) -> Path:
    """Every part is flagged as encrypted, in its own head and in the list of parts."""
    data = bytearray(workbook(path).read_bytes())
    for head, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(head)
        while at >= 0:
            data[at + flag] |= 1
            at = data.find(head, at + 1)
    path.write_bytes(bytes(data))
    return path


def _bytes(data: bytes) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(data)
        return path

    return write


def _cut(path: Path) -> Path:
    path.write_bytes(workbook(path).read_bytes()[:-200])
    return path


def _damaged(path: Path) -> Path:
    data = bytearray(workbook(path).read_bytes())
    at = data.index(b"sheet1.xml") + 30
    data[at : at + 40] = bytes(40)
    path.write_bytes(bytes(data))
    return path


def _grid(rows: int, columns: int) -> str:
    """A sheet of nothing but different numbers."""
    letters = [("" if n < 26 else chr(64 + n // 26)) + chr(65 + n % 26) for n in range(columns)]
    lines = (
        f'<row r="{i}">' + "".join(f'<c r="{letter}{i}"><v>{i}.{j}</v></c>' for j, letter in enumerate(letters)) + "</row>"
        for i in range(1, rows + 1)
    )
    return f"<worksheet><sheetData>{''.join(lines)}</sheetData></worksheet>"


def _empty(path: Path) -> Path:
    return workbook(path, sheet_xml([]))


BOOKS: dict[str, tuple[Callable[[Path], Path], str]] = {
    # cut short, empty or of another kind
    "cut.xlsx": (_cut, "not a whole Excel workbook"),
    "damaged.xlsx": (_damaged, "not a whole Excel workbook"),
    "empty.xlsx": (_bytes(b""), "the file is empty"),
    "no cell.xlsx": (_empty, "does not know"),
    "header only.xlsx": (lambda path: workbook(path, sheet_xml([[TITLE], HEADINGS])), "headings but no rows"),
    "page.xlsx": (_bytes(b"<html><body>error"), "a web page"),
    "page.xls": (_bytes(b"\r\n<!doctype html><title>error</title>"), "a web page"),
    "pointer.xlsx": (_bytes(b"version https://git-lfs.github.com/spec/v1\n"), "Git LFS pointer"),
    "text.xlsx": (_bytes(csv_bytes()), "not an Excel workbook"),
    "pickle.xlsx": (_bytes(b"\x80\x05\x95\x00"), "a Python pickle"),
    "macros.xlsm": (workbook, "a .xlsm file is not an export"),
    "zip in zip.xlsx": (_bytes(nested_zip()), "no Excel workbook is in it"),
    "no sheet.xlsx": (lambda path: workbook(path, leave_out=[SHEET]), "damaged"),
    # locked, or with a program in it
    "encrypted.xlsx": (_bytes(ole("EncryptedPackage")), "encrypted with a password"),
    "encrypted.xls": (_bytes(ole("EncryptedPackage")), "encrypted with a password"),
    "encrypted parts.xlsx": (_encrypted_part, "encrypted with a password"),
    "old and cut.xls": (_bytes(ole("Workbook")), "damaged"),
    "macros.xlsx": (lambda path: workbook(path, parts={"xl/vbaProject.bin": b"Sub"}), "holds macros"),
    # XML that reads other files, or never ends
    "outside entity.xlsx": (
        lambda path: workbook(path, sheet_xml(prolog=OUTSIDE, more="<row>&x;</row>")),
        "XML entities of its own",
    ),
    "laughs.xlsx": (lambda path: workbook(path, sheet_xml(prolog=LAUGHING, more="<row>&l9;</row>")), "XML entities of its own"),
    "laughs in strings.xlsx": (
        lambda path: workbook(path, parts={SHARED: f"<?xml version='1.0'?>{LAUGHING}<sst>&l9;</sst>"}),
        "XML entities",
    ),
    "deep.xlsx": (lambda path: workbook(path, parts={SHEET: "<a>" * 200_000}), "does not know"),
    # larger than a machine
    "bomb.xlsx": (lambda path: with_large_part(path, SHEET, b"<x>", b"0", 400_000_000), "unpacks to more than 300 MB"),
    "bomb.xls": (lambda path: with_large_part(path, SHEET, b"<x>", b"0", 400_000_000), "unpacks to more than 300 MB"),
    "lying bomb.xlsx": (lying_workbook, "not a whole Excel workbook"),
    "strings.xlsx": (lambda path: with_large_part(path, SHARED, b"<sst>", b"<si><t>x</t></si>", 20_000_000), "300 MB"),
    "long string.xlsx": (
        lambda path: with_large_part(path, SHARED, b"<sst><si><t>", b"x", 250_000_000, b"</t></si></sst>"),
        "text of more than 1 MB",
    ),
    "many parts.xlsx": (lambda path: workbook(path, parts={f"xl/x{n}.xml": "" for n in range(2_000)}), "1,000 parts"),
    "million rows claimed.xlsx": (lambda path: workbook(path, sheet_xml(dimension="A1:D1048576")), "claims 1,048,576 rows"),
    "whole sheet claimed.xlsx": (lambda path: workbook(path, sheet_xml(dimension="A1:XFD1048576")), "claims 1,048,576 rows"),
    "one cell far away.xlsx": (
        lambda path: workbook(path, sheet_xml(more='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
        "claims 1,048,576 rows by 16,384 columns",
    ),
    "one far in each direction.xlsx": (
        lambda path: workbook(
            path, sheet_xml(more='<row r="9"><c r="NN9"/></row>' + "<!-- -->" * 250_000 + '<row><c r="A900000"/></row>')
        ),
        "rows by 378 columns",
    ),
    "second sheet far away.xlsx": (
        lambda path: workbook(path, sheet_xml(), sheet_xml(more='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
        "claims 1,048,576 rows",
    ),
    "cells without place.xlsx": (
        lambda path: workbook(path, sheet_xml(more="<row>" + "<c/>" * 9 + "</row>")),
        "do not say where they stand",
    ),
    "prefixed cells.xlsx": (
        lambda path: workbook(path, sheet_xml(more='<x:row r="1"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>')),
        "claims 1,048,576 rows",
    ),
    "cells written oddly.xlsx": (
        lambda path: workbook(path, sheet_xml(more="<row><c\n t='n'\tr = 'XFD1048576'><v>1</v></c></row>")),
        "claims 1,048,576 rows",
    ),
    "many cells.xlsx": (
        lambda path: with_large_part(path, SHEET, b"<worksheet><sheetData>", b'<c r="A1"/>', 6_000_000),
        "more than 4,000,000 cells",
    ),
    # values that cannot be
    "formula.xlsx": (_formula(""), "cell B5 holds a formula without its result"),
    "formula with empty result.xlsx": (_formula("<v></v>"), "cell B5 holds a formula without its result"),
    "nan.xlsx": (_numeric("", "NaN"), "NaN or infinity"),
    "infinity.xlsx": (_numeric("", "-INF"), "NaN or infinity"),
    "overflow.xlsx": (_numeric("", "1E+999"), "cells that are not a number"),
    "code as a number.xlsx": (_numeric("3.5E+05", "10"), "codes are not eight characters of text: '350000'"),
    "above 100.xlsx": (_numeric("", "100.5"), "100.5 cannot be"),
    "negative.xlsx": (_numeric("", "-3"), "-3.0 cannot be"),
    # what is on the other sheets
    "two sheets.xlsx": (lambda path: workbook(path, sheet_xml(), sheet_xml([["notes"]])), "an export has one sheet"),
}


@pytest.mark.parametrize("name", BOOKS)
def test_a_workbook_that_is_not_what_it_says(name: str, tmp_path: Path, refused: Callable[..., str]) -> None:
    build, words = BOOKS[name]
    assert words in refused(build(tmp_path / name))


def test_the_largest_workbook_that_is_looked_at_stays_within_its_memory(tmp_path: Path, ssos: Callable[..., Any]) -> None:
    path = workbook(tmp_path / "large.xlsx", parts={SHEET: _grid(9_900, 400)})
    done = ssos("data", "import", path, "--store", tmp_path / "store")
    assert "does not know" in done.out
    assert done.bytes < 1_000_000_000


def test_a_formula_with_its_result_is_read(tmp_path: Path) -> None:
    from ssos_analysis.sources.reader import read_file

    result = "<v>10.5</v>"
    row = f'<row r="5"><c r="B5" t="inlineStr"><is><t>00020000</t></is></c><c r="D5"><f>21/2</f>{result}</c></row>'
    (table,) = read_file(workbook(tmp_path / "export.xlsx", sheet_xml(more=row)))
    assert table.rows["chronically_absent_pct"].tolist() == [25.3, 10.5, 10.5]


def test_an_xlsx_named_xls_is_told_by_its_bytes(tmp_path: Path) -> None:
    from ssos_analysis.sources.reader import read_file

    (table,) = read_file(workbook(tmp_path / "export.xls"))
    assert table.rows["org_name"].tolist() == [row[0] for row in ROWS]

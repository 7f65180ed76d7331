"""Files that are not what they seem: each is refused in one plain sentence, and none takes the machine with it."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ssos_analysis.errors import SourceError
from ssos_analysis.sources import bounds
from ssos_analysis.sources.grids import grid_of, read_bytes


def _refusal(data: bytes, name: str) -> str:
    with pytest.raises(SourceError) as refused:
        grid_of(data, Path(name))
    assert refused.value.where == name
    assert refused.value.mend
    return refused.value.what


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.xlsx", b"", "empty"),
        ("a.csv", b" \n", "empty"),
        ("a.xlsx", b"<!DOCTYPE html><html>Service unavailable</html>", "web page"),
        ("a.csv", b"\xef\xbb\xbf<html>", "web page"),
        ("a.csv.gz", gzip.compress(b"<html><body>error", mtime=0), "web page"),
        ("a.xlsx", b"PK\x03\x04 cut", "not a whole Excel workbook"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut", "damaged"),
        ("a.csv", b"District Code,x\n0001\x000000,1\n", "NUL"),
        ("a.csv", b'District Code,x\n"00010000,1\n', "not whole CSV"),
        ("a.csv", b"x" * 20_000, "a cell longer than 10,000 characters"),
        ("a.csv", b"District Code,x,y\n00010000,1,2\n00020000,1", "ends in the middle of row 3"),
        ("a.csv", b"District Code,x,y\n00010000,1,2\n000200", "ends in the middle of row 3"),
        ("a.csv", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "LFS pointer"),
        ("a.csv.gz", b"no gzip", "not whole gzip"),
        ("a.csv.gz", gzip.compress(b"a,b\n" * 500, mtime=0)[:-20], "gzip"),
        ("a.json", b"[{]", "not whole JSON"),
        ("a.json", b'{"0035": {"x": 1}}', "not a list"),
        ("a.json", b"[]", "not a list"),
        ("a.html", b"<html>", "not an export"),
        ("a.pdf", b"%PDF", "not an export"),
        ("noname", b"x", "not an export"),
        ("a.csv", ",".join(map(str, range(500))).encode(), "columns"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(name: str, data: bytes, words: str) -> None:
    assert words in _refusal(data, name)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be opened"):
        read_bytes(tmp_path / "none.xlsx")
    with pytest.raises(SourceError, match="cannot be opened"):
        read_bytes(tmp_path)


def test_a_file_above_the_limit_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.csv"
    path.write_bytes(b"x" * 100)
    monkeypatch.setattr(bounds, "MAX_FILE_BYTES", 99)
    with pytest.raises(SourceError, match="larger than"):
        read_bytes(path)


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 2_000_000)
    monkeypatch.setattr(bounds, "MAX_UNPACKED_BYTES", 1_000_000)
    assert "unpacks to more" in _refusal(bomb.getvalue(), "bomb.xlsx")


def test_gzip_that_unpacks_to_too_much_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_UNPACKED_BYTES", 1000)
    assert "unpacks to more" in _refusal(gzip.compress(b"a,b\n" * 1000), "bomb.csv.gz")


def test_a_sheet_with_one_cell_far_outside_is_refused_before_it_is_laid_out(xlsx: Callable[..., Path]) -> None:
    """Two cells, A1 and XFD1048576, would be a grid of 17 thousand million cells."""
    path = xlsx([["a"]])
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "b")
    assert "1,048,576 rows" in _refusal(path.read_bytes(), path.name)


def test_a_deep_json_is_refused_and_not_recursed_into() -> None:
    assert _refusal(b"[" * 100_000, "deep.json")


def test_row_numbers_are_those_a_person_sees(xlsx: Callable[..., Path], records: Callable[..., Path]) -> None:
    path = xlsx([[None], ["a"], [1.0]])
    grid = grid_of(path.read_bytes(), path)
    assert [grid.number(index) for index, row in enumerate(grid.rows) if row[0] == "a"] == [2]
    path = records([{"a": "1"}, {"b": "2"}])
    grid = grid_of(path.read_bytes(), path)
    assert list(grid.rows) == [["a", "b"]]
    assert [column.cell(1) for column in grid.columns] == [None, "2"]
    assert grid.number(2) == 2


def test_separators_and_encodings_of_office_programs() -> None:
    for data in (b"Name;Wert\nX;1\n", "Name\tWert\nX\t1\n".encode("utf-16"), "Name,Wert\nX,1\n".encode("cp1252")):
        assert [list(row) for row in grid_of(data, Path("a.csv")).rows] == [["Name", "Wert"], ["X", "1"]]


def test_the_date_of_an_export_is_told_only_where_the_server_wrote_it(xlsx: Callable[..., Path], tmp_path: Path) -> None:
    """A spreadsheet program adds document properties; their dates say when a person saved the file."""
    saved = xlsx([["a"]])
    assert grid_of(saved.read_bytes(), saved).vintage == ""
    served = tmp_path / "served.xlsx"
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(served, "w") as target:
        for part in source.infolist():
            if not part.filename.startswith("docProps/"):
                target.writestr(zipfile.ZipInfo(part.filename, (2023, 6, 7, 8, 58, 0)), source.read(part))
    assert grid_of(served.read_bytes(), served).vintage == "2023-06-07"

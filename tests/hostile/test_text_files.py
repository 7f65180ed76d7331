"""Text files that are broken, of another kind, or made to overwhelm: each is refused in a sentence, by the command itself."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from hostile_files import HEADINGS, ROWS, TITLE, csv_bytes, gzip_bomb, gzipped, nested_zip, ole, records_json, workbook

PAGE = b"<!DOCTYPE html><html><body>503 Service unavailable</body></html>"
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n"
BOSTON, ABINGTON = ROWS


def changed(**cells: str) -> bytes:
    """The export with other cells in Boston's row: `name`, `code`, `rate`, `chronic`."""
    row = [cells.get(key, value) for key, value in zip(("name", "code", "rate", "chronic"), BOSTON, strict=True)]
    return csv_bytes([row, ABINGTON])


SMALL: dict[str, tuple[bytes, str]] = {
    # cut short or empty
    "empty.csv": (b"", "the file is empty"),
    "blank.csv": (b" \r\n \n", "the file is empty"),
    "empty.json": (b"", "the file is empty"),
    "empty.csv.gz": (gzipped(b""), "the file is empty"),
    "header only.csv": (csv_bytes([]), "headings but no rows"),
    "title only.csv": (f"{TITLE}\n".encode(), "does not know"),
    "cut in a row.csv": (csv_bytes().removesuffix(b",10.5\n"), "ends in the middle of row 4"),
    "cut.csv.gz": (gzipped(csv_bytes() * 50)[:-12], "not whole gzip"),
    "cut.json": (records_json()[:-3], "not whole JSON"),
    # not a table as its headings say
    "short row.csv": (csv_bytes([BOSTON[:3], ABINGTON]), "rows end before the last heading"),
    "long row.csv": (csv_bytes([[*BOSTON, "7"], ABINGTON]), "cells stand right of the last heading"),
    "open quote.csv": (changed(name='"Boston'), "a quote left open"),
    "same row twice, other values.csv": (
        csv_bytes([BOSTON, ["Boston", "00350000", "92.0", "26.0"]]),
        "stand twice with different values",
    ),
    "same column twice, other values.csv": (
        csv_bytes([[*BOSTON, "24.0"], [*ABINGTON, "10.5"]], headings=[*HEADINGS, HEADINGS[3]]),
        "two columns have this heading and differ",
    ),
    # not the text it is named as
    "nul.csv": (csv_bytes().replace(b"Boston", b"Bos\0on"), "a NUL byte in row 3"),
    "utf-16 without its mark.csv": (csv_bytes().decode().encode("utf-16-le"), "a NUL byte in row 1"),
    "utf-16 cut.csv": (csv_bytes().decode().encode("utf-16")[:-1], "begins as UTF-16"),
    "mixed encodings.csv": (
        csv_bytes().replace(b"Boston", "Bostón".encode()).replace(b"Abington", b"Abingt\xf3n"),
        "row 4 holds a character",
    ),
    "undecodable.csv": (changed(name="Bost@n").replace(b"@", b"\x81"), "row 3 holds a character that cannot be decoded"),
    "page.csv": (PAGE, "a web page"),
    "page with mark.csv": (b"\xef\xbb\xbf\r\n" + PAGE, "a web page"),
    "page.csv.gz": (gzipped(PAGE), "a web page"),
    "page.json": (PAGE, "a web page"),
    "pointer.csv": (POINTER, "Git LFS pointer"),
    "pointer.json": (POINTER, "Git LFS pointer"),
    "zip.csv": (nested_zip(), "named as text, but is a zip archive"),
    "old workbook.csv": (ole("Workbook"), "named as text, but is an old Excel workbook"),
    "gzip.csv": (gzipped(csv_bytes()), "named as text, but is compressed by gzip"),
    "pdf.csv": (b"%PDF-1.7\n", "a PDF document"),
    "pickle.csv": (pickle.dumps([BOSTON]), "a Python pickle, which is never opened"),
    "frame.pkl": (pickle.dumps([BOSTON]), "a .pkl file is not an export"),
    "frame.parquet": (b"PAR1", "a .parquet file is not an export"),
    # values that cannot be
    "code as a number.csv": (changed(code="3.5E+05"), "codes are not eight characters of text: '3.5E+05'"),
    "code without zeros.csv": (changed(code="350000"), "codes are not eight characters of text: '350000'"),
    "negative.csv": (changed(chronic="-1.0"), "-1.0 cannot be"),
    "above 100.csv": (changed(chronic="100.1"), "100.1 cannot be"),
    "infinity.csv": (changed(chronic="inf"), "cells that are not a number: 'inf'"),
    "infinite.csv": (changed(chronic="9" * 400), "cells that are not a number"),
    "nan.csv": (changed(chronic="NaN"), "cells that are not a number: 'NaN'"),
    "power.csv": (changed(chronic="1e308"), "cells that are not a number: '1e308'"),
    "not a date.csv": (csv_bytes(title="9999-00 Attendance (District)  - All Students"), "year"),
    # JSON
    "deep.json": (b"[" * 100_000, "not whole JSON"),
    "deep record.json": (records_json(', "x": ' + '{"y":' * 5_000 + "1" + "}" * 5_000), "not whole JSON"),
    "same name twice.json": (records_json(', "value": "3"'), "names one field twice"),
    "nan.json": (records_json(', "x": NaN'), "not whole JSON"),
    "infinity.json": (records_json(', "x": -Infinity'), "not whole JSON"),
    "half a character.json": (records_json(', "x": "\\ud800"'), "not whole JSON"),
    "no list.json": (b'{"dist_code": "00350000"}', "not a list of the hub's records"),
    "utf-16.json": (records_json().decode().encode("utf-16"), "not whole JSON"),
}


@pytest.mark.parametrize("name", SMALL)
def test_a_small_file_that_is_not_what_it_says(name: str, tmp_path: Path, refused: Callable[..., str]) -> None:
    data, words = SMALL[name]
    path = tmp_path / name
    path.write_bytes(data)
    assert words in refused(path)


def _wide(path: Path) -> Path:
    path.write_text(f"{TITLE}\n" + ",".join(str(n) for n in range(100_000)) + "\n")
    return path


def _one_line(path: Path) -> Path:
    path.write_bytes(b"x," * 25_000_000)
    return path


def _one_cell(path: Path) -> Path:
    path.write_bytes(csv_bytes([["B" * 900_000, *BOSTON[1:]]]))
    return path


def _many_rows(path: Path) -> Path:
    path.write_bytes(csv_bytes() + b"\n" * 50_000_000)
    return path


def _many_cells(path: Path) -> Path:
    path.write_bytes(csv_bytes() + (b"," * 399 + b"\n") * 20_000)
    return path


def _carriage_returns(path: Path) -> Path:
    path.write_bytes(csv_bytes(end="\r") + b"\r" * 50_000_000)
    return path


def _sparse(path: Path) -> Path:
    with path.open("wb") as stream:
        stream.truncate(20_000_000_000)
    return path


def _many_values(path: Path) -> Path:
    path.write_bytes(b"[" + b"[]," * 40_000_000 + b"[]]")
    return path


def _huge_text(path: Path) -> Path:
    path.write_bytes(records_json(', "x": "' + "y" * 60_000_000 + '"'))
    return path


def _gzip_bomb(path: Path) -> Path:
    return gzip_bomb(path, 1_500)


LARGE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "wide.csv": (_wide, "rows by 100,000 columns"),
    "one line.csv": (_one_line, "row 1 is longer than 1 MB"),
    "one cell.csv": (_one_cell, "a cell longer than 10,000 characters"),
    "many rows.csv": (_many_rows, "more than 1,000,000 rows"),
    "many cells.csv": (_many_cells, "rows by 400 columns"),
    "carriage returns.csv": (_carriage_returns, "more than 1,000,000 rows"),
    "sparse.csv": (_sparse, "larger than 150 MB"),
    "sparse.xlsx": (_sparse, "larger than 150 MB"),
    "many values.json": (_many_values, "more than 4,000,000 values"),
    "huge text.json": (_huge_text, "row 2 holds a cell of more than 10,000 characters"),
    "bomb.csv.gz": (_gzip_bomb, "unpacks to more than 300 MB"),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_file_made_to_overwhelm(name: str, tmp_path: Path, refused: Callable[..., str]) -> None:
    build, words = LARGE[name]
    assert words in refused(build(tmp_path / name))


@pytest.mark.parametrize(
    "data",
    [
        csv_bytes().replace(b"Boston", "Bostón".encode()),
        b"\xef\xbb\xbf" + csv_bytes().replace(b"Boston", "Bostón".encode()),
        csv_bytes().replace(b"Boston", b"Bost\xf3n"),
        csv_bytes().decode().replace("Boston", "Bostón").encode("utf-16"),
        csv_bytes(separator=";").replace(b"Boston", "Bostón".encode()),
        csv_bytes(separator="\t").replace(b"Boston", "Bostón".encode()),
        csv_bytes(end="\r\n").replace(b"Boston", "Bostón".encode()),
        csv_bytes(end="\r").replace(b"Boston", "Bostón".encode()),
        csv_bytes([BOSTON, ABINGTON, BOSTON]).replace(b"Boston", "Bostón".encode()),
    ],
    ids=["utf-8", "utf-8 with mark", "windows-1252", "utf-16", "semicolons", "tabs", "crlf", "cr", "the same row twice"],
)
def test_what_office_programs_write_is_read_as_it_stands(data: bytes, tmp_path: Path) -> None:
    """A file whose characters can be told is data, whatever program saved it."""
    from ssos_analysis.sources.reader import read_file

    path = tmp_path / "export.csv"
    path.write_bytes(data)
    (table,) = read_file(path)
    assert table.rows["org_name"].tolist() == ["Bostón", "Abington"]
    assert table.rows["chronically_absent_pct"].tolist() == [25.3, 10.5]


def test_a_workbook_named_as_text_is_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    assert "named as text" in refused(workbook(tmp_path / "book.csv"))

"""Exports that are broken or mean harm, made where a test needs one: a small known export with one thing wrong in it."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

TITLE = "2018-19 Attendance (District)  - All Students"
HEADINGS = ["District Name", "District Code", "Attendance Rate", "Chronically Absent (10% or more)"]
ROWS = [["Boston", "00350000", "92.0", "25.3"], ["Abington", "00010000", "95.1", "10.5"]]

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def csv_bytes(
    rows: Sequence[Sequence[str]] = ROWS,
    *,
    headings: Sequence[str] = HEADINGS,
    title: str = TITLE,
    separator: str = ",",
    end: str = "\n",
) -> bytes:
    """An attendance export as CSV."""
    return "".join(f"{line}{end}" for line in (title, *(separator.join(row) for row in (headings, *rows)))).encode()


def records_json(more: str = "") -> bytes:
    """Records of no dataset this project knows, with more text inside the last one."""
    return ('[{"dist_code": "00350000", "value": "1"}, {"dist_code": "00010000", "value": "2"' + more + "}]").encode()


def cell(place: str, content: str) -> str:
    """A cell of text."""
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(content)}</t></is></c>'


def sheet_xml(rows: Sequence[Sequence[str]] | None = None, *, more: str = "", dimension: str = "", prolog: str = "") -> str:
    """A sheet of text cells; `more` are rows as XML below them."""
    listed = [[TITLE], HEADINGS, *ROWS] if rows is None else rows
    body = "".join(
        f'<row r="{i}">' + "".join(cell(f"{chr(64 + j)}{i}", text) for j, text in enumerate(row, start=1)) + "</row>"
        for i, row in enumerate(listed, start=1)
    )
    claim = f'<dimension ref="{dimension}"/>' if dimension else ""
    return f'<?xml version="1.0"?>{prolog}<worksheet xmlns="{_MAIN}">{claim}<sheetData>{body}{more}</sheetData></worksheet>'


def workbook(path: Path, *sheets: str, parts: Mapping[str, str | bytes] | None = None, leave_out: Sequence[str] = ()) -> Path:
    """A workbook of these sheets (as XML), with further parts."""
    sheets = sheets or (sheet_xml(),)
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="Sheet{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    related = "".join(f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers)
    related += f'<Relationship Id="rId900" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    contents: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_RELATED}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATED}">{related}</Relationships>',
        **{f"xl/worksheets/sheet{n}.xml": xml for n, xml in zip(numbers, sheets, strict=True)},
        **(parts or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            if name not in leave_out:
                archive.writestr(name, content)
    return path


def with_large_part(path: Path, name: str, begin: bytes, repeated: bytes, times: int, end: bytes = b"") -> Path:
    """A workbook with one part that unpacks to much more than it is packed."""
    parts = {name: begin + repeated * times + end}
    return workbook(path, parts=parts)


def lying_workbook(path: Path) -> Path:
    """A workbook whose sheet says that it unpacks to 100 bytes, and unpacks to 400 megabytes."""
    workbook(path, parts={"xl/worksheets/sheet1.xml": b"<row/>" * (400_000_000 // 6)})
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
        claimed = struct.pack("<L", zlib.crc32(b"<row/>" * 16 + b"<row")), struct.pack("<L", 100)
    directory = data.rindex(b"xl/worksheets/sheet1.xml") - 46
    for at in (part.header_offset + 14, directory + 16):
        data[at : at + 4] = claimed[0]  # the checksum of what is claimed
        data[at + 8 : at + 12] = claimed[1]
    path.write_bytes(bytes(data))
    return path


def gzip_bomb(path: Path, megabytes: int) -> Path:
    """A small file that unpacks to lines of text without end."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    line = b"00350000,1\n" * 90_000
    with path.open("wb") as stream:
        for _ in range(megabytes):
            stream.write(packer.compress(line))
        stream.write(packer.flush())
    return path


def nested_zip() -> bytes:
    """A zip in a zip in a zip."""
    data = b"0" * 1_000_000
    for _ in range(3):
        outer = io.BytesIO()
        with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("inner.zip", data)
        data = outer.getvalue()
    return data


def ole(stream_name: str) -> bytes:
    """The head of an OLE file with the name of one stream, as in an encrypted workbook or an old .xls."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1528 + stream_name.encode("utf-16-le") + b"\0" * 2000


def gzipped(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)

"""A cheap look at the beginning of a file, without reading it: enough to read enrollment by grade before the MCAS files."""

from __future__ import annotations

import gzip
import html
import re
import zipfile
import zlib
from pathlib import Path

from ssos_analysis.sources.grids import suffix
from ssos_analysis.sources.layouts import header_key, layouts

PEEK_BYTES = 60_000
SHARED_BYTES = 500_000  # the words of a workbook stand in any order; headings can come last
_SHARED_TEXT = re.compile(r"<t(?:\s[^>]*)?>([^<]*)</t>")
_FIELD = re.compile(r'"([A-Za-z_][A-Za-z0-9_]*)"\s*:')


def is_enrollment_by_grade(path: Path) -> bool:
    """Whether the file seems to hold enrollment by grade, which the grade spans of MCAS exports are inferred from.

    It looks at the words in the first part of the file only. A wrong yes costs nothing: the file is then read like any other.
    """
    words = _words(path)
    return any(layout.fits(words) for layout in layouts() for table in layout.tables if table.table == "enrollment_by_grade")


def _words(path: Path) -> set[str]:
    """Words near the beginning of a file, as headings are compared; none where it cannot be opened."""
    kind = suffix(path)
    try:
        if kind == ".xlsx":
            with zipfile.ZipFile(path) as archive, archive.open("xl/sharedStrings.xml") as part:
                found = _SHARED_TEXT.findall(part.read(SHARED_BYTES).decode("utf-8", "replace"))
            return {header_key(html.unescape(text)) for text in found}
        if kind == ".csv.gz":
            with gzip.open(path) as stream:
                start = stream.read(PEEK_BYTES)
        else:
            with path.open("rb") as stream:
                start = stream.read(PEEK_BYTES)
    except (OSError, EOFError, KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):
        return set()
    text = start.decode("utf-8", "replace")
    if kind == ".json":
        return {header_key(name) for name in _FIELD.findall(text)}
    return {header_key(cell.strip('"')) for line in text.splitlines()[:15] for cell in re.split(r"[,;\t]", line)}

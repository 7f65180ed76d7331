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
    wanted = [layout for layout in layouts() if any(table.table == "enrollment_by_grade" for table in layout.tables)]
    text = _start(path).lower()
    wanted = [layout for layout in wanted if all(any(_longest_word(name) in text for name in names) for names in layout.needs)]
    if not wanted:  # as with most files; telling their words apart takes longer than reading the file's beginning
        return False
    words = _words(text, suffix(path))
    return any(layout.fits(words) for layout in wanted)


def _longest_word(name: str) -> str:
    """Part of a heading that stands in a text as it is, however the heading is padded, broken or escaped there."""
    return max(re.findall(r"\w+", name.lower()), key=len, default="")


def _start(path: Path) -> str:
    """The text near the beginning of a file; none where it cannot be opened."""
    kind = suffix(path)
    try:
        if kind == ".xlsx":
            with zipfile.ZipFile(path) as archive, archive.open("xl/sharedStrings.xml") as part:
                return part.read(SHARED_BYTES).decode("utf-8", "replace")
        if kind == ".csv.gz":
            with gzip.open(path) as stream:
                return stream.read(PEEK_BYTES).decode("utf-8", "replace")
        with path.open("rb") as stream:
            return stream.read(PEEK_BYTES).decode("utf-8", "replace")
    except (OSError, EOFError, KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):
        return ""


def _words(text: str, kind: str) -> set[str]:
    """The words of a text, as headings are compared."""
    if kind == ".xlsx":
        return {header_key(html.unescape(word)) for word in _SHARED_TEXT.findall(text)}
    if kind == ".json":
        return {header_key(name) for name in _FIELD.findall(text)}
    return {header_key(cell.strip('"')) for line in text.splitlines()[:15] for cell in re.split(r"[,;\t]", line)}

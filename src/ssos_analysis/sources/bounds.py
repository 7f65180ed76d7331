"""How large an input may be, and the one sentence for an input that is refused.

The largest table of the state that was read with this code has 2.5 million cells, the largest workbook unpacks to 3 MB. The
bounds leave room above that, and keep the refusal of anything larger below ten seconds and one gigabyte.
"""

from __future__ import annotations

from pathlib import Path

from ssos_analysis.errors import SourceError

MAX_FILE_BYTES = 150_000_000
MAX_UNPACKED_BYTES = 300_000_000
MAX_PARTS = 1_000  # of a workbook
MAX_CELLS = 4_000_000
MAX_ROWS = 1_000_000
MAX_COLUMNS = 400
MAX_FIELD = 10_000  # characters of one cell
MAX_LINE_BYTES = 1_000_000


def refused(path: Path, what: str, mend: str) -> SourceError:
    """The refusal of one file, which is named without its folder."""
    return SourceError(what, where=path.name, mend=mend)


def check_extent(path: Path, rows: int, columns: int) -> None:
    """Refuse a table no export is as large as.

    Raises
    ------
    SourceError
        It has more rows, columns or cells than are read.
    """
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise refused(
            path,
            f"the file claims {rows:,} rows by {columns:,} columns, more than any export has",
            "delete what stands far outside the table, or give one export",
        )

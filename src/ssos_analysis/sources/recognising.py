"""Which publication a file is: by its title row and header row, or its field names. Never by its file name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ssos_analysis.errors import SourceError, SsosError
from ssos_analysis.sources.cells import cell_text, parse_number
from ssos_analysis.sources.grids import Grid
from ssos_analysis.sources.known_files import known_files
from ssos_analysis.sources.layouts import Layout, header_key, header_keys, layouts
from ssos_analysis.vocabulary.organizations import is_code
from ssos_analysis.vocabulary.school_years import school_year

MAX_TITLE = 200
HEADER_ROWS = 15  # titles take up to four rows, blank rows follow; headers stand in row 8 at the latest


class NotRead(SsosError):
    """A file that is not read: `later` where a later version of this project will read it."""

    def __init__(self, what: str, *, where: str = "", mend: str = "", later: bool = False) -> None:
        super().__init__(what, where=where, mend=mend)
        self.later = later


@dataclass(frozen=True)
class Recognised:
    """A grid with its publication: the title, the headings, and the index of the first data row.

    `filled` tells of a page of a larger dataset which columns hold anything in the whole of it, by spring year: a column that
    is blank throughout a year was not published for it. None for a file that is all there is.
    """

    layout: Layout
    title: str
    headers: dict[str, int]
    printed: list[str]
    first_row: int
    filled: Mapping[int, frozenset[str]] | None = None

    def position(self, names: list[str]) -> int | None:
        """The column that has one of these headings; None where the file has none of them."""
        return next((self.headers[key] for name in names if (key := header_key(name)) in self.headers), None)

    def is_published(self, position: int, year: int) -> bool:
        """Whether a column holds anything in a spring year, as far as is known."""
        return self.filled is None or header_key(self.printed[position]) in self.filled.get(year, ())

    def heading(self, position: int) -> str:
        """A heading as printed."""
        return self.printed[position]


def recognise(grid: Grid, path: Path) -> Recognised:
    """The publication of a grid.

    Raises
    ------
    NotRead
        The publication is known but not read yet (`later`), or known as one that must not be read.
    SourceError
        The publication is not known, or title and headings name two different ones.
    """
    wanted = grid.kind if grid.kind in ("records", "extract") else "statereport"
    candidates = [layout for layout in layouts() if layout.format == wanted]
    found: list[Recognised] = []
    for index, row in enumerate(grid.rows[:HEADER_ROWS]):
        keys, printed, length = _headings(grid, index, row)
        names = set(keys)
        fitting = [layout for layout in candidates if layout.fits(names)]
        if fitting:
            title = title_of(grid, index)
            headers = {key: position for position, key in enumerate(keys) if key}
            found = [Recognised(layout, title, headers, printed, index + length) for layout in fitting]
            break
    _stop_if_known(grid, path)
    if not found:
        raise _unknown(grid, path)
    return _by_title(found, path)


def _headings(grid: Grid, index: int, row: Any) -> tuple[list[str], list[str], int]:
    """Headings of one row, comparable and as printed, and how many rows they take.

    In 2017-18 pages `High Needs` spans two columns, and the row below holds `#` and `%`; it may also name a column that the
    row above leaves blank (`Year`).
    """
    printed = _named([cell_text(cell) for cell in row], [cell_text(cell) for cell in grid.rows[index - 1]] if index else [])
    below = [cell_text(cell) for cell in grid.rows[index + 1]] if index + 1 < len(grid.rows) else []
    marks = [mark for mark in below if mark in ("#", "%")]
    if len(marks) < 2 or any(
        mark not in ("", "#", "%") and mark != printed[0] and name for name, mark in zip(printed, below, strict=False)
    ):
        return header_keys(printed), printed, 1
    last, joined = "", []
    for name, mark in zip(printed, below, strict=False):
        last = name or last
        joined.append(f"{last} {mark}" if mark in ("#", "%") else name or mark)
    return header_keys(joined), joined, 2


def _named(printed: list[str], above: list[str]) -> list[str]:
    """Headings of a row whose names stand partly in the row above (2017 accountability): a blank one takes the name over it.

    One that has no name there either is named after the column to its left: `right of District Code`.
    """
    if sum(map(bool, above)) < 2 or not all(printed[:2]):  # a title is one cell; a header row names its organizations
        return printed
    named: list[str] = []
    for position, name in enumerate(printed):
        over = above[position] if position < len(above) else ""
        left = printed[position - 1] if position else ""
        named.append(name or over or (f"right of {left}" if left and any(printed[position:]) else ""))
    return named


def title_of(grid: Grid, header_row: int) -> str:
    """The cells above the header row, in reading order, joined by ` / `; page script and notes are longer than any title."""
    cells = (cell_text(cell) for row in grid.rows[:header_row] for cell in row)
    return " / ".join(cell for cell in cells if cell and len(cell) <= MAX_TITLE)


def _by_title(found: list[Recognised], path: Path) -> Recognised:
    """The one candidate whose title pattern matches; a file without a title needs one candidate only."""
    title = found[0].title
    if title:
        titled = [one for one in found if not one.layout.titles or one.layout.title_match(title)]
        if not titled:
            names = " or ".join(one.layout.report for one in found)
            raise SourceError(
                f"the headings are those of {names}, but the title says {title[:120]!r}",
                where=path.name,
                mend="give the export as the state sends it, with one title row",
            )
        found = titled
    if len(found) > 1:
        names = ", ".join(one.layout.id for one in found)
        raise SourceError(f"the file fits {len(found)} publications: {names}", where=path.name, mend="keep its title row")
    return found[0]


def _stop_if_known(grid: Grid, path: Path) -> None:
    """Stop at a publication of params/sources/later.yml. It is looked up first: some of them carry headings of ones we read."""
    head = grid.rows[:HEADER_ROWS]
    headings = {key for row in head for key in header_keys(row) if key}
    title = " / ".join(text for row in head[:4] for cell in row if (text := cell_text(cell)))
    for known in known_files():
        if known.fits(grid.kind, title, headings):
            if known.verdict == "later":
                raise NotRead(f"{known.what}: left for a later publication", where=path.name, mend=known.why, later=True)
            raise NotRead(f"{known.what}: {known.why}", where=path.name, mend="do not use this copy")


def _unknown(grid: Grid, path: Path) -> SourceError:
    """A file with no headings we know. Nothing of it is repeated: what is not recognised may be about anybody."""
    if missing := _without_headings(grid):
        what = f"the file has no header row: row 1 is data already ({missing}), and nothing tells its columns"
        return SourceError(what, where=path.name, mend="save the export again with its headings")
    what = "records of a dataset" if grid.kind == "records" else "a report"
    return SourceError(
        f"{what} this project does not know: no row near its beginning has the headings of one that it reads",
        where=path.name,
        mend="give an export named in params/sources/, or add its layout there",
    )


def _without_headings(grid: Grid) -> str:
    """What a first row holds that is data, where headings should be, without repeating it; else an empty text."""
    cells = [cell_text(cell) for cell in grid.rows[0]] if grid.rows else []
    code = next((cell for cell in cells if is_code(cell)), "")
    year = next((cell for cell in cells if "-" in cell and school_year(cell)), "")
    numbers = [cell for cell in cells if cell != code and parse_number(cell)]
    return f"a code, a school year and {len(numbers)} numbers" if code and year and len(numbers) >= 3 else ""

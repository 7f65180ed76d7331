"""What two files have in common: rows told twice, cells told anew, and contradictions that nothing decides."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ssos_analysis.errors import SourceError


@dataclass(frozen=True)
class Overlap:
    """What a newly read file has in common with one already held.

    Attributes
    ----------
    file : name of the file already held.
    repeated_rows : rows of which both files give the same values; kept once.
    restated_rows, restated_cells : rows, and cells in them, with different values.
    is_newer : whether the newly read file is the newer vintage, so that its rows are the ones kept.
    """

    file: str
    repeated_rows: int
    restated_rows: int
    restated_cells: int
    is_newer: bool


def joined(one: Overlap | None, other: Overlap) -> Overlap:
    """Two overlaps with the same file, of different years or tables, as one."""
    if one is None:
        return other
    return Overlap(
        one.file,
        one.repeated_rows + other.repeated_rows,
        one.restated_rows + other.restated_rows,
        one.restated_cells + other.restated_cells,
        one.is_newer,
    )


@dataclass(frozen=True)
class Contradiction:
    """Cells of a file that differ from held ones, and nothing says which are newer.

    Attributes
    ----------
    cells, rows : how many, and in how many rows.
    files : names of the held files.
    example, where : one of the cells in words, and its place in the file.
    """

    cells: int
    rows: int
    files: frozenset[str]
    example: str
    where: str

    def __add__(self, other: Contradiction) -> Contradiction:
        """Both as one: of other years, tables or districts."""
        return replace(self, cells=self.cells + other.cells, rows=self.rows + other.rows, files=self.files | other.files)

    def as_error(self) -> SourceError:
        """The contradiction in words, and what to do about it."""
        return SourceError(
            f"{self.cells} cells in {self.rows} rows differ from {', '.join(sorted(self.files))}, "
            f"and nothing says which is newer; such as {self.example}",
            where=self.where,
            mend="say when each file was saved from the state's site: import each of them with --vintage YYYY-MM-DD, "
            "and the newer is kept where they overlap",
        )


class Contradicts(SourceError):
    """A file that cannot be added: it contradicts one that is held."""

    def __init__(self, found: Contradiction) -> None:
        error = found.as_error()
        super().__init__(error.what, where=error.where, mend=error.mend)
        self.found = found

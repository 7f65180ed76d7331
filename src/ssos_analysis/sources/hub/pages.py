"""A fetched page as an export: which dataset it is of is known from dataset.json beside it, and so is its vintage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ssos_analysis.errors import SourceError
from ssos_analysis.sources.cells import Factor, cell_text
from ssos_analysis.sources.grids import Grid
from ssos_analysis.sources.hub.catalogue import catalogue
from ssos_analysis.sources.hub.columns import compare_columns
from ssos_analysis.sources.hub.folder import LIST_NAME, Page, Selection, read_selection
from ssos_analysis.sources.layouts import Layout, header_key, header_keys
from ssos_analysis.sources.recognising import NotRead, Recognised


@dataclass(frozen=True)
class KeptPage:
    """One page of a selection in the cache."""

    selection: Selection
    page: Page
    layout: Layout

    def recognised(self, grid: Grid) -> tuple[Grid, Recognised]:
        """The page with every column of its dataset, and its layout.

        A field that is null in all records of a page is missing from it, though the dataset has the column: in this page its
        cells are blank.
        """
        fields = [str(name) for name in grid.rows[0]]
        absent = [name for name in self.selection.columns if name not in fields]
        headings = [*fields, *absent]
        headers = {key: position for position, key in enumerate(header_keys(headings)) if key}
        blank = Factor.constant(None, grid.height - 1)
        whole = replace(grid, rows=[headings], columns=(*grid.columns, *[blank] * len(absent)))
        return whole, Recognised(self.layout, "", headers, headings, 1, self._filled())

    def _filled(self) -> dict[int, frozenset[str]]:
        """Filled columns by spring year, as headings are compared."""
        return {
            int(year): frozenset(map(header_key, columns))
            for year, columns in self.selection.filled.items()
            if cell_text(year).isdecimal()
        }


def is_list(path: Path) -> bool:
    """Whether a file is the list of a selection, which is no export."""
    return path.name == LIST_NAME and read_selection(path.parent) is not None


def kept_page(path: Path, digest: str) -> KeptPage | None:
    """The page a file is, where it lies beside the dataset.json that lists it; None for any other file.

    Raises
    ------
    SourceError
        The selection is not whole, the page is not as it was fetched, or the dataset lacks a column that its layout reads.
    NotRead
        No layout reads the dataset.
    """
    selection = read_selection(path.parent)
    page = next((one for one in selection.pages if one.file == path.name), None) if selection else None
    if selection is None or page is None:
        return None
    if not selection.is_complete:
        mend = "run `ssos data fetch` again: it goes on where it stopped"
        raise SourceError(f"the dataset {selection.dataset} is not yet fetched whole", where=path.name, mend=mend)
    if page.sha256 != digest:
        mend = "delete its folder and run `ssos data fetch` again"
        raise SourceError("the page is not as it was fetched", where=path.name, mend=mend)
    dataset = catalogue().get(selection.dataset)
    if dataset is None:
        what = f"{selection.title} ({selection.dataset}): no layout reads this dataset"
        raise NotRead(what, where=path.name, mend="add one in params/sources/", later=True)
    if missing := compare_columns(selection.columns, dataset.layout).stops:
        what = "; ".join(column.what for column in missing)
        raise SourceError(what, where=f"{selection.dataset}", mend="; ".join(column.mend for column in missing))
    return KeptPage(selection, page, dataset.layout)


def selections_of(paths: Iterable[Path]) -> dict[Path, Selection]:
    """The selections that pages among some files are of, by folder."""
    listed = {folder: read_selection(folder) for folder in dict.fromkeys(path.parent for path in paths)}
    return {folder: one for folder, one in listed.items() if one is not None}


def unread_columns(path: Path) -> tuple[str, ...]:
    """Columns of a page's dataset that its layout does not know; none for any other file."""
    from ssos_analysis.sources.hub.settings import hub_settings  # loads the HTTP client, which other files do not need

    selection = read_selection(path.parent)
    dataset = catalogue().get(selection.dataset) if selection else None
    if selection is None or dataset is None:
        return ()
    return compare_columns(selection.columns, dataset.layout, hub_settings().columns_of_most_datasets).new

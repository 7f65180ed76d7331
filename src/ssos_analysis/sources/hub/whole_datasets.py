"""A fetched dataset enters the store whole, in place of what its pages said before; with a refused page, none of it enters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from ssos_analysis.errors import SourceError
from ssos_analysis.sources.finding import FoundFile
from ssos_analysis.sources.hub.folder import FROM_HUB, Selection, selections
from ssos_analysis.sources.hub.pages import selections_of
from ssos_analysis.sources.reader import ReadTable
from ssos_analysis.sources.vintages import HeldRows

ReadFile = tuple[FoundFile, list[ReadTable]]


def together(files: list[FoundFile], test: Callable[[FoundFile], bool]) -> list[FoundFile]:
    """The files that pass a test, and all pages of a fetched dataset of which one does: a dataset is read at one time."""
    chosen = {file.path for file in files if test(file)}
    folders = set(selections_of(chosen))
    return [file for file in files if file.path in chosen or file.path.parent in folders]


def only_whole(
    read: list[ReadFile], refused: Iterable[Path], held: HeldRows, refuse: Callable[[FoundFile, SourceError], None]
) -> list[ReadFile]:
    """The files that may be taken in. Older pages of a dataset that is there whole are put aside in `held`.

    Parameters
    ----------
    read : files that were read, and what they say.
    refused : files that were not.
    refuse : told of each page that must wait for another of its dataset.
    """
    by_folder: dict[Path, list[ReadFile]] = {}
    for one in read:
        by_folder.setdefault(one[0].path.parent, []).append(one)
    faulty = {path.parent: path.name for path in refused}
    for folder, selection in selections_of(file.path for file, _ in read).items():
        if folder in faulty:
            what = f"{faulty[folder]} of the same dataset was refused, and a dataset enters the store whole"
            for file, _ in by_folder.pop(folder):
                refuse(file, SourceError(what, mend="mend the fault of that page, then import again"))
        else:
            _put_aside(folder, selection, by_folder[folder], held)
    return [one for pages in by_folder.values() for one in pages]


def _put_aside(folder: Path, selection: Selection, pages: list[ReadFile], held: HeldRows) -> None:
    """Forget what older pages said of the years of a selection, where all its pages are read or held."""
    mine = {page.sha256[:12] for page in selection.pages}
    here = {tables[0].source.source_id for _, tables in pages}
    if any(page not in here and not held.uses(page) for page in mine):
        return  # a page was given alone: it is compared with what is held, like any file
    beside = selections(folder.parent.parent, selection.dataset).values()
    keep = {page.sha256[:12] for one in beside if one.is_complete for page in one.pages}
    publication = pages[0][1][0].source.publication
    held.forget(publication, selection.years, source=FROM_HUB, keep=keep | mine)

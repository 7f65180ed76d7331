"""A fetched dataset enters the store whole, in place of what its pages said before; with a refused page, none of it enters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from ssos_analysis.errors import SourceError
from ssos_analysis.provenance import SourceUse
from ssos_analysis.sources.finding import FoundFile
from ssos_analysis.sources.hub.folder import FROM_HUB, Selection, selections
from ssos_analysis.sources.hub.pages import selections_of
from ssos_analysis.sources.superseding import Superseded, superseded


def together(files: Sequence[FoundFile], chosen: Iterable[FoundFile]) -> list[FoundFile]:
    """Some files, and all pages of a fetched dataset of which one is among them: a dataset is read at one time."""
    paths = {file.path for file in chosen}
    folders = set(selections_of(paths))
    return [file for file in files if file.path in paths or file.path.parent in folders]


def only_whole(
    read: Mapping[str, tuple[FoundFile, SourceUse]],
    refused: Iterable[Path],
    held: Mapping[str, Sequence[SourceUse]],
    refuse: Callable[[FoundFile, SourceError], None],
) -> tuple[list[str], list[Superseded]]:
    """The files that may be taken in, and what older pages of the datasets that are there whole said, which is put aside.

    Parameters
    ----------
    read, held : source_id -> files that were read, and those of the store.
    refused : files that were not read.
    refuse : told of each page that must wait for another of its dataset.
    """
    by_folder: dict[Path, list[str]] = {}
    for source_id, (file, _) in read.items():
        by_folder.setdefault(file.path.parent, []).append(source_id)
    faulty = {path.parent: path.name for path in refused}
    older: list[Superseded] = []
    for folder, selection in selections_of(file.path for file, _ in read.values()).items():
        if folder in faulty:
            what = f"{faulty[folder]} of the same dataset was refused, and a dataset enters the store whole"
            for source_id in by_folder.pop(folder):
                refuse(read[source_id][0], SourceError(what, mend="mend the fault of that page, then import again"))
        else:
            older += _older(folder, selection, {source_id: read[source_id][1] for source_id in by_folder[folder]}, held)
    return [source_id for of_folder in by_folder.values() for source_id in of_folder], older


def _older(
    folder: Path, selection: Selection, pages: Mapping[str, SourceUse], held: Mapping[str, Sequence[SourceUse]]
) -> list[Superseded]:
    """What older pages said of the years of a selection, where all its pages are read or held."""
    mine = {page.sha256[:12] for page in selection.pages}
    if any(page not in pages and not held.get(page) for page in mine):
        return []  # a page was given alone: it is compared with what is held, like any file
    beside = selections(folder.parent.parent, selection.dataset).values()
    keep = {page.sha256[:12] for one in beside if one.is_complete for page in one.pages}
    publication = next(iter(pages.values())).publication
    uses = [use for of_file in held.values() for use in of_file]
    found = superseded(uses, publication, selection.years, source=FROM_HUB, keep=keep | mine)
    return [found] if found else []

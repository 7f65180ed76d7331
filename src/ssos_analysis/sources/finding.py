"""Which files an import is about: those of the folders and names it was given, in one fixed order."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ssos_analysis.errors import ParameterError
from ssos_analysis.sources.hub.pages import is_list


@dataclass(frozen=True)
class FoundFile:
    """A file to read.

    Attributes
    ----------
    path : where it is.
    name : how it is told to the reader of the report: relative to the folder that was given, never absolute.
    fault, mend : why it must not be opened, and the next step; empty for a file to read.
    """

    path: Path
    name: str
    fault: str = ""
    mend: str = ""


def find_files(paths: Sequence[Path]) -> list[FoundFile]:
    """The files under `paths` (files, or folders walked to the bottom), once each, by name.

    Hidden files, the lock files of an open spreadsheet (`~$...`) and the lists of fetched datasets (dataset.json) are left
    out. A link inside a folder that leads out of it is listed with its fault: what it leads to was not given.

    Raises
    ------
    ParameterError
        A path does not exist, or there is no file under any of them.
    """
    found: dict[Path, FoundFile] = {}
    folders = [path for path in paths if path.is_dir()]
    for path in paths:
        if path.is_dir():
            prefix = f"{path.resolve().name}/" if len(folders) > 1 else ""
            for file in _walk(path, prefix):
                found.setdefault(file.path.absolute(), file)
        elif os.path.lexists(path):
            found.setdefault(path.absolute(), _file(path, path.name))
        else:
            raise ParameterError(f"{path.name!r} does not exist", mend="check the name and the folder you are in")
    if not found:
        raise ParameterError(
            "there is no file to import", where=", ".join(path.name for path in paths), mend="name another folder"
        )
    return sorted(found.values(), key=lambda file: (file.name, str(file.path)))


def _walk(folder: Path, prefix: str) -> list[FoundFile]:
    """Every file below a folder. Links to folders are not followed: inside the folder they would give everything twice."""
    root = Path(os.path.realpath(folder))
    found = []

    def note(error: OSError) -> None:
        closed = Path(os.fsdecode(error.filename))
        shown = prefix + closed.relative_to(folder).as_posix()
        found.append(FoundFile(closed, shown, "the folder cannot be opened", "correct its permissions"))

    for where, names_of_folders, names in os.walk(folder, onerror=note):
        names_of_folders[:] = sorted(name for name in names_of_folders if not name.startswith("."))
        for name in sorted([*names, *names_of_folders]):
            path = Path(where, name)
            if name.startswith((".", "~$")) or (path.is_dir() and not path.is_symlink()):
                continue
            shown = prefix + path.relative_to(folder).as_posix()
            # realpath, since Path.resolve stops at a link that leads to itself
            if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(root):
                found.append(
                    FoundFile(path, shown, "a link that leads out of the folder", "give the file it leads to by its own name")
                )
            elif not path.is_dir() and not is_list(path):
                found.append(_file(path, shown))
    return found


def _file(path: Path, name: str) -> FoundFile:
    """One file, with its fault where it is none or has a name that cannot be told."""
    if not path.is_file():
        return FoundFile(path, name, "not a file (a link to nothing, a pipe, a device or a socket)", "give the file itself")
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return FoundFile(path, name, "the name of the file is not UTF-8, so it could not be told apart later", "rename the file")
    return FoundFile(path, name)

"""Fetching the accountability workbooks into a folder, whole or not at all. How bytes are had is the caller's."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ssos_analysis.errors import SourceError, SsosError
from ssos_analysis.sources.workbooks.addresses import WorkbookAddress

GetBytes = Callable[[str], bytes | None]
"""Address -> the body of the answer, asked again where that may help; None where nothing stands there (403, 404)."""

_BEGINS = b"PK\x03\x04"


class Outcome(StrEnum):
    """What became of one workbook."""

    NEW = "new"
    UNCHANGED = "unchanged"
    ABSENT = "absent"
    REFUSED = "refused"


@dataclass(frozen=True)
class Download:
    """One workbook asked for: its place in the folder where there is one, else why there is none."""

    file: str
    outcome: Outcome
    path: Path | None
    reason: str = ""


def download_workbooks(get_bytes: GetBytes, folder: Path, addresses: Sequence[WorkbookAddress]) -> list[Download]:
    """Ask for each workbook and keep it under its own name. One that is not there does not end the others.

    A file that stood in the folder is replaced only by another whole workbook.

    Raises
    ------
    SourceError
        The folder cannot be written.
    """
    return [_one(get_bytes, folder, address) for address in addresses]


def _one(get_bytes: GetBytes, folder: Path, address: WorkbookAddress) -> Download:
    try:
        body = get_bytes(address.url)
    except SsosError as error:
        return Download(address.file, Outcome.REFUSED, None, error.what)
    if body is None:
        why = "the state keeps the current year there only" if not address.is_known else "it stood there before"
        return Download(address.file, Outcome.ABSENT, None, f"not at its address: {why}")
    if not body.startswith(_BEGINS):
        return Download(address.file, Outcome.REFUSED, None, "the answer is no workbook (a web page, or cut short)")
    path = folder / address.file
    try:
        if path.exists() and path.read_bytes() == body:
            return Download(address.file, Outcome.UNCHANGED, path)
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".", suffix=".part", delete=False) as part:
            part.write(body)
        Path(part.name).replace(path)
    except OSError as error:
        raise SourceError(
            f"the workbook cannot be kept ({error.strerror})", where=f"{folder.name}/{address.file}", mend="free space there"
        ) from None
    return Download(address.file, Outcome.NEW, path)

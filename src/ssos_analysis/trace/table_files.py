"""The files behind a row whose numbers are not those of one measure: from the row itself, else from the run record beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ssos_analysis import workspace
from ssos_analysis.errors import ParameterError
from ssos_analysis.provenance import SourceUse
from ssos_analysis.sources.layouts import layouts
from ssos_analysis.sources.store import Store
from ssos_analysis.trace.question import TableRow
from ssos_analysis.vocabulary.organizations import is_code, is_example

RUN_RECORD = "run.json"
_CODEBOOK = {"What", "Name", "Unit", "Meaning"}
_CASELOAD = {"School code", "District code", "Flagged for", "District flagged for", "Move", "Line at"}
"""Headings of the tables that `ssos caseload` writes; each has one of them at least."""


@dataclass(frozen=True)
class NamedFile:
    """A file behind a row, and its row as a spreadsheet counts; empty where the whole file is behind it."""

    source: SourceUse
    row: str = ""


def files_behind(asked: TableRow, *, example: bool = False, store: Path | None = None) -> tuple[tuple[NamedFile, ...], str]:
    """The files behind a row of a table, and what a reader must know of them.

    Raises
    ------
    ParameterError
        Neither the file nor a record beside it tells what it is.
    """
    record = _run_record(asked.path)
    if named := [(asked.printed[name], asked.printed.get(_row_heading(name), "")) for name in _source_headings(asked)]:
        known = {use.source_id: use for use in _known(asked, record, example=example, store=store)}
        found = [NamedFile(known[source], row) for source, row in named if source in known]
        gone = sorted({source for source, _ in named if source and source not in known})
        if gone:
            told = f"Of the file {', '.join(gone)} nothing more is known: the store does not hold it."
        else:
            told = (
                "The row names the files above: its published figures are theirs, and what is derived is not rebuilt by trace."
                if found else "The row names no file: it has no figure."
            )  # fmt: skip
        return tuple(found), told
    if set(asked.printed) >= _CODEBOOK:
        return (), "This is the codebook of the published numbers: it says what the columns are, and holds no figure."
    if _CASELOAD & set(asked.printed):
        families = {layout.id: layout.family for layout in layouts()}
        uses = _store(asked, example=example, store=store).sources()
        files = [NamedFile(use) for use in uses if families.get(use.publication) == "accountability"]
        return tuple(
            files
        ), "This table is computed from the determinations of the state in the files above, as the store has them."
    brief = asked.path.stem.split("-")[0]
    if record is None or brief not in record["briefs"]:
        missing = [name for name in ("measure", "org_code", "school_year", "source_id") if name not in asked.printed]
        raise ParameterError(
            f"the file has no column {', '.join(missing)}, and no {RUN_RECORD} stands beside its folder that names the files "
            "behind it",
            where=asked.path.name,
            mend="name the CSV where it was built: in the folder `data` of a district's pages",
        )
    behind = set(record["briefs"][brief]["sources"])
    files = [NamedFile(use) for use in _uses(record) if use.source_id in behind]
    page = record["briefs"][brief]["notebook"]
    return tuple(files), (
        f"This table is computed from the files of its page, “{page}”, named above from its run record; its rows are those of no "
        "one file, and their numbers are not rebuilt by trace."
    )


def _source_headings(asked: TableRow) -> list[str]:
    return [name for name in asked.printed if name.endswith("source_id")]


def _row_heading(source_heading: str) -> str:
    return source_heading.removesuffix("source_id") + "source_row"


def _run_record(path: Path) -> dict[str, Any] | None:
    """What the run record of the district's pages says; None where there is none that can be read whole."""
    try:
        record = json.loads((path.resolve().parent.parent / RUN_RECORD).read_text("utf-8"))
        _uses(record)  # raises where a file is not told as a record tells it
        whole = all({"sources", "notebook"} <= set(told) for told in record["briefs"].values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return record if whole else None


def _uses(record: dict[str, Any]) -> list[SourceUse]:
    return [SourceUse(**use) for use in record["sources"]]


def _known(asked: TableRow, record: dict[str, Any] | None, *, example: bool, store: Path | None) -> Iterable[SourceUse]:
    """The files that the page was built from, else those the store holds."""
    return _uses(record) if record is not None else _store(asked, example=example, store=store).sources()


def _store(asked: TableRow, *, example: bool, store: Path | None) -> Store:
    codes = [text for name, text in asked.printed.items() if "code" in name.lower() and is_code(text)]
    if example or any(is_example(code) for code in codes):
        return Store.open(workspace.example_path() / "store")
    return Store.open(store)

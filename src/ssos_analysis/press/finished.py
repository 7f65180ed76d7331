"""A finished brief as publishing needs it: its page but for the links to the district's other briefs, its tables, its record.

The process that ran the notebook makes it (`finish`), warm and beside others; publishing fills in the links and
reads no notebook. It stays in work/ beside the executed notebook, and is made again when that, the template or this code changes.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from ssos_analysis import workspace
from ssos_analysis.press import rendering
from ssos_analysis.press.page_check import MOST_BYTES
from ssos_analysis.press.records import sha256_of, write_whole
from ssos_analysis.press.released_numbers import ReleasedNumbers, released_numbers
from ssos_analysis.press.verdict import displays, run_record


@dataclass(frozen=True)
class FinishedBrief:
    """One brief, made from the notebook and the code that `made_from` tells.

    `html` has a slot where the links go (`rendering.linked`); `checked` is the hash of the page that passed the page check, links
    and all. `tables` are pairs of a wanted file name and a CSV, in the order of the page, `workbooks` of a file name and a
    workbook in base64; `record` is the run record; `numbers` tell whether what the page shows changed.
    """

    made_from: str
    html: str
    checked: str
    tables: tuple[tuple[str, str], ...]
    record: dict[str, Any]
    numbers: ReleasedNumbers
    most_bytes: int = MOST_BYTES
    workbooks: tuple[tuple[str, str], ...] = ()

    def page(self, page: rendering.Page) -> str:
        """The page with these links, checked unless it is the very page that was checked when it was made.

        Raises
        ------
        PressError
            The page has a fault.
        """
        whole = rendering.linked(self.html, page)
        return whole if _digest(whole) == self.checked else rendering.sound_page(whole, replace(page, most_bytes=self.most_bytes))


def finish(executed: Path, page: rendering.Page, kept_in: Path) -> FinishedBrief:
    """Make the page of an executed notebook, check it with the links that `page` expects, and keep all of it in a file.

    Raises
    ------
    PressError
        The notebook is no finished brief of the page's district, or its page has a fault.
    OSError
        The file cannot be written.
    """
    notebook = nbformat.read(executed, as_version=4)
    html = rendering.render_unlinked(notebook, page)
    whole = rendering.sound_page(rendering.linked(html, page), page)
    tables = tuple(
        (str(about.get("csv_name") or about.get("id") or ""), str(about["csv"]))
        for about in displays(notebook)
        if about.get("kind") in ("figure", "table") and about.get("csv")
    )
    books = tuple((str(about["workbook_name"]), str(about["workbook"])) for about in displays(notebook) if "workbook" in about)
    record, numbers = asdict(run_record(notebook)), released_numbers(notebook)
    made = FinishedBrief(_made_from(executed), html, _digest(whole), tables, record, numbers, workbooks=books)
    write_whole(kept_in, json.dumps(asdict(made), ensure_ascii=False))
    return made


def made_of(notebook: NotebookNode, page: rendering.Page) -> FinishedBrief:
    """The page of a notebook that was composed of others, checked; its tables stand with theirs.

    Raises
    ------
    PressError
        As of `finish`.
    """
    html = rendering.render_unlinked(notebook, page)
    whole = rendering.sound_page(rendering.linked(html, page), page)
    return FinishedBrief("", html, _digest(whole), (), asdict(run_record(notebook)), released_numbers(notebook), page.most_bytes)


def finished(executed: Path, page: rendering.Page, kept_in: Path) -> FinishedBrief:
    """What `finish` kept, when it is still what would be made; else made now. Errors as of `finish`."""
    try:
        raw = json.loads(kept_in.read_text("utf-8"))
        if raw["made_from"] == _made_from(executed):
            files = {kind: tuple((name, text) for name, text in raw[kind]) for kind in ("tables", "workbooks")}
            return FinishedBrief(**{**raw, **files, "numbers": ReleasedNumbers(**raw["numbers"])})
    except (OSError, ValueError, KeyError, TypeError):
        pass  # absent, or cut off: it is made again
    return finish(executed, page, kept_in)


def _made_from(executed: Path) -> str:
    return f"{sha256_of(executed)} {_way_of_making(str(workspace.home()))}"


@lru_cache(maxsize=2)
def _way_of_making(home: str) -> str:
    """Hash of the templates and of the code that turns a notebook into a page."""
    digest = hashlib.sha256()
    for folder, files in ((Path(home, "reports", "templates"), "**/*"), (Path(__file__).parent, "*.py")):
        for path in sorted(path for path in folder.glob(files) if path.is_file()):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:32]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

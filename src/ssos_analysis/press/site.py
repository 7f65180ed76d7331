"""The folders that may be published: one for each district, and the index of them all. Nothing here holds a time or a path.

A district's folder is written aside and then swapped in whole, so a reader finds the old one or the new one (for an instant
between two renames: none), never a mixture. It is made anew from the executed notebooks each time, so a rebuild is the same.
"""

from __future__ import annotations

import base64
import json
import re
import shutil
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ssos_analysis.errors import PressError, SsosError
from ssos_analysis.locks import locked
from ssos_analysis.parameters import BriefSpec
from ssos_analysis.press import rendering
from ssos_analysis.press.cross_links import places, with_charts
from ssos_analysis.press.finished import FinishedBrief
from ssos_analysis.press.recipes import SCHOOL_PAGE
from ssos_analysis.press.records import DONE, EARLIER, FAILED, MISSING, DistrictWork, Failure, Product, sha256_of, write_whole
from ssos_analysis.press.review import Review, with_review
from ssos_analysis.press.state_pages import BuiltDistrict, write_state_pages

_LONGEST_SLUG, _LONGEST_CSV_NAME = 40, 80
_SAID = {
    DONE: "",
    FAILED: "Not built: the last run failed.",
    MISSING: "Not built yet.",
    EARLIER: "From an earlier build; the last build did not finish.",
}


def slug(name: str, *, longest: int = _LONGEST_SLUG, empty: str = "district") -> str:
    """A name as part of a file name: ASCII letters, digits, `-` and `_`, short, legal on every system."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", plain)[:longest].strip("-_") or empty


def folder_name(code: str, name: str) -> str:
    """`00350000-boston`. The code in front makes it unique, and keeps CON and its like from being a whole name."""
    return f"{code}-{slug(name)}"


def data_name(brief: str, csv_name: str, taken: set[str]) -> str:
    """A file name for a table of a brief that no other table of the district has; it is added to `taken`."""
    stem = slug(csv_name.removesuffix(".csv"), longest=_LONGEST_CSV_NAME, empty="table")
    stem = stem if stem.startswith(brief) else f"{brief}-{stem}"
    number, name = 1, f"{stem}.csv"
    while name in taken:
        number += 1
        name = f"{stem}-{number}.csv"
    taken.add(name)
    return name


def stage(
    folder: Path,
    work: DistrictWork,
    specs: Sequence[BriefSpec],
    finished: Mapping[str, FinishedBrief],
    review: Review,
    *,
    invented: bool,
) -> dict[str, Failure]:
    """Write a district's folder as it shall stand.

    Parameters
    ----------
    folder : does not exist yet.
    work : what was asked for, and the newest records.
    finished : the briefs that have a page.
    review : the approvals and notes of the district; it gains what they come to on each page.

    Returns
    -------
    dict of brief -> Failure
        Finished briefs whose page is not fit to be published beside the others.
    """
    asked = [spec for spec in specs if spec.brief in work.asked]
    pages, refused = _pages(work, asked, finished, invented)
    elsewhere = places((f"{brief}.html", pages[brief]) for brief in sorted(pages, key=lambda brief: _is_composed(work, brief)))
    for brief, html in pages.items():
        decided = review.look_at(brief, finished[brief].numbers)
        name = f"{brief}.html of {work.code}"
        made = with_review(html, decided, name=name, invented=invented, most_bytes=finished[brief].most_bytes)
        pages[brief] = with_charts(made, elsewhere)
    tables = _tables({spec.brief: finished[spec.brief] for spec in asked if spec.brief in pages})
    workbooks = _workbooks({spec.brief: finished[spec.brief] for spec in asked if spec.brief in pages})
    states = _states(work, asked, set(pages), set(refused))
    links = tuple(
        replace(link, status=f"{link.status} {review.pages[link.brief].words}".strip()) if link.brief in pages else link
        for link in _links(asked, states, set(pages))
    )
    entry = rendering.DistrictEntry(
        work.code,
        work.name,
        folder_name(work.code, work.name),
        status_of(states.values()),
        links,
        tuple(sorted({*tables, *workbooks})),
    )
    files = {
        "index.html": rendering.render_district_index(entry, invented=invented),
        **{f"{brief}.html": html for brief, html in pages.items()},
        **{f"data/{name}": text for name, text in tables.items()},
    }
    for name, text in files.items():
        write_whole(folder / name, text)
    for name, book in workbooks.items():
        (folder / "data" / name).write_bytes(book)
    manifest = _run_manifest(work, {brief: finished[brief] for brief in pages}, invented)
    manifest["review"] = review.manifest()
    manifest["files"] = {name: sha256_of(folder / name) for name in sorted([*files, *(f"data/{name}" for name in workbooks)])}
    write_whole(folder / "run.json", json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    return refused


def _is_composed(work: DistrictWork, brief: str) -> bool:
    """Whether a page is made of several notebooks: a chart has its table on the page of its own."""
    return brief not in work.records or not work.records[brief].notebook_sha256


def page_of(
    work: DistrictWork, brief: str, specs: Sequence[BriefSpec], made: set[str], refused: set[str], *, invented: bool
) -> rendering.Page:
    """What the page of a brief says of its district, where the briefs `made` have a page."""
    asked = [spec for spec in specs if spec.brief in work.asked]
    [title] = [spec.title for spec in asked if spec.brief == brief]
    links = _links(asked, _states(work, asked, made, refused), made)
    return rendering.Page(title, work.name, work.code, invented, links, brief)


def _pages(
    work: DistrictWork, asked: list[BriefSpec], finished: Mapping[str, FinishedBrief], invented: bool
) -> tuple[dict[str, str], dict[str, Failure]]:
    """Pages by brief. Each links to the others, so when one cannot be made the rest are linked again without it."""
    refused: dict[str, Failure] = {}
    while True:
        made, pages = {spec.brief for spec in asked if spec.brief in finished} - set(refused), {}
        for spec in asked:
            if spec.brief not in made:
                continue
            page = page_of(work, spec.brief, asked, made, set(refused), invented=invented)
            try:
                pages[spec.brief] = finished[spec.brief].page(page)
            except SsosError as error:
                refused[spec.brief] = Failure.told(None, "PageRefused", error.what)
        if set(pages) == made:
            return pages, refused


def _states(work: DistrictWork, asked: list[BriefSpec], made: set[str], refused: set[str]) -> dict[str, str]:
    """State by brief; a brief without a page is never `done`, whatever its record says."""
    states = {spec.brief: FAILED if spec.brief in refused else work.state(spec.brief) for spec in asked}
    return {brief: state if brief in made or state == FAILED else MISSING for brief, state in states.items()}


def _links(asked: list[BriefSpec], states: Mapping[str, str], made: set[str]) -> tuple[rendering.BriefLink, ...]:
    return tuple(
        rendering.BriefLink(
            spec.brief,
            spec.title,
            f"{spec.brief}.html" if spec.brief in made else "",
            spec.question,
            _SAID[states[spec.brief]],
            in_nav=not spec.brief.startswith(SCHOOL_PAGE),
        )
        for spec in asked
    )


def status_of(states: Iterable[str]) -> str:
    """The states of a district's briefs in the few words that the index can be searched by."""
    held = set(states)
    if EARLIER in held:
        return "Last build did not finish"
    if held <= {DONE}:
        return "Complete"
    return "Partly built" if DONE in held else "Not built"


def _tables(finished: Mapping[str, FinishedBrief]) -> dict[str, str]:
    """File name -> CSV of every figure and table, in the order of the pages."""
    taken: set[str] = set()
    return {data_name(brief, name, taken): text for brief, made in finished.items() for name, text in made.tables}


def _workbooks(finished: Mapping[str, FinishedBrief]) -> dict[str, bytes]:
    """File name -> workbook."""
    named = ((name.removesuffix(".xlsx"), text) for made in finished.values() for name, text in made.workbooks)
    return {f"{slug(name)}.xlsx": base64.b64decode(text) for name, text in named}


def _run_manifest(work: DistrictWork, finished: Mapping[str, FinishedBrief], invented: bool) -> dict[str, Any]:
    """The run records of a district as one: files read, once each; what differs by brief under its name."""
    sources: dict[str, dict[str, Any]] = {}
    briefs = {}
    for brief in sorted(finished):
        record = dict(finished[brief].record)
        used = record.pop("sources")
        sources.update({use["sha256"] + use["sheet"]: use for use in used})
        for shared in ("district_code", "district_name", "invented"):
            record.pop(shared)
        briefs[brief] = {**record, "sources": sorted({use["source_id"] for use in used})}
    return {
        "district_code": work.code,
        "district_name": work.name,
        "invented": invented,
        "briefs": briefs,
        "sources": [sources[key] for key in sorted(sources)],
    }


def swap_in(product: Product, code: str, name: str, staged: Path) -> None:
    """Put a staged folder where readers look, and take away what the district had there, also under an earlier name."""
    aside = product.work(code) / ".replaced"
    aside.mkdir(exist_ok=True)
    target = product.site / folder_name(code, name)
    product.site.mkdir(parents=True, exist_ok=True)
    for old in _folders(product, code):
        old.rename(aside / old.name)
    try:
        staged.rename(target)
    except OSError:
        put_back(product, code)
        raise
    shutil.rmtree(aside)


def put_back(product: Product, code: str) -> None:
    """After a build that was killed between two renames: the folder that was set aside is the one to read."""
    aside = product.work(code) / ".replaced"
    if not aside.is_dir():
        return
    for old in sorted(aside.iterdir()):
        if not _folders(product, code):
            old.rename(product.site / old.name)
    shutil.rmtree(aside)


def _folders(product: Product, code: str) -> list[Path]:
    """What the site holds of a district: one folder, or none."""
    return sorted(path for path in product.site.glob(f"{code}-*") if path.is_dir())


def standing(product: Product, work: DistrictWork, specs: Sequence[BriefSpec]) -> tuple[str, dict[str, str]]:
    """The district's folder in the site ("" when it has none), and the state of each brief asked for, in printing order."""
    folders = _folders(product, work.code)
    asked = [spec for spec in specs if spec.brief in work.asked]
    made = {spec.brief for spec in asked if folders and (folders[0] / f"{spec.brief}.html").is_file()}
    return folders[0].name if folders else "", _states(work, asked, made, set())


def publish_index(product: Product, specs: Sequence[BriefSpec], *, invented: bool) -> None:
    """Write the pages about all districts that have a folder, and index.json for programs. Without any: none of them."""
    with locked(product.work() / ".index.lock", kind=PressError, doing="a build"):
        built = []
        for work in product.districts():
            folder, states = standing(product, work, specs)
            if not folder:
                continue
            asked = [spec for spec in specs if spec.brief in states]
            links = _links(asked, states, {brief for brief, state in states.items() if state in (DONE, EARLIER)})
            entry = rendering.DistrictEntry(work.code, work.name, folder, status_of(states.values()), links)
            built.append(BuiltDistrict(entry, states))
        if built:
            write_state_pages(product, built, specs, invented=invented)

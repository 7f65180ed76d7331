"""The pages about the whole state, beside the districts' folders: index, caseload, words, methods, about; and index.json."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ssos_analysis import workspace
from ssos_analysis.parameters import BriefSpec
from ssos_analysis.press import rendering
from ssos_analysis.press.caseload_pages import caseload_pages, rosters_or_none
from ssos_analysis.press.glossary import about, glossary
from ssos_analysis.press.index_page import render_site_index
from ssos_analysis.press.known import KnownState, known_state
from ssos_analysis.press.largest_gaps import largest_gaps
from ssos_analysis.press.map_page import map_page
from ssos_analysis.press.outlines import kept_outlines
from ssos_analysis.press.records import Product, write_whole
from ssos_analysis.press.releases import CHANGED, GONE, NEW, Release, changes_since, last_release, numbers_digests
from ssos_analysis.press.sanitize import anchor_of, clean_markdown, with_contents

INDEX_VERSION = 2
_NOT_FILLED = "not filled in yet (params/about.yml)"
_HOW = "How figures, intervals, gaps and main points are made, in plain words."
_WHAT = "Who these pages are for, what they are not, and where the figures come from."
_WORDS = "The words that the briefs use, in plain words, each with its source."


@dataclass(frozen=True)
class BuiltDistrict:
    """One district of the site: its entry, and the state of each brief that was asked for."""

    entry: rendering.DistrictEntry
    states: Mapping[str, str]


def write_state_pages(product: Product, built: Sequence[BuiltDistrict], specs: Sequence[BriefSpec], *, invented: bool) -> None:
    """Make all pages, then put them in place, the index last. A page of a region that is no more goes.

    Raises
    ------
    SsosError
        A page has a fault, or a file of params/ does. What stood before stands.
    """
    known, release = known_state(product), last_release(product)
    digests = {one.entry.code: numbers_digests(product.site / one.entry.folder) for one in built}
    changes = {code: changes_since(release, code, now) for code, now in digests.items()}
    titles = {spec.brief: spec.title for spec in specs}
    entries = [_known_entry(one.entry, known, changes[one.entry.code], titles) for one in built]
    gaps = {entry.code: largest_gaps(product.site / entry.folder) for entry in entries}
    rosters = rosters_or_none(known)
    slugs = _slugs([*sorted({one.region for one in known.districts.values() if one.region}), *rosters])
    pages = {
        **caseload_pages(known, entries, gaps, slugs, rosters, invented=invented),
        **word_pages(invented=invented),
    }
    outlines = kept_outlines(product)
    if outlines:
        pages["map.html"] = map_page(known, outlines, entries, invented=invented)
    index = render_site_index(
        entries, invented=invented, since=release.label if release else "", has_regions=known.has_regions, has_map=bool(outlines)
    )
    told = index_json(built, known, digests, changes, release, sorted(["index.html", *pages]), invented=invented)
    for name, html in pages.items():
        write_whole(product.site / name, html, beside=product.work())
    for old in (*product.site.glob("caseload-*.html"), product.site / "map.html"):
        if old.name not in pages:
            old.unlink(missing_ok=True)
    text = json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False)
    write_whole(product.site / "index.json", text + "\n", beside=product.work())
    write_whole(product.index, index, beside=product.work())


def word_pages(*, invented: bool) -> dict[str, str]:
    """glossary.html, methods.html and about.html.

    Raises
    ------
    SsosError
        params/glossary.yml or params/about.yml is not what it should be.
    """
    who = about()
    facts = [
        ("Given out by", who.publisher or _NOT_FILLED),
        ("Questions to", who.contact or _NOT_FILLED),
        ("Next update", who.next_update or _NOT_FILLED),
    ]
    terms = [(anchor_of(one.term), one) for one in glossary().terms]
    return {
        "glossary.html": rendering.document(
            "glossary.html.j2", "glossary.html", invented=invented, title="Words used", description=_WORDS, terms=terms
        ),
        "methods.html": _words_page("methods", "How we measure", _HOW, [], invented=invented),
        "about.html": _words_page("about", "About these briefs", _WHAT, facts, invented=invented),
    }


def _words_page(name: str, title: str, description: str, facts: list[tuple[str, str]], *, invented: bool) -> str:
    text = workspace.home().joinpath("reports", "pages", f"{name}.md").read_text("utf-8")
    contents = with_contents(clean_markdown(text), ["main", "contents-title", "who", "sort-status"])
    return rendering.document(
        "words_page.html.j2", f"{name}.html", invented=invented, title=title, description=description, contents=contents,
        facts=facts,
    )  # fmt: skip


def _known_entry(
    entry: rendering.DistrictEntry, known: KnownState, changes: Mapping[str, str], titles: Mapping[str, str]
) -> rendering.DistrictEntry:
    """The entry with what the store and the last release tell of it."""
    differing = [brief for brief, change in changes.items() if change in (CHANGED, NEW, GONE)]
    words = "no change"
    if changes and set(changes.values()) == {NEW}:
        words = "new"
    elif differing:
        marks = {CHANGED: "", NEW: " (new)", GONE: " (gone)"}
        words = ", ".join(f"{titles.get(brief, brief)}{marks[changes[brief]]}" for brief in differing)
    return replace(entry, known=known.district(entry.code), changed=words, changed_n=len(differing))


def _slugs(names: Sequence[str]) -> dict[str, str]:
    """Name -> the end of a file name, no two alike."""
    slugs: dict[str, str] = {}
    for name in names:
        plain = anchor_of(name)
        taken, number = set(slugs.values()), 2
        slug = plain
        while slug in taken:
            slug, number = f"{plain}-{number}", number + 1
        slugs[name] = slug
    return slugs


def index_json(
    built: Sequence[BuiltDistrict],
    known: KnownState,
    digests: Mapping[str, Mapping[str, str]],
    changes: Mapping[str, Mapping[str, str]],
    release: Release | None,
    pages: Sequence[str],
    *,
    invented: bool,
) -> dict[str, Any]:
    """The site for programs; docs/site.md and docs/index.schema.json say what each part is."""
    districts = []
    for one in built:
        entry, about_it = one.entry, known.district(one.entry.code)
        briefs = [
            {
                "brief": link.brief, "title": link.title, "file": link.file, "state": one.states[link.brief],
                "numbers_sha256": digests[entry.code].get(link.brief) if link.file else None,
                "change": changes[entry.code].get(link.brief) if link.file and release else None,
            }
            for link in entry.briefs
        ]  # fmt: skip
        districts.append(
            {
                "code": entry.code, "name": entry.name, "folder": entry.folder, "status": entry.status,
                "grades": about_it.grades or None, "grade_span": about_it.span, "assistance": about_it.assistance,
                "region": about_it.region or None, "newest_data": dict(about_it.newest), "briefs": briefs,
            }
        )  # fmt: skip
    return {
        "version": INDEX_VERSION, "invented": invented, "compared_with_release": release.label if release else None,
        "accountability_year": known.caseload.year if known.caseload else None, "pages": list(pages), "districts": districts,
    }  # fmt: skip

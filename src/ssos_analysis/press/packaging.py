"""A district's briefs as one file to hand over: a single page that holds them all, or a zip with pages and tables.

Only what stands in the site, whole and as it was built, is packed. A brief that failed, was not reached, or is a draft stops it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup
from bs4.element import Tag

from ssos_analysis.errors import Faults, PressError
from ssos_analysis.parameters import BriefSpec
from ssos_analysis.press import rendering, site
from ssos_analysis.press.approving import StandingPage
from ssos_analysis.press.draft import DRAFT_BANNER, DRAFT_CLASS, DRAFT_FOOT, DRAFT_TITLE
from ssos_analysis.press.going_out import GoingOut, going_out
from ssos_analysis.press.index_page import render_site_index
from ssos_analysis.press.page_check import check_page
from ssos_analysis.press.records import Product
from ssos_analysis.press.state_pages import word_pages

MOST_BYTES = 15_000_000
_EPOCH = (1980, 1, 1, 0, 0, 0)  # a zip of the same pages is the same file on any day
_HEADING = re.compile(r"^h([1-5])$")
_REFERS = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "headers")


@dataclass(frozen=True)
class Package:
    """One file: its name and its bytes, and the briefs that are in it as drafts."""

    name: str
    data: bytes
    drafts: tuple[str, ...]


def package(
    product: Product, code: str, specs: Sequence[BriefSpec], *, as_zip: bool, drafts: bool = False, briefs: Sequence[str] = ()
) -> Package:
    """Pack a district's briefs.

    Parameters
    ----------
    briefs : names or titles of the pages to pack, in a single page alone; none: all of them.
    as_zip : a zip with pages, tables and run record; else a single self-contained page.
    drafts : whether pages that nobody approved may be packed. They stay marked.

    Raises
    ------
    PressError, DisclosureError
        As of `going_out`; pages were named for a zip.
    """
    if as_zip and briefs:
        raise PressError("a zip holds the district's whole folder", where=code, mend="leave out --zip, or the names of pages")
    fit = going_out(product, code, specs, drafts=drafts, briefs=briefs)
    place, name = fit.place, "-".join([fit.place.name, *(page.spec.brief for page in fit.pages[:1] if len(fit.pages) == 1)])
    if as_zip:
        return Package(f"{name}.zip", _zip(fit, product.is_invented), fit.drafts)
    html = _one_page(place, fit.pages, bool(fit.drafts), word_pages(invented=product.is_invented))
    Faults(check_page(html, name=f"{name}.html", invented=product.is_invented, most_bytes=MOST_BYTES)).raise_if_any(PressError)
    return Package(f"{name}.html", html.encode(), fit.drafts)


def _one_page(place: Path, pages: Sequence[StandingPage], is_draft: bool, words: Mapping[str, str]) -> str:
    """The district's own page, with its briefs and the pages of words below it; every link leads to a place in the page."""
    text = (place / "index.html").read_text("utf-8")
    frame = BeautifulSoup(text, "html.parser")
    main, foot = frame.find("main"), frame.select_one(".page-foot")
    assert isinstance(main, Tag)
    assert isinstance(foot, Tag)
    assert frame.body is not None
    assert frame.title is not None
    briefs = {page.spec.brief for page in pages}
    if project := frame.select_one("a.project"):
        project.name = "p"
        del project["href"]
    if tables := frame.find("section", attrs={"aria-labelledby": "data"}):
        tables.decompose()  # each table is in its brief, to be saved from there
    for card in main.select(".cards li"):
        link = card.find("a")
        if not isinstance(link, Tag) or str(link["href"]).removesuffix(".html") not in briefs:
            card.decompose()  # not in this file
    _point_inside(main, "", briefs)
    for page in pages:
        brief = page.spec.brief
        part = BeautifulSoup((place / f"{brief}.html").read_text("utf-8"), "html.parser")
        section = frame.new_tag("section", attrs={"class": "package-part", "id": brief, "aria-labelledby": f"{brief}--title"})
        body, sources = part.find("main"), part.select_one(".page-foot .sources")
        assert isinstance(body, Tag)
        assert body.h1 is not None
        body.h1["id"] = "title"
        for one in (body, sources):
            if isinstance(one, Tag):
                _lower_headings(one)
                _point_inside(one, f"{brief}--", briefs)
        if page.review:
            line = frame.new_tag("p", attrs={"class": "part-review"})
            line.string = page.review.words
            section.append(line)
        section.extend(list(body.contents))
        if sources:
            section.append(sources)
        main.append(section)
    for name, text in words.items():
        main.append(_words_section(frame, name.removesuffix(".html"), text))
    for link in foot.select(".site-foot a"):
        target = str(link["href"]).removeprefix("../")
        link["href"] = f"#{target.removesuffix('.html')}" if target in words else "#main"
    if is_draft:
        frame.title.string = f"{DRAFT_TITLE}{frame.title.get_text()}"
        frame.body["class"] = " ".join([*filter(None, map(str, frame.body.get_attribute_list("class"))), DRAFT_CLASS])
        head = frame.select_one(".page-head")
        assert isinstance(head, Tag)
        head.append(BeautifulSoup(DRAFT_BANNER, "html.parser"))
        foot.append(BeautifulSoup(DRAFT_FOOT, "html.parser"))
    return str(frame)


def _words_section(frame: BeautifulSoup, name: str, text: str) -> Tag:
    """A page of words beside the briefs, as a part of the one page."""
    body = BeautifulSoup(text, "html.parser").find("main")
    assert isinstance(body, Tag)
    assert body.h1 is not None
    body.h1["id"] = "title"
    section = frame.new_tag("section", attrs={"class": "package-part", "id": name, "aria-labelledby": f"{name}--title"})
    _lower_headings(body)
    _point_inside(body, f"{name}--", set())
    section.extend(list(body.contents))
    return section


def _lower_headings(part: Tag) -> None:
    """h1 becomes h2 and so on: the district's name is the one h1."""
    for heading in part.find_all(_HEADING):
        heading.name = f"h{int(heading.name[1]) + 1}"


def _point_inside(part: Tag, prefix: str, briefs: set[str]) -> None:
    """Ids of their own for one brief, and links to pages as links within the one."""
    for element in (part, *part.find_all(True)):
        if element.get("id"):
            element["id"] = f"{prefix}{element['id']}"
        for name in _REFERS:
            if element.get(name):
                value = element[name]
                words = value if isinstance(value, list) else str(value).split()
                element[name] = " ".join(f"{prefix}{word}" for word in words)
        if element.name == "a" and (target := str(element.get("href", ""))):
            page, _, anchor = target.partition("#")
            brief = page.removesuffix(".html")
            if target.startswith("#"):
                element["href"] = f"#{prefix}{anchor}"
            elif brief in briefs:
                element["href"] = f"#{brief}--{anchor}" if anchor else f"#{brief}"
            elif page in ("index.html", "../index.html"):
                element["href"] = "#main"
            elif page in ("run.json",) or page.startswith("data/") or (page.endswith(".html") and "/" not in page):
                element.unwrap()  # not in this file


def _zip(fit: GoingOut, invented: bool) -> bytes:
    """The district's folder as it stands, under an index that leads to it."""
    place, work = fit.place, fit.work
    links = tuple(
        rendering.BriefLink(page.spec.brief, page.spec.title, f"{page.spec.brief}.html", page.spec.question) for page in fit.pages
    )
    entry = rendering.DistrictEntry(work.code, work.name, place.name, site.status_of(page.state for page in fit.pages), links)
    files = {"index.html": render_site_index([entry], invented=invented, is_package=True).encode()}
    files |= {name: html.encode() for name, html in word_pages(invented=invented).items()}
    files |= {
        f"{place.name}/{path.relative_to(place).as_posix()}": path.read_bytes() for path in place.rglob("*") if path.is_file()
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files):
            about = zipfile.ZipInfo(name, _EPOCH)
            about.external_attr = 0o644 << 16
            archive.writestr(about, files[name], zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()

"""A finished notebook as one self-contained page, and the two indexes, through the template in reports/templates/brief.

The exporter is built once per process: a page then takes tens of milliseconds where the nbconvert command takes seconds.
What reaches a page: markdown cells, and displays marked `ssos` in their metadata. Code, prints, warnings and bare results do not.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

from jinja2 import Environment
from markupsafe import Markup
from nbconvert import HTMLExporter
from nbconvert.exporters import TemplateExporter
from nbformat import NotebookNode
from traitlets.config import Config

from ssos_analysis import workspace
from ssos_analysis.errors import Faults, PressError
from ssos_analysis.press.draft import DRAFT_BANNER, DRAFT_CLASS, DRAFT_FOOT, DRAFT_TITLE
from ssos_analysis.press.known import KnownDistrict
from ssos_analysis.press.page_check import MOST_BYTES, check_page
from ssos_analysis.press.sanitize import clean_display, clean_markdown, plain, with_contents
from ssos_analysis.provenance import RunRecord

PROJECT = "SSoS Analysis"
# Stands once in a document before its links are known. What notebooks show cannot hold it: comments are taken out of displays.
_LINKS_SLOT = "<!--links of the district-->"
_COMMENT = re.compile(r"\s*/\*.*?\*/|^\s*//[^\n]*\n", re.DOTALL | re.MULTILINE)
_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)
_SHOWN = ("figure", "table", "prose")  # the heading and the sources have places of their own on a page


@dataclass(frozen=True)
class BriefLink:
    """One brief of a district. `file` is the page's name in the district's folder, or empty where it could not be built;
    `status` then says so in words. `in_nav`: whether every page of the district leads to it."""

    brief: str
    title: str
    file: str
    question: str = ""
    status: str = ""
    in_nav: bool = True


@dataclass(frozen=True)
class Page:
    """What the press knows of a brief page before it reads the notebook; `current` is the `brief` of this page."""

    title: str
    district_name: str
    district_code: str
    invented: bool
    briefs: tuple[BriefLink, ...]
    current: str
    most_bytes: int = MOST_BYTES


@dataclass(frozen=True)
class DistrictEntry:
    """One district in the indexes: its `folder` beside the site index, `status` in words, `data_files` of its data/ folder.

    `known` is what the store tells of it; `changed` names the `changed_n` briefs whose numbers differ from the last release.
    """

    code: str
    name: str
    folder: str
    status: str
    briefs: tuple[BriefLink, ...]
    data_files: tuple[str, ...] = ()
    known: KnownDistrict = field(default_factory=KnownDistrict)
    changed: str = ""
    changed_n: int = 0

    @property
    def region_words(self) -> str:
        """The region, or that it is not given: never guessed."""
        return self.known.region or "region not given"


@dataclass(frozen=True)
class _Display:
    """One marked output of a notebook."""

    kind: str
    about: dict[str, Any]
    html: str


def render_page(notebook: NotebookNode, page: Page) -> str:
    """One brief as a complete HTML document.

    Raises
    ------
    PressError
        A cell failed; the heading or the closing record is missing or stands twice; or the notebook is about another
        district, or another kind of data, than the page. Or the page has a fault (`page_check`), so it is not made.
    """
    return sound_page(linked(render_unlinked(notebook, page), page), page)


def render_unlinked(notebook: NotebookNode, page: Page) -> str:
    """The document with a slot where the links to the district's briefs go: all that the notebook decides. Not checked yet.

    Raises
    ------
    PressError
        As `render_page`, but for faults of the page.
    """
    heading, record = _checked(notebook, page)
    title = " – ".join(
        plain(str(part))
        for part in (heading.about.get("title") or heading.about.get("question") or page.title, page.district_name)
    )
    period = plain(str(heading.about.get("school_year_label") or ""))
    about = {
        "title": f"{title} – {period}" if period else title,
        "description": plain(str(heading.about.get("description") or f"{page.title}, {page.district_name}")),
        "heading": clean_display(heading.html),
        "page": page,
        "record": record,
        "links": Markup(_LINKS_SLOT),
    }
    html, _ = _exporter(_template_folder()).from_notebook_node(notebook, resources={"brief": about})
    return f"{html.rstrip()}\n"


def linked(html: str, page: Page) -> str:
    """The document with its links: each brief of the district that has a page."""
    return _filled("brief_links.html.j2", page=page).join(html.split(_LINKS_SLOT, 1))


def sound_page(html: str, page: Page) -> str:
    """A brief's document, once the page check finds nothing wrong with it.

    Raises
    ------
    PressError
        It has faults: all of them.
    """
    return _sound(html, f"{page.current}.html of {page.district_code}", page.invented, most_bytes=page.most_bytes)


def warm_up() -> None:
    """Build the exporter and compile the templates, for a process that is forked."""
    environment = _exporter(_template_folder()).environment
    for name in ("index.html.j2", "brief_links.html.j2"):
        environment.get_template(name)


def render_district_index(district: DistrictEntry, *, invented: bool) -> str:
    """The page of one district: its briefs, and the tables behind them."""
    title = f"{plain(district.name)} – district briefs"
    html = _filled("district_index.html.j2", district=district, invented=invented, title=title)
    return _sound(html, f"index.html of {district.code}", invented)


def document(template: str, name: str, *, invented: bool, **values: Any) -> str:
    """A page from one of the templates, once nothing is wrong with it; `name` is what a fault calls it."""
    return _sound(_filled(template, invented=invented, **values), name, invented)


def _filled(template: str, **values: Any) -> str:
    return str(_exporter(_template_folder()).environment.get_template(template).render(**values))


def _sound(html: str, name: str, invented: bool, *, most_bytes: int = MOST_BYTES) -> str:
    """The page, once nothing is wrong with it: no page leaves this module unchecked."""
    whole = f"{html.rstrip()}\n"
    Faults(check_page(whole, name=name, invented=invented, most_bytes=most_bytes)).raise_if_any(PressError)
    return whole


def _checked(notebook: NotebookNode, page: Page) -> tuple[_Display, RunRecord]:
    """The heading and the record of a notebook that finished, about the district of the page."""
    where = f"notebook of {page.current}, district {page.district_code}"
    displays = list(_displays(notebook, where))
    found = {kind: [shown for shown in displays if shown.kind == kind] for kind in ("heading", "sources")}
    for kind, shown in found.items():
        if len(shown) != 1:
            raise PressError(
                f"the notebook shows {len(shown)} {kind} displays, where a finished brief has exactly one",
                where=where,
                mend="call brief.heading(...) in the first cell and brief.sources_and_methods() in the last, and run it whole",
            )
    if displays[-1].kind != "sources":
        raise PressError(
            "the notebook shows something after its sources", where=where, mend="make brief.sources_and_methods() the last cell"
        )
    heading, record = found["heading"][0], RunRecord.from_json(str(found["sources"][0].about["record"]))
    for what, said, known in (
        ("district", heading.about.get("district_code"), page.district_code),
        ("district", record.district_code, page.district_code),
        ("kind of data (invented)", bool(heading.about.get("invented")), page.invented),
        ("kind of data (invented)", record.invented, page.invented),
    ):
        if said != known:
            raise PressError(
                f"the notebook is about another {what} than its page: {said!r} and {known!r}",
                where=where,
                mend="run it again with the parameters of this district",
            )
    return heading, record


def _displays(notebook: NotebookNode, where: str) -> Iterator[_Display]:
    """The marked outputs in order; a failed cell stops here, so no page comes of a failed run."""
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                raise PressError(
                    f"cell {number} failed: {output.get('ename', 'error')}: {output.get('evalue', '')}",
                    where=where,
                    mend="open the executed notebook, mend the cause, and run it again",
                )
            about = output.get("metadata", {}).get("ssos")
            if about is not None:
                yield _Display(str(about.get("kind")), dict(about), output.data.get("text/html", ""))


class _BriefExporter(HTMLExporter):  # type: ignore[misc]
    """HTMLExporter whose templates escape every value unless a filter of ours has cleaned it.

    What the templates write is the page. HTMLExporter would parse it, to add texts to pictures that lack them and focus to cells;
    ours have no such pictures and no such cells (`page_check` looks), and the parsing would take half the time of a page.
    """

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page, and nbconvert's resources; as TemplateExporter."""
        return cast("tuple[str, dict[str, Any]]", TemplateExporter.from_notebook_node(self, nb, resources, **kw))

    def _create_environment(self) -> Environment:
        environment: Environment = super()._create_environment()
        environment.autoescape = True
        environment.globals.update(_page_assets(environment))
        return environment


@lru_cache(maxsize=2)
def _exporter(folder: str) -> HTMLExporter:
    """The warm exporter. No preprocessor runs: inputs are left out by the template, and nothing else is wanted from them."""
    return _BriefExporter(
        config=Config({"Exporter": {"default_preprocessors": []}}),
        template_name="brief",
        extra_template_basedirs=[folder],
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_raw=True,
        filters={
            "clean_display": clean_display,
            "clean_markdown": clean_markdown,
            "with_contents": with_contents,
            "plain": plain,
            # what is about one school stands on a page of its own, which a recipe makes
            "is_shown": lambda about: about.get("kind") in _SHOWN and not about.get("org_code"),
        },
    )


def _template_folder() -> str:
    return str(workspace.home() / "reports" / "templates")


def _page_assets(environment: Environment) -> dict[str, Any]:
    """The style sheet, the script, and the policy that allows exactly these two and nothing from outside."""
    loader = environment.loader
    assert loader is not None
    css, js = (_slim(loader.get_source(environment, name)[0]) for name in ("brief.css", "brief.js"))
    policy = (
        "default-src 'none'; img-src data:; "
        f"style-src '{_hash(css)}'; script-src '{_hash(js)}'; base-uri 'none'; form-action 'none'"
    )
    draft = {
        "draft_title": DRAFT_TITLE,
        "draft_class": DRAFT_CLASS,
        "draft_banner": Markup(DRAFT_BANNER),
        "draft_foot": Markup(DRAFT_FOOT),
    }
    return {"css": Markup(css), "js": Markup(js), "content_security_policy": Markup(policy), "project": PROJECT, **draft}


def _slim(source: str) -> str:
    """A style sheet or script without comments and indentation, which every page would carry."""
    return _INDENTATION.sub("", _COMMENT.sub("", source)).strip() + "\n"


def _hash(text: str) -> str:
    """A hash as a content security policy writes it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

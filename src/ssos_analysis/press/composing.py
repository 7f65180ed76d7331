"""One page from several executed notebooks, as a recipe says: itself a notebook, so that it is rendered and checked like any.

Nothing is computed here. What notebooks released is taken over; what a recipe chooses is which of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from markupsafe import escape
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from ssos_analysis import workspace
from ssos_analysis.errors import PressError
from ssos_analysis.press.glossary import Term, words_in
from ssos_analysis.press.notebook_sections import TAG, Section, Shown, displays_of, sections_of
from ssos_analysis.press.recipes import GLANCE, RACIAL_EQUITY, Part, Question, Recipe
from ssos_analysis.press.verdict import run_record
from ssos_analysis.provenance import RunRecord, together

_PLACE = re.compile(r'<p class="place">.*?</p>', re.DOTALL)
_INVENTED = re.compile(r'<p class="invented">.*?</p>', re.DOTALL)
_TABLE_OF_CHART = re.compile(r'<details class="chart-data">.*?</details>', re.DOTALL)
_DOWNLOAD = re.compile(r'<p class="downloads">.*?</p>', re.DOTALL)
_CHART = re.compile(r'^<figure class="chart" id="([^"]+)">')
_SVG = re.compile(r'src="data:[^"]*"')
_MOST_WORDS = 14
_ID = re.compile(r' id="([^"]+)"')
MAIN_POINTS, AGE, RACIAL = "Main points", "How old these data are", "Racial equity"


def compose(
    recipe: Recipe, notebooks: Mapping[str, NotebookNode], titles: Mapping[str, str], *, org_code: str = "", name: str = ""
) -> NotebookNode:
    """The page of a recipe as an executed notebook.

    Parameters
    ----------
    notebooks : brief -> its executed notebook, finished; those of `recipe.notebooks`.
    titles : brief -> the title of its page.
    org_code, name : of the school, for a recipe of one page a school; only displays that are about it are taken.

    Raises
    ------
    PressError
        A notebook is not there, or has no section of a name the recipe or this module takes.
    """
    if missing := [brief for brief in recipe.notebooks if brief not in notebooks]:
        raise PressError(
            f"{', '.join(missing)} {'was' if len(missing) == 1 else 'were'} not built, and the page is made of "
            f"{'it' if len(missing) == 1 else 'them'}",
            where=f"recipe {recipe.recipe}",
            mend="see `ssos briefs status`, mend what failed there, and build again",
        )
    sections = {brief: list(sections_of(notebooks[brief])) for brief in recipe.notebooks}
    first = notebooks[recipe.notebooks[0]]
    page = _Page(used=set())
    page.display(_heading(recipe, first, name))
    if recipe.each == "district":
        page.add(_fixed(sections, GLANCE, MAIN_POINTS), keep="all", brief=GLANCE)
        _add_racial_equity(page, recipe, sections)
    for part in recipe.parts:
        _add_part(page, part, sections[part.notebook], titles[part.notebook], org_code)
    _close(page, recipe, sections)
    page.display(_sources(recipe, [run_record(notebooks[brief]) for brief in recipe.notebooks]))
    return page.notebook()


def schools_in(notebook: NotebookNode) -> dict[str, str]:
    """Code -> name of the schools that displays of a notebook are about, in their order."""
    about = (shown.about for cell in notebook.cells for shown in displays_of(cell))
    return {str(one["org_code"]): str(one["org_name"]) for one in about if one.get("org_code")}


def _add_racial_equity(page: _Page, recipe: Recipe, sections: Mapping[str, Sequence[Section]]) -> None:
    """Graduation, discipline, access, and staff beside students: whatever they can tell, on every composed page of a district."""
    page.markdown(
        f"## {RACIAL}\n\nThis part is on each of the district's summary pages. It shows each group by race and ethnicity beside "
        "all other students, and says where the data cannot tell."
    )
    for brief, begins in RACIAL_EQUITY.items():
        found = [section for section in sections[brief] if section.heading.startswith(begins)]
        if not found:
            raise PressError(
                f"the notebook {brief} showed no section on racial equity, which every summary page of a district has",
                where=f"recipe {recipe.recipe}",
                mend=f'give it a section whose heading begins with "{begins}"',
            )
        for section in found:
            heading = section.heading.removeprefix(begins) or section.heading
            page.add(section, keep=recipe.racial_equity, brief=brief, heading=f"### {heading[:1].upper()}{heading[1:]}")


def _add_part(page: _Page, part: Part, sections: Sequence[Section], title: str, org_code: str) -> None:
    page.markdown(f"## {_words(part.title or title)}")
    chosen = [_named(sections, name, part.notebook) for name in part.sections] or _first_shown(sections)
    for section in chosen:
        about = [one for one in section.shown if one.about.get("org_code", "") == org_code]
        heading = f"### {section.heading}" if part.keep != "chart" and len(chosen) > 1 and section.heading else ""
        page.add(replace(section, shown=about), keep=part.keep, brief=part.notebook, heading=heading)
    page.markdown(f"[The whole page: {_words(title)}]({part.notebook}.html)")


def _first_shown(sections: Sequence[Section]) -> list[Section]:
    """The first section with a heading that shows a chart or a table."""
    shows = (one for one in sections if one.heading and any(shown.kind in ("figure", "table") for shown in one.shown))
    return list(islice(shows, 1))


def _close(page: _Page, recipe: Recipe, sections: Mapping[str, Sequence[Section]]) -> None:
    asked = [question for part in recipe.parts for question in _asked(part, sections[part.notebook])]
    if "ask" in recipe.closing and asked:
        page.markdown(
            f"## What to ask next\n\nQuestions for {_words(recipe.asks)}. The figures raise them; they do not answer them."
        )
        page.markdown("\n".join(f"- {_words(question)}" for question in asked))
    if "age" in recipe.closing and GLANCE in sections:
        page.add(_fixed(sections, GLANCE, AGE), keep="all", brief=GLANCE)
    if "words" in recipe.closing and (words := page.words_used()):
        page.markdown("## Words used")
        page.markdown("\n".join(f"- **{_words(term.term)}**: {_words(term.means)}" for term in words))
    if "method" in recipe.closing:
        page.markdown(_method(has_main_points=recipe.each == "district"))


def _asked(part: Part, sections: Sequence[Section]) -> list[str]:
    """The questions of a part, without those about a table that the notebook does not show."""
    held = {str(one.about.get("id", "")) for section in sections for one in section.shown}
    asked = [question if isinstance(question, Question) else Question(question=question) for question in part.ask]
    return [one.question for one in asked if not one.only_with or one.only_with in held]


def _method(*, has_main_points: bool) -> str:
    """The words on method; those on main points only where the page has some."""
    lines = (workspace.home() / "reports" / "templates" / "how_we_measured.md").read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if has_main_points or not line.startswith(f"- {MAIN_POINTS}"))


@dataclass
class _Page:
    """The cells so far, and the ids that stand in them."""

    used: set[str]
    cells: list[NotebookNode] = field(default_factory=list)

    def markdown(self, source: str) -> None:
        if source.strip():
            self.cells.append(new_markdown_cell(source))

    def display(self, shown: Shown) -> None:
        # on this page it is no longer one school's among others, which a page of the district leaves out
        about = {name: value for name, value in shown.about.items() if name != "org_code"}
        output = new_output("display_data", data={"text/html": shown.html, "text/plain": shown.text}, metadata={"ssos": about})
        self.cells.append(new_code_cell("", outputs=[output], execution_count=len(self.cells) + 1))

    def add(self, section: Section, *, keep: str, brief: str, heading: str | None = None) -> None:
        """A section's content. `heading` None: as the notebook has it; empty: none."""
        own = f"## {section.heading}" if section.words and heading is None else heading or ""
        self.markdown(f"{own}\n\n{section.words}" if keep == "all" else own)
        for one in _kept(section.shown, keep):
            self.display(self._once(one if keep == "all" else _lighter(one, brief)))

    def _once(self, shown: Shown) -> Shown:
        """The display under ids that the page does not have yet."""
        html = shown.html
        for own in _ID.findall(html):
            if own in self.used:
                html = re.sub(rf'(["\s#]){re.escape(own)}(?=["\s])', rf"\1{own}-{len(self.used)}", html)
        self.used.update(_ID.findall(html))
        return replace(shown, html=html)

    def words_used(self) -> list[Term]:
        """The terms of the glossary that the page uses, those used most first."""
        text = " ".join(
            cell.source if cell.cell_type == "markdown" else TAG.sub(" ", _SVG.sub("", output.data["text/html"]))
            for cell in self.cells
            for output in (cell.get("outputs") or [None])
        )
        return words_in(text)[:_MOST_WORDS]

    def notebook(self) -> NotebookNode:
        return new_notebook(cells=self.cells)


def _kept(shown: Sequence[Shown], keep: str) -> list[Shown]:
    """What a page takes of a section's displays: its first chart, or a table where nothing else speaks. Cautions stay, and so do
    all words where there is no chart: they say why."""
    if keep == "all":
        return list(shown)
    has_words = any(one.kind == "prose" for one in shown)
    charts = [one for one in shown if one.kind == "figure" or (one.kind == "table" and not has_words)][
        : 0 if keep == "words" and has_words else 1
    ]
    is_short = keep == "chart" and bool(charts)
    return [
        one
        for one in shown
        if (one in charts if one.kind in ("figure", "table") else not is_short or 'class="caution"' in one.html)
    ]


def _lighter(shown: Shown, brief: str) -> Shown:
    """A chart without its table and its download, which its own page has: the page must be short on paper."""
    own = _CHART.search(shown.html)
    if shown.kind != "figure" or own is None:
        return shown
    html = _DOWNLOAD.sub("", _TABLE_OF_CHART.sub("", shown.html))
    link = f'<p class="note"><a href="{brief}.html#{own.group(1)}">Table, sources and download of this chart</a></p></figure>'
    return replace(shown, html=html.removesuffix("</figure>") + link)


def _named(sections: Iterable[Section], name: str, brief: str) -> Section:
    for section in sections:
        if section.heading == name:
            return section
    raise PressError(
        f"the notebook {brief} showed no section {name!r}",
        where="recipe",
        mend="build it again; the recipe and it are not of one time",
    )


def _fixed(sections: Mapping[str, Sequence[Section]], brief: str, name: str) -> Section:
    """A section that no recipe can leave out."""
    return _named(sections[brief], name, brief)


def _heading(recipe: Recipe, first: NotebookNode, name: str) -> Shown:
    """The head of the page: the recipe's title and question, the district's place and year."""
    [own] = [
        (output.metadata["ssos"], output.data["text/html"])
        for cell in first.cells
        for output in cell.get("outputs", [])
        if output.get("metadata", {}).get("ssos", {}).get("kind") == "heading"
    ]
    about, html = own
    place, invented = (found.group() if (found := kind.search(html)) else "" for kind in (_PLACE, _INVENTED))
    title = f"{recipe.title}: {name}" if name else recipe.title
    lead = f"{recipe.question} Each figure has its own year, none later than {about['school_year_label']}."
    words = f'<h1>{escape(title)}</h1><p class="lead">{escape(lead)}</p>'
    html = f'<header class="brief-heading composed">{place}{words}{invented}</header>'
    return Shown(
        "heading",
        {**about, "title": title, "question": recipe.question,
         "description": f"{title}. {about['district_name']}, Massachusetts, through {about['school_year_label']}."[:160]},
        html,
        f"{title}: {about['district_name']}",
    )  # fmt: skip


def _sources(recipe: Recipe, records: Sequence[RunRecord]) -> Shown:
    """The run records of the parts as one."""
    made = ", ".join(recipe.notebooks)
    record = together(records, notebook=f"{recipe.title} (recipe {recipe.recipe}, of {made})")
    return Shown("sources", {"kind": "sources", "record": record.to_json()}, "", f"{len(record.sources)} files")


def _words(text: str) -> str:
    """Text of a recipe in markdown: its marks are read as signs."""
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", " ".join(text.split()))

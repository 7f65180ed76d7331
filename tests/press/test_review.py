"""From a draft to a page that may go out, and back when a number moves; the analyst's notes, kept and dated."""

from __future__ import annotations

import copy
import datetime as dt
import io
import json
import posixpath
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from typer.testing import CliRunner

from ssos_analysis import cli
from ssos_analysis.cli.decisions import take_up_decisions
from ssos_analysis.errors import DisclosureError, ParameterError, PressError
from ssos_analysis.parameters import BriefSpec
from ssos_analysis.press.approvals import Approval, approvals_of
from ssos_analysis.press.approving import approval_lines, approve, standing_pages, withdraw
from ssos_analysis.press.decisions import decided_since
from ssos_analysis.press.engine import Outcome
from ssos_analysis.press.notes import notes_of
from ssos_analysis.press.outputs import harm
from ssos_analysis.press.packaging import package
from ssos_analysis.press.plan import Job, Template
from ssos_analysis.press.publishing import publish, publish_again
from ssos_analysis.press.records import Product
from ssos_analysis.press.released_numbers import released_numbers
from ssos_analysis.press.rendering import render_page
from ssos_analysis.press.review import PageReview, with_review
from ssos_analysis.press.roster import District
from ssos_analysis.press.worker import Run
from tests.press import executed_brief

CODE, BRIEF, SECTION = "99010000", "chronic_absenteeism", "Which groups miss the most school?"
SPEC = BriefSpec(brief=BRIEF, notebook="notebooks/n.ipynb", title="Chronic absenteeism", question="Who?", order=1)
DAY = dt.date(2026, 11, 26)
DISTRICT = District(CODE, "Port Hollis")
NOTE = f"# Chronic absenteeism\n\n## {SECTION}\n\n2026-11-20\n\nWe **counted** <b>anew</b>.\n\n- see the plan\n"


def executed(rate: str = "29.4", row: str = "7") -> NotebookNode:
    """A finished notebook whose one chart has this rate, read from this row of its file."""
    notebook = copy.deepcopy(executed_brief.notebook(sections=1, rows=1))
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.get("metadata", {}).get("ssos", {}).get("kind") == "figure":
                output.metadata.ssos["csv"] = f"student_group,published_figure,source_row\r\nhigh_needs,{rate},{row}\r\n"
    return notebook


@dataclass
class Place:
    """A clone's params/ and a product that a test may write to."""

    clone: Path
    product: Product
    folder: Path
    builds: int = 0

    def build(self, notebook: NotebookNode) -> str:
        """Publish a finished notebook as a batch does; the page."""
        self.builds += 1
        run = Run(BRIEF, self.folder, self.folder / f"run {self.builds}", {}, True, 0, 1)
        run.folder.mkdir()
        nbformat.write(notebook, run.executed)
        job = Job(DISTRICT, Template(SPEC, self.folder, frozenset(), 0), {})
        assert publish([job], {BRIEF: Outcome(run, None, 1.0)}, self.product, [SPEC], str(self.builds), invented=True) == {}
        return self.page

    @property
    def page(self) -> str:
        [path] = self.product.site.glob(f"{CODE}-*/{BRIEF}.html")
        return path.read_text("utf-8")

    def note(self, text: str) -> None:
        path = self.clone / "params" / "districts" / CODE / "notes.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    clone = tmp_path / "clone"
    (clone / "params" / "sources").mkdir(parents=True)
    (clone / "notebooks").mkdir()
    real = Path(__file__).parents[2]
    for part in ("templates", "pages"):
        shutil.copytree(real / "reports" / part, clone / "reports" / part)
    shutil.copy(real / "params" / "glossary.yml", clone / "params" / "glossary.yml")
    monkeypatch.setenv("SSOS_HOME", str(clone))
    return Place(clone, Product.of(tmp_path / "reports", invented=True), tmp_path)


def is_draft(page: str) -> bool:
    """Whether a page says so in all four places; a page that says so in some only is neither."""
    soup = BeautifulSoup(page, "html.parser")
    told = [
        soup.title.get_text().startswith("DRAFT"),
        bool(soup.select(".page-head .draft")),
        bool(soup.select(".page-foot .draft")),
    ]
    told.append("is-draft" in soup.body.get("class", []))
    assert len(set(told)) == 1
    return told[0]


def text_of(page: str) -> str:
    return " ".join(BeautifulSoup(page, "html.parser").get_text(" ").split())


def test_a_page_is_a_draft_until_it_is_approved_and_again_when_a_number_moves(place, monkeypatch):
    drafted = place.build(executed())
    assert is_draft(drafted)
    approve(place.product, CODE, [], "J. Doe <Coastal>", DAY, [SPEC])
    assert not is_draft(place.page)
    assert text_of(place.page).count("Approved by J. Doe <Coastal> on 26 November 2026.") == 2  # at the top and in the foot
    approved = place.page
    assert not is_draft(place.build(executed(row="8")))  # the same number from another row of a file
    assert place.page == approved
    again = place.build(executed(rate="29.5"))
    assert is_draft(again)
    assert "Approved by J. Doe <Coastal> on 26 November 2026, and changed since." in text_of(again)
    assert not is_draft(place.build(executed()))  # the number that was approved is back
    assert withdraw(place.product, CODE, [], [SPEC]) == [BRIEF]
    assert place.page == drafted
    assert not (place.clone / "params" / "districts" / CODE / "approvals.yml").exists()


@pytest.mark.parametrize("invented", [True, False])
def test_a_page_of_real_data_is_approved_like_one_of_invented_data(invented):
    drafted = render_page(executed_brief.notebook(sections=1, rows=1, invented=invented), executed_brief.page(invented=invented))
    assert is_draft(drafted)
    held = Approval(brief=BRIEF, by="J. Doe", on=DAY, numbers="0" * 64, notes="")
    made = with_review(drafted, PageReview("0" * 64, "", held), name="a page", invented=invented)
    assert not is_draft(made)
    assert ("is-invented" in made.split("<body", 1)[1].split(">", 1)[0]) is invented
    with pytest.raises(PressError, match="not marked as a draft"):
        with_review(made, PageReview("0" * 64, "", held), name="a page", invented=invented)


def test_what_stands_decided_is_listed_and_in_the_run_record(place):
    place.build(executed())
    assert list(approval_lines(place.product, [SPEC]))[-1].endswith("draft, not approved.")
    approve(place.product, CODE, [BRIEF], "J. Doe", DAY, [SPEC])
    assert list(approval_lines(place.product, [SPEC])) == [
        f"{CODE}  Port Hollis: 1 of 1 pages approved",
        f"    {BRIEF}: approved by J. Doe on 26 November 2026.",
    ]
    [record] = place.product.site.glob(f"{CODE}-*/run.json")
    assert json.loads(record.read_text())["review"][BRIEF]["approved_by"] == "J. Doe"
    [index] = place.product.site.glob(f"{CODE}-*/index.html")
    assert "Approved by J. Doe on 26 November 2026." in index.read_text()


def test_nothing_is_approved_that_does_not_stand(place):
    place.build(executed())
    with pytest.raises(PressError, match="was not asked for"):
        approve(place.product, CODE, ["graduation"], "J. Doe", DAY, [SPEC])
    (place.product.work(CODE) / f"{BRIEF}.ipynb").unlink()
    with pytest.raises(PressError, match="is gone"):
        approve(place.product, CODE, [], "J. Doe", DAY, [SPEC])
    assert is_draft(place.page)
    assert approvals_of(CODE).approvals == []  # a decision that could not be carried out is not kept


def test_the_command_approves_lists_and_withdraws(place, monkeypatch):
    template = Template(SPEC, place.folder, frozenset(), 0)
    monkeypatch.setattr("ssos_analysis.press.plan.read_templates", lambda: [template])
    place.build(executed())

    def said(*words: str, code: int = 0) -> str:
        answer = CliRunner().invoke(cli.app, ["briefs", "approve", *words, "--reports", str(place.product.root.parent)])
        assert answer.exit_code == code, answer.output
        return answer.output

    assert "nobody is named who approves" in said("Port Hollis", code=2)
    assert "no district was named" in said(code=2)
    assert "Nowhere" in said("Nowhere", "--by", "J. Doe", code=2)
    assert is_draft(place.page)
    assert f"approved by J. Doe: {BRIEF}" in said("port hollis", "--by", "J. Doe")
    assert not is_draft(place.page)
    assert f"{BRIEF}: approved by J. Doe on" in said("--list")
    assert "drafts again" in said(CODE, "--withdraw")
    assert "nothing was approved" in said(CODE, "--withdraw")
    assert is_draft(place.page)


def test_notes_stand_under_their_heading_escaped_labelled_and_dated(place):
    place.note(NOTE)
    soup = BeautifulSoup(place.build(executed()), "html.parser")
    [note] = soup.select(".analyst-note")
    assert note.find_previous("h2").get_text() == SECTION
    assert note.select_one(".note-label").get_text() == f"Analyst’s note on “{SECTION}”, 20 November 2026"
    assert "We counted <b>anew</b>." in note.get_text()
    assert [one.get_text() for one in note.select("li")] == ["see the plan"]
    assert not note.select(".caution, b")


def test_a_note_is_kept_and_says_when_the_figures_below_it_changed(place):
    place.note(NOTE)
    first = place.build(executed())
    assert place.build(executed()) == first
    changed = "The figures below changed since this note."
    assert changed in text_of(place.build(executed(rate="31.0")))
    assert changed in text_of(place.build(executed(rate="31.0")))  # still, at the next build
    assert changed not in text_of(place.build(executed()))
    place.note(NOTE.replace("anew", "again"))  # written now, of the figures as they are now
    assert changed not in text_of(place.build(executed(rate="31.0")))


def test_a_note_on_a_section_that_is_no_more_is_shown_first_and_says_so(place):
    place.note(NOTE.replace(SECTION, "A heading of last year"))
    soup = BeautifulSoup(place.build(executed()), "html.parser")
    [note] = soup.select(".analyst-note")
    assert "This page has no section of that name now." in note.get_text()
    assert soup.select_one("div.brief").find() == note


def test_a_note_written_since_is_taken_up_though_nothing_has_to_run(place):
    place.build(executed())
    assert decided_since(place.product, [CODE]) == []
    place.note(NOTE)
    assert decided_since(place.product, [CODE]) == [CODE]
    job = Job(DISTRICT, Template(SPEC, place.folder, frozenset(), 0), {})
    assert take_up_decisions(place.product, [job], [job], [SPEC]) == 0  # it runs, and will be published then
    assert ".analyst-note" in place.page
    assert not BeautifulSoup(place.page, "html.parser").select(".analyst-note")
    assert take_up_decisions(place.product, [job], [], [SPEC]) == 0
    assert BeautifulSoup(place.page, "html.parser").select(".analyst-note")
    assert decided_since(place.product, [CODE]) == []
    assert harm(place.product, CODE, [BRIEF]) == {}  # a page that is published again is not taken for one that was tampered with
    place.note("# Nothing\n")
    assert take_up_decisions(place.product, [job], [], [SPEC]) == 1


def test_a_new_note_makes_an_approved_page_a_draft(place):
    place.build(executed())
    approve(place.product, CODE, [], "J. Doe", DAY, [SPEC])
    place.note(NOTE)
    publish_again(place.product, CODE, [SPEC])
    assert is_draft(place.page)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# Absence\n## A\n2026-11-20\nText\n", "line 1"),
        (f"## {SECTION}\n2026-11-20\nText\n", "under no brief"),
        ("# Chronic absenteeism\nText\n", "under no section"),
        (NOTE.replace("2026-11-20", "last week"), "does not begin with its day"),
        (f"# {BRIEF}\n## {SECTION}\n2026-11-20\n\n", "says nothing"),
        (NOTE + NOTE, "two notes on the section"),
        (NOTE + "x" * 5000, "characters"),
    ],
)
def test_faults_of_notes_are_told_with_their_line(place, text, words):
    place.note(text)
    with pytest.raises(ParameterError) as told:
        notes_of(CODE, [SPEC])
    assert words in str(told.value)
    assert f"params/districts/{CODE}/notes.md" in str(told.value)


def test_a_page_that_gives_a_hidden_figure_back_is_not_published(place):
    before = place.build(executed())
    leaking = executed()
    for cell in leaking.cells:
        for output in cell.get("outputs", []):
            if output.get("metadata", {}).get("ssos", {}).get("kind") in ("figure", "table"):
                is_hidden = output.metadata.ssos.kind == "table"
                row = ",too_few_students" if is_hidden else "111,"
                output.metadata.ssos["csv"] = (
                    "measure,org_code,school_year,student_group,other_students_n_derived,why_hidden\r\n"
                    f"chronically_absent_pct,{CODE},2025,high_needs,{row}\r\n"
                )
    with pytest.raises(DisclosureError) as told:
        place.build(leaking)
    for words in ("other_students_n_derived (too_few_students)", "shown elsewhere", "gaps.csv, row 2"):
        assert words in str(told.value)
        assert words in (place.product.work(CODE) / "leaks.txt").read_text()
    assert place.page == before  # what stood, stands
    place.build(executed())
    assert not (place.product.work(CODE) / "leaks.txt").exists()


def test_only_numbers_count_and_each_section_has_its_own():
    one = released_numbers(executed())
    assert released_numbers(executed(row="9")) == one
    other = released_numbers(executed(rate="29.40000000001"))
    assert other == one  # beyond the digits that machines agree on
    moved = released_numbers(executed(rate="30.1"))
    assert moved.page != one.page
    assert {name for name in one.sections if moved.sections[name] != one.sections[name]} == {SECTION.casefold()}


def packed(place: Place, **how: bool) -> BeautifulSoup:
    return BeautifulSoup(package(place.product, CODE, [SPEC], as_zip=False, **how).data, "html.parser")


def test_a_package_is_one_page_whose_links_stay_inside_it(place):
    place.build(executed())
    approve(place.product, CODE, [], "J. Doe", DAY, [SPEC])
    soup = packed(place)
    assert [one.get_text() for one in soup.select("h1")] == ["Port Hollis"]
    assert soup.select_one(f"section#{BRIEF} h2").get_text() == "Who is missing school?"
    ids = {one["id"] for one in soup.select("[id]")}
    for link in soup.select("a[href]"):
        assert link["href"].startswith(("data:text/csv", "https:")) or link["href"].removeprefix("#") in ids
    assert not soup.select("[src]:not(img)")
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert "default-src 'none'" in policy
    assert len(soup.select("script")) == len(soup.select("style")) == 1
    assert soup.select_one(".part-review").get_text() == "Approved by J. Doe on 26 November 2026."
    assert [link["href"] for link in soup.select(".site-foot a")] == ["#main", "#glossary", "#methods", "#about"]
    assert not soup.select(".draft")
    assert soup.select("a[download]")  # each table is still to be had


def test_one_page_can_be_packed_alone_and_names_no_other(place):
    place.build(executed())
    approve(place.product, CODE, ["Chronic absenteeism"], "J. Doe", DAY, [SPEC])
    [record] = place.product.site.glob(f"{CODE}-*/run.json")
    told = json.loads(record.read_text())
    told["briefs"]["school-99010505"] = {"notebook": "Avocet Elementary"}  # stands beside it, and nobody approved it
    told["review"]["school-99010505"] = told["review"][BRIEF] | {"numbers_sha256": "0" * 64}
    record.write_text(json.dumps(told))
    with pytest.raises(PressError, match="school-99010505: draft, not approved"):
        package(place.product, CODE, [SPEC], as_zip=False)
    made = package(place.product, CODE, [SPEC], as_zip=False, briefs=["chronic ABSENTEEISM"])
    assert made.name == f"{record.parent.name}-{BRIEF}.html"
    soup = BeautifulSoup(made.data, "html.parser")
    assert [card.get_text(" ", strip=True) for card in soup.select(".cards h3")] == ["Chronic absenteeism"]
    assert len(soup.select("section.package-part")) == 1 + len(soup.select("section#glossary, section#methods, section#about"))
    with pytest.raises(PressError, match="'equity_gaps' is no page of the district"):
        package(place.product, CODE, [SPEC], as_zip=False, briefs=["equity_gaps"])
    with pytest.raises(PressError, match="a zip holds the district's whole folder"):
        package(place.product, CODE, [SPEC], as_zip=True, briefs=[BRIEF])


def test_a_zip_holds_the_folder_as_it_stands_and_is_the_same_on_any_day(place):
    place.build(executed())
    made = package(place.product, CODE, [SPEC], as_zip=True, drafts=True)
    assert made.data == package(place.product, CODE, [SPEC], as_zip=True, drafts=True).data
    assert made.drafts == (BRIEF,)
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        names = set(archive.namelist())
        [folder] = place.product.site.glob(f"{CODE}-*")
        assert {"index.html", f"{folder.name}/{BRIEF}.html", f"{folder.name}/run.json"} <= names
        for page in (name for name in names if name.endswith(".html")):
            for link in BeautifulSoup(archive.read(page), "html.parser").select("nav a[href], .ways a[href]"):
                target = posixpath.normpath(posixpath.join(posixpath.dirname(page), link["href"].partition("#")[0]))
                assert link["href"].startswith("#") or target in names, f"{page} leads to {link['href']}"
        assert archive.read(f"{folder.name}/{BRIEF}.html").decode() == place.page
        assert f'href="{folder.name}/index.html"' in archive.read("index.html").decode()


def test_what_is_a_draft_failed_or_tampered_with_is_not_packed(place):
    place.build(executed())
    with pytest.raises(PressError, match="draft, not approved"):
        packed(place)
    soup = packed(place, drafts=True)  # asked for by name, and marked
    assert soup.title.get_text().startswith("DRAFT: ")
    assert soup.select(".page-head .draft")
    [path] = place.product.site.glob(f"{CODE}-*/{BRIEF}.html")
    good = path.read_text()
    path.write_text(good.replace("29.4 percent", "19.4 percent"))
    with pytest.raises(PressError, match=f"{BRIEF}.html is not as it was built"):
        packed(place, drafts=True)
    path.write_text(good)
    (path.parent / "note.html").write_text("mine")
    with pytest.raises(PressError, match=r"note\.html is not as it was built"):
        packed(place, drafts=True)
    (path.parent / "note.html").unlink()
    failed = place.product.work(CODE) / f"{BRIEF}.json"
    record = json.loads(failed.read_text()) | {"failure": {"cell": 3, "error": "ValueError", "message": "no"}}
    failed.write_text(json.dumps(record))
    with pytest.raises(PressError, match="failed, so it does not go out"):
        packed(place, drafts=True)


def test_the_package_command_writes_one_file_and_not_over_one(place, monkeypatch):
    monkeypatch.setattr("ssos_analysis.press.plan.read_templates", lambda: [Template(SPEC, place.folder, frozenset(), 0)])
    place.build(executed())
    out = place.folder / "new" / "p.html"
    words = ["briefs", "package", "Port Hollis", "--out", str(out), "--reports", str(place.product.root.parent)]
    run = CliRunner().invoke
    answer = run(cli.app, words)
    assert (answer.exit_code, "not approved" in answer.output, out.exists()) == (2, True, False)
    assert f"marked as such: {BRIEF}" in run(cli.app, [*words, "--drafts"]).output
    assert "DRAFT" in out.read_text()
    assert "there already" in run(cli.app, [*words, "--drafts"]).output


def test_the_pdf_command_makes_the_pages_asked_for_and_not_over_a_file(place, monkeypatch):
    monkeypatch.setattr("ssos_analysis.press.plan.read_templates", lambda: [Template(SPEC, place.folder, frozenset(), 0)])
    monkeypatch.setattr("ssos_analysis.press.pdf.page_as_pdf", lambda html, name: f"%PDF of {name} {len(html) > 0}".encode())
    place.build(executed())
    out = place.folder / "new" / "pdf"
    words = ["briefs", "pdf", "Port Hollis", "--out", str(out), "--reports", str(place.product.root.parent)]
    run = CliRunner().invoke
    answer = run(cli.app, words)  # the district brief, which was not built
    assert (answer.exit_code, "'district' is no page of the district" in answer.output) == (2, True)
    answer = run(cli.app, [*words, "--notebooks", "CHRONIC absenteeism"])
    assert (answer.exit_code, "not approved" in answer.output, out.exists()) == (2, True, False)
    answer = run(cli.app, [*words, "--notebooks", BRIEF, "--drafts"])
    assert f"marked as such: {BRIEF}" in answer.output
    [made] = out.iterdir()
    assert made.name.endswith(f"-{BRIEF}.pdf")
    assert made.read_bytes() == f"%PDF of {BRIEF}.html True".encode()
    assert "there already" in run(cli.app, [*words, "--notebooks", BRIEF, "--drafts"]).output


def test_pages_that_were_composed_are_listed_and_can_be_named_by_their_title(place):
    place.build(executed())
    [record] = place.product.site.glob(f"{CODE}-*/run.json")
    told = json.loads(record.read_text())
    told["briefs"]["school-99010505"] = {"notebook": "Avocet Elementary"}
    told["review"]["school-99010505"] = told["review"][BRIEF]
    record.write_text(json.dumps(told))
    pages = standing_pages(place.product, place.product.known(CODE), [SPEC])
    assert [(page.spec.brief, page.spec.title) for page in pages] == [
        ("school-99010505", "Avocet Elementary"),
        (BRIEF, "Chronic absenteeism"),
    ]
    with pytest.raises(PressError, match="a page of no school: was not asked for"):
        approve(place.product, CODE, ["a page of no school"], "J. Doe", DAY, [SPEC])
    assert [page.spec.brief for page in approve(place.product, CODE, ["chronic ABSENTEEISM"], "J. Doe", DAY, [SPEC])] == [BRIEF]

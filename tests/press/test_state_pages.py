"""The pages about all districts: filters, what changed since a release, the caseload, words, and index.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from jsonschema import Draft202012Validator

from ssos_analysis import workspace
from ssos_analysis.errors import ParameterError, PressError
from ssos_analysis.parameters import BriefSpec
from ssos_analysis.press import glossary as words
from ssos_analysis.press.known import (
    FLAGGED,
    FlaggedDistrict,
    FlaggedSchool,
    KnownCaseload,
    KnownDistrict,
    KnownState,
    keep_known_state,
)
from ssos_analysis.press.records import Product
from ssos_analysis.press.releases import keep_release
from ssos_analysis.press.rendering import BriefLink, DistrictEntry
from ssos_analysis.press.state_pages import BuiltDistrict, write_state_pages

HARBOR, INLAND = "99010000", "99020000"
SPECS = [
    BriefSpec(brief=name, notebook=f"notebooks/{name}.ipynb", title=title, question="Why?", order=1)
    for name, title in (("glance", "At a glance"), ("absence", "Absence"))
]
HEAD = "label,comparison,student_group,school_year,difference_derived,interval_low,interval_high,side,why_hidden"
POINTS = [
    "Graduation rate,gap,high_needs,2024,12.0,8.0,16.0,strength,",
    "Graduation rate,gap,high_needs,2024,-18.53,-20.61,-15.99,concern,",
    "Graduation rate,gap,hispanic_or_latino,2024,,,,concern,too few students to show",
    "Chronic absence,gap,hispanic_or_latino,2025,7.7,5.1,10.3,concern,",
]


def numbers(**briefs: str) -> dict[str, Any]:
    """A run record whose pages' numbers come to these digests."""
    digests = {name: {"numbers_sha256": digest * 64} for name, digest in briefs.items()}
    return {"briefs": {name: {} for name in briefs}, "files": {}, "review": digests}


def site(folder: Path, **records: dict[str, Any]) -> tuple[Product, list[BuiltDistrict]]:
    """A product with two districts; `harbor` and `inland` are their run records."""
    product, built = Product.of(folder, invented=True), []
    product.work().mkdir(parents=True, exist_ok=True)
    for code, name in ((HARBOR, "Harbor <b>"), (INLAND, "Inland")):
        place = product.site / f"{code}-{name[:6].lower()}"
        (place / "data").mkdir(parents=True, exist_ok=True)
        key = name[:6].lower()
        (place / "run.json").write_text(json.dumps(records.get(key, numbers(glance="a", absence="b"))))
        links = tuple(BriefLink(spec.brief, spec.title, f"{spec.brief}.html") for spec in SPECS)
        built.append(
            BuiltDistrict(DistrictEntry(code, name, place.name, "Complete", links), {"glance": "done", "absence": "done"})
        )
    (product.site / f"{HARBOR}-harbor" / "data" / "glance-main-points.csv").write_text("\n".join([HEAD, *POINTS]))
    return product, built


def known(*, regions: bool) -> KnownState:
    caseload = KnownCaseload(
        year=2025, headline="1 school flagged.", notes=("A note.",),
        districts=(FlaggedDistrict(code=HARBOR, name="Harbor", reasons="rate under 66.7", since="2024", schools_n=1,
                                   school_reasons="percentile 1"),),
        schools=(FlaggedSchool(code="99010005", name="Pier School", district_code=HARBOR, district_name="Harbor",
                               reason="percentile 4", ends="percentile over 10", since="2025"),),
    )  # fmt: skip
    harbor = KnownDistrict(
        name="Harbor", grades="PK-12", span="K to 12", assistance=FLAGGED, region="Coast" if regions else "",
        newest={"Graduation": 2024, "Attendance": 2025},
    )  # fmt: skip
    topics = ("Attendance", "Graduation", "Dropout")
    districts = {HARBOR: harbor, INLAND: KnownDistrict(name="Inland")}
    return KnownState(made_from="x", has_regions=regions, topics=topics, districts=districts, caseload=caseload)


def soup_of(product: Product, name: str) -> BeautifulSoup:
    return BeautifulSoup((product.site / name).read_text("utf-8"), "html.parser")


def column(soup: BeautifulSoup, heading: str, table: str = "districts") -> list[str]:
    """The cells of a column as they read without the names that a phone shows."""
    heads = [th.get_text() for th in soup.select(f"#{table} thead th")]
    cells = [row.select("th, td")[heads.index(heading)] for row in soup.select(f"#{table} tbody tr")]
    return ["".join(cell.find_all(string=lambda text: "cell-name" not in (text.parent.get("class") or []))) for cell in cells]


def test_nothing_is_called_changed_before_a_release_and_then_only_what_differs_in_numbers(tmp_path: Path) -> None:
    product, built = site(tmp_path)
    write_state_pages(product, built, SPECS, invented=True)
    assert "no release has been kept" in soup_of(product, "index.html").get_text()
    keep_release(product, "2026-12")
    with pytest.raises(PressError, match="already"):
        keep_release(product, "2026-12")
    product, built = site(tmp_path, harbor=numbers(glance="a", absence="c"), inland=numbers(glance="a", other="d"))
    write_state_pages(product, built, SPECS, invented=True)
    changed = column(soup_of(product, "index.html"), "Changed since 2026-12")
    assert changed == ["Absence", "other (new), Absence (gone)"]
    told = json.loads((product.site / "index.json").read_text("utf-8"))
    assert [brief["change"] for brief in told["districts"][0]["briefs"]] == ["same", "changed"]
    keep_release(product, "after")
    write_state_pages(product, built, SPECS, invented=True)
    assert column(soup_of(product, "index.html"), "Changed since after") == ["no change", "no change"]


@pytest.mark.parametrize("label", ["../x", "", "a b", "x" * 41, ".hidden"])
def test_the_name_of_a_release_cannot_leave_its_folder(tmp_path: Path, label: str) -> None:
    product, built = site(tmp_path)
    write_state_pages(product, built, SPECS, invented=True)
    with pytest.raises(PressError, match="cannot name a release"):
        keep_release(product, label)


@pytest.mark.parametrize("regions", [True, False])
@pytest.mark.parametrize("released", [True, False])
def test_index_json_is_what_its_schema_says(tmp_path: Path, regions: bool, released: bool) -> None:
    product, built = site(tmp_path)
    keep_known_state(product, known(regions=regions))
    write_state_pages(product, built, SPECS, invented=True)
    if released:
        keep_release(product, "r1")
        write_state_pages(product, built, SPECS, invented=True)
    schema = json.loads(workspace.home().joinpath("docs", "index.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    told = json.loads((product.site / "index.json").read_text("utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(told)] == []
    assert list(Draft202012Validator(schema).iter_errors({**told, "version": 1}))
    assert told["pages"] == sorted(path.name for path in product.site.glob("*.html"))


def test_regions_are_a_column_and_a_page_each_only_where_a_register_says_them(tmp_path: Path) -> None:
    product, built = site(tmp_path)
    keep_known_state(product, known(regions=True))
    write_state_pages(product, built, SPECS, invented=True)
    index = soup_of(product, "index.html")
    assert column(index, "Region") == ["Coast", "region not given"]
    assert [row["data-span"] for row in index.select("#districts tbody tr")] == ["K to 12", "Not known"]
    assert (product.site / "caseload-coast.html").is_file()
    keep_known_state(product, known(regions=False))
    write_state_pages(product, built, SPECS, invented=True)
    assert not (product.site / "caseload-coast.html").exists()
    assert "Regions are not shown" in soup_of(product, "index.html").get_text()
    assert "no page for a region" in soup_of(product, "caseload.html").get_text()


def test_the_caseload_tells_why_and_shows_the_gap_as_its_page_released_it(tmp_path: Path) -> None:
    product, built = site(tmp_path)
    keep_known_state(product, known(regions=False))
    write_state_pages(product, built, SPECS, invented=True)
    page = soup_of(product, "caseload.html")
    assert column(page, "Flagged itself for", "caseload") == ["rate under 66.7"]
    any_group, racial = "Largest reliable gap", "Largest reliable racial or ethnic gap"
    assert column(page, any_group, "caseload") == ["Graduation rate, High needs: −18.5 points (−20.6 to −16.0), 2023-24"]
    assert column(page, racial, "caseload") == ["Chronic absence, Hispanic or Latino: +7.7 points (+5.1 to +10.3), 2024-25"]
    assert column(page, "Newest data", "caseload") == ["2024-25: Attendance; 2023-24: Graduation; no figure: Dropout"]
    assert column(page, "What would end it", "schools") == ["percentile over 10"]
    assert [link["href"] for link in page.select("#caseload a")] == [f"{HARBOR}-harbor/index.html"]


def test_a_site_of_which_nothing_is_known_still_has_its_pages_and_says_so(tmp_path: Path) -> None:
    product, built = site(tmp_path)
    write_state_pages(product, built, SPECS, invented=True)
    assert "is not known" in soup_of(product, "caseload.html").get_text()
    assert column(soup_of(product, "index.html"), "Assistance") == ["Not known", "Not known"]
    assert len(soup_of(product, "index.html").find_all("b")) == 0, "a name is text"


def test_a_roster_is_a_page_of_the_districts_it_names_flagged_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rosters = tmp_path / "rosters"
    rosters.mkdir()
    (rosters / "Team A.csv").write_text("name\nInland\n99010000\n")
    real = workspace.params
    monkeypatch.setattr(workspace, "params", lambda *parts: rosters if parts == ("rosters",) else real(*parts))
    product, built = site(tmp_path)
    keep_known_state(product, known(regions=False))
    write_state_pages(product, built, SPECS, invented=True)
    page = soup_of(product, "caseload-team-a.html")
    assert column(page, "Flagged itself for", "caseload") == ["rate under 66.7", "not known"]


def test_each_word_has_an_anchor_a_meaning_and_a_source(tmp_path: Path) -> None:
    product, built = site(tmp_path)
    write_state_pages(product, built, SPECS, invented=True)
    page = soup_of(product, "glossary.html")
    assert len(page.select("dt[id]")) == len(words.glossary().terms) == len(page.select("dd .note")) > 20
    assert "not filled in yet" in soup_of(product, "about.html").get_text()
    assert "percentage points" in soup_of(product, "methods.html").get_text()


def test_a_word_that_stands_twice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = "  - {term: Gap, means: a difference of two figures, source: ours}\n"
    (tmp_path / "glossary.yml").write_text("terms:\n" + entry + entry.replace("Gap", "GAP"))
    monkeypatch.setattr(workspace, "params", lambda *parts: tmp_path.joinpath(*parts))
    with pytest.raises(ParameterError, match="stands twice"):
        words.glossary()

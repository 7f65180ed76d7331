"""Briefs of real districts show the state's own figures: each page is read back and compared with the exports themselves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

pytestmark = [pytest.mark.real_data, pytest.mark.slow]

DISTRICTS = {"Boston": "00350000", "Springfield": "02810000", "Lawrence": "01490000"}

# DESE, Next Generation MCAS Achievement Results 2023, grades 3-8, ELA, percent meeting or exceeding expectations
ELA_2023 = {"Boston": "29%", "Springfield": "22%", "Lawrence": "18%", "State": "42%"}
# DESE, High School Graduation Rates, Boston, class of 2024, four-year: percent graduated, students in the cohort
BOSTON_2024 = {
    "High needs": ("77.1%", "3,186"),
    "Students with disabilities": ("63.8%", "756"),
}


@pytest.fixture(scope="module")
def site(real_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Achievement and graduation pages of three districts, built by the command, as an analyst would."""
    reports = tmp_path_factory.mktemp("reports")
    command = [
        *(sys.executable, "-c", "from ssos_analysis.cli import app; app()", "briefs", "build"),
        *("--districts", "boston", "Springfield Public Schools", "0149"),
        *("--notebooks", "achievement_and_growth", "chronic_absenteeism", "graduation_and_completion"),
    ]
    places = {"SSOS_STORE": str(real_store), "SSOS_REPORTS": str(reports)}
    done = subprocess.run(command, env=os.environ | places, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return reports / "massachusetts" / "site"


def page(site: Path, district: str, brief: str) -> BeautifulSoup:
    folder = next(site.glob(f"{DISTRICTS[district]}-*"))
    return BeautifulSoup((folder / f"{brief}.html").read_text("utf-8"), "html.parser")


def table(soup: BeautifulSoup, table_id: str) -> list[dict[str, str]]:
    """A table of a page, row by row, cells as a reader sees them."""
    found = soup.find("table", id=table_id)
    assert found is not None, f"no table {table_id}: {[one.get('id') for one in soup.find_all('table')]}"
    heads = [head.get_text(" ", strip=True).rstrip("↕ ").strip() for head in found.thead.find_all("th")]
    return [
        dict(zip(heads, (cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])), strict=True))
        for row in found.tbody.find_all("tr")
    ]


def export_rows(path: Path) -> list[list[str]]:
    """Rows of an export as text, read without our reader."""
    sheet = load_workbook(path, read_only=True).worksheets[0]
    return [[str(cell if cell is not None else "").strip() for cell in row] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("district", DISTRICTS)
def test_the_page_shows_the_states_mcas_figures(site: Path, district: str) -> None:
    rows = {row["Year"]: row for row in table(page(site, district, "achievement_and_growth"), "table-trend-ela-3-8-meeting-pct")}
    assert rows["2023"][district] == ELA_2023[district]
    assert rows["2023"]["State"] == ELA_2023["State"]


def test_boston_graduation_equals_the_published_figures(site: Path) -> None:
    soup = page(site, "Boston", "graduation_and_completion")
    trend = {row["Year"]: row for row in table(soup, "table-trend-four-year-graduation-pct")}
    assert (trend["2024"]["Boston"], trend["2024"]["Students"]) == ("79.7%", "3,711")
    gaps = {row["Group"]: row for row in table(soup, "table-gaps-four-year-graduation-pct")}
    for group, (rate, cohort) in BOSTON_2024.items():
        assert (gaps[group]["Published"], gaps[group]["Students"]) == (rate, cohort)
        assert gaps[group]["Gap, points"].startswith("−")
        assert " to " in gaps[group]["95% interval"].replace("\xa0", " ")


@pytest.mark.parametrize("district", DISTRICTS)
def test_each_absence_figure_on_the_page_stands_in_its_export(site: Path, real_data: Path, district: str) -> None:
    shown = {
        row["Year"]: row[district]
        for row in table(page(site, district, "chronic_absenteeism"), "table-trend-chronically-absent-pct")
    }
    checked = 0
    for path in sorted((real_data / "attendance" / "statereport_district_by_year").glob("*.xlsx")):
        title, heads, *rows = export_rows(path)
        column = heads.index("Chronically Absent (10% or more)")
        published = next(row[column] for row in rows if row[1] == DISTRICTS[district])
        year = title[0].split()[0] + (" (to 1 March)" if "(March)" in title[0] else "")
        assert shown[year] == f"{published}%", (path.name, year)
        checked += 1
    assert checked == 6


def test_the_run_record_names_every_file_with_its_hash_and_hides_nothing_published(site: Path) -> None:
    folder = next(site.glob("00350000-*"))
    record = json.loads((folder / "run.json").read_text("utf-8"))
    assert set(record["briefs"]) == {"achievement_and_growth", "chronic_absenteeism", "graduation_and_completion"}
    assert {brief["republished_hidden"] for brief in record["briefs"].values()} == {0}
    assert all(brief["republished_cells"] > 0 for brief in record["briefs"].values())
    assert len(record["sources"]) >= 7
    assert all(len(source["sha256"]) == 64 for source in record["sources"])


def test_no_page_names_a_folder_of_the_machine_it_was_built_on(site: Path, real_store: Path) -> None:
    for path in site.rglob("*.html"):
        assert str(real_store.parent) not in path.read_text("utf-8"), path.name

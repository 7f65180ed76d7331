"""Headings in doubt are held against another publication of the year; a contradiction is refused with its figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ssos_analysis.sources.import_report import FileReport, Outcome
from ssos_analysis.sources.importing import import_paths
from ssos_analysis.sources.store import Store

Write = Callable[..., Path]
Rows = list[list[Any]]

SCRAPED = ["Raw likert calculation", "Likert Score", "Admin Data Item", "Academic Year", "School Name", "DESE ID"]
OLD = ["African American", "Asian", "Hispanic", "White", "Native American", "Native Hawaiian or Pacific Islander"]
OLD += ["Multi-Race or Non-Hispanic"]
NEW = ["American Indian or Alaska Native", "Asian", "Black or African American", "Hispanic or Latino"]
NEW += ["Multi-Race, Not Hispanic or Latino", "Native Hawaiian or Other Pacific Islander", "White"]
BY_NEW = ["0.4", "12.0", "9.0", "14.0", "5.0", "0.1", "59.5"]  # in the order of NEW
BY_OLD = ["9.0", "12.0", "14.0", "59.5", "0.4", "0.1", "5.0"]  # the same shares in the order of OLD
STAFF = [f"{race} (%)" for race in ("African American", "Asian", "Hispanic", "White")]
SCHOOLS = 30


def _scrape(heads: list[str], cells: list[str], *, moved: float = 0) -> Rows:
    rows = [[*SCRAPED, *heads]]
    for school in range(SCHOOLS):
        name = f"District {school} - School {school}"
        shares = [f"{float(cell) + moved:.1f}" for cell in cells]
        rows.append(["4", "4", "item", "2023-24", name, f"{school + 1:04d}0005", *shares])
    return rows


def _imported(store: Path, *paths: Path) -> dict[str, FileReport]:
    return {Path(file.file).name: file for file in import_paths(store, paths).files}


@pytest.fixture
def sound(csv_file: Write) -> Path:
    return csv_file(_scrape(NEW, BY_NEW), "sound.csv")


def test_old_headings_over_reordered_columns_are_refused_with_the_figures(csv_file: Write, sound: Path, tmp_path: Path) -> None:
    bad = csv_file(_scrape(OLD, BY_NEW), "a_bad.csv")
    reports = _imported(tmp_path / "store", bad, sound)
    assert reports["sound.csv"].outcome == Outcome.READ
    refused = reports["a_bad.csv"]
    assert refused.outcome == Outcome.REFUSED
    assert "contradict another publication (sqm_enrollment_by_race) in 30 of 30 organizations" in refused.reason
    assert "School 0 (00010005) in 2024: Multi-Race, Not Hispanic or Latino 59.5 here, 5.0 there" in refused.reason
    assert set(Store.open(tmp_path / "store").table("enrollment_by_group")["publication"]) == {"sqm_enrollment_by_race"}


def test_what_the_store_holds_is_compared_too(csv_file: Write, sound: Path, tmp_path: Path) -> None:
    _imported(tmp_path / "store", sound)
    bad = _imported(tmp_path / "store", csv_file(_scrape(OLD, BY_NEW), "bad.csv"))["bad.csv"]
    assert "contradict" in bad.reason


def test_old_headings_over_their_own_columns_are_read_once_borne_out(csv_file: Write, sound: Path, tmp_path: Path) -> None:
    mended = csv_file(_scrape(OLD, BY_OLD), "mended.csv")
    assert _imported(tmp_path / "alone", mended)["mended.csv"].outcome == Outcome.REFUSED
    assert "no other publication" in _imported(tmp_path / "again", mended)["mended.csv"].reason
    assert _imported(tmp_path / "both", mended, sound)["mended.csv"].outcome == Outcome.READ


def test_shares_that_differ_by_rounding_and_by_days_are_not_apart(csv_file: Write, sound: Path, tmp_path: Path) -> None:
    assert (
        _imported(tmp_path / "store", csv_file(_scrape(OLD, BY_OLD, moved=0.6), "m.csv"), sound)["m.csv"].outcome == Outcome.READ
    )


def test_a_report_with_sound_headings_is_held_against_others_as_well(csv_file: Write, sound: Path, tmp_path: Path) -> None:
    heads = ["School Name", "School Code", *NEW, "Female", "Male"]
    rows: Rows = [["2023-24 Enrollment By Race/Gender Report (School)", *[""] * 10], heads]
    rows += [[f"School {n}", f"{n + 1:04d}0005", *BY_NEW[::-1], "50.0", "50.0"] for n in range(SCHOOLS)]
    reports = _imported(tmp_path / "store", csv_file(rows, "report.csv"), sound)
    assert sorted(report.outcome.name for report in reports.values()) == ["READ", "REFUSED"]


def test_schools_are_summed_to_districts_where_only_districts_are_held(csv_file: Write, tmp_path: Path) -> None:
    more = ["Native Amertican (%)", "Native Hawaiian, Pacific Islander (%)", "Multi-Race,Non-Hispanic (%)", "FTE Count"]
    scrape: Rows = [[*SCRAPED, *STAFF, *more]]
    title = "2023-24 Race/Ethnicity and Gender Staffing Report  - District - All"
    heads = ["District/School Name", "District/School Code", *STAFF]
    heads += ["Native American (%)", "Native Hawaiian, Pacific Islander (%)", "Multi-Race,Non-Hispanic (%)", "FTE Count"]
    report: Rows = [[title, *[""] * 9], heads]
    for district in range(1, SCHOOLS + 1):
        report.append([f"District {district}", f"{district:04d}0000", "6.0", "3.0", "7.0", "80.0", "0.5", "0.5", "3.0", "300.0"])
        for school, staff in ((5, "200.0"), (10, "100.0")):
            shares = ["0.5", "3.0", "6.0", "7.0", "3.0", "0.5", "80.0", staff]  # the true order under the old headings
            scrape.append(["4", "4", "i", "2023-24", f"D - S {school}", f"{district:04d}{school:04d}", *shares])
    reports = _imported(tmp_path / "store", csv_file(scrape, "staff.csv"), csv_file(report, "districts.csv"))
    assert reports["districts.csv"].outcome == Outcome.READ
    assert "in 30 of 30 organizations" in reports["staff.csv"].reason
    assert "District 1 (00010000) in 2024" in reports["staff.csv"].reason


def test_a_file_without_a_header_row_is_known_by_its_first_row(csv_file: Write, tmp_path: Path) -> None:
    rows = [["592.8", "5", "item", "2023-24", f"D - School {n}", f"{n:04d}0005", "741", "18.4"] for n in range(1, 9)]
    report = _imported(tmp_path / "store", csv_file(rows, "headless.csv"))["headless.csv"]
    assert report.outcome == Outcome.REFUSED
    assert "no header row: row 1 is data already (a code, a school year and 4 numbers)" in report.reason

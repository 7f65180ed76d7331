"""Workbooks through the reader: what their quirks mean, and what a changed layout says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ssos_analysis.errors import SourceError
from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.reader import Declared, read_file

Sheets = dict[str, list[list[Any]]]
Write = Callable[..., Path]


def rows_of(path: Path, table: str, declared: Declared | None = None) -> pd.DataFrame:
    """The rows of one table of a file, held to its declaration by pandera."""
    read = {one.table: one for one in read_file(path, declared or Declared())}
    TABLES[table].schema.validate(read[table].rows)
    return read[table].rows


def refused(path: Path, declared: Declared | None = None) -> SourceError:
    with pytest.raises(SourceError) as error:
        read_file(path, declared or Declared())
    return error.value


# --- criterion-referenced percentages


def test_each_indicator_of_a_group_is_a_row_with_its_years(write: Write, criterion: Sheets) -> None:
    rows = rows_of(write(criterion), "accountability_indicators")
    everyone = rows[rows["student_group"] == "all_students"].set_index("indicator")
    assert len(everyone) == 11
    ela = everyone.loc["ela_achievement"]
    assert (ela["org_code"], ela["school_year"], ela["gradespan"], ela["school_type"]) == ("00350505", 2025, "high_school", "HS")
    assert (ela["prior_value"], ela["current_value"], ela["target"], ela["included_n"], ela["points"]) == (
        510.5,
        510.5,
        510.5,
        150,
        3,
    )
    assert ela["reason"] == "Path Forward: Met Target"
    years = everyone[["prior_year", "current_year"]]
    assert years.loc["four_year_graduation"].tolist() == [2023, 2024]
    assert years.loc["extended_engagement"].tolist() == [2022, 2023]
    assert years.loc["chronic_absenteeism"].tolist() == [2024, 2025], "a hyphen without spaces, and a doubled space"
    assert everyone.loc["ela_growth", "current_value"] == 48.0
    assert everyone.loc["ela_growth", "prior_value__status"] == "not_reported"
    assert set(rows["student_group"]) == {"all_students", "lowest_performing", "high_needs", "asian"}


def test_a_group_too_small_is_suppressed_and_its_placeholder_is_no_score(write: Write, criterion: Sheets) -> None:
    rows = rows_of(write(criterion), "accountability_indicators")
    small = rows[rows["student_group"] == "asian"].set_index("indicator").loc["ela_achievement"]
    assert small["included_n"] == 18
    assert pd.isna(small["current_value"])
    assert (small["current_value__status"], small["current_value__text"]) == ("suppressed", "5")
    assert small["points__status"] == "suppressed"


def test_what_was_not_read_is_told(write: Write, criterion: Sheets) -> None:
    (read,) = read_file(write(criterion))
    assert read.source.answers == {"school_year": "2025 (headings)", "sheets_not_read": "Cover"}
    assert read.source.sheet == "HS"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Mathematics achievement - High school: Points", "Mathematics achievement - High school: Score", ["Points", ": Score'"]),
        (
            "Annual dropout rate - ",
            "Dropping out - ",
            ["annual_dropout of high school", "'Dropping out - High school: 2023 rate'"],
        ),
        (
            "Science achievement - High school:  N ",
            "Science achievement - High school: Students",
            ["science_achievement", "Students'"],
        ),
    ],
)
def test_a_heading_that_moved_is_named(write: Write, criterion: Sheets, old: str, new: str, words: list[str]) -> None:
    sheet = criterion["HS "]
    sheet[1] = [text.replace(old, new) for text in sheet[1]]
    error = refused(write(criterion))
    told = f"{error.what} {error.where} {error.mend}"
    assert all(word in told for word in [*words, "sheet 'HS'", "criterion_referenced.yml"]), told


def test_two_headings_for_one_thing_are_refused(write: Write, criterion: Sheets) -> None:
    for row, cell in zip(criterion["HS "][1:], ["Science achievement -High school: Target", 1, 2, 3, 4], strict=True):
        row.append(cell)
    assert "two headings say the same" in refused(write(criterion)).what


def test_a_code_that_lost_its_zeros_is_refused(write: Write, criterion: Sheets) -> None:
    criterion["HS "][2][0] = 3505050501.0
    assert "not eight characters" in refused(write(criterion)).what


def test_a_group_we_do_not_know_is_refused_with_the_file_to_correct(write: Write, criterion: Sheets) -> None:
    criterion["HS "][3][5] = "Left-handed"
    error = refused(write(criterion))
    assert "'Left-handed'" in error.what
    assert "params/sources/workbooks/criterion_referenced.yml" in error.mend


def test_the_name_of_the_file_must_agree_with_its_headings(write: Write, criterion: Sheets) -> None:
    assert rows_of(write(criterion, "criterion-referenced-percentage-2025 (1).xlsx"), "accountability_indicators").shape[0]
    assert "2024" in refused(write(criterion, "criterion-referenced-percentage-2024.xlsx")).what


def test_a_year_that_contradicts_the_headings_is_refused(write: Write, criterion: Sheets) -> None:
    assert "--year says 2024" in refused(write(criterion), Declared(school_year=2024)).what
    assert "--grades" in refused(write(criterion), Declared(grades="10")).mend


def test_a_school_in_two_sheets_is_refused(write: Write, criterion: Sheets) -> None:
    criterion["MSHS"] = criterion["HS "]
    assert "stand in two sheets" in refused(write(criterion)).what


def test_an_export_with_a_second_sheet_is_refused_as_before(write: Write) -> None:
    headings = ["District Name", "District Code", "Overall Classification", "Reason for Classification"]
    export = [["2019 Accountability Report"], headings, ["Boston", "00350000", "a", "b"]]
    assert "an export has one sheet" in refused(write({"Accountability Report": export, "More": [["x"]]})).what


# --- targets


def test_targets_and_increments_by_the_year_they_are_of(write: Write, targets: Sheets) -> None:
    rows = rows_of(write(targets), "accountability_targets")
    assert set(rows["school_year"]) == {2025}
    assert set(rows["region"]) == {"Coastal"}
    at = rows.set_index(["indicator", "measured_year"])
    assert (at.loc[("ela_achievement", "2024"), "baseline"], at.loc[("ela_achievement", "2024"), "target"]) == (492.0, 491.3)
    assert (at.loc[("ela_achievement", "2025"), "target"], at.loc[("ela_achievement", "2026"), "increment"]) == (493.2, 1.2)
    assert at.loc[("ela_achievement", "2025"), "path"] == "Path Forward"
    grad = at.loc[("four_year_graduation", "2024")]
    assert (grad["target"], grad["increment"], grad["increment_through"]) == (81.5, 1.5, 2026)
    assert at.loc[("annual_dropout", "2024"), "increment"] == 0.3, "the heading with a doubled space has no year"
    assert at.loc[("elp_progress", "2025"), "target"] == 42.0, "the heading with a trailing space"
    assert at.loc[("elp_progress", "2024"), "included_n"] == 55
    assert set(rows["gradespan"]) == {"high_school"}


def test_a_target_that_was_renamed_is_named(write: Write, targets: Sheets) -> None:
    headings = targets["Targets and Increments"][1]
    headings[headings.index("2025 % Making Progress Target ")] = "2025 Progress Goal"
    error = refused(write(targets))
    assert "elp_progress" in error.what
    headings[headings.index("2025 ELA Achievement Target")] = "2025 ELA Aim"
    headings[headings.index("2024 ELA Achievement Target")] = "2024 ELA Aim"
    assert "tells its year" in refused(write(targets)).what


# --- determinations


def determinations(year: int = 2025) -> Sheets:
    headings = ["District Code", "School Code", "District Name", "School Name", "Grades Served", "School Type"]
    headings += [f"October {year - 1} Enrollment", "Title I Status", "District Overall Classification"]
    headings += ["School Overall Classification", "Reason for School Classification", f"{year} Accountability Percentile"]
    headings += [f"{at} Annual Criterion-Referenced Target Percentage (%)" for at in (year - 1, year)]
    headings += [f"{year}  Cumulative Criterion-Referenced Target Percentage (%) "]
    headings += [f"{year} Reason for Classification - {what}" for what in ("Overall Performance", "Student Group Performance")]
    headings += [f"{year} Reason for Classification - {what}" for what in ("Graduation Rate", "Participation")]
    headings += [f"{year} Low Performing Student Group(s)", f"{year} Low Participation Student Group(s)"]
    headings += [f"{year} Federal Designation"]
    needs = ["Requiring assistance or intervention", "In need of focused/targeted support", 7]
    row = ["00350000", "00350505", "Boston", "Some High", "09-12", "High School", 812, "Title I", needs[0], *needs, 40, 46, 44]
    row += ["Low", None, None, "Low participation", "High Needs, White", None, "CSI"]
    return {"Table 1": [["Summary"], ["Districts", 9]], "Table 2 - Schools": [[f"{year} Determinations"], headings, row]}


def test_a_schools_determination_with_its_four_reasons(write: Write) -> None:
    (row,) = rows_of(write(determinations()), "accountability").to_dict("records")
    assert (row["org_code"], row["org_name"], row["school_year"]) == ("00350505", "Some High", 2025)
    assert (row["prior_annual_pct"], row["annual_pct"], row["targets_pct"]) == (40, 46, 44)
    assert (row["accountability_percentile"], row["enrollment_n"]) == (7, 812)
    assert (row["reason_overall"], row["reason_participation"]) == ("Low", "Low participation")
    assert row["reason_graduation__status"] == "not_reported"
    assert (row["low_performing_groups"], row["federal_designation"]) == ("High Needs, White", "CSI")
    assert row["classification_reason"] == "In need of focused/targeted support"


def test_a_lost_cumulative_heading_is_named(write: Write) -> None:
    sheets = determinations()
    headings = sheets["Table 2 - Schools"][1]
    headings[14] = "2025 Progress (%)"
    assert "Cumulative" in refused(write(sheets)).what


# --- percentiles, by position


def percentiles(year: int = 2025, *, groups: tuple[str, ...] = ("All Students",)) -> Sheets:
    places = {0: "ELA achievement", 2: "Math achievement", 4: "Science achievement", 8: "ELA growth", 10: "Math growth"}
    places |= {14: "4-yr grad rate", 16: "Extended engagement", 18: "Dropout rate", 22: "ELP progress"}
    places |= {26: "Chronic absenteeism", 28: "Advanced coursework"}
    headings = [f"Heading {number}" for number in range(1, 144)]
    for build, first in ((year - 2, 8), (year - 1, 52), (year, 96)):
        for at, name in places.items():
            lag = {14: 1, 16: 2, 18: 1}.get(at, 0)
            headings[first + at], headings[first + at + 1] = f"{build - lag} {name}", f"{build - lag} {name} percentile"
    headings[140], headings[141], headings[142] = f"{year} Weighted mean", f"{year} School percentile", "Notes"
    rows = []
    for number, group in enumerate(groups, start=1):
        row: list[Any] = [None] * 143
        row[:8] = [f"00350505{number:02d}", "Boston", "Some High", "x", "x", "x", "Scheme 1", group]
        row[8], row[9], row[110], row[111], row[140], row[141] = 489.5, 20, 88.1, 31, 26.4, 22
        rows.append(row)
    return {
        "HS ": [[f"{year} School Percentile Data"], headings, *rows],
        "ES": [["x"], [*headings[:8], f"{year} School percentile"], rows[0][:8]],
    }


def test_a_percentile_build_is_read_by_position(write: Write) -> None:
    path = write(percentiles())
    rows = rows_of(path, "accountability_percentiles").set_index(["build_year", "indicator"])
    first = rows.loc[("2023", "ela_achievement")]
    assert (first["indicator_value"], first["indicator_percentile"], first["value_year"]) == (489.5, 20, 2023)
    assert rows.loc[("2025", "four_year_graduation"), ["indicator_value", "value_year"]].tolist() == [88.1, 2024]
    overall = rows.loc[("2025", "overall")]
    assert (overall["indicator_value"], overall["indicator_percentile"], overall["weight_scheme"]) == (26.4, 22, "Scheme 1")
    assert len(rows) == 3
    assert read_file(path)[0].source.answers["sheets_not_read"] == "ES (9 columns where 143 are known)"


def test_the_workbook_of_groups_is_told_by_its_groups(write: Write) -> None:
    rows = rows_of(write(percentiles(groups=("High Needs", "White"))), "accountability_group_percentiles")
    assert set(rows["student_group"]) == {"high_needs", "white"}


def test_a_column_that_moved_is_named_with_its_number(write: Write) -> None:
    sheets = percentiles()
    headings = sheets["HS "][1]
    headings[98], headings[100] = headings[100], headings[98]
    error = refused(write(sheets))
    assert "column 99 should be math achievement of 2025; its heading is '2025 Science achievement'" in error.what

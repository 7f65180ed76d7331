"""The state's own accountability files: every header since 2007, with figures read off them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.reader import ReadTable, read_file

pytestmark = pytest.mark.real_data


def read(real_data: Path, name: str) -> ReadTable:
    """The only table of a file, held to its declaration by pandera."""
    (table,) = read_file(real_data / "accountability" / name)
    TABLES[table.table].schema.validate(table.rows)
    return table


def of(table: ReadTable, code: str, year: int) -> pd.Series:
    """One organization in one year."""
    rows = table.rows
    return rows[(rows["org_code"] == code) & (rows["school_year"] == year)].iloc[0]


@pytest.mark.parametrize(
    ("name", "table", "rows", "years"),
    [
        ("statereport_district_by_year/Accountability18.xlsx", "accountability", 406, {2018}),
        ("statereport_district_by_year/Accountability19.xlsx", "accountability", 406, {2019}),
        ("statereport_district_by_year/Accountability.xlsx", "accountability_levels", 403, {2017}),
        ("statereport_2016/Accountability.xlsx", "accountability_levels", 1854, {2016}),
        ("research_files_2014/accountability_district_2012_2013.csv", "accountability_levels", 803, {2012, 2013}),
        ("research_files_2014/accountability_school_2012_2013.csv", "accountability_levels", 3679, {2012, 2013}),
        (
            "research_files_2014/accountability_state_district_2007_2011.csv",
            "accountability_status",
            1959,
            set(range(2007, 2012)),
        ),
        ("research_files_2014/accountability_school_2007_2011.csv.gz", "accountability_status", 9142, set(range(2007, 2012))),
    ],
)
def test_every_row_of_every_year_is_read(real_data: Path, name: str, table: str, rows: int, years: set[int]) -> None:
    found = read(real_data, name)
    assert (found.table, len(found.rows)) == (table, rows)
    assert set(found.rows["school_year"]) == years


def test_boston_2018_and_2019(real_data: Path) -> None:
    """Overall Improvement Toward Improvement Targets 58 in 2018; Cumulative Progress 56 in 2019."""
    first = of(read(real_data, "statereport_district_by_year/Accountability18.xlsx"), "00350000", 2018)
    assert (first["targets_pct"], first["classification_reason"]) == (58, "Partially meeting targets")
    second = of(read(real_data, "statereport_district_by_year/Accountability19.xlsx"), "00350000", 2019)
    assert (second["targets_pct"], second["classification_reason"]) == (56, "Substantial progress toward targets")
    assert second["annual_pct__status"] == "not_reported"


def test_levels_of_2017_under_a_heading_of_two_rows(real_data: Path) -> None:
    found = read(real_data, "statereport_district_by_year/Accountability.xlsx")
    boston = of(found, "00350000", 2017)
    assert (boston["level"], boston["ppi_all__status"]) == ("No level", "not_reported")
    assert boston["level_reason"] == "Students in grades 3-8 participated in 2017 Next Generation MCAS tests"
    assabet = of(found, "08010000", 2017)
    assert (assabet["level"], assabet["level_reason"]) == ("Level 1", "Meeting gap narrowing goals")
    assert (assabet["ppi_all"], assabet["ppi_high_needs"]) == (77, 78)
    assert found.rows["level"].value_counts().to_dict() == {
        "No level": 345, "Level 2": 20, "Level 1": 16, "Level 3": 10, "Insufficient data": 9, "Level 5": 3,
    }  # fmt: skip


def test_levels_of_schools_in_2016(real_data: Path) -> None:
    school = of(read(real_data, "statereport_2016/Accountability.xlsx"), "00350558", 2016)
    assert (school["level"], school["school_type"], school["school_percentile"]) == ("Level 2", "High School", 23)
    assert (school["ppi_all"], school["ppi_high_needs"]) == (70, 62)


def test_levels_and_statuses_of_the_research_files(real_data: Path) -> None:
    boston = of(read(real_data, "research_files_2014/accountability_district_2012_2013.csv"), "00350000", 2013)
    assert (boston["level"], boston["ppi_all"], boston["ppi_high_needs"]) == ("Level 4", 48, 51)
    status = of(read(real_data, "research_files_2014/accountability_state_district_2007_2011.csv"), "00350000", 2011)
    assert (status["ela_status"], status["math_status"]) == ("Corrective Action", "Corrective Action - Subgroups")
    school = of(read(real_data, "research_files_2014/accountability_school_2007_2011.csv.gz"), "00010505", 2011)
    assert (school["ela_aggregate_ayp"], school["math_aggregate_ayp"]) == ("Yes", "No")
    assert (school["ela_performance_cpi"], school["math_improvement_cpi"]) == (96.4, -2.4)

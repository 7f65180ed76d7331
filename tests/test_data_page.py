"""The data report as a page and CSV files: whole, within its bound, and true of the frames it was made from."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from typer.testing import CliRunner

from ssos_analysis import cli
from ssos_analysis.data_page import SHOWN, data_report_page, write_data_report
from ssos_analysis.press.page_check import check_page
from ssos_analysis.sources.data_report import DataReport, data_report


@pytest.fixture(scope="module")
def report(example_store: Path) -> DataReport:
    return data_report(example_store / "store")


@pytest.fixture(scope="module")
def page(report: DataReport) -> BeautifulSoup:
    return BeautifulSoup(data_report_page(report), "html.parser")


def test_the_invented_state_agrees_with_itself(report):
    """The example publishes what adds up; only figures that stand apart by chance may be listed."""
    differing = {one.id: one.differing for one in report.checks if one.differing}
    assert set(differing) <= {"outliers", "repeated_rows", "counts_against_enrollment"}, differing
    compared = {one.id: one.compared for one in report.checks}
    assert min(compared.values()) > 0, compared


def test_coverage_counts_what_the_store_holds(report):
    assert report.coverage["rows"].sum() == report.status.rows
    assert (report.coverage["figures"] <= report.coverage["cells"]).all()
    assert set(report.coverage["table"]) == {one.table for one in report.status.holdings}


def test_every_file_is_listed_once_a_publication(report):
    read = report.files[report.files["outcome"] == "read"]
    assert read["rows"].sum() == report.status.rows
    assert not read.duplicated(["source_id", "publication"]).any()


def test_the_page_passes_the_check_of_the_press_and_says_that_data_are_invented(report):
    assert check_page(data_report_page(report), name="index.html", invented=True) == []


def test_every_check_has_a_section_with_its_numbers(report, page):
    for one in report.checks:
        heading = page.find(id=one.id.replace("_", "-"))
        section = heading.find_parent("section").get_text(" ")
        assert f"{one.agreeing:,} of {one.compared:,} agree." in section
        rows = heading.find_parent("section").select("tbody tr")
        assert len(rows) == min(SHOWN, len(one.found))


def test_each_csv_has_every_row(report, tmp_path):
    write_data_report(report, tmp_path / "report")
    for name, frame in report.tables().items():
        with (tmp_path / "report" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        assert rows[0] == list(frame.columns)
        assert len(rows) - 1 == len(frame)
    assert not list((tmp_path / "report").glob(".*"))


def test_the_page_links_only_files_that_are_there(report, page, tmp_path):
    write_data_report(report, tmp_path)
    links = {link["href"] for link in page.select(".downloads a")}
    assert links
    assert links <= {path.name for path in tmp_path.iterdir()}


def test_in_a_notebook_the_report_says_what_stands_out(report):
    told = repr(report)
    assert f"{report.status.rows:,} rows" in told
    assert ".coverage" in told


def test_the_command_writes_it_and_says_where(example_store, tmp_path):
    arguments = ["data", "report", "--store", str(example_store / "store"), "--to", str(tmp_path / "here")]
    answer = CliRunner().invoke(cli.app, arguments)
    assert answer.exit_code == 0, answer.output
    assert (tmp_path / "here" / "index.html").is_file()
    assert "values restated" in answer.output

"""`ssos caseload` and the choice of districts by it, on the example state."""

import csv

import pytest
from typer.testing import CliRunner

from ssos_analysis.cli import app
from ssos_analysis.cli.asking import every_district, store_of
from ssos_analysis.cli.selecting import narrowed
from ssos_analysis.errors import ParameterError
from ssos_analysis.press.page_check import check_page
from ssos_analysis.sources.store import Store


@pytest.fixture(scope="module")
def invented(example_store):
    return Store.open(example_store / "store")


def run(*arguments):
    return CliRunner().invoke(app, ["caseload", "--example", *arguments])


def test_it_lists_districts_with_the_reasons_of_their_schools(example_store):
    done = run()
    assert done.exit_code == 0
    assert "5 schools flagged in 2 districts; 1 district is flagged itself; together 2 districts (2025)." in done.output
    assert "Port Calder" in done.output
    assert "Dunmarrow" in done.output


def test_schools_are_listed_with_reason_and_year(example_store):
    done = run("--schools", "--year", "2024")
    assert "(2024)" in done.output
    assert "accountability percentile" in done.output


def test_page_and_csv_hold_the_same_schools(example_store, tmp_path):
    done = run("--page", str(tmp_path / "page"), "--csv", str(tmp_path / "all.csv"))
    assert done.exit_code == 0
    assert f"Written: {tmp_path / 'all.csv'}" in done.output
    page = (tmp_path / "page" / "index.html").read_text("utf-8")
    assert check_page(page, name="index.html", invented=True) == []
    with (tmp_path / "all.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["Level"] for row in rows} == {"district", "school"}
    schools = [row["School"] for row in rows if row["Level"] == "school"]
    assert len(schools) == 5
    assert all(name in page for name in schools)
    assert {path.name for path in (tmp_path / "page").iterdir()} == {
        "index.html", "districts.csv", "schools.csv", "moves.csv", "near_lines.csv",
    }  # fmt: skip


def test_whom_the_state_flagged_stands_beside_the_side_of_a_line(example_store, tmp_path):
    assert run("--page", str(tmp_path)).exit_code == 0
    with (tmp_path / "near_lines.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["Flagged by the state"] for row in rows} <= {"yes", "no", "not known"}
    assert {row["Side of the line"] for row in rows} <= {
        "under the line", "at or over the line", "at or under the line", "over the line",
    }  # fmt: skip
    page = (tmp_path / "index.html").read_text("utf-8")
    assert "Flagged by the state" in page
    assert ("the line of participation (95)." in page) == any(row["Line"] == "participation" for row in rows)


def test_files_are_written_though_a_reader_ends_the_command_after_the_first_line(example_store, tmp_path, monkeypatch):
    def closed(*_):
        raise BrokenPipeError

    monkeypatch.setattr("ssos_analysis.sources.plain_text.say", closed)
    done = run("--csv", str(tmp_path / "all.csv"), "--page", str(tmp_path / "page"))
    assert done.exit_code != 0
    assert (tmp_path / "all.csv").exists()
    assert (tmp_path / "page" / "index.html").exists()


def test_a_place_that_cannot_be_written_is_told_without_a_path(example_store, tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    done = run("--page", str(tmp_path / "file" / "page"))
    assert done.exit_code == 2
    assert "cannot be written" in done.output
    assert str(tmp_path) not in done.output


def test_a_region_narrows_the_list_and_an_unknown_one_names_those_there_are(example_store):
    assert "together 1 district" in run("--region", " coastal ").output
    done = run("--region", "Atlantis")
    assert done.exit_code == 2
    assert "Coastal, West/Central" in done.output


@pytest.mark.parametrize(
    ("choice", "codes"),
    [
        ({"assistance": True, "region": None}, ["99020000", "99110000"]),
        ({"assistance": True, "region": "West/Central"}, ["99110000"]),
    ],
)
def test_briefs_are_chosen_by_caseload_and_region(example_store, invented, tmp_path, choice, codes):
    everyone = every_district(example=True, store_path=tmp_path)
    assert len(everyone.districts) == 12
    assert [district.code for district in narrowed(everyone, invented, **choice).districts] == codes
    assert store_of(invented=True, store_path=tmp_path).fingerprint() == invented.fingerprint()


def test_a_choice_that_leaves_nobody_says_what_was_chosen(example_store, invented, tmp_path):
    everyone = every_district(example=True, store_path=tmp_path)
    named = type(everyone)([one for one in everyone.districts if one.code == "99010000"], invented=True)
    with pytest.raises(ParameterError, match="no district is left: requiring assistance"):
        narrowed(named, invented, assistance=True, region=None)

"""The published numbers as files: what the state prints and nothing else, harmless in a spreadsheet, the same bytes each time."""

from __future__ import annotations

import base64
import csv
import io
import zipfile

import openpyxl
import pandas as pd
import pytest
from small_tables import STATE, cohort, tidy

from ssos_analysis import parameters
from ssos_analysis.analyses import published_numbers
from ssos_analysis.disclosure.release import Released, release
from ssos_analysis.measures.published import published_figures
from ssos_analysis.measures.registry import measure
from ssos_analysis.presentation import codebook_table, number_files
from ssos_analysis.provenance import RunRecord

DISTRICT, SCHOOL = "01110000", "01110005"
ROWS = [
    cohort(DISTRICT, 2023, "91.0", 52, source_id="a" * 12),
    cohort(DISTRICT, 2024, "92.0", 50, source_id="a" * 12),
    cohort(SCHOOL, 2024, "95.0", 20, source_id="a" * 12),
    cohort(STATE, 2024, "90.0", 7000, source_id="a" * 12),
]


def released(name: str = "Alder", through: int = 2024) -> tuple[Released, RunRecord]:
    table = tidy("graduation", ROWS)
    figures = published_figures(
        [measure("four_year_graduation_pct")], lambda _: table, district_code=DISTRICT, through=through
    ).assign(org_name=name)
    record = RunRecord("published_numbers", DISTRICT, name, parameters={}, invented=True)
    return release(published_numbers(figures, district_name=name), parameters.disclosure_policy(), record), record


def files(shown: Released, showing) -> tuple[list[dict[str, str]], bytes]:
    [page] = showing(number_files, shown)
    facts = page.facts
    return list(csv.DictReader(io.StringIO(facts["csv"]))), base64.b64decode(facts["workbook"])


def test_the_files_hold_the_state_s_figures_of_the_district_as_printed(showing):
    shown, record = released()
    rows, _ = files(shown, showing)
    assert [(row["school_year"], row["published_figure"], row["students_n"]) for row in rows] == [
        ("2023", "91.0", "52"), ("2024", "92.0", "50"),
    ]  # fmt: skip
    assert {row["org_code"] for row in rows} == {DISTRICT}
    assert not [name for name in rows[0] if "derived" in name or "interval" in name or "with_outcome" in name]
    assert (record.republished_cells, record.republished_hidden) == (4, 0)


def test_the_upper_bound_holds(showing):
    assert [row["school_year"] for row in files(released(through=2023)[0], showing)[0]] == ["2023"]


def test_every_column_and_measure_of_the_files_is_in_the_codebook(showing):
    shown, _ = released()
    rows, book = files(shown, showing)
    [codebook] = showing(codebook_table, shown)
    told = codebook.csv
    assert [one["Name"] for one in told if one["What"] == "column"] == list(rows[0])
    assert [one["Name"] for one in told if one["What"] == "measure"] == ["four_year_graduation_pct"]
    assert all(one["Unit"] and one["Meaning"] and one["Source"] for one in told)
    sheets = openpyxl.load_workbook(io.BytesIO(book))
    assert [sheet.title for sheet in sheets] == ["Numbers", "Codebook"]
    assert sheets["Codebook"].max_row == len(told) + 1


@pytest.mark.parametrize("name", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "\t=1", "＝1+1"])
def test_a_name_is_never_a_formula_in_either_file(showing, name):
    rows, book = files(released(name)[0], showing)
    assert {row["org_name"][0] for row in rows} == {"'"}
    cells = [cell for line in openpyxl.load_workbook(io.BytesIO(book))["Numbers"] for cell in line]
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "n"}
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert b"<f>" not in b"".join(archive.read(part) for part in archive.namelist())


def test_the_same_numbers_are_the_same_bytes(showing):
    assert files(released()[0], showing) == files(released()[0], showing)


def test_a_district_without_figures_gets_a_sentence_and_no_file(showing):
    table = tidy("graduation", ROWS)
    figures = published_figures([measure("four_year_graduation_pct")], lambda _: table, district_code="02220000", through=2024)
    assert isinstance(figures, pd.DataFrame)
    record = RunRecord("published_numbers", "02220000", "Elder", parameters={}, invented=True)
    shown = release(published_numbers(figures, district_name="Elder"), parameters.disclosure_policy(), record)
    [page] = showing(number_files, shown)
    assert page.facts == {"kind": "prose"}
    assert "No figure" in page.text

"""The raw files of the example state: the same bytes on every run, the state's own forms and floors, and no real name."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import orjson
import pytest
from python_calamine import CalamineWorkbook

from ssos_analysis.sources.example.build import RAW, write_raw
from ssos_analysis.sources.example.places import SMALL_STATE
from ssos_analysis.sources.example.publishing import ALL_MCAS_GROUPS, SIXTEEN_GROUPS, hub_label
from ssos_analysis.vocabulary.organizations import STATE, is_code, is_example
from ssos_analysis.vocabulary.student_groups import group_id

Rows = list[list[Any]]


def sheet(path: Path) -> tuple[str, Rows]:
    """Name of the sheet and its raw cells."""
    book = CalamineWorkbook.from_path(path)
    return book.sheet_names[0], book.get_sheet_by_index(0).to_python(skip_empty_area=False)


@pytest.fixture(scope="module")
def raw(example_store: Path) -> Path:
    return example_store / RAW


@pytest.fixture(scope="module")
def records(raw: Path) -> dict[str, list[dict[str, str]]]:
    """Hub records by dataset."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for path in sorted((raw / "e2c").rglob("*.json")):
        found[path.parent.name] += orjson.loads(path.read_bytes())
    return found


def test_a_second_run_gives_the_same_bytes(raw: Path, tmp_path: Path) -> None:
    write_raw(tmp_path / RAW)
    files = sorted(path.relative_to(raw) for path in raw.rglob("*") if path.is_file())
    again = sorted(path.relative_to(tmp_path / RAW) for path in (tmp_path / RAW).rglob("*") if path.is_file())
    assert files == again
    assert len(files) > 300
    assert [str(path) for path in files if (raw / path).read_bytes() != (tmp_path / RAW / path).read_bytes()] == []


def test_the_files_stay_small(raw: Path) -> None:
    assert sum(path.stat().st_size for path in raw.rglob("*") if path.is_file()) < 60_000_000


def test_every_code_is_of_the_example_state(raw: Path, records: dict[str, list[dict[str, str]]]) -> None:
    for path in sorted((raw / "statereport").rglob("*.xlsx")):
        _, rows = sheet(path)
        codes = {row[1] for row in rows[1:] if isinstance(row[1], str) and is_code(row[1])}
        assert codes
        assert all(code == STATE or is_example(code) for code in codes), path.name
    for dataset in records.values():
        assert all(record["org_code"] == STATE or is_example(record["org_code"]) for record in dataset)
        assert all(record["dist_code"] == STATE or is_example(record["dist_code"]) for record in dataset)


_COMMON_WORDS = {
    "school", "high", "middle", "elementary", "academy", "charter", "public", "district", "regional", "vocational", "technical",
    "valley", "island", "junior", "senior", "port", "ridge", "state",
}  # fmt: skip


@pytest.mark.real_data
def test_no_name_is_of_a_real_place_or_school(real_data: Path) -> None:
    """Every word of an invented name, but the common ones (school, valley), is in no name of the real directory."""
    _, rows = sheet(real_data / "directory" / "profiles_search_export" / "districts.xlsx")
    real = {str(cell).lower() for row in rows[1:] for cell in (row[0], row[7])}
    schools = orjson.loads((real_data / "e2c_district_extract_sy2025" / "ma_public_schools.geojson").read_bytes())
    real |= {value.lower() for one in schools["features"] for value in one["properties"].values() if isinstance(value, str)}
    words = {word for name in real for word in re.findall(r"[a-z]+", name)}
    invented = {word for place in SMALL_STATE.places for word in re.findall(r"[a-z]+", place.name.lower())} - _COMMON_WORDS
    assert len(invented) > 20
    assert invented & words == set()


# --- the forms of the state's own exports

TWINS = [
    ("mcas/statereport_district_2023/NextGenMCAS.xlsx", "mcas/all_students/NextGenMCAS_district_03-08_2023.xlsx"),
    ("mcas/statereport_district_2021/NextGenMCAS.xlsx", "mcas/all_students/NextGenMCAS_district_03-08_2021.xlsx"),
    (
        "mcas/statereport_district_2016_2022/NextGenMCAS(1).xlsx",
        "mcas/declared/10/all_students/NextGenMCAS_district_10_2019.xlsx",
    ),
    ("mcas/statereport_school_2017/NextGenMCAS.xlsx", "mcas/all_students/NextGenMCAS_school_03-08_2017.xlsx"),
    ("mcas/statereport_school_hssci/2022_HSSci_NextGenMCAS.xlsx", "mcas/all_students/NextGenMCAS_school_HS_2022.xlsx"),
    ("enrollment/statereport_district_by_year/enrollmentbygrade22.xlsx", "enrollment/enrollmentbygrade_district_2023.xlsx"),
    ("enrollment/statereport_district_2022/enrollmentbyracegender.xlsx", "enrollment/enrollmentbyracegender_district_2022.xlsx"),
    (
        "enrollment/statereport_school_member_data/MA_enrollmentbyracegender.xlsx",
        "enrollment/enrollmentbyracegender_school_2023.xlsx",
    ),
    ("enrollment/statereport_district_by_year/selectedpopulations20.xlsx", "enrollment/selectedpopulations_district_2020.xlsx"),
    ("enrollment/statereport_district_by_year/selectedpopulations23.xlsx", "enrollment/selectedpopulations_district_2023.xlsx"),
    (
        "enrollment/statereport_school_member_data/MA_selectedpopulations.xlsx",
        "enrollment/selectedpopulations_school_2023.xlsx",
    ),
    ("attendance/statereport_district_by_year/attendance18.xlsx", "attendance/attendance_district_2019_all_students.xlsx"),
    ("attendance/statereport_district_by_year/attendance22.xlsx", "attendance/attendance_district_2023_march_all_students.xlsx"),
    (
        "discipline/statereport_district_by_year/StudentDisciplineDataReport22.xlsx",
        "discipline/ssdr_district_2022_all_students.xlsx",
    ),
    (
        "discipline/statereport_district_by_year/StudentDisciplineDataReport14.xlsx",
        "discipline/ssdr_district_2019_all_students.xlsx",
    ),
    ("graduation/statereport_2016_2018/gradrates.xlsx", "graduation/gradrates_district_2017_4-year_all_students.xlsx"),
    ("graduation/statereport_2016_2018/gradrates (1).xlsx", "graduation/gradrates_school_2017_4-year_all_students.xlsx"),
    ("graduation/statereport_2016_2018/dropout (1).xlsx", "dropout/dropout_district_2017_all_students.xlsx"),
    ("graduation/statereport_school_2018/dropout.xlsx", "dropout/dropout_school_2018_all_students.xlsx"),
    ("accountability/statereport_district_by_year/Accountability18.xlsx", "accountability/Accountability_district_2018.xlsx"),
    ("accountability/statereport_district_by_year/Accountability19.xlsx", "accountability/Accountability_district_2019.xlsx"),
]


def form(cell: Any) -> tuple[str, int]:
    """What kind of cell it is: its type, and the width of a padded number in text."""
    is_number = isinstance(cell, str) and re.fullmatch(r"\s*[\d,]+(\.\d+)?", cell)
    return type(cell).__name__, len(cell) if is_number and not is_code(cell) else 0


@pytest.mark.real_data
@pytest.mark.parametrize(("real", "ours"), TWINS, ids=[ours.split("/")[-1] for _, ours in TWINS])
def test_exports_are_twins_of_the_states_own(real_data: Path, raw: Path, real: str, ours: str) -> None:
    real_sheet, real_rows = sheet(real_data / real)
    our_sheet, our_rows = sheet(raw / "statereport" / ours)
    assert our_sheet == real_sheet
    assert our_rows[0] == real_rows[0]
    assert our_rows[1] == real_rows[1]

    def forms(rows: Rows, column: int) -> set[tuple[str, int]]:
        return {form(row[column]) for row in rows[2:] if row[column] != ""}

    for column in range(len(real_rows[1])):
        assert forms(our_rows, column) <= forms(real_rows, column), real_rows[1][column]

    def states(rows: Rows) -> list[tuple[int, str]]:
        """State rows: their place counted from the end, and their name."""
        return [(len(rows) - number, row[0]) for number, row in enumerate(rows) if row[1] == STATE]

    assert states(our_rows) == states(real_rows)


@pytest.mark.real_data
def test_the_directory_is_a_twin_too(real_data: Path, raw: Path) -> None:
    _, real_rows = sheet(real_data / "directory" / "profiles_search_export" / "districts.xlsx")
    _, our_rows = sheet(raw / "statereport" / "directory" / "districts.xlsx")
    assert our_rows[0] == real_rows[0]
    assert {row[2] for row in our_rows[1:]} <= {row[2] for row in real_rows[1:]}
    assert len(our_rows) == 13


# --- hub records

ORGANIZATION = "sy dist_code dist_name org_code org_name org_type"
FIELDS = {
    "i9w6-niyt": "test_grade subject_code stu_grp m_plus_e_cnt m_plus_e_pct e_cnt e_pct m_cnt m_pct pm_cnt pm_pct nm_cnt nm_pct "
    "stu_cnt stu_part_pct avg_scaled_score avg_sgp avg_sgp_incl ach_percentile district_and_school",
    "t8td-gens": "total_cnt pk_cnt k_cnt g1_cnt g2_cnt g3_cnt g4_cnt g5_cnt g6_cnt g7_cnt g8_cnt g9_cnt g10_cnt g11_cnt g12_cnt "
    "sp_cnt aian_pct as_pct baa_pct hl_pct mnhl_pct nhpi_pct wh_pct fe_pct ma_pct nb_pct el_cnt el_pct flne_cnt flne_pct "
    "hn_cnt hn_pct li_cnt li_pct ecd_cnt ecd_pct swd_cnt swd_pct",
    "n2xa-p822": "grad_rate_type stu_grp cohort_cnt grad_pct in_sch_pct non_grad_pct ged_pct drpout_pct exclud_pct",
    "cmm7-ttbg": "stu_grp enroll_cnt_all drpout_cnt_all drpout_pct_all drpout_pct_grd_09 drpout_pct_grd_10 drpout_pct_grd_11 "
    "drpout_pct_grd_12",
    "ak6h-9k7x": "attend_period stu_grp attend_rate cnt_avg_abs pct_abs_10_days pct_chron_abs_10 pct_chron_abs_20 "
    "pct_unexc_10_days",
    "2kca-w7rq": "stu_grp offense stu_cnt stu_discipl_cnt in_susp_pct out_susp_pct exp_pct alt_setting_pct emerg_rmvl_pct "
    "arrest_pct lawenf_ref_pct",
    "ppbc-i8t9": "classification_overall classification_reason accntblty_pctle cumulative_prgrss_pct",
}


def test_records_have_the_catalogued_fields_and_text_values(records: dict[str, list[dict[str, str]]]) -> None:
    assert set(records) == set(FIELDS)
    for dataset, rows in records.items():
        assert {field for row in rows for field in row} == set(f"{ORGANIZATION} {FIELDS[dataset]}".split()), dataset
        assert all(isinstance(value, str) and value for row in rows for value in row.values())
        shares = [float(value) for row in rows for field, value in row.items() if re.search("pct(_|$)|attend_rate", field)]
        assert min(shares) >= 0
        assert max(shares) <= 1


def test_records_have_every_group_and_the_datasets_own_words(records: dict[str, list[dict[str, str]]]) -> None:
    mcas = records["i9w6-niyt"]
    assert {row["stu_grp"] for row in mcas} == {hub_label(group) for group in ALL_MCAS_GROUPS}
    assert {row["org_type"] for row in mcas} == {
        "State", "Public School District", "Charter District", "Public School", "Charter School",
    }  # fmt: skip
    assert {row["test_grade"] for row in mcas} == {"ALL (03-08)", "03", "04", "05", "06", "07", "08", "10", "HS SCI"}
    for dataset in ("n2xa-p822", "cmm7-ttbg", "ak6h-9k7x", "2kca-w7rq"):
        assert {row["stu_grp"] for row in records[dataset]} == {hub_label(group) for group in SIXTEEN_GROUPS}
        assert {row["org_type"] for row in records[dataset]} == {"State", "District", "School"}
    assert all(group_id(hub_label(group)) == group for group in ALL_MCAS_GROUPS)


def test_income_labels_follow_the_year(records: dict[str, list[dict[str, str]]]) -> None:
    for dataset in ("i9w6-niyt", "n2xa-p822", "cmm7-ttbg", "ak6h-9k7x", "2kca-w7rq"):
        for row in records[dataset]:
            if row["stu_grp"] in ("Low Income", "Non-Low Income"):
                assert row["sy"] >= "2022"
            if row["stu_grp"] == "Economically Disadvantaged":
                assert row["sy"] <= "2021"


def test_floors_of_the_records(records: dict[str, list[dict[str, str]]]) -> None:
    assert min(int(row["stu_cnt"]) for row in records["i9w6-niyt"]) == 10
    assert min(int(row["cohort_cnt"]) for row in records["n2xa-p822"]) == 6
    growth = [row for row in records["i9w6-niyt"] if "avg_sgp" in row]
    assert min(int(row["avg_sgp_incl"]) for row in growth) == 20
    assert not [row for row in growth if row["test_grade"] in ("03", "HS SCI") or row["subject_code"] == "SCI"]
    disciplined = records["2kca-w7rq"]
    assert min(int(row["stu_discipl_cnt"]) for row in disciplined if "out_susp_pct" in row) == 6
    assert max(int(row["stu_discipl_cnt"]) for row in disciplined if "out_susp_pct" not in row and "stu_discipl_cnt" in row) == 5
    assert all("stu_discipl_cnt" in row for row in disciplined if int(row["stu_cnt"]) >= 6)
    assert not [row for row in records["n2xa-p822"] if row["org_type"] == "State" and "Adjusted" in row["grad_rate_type"]]


def test_attendance_has_both_periods_and_one_missing_year(records: dict[str, list[dict[str, str]]]) -> None:
    periods = defaultdict(set)
    for row in records["ak6h-9k7x"]:
        periods[row["attend_period"], row["dist_code"]].add(row["sy"])
    assert periods["March", STATE] == {"2021", "2022", "2023"}
    assert periods["End of Year", STATE] == {str(year) for year in range(2017, 2026)}
    assert periods["End of Year", "99090000"] == periods["End of Year", STATE] - {"2023"}
    assert "2023" in periods["March", "99090000"]

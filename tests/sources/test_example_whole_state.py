"""The example at the scale of a whole state: who is in it, the laws its records keep, and that it is never held together."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from python_calamine import CalamineWorkbook

from ssos_analysis.errors import ParameterError, StoreError
from ssos_analysis.sources.example import build, build_example, ensure_example
from ssos_analysis.sources.example.organizations import District
from ssos_analysis.sources.example.state_scale import TITLES, build_state, generating
from ssos_analysis.sources.example.state_scale.building import FEWEST_WITH_STORE
from ssos_analysis.sources.example.state_scale.drawing import MOST, state_parts
from ssos_analysis.sources.example.state_scale.generating import Written, write_state
from ssos_analysis.sources.example.state_scale.pages import PAGE_ROWS, PagedDataset
from ssos_analysis.sources.example.targets import targets
from ssos_analysis.sources.importing import import_paths
from ssos_analysis.vocabulary.organizations import STATE, is_code, is_example

Record = dict[str, str]
Sums = dict[tuple[str, ...], dict[str, Record]]

TWO_PARTS = 22
"""A full part of twenty, and a short one: a city and a town."""


@pytest.fixture(scope="module")
def districts() -> list[District]:
    return [district for part in state_parts(MOST, targets().seed) for district in part.districts]


@pytest.fixture(scope="module")
def told() -> list[Written]:
    return []


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory, told: list[Written]) -> Path:
    folder = tmp_path_factory.mktemp("state") / build.RAW
    write_state(folder, TWO_PARTS, told.append)
    return folder


def records(raw: Path, dataset: str) -> Iterator[Record]:
    for page in sorted((raw / "e2c" / dataset).glob("*_page-*.json")):
        yield from orjson.loads(page.read_bytes())


@pytest.fixture(scope="module")
def mcas(raw: Path) -> Sums:
    """MCAS records by year, grades, subject and organization, then by student group."""
    found: Sums = defaultdict(dict)
    for record in records(raw, "i9w6-niyt"):
        key = tuple(record[name] for name in ("sy", "test_grade", "subject_code", "org_code"))
        assert record["stu_grp"] not in found[key], key
        found[key][record["stu_grp"]] = record
    return found


def students_of(district: District) -> int:
    return sum(district.students_in(grade) for grade in range(district.low, district.high + 1))


# --- who is in it


def test_the_codes_are_invented_unique_and_not_those_of_the_twelve(districts: list[District]) -> None:
    codes = [district.code for district in districts]
    codes += [district.school_code(school) for district in districts for school in district.schools]
    assert len(districts) == MOST
    assert 1_700 < len(codes) - MOST < 1_900
    assert len(set(codes)) == len(codes)
    assert all(is_code(code) and is_example(code) and not code.startswith("99") for code in codes)


def test_names_and_sizes_are_those_of_a_state(districts: list[District]) -> None:
    assert len({district.name for district in districts}) == MOST
    for district in districts:
        assert len({school.name for school in district.schools}) == len(district.schools)
    sizes = np.array([students_of(district) for district in districts])
    assert 900_000 < sizes.sum() < 1_050_000
    assert 1_000 < np.median(sizes) < 2_500
    assert sizes.min() < 250
    assert 3 <= (sizes >= 20_000).sum() <= 6
    assert sizes.max() < 50_000
    assert sum(district.is_charter for district in districts) >= 60
    assert sum(district.low == 9 for district in districts) >= 20
    assert sum(district.high < 9 for district in districts) >= 40


def test_the_first_districts_are_the_same_whatever_their_number(districts: list[District]) -> None:
    fewer = [district for part in state_parts(33, targets().seed) for district in part.districts]
    assert fewer == districts[:33]


@pytest.mark.real_data
def test_no_word_of_a_name_is_of_a_real_place_or_school(districts: list[District], real_data: Path) -> None:
    book = CalamineWorkbook.from_path(real_data / "directory" / "profiles_search_export" / "districts.xlsx")
    rows = book.get_sheet_by_index(0).to_python()
    real = {str(cell).lower() for row in rows[1:] for cell in (row[0], row[7])}
    schools = orjson.loads((real_data / "e2c_district_extract_sy2025" / "ma_public_schools.geojson").read_bytes())
    real |= {value.lower() for one in schools["features"] for value in one["properties"].values() if isinstance(value, str)}
    words = {word for name in real for word in re.findall(r"[a-z]+", name)}
    kinds = {"school", "high", "middle", "elementary", "charter", "public", "district", "regional", "vocational", "technical"}
    names = [district.name for district in districts] + [school.name for one in districts for school in one.schools]
    invented = {word for name in names for word in re.findall(r"[a-z]+", name.lower())} - kinds - {"valley", "junior", "senior"}
    assert len(invented) > 450
    assert invented & words == set()


@pytest.mark.real_data
def test_no_real_code_looks_invented(real_data: Path) -> None:
    book = CalamineWorkbook.from_path(real_data / "directory" / "profiles_search_export" / "districts.xlsx")
    codes = [row[1] for row in book.get_sheet_by_index(0).to_python() if isinstance(row[1], str) and is_code(row[1])]
    assert len(codes) > 380
    assert not any(map(is_example, codes))


def test_every_district_has_one_of_two_regions_in_the_register(raw: Path) -> None:
    with (raw / "regions.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert list(lines[0]) == ["code", "region", "lead", "source", "date"]
    assert len({line["code"] for line in lines}) == len(lines) == TWO_PARTS
    assert {line["region"] for line in lines} == {"Coastal", "West/Central"}
    assert all(line["lead"] and line["source"] == "invented" for line in lines)


# --- what the records must satisfy


def count(record: Record | None, field: str = "stu_cnt") -> int:
    return int(record[field]) if record else 0


def test_levels_sum_to_the_tested_and_small_groups_are_absent(mcas: Sums) -> None:
    for by_group in mcas.values():
        for record in by_group.values():
            tested = count(record)
            assert tested >= 10
            assert sum(count(record, f"{level}_cnt") for level in ("e", "m", "pm", "nm")) == tested
            assert count(record, "m_plus_e_cnt") == count(record, "e_cnt") + count(record, "m_cnt")
            assert all(isinstance(value, str) and value for value in record.values())


RACES = ("American Indian or Alaska Native", "Asian", "Black or African American", "Hispanic or Latino",
         "Multi-Race, Not Hispanic or Latino", "Native Hawaiian or Other Pacific Islander", "White")  # fmt: skip


def test_partitions_sum_to_all_students_where_no_part_is_left_out(mcas: Sums) -> None:
    whole = 0
    for (year, *_), by_group in mcas.items():
        tested = count(by_group["All Students"])
        partitions = [("Students with Disabilities", "Students without Disabilities"), RACES, ("Title I", "Non-Title I")]
        if int(year) >= 2022:
            partitions.append(("Low Income", "Non-Low Income"))
        for partition in partitions:
            parts = sum(count(by_group.get(group)) for group in partition)
            left_out = sum(group not in by_group for group in partition)
            assert tested - 9 * left_out <= parts <= tested
            whole += left_out == 0
        genders = sum(count(by_group.get(group)) for group in ("Female", "Male"))
        assert tested - 9 * 2 - 0.02 * tested <= genders <= tested  # nonbinary students have no MCAS row
    assert whole > 5_000


def test_high_needs_holds_its_parts(mcas: Sums) -> None:
    for (year, *_), by_group in mcas.items():
        if "High Needs" in by_group:
            income = "Low Income" if int(year) >= 2022 else "Economically Disadvantaged"
            parts = [count(by_group.get(group)) for group in (income, "English Learners and Former English Learners",
                                                              "Students with Disabilities")]  # fmt: skip
            assert max(parts) <= count(by_group["High Needs"]) <= sum(parts) + 9 * 3


def test_schools_sum_to_districts_and_districts_to_the_state(mcas: Sums) -> None:
    below: dict[tuple[str, ...], int] = defaultdict(int)
    own: dict[tuple[str, ...], int] = {}
    missing_school: set[tuple[str, ...]] = set()
    for (*test, code), by_group in mcas.items():
        tested = count(by_group["All Students"])
        own[(*test, code)] = tested
        if code != STATE:
            below[(*test, STATE if code.endswith("0000") else code[:4] + "0000")] += tested
    for key, tested in own.items():
        if key[-1].endswith("0000") and key in below:
            # A school or district with fewer than ten tested has no row, but is in the sum above it.
            assert below[key] <= tested
            missing_school |= {key} if below[key] < tested else set()
    assert len(missing_school) < 0.2 * len(own)
    state = [key for key in own if key[-1] == STATE and key[1] in ("ALL (03-08)", "10")]
    assert len(state) > 30
    assert all(own[key] - below[key] < 10 * TWO_PARTS for key in state)


def test_enrollment_of_every_grade_sums_exactly(raw: Path) -> None:
    grades = ["pk_cnt", "k_cnt", *(f"g{grade}_cnt" for grade in range(1, 13)), "sp_cnt", "total_cnt"]
    below: dict[tuple[str, str], np.ndarray] = defaultdict(lambda: np.zeros(len(grades), dtype=int))
    own: dict[tuple[str, str], np.ndarray] = {}
    for record in records(raw, "t8td-gens"):
        counts = np.array([int(record[name]) for name in grades])
        assert counts[:-1].sum() == counts[-1] > 0
        own[record["sy"], record["org_code"]] = counts
        if record["org_type"] != "State":
            above = STATE if record["org_type"] == "District" else record["dist_code"]
            below[record["sy"], above] += counts
    assert len(below) == 9 * (TWO_PARTS + 1)
    for key, counts in below.items():
        np.testing.assert_array_equal(counts, own[key])


def test_grades_subjects_years_and_incomes_are_the_hubs(mcas: Sums) -> None:
    years = {key[0] for key in mcas}
    assert years == {str(year) for year in (2017, 2018, 2019, 2021, 2022, 2023, 2024, 2025)}
    assert {key[1] for key in mcas} == {"03", "04", "05", "06", "07", "08", "ALL (03-08)", "10", "HS SCI"}
    assert {key[2] for key in mcas if key[1] == "HS SCI"} == {"BIO", "PHY"}
    for (year, *_), by_group in mcas.items():
        assert ("Low Income" if int(year) < 2022 else "Economically Disadvantaged") not in by_group
    groups = {group for by_group in mcas.values() for group in by_group}
    assert len(groups) == 26  # 25 in any year, since one of the two incomes applies


def test_percentiles_rank_the_schools_of_the_whole_state(mcas: Sums) -> None:
    for (year, *_, code), by_group in mcas.items():
        is_ranked = int(year) <= 2018 and not code.endswith("0000")
        assert ("ach_percentile" in by_group["All Students"]) == is_ranked
    schools = [
        by_group["All Students"]
        for (*test, code), by_group in mcas.items()
        if test == ["2018", "ALL (03-08)", "MATH"] and not code.endswith("0000")
    ]
    ranked = [(int(one["ach_percentile"]), count(one, "m_plus_e_cnt") / count(one)) for one in schools]
    assert len(ranked) > 60
    assert [share for _, share in sorted(ranked)] == sorted(share for _, share in ranked)
    assert min(ranked)[0] <= 2
    assert max(ranked)[0] >= 98


def test_the_state_has_the_published_levels_and_shares(raw: Path, mcas: Sums) -> None:
    names = {"03-08": "ALL (03-08)", "10": "10", "HS": "HS SCI"}
    for goal in targets().achievement:
        for year, percent in goal.meeting_or_exceeding.items():
            record = mcas[str(year), names[goal.grades], goal.subject, STATE]["All Students"]
            assert 100 * count(record, "m_plus_e_cnt") / count(record) == pytest.approx(percent, abs=0.6)
    shares = targets().student_groups_pct
    for record in records(raw, "t8td-gens"):
        if record["org_type"] == "State":
            year = int(record["sy"])
            income = ("li_pct", "low_income") if year >= 2022 else ("ecd_pct", "economically_disadvantaged")
            for field, group in (income, ("el_pct", "english_learners"), ("swd_pct", "students_with_disabilities")):
                assert 100 * float(record[field]) == pytest.approx(shares[group].at(year), abs=0.5)


# --- exports say what the records say


def export(path: Path) -> tuple[list[str], dict[str, list[Any]]]:
    """Headings, and the cells of each organization's (last) row."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return rows[1], {row[1]: row for row in rows[2:]}


def test_mcas_exports_print_the_counts_of_the_records(raw: Path, mcas: Sums) -> None:
    for level in ("district", "school"):
        rows = CalamineWorkbook.from_path(raw / f"statereport/mcas/all_students/NextGenMCAS_{level}_03-08_2023.xlsx")
        lines = rows.get_sheet_by_index(0).to_python()[2:]
        assert len(lines) > 50
        for line in lines:
            record = mcas["2023", "ALL (03-08)", line[2], line[1]]["All Students"]
            assert int(line[13].replace(",", "")) == count(record)
            assert int(line[3].replace(",", "")) == count(record, "m_plus_e_cnt")
            assert line[4] == round(100 * float(record["m_plus_e_pct"]))


def test_enrollment_and_attendance_exports_agree_with_the_records(raw: Path) -> None:
    _, by_code = export(raw / "statereport/enrollment/enrollmentbygrade_school_2025.xlsx")
    found = {one["org_code"]: one for one in records(raw, "t8td-gens") if one["sy"] == "2025"}
    assert len(by_code) > 80
    for code, line in by_code.items():
        assert int(line[-1].replace(",", "")) == int(found[code]["total_cnt"])
    headings, by_code = export(raw / "statereport/attendance/attendance_district_2024_all_students.xlsx")
    rates = {
        one["org_code"]: one["pct_chron_abs_10"]
        for one in records(raw, "ak6h-9k7x")
        if (one["sy"], one["stu_grp"], one["attend_period"]) == ("2024", "All Students", "End of Year")
        and one["org_type"] != "School"
    }
    assert set(rates) == set(by_code)
    chronic = headings.index("Chronically Absent (10% or more)")
    assert all(float(line[chronic]) == pytest.approx(100 * float(rates[code])) for code, line in by_code.items())


# --- how it is written


def test_pages_and_their_description_agree(raw: Path) -> None:
    for name, title in TITLES.items():
        folder = raw / "e2c" / name
        described = orjson.loads((folder / "dataset.json").read_bytes())
        assert (described["dataset"], described["title"], described["is_complete"]) == (name, title, True)
        assert [page["file"] for page in described["pages"]] == sorted(path.name for path in folder.glob("*_page-*"))
        assert described["expected_rows"] == sum(page["rows"] for page in described["pages"]) > 0
        assert set(described["columns"]) == {field for record in records(raw, name) for field in record}
        assert all(page["rows"] == PAGE_ROWS for page in described["pages"][:-1])
        for page in described["pages"]:
            content = (folder / page["file"]).read_bytes()
            assert hashlib.sha256(content).hexdigest() == page["sha256"]
            assert len(orjson.loads(content)) == page["rows"]
            assert len(content) == page["bytes"]


def test_too_few_districts_for_a_store_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="too few") as caught:
        build_state(tmp_path / "state", FEWEST_WITH_STORE - 1)
    assert "20 or more, or --no-import" in caught.value.mend
    assert not (tmp_path / "state").exists()


def test_its_folder_of_records_is_imported_as_one_that_was_fetched(raw: Path, tmp_path: Path) -> None:
    report = import_paths(tmp_path / "store", [raw / "e2c"], invented=True)
    assert report.exit_code == 0, [file.reason for file in report.files]
    assert {file.file.split("/")[0] for file in report.files} == set(TITLES)
    assert not any(file.file.endswith("dataset.json") for file in report.files)


def test_progress_tells_districts_records_and_bytes(raw: Path, told: list[Written]) -> None:
    assert [step.districts for step in told] == [20, 22, 22]
    assert all(step.of == TWO_PARTS for step in told)
    assert told[0].records < told[1].records < told[2].records
    assert told[-1].bytes == sum(path.stat().st_size for path in raw.rglob("*_page-*.json"))


def test_a_page_is_on_disk_before_the_next_record_is_asked_for(tmp_path: Path) -> None:
    dataset = PagedDataset(tmp_path / "abcd-1234", "A dataset")

    def coming() -> Iterator[Record]:
        for number in range(PAGE_ROWS + 1):
            yield {"n": str(number)}
        assert len(orjson.loads((tmp_path / "abcd-1234" / "abcd-1234_page-00001.json").read_bytes())) == PAGE_ROWS

    dataset.add(coming())
    dataset.close()
    assert orjson.loads((tmp_path / "abcd-1234" / "abcd-1234_page-00002.json").read_bytes()) == [{"n": str(PAGE_ROWS)}]


def test_the_same_bytes_on_every_run(tmp_path: Path) -> None:
    for run in ("one", "two"):
        write_state(tmp_path / run, 2)
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file())
    assert len(files) > 100
    assert [path for path in files if (tmp_path / "one" / path).read_bytes() != (tmp_path / "two" / path).read_bytes()] == []


# --- where it is put


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """One file in place of a state."""

    def write(raw: Path, districts: int, tell: object = None) -> dict[str, int]:
        raw.mkdir(parents=True)
        (raw / "regions.csv").write_text(f"{districts}\n")
        return {"i9w6-niyt": districts}

    monkeypatch.setattr(generating, "write_state", write)


def test_it_is_written_whole_in_place_of_an_earlier_one(quick: None, tmp_path: Path) -> None:
    root = tmp_path / "state"
    for districts in (3, 5):
        assert build_state(root, districts, imports=False) == {"i9w6-niyt": districts}
        assert (root / build.RAW / "regions.csv").read_text() == f"{districts}\n"
    assert sorted(path.name for path in (tmp_path / ".state-build").iterdir()) == [".lock"]


@pytest.mark.parametrize("districts", [0, 401])
def test_a_number_of_districts_it_cannot_make_is_refused(quick: None, tmp_path: Path, districts: int) -> None:
    with pytest.raises(ParameterError, match=f"{districts} districts were asked for") as caught:
        build_state(tmp_path / "state", districts)
    assert "1 to 400" in caught.value.mend
    assert not (tmp_path / "state").exists()


def test_the_small_example_never_takes_the_place_of_a_whole_state(
    quick: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_state(tmp_path / "state", 3, imports=False)
    with pytest.raises(StoreError, match="another scale"):
        build_example(tmp_path / "state")
    monkeypatch.setenv("SSOS_EXAMPLE", str(tmp_path / "state"))
    with pytest.raises(StoreError, match="another scale") as caught:
        ensure_example()
    assert "--scale state" in caught.value.mend
    assert (tmp_path / "state" / build.RAW / "regions.csv").exists()

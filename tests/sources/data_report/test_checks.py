"""Each cross-check finds what was planted, and nothing in a store that is in order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from small_tables import cohort, row, source, tidy

from ssos_analysis import parameters
from ssos_analysis.sources.data_report import beside, sums, unusual
from ssos_analysis.sources.data_report.organization_changes import organization_changes
from ssos_analysis.sources.store import Store

STATE, ELM, OAK, FIR = "00000000", "01110000", "02220000", "03330000"
ELM_HIGH, ELM_MIDDLE = "01110505", "01110305"


@pytest.fixture
def filled(tmp_path: Path):
    """Make a store of some rows, by table."""

    def fill(**tables: list[dict[str, Any]]) -> Store:
        store = Store.create(tmp_path / "store", invented=False)
        ids = {(one["source_id"], one["publication"]) for rows in tables.values() for one in rows}
        store.replace({name: tidy(name, rows) for name, rows in tables.items()}, [source(*one) for one in sorted(ids)])
        return store

    return fill


def enrolled(org: str, year: int, students: int, grade: str = "ALL", **given: str) -> dict[str, Any]:
    return row("enrollment_by_grade", org, year, grade=grade, students_n=str(students), **given)


def test_schools_that_add_up_are_not_listed(filled):
    store = filled(enrollment_by_grade=[enrolled(ELM, 2023, 30), enrolled(ELM_HIGH, 2023, 20), enrolled(ELM_MIDDLE, 2023, 10)])
    check = sums.schools_and_districts(store)
    assert (check.compared, check.agreeing, len(check.found)) == (1, 1, 0)


def test_a_school_too_many_is_found_with_both_figures(filled):
    store = filled(enrollment_by_grade=[enrolled(ELM, 2023, 30), enrolled(ELM_HIGH, 2023, 20), enrolled(ELM_MIDDLE, 2023, 11)])
    (found,) = sums.schools_and_districts(store).found.to_dict("records")
    assert (found["org_code"], found["figure"], found["beside"], found["difference"]) == (ELM, 30, 31, 1)
    assert "students_n of the district" in found["what"]


def test_a_cohort_may_fall_short_of_its_district_and_never_exceed_it(filled):
    short = [cohort(ELM, 2023, "90.0", 100), cohort(ELM_HIGH, 2023, "90.0", 95)]
    over = [cohort(OAK, 2023, "90.0", 100), cohort("02220505", 2023, "90.0", 101)]
    check = sums.schools_and_districts(filled(graduation=[*short, *over]))
    assert list(check.found["org_code"]) == [OAK]


def test_groups_of_a_partition_that_exceed_all_students_are_found(filled):
    rows = [
        cohort(org, 2023, "90.0", n, group=group)
        for org, women in ((ELM, 60), (OAK, 45))
        for group, n in (("all_students", 100), ("female", women), ("male", 55))
    ]
    (found,) = sums.partitions(filled(graduation=rows)).found.to_dict("records")
    assert (found["org_code"], found["beside"]) == (ELM, 115)


def test_shares_may_miss_100_by_their_rounding_and_no_more(filled):
    def shares(org: str, *values: str) -> list[dict[str, Any]]:
        groups = zip(("asian", "black_or_african_american", "white"), values, strict=True)
        return [row("enrollment_by_group", org, 2023, group=name, students_pct=value) for name, value in groups]

    store = filled(enrollment_by_group=[*shares(ELM, "33.3", "33.3", "33.3"), *shares(OAK, "33.3", "33.3", "23.3")])
    (found,) = sums.partitions(store).found.to_dict("records")
    assert (found["org_code"], round(found["beside"], 1)) == (OAK, 89.9)


def test_levels_that_do_not_add_up_are_found(filled):
    levels = {"exceeding_n": "5", "meeting_n": "10", "partially_meeting_n": "10", "not_meeting_n": "5", "tested_n": "30"}
    good = row("mcas", ELM, 2023, **levels, meeting_or_exceeding_n="15")
    bad = row("mcas", OAK, 2023, **{**levels, "tested_n": "31"}, meeting_or_exceeding_n="16")
    check = sums.achievement_levels(filled(mcas=[good, bad]))
    assert (check.compared, check.agreeing) == (4, 2)
    assert set(check.found["org_code"]) == {OAK}


def test_a_file_of_another_grade_stands_out_against_enrollment(filled):
    enrollment = [enrolled(org, 2023, 200, grade="10") for org in (ELM, OAK)] + [enrolled(FIR, 2023, 40, grade="10")]
    tested = [
        row("mcas", org, 2023, grades="10", tested_n=n, meeting_or_exceeding_pct="50")
        for org, n in ((ELM, "195"), (OAK, "120"), (FIR, "10"))
    ]
    check = beside.against_enrollment(filled(enrollment_by_grade=enrollment, mcas=tested))
    assert (check.compared, list(check.found["org_code"])) == (2, [OAK])  # Fir is too small to judge


def test_two_publications_agree_within_the_coarser_decimals(filled):
    rows = [
        cohort(ELM, 2023, "79.7", 100, publication="hub"),
        cohort(ELM, 2023, "80", 100, publication="report", source_id="b" * 12),
        cohort(OAK, 2023, "79.7", 100, publication="hub"),
        cohort(OAK, 2023, "81", 100, publication="report", source_id="b" * 12),
    ]
    check = beside.publications(filled(graduation=rows))
    (found,) = check.found.to_dict("records")
    assert check.compared == 4
    assert (found["org_code"], found["figure"], found["beside"]) == (OAK, 79.7, 81)
    assert found["publication"] == "hub, report"


def test_a_year_far_from_its_neighbours_is_found(filled):
    rates = {ELM: ("80", "81", "80", "50", "80", "81"), OAK: ("80", "81", "80", "79", "80", "81")}
    rows = [cohort(org, 2018 + at, rate, 200) for org, of_org in rates.items() for at, rate in enumerate(of_org)]
    (found,) = unusual.outliers(filled(graduation=rows)).found.to_dict("records")
    assert (found["org_code"], found["school_year"], found["figure"], found["beside"]) == (ELM, 2021, 50, 80)


def test_a_row_copied_over_another_group_s_is_found(filled):
    rows = [
        cohort(STATE, 2019, "64.6", 7345, group="low_income"), cohort(STATE, 2019, "64.6", 7345, group="english_learners"),
        cohort(STATE, 2018, "77.4", 28083, group="low_income"), cohort(STATE, 2018, "64.1", 7000, group="english_learners"),
    ]  # fmt: skip
    (found,) = unusual.repeats(filled(graduation=rows)).found.to_dict("records")
    assert found["school_year"] == 2019
    assert found["student_group"] == "english_learners = low_income"


def test_a_district_that_took_in_others_is_named_with_the_entry_to_add(filled):
    rows = [enrolled(STATE, year, 9000) for year in (2021, 2022, 2023, 2024)]
    rows += [enrolled(ELM, year, n, org_name="Elm-Oak") for year, n in ((2021, 500), (2022, 505), (2023, 900), (2024, 910))]
    rows += [enrolled(OAK, year, 390, org_name="Oak") for year in (2021, 2022)]
    rows += [enrolled(FIR, year, 100, org_name="Fir Charter") for year in (2023, 2024)]
    changes = organization_changes(filled(enrollment_by_grade=rows), parameters.series_breaks())
    told = {(row["org_name"], row["what"]): row for row in changes.to_dict("records")}
    assert set(told) == {("Elm-Oak", "may have taken in"), ("Oak", "closed"), ("Fir Charter", "opened")}
    joining = told[("Elm-Oak", "may have taken in")]
    assert joining["school_year"] == 2023
    assert "505 students in 2022, 900 in 2023; ended in 2022: Oak (390)" in joining["evidence"]
    assert 'organizations: ["01110000"]' in joining["entry"]
    assert "first_year: 2023" in joining["entry"]


def test_a_directory_says_whether_a_district_that_ended_is_still_listed(filled):
    rows = [enrolled(ELM, year, 500) for year in (2021, 2022)] + [enrolled(OAK, 2021, 300, org_name="Oak")]
    listed = row("directory", ELM, 2025, publication="a_directory", source_id="c" * 12)
    changes = organization_changes(filled(enrollment_by_grade=rows, directory=[listed]), parameters.series_breaks())
    (closed,) = changes[changes["what"] == "closed"].to_dict("records")
    assert closed["evidence"].endswith("the directory of 2025 does not list it")


@pytest.mark.real_data
def test_the_known_faults_of_the_real_graduation_table_are_found(real_data, tmp_path):
    """docs/definitions-that-move.md: the state's low-income row of 2019 repeats that of English learners."""
    from ssos_analysis.sources.importing import import_paths

    import_paths(tmp_path / "store", [real_data / "graduation" / "hub_by_student_group_2006_2024"])
    store = Store.open(tmp_path / "store")
    repeated = unusual.repeats(store).found
    assert ((repeated["org_code"] == STATE) & (repeated["school_year"] == 2019)).any()
    largest = sums.schools_and_districts(store).found.iloc[0]
    assert (largest["org_code"], largest["school_year"], largest["student_group"]) == (STATE, 2019, "low_income")
    assert (largest["figure"], largest["beside"]) == (7345, 28467)

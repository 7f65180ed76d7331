"""The real exports: published figures, real traps, and every file of the folder."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from ssos_analysis.errors import SourceError
from ssos_analysis.schemas import TABLES
from ssos_analysis.sources.checking import is_lawful
from ssos_analysis.sources.reader import Declared, NotRead, ReadTable, is_enrollment_by_grade, read_file

pytestmark = pytest.mark.real_data

BOSTON, SPRINGFIELD, LAWRENCE, STATE = "00350000", "02810000", "01490000", "00000000"
DISTRICT_2023 = "mcas/statereport_district_2023/NextGenMCAS.xlsx"
GRADUATION_TABLE = "graduation/hub_by_student_group_2006_2024/graduation_by_group_state_district.csv.gz"
GRADUATION_2024 = "graduation/statereport_by_student_group_2024/MA_grad_rates_4yr_district_2024.csv"


@dataclass(frozen=True)
class Attempt:
    """What came of reading one file."""

    verdict: str
    reason: str
    tables: list[ReadTable]


@pytest.fixture(scope="module")
def enrolled(real_data: Path) -> pd.DataFrame:
    """Enrollment by grade of every file that has it, as the store would hold it."""
    paths = [path for path in sorted(real_data.rglob("*")) if path.is_file() and is_enrollment_by_grade(path)]
    rows = pd.concat([table.rows for path in paths for table in read_file(path) if table.table == "enrollment_by_grade"])
    rows = rows.drop_duplicates(["org_code", "school_year", "grade"])
    return rows[["org_code", "school_year", "grade", "students_n"]]


@pytest.fixture(scope="module")
def attempts(real_data: Path, enrolled: pd.DataFrame) -> dict[str, Attempt]:
    """Every file of the folder, read with nothing said of any."""
    found = {}
    for path in sorted(path for path in real_data.rglob("*") if path.is_file()):
        try:
            found[path.relative_to(real_data).as_posix()] = Attempt("read", "", read_file(path, enrollment=enrolled))
        except NotRead as known:
            found[path.relative_to(real_data).as_posix()] = Attempt("later" if known.later else "refused", str(known), [])
        except SourceError as error:
            found[path.relative_to(real_data).as_posix()] = Attempt("refused", str(error), [])
    return found


def test_every_file_is_read_or_left_for_later_or_refused_with_a_reason(attempts: dict[str, Attempt]) -> None:
    verdicts = Counter(attempt.verdict for attempt in attempts.values())
    print(f"\n{len(attempts)} files: {dict(verdicts)}")
    assert len(attempts) >= 444
    assert verdicts["read"] >= 400
    assert all(len(attempt.reason) > 40 for attempt in attempts.values() if attempt.verdict != "read")


def test_every_table_read_keeps_its_declaration(attempts: dict[str, Attempt]) -> None:
    """Pandera itself, not the reader's quick look; of large tables every tenth or fiftieth row."""
    for attempt in attempts.values():
        for table in attempt.tables:
            step = 1 if len(table.rows) < 2_000 else 10 if len(table.rows) < 50_000 else 50
            rows = table.rows.iloc[::step]
            TABLES[table.table].schema.validate(rows, lazy=True)
            assert is_lawful(table.columns, TABLES[table.table])


def test_files_of_this_issue_are_all_read(attempts: dict[str, Attempt]) -> None:
    """Refused are only those that do not say something; they say so."""
    ours = ("enrollment/state", "attendance/statereport_district", "discipline/statereport", "graduation/", "mcas/statereport")
    for name, attempt in attempts.items():
        if name.startswith(ours) and attempt.verdict == "refused" and "nonpublic" not in name:
            assert "does not say its" in attempt.reason, name
    asked = {name for name, attempt in attempts.items() if attempt.verdict == "refused" and "does not say its" in attempt.reason}
    assert asked >= {
        "directory/profiles_search_export/districts.xlsx",
        "directory/research_files_2014/grades_offered_district_2014.csv",
        "directory/research_files_2014/grades_offered_type_2014.csv",
        GRADUATION_2024,
        GRADUATION_2024.replace("district", "school"),
        "mcas/statereport_school_2018/NextGenMCAS.xlsx",
    }


def test_published_shares_meeting_or_exceeding_in_2023(attempts: dict[str, Attempt]) -> None:
    (table,) = attempts[DISTRICT_2023].tables
    ela = table.rows[table.rows["subject"] == "ELA"].set_index("org_code")
    shares = ela.loc[[BOSTON, SPRINGFIELD, LAWRENCE, STATE], "meeting_or_exceeding_pct"]
    assert shares.tolist() == [29, 22, 18, 42]
    assert set(table.rows["grades"]) == {"03-08"}


SPANS = {
    "mcas/statereport_district_2016_2022/NextGenMCAS(1).xlsx": (2019, "10"),
    "mcas/statereport_district_2016_2022/NextGenMCAS.xlsx": (2021, "10"),
    "mcas/statereport_district_2021/NextGenMCAS.xlsx": (2021, "03-08"),
    "mcas/statereport_school_member_data/MA_NextGenMCAS.xlsx": (2022, "03-08"),
    DISTRICT_2023: (2023, "03-08"),
    "mcas/statereport_school_2017/NextGenMCAS.xlsx": (2017, "08"),
    **{f"mcas/statereport_school_2017_2018/mcas-grade-{n}.xlsx": (2018, f"0{n}") for n in range(3, 9)},
    "mcas/statereport_school_hssci/2022_HSSci_NextGenMCAS.xlsx": (2022, "HS"),
    "mcas/statereport_school_hssci/2023_HSSci_NextGenMCAS.xlsx": (2023, "HS"),
}


@pytest.mark.parametrize(("name", "span"), SPANS.items())
def test_the_grade_span_of_each_mcas_file(name: str, span: tuple[int, str], attempts: dict[str, Attempt]) -> None:
    (table,) = attempts[name].tables
    assert set(zip(table.rows["school_year"], table.rows["grades"], strict=True)) == {span}
    assert set(table.rows["student_group"]) == {"all_students"}
    assert table.source.answers["grades"] == f"{span[1]} (inferred)"


def test_two_files_titled_2021_are_told_apart(attempts: dict[str, Attempt]) -> None:
    totals = {}
    for name in ("mcas/statereport_district_2016_2022/NextGenMCAS.xlsx", "mcas/statereport_district_2021/NextGenMCAS.xlsx"):
        (table,) = attempts[name].tables
        state = table.rows[(table.rows["org_code"] == STATE) & (table.rows["subject"] == "ELA")].iloc[0]
        totals[state["grades"]] = state["tested_n"]
    assert totals == {"10": 64_305, "03-08": 395_744}


def test_the_untitled_mcas_file_needs_its_year_only(real_data: Path, enrolled: pd.DataFrame) -> None:
    path = real_data / "mcas/statereport_school_2018/NextGenMCAS.xlsx"
    (table,) = read_file(path, Declared(school_year=2018), enrollment=enrolled)
    assert table.source.answers["grades"] == "03-08 (inferred)"


def test_four_year_graduation_of_boston_in_2024(attempts: dict[str, Attempt]) -> None:
    (table,) = attempts[GRADUATION_TABLE].tables
    rows = table.rows[(table.rows["school_year"] == 2024) & (table.rows["rate_kind"] == "4-year")]
    boston = rows[rows["org_code"] == BOSTON].set_index("student_group")
    published = {"all_students": (79.7, 3711), "high_needs": (77.1, 3186), "students_with_disabilities": (63.8, 756)}
    for group, (rate, cohort) in published.items():
        assert (boston.loc[group, "graduated_pct"], boston.loc[group, "cohort_n"]) == (rate, cohort)
    state = rows[(rows["org_code"] == STATE) & (rows["student_group"] == "all_students")].iloc[0]
    assert (state["graduated_pct"], state["cohort_n"]) == (88.4, 73_046)


def test_two_copies_of_the_2024_cohort_agree(real_data: Path, attempts: dict[str, Attempt]) -> None:
    """The state report by group, and the hub's table as another collector saved it."""
    (report,) = read_file(real_data / GRADUATION_2024, Declared(school_year=2024, rate_kind="4-year"))
    (hub,) = attempts[GRADUATION_TABLE].tables
    keys = ["org_code", "school_year", "student_group", "rate_kind"]
    both = report.rows.merge(hub.rows, on=keys, suffixes=("", "_hub"), validate="one_to_one")
    districts = both[both["org_level"] == "district"]
    assert len(districts) == 2740 == (report.rows["org_level"] == "district").sum()
    assert (districts["cohort_n"] == districts["cohort_n_hub"]).all()
    assert (districts["graduated_pct"] == districts["graduated_pct_hub"]).all()


def test_discipline_files_with_reversed_names_land_in_their_true_years(attempts: dict[str, Attempt]) -> None:
    years = {}
    for name, attempt in attempts.items():
        if name.startswith("discipline/statereport_district_by_year/"):
            years[name.removesuffix(".xlsx")[-2:]] = set(attempt.tables[0].rows["school_year"])
    assert years == {
        **{name: {2033 - int(name)} for name in ("12", "13", "14", "15", "16", "17", "18", "19")},
        "21": {2013},
        "22": {2022},
    }


def test_blank_discipline_percents_are_suppressed_and_counts_stay(attempts: dict[str, Attempt]) -> None:
    (table,) = attempts["discipline/statereport_district_by_year/StudentDisciplineDataReport22.xlsx"].tables
    hidden = table.rows[table.rows["out_of_school_suspension_pct__status"] == "suppressed"]
    assert len(hidden) == 71
    assert (hidden["disciplined_n"].dropna() < 6).all()
    assert hidden["out_of_school_suspension_pct"].isna().all()


def test_the_directory_is_read_once_its_year_is_said(real_data: Path) -> None:
    (table,) = read_file(real_data / "directory/profiles_search_export/districts.xlsx", Declared(school_year=2025))
    assert len(table.rows) == 517
    assert table.rows.set_index("org_code").loc[BOSTON, "org_type"] == "Public School District"

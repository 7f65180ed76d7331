"""Real publications of tests, coursework and English learners: each file read or refused, with the state's own figures in it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from ssos_analysis.errors import SourceError, SsosError
from ssos_analysis.sources.reader import Declared, ReadTable, is_enrollment_by_grade, read_file

pytestmark = pytest.mark.real_data

BOSTON, SPRINGFIELD, LAWRENCE, STATE = "00350000", "02810000", "01490000", "00000000"
FOLDERS = ("mcas", "ap_sat", "coursework", "english_learners")
LEGACY = "mcas/statereport_district_legacy_mcas"
SCRAPES = "coursework/statereport_school_multiyear_sqm"
AP, SAT = "ap_sat/statereport_district_by_year/ap_performance", "ap_sat/statereport_district_by_year/sat_performance"
RESEARCH = "mcas/research_files_2014"


@pytest.fixture(scope="module")
def enrolled(real_data: Path) -> pd.DataFrame:
    """Enrollment by grade, as the store would hold it."""
    paths = [path for path in sorted((real_data / "enrollment").rglob("*")) if path.is_file() and is_enrollment_by_grade(path)]
    rows = pd.concat([table.rows for path in paths for table in read_file(path) if table.table == "enrollment_by_grade"])
    return rows.drop_duplicates(["org_code", "school_year", "grade"])[["org_code", "school_year", "grade", "students_n"]]


@pytest.fixture(scope="module")
def results(real_data: Path, enrolled: pd.DataFrame) -> dict[str, ReadTable | SsosError]:
    """Every file of these folders, read with nothing said of any: its table, or why it has none."""
    found: dict[str, ReadTable | SsosError] = {}
    for path in sorted(path for folder in FOLDERS for path in (real_data / folder).rglob("*") if path.is_file()):
        name = path.relative_to(real_data).as_posix()
        try:
            (found[name],) = read_file(path, enrollment=enrolled)
        except SsosError as error:
            found[name] = error
    return found


def rows(results: dict[str, ReadTable | SsosError], name: str) -> pd.DataFrame:
    table = results[name]
    assert isinstance(table, ReadTable), table
    return table.rows


def figures(found: pd.DataFrame, columns: list[str], **keys: object) -> list[object]:
    """The values of the one row that has these keys."""
    for key, value in keys.items():
        found = found[found[key] == value]
    (row,) = found[columns].to_numpy().tolist()
    return list(row)


def test_every_file_is_read_or_says_what_it_needs(results: dict[str, ReadTable | SsosError]) -> None:
    refused = {name: str(error) for name, error in results.items() if isinstance(error, SsosError)}
    assert len(results) == 132
    asked = {f"{LEGACY}/mcas ({n}).xlsx": "--grades" for n in (4, 5, 6, 7, 8)}  # 2008 to 2012: no enrollment by grade
    asked |= dict.fromkeys(("mcas/statereport_school_2018/NextGenMCAS.xlsx", "mcas/statereport_school_2018/mcas.xlsx"), "--year")
    asked |= dict.fromkeys((f"{SCRAPES}/3B_1_adv_courses.csv", f"{SCRAPES}/3B_1_adv_courses_white_students.csv"), "--group")
    layouts = [f"{RESEARCH}/2010mcas_aggregate_layout.xls", f"{RESEARCH}/2013mcas_aggregate_layouts.xlsx"]
    assert set(refused) == {*asked, *layouts}
    assert all(option in refused[name] for name, option in asked.items())
    assert all("holds no results" in refused[name] for name in layouts)


def test_how_many_rows_each_publication_gives(results: dict[str, ReadTable | SsosError]) -> None:
    counts: Counter[str] = Counter()
    for table in results.values():
        if isinstance(table, ReadTable):
            counts[table.source.publication] += len(table.rows)
    assert {name: counts[name] for name in counts if name != "mcas_achievement"} == ROWS


ROWS = {
    "ap_participation": 607,
    "ap_performance": 3415,
    "sqm_ap_performance": 3008,
    "sat": 7209,
    "research_sat": 44456,
    "advanced_courses": 1524,
    "grade_nine_passing": 1531,
    "sqm_grade_nine_passing": 3195,
    "research_masscore": 27641,
    "sqm_masscore": 3491,
    "arts_courses": 22285,
    "sqm_arts_courses": 85347,
    "sqm_career_technical_courses": 2965,
    "research_amao": 515,
    "mcas_legacy": 14035,
    "research_mcas_performance": 155202,
    "research_mcas_participation": 66136,
    "mcas_rows_as_collected": 233,
    "mcas_former_english_learners": 48,
    "parcc": 19118,
}


# --- legacy MCAS -------------------------------------------------------------------------------------------------------

SPANS = {
    **{f"{LEGACY}/mcas ({n}).xlsx": (year, "03-10") for n, year in ((1, 2015), (2, 2014), (3, 2013))},
    f"{LEGACY}/mcas.xlsx": (2016, "03-10"),
    "mcas/statereport_school_2014/mcas.xlsx": (2014, "03-10"),
    "mcas/statereport_2016_2018/mcas copy.xlsx": (2017, "03-10"),
    "mcas/statereport_2016_2018/mcas.xlsx": (2017, "03-10"),
    "mcas/statereport_district_2016_2022/mcas(3).xlsx": (2017, "10"),
    "mcas/statereport_district_2016_2022/mcas(2).xlsx": (2018, "10"),
    "mcas/statereport_school_2017_2018/grade-10-reg.xlsx": (2018, "10"),
    "mcas/statereport_school_2017_2018/hs-science.xlsx": (2018, "HS"),
    "mcas/statereport_district_2016_2022/mcas(1).xlsx": (2019, "10"),
}


@pytest.mark.parametrize(("name", "span"), SPANS.items())
def test_the_grades_of_each_legacy_export(name: str, span: tuple[int, str], results: dict[str, ReadTable | SsosError]) -> None:
    found = rows(results, name)
    assert set(zip(found["school_year"], found["grades"], strict=True)) == {span}
    assert set(found["student_group"]) == {"all_students"}


def test_the_untitled_legacy_file_needs_its_year_only(real_data: Path, enrolled: pd.DataFrame) -> None:
    path = real_data / "mcas/statereport_school_2018/mcas.xlsx"
    (table,) = read_file(path, Declared(school_year=2018), enrollment=enrolled)
    assert (set(table.rows["grades"]), set(table.rows["subject"])) == ({"03-10"}, {"SCI"})


def test_the_export_of_2010_is_the_research_file_of_all_grades_and_all_students(
    real_data: Path, results: dict[str, ReadTable | SsosError]
) -> None:
    """Without enrollment of 2010 its grades are asked; another publication of the same year shows the answer to be right."""
    said = Declared(grades="03-10", student_group="all_students")
    (export,) = read_file(real_data / LEGACY / "mcas (6).xlsx", said)
    research = rows(results, f"{RESEARCH}/2010performance_district.csv.gz")
    both = export.rows.merge(research, on=["org_code", "school_year", "student_group", "subject", "grades"])
    assert len(both) == 782  # 391 organizations, ELA and mathematics
    for column in ("tested_n", "cpi", "growth_n"):
        assert both[f"{column}_x"].fillna(-1).equals(both[f"{column}_y"].fillna(-1)), column
    columns = ["tested_n", "proficient_or_advanced_pct", "cpi", "growth_median_sgp"]
    assert figures(export.rows, columns, org_code=STATE, subject="ELA") == [498668, 68, 86.9, 50]
    assert figures(export.rows, columns, org_code=BOSTON, subject="MATH") == [26292, 40, 68.0, 54]


def test_a_growth_percentile_is_a_median_to_2017_and_a_mean_after(results: dict[str, ReadTable | SsosError]) -> None:
    of_2014, of_2018 = rows(results, f"{LEGACY}/mcas (2).xlsx"), rows(results, "mcas/statereport_district_2016_2022/mcas(2).xlsx")
    median, mean = ["growth_median_sgp", "growth_mean_sgp__status"], ["growth_mean_sgp", "growth_median_sgp__status"]
    assert figures(of_2014, median, org_code=BOSTON, subject="ELA") == [47, "not_reported"]
    assert figures(of_2018, mean, org_code=BOSTON, subject="ELA") == [47.1, "not_reported"]
    assert figures(of_2018, ["tested_n", "cpi"], org_code=BOSTON, subject="SCI") == [2942, 78.7]


def test_research_files_of_performance(results: dict[str, ReadTable | SsosError]) -> None:
    of_2007 = rows(results, f"{RESEARCH}/2007performance_district.csv.gz")
    state = of_2007[(of_2007["org_code"] == STATE) & (of_2007["student_group"] == "all_students")]
    assert figures(state, ["tested_n", "advanced_pct", "cpi"], subject="ELA", grades="03") == [71311, 14, 83.5]
    assert figures(state, ["tested_n", "cpi"], subject="BIO", grades="HS") == [65930, 68.2]
    assert state[["grades", "subject"]].to_numpy().tolist().count(["03", "SCI"]) == 0
    of_2013 = rows(results, f"{RESEARCH}/2013HSSCI_district.csv")
    counts = figures(of_2013, ["tested_n", "advanced_pct"], org_code=STATE, subject="BIO", student_group="all_students")
    assert counts == [49339, 31]


def test_two_publications_of_participation_and_results_in_2013_agree(results: dict[str, ReadTable | SsosError]) -> None:
    took = rows(results, f"{RESEARCH}/2013participation_district.csv.gz")
    took = took[(took["grades"] == "03-10") & (took["student_group"] == "all_students") & (took["subject"] != "SCI")]
    columns = ["enrolled_n", "standard_test_n", "alternate_n", "participation_pct"]
    assert figures(took, columns, org_code=STATE, subject="ELA") == [503852, 487654, 8521, 99]
    results_2013 = rows(results, f"{LEGACY}/mcas (3).xlsx")
    both = took.merge(results_2013, on=["org_code", "subject"])
    assert len(both) == 792
    assert (both["tested_n"] == both["standard_test_n"] + both["alternate_n"].fillna(0)).all()


# --- PARCC -------------------------------------------------------------------------------------------------------------


def test_the_title_of_a_parcc_page_is_believed_and_its_file_name_is_not(results: dict[str, ReadTable | SsosError]) -> None:
    """In English language arts `ed` and `ned` are named the wrong way round."""
    folder = "mcas/parcc_2016_school_by_student_group"
    groups = {name: set(rows(results, f"{folder}/{name}")["student_group"]) for name in ("ela/parcc_ed.xls", "math/parcc_ed.xls")}
    assert groups == {"ela/parcc_ed.xls": {"not_economically_disadvantaged"}, "math/parcc_ed.xls": {"economically_disadvantaged"}}
    for subject in ("ela", "math"):
        shares = {
            next(iter(set(found["student_group"]))): found["level_4_or_5_n"].sum() / found["tested_n"].sum()
            for found in (rows(results, f"{folder}/{subject}/parcc_{end}.xls") for end in ("ed", "ned"))
        }
        assert shares["economically_disadvantaged"] < 0.45 < 0.55 < shares["not_economically_disadvantaged"]


def test_parcc_of_districts(results: dict[str, ReadTable | SsosError]) -> None:
    math = rows(results, "mcas/statereport_2016/parcc.xls").set_index("org_code")
    columns = ["tested_n", "level_4_or_5_pct", "transitional_cpi", "growth_median_sgp"]
    assert math.loc[[BOSTON, SPRINGFIELD, LAWRENCE], columns].to_numpy().tolist() == [
        [20178, 37, 68.8, 44],
        [10116, 31, 65.4, 37],
        [6054, 39, 71.3, 49],
    ]


# --- Advanced Placement and SAT ----------------------------------------------------------------------------------------


def test_three_reports_of_advanced_placement_in_2017_agree(results: dict[str, ReadTable | SsosError]) -> None:
    took = rows(results, "ap_sat/statereport_2016_2018/ap_participation.xlsx")
    scored = rows(results, f"{AP}17.xlsx")
    assert figures(took, ["takers_n", "tests_n"], org_code=BOSTON) == [3325, 5697]
    assert figures(scored, ["tests_n", "score_3_5_pct"], org_code=BOSTON) == [5697, 48.5]
    assert figures(took, ["takers_n", "tests_n"], org_code=STATE) == [54078, 98355]
    both = took.merge(scored, on="org_code")
    printed = both[both["tests_n_x"].notna()]
    assert len(printed) == 275
    assert (printed["tests_n_x"] == printed["tests_n_y"]).all()
    schools = rows(results, "ap_sat/statereport_2016_2018/ap_performance (1).xlsx")
    scrape = rows(results, "ap_sat/statereport_school_multiyear_sqm/3B_1_ap.csv")
    same = schools.merge(scrape[scrape["school_year"] == 2017], on="org_code")
    assert len(same) == len(schools) == 326
    assert (same["tests_n_x"] == same["tests_n_y"]).all()


@pytest.mark.parametrize("year", [2012, 2013])
def test_the_sat_reports_equal_the_research_file(year: int, results: dict[str, ReadTable | SsosError]) -> None:
    research = rows(results, "ap_sat/research_files_2014/sat_performance_report_state_district_school_2005_2013.csv.gz")
    report = rows(results, f"{SAT}{year - 2000}.xlsx")
    both = report.merge(research, on=["org_code", "school_year", "student_group"])
    assert len(both) == len(report)
    assert (both["taken_n_x"] == both["taken_n_y"]).all()
    assert both["math_mean_x"].fillna(0).equals(both["math_mean_y"].fillna(0))


def test_sat_of_boston_and_the_state(results: dict[str, ReadTable | SsosError]) -> None:
    columns = ["taken_n", "reading_mean", "math_mean"]
    of_2012 = rows(results, f"{SAT}12.xlsx")
    assert figures(of_2012, columns, org_code=BOSTON) == [2532, 431, 464]
    assert figures(of_2012, columns, org_code=STATE) == [48611, 506, 524]
    low_income = rows(results, "ap_sat/statereport_district_by_year/LOWINCOMEsat_performance12.xlsx")
    assert figures(low_income, columns, org_code=BOSTON, student_group="low_income") == [1601, 403, 446]


# --- coursework --------------------------------------------------------------------------------------------------------


def test_coursework_of_2022(results: dict[str, ReadTable | SsosError]) -> None:
    folder = "coursework/statereport_district_by_year"
    advanced, nine = (
        rows(results, f"{folder}/AdvancedCourseCompletion22.xlsx"),
        rows(results, f"{folder}/gradeninecoursepasss22.xlsx"),
    )
    arts = rows(results, f"{folder}/artcourse22.xlsx")
    assert figures(advanced, ["grade_11_12_n", "completed_pct"], org_code=STATE) == [139659, 64.9]
    assert figures(advanced, ["grade_11_12_n", "completed_pct"], org_code=BOSTON) == [7068, 62.6]
    assert figures(nine, ["grade_nine_n", "passed_all_pct"], org_code=BOSTON) == [3714, 68.1]
    assert figures(arts, ["students_n", "enrolled_in_course_pct"], org_code=BOSTON, grade="ALL") == [43897, 69.6]


def test_scrapes_of_schools_add_up_to_the_reports_of_districts(
    real_data: Path, results: dict[str, ReadTable | SsosError]
) -> None:
    """Within five students, as a district counts those who changed schools, too. So the scrapes are of all students."""
    (advanced,) = read_file(real_data / SCRAPES / "3B_1_adv_courses.csv", Declared(student_group="all_students"))
    scrapes = {
        "gradeninecoursepasss22": (rows(results, f"{SCRAPES}/4A_1_grade_nine_course_pass.csv"), "grade_nine_n", 0.9),
        "AdvancedCourseCompletion22": (advanced.rows, "grade_11_12_n", 0.9),
        "artcourse22": (rows(results, f"{SCRAPES}/5C_1_art_course.csv.gz"), "students_n", 0.75),
    }
    for name, (scrape, column, least) in scrapes.items():
        report = rows(results, f"coursework/statereport_district_by_year/{name}.xlsx")
        scrape = scrape[scrape["school_year"] == 2022]
        if "grade" in scrape:
            scrape, report = scrape[scrape["grade"] == "ALL"], report[report["grade"] == "ALL"]
        sums = scrape.groupby(scrape["org_code"].str[:4] + "0000")[column].sum().rename("summed")
        both = report.set_index("org_code").join(sums, how="inner")
        assert ((both[column] - both["summed"]).abs() <= 5).mean() >= least, name


def test_white_students_are_some_of_all_students(real_data: Path) -> None:
    wholes, parts = (
        read_file(real_data / SCRAPES / f"3B_1_adv_courses{end}.csv", Declared(student_group=group))[0].rows
        for end, group in (("", "all_students"), ("_white_students", "white"))
    )
    both = wholes.merge(parts, on=["org_code", "school_year"])
    assert len(both) > 3000
    assert (both["grade_11_12_n_x"] >= both["grade_11_12_n_y"]).all()


def test_masscore_of_2013(results: dict[str, ReadTable | SsosError]) -> None:
    found = rows(results, "coursework/research_files_2014/masscore_state_district_school_2009_2013.csv.gz")
    of_2013 = found[found["school_year"] == 2013]
    columns = ["graduates_n", "completed_n", "completed_pct"]
    assert figures(of_2013, columns, org_code=STATE, student_group="all_students") == [66359, 46601, 70.2]
    assert figures(of_2013, columns, org_code=BOSTON, student_group="high_needs") == [3019, 1075, 35.6]
    assert found["graduates_n"].min() == 6


# --- as collected ------------------------------------------------------------------------------------------------------


def test_collected_rows_of_the_hub_equal_the_exports(results: dict[str, ReadTable | SsosError]) -> None:
    collected = rows(results, "mcas/hub_rows_with_counts_2019_2025/mcas_rows_with_counts.csv")
    folder = "mcas/statereport_district_2016_2022"
    exports = pd.concat([rows(results, f"{folder}/{name}.xlsx") for name in ("NextGenMCAS(1)", "NextGenMCAS")])
    both = collected.merge(exports, on=["org_code", "school_year", "student_group", "subject", "grades"])
    assert len(both) == 6
    assert (both["tested_n_x"] == both["tested_n_y"]).all()
    assert (both["meeting_or_exceeding_pct_x"] == both["meeting_or_exceeding_pct_y"]).all()


def test_levels_of_every_row_add_up(results: dict[str, ReadTable | SsosError]) -> None:
    collected = rows(results, "mcas/hub_rows_with_counts_2019_2025/mcas_rows_with_counts.csv")
    levels = ["exceeding_n", "meeting_n", "partially_meeting_n", "not_meeting_n"]
    assert (collected[levels].sum(axis=1) == collected["tested_n"]).all()
    legacy = rows(results, f"{LEGACY}/mcas (2).xlsx")
    levels = ["advanced_n", "proficient_n", "needs_improvement_n", "warning_failing_n"]
    assert (legacy[levels].sum(axis=1) == legacy["tested_n"]).all()


def test_objectives_of_english_learners(results: dict[str, ReadTable | SsosError]) -> None:
    found = rows(results, "english_learners/research_files_2014/amao_state_district_2005_2013.csv")
    columns = ["progress_objective_met", "attainment_objective_met", "cumulative_ppi_met"]
    assert figures(found, columns, org_code=STATE, school_year=2013) == ["No", "Yes", "No"]
    assert len(found[found["org_level"] == "district"]) == 506


def test_no_file_fits_two_publications(results: dict[str, ReadTable | SsosError]) -> None:
    assert not [name for name, error in results.items() if isinstance(error, SourceError) and "publications" in str(error)]

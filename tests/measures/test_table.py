"""The long measure table: what the reader said of a cell survives, and nothing is made up for a cell that says nothing."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_tables import (
    DISTRICT,
    OTHER_SCHOOL,
    SCHOOL,
    STATE,
    absence,
    achievement,
    cohort,
    measured,
    row,
    tidy,
)

from ssos_analysis.measures.table import COLUMNS, NO_COUNT_HERE, NO_COUNTS
from ssos_analysis.schemas.tables import TABLES

a_few = settings(max_examples=15)  # each example builds a whole measure table
ELA = "ela_3_8_meeting_pct"
FOUR_YEAR = "four_year_graduation_pct"
ABSENCE = "chronically_absent_pct"


def only(measure, *, org=DISTRICT, year=2023, group="all_students"):
    """The one row of an organization, year and group."""
    rows = measure.rows(org_code=org, group=group)
    rows = rows[rows["school_year"] == year]
    assert len(rows) == 1
    return rows.iloc[0]


def test_the_small_tables_are_tables_of_the_store():
    TABLES["mcas"].schema.validate(tidy("mcas", [achievement(STATE, 2023, 40, 100), row("mcas", SCHOOL, 2022)]))


def test_a_row_carries_the_figure_its_counts_and_where_it_stood():
    figure = only(measured(ELA, [achievement(DISTRICT, 2023, 29, 100, source_id="b" * 12)]))
    assert (figure["estimate"], figure["decimals"], figure["numerator"], figure["denominator"]) == (29, 0, 29, 100)
    assert (figure["status"], figure["counts"], figure["method"]) == ("reported", "published", "Wilson score")
    assert (figure["source_id"], figure["source_row"], figure["publication"]) == ("b" * 12, 7, "a_report")
    # Wilson by hand, 29 of 100: (29 + 1.9208 -+ 1.96 * sqrt(29*71/100 + 0.9604)) / 103.8416
    assert figure["low"] == pytest.approx(21.0, abs=0.05)
    assert figure["high"] == pytest.approx(38.5, abs=0.05)


def test_a_district_has_one_name_however_publications_spell_it():
    rows = [achievement(DISTRICT, year, 29, 100, org_name=name) for year, name in ((2022, "QUILLMARSH"), (2023, DISTRICT))]
    rows += [achievement(SCHOOL, 2023, 29, 100)]
    names = measured(ELA, rows).table.set_index("org_code")["org_name"]
    assert set(names[DISTRICT]) == {"Quillmarsh"}
    assert names[SCHOOL] == "Quillmarsh - Alder High"


@pytest.mark.parametrize(("mark", "status"), [("*", "suppressed"), ("", "not_reported"), ("NA", "not_applicable")])
def test_the_status_born_at_the_reader_survives_and_is_never_a_zero(mark, status):
    rows = [achievement(STATE, 2023, 40, 100), row("mcas", meeting_or_exceeding_pct=mark, tested_n="7")]
    figure = only(measured(ELA, rows))
    assert figure["status"] == status
    assert all(math.isnan(figure[name]) for name in ("estimate", "low", "high", "numerator", "denominator"))
    assert figure["counts"] == "none"


def test_a_true_zero_stays_zero_with_an_interval_that_begins_there():
    figure = only(measured(ELA, [achievement(DISTRICT, 2023, 0, 20)]))
    assert (figure["estimate"], figure["low"]) == (0, 0)
    assert figure["high"] == pytest.approx(16.1, abs=0.05)  # 0 of 20, METHODS


def test_a_cell_the_state_publishes_and_the_district_lacks_is_not_reported_for_the_district_alone():
    rows = [
        achievement(STATE, 2022, 40, 100),
        achievement(STATE, 2023, 40, 100),
        achievement(STATE, 2023, 30, 100, group="high_needs"),
        achievement(DISTRICT, 2023, 29, 100),
        achievement(SCHOOL, 2023, 29, 100),
    ]
    measure = measured(ELA, rows)
    for year, group in ((2022, "all_students"), (2023, "high_needs")):
        absent = only(measure, year=year, group=group)
        assert (absent["status"], absent["org_name"], absent["org_level"]) == ("not_reported", "Quillmarsh", "district")
        assert math.isnan(absent["estimate"])
        assert absent["decimals"] == 0
    assert len(measure.rows(org_code=SCHOOL)) == 1
    assert len(measure.rows(org_code=STATE)) == 3


def test_what_the_state_itself_does_not_report_is_not_expected_of_the_district():
    rows = [row("mcas", STATE, 2022, meeting_or_exceeding_pct="*"), achievement(DISTRICT, 2023, 29, 100)]
    assert list(measured(ELA, rows).rows(org_code=DISTRICT)["school_year"]) == [2023]


def test_a_district_without_any_row_gets_none():
    measure = measured(ELA, [achievement(STATE, 2023, 40, 100)])
    assert measure.rows(org_code=DISTRICT).empty
    assert measure.newest_year("all_students") is None
    assert list(measured(ELA, []).table.columns) == list(COLUMNS)


def test_a_third_party_s_copy_fills_in_and_never_stands_in_front_of_the_state_s_own():
    copied = [cohort(DISTRICT, year, "80.0", 100, publication="e2c_extract_sy2025") for year in (2021, 2022, 2023)]
    own = [cohort(DISTRICT, 2023, "81.0", 100, publication="the_report")]
    measure = measured(FOUR_YEAR, [*copied, *own])
    assert only(measure, year=2022)["publication"] == "e2c_extract_sy2025"
    assert only(measure)["estimate"] == 81.0  # though the copy covers more years
    assert only(measure)["disagrees"] == "e2c_extract_sy2025 gives 80.0"


def test_the_whole_year_is_preferred_to_the_days_to_march():
    rows = [
        absence(DISTRICT, 2019, "25.2"),
        absence(DISTRICT, 2019, "24.0", attendance_period="march"),
        absence(DISTRICT, 2023, "37.2", attendance_period="march"),
        absence(DISTRICT, 2022, "*"),
        absence(DISTRICT, 2022, "40.1", attendance_period="march"),
    ]
    measure = measured(ABSENCE, rows)
    chosen = {
        int(year): (variant, value) for year, variant, value in measure.table[["school_year", "variant", "estimate"]].values
    }
    assert chosen == {2019: ("end_of_year", 25.2), 2022: ("march", 40.1), 2023: ("march", 37.2)}
    assert measure.table["series"].tolist() == ["end_of_year", "march", "march"]
    assert set(measure.table["method"]) == {NO_COUNTS}
    assert set(measure.table["disagrees"]) == {""}  # another period is another figure, not another opinion


def test_the_publication_that_covers_most_years_wins_and_a_clash_is_told():
    long = {"publication": "long_table"}
    rows = [
        cohort(DISTRICT, 2017, "72.7", 4111, **long),
        cohort(DISTRICT, 2018, "75.1", 4179, **long),
        cohort(DISTRICT, 2017, "72.9", 4111, publication="brief_report"),
        cohort(DISTRICT, 2018, "75.1", 4179, publication="brief_report", group="female"),
    ]
    measure = measured(FOUR_YEAR, rows)
    figure = only(measure, year=2017)
    assert (figure["publication"], figure["estimate"]) == ("long_table", 72.7)
    assert figure["disagrees"] == "brief_report gives 72.9"
    assert only(measure, year=2018)["disagrees"] == ""


def test_a_reported_figure_wins_over_a_blank_of_the_longer_publication():
    rows = [
        cohort(DISTRICT, 2016, "70.0", 100, publication="long_table"),
        cohort(DISTRICT, 2017, "", 100, publication="long_table"),
        cohort(DISTRICT, 2017, "72.9", 100, publication="brief_report"),
    ]
    figure = only(measured(FOUR_YEAR, rows), year=2017)
    assert (figure["estimate"], figure["publication"], figure["disagrees"]) == (72.9, "brief_report", "")


def test_equal_figures_of_two_publications_do_not_clash():
    rows = [cohort(DISTRICT, 2017, "72.7", 4111, publication=name) for name in ("one", "two")]
    assert only(measured(FOUR_YEAR, rows), year=2017)["disagrees"] == ""


def test_reconstructed_counts_are_marked_and_whole():
    figure = only(measured(FOUR_YEAR, [cohort(DISTRICT, 2024, "79.7", 3711)]), year=2024)
    assert (figure["numerator"], figure["counts"]) == (2958, "reconstructed")  # 0.797 * 3711 = 2957.7
    assert (round(figure["low"], 1), round(figure["high"], 1)) == (78.4, 81.0)


def test_no_count_no_interval_and_the_row_says_why():
    without = row("mcas", meeting_or_exceeding_pct="29")
    figure = only(measured(ELA, [without]))
    assert (figure["counts"], figure["method"]) == ("none", NO_COUNT_HERE)
    assert math.isnan(figure["low"])
    nobody = row("mcas", meeting_or_exceeding_pct="0", meeting_or_exceeding_n="0", tested_n="0")
    assert math.isnan(only(measured(ELA, [nobody]))["high"])


def test_a_mean_takes_its_interval_from_the_known_spread():
    figure = only(measured("ela_3_8_growth_sgp", [row("mcas", growth_mean_sgp="49.5", growth_n="400")]))
    assert (figure["low"], figure["high"]) == (pytest.approx(46.7, abs=0.05), pytest.approx(52.3, abs=0.05))  # 2.8 at n = 400
    assert figure["counts"] == "published"


@pytest.mark.parametrize("group", ["low_income", "high_needs", "economically_disadvantaged", "not_low_income"])
def test_the_series_of_income_groups_end_in_2015_and_2022(group):
    rows = [cohort(DISTRICT, year, "80.0", 100, group=group) for year in range(2013, 2025)]
    series = dict(zip(range(2013, 2025), measured(FOUR_YEAR, rows).table["series"], strict=True))
    assert series[2013] == series[2014] != series[2015]
    assert series[2021] != series[2022] == series[2024]
    assert series[2014] != series[2022]


@pytest.mark.parametrize("group", ["all_students", "asian", "white", "female", "english_learners", "students_with_disabilities"])
def test_other_groups_keep_one_series_through_the_changes_of_low_income(group):
    rows = [cohort(DISTRICT, year, "80.0", 100, group=group) for year in range(2006, 2025)]
    assert set(measured(FOUR_YEAR, rows).table["series"]) == {"only"}


def test_2021_is_unusual_for_the_tests_and_ordinary_for_graduation():
    tests = measured(ELA, [achievement(DISTRICT, year, 29, 100) for year in (2019, 2021, 2022)])
    assert [bool(reason) for reason in tests.table["unusual"]] == [False, True, False]
    assert "2021" in tests.table["unusual"].iloc[1]
    assert set(measured(FOUR_YEAR, [cohort(DISTRICT, 2021, "80.0", 100)]).table["unusual"]) == {""}


@pytest.mark.parametrize(("years", "newest"), [((2019, 2021), 2019), ((2021,), 2021), ((2019, 2021, 2022), 2022), ((), None)])
def test_the_newest_year_is_an_ordinary_one_where_there_is_one(years, newest):
    measure = measured(ELA, [achievement(DISTRICT, year, 29, 100) for year in years])
    assert measure.newest_year("all_students") == newest


def test_the_newest_year_is_one_with_a_figure_of_that_group_and_place():
    rows = [
        achievement(STATE, 2023, 40, 100),
        achievement(DISTRICT, 2022, 29, 100),
        row("mcas", year=2023, meeting_or_exceeding_pct="*"),
        achievement(SCHOOL, 2019, 29, 100),
    ]
    measure = measured(ELA, rows)
    assert measure.newest_year("all_students") == 2022
    assert measure.newest_year("all_students", org_code=SCHOOL) == 2019
    assert measure.newest_year("asian") is None


@a_few
@given(st.sets(st.integers(2017, 2025), min_size=1), st.integers(2015, 2025))
def test_nothing_later_than_the_bound_is_in_the_table(years, through):
    rows = [achievement(org, year, 29, 100) for year in sorted(years) for org in (STATE, DISTRICT)]
    measure = measured(ELA, rows, through=through)
    assert set(measure.table["school_year"]) == {year for year in years if year <= through}
    newest = measure.newest_year("all_students")
    assert newest is None or newest <= through


@a_few
@given(st.permutations([(org, year) for org in (STATE, DISTRICT, SCHOOL, OTHER_SCHOOL) for year in (2019, 2021, 2022)]))
def test_row_order_never_matters(order):
    made = measured(ELA, [achievement(org, year, 20 + year % 10, 100) for org, year in order])
    expected = measured(ELA, [achievement(org, year, 20 + year % 10, 100) for org, year in sorted(order)])
    assert made.table.equals(expected.table)


@a_few
@given(st.lists(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=9))
def test_an_interval_holds_its_figure_and_stays_within_0_and_100(counts):
    rows = [achievement(DISTRICT, 2017 + place, meeting, tested) for place, (meeting, tested) in enumerate(counts)]
    figures = measured(ELA, rows).table
    share = 100 * figures["numerator"] / figures["denominator"]
    assert (figures["low"] >= 0).all()
    assert (figures["high"] <= 100).all()
    assert ((figures["low"] <= share + 1e-9) & (share - 1e-9 <= figures["high"])).all()


def test_only_the_measures_own_keys_are_read():
    rows = [
        achievement(DISTRICT, 2023, 29, 100),
        achievement(DISTRICT, 2023, 26, 100, subject="MATH"),
        achievement(DISTRICT, 2023, 45, 100, grades="10"),
    ]
    assert only(measured(ELA, rows))["estimate"] == 29
    assert only(measured("math_3_8_meeting_pct", rows))["estimate"] == 26
    assert only(measured("ela_10_meeting_pct", rows))["estimate"] == 45

"""Points to label, beside what is printed: each kind of difference is told apart, and none is replaced."""

from decimal import Decimal as D

import pandas as pd
import pytest

from ssos_analysis.accountability.chances import chances
from ssos_analysis.accountability.escapes import NOT_PRINTED, WITHIN, escapes
from ssos_analysis.accountability.levers import groups_below, levers, next_label
from ssos_analysis.accountability.reconcile import (
    EQUAL,
    MISSING,
    OTHER_PATH,
    RESTATED,
    ROUNDING,
    UNCONFIRMED,
    UNEXPLAINED,
    reconcile,
)
from ssos_analysis.accountability.reports import Between
from ssos_analysis.accountability.rules import rule_book
from ssos_analysis.accountability.scenarios import scenarios
from ssos_analysis.accountability.standing import prior_of, standing, standings, with_points
from ssos_analysis.accountability.targets import gains, target_gaps
from tests.accountability.conftest import CLEAR

BOOK = rule_book(2025)
BOOKS = {2024: rule_book(2024), 2025: BOOK}
ABOUT = {"org_code": "99010000", "org_name": "Ash", "org_level": "district"}
LABEL = "Moderate progress toward targets"


def one(
    indicator, points, *, group="all_students", span="non_high_school", year=2025, n=100, prior=490.0, current=492.0, target=491.0
):
    """An indicator row; the values are those of a scaled score unless given."""
    return {
        **ABOUT, "school_year": 2025, "student_group": group, "gradespan": span, "indicator": indicator, "points": float(points),
        "points_possible": 4.0, "included_n": float(n), "prior_value": prior, "current_value": current, "target": target,
        "change": current - prior, "reason": "", "prior_year": 2024.0, "current_year": 2025.0,
        "source_id": "d" * 12, "source_row": 1,
        "publication": "workbook_criterion_referenced",
    }  # fmt: skip


def growth(indicator, points, value, **more):
    return one(indicator, points, prior=float("nan"), current=value, target=float("nan"), **more)


BOTH = [
    one("ela_achievement", 4), one("math_achievement", 2, current=490.2, n=110), growth("ela_growth", 3, 55.0),
    one("ela_achievement", 3, group="lowest_performing", n=25, current=491.0),
    growth("ela_growth", 2, 45.0, group="lowest_performing", n=25),
    one("math_achievement", 1, group="high_needs", n=40),
]  # fmt: skip


@pytest.fixture
def ash():
    return standing(BOOK, BOTH, [], Between(D("40.0"), D("40.0")), ABOUT)


def test_points_add_up_to_a_label(ash):
    """All: (67.5*6 + 22.5*3)/100 = 4.725 -> 4.7 of (67.5*8 + 22.5*4)/100 = 6.3: 74.6; lowest: 2.5 of 3.6: 69.4; half: 72.0."""
    assert {key: str(column.pct) for key, column in ash.columns.items()} == {
        ("non_high_school", "all"): "74.6", ("non_high_school", "lowest"): "69.4",
    }  # fmt: skip
    assert (str(ash.annual), str(ash.cumulative.low), ash.label) == ("72.0", "59.2", "Substantial progress toward targets")
    assert "rollup.span_alone" in ash.used
    assert ash.missing == ()


def test_what_is_not_printed_is_named_and_not_filled_in():
    none = standing(BOOK, [], [], None, ABOUT)
    assert (none.annual, none.label, none.missing) == (None, "", ("no points of this organization are published",))
    two = [*BOTH, one("ela_achievement", 1, span="high_school")]
    assert standing(BOOK, two, [], None, ABOUT).missing == ("the weights of its grade spans are not published",)
    assert standing(BOOK, BOTH, [], None, ABOUT).missing == ("the percentage of the year before is not published",)
    blank = standing(BOOK, [growth("ela_growth", 3, 55.0)], [], None, ABOUT)
    assert blank.annual is None  # a column without an achievement indicator is not scored


def test_a_label_that_hangs_on_the_rounding_of_the_year_before_is_not_told():
    found = standing(BOOK, BOTH, [], Between(D("15.5"), D("16.4")), ABOUT)
    assert found.cumulative.shown == range(49, 51)
    assert found.label == ""


def test_the_year_before_is_the_one_built_again_unless_it_was_restated():
    assert prior_of(D(43), D("42.6")) == Between(D("42.6"), D("42.6"))
    assert prior_of(D(43), D("42.4")) == Between(D("42.5"), D("43.4"))
    assert prior_of(None, D("42.4")) is None


def printed(year, pct, annual, prior, reason=LABEL):
    return {
        **ABOUT, "school_year": year, "targets_pct": float(pct), "annual_pct": float(annual), "prior_annual_pct": float(prior),
        "classification_reason": reason, "classification": CLEAR, "is_flagged": False,
        "publication": "workbook_accountability_data",
    }  # fmt: skip


def compared(published, indicators, criterion=()):
    columns = ["org_code", "school_year", "student_group", "gradespan", "span_weight_pct", "criterion_pct"]
    frames = (
        pd.DataFrame(published),
        pd.DataFrame(indicators),
        pd.DataFrame(list(criterion), columns=None if criterion else columns),
    )
    found = standings(frames[1], frames[2], frames[0], BOOKS)
    return reconcile(frames[0], found, frames[1], frames[2], BOOKS).set_index("step")


def test_equal_figures_and_a_year_before_that_is_only_a_whole_number():
    told = compared([printed(2025, 59, 72, 40, "Substantial progress toward targets")], BOTH)
    assert set(told.loc["points", "verdict"]) == {EQUAL, UNEXPLAINED}  # high needs: 492 against 491 from 490 is 4, not 1
    assert told.loc["year", "verdict"] == EQUAL
    assert told.loc["both years", ["ours", "verdict"]].tolist() == ["59", EQUAL]
    wide = compared([printed(2025, 50, 72, 16, "Substantial progress toward targets")], BOTH)
    assert wide.loc["both years", ["ours", "published", "verdict"]].tolist() == ["49 or 50", "50.0", ROUNDING]


def test_a_restated_year_is_told_and_a_wrong_total_or_label_is_flagged():
    rows = [*BOTH, *({**row, "school_year": 2024} for row in BOTH)]
    told = compared([printed(2024, 59, 72, 40, "Substantial progress toward targets"), printed(2025, 72, 72, 70)], rows)
    assert told.loc["year before", ["ours", "published", "verdict"]].tolist() == ["72", "70.0", RESTATED]
    labels = told.loc["label", ["school_year", "ours", "verdict"]].set_index("school_year")
    assert labels.loc[2025].tolist() == ["Substantial progress toward targets", UNEXPLAINED]
    column = {
        **ABOUT, "school_year": 2025, "student_group": "all_students", "gradespan": "non_high_school", "weighted_points": 4.7,
        "weighted_possible": 6.3, "criterion_pct": 74.7, "span_weight_pct": 100.0, "publication": "w",
    }  # fmt: skip
    told = compared([printed(2025, 59, 72, 40)], BOTH, [column])
    assert told.loc["weighted totals", "verdict"].tolist() == [EQUAL, EQUAL]
    assert told.loc["column", ["ours", "published", "verdict"]].tolist() == ["74.6", "74.7", UNEXPLAINED]


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (one("ela_achievement", 4), EQUAL),
        (one("ela_achievement", 4, current=485.0), OTHER_PATH),
        (one("ela_achievement", 2), UNEXPLAINED),
        (one("ela_achievement", 1, current=485.0), UNCONFIRMED),  # a fall: that it earns none is not confirmed
        (one("advanced_coursework", 2, prior=50.0, current=56.0, target=55.0), UNCONFIRMED),
        (one("ela_achievement", 4, target=float("nan")), MISSING),
        (growth("ela_growth", 4, 60.0), EQUAL),
        (growth("ela_growth", 4, 59.9), UNEXPLAINED),
    ],
)
def test_each_difference_in_points_has_its_kind(row, verdict):
    assert compared([printed(2025, 1, 1, 1)], [row]).loc["points", "verdict"] == verdict


def test_a_lever_is_worth_its_weight_over_what_is_possible(ash):
    """One point of ELA: 67.5/6.3 = 10.71 of the column, half in the span, 60 percent of that in both years."""
    found = levers(BOOK, ash, BOTH).set_index(["column", "indicator"])
    own = found.loc[("all", "math_achievement")]
    assert own[["column_pp", "span_pp", "annual_pp", "both_pp"]].round(4).tolist() == [10.7143, 5.3571, 5.3571, 3.2143]
    assert own["not_counted_n"] == 0
    assert found.loc[("all", "ela_achievement"), "not_counted_n"] == 10
    assert found.loc[("lowest", "ela_achievement"), "column_pp"] == pytest.approx(67.5 / 3.6)
    assert found.loc[("lowest", "ela_achievement"), "not_counted_n"] == 85
    assert found.loc[("all", "ela_achievement"), "groups_below"] == "high_needs, lowest_performing"
    assert groups_below(BOTH, "non_high_school", but="math_achievement") == ["lowest_performing"]


def test_the_points_to_the_next_label_are_those_that_bring_it(ash):
    assert next_label(BOOK, ash)[0] == "Meeting or exceeding targets"
    assert levers(BOOK, ash, BOTH)["points_to_label"].isna().all()  # 15.3 points missing: none can alone
    near = standing(BOOK, BOTH, [], Between(D("70.0"), D("70.0")), ABOUT)
    found = levers(BOOK, near, BOTH).set_index(["column", "indicator"])["points_to_label"]
    assert found["lowest", "ela_achievement"] == 1
    for (column, indicator), points in found.dropna().items():
        lever = ("non_high_school", column, indicator)
        now = near.columns["non_high_school", column].points[indicator]
        assert with_points(BOOK, near, {lever: now + int(points)}).label == "Meeting or exceeding targets"
        assert with_points(BOOK, near, {lever: now + int(points) - 1}).label != "Meeting or exceeding targets"


def test_the_published_worth_of_a_point_in_full_columns():
    """Below high school, with English learners: ELA 60/9.6 = 6.25, growth 2.08, absence 1.04; lowest 67.5/7.6 = 8.88."""
    scored = ("ela_achievement", "math_achievement", "science_achievement", "elp_progress", "chronic_absenteeism")
    full = [
        *(one(name, 2) for name in scored),
        *(growth(name, 2, 45.0) for name in ("ela_growth", "math_growth")),
        *(one(name, 2, group="lowest_performing") for name in ("ela_achievement", "math_achievement", "chronic_absenteeism")),
        *(growth(name, 2, 45.0, group="lowest_performing") for name in ("ela_growth", "math_growth")),
    ]  # fmt: skip
    worth = levers(BOOK, standing(BOOK, full, [], None, ABOUT), full).set_index(["column", "indicator"])["column_pp"]
    assert worth["all", "ela_achievement"] == 6.25
    assert worth["all", "ela_growth"] == pytest.approx(2.083, abs=1e-3)
    assert worth["all", "chronic_absenteeism"] == pytest.approx(1.042, abs=1e-3)
    assert worth["lowest", "math_achievement"] == pytest.approx(8.882, abs=1e-3)


def test_points_earned_while_the_value_fell_are_found_and_told_apart():
    rows = [
        one("ela_achievement", 3, prior=492.0, current=491.0),
        one("math_achievement", 4, prior=505.0, current=503.0, target=509.0),
        one("chronic_absenteeism", 3, prior=10.0, current=9.0, target=9.0),
        one("science_achievement", 2, prior=490.0, current=489.0),
    ]
    found = escapes(BOOK, rows).set_index("indicator")["how"].to_dict()
    assert found == {"ela_achievement": WITHIN, "math_achievement": NOT_PRINTED}


def test_scenarios_name_what_they_assume_and_leave_what_they_do_not(ash):
    found = scenarios(BOOK, ash).set_index("scenario")
    assert found.loc["As determined", "annual_pct"] == 72.0
    assert found.loc["Every target met", "annual_pct"] > 72.0 > found.loc["One point less everywhere", "annual_pct"]
    assert found.loc["The same points again", "both_low_pct"] == 72.0
    assert (found["assumption"].str.len() > 20).all()
    assert scenarios(BOOK, standing(BOOK, [], [], None, ABOUT)).empty


def test_targets_gaps_and_the_gain_needed_run_in_the_better_direction():
    steps = [
        {"gradespan": "non_high_school", "student_group": "all_students", "indicator": "chronic_absenteeism",
         "measured_year": 2025, "target": 9.0, "increment": 1.0, "increment_through": 2027.0},
        {"gradespan": "non_high_school", "student_group": "all_students", "indicator": "ela_achievement", "measured_year": 2026,
         "target": float("nan"), "increment": 1.5, "increment_through": float("nan")},
    ]  # fmt: skip
    rows = [one("chronic_absenteeism", 2, prior=12.0, current=10.0, target=9.0), one("ela_achievement", 4)]
    state = [one("chronic_absenteeism", 2, prior=12.0, current=12.0 - gain) for gain in range(20)]
    found = target_gaps(rows, steps, gains(pd.DataFrame(state), 2025)).set_index("indicator")
    absent = found.loc["chronic_absenteeism"]
    assert absent[["ahead", "next_target", "gain_needed", "gains_n", "reached_pct"]].tolist() == [-1.0, 8.0, 2.0, 20, 90.0]
    ela = found.loc["ela_achievement"]
    assert ela[["ahead", "next_target", "gain_needed", "gains_n"]].tolist() == [1.0, 492.5, 0.5, 0]
    assert pd.isna(ela["reached_pct"])


def test_no_chance_is_given_where_a_rule_is_not_confirmed_or_an_input_is_missing(ash):
    found = chances(BOOK, ash, BOTH, score_sd=20.0)
    assert found.labels == {}
    assert any("Students from whom on a group is scored" in reason for reason in found.why_not)
    vouched = BOOK.confirmed(*BOOK.rules)
    assert "their spread is not published" in chances(vouched, ash, BOTH, score_sd=None).why_not[0]
    assert chances(vouched, standing(BOOK, BOTH, [], None, ABOUT), BOTH, score_sd=20.0).why_not == (
        "the percentage of the year before is not published",
    )


def test_where_everything_is_known_the_chances_are_whole_and_more_students_make_it_surer(ash):
    vouched = BOOK.confirmed(*BOOK.rules)
    found = chances(vouched, ash, BOTH, score_sd=20.0, draws=200)
    assert sum(found.labels.values()) == pytest.approx(100)
    assert found.labels == chances(vouched, ash, BOTH, score_sd=20.0, draws=200).labels
    many = [{**row, "included_n": 1e7} for row in BOTH]
    sure = chances(vouched, ash, many, score_sd=20.0, draws=200).labels
    assert sure["Substantial progress toward targets"] > found.labels["Substantial progress toward targets"]
    deciding = found.deciding.set_index(["column", "indicator"])
    assert (deciding["points_low"] <= deciding["points"]).all()
    assert (deciding["points"] <= deciding["points_high"]).all()

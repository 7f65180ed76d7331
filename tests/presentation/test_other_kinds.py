"""Numbers, money and scores in the charts that were made for shares and growth percentiles."""

import pytest

from ssos_analysis import analyses
from ssos_analysis import presentation as show
from ssos_analysis.measures.registry import measure
from ssos_analysis.presentation.numbers import figure, period
from ssos_analysis.vocabulary.organizations import STATE
from tests.builders.small_tables import DISTRICT, achievement, measured, released, row


def test_money_has_its_sign_and_its_thousands():
    assert figure(18522.4, 0, "usd") == "$18,522"
    assert figure(-1500.0, 0, "usd") == "−$1,500"
    assert figure(12.34, 1, "number") == "12.3"
    assert period("finance", 2021) == "fiscal year 2021"
    assert period("college_going", 2021) == "the class of 2021"


@pytest.mark.parametrize(
    ("measure_id", "table", "given"),
    [
        ("spending_per_pupil_usd", "per_pupil_expenditures", {"total_per_pupil_usd": "18522.40"}),
        ("students_per_teacher", "teachers", {"students_per_teacher": "12.4", "teacher_subject": "all_teachers"}),
        ("ela_3_8_scaled_score", "mcas", {"scaled_score_mean": "497.1", "tested_n": "600"}),
        ("teacher_retention_pct", "staff_retention", {"retained_pct": "88.0", "staff_n": "100", "retained_n": "88",
                                                      "staff_position": "teacher"}),
    ],
)  # fmt: skip
def test_a_trend_of_any_kind_is_drawn_without_the_growth_percentiles_middle(showing, measure_id, table, given):
    rows = [row(table, org, year, **given) for org in (DISTRICT, STATE) for year in (2018, 2019)]
    chart = showing(show.trend_chart, released(analyses.trend(measured(measure_id, rows))))[0]
    value = given[next(iter(given))]
    whole = value.split(".")[0]
    assert f"{int(whole):,}" in chart.headline
    assert ">50<" not in chart.svg


def test_scores_by_group_have_room_around_them_and_no_zero(showing):
    rows = [achievement(org, 2023, 50, 100, scaled_score_mean=score, group=group) for org in (DISTRICT, STATE)
            for group, score in (("all_students", "497.0"), ("female", "499.0"), ("male", "495.0"))]  # fmt: skip
    chart = showing(show.group_chart, released(analyses.by_group(measured("ela_3_8_scaled_score", rows))))[0]
    assert "497" in chart.html


def test_a_chart_of_groups_names_no_mark_that_it_does_not_draw(showing):
    groups = [row("attendance", DISTRICT, 2023, group=group, chronically_absent_pct=value)
              for group, value in (("female", "20.1"), ("male", "18.0"))]  # fmt: skip
    chart = showing(show.group_chart, released(analyses.by_group(measured("chronically_absent_pct", groups))))[0]
    assert "Diamonds" not in chart.alt
    assert "Dots: the district. " in chart.note
    both = [*groups, *(row("attendance", org, 2023, chronically_absent_pct="19.0") for org in (DISTRICT, STATE))]
    chart = showing(show.group_chart, released(analyses.by_group(measured("chronically_absent_pct", both))))[0]
    assert "Diamonds show the state." in chart.alt
    assert "; diamonds: the same group in the state; the vertical line: all students of the district." in chart.note


def test_tests_are_not_counted_as_students_and_a_count_is_not_said_to_lack_one(showing):
    every = {"ap_category": "All Subjects", "ap_subject": "All Subjects"}
    scored = [row("ap_performance", DISTRICT, 2023, group=group, score_3_5_pct="40.0", tests_n="637", **every)
              for group in ("all_students", "female")]  # fmt: skip
    scored = measured("ap_score_3_5_pct", scored)
    for chart in (*showing(show.group_chart, released(analyses.by_group(scored))),
                  *showing(show.trend_chart, released(analyses.trend(scored)))):  # fmt: skip
        assert "Tests" in chart.head
        assert "Students" not in chart.head
    takers = measured("ap_takers_n", [row("ap_participation", DISTRICT, 2023, takers_n="282", ap_subject="All Subjects")])
    (table,) = showing(show.latest_table, released(analyses.latest([takers])))
    assert "These figures are themselves counts of students" in table.soup.find("p", class_="table-note").get_text()


def test_a_share_of_those_who_attained_proficiency_names_them():
    about = measure("el_exited_pct")
    assert "attaining proficiency" in about.label
    assert about.who == "English learners who attained proficiency"

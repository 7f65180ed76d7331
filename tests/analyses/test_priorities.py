"""Which findings become main points, and rates beside all others: each rule by an example that it alone stops."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_tables import DISTRICT, STATE, achievement, cohort, measured, released, row
from worked_findings import ABSENCE, ELA, FOUR_YEAR, absence_rows, ela_rows, graduation_rows

from ssos_analysis.analyses import disproportionality, equity_gaps, gap_change, priorities
from ssos_analysis.analyses.disproportionality import SMALL_GROUP


def of_one(meeting, tested, state=(5000, 10000), year=2025):
    return priorities([measured(ELA, [achievement(DISTRICT, year, meeting, tested), achievement(STATE, year, *state)])])


def test_a_clear_large_level_passes_and_names_its_side():
    above, below = of_one(800, 1000), of_one(200, 1000)
    assert above.table["side"].tolist() == ["strength"]
    assert below.table["side"].tolist() == ["concern"]
    assert (above.choices["looked_n"], above.choices["tested_n"], above.choices["passed_n"]) == ("1", "1", "1")


@pytest.mark.parametrize(
    ("finding", "rule"),
    [
        (lambda: of_one(20, 25), "too_few_n"),
        (lambda: of_one(52, 100), "not_found_n"),
        (lambda: of_one(16, 40, state=(2500, 10000)), "unsteady_n"),
        (lambda: of_one(5300, 10000, state=(500_000, 1_000_000)), "small_n"),
        (lambda: of_one(200, 1000, year=2019), "too_old_n"),
        (lambda: priorities([measured(ABSENCE, absence_rows())]), "no_count_n"),
    ],
)
def test_each_rule_stops_what_it_should(finding, rule):
    choices = finding().choices
    assert choices["passed_n"] == "0"
    assert int(choices[rule]) >= 1


def test_a_group_ahead_is_the_other_side_of_a_gap_and_no_strength():
    rows = [achievement(DISTRICT, 2025, 500, 1000), achievement(DISTRICT, 2025, 400, 500, group="asian")]
    finding = priorities([measured(ELA, rows)])
    assert finding.choices["mirror_n"] == "1"
    assert finding.table.empty


@settings(max_examples=6, deadline=None)
@given(st.permutations([("dropout_pct", "d"), (ELA, "e"), (FOUR_YEAR, "g")]))
def test_the_order_of_measures_never_matters(order):
    made = {
        "d": [row("dropout", org, 2023, dropout_pct=share, dropout_n=n, enrolled_9_12_n=of)
              for org, share, n, of in ((DISTRICT, "12.0", "120", "1000"), (STATE, "2.0", "2000", "100000"))],
        "e": ela_rows(), "g": graduation_rows(),
    }  # fmt: skip
    finding = priorities([measured(measure_id, made[key]) for measure_id, key in order])
    strengths = finding.table["strength"].tolist()
    assert strengths == sorted(strengths, reverse=True)
    keys = ["comparison", "measure", "student_group"]
    again = priorities([measured(measure_id, made[key]) for measure_id, key in sorted(order)])
    assert finding.table[keys].to_numpy().tolist() == again.table[keys].to_numpy().tolist()


def test_counts_add_up():
    choices = priorities([measured(ELA, ela_rows()), measured(FOUR_YEAR, graduation_rows())]).choices
    stops = ("too_old", "no_count", "too_few", "unsteady", "not_found", "not_clear", "small", "mirror", "passed")
    assert sum(int(choices[f"{word}_n"]) for word in stops) == int(choices["looked_n"])


def test_rows_meet_the_floor_of_their_own_family():
    """5 of 300 without the outcome: under the floor of discipline (6), over that of the first measure's family (3)."""
    rows = [row("discipline", org, 2023, out_of_school_suspension_pct=share, students_n=n)
            for org, share, n in ((DISTRICT, "98.3", "300"), (STATE, "50.0", "90000"))]  # fmt: skip
    main = released(priorities([measured(ELA, []), measured("out_of_school_suspension_pct", rows)]))
    assert main.table[["family", "hidden_reason"]].to_numpy().tolist() == [["discipline", "too_few_with_outcome"]]
    assert math.isnan(main.rows[0]["difference"])
    assert main.rows[0]["side"] == ""


def test_the_example_of_the_docs():
    """5 of 40 and 20 of 360 did not graduate: 2.25 times as many, 6.9 points, about 3 students; too few for the rule's ratio."""
    rows = [cohort(DISTRICT, 2024, "93.75", 400), cohort(DISTRICT, 2024, "87.5", 40, group="high_needs")]
    one = disproportionality(measured(FOUR_YEAR, rows)).table.iloc[0]
    assert (one["events"], one["other_events"]) == (5, 20)
    assert one["difference"] == pytest.approx(6.94, abs=0.01)
    assert one["excess"] == pytest.approx(2.78, abs=0.01)
    assert (one["basis"], one["why_not"]) == ("not_calculated", SMALL_GROUP)
    assert math.isnan(one["ratio"])


def test_a_group_that_is_everyone_passes_the_door():
    rows = [cohort(DISTRICT, 2024, "80.0", 40), cohort(DISTRICT, 2024, "80.0", 40, group="high_needs")]
    shown = released(disproportionality(measured(FOUR_YEAR, rows))).rows[0]
    assert shown["why_not"] == "not compared: the group is everyone"
    assert math.isnan(shown["events"])


def test_boston_as_published():
    """DESE, class of 2024: 756 students with disabilities, 63.8 percent; 3,711 students, 79.7 percent."""
    rows = [cohort(DISTRICT, 2024, "79.7", 3711), cohort(DISTRICT, 2024, "63.8", 756, group="students_with_disabilities")]
    one = disproportionality(measured(FOUR_YEAR, rows)).table.iloc[0]
    assert [round(one[name], 2) for name in ("ratio", "ratio_low", "ratio_high")] == [2.24, 1.97, 2.53]
    assert [round(one[name], 1) for name in ("difference", "low", "high")] == [20.0, 16.4, 23.8]
    assert round(one["excess"]) == 151
    gap = equity_gaps(measured(FOUR_YEAR, rows)).table.iloc[0]
    assert [round(gap[name], 2) for name in ("ratio", "ratio_without", "standardized")] == [0.76, 2.24, -0.63]


a_few = settings(max_examples=20, deadline=None)
pairs = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@a_few
@given(pairs, pairs)
def test_ratio_and_difference_never_disagree_on_who_is_ahead(group, others):
    rows = [achievement(DISTRICT, 2023, group[0] + others[0], group[1] + others[1])]
    gap = equity_gaps(measured(ELA, [*rows, achievement(DISTRICT, 2023, *group, group="asian")])).table.iloc[0]
    if not math.isnan(gap["ratio"]) and not gap["ratio_note"] and abs(gap["difference"]) > 1e-9:
        assert (gap["ratio"] > 1) == (gap["difference"] > 0)
        assert (gap["ratio_without"] < 1) == (gap["difference"] > 0)


@a_few
@given(pairs, pairs, pairs, pairs)
def test_a_gap_change_turned_round_is_the_same_with_its_sign_changed(a, b, c, d):
    def moved(first, then):
        rows = []
        for year, (group, others) in ((2022, first), (2023, then)):
            rows.append(achievement(DISTRICT, year, group[0] + others[0], group[1] + others[1]))
            rows.append(achievement(DISTRICT, year, *group, group="asian"))
        return gap_change(measured(ELA, rows)).table.iloc[0]

    one, other = moved((a, b), (c, d)), moved((c, d), (a, b))
    assert one["change"] == pytest.approx(-other["change"], abs=1e-9)
    assert (one["low"], one["high"]) == (pytest.approx(-other["high"], abs=1e-9), pytest.approx(-other["low"], abs=1e-9))

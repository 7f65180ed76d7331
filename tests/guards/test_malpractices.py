"""Each malpractice of the notes on methods, by its number there, meets something that stops it or says it.

Not here: 22-25 and 32: releases over time, need scores, observation, surveys and the audit of finished files are other parts.
"""

from __future__ import annotations

import ast
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError
from small_tables import DISTRICT, STATE, absence, achievement, cohort, measured, released, row
from worked_findings import ABSENCE, ELA, FOUR_YEAR, GROWTH, ela_rows, graduation_rows

from ssos_analysis import analyses
from ssos_analysis.analyses.comparable_years import comparable_years, shift
from ssos_analysis.analyses.equity_gaps import OTHER_PUBLICATION, OVERLAPS
from ssos_analysis.choices import ContextVariable, Override, peer_rules
from ssos_analysis.errors import ComparisonError, CountError, DisclosureError
from ssos_analysis.estimation.equivalence import equivalent_proportions
from ssos_analysis.estimation.gap_scales import cut_gap
from ssos_analysis.estimation.proportions import wilson
from ssos_analysis.estimation.ranks import rank_sets
from ssos_analysis.measures.registry import MEASURES
from ssos_analysis.measures.statewide_tables import CHANGES, Statewide, empty_frame
from ssos_analysis.presentation import line_chart
from ssos_analysis.presentation.gap_chart import gap_chart
from ssos_analysis.presentation.others_table import disproportionality_table
from ssos_analysis.presentation.plain_words import forbidden
from ssos_analysis.presentation.priority_points import priority_points
from ssos_analysis.presentation.sentences import change_sentence, gap_sentences, participation_note
from ssos_analysis.presentation.standing import RULES, Rule
from ssos_analysis.presentation.theme import canvas
from ssos_analysis.presentation.wording import gap_phrase

CLONE = Path(__file__).resolve().parents[2]
SOURCE = CLONE / "src" / "ssos_analysis"


def of_group(finding, group):
    return next(one for one in finding.table.to_dict("records") if one["student_group"] == group)


def two_groups(first, then):
    """English learners and all others in two years, as (meeting, tested) pairs: group, others; group, others."""
    rows = []
    for year, (group, others) in ((2022, first), (2023, then)):
        rows += [achievement(DISTRICT, year, group[0] + others[0], group[1] + others[1])]
        rows += [achievement(DISTRICT, year, *group, group="english_learners")]
    return measured(ELA, rows)


def test_01_ranking_noise():
    with pytest.raises(CountError):
        rank_sets([40.0, 41.0], [0.0, 1.0])  # no rank without an error
    sets = rank_sets([40.0, 41.0, 42.0], [5.0, 5.0, 5.0])
    assert (np.asarray(sets.low) < np.asarray(sets.high)).all()
    with pytest.raises(DisclosureError, match="a rank"):
        Rule("state", "above", "ranked 3rd of 10 districts")


def test_02_averaging_percents():
    """No rate is averaged: every pooled share of the analyses comes from counts, and no notebook takes a mean."""
    places = [*(SOURCE / "analyses").glob("*.py"), *(SOURCE / "presentation").glob("*.py"), *(SOURCE / "measures").glob("*.py")]
    for path in places:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "mean":
                assert "estimate" not in ast.unparse(node), f"{path.name}: {ast.unparse(node)}"
    for path in (CLONE / "notebooks").glob("*.ipynb"):
        assert ".mean(" not in path.read_text("utf-8")
    gap = of_group(analyses.equity_gaps(two_groups(((1, 10), (80, 90)), ((1, 10), (80, 90)))), "english_learners")
    assert gap["reference_estimate"] == pytest.approx(100 * 80 / 90)  # not the mean of percents


def test_03_point_gap_trend_at_different_parts_of_the_scale():
    # two groups gain 0.8 standard deviations alike: the gap in points shrinks, since the cut passes both
    early, late = cut_gap(0.0, 0.5, 1.0, [0.0])[0], cut_gap(0.8, 1.3, 1.0, [0.0])[0]
    assert abs(late) < abs(early)
    moved = analyses.gap_change(two_groups(((5000, 10000), (6915, 10000)), ((7881, 10000), (9032, 10000))))
    one = of_group(moved, "english_learners")
    assert one["change"] > 5
    assert one["low"] > 0  # in points it looks clear
    assert one["stands"] in ("scale_dependent", "not_clear")


def test_04_suppressed_treated_as_0_or_dropped():
    table = measured(ABSENCE, [absence(DISTRICT, 2023, "*"), absence(STATE, 2023, "20.0")])
    own = table.rows(org_code=DISTRICT).iloc[0]
    assert math.isnan(own["estimate"])
    assert own["status"] == "suppressed"
    rows = [achievement(DISTRICT, 2023, 60, 100), row("mcas", DISTRICT, 2023, group="asian", meeting_or_exceeding_pct="*")]
    assert of_group(analyses.equity_gaps(measured(ELA, rows)), "asian")["why_not"] == "group not reported"


def test_05_y_axis_truncation():
    with canvas(3.0, left=0.5, right=0.5) as axes:
        line_chart.set_range(axes, MEASURES[ELA], [71.0, 78.0])
        assert axes.get_ylim()[0] == 0
    for path in (SOURCE / "presentation").glob("*.py"):
        assert "twinx" not in path.read_text("utf-8"), f"{path.name}: two scales in one chart"


def test_06_line_across_breaks_or_2020():
    grades = measured(FOUR_YEAR, [cohort(DISTRICT, year, "80.0", 300, group="low_income") for year in (2021, 2022)])
    first, last = (grades.rows(org_code=DISTRICT).query("school_year == @year").iloc[0] for year in (2021, 2022))
    with pytest.raises(ComparisonError):
        shift(first, last, "share")
    assert list(comparable_years(grades, "low_income")["school_year"]) == [2022]
    rows = grades.rows(org_code=DISTRICT).to_dict("records")
    assert [len(run) for run in line_chart.segments(rows)] == [1, 1]
    gone = measured(ELA, [achievement(DISTRICT, year, 300, 1000) for year in (2019, 2022)]).rows(org_code=DISTRICT)
    assert [len(run) for run in line_chart.segments(gone.to_dict("records"))] == [1, 1]  # nothing is drawn over 2020


def test_07_comparing_with_2021():
    rows = [achievement(DISTRICT, year, 300, 1000) for year in (2021, 2022, 2023)]
    moved = analyses.change(measured(ELA, rows)).table.iloc[0]
    assert (moved["first_year"], moved["school_year"]) == (2022, 2023)
    only = measured(ELA, [achievement(DISTRICT, year, 300, 1000) for year in (2019, 2021)])
    assert analyses.recovery(only).table.iloc[0]["why_not"].startswith("no comparable figure after 2019")
    unusual, ordinary = (only.rows(org_code=DISTRICT).query("school_year == @year").iloc[0] for year in (2021, 2019))
    with pytest.raises(ComparisonError):
        shift(ordinary, unusual, "share")


def test_08_not_significant_read_as_no_gap(capture):
    shown = capture(gap_sentences, released(analyses.equity_gaps(two_groups(((20, 50), (22, 50)), ((20, 50), (22, 50))))))
    assert "We cannot tell" in shown
    assert "This does not mean that there is no difference" in shown
    for rule in RULES.values():
        for text in (rule.say, rule.more):
            assert "no difference" not in text.replace("does not mean that there is no difference", "")
    assert not equivalent_proportions([20], [50], [22], [50], margin=0.05).is_equivalent[0]  # only this may say `alike`


def test_09_star_hunting(capture):
    finding = analyses.equity_gaps(measured(ELA, ela_rows()))
    assert int(finding.choices["tested_n"]) >= 2
    assert "Benjamini-Hochberg" in capture(gap_chart, released(finding))
    main = analyses.priorities([measured(ELA, ela_rows())])
    assert int(main.choices["looked_n"]) >= int(main.choices["tested_n"]) >= int(main.choices["passed_n"])
    assert f"We looked at {main.choices['looked_n']} comparisons" in capture(priority_points, released(main))


def test_10_small_n_percents_with_decimals():
    gap = {"student_group": "asian", "difference": -20.04, "low": -30.2, "high": -9.7, "n": 60, "reference_n": 90}
    assert "20 points lower" in gap_phrase(gap, "all_other_students")
    assert "20.0 points lower" in gap_phrase(gap | {"n": 100, "reference_n": 100}, "all_other_students")


def test_11_changing_the_reference_yearly():
    finding = analyses.gaps_over_years(measured(FOUR_YEAR, graduation_rows()), groups=("high_needs",))
    assert finding.table["reference"].unique().tolist() == ["all_other_students"] == [finding.choices["reference"]]
    assert analyses.gap_change(measured(FOUR_YEAR, graduation_rows())).choices["reference"] == "all_other_students"


def test_12_overlapping_groups_added_up():
    rows = [achievement(DISTRICT, 2023, 60, 100)]
    rows += [achievement(DISTRICT, 2023, 20, 40, group=group) for group in ("low_income", "high_needs")]
    assert of_group(analyses.equity_gaps(measured(ELA, rows), reference="low_income"), "high_needs")["why_not"] == OVERLAPS
    rows += [achievement(DISTRICT, 2022, 60, 100), achievement(DISTRICT, 2022, 20, 40, group="high_needs")]
    assert analyses.composition(measured(ELA, rows), partition="needs").choices["why_not"]  # no such partition, no split


def test_13_composition_change_read_as_a_change_of_outcome():
    rows = []
    for year, white in ((2022, 800), (2023, 600)):
        asian = 1000 - white
        counts = {"white": (white // 2, white), "asian": (asian // 5, asian)}
        rows += [achievement(DISTRICT, year, sum(x for x, _ in counts.values()), 1000)]
        rows += [achievement(DISTRICT, year, *pair, group=group) for group, pair in counts.items()]
    finding = analyses.composition(measured(ELA, rows))
    one = finding.table.iloc[0]
    assert one["change"] == pytest.approx(one["composition"])  # each group did as before: all of it is who was there
    assert one["rate"] == pytest.approx(0, abs=1e-9)
    steady = analyses.composition(measured(ELA, [one for one in rows if one["school_year"] == 2022] + [
        {**one, "school_year": 2023} for one in rows if one["school_year"] == 2022]))  # fmt: skip
    assert "no group's share moved" in steady.choices["why_not"]


def test_14_ratio_without_base_rate(capture):
    finding = analyses.disproportionality(measured(FOUR_YEAR, graduation_rows()))
    shown = finding.table[finding.table["ratio"].notna()]
    assert len(shown)
    assert shown[["risk_pct", "other_risk_pct", "difference", "excess", "low", "high", "excess_low"]].notna().all().all()
    text = capture(disproportionality_table, released(finding), outcome="did not graduate")
    for heading in ("Rate", "Difference, points", "Ratio", "More or fewer students"):
        assert heading in text
    few = [cohort(DISTRICT, 2024, "99.0", 400), cohort(DISTRICT, 2024, "97.5", 40, group="high_needs")]
    rare = of_group(analyses.disproportionality(measured(FOUR_YEAR, few)), "high_needs")
    assert math.isnan(rare["ratio"])  # 1 of 40 against 3 of 360 is no ratio to show


def test_15_favourable_framing():
    gap = of_group(analyses.equity_gaps(two_groups(((90, 100), (99, 100)), ((90, 100), (99, 100)))), "english_learners")
    assert gap["ratio"] == pytest.approx(0.909, abs=1e-3)
    assert gap["ratio_without"] == pytest.approx(10, abs=1e-9)  # the same gap from the other side
    moved = analyses.gap_change(two_groups(((600, 1000), (800, 1000)), ((800, 1000), (900, 1000))))
    one = of_group(moved, "english_learners")
    assert np.sign(one["change_ratio"]) != np.sign(one["change_ratio_without"])
    assert one["stands"] == "scale_dependent"


def test_16_peers_picked_by_outcome():
    """Peers come from data whose variables can only be of context, and a hand that adds one signs with a reason."""
    rules = peer_rules()
    assert {one.kind for one in rules.variables} <= {"ln_enrollment", "group_share", "grade_share", "mobility"}
    with pytest.raises(ValidationError):
        ContextVariable(id="ela", label="ELA", kind="outcome", weight=1, unit="percent")
    with pytest.raises(ValidationError):
        Override(district="00350000", add=["03480000"], why="", who="an analyst", date="2026-01-15")


def test_17_regression_to_the_mean_sold_as_an_effect():
    assert "shrunk_change" in CHANGES  # what chance alone would make of a change is kept beside it
    assert forbidden("The figure rose because of the support.") == ["a cause: because of"]
    with pytest.raises(DisclosureError, match="a cause"):
        Rule("change", "above", "the figure rose thanks to our visits")


def test_18_causal_verbs():
    for text in ("This led to a gap.", "It was caused by absence.", "Attendance improved results.", "The gap is due to moves."):
        assert forbidden(text), text
    for rule in RULES.values():
        assert not forbidden(f"{rule.say} {rule.cell} {rule.more}")


@pytest.mark.parametrize(
    ("rate", "words"), [("94", "calls for care"), ("88", "say little"), ("75", "not be compared"), ("97", "")]
)
def test_19_participation_ignored(capture, rate, words):
    tested = [
        {**achievement(DISTRICT, 2023, 300, 1000), "participation_pct": float(rate), "participation_pct__status": "reported"}
    ]
    finding = analyses.took_part(measured(ELA, tested), measured("ela_3_8_participation_pct", tested))
    assert words in capture(participation_note, released(finding))


def test_20_growth_read_as_an_amount_of_learning():
    rows = [
        row("mcas", org, 2023, growth_mean_sgp=mean, growth_n=n)
        for org, mean, n in ((DISTRICT, "52", "50"), (STATE, "49", "9000"))
    ]
    finding = analyses.trend(measured(GROWTH, rows))
    assert finding.choices["stands_to_state"] == "not_clear"  # 52 and 49 of 50 students
    own = finding.table[finding.table["org_code"] == DISTRICT].iloc[0]
    assert own["high"] - own["low"] == pytest.approx(2 * 1.96 * 28.58 / math.sqrt(50), abs=0.1)
    assert "not how much was learned" in (CLONE / "notebooks" / "achievement_and_growth.ipynb").read_text("utf-8")


def test_21_grade_cohorts_read_as_the_same_students(capture):
    rows = [achievement(DISTRICT, year, meeting, 1000) for year, meeting in ((2022, 300), (2023, 400))]
    assert "The students of the two years are not the same" in capture(
        change_sentence, released(analyses.change(measured(ELA, rows)))
    )


def test_26_targets_set_by_round_number():
    """A goal of 80 percent from 20 in three years is set among what districts of like size did: none gained as much."""
    head = {"measure_id": ELA, "student_group": "all_students", "size_band": "300_999", "span_years": 3, "n": 400, "start": 20.0}
    moves = [head | {"org_code": f"{9000 + place}0000", "first_year": 2022, "last_year": 2025, "change": 0.2 * place,
                     "shrunk_change": 0.1 * place} for place in range(60)]  # fmt: skip
    frames = {name: empty_frame(name) for name in ("priors", "figures", "peers", "context", "expectations")}
    past = Statewide(changes=pd.DataFrame(moves), **frames)
    now = measured(ELA, [achievement(DISTRICT, 2023, 80, 400)])
    assert analyses.goal_realism(now, past, target=80.0, target_year=2026).table.iloc[0]["band"] == "unprecedented"


def test_27_colour_by_raw_thresholds(capture):
    """A dot is filled only where the interval is clear; 51 and 49 percent look alike where they cannot be told apart."""
    finding = released(analyses.equity_gaps(two_groups(((26, 50), (24, 50)), ((26, 50), (24, 50)))))
    assert finding.table["stands"].tolist() == ["not_clear"]
    assert "Hollow dots" in capture(gap_chart, finding)
    for path in (SOURCE / "presentation").glob("*chart*.py"):
        assert "RdYlGn" not in path.read_text("utf-8")


def test_28_rounding_before_differencing():
    gap = of_group(analyses.equity_gaps(two_groups(((1, 3), (50, 100)), ((154, 1000), (206, 1000)))), "english_learners")
    assert gap["difference"] == pytest.approx(-5.2)  # the rounded figures, 15 and 21, differ by 6


def test_29_mixed_vintages():
    rows = [achievement(DISTRICT, 2023, 60, 100)]
    rows += [achievement(DISTRICT, 2023, 20, 40, group="asian", publication="another_report")]
    one = of_group(analyses.equity_gaps(measured(ELA, rows)), "asian")
    assert one["why_not"] == OTHER_PUBLICATION
    assert math.isnan(one["difference"])


def test_30_deficit_framing(capture):
    offered = measured(
        "attendance_rate_pct", [row("attendance", org, 2023, attendance_rate_pct="92.0") for org in (DISTRICT, STATE)]
    )
    main = released(analyses.priorities([measured(ELA, ela_rows())], opportunity=[offered]))
    assert "What students are offered" in capture(priority_points, main)
    for text in ("low-performing subgroups", "students who are left behind", "the achievement gap"):
        assert forbidden(text)


def test_31_overlapping_intervals_used_as_a_test():
    group, others = (400, 1000), (445, 1000)
    one, other = (wilson([x], [n]) for x, n in (group, others))
    assert one.high[0] > other.low[0]  # the two intervals overlap
    gap = of_group(analyses.equity_gaps(two_groups((group, others), (group, others))), "english_learners")
    assert gap["high"] < 0
    assert gap["stands"] == "below"  # and the difference is clear

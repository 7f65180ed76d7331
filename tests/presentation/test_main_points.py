"""Every sentence of the analyses of equity and outcomes: plain words, no cause, no blame, no rank, as strong as its rule."""

from __future__ import annotations

import re

import pytest
from reading_grade import reading_grade, syllables
from small_tables import DISTRICT, STATE, achievement, cohort, measured, released, row
from worked_findings import DROPOUT, ELA, FOUR_YEAR, GROWTH, dropout_rows, ela_rows, graduation_rows, growth_rows

from ssos_analysis import analyses
from ssos_analysis import presentation as show
from ssos_analysis.errors import DisclosureError
from ssos_analysis.presentation.plain_words import forbidden
from ssos_analysis.presentation.standing import RULES, Rule, cell, say

OFFERED = "attendance_rate_pct"


def offered():
    return measured(OFFERED, [row("attendance", org, 2023, attendance_rate_pct="92.0") for org in (DISTRICT, STATE)])


def outcomes():
    high = [cohort(DISTRICT, 2025, "97.0", 500), cohort(STATE, 2025, "88.0", 70_000)]
    rows = (ELA, ela_rows()), (FOUR_YEAR, graduation_rows()), (DROPOUT, dropout_rows()), ("five_year_graduation_pct", [])
    more = (
        "math_3_8_meeting_pct",
        [achievement(org, 2025, x, n, subject="MATH") for org, x, n in ((DISTRICT, 900, 1000), (STATE, 4000, 9000))],
    )
    return [measured(measure_id, made) for measure_id, made in (*rows, more, (GROWTH, growth_rows()))] + [
        measured(FOUR_YEAR, high)
    ]


MAIN = {
    "many": lambda: released(analyses.priorities(outcomes(), opportunity=[offered()])),
    "none passed": lambda: released(analyses.priorities([measured(ELA, [achievement(DISTRICT, 2025, 50, 100)])])),
    "nothing": lambda: released(analyses.priorities([measured(ELA, [])])),
}
OTHERS = {
    "cohort": lambda: released(analyses.disproportionality(measured(FOUR_YEAR, graduation_rows()))),
    "small": lambda: released(analyses.disproportionality(measured(FOUR_YEAR, graduation_rows(students=60)))),
    "no groups": lambda: released(analyses.disproportionality(measured(FOUR_YEAR, [cohort(DISTRICT, 2024, "80.0", 100)]))),
}
SINCE = {
    "fall": lambda: released(
        analyses.recovery(
            measured(ELA, [achievement(DISTRICT, year, x, 1000) for year, x in ((2019, 500), (2022, 400), (2023, 450))])
        )
    ),
    "none": lambda: released(analyses.recovery(measured(ELA, []))),
    "groups": lambda: released(analyses.recovery(measured(FOUR_YEAR, graduation_rows()), groups=("all_students", "high_needs"))),
}


def everything(showing):
    shown = [
        one
        for make in MAIN.values()
        for function in (show.priority_points, show.priority_table)
        for one in showing(function, make())
    ]
    shown += [
        one for make in OTHERS.values() for one in showing(show.disproportionality_table, make(), outcome="did not graduate")
    ]
    shown += [one for make in SINCE.values() for one in showing(show.recovery_table, make())]
    gaps = analyses.equity_gaps(measured(FOUR_YEAR, graduation_rows()))
    shown += showing(show.gap_scale_table, released(gaps))
    shown += showing(show.gap_change_table, released(analyses.gap_change(measured(FOUR_YEAR, graduation_rows()))))
    shown += showing(show.composition_table, released(analyses.composition(measured(FOUR_YEAR, graduation_rows()))))
    return shown


def test_no_sentence_names_a_cause_blames_or_ranks(showing):
    shown = everything(showing)
    assert len(shown) >= 12
    for one in shown:
        assert forbidden(one.soup.get_text(" ")) == [], one.text


def test_main_points_read_at_grade_8_or_below(showing):
    for name, make in MAIN.items():
        (points,) = showing(show.priority_points, make())
        lines = [line for line in points.text.split("\n") if line.endswith(".")]
        assert reading_grade(" ".join(lines)) <= 8, (name, reading_grade(" ".join(lines)), lines)


@pytest.mark.parametrize(
    ("word", "count"), [("graduated", 4), ("students", 2), ("the", 1), ("state", 1), ("passed", 1), ("29%", 1)]
)
def test_syllables(word, count):
    assert syllables(word) == count


def test_main_points_are_few_and_true_of_the_table(showing):
    main = MAIN["many"]()
    (points,) = showing(show.priority_points, main)
    (table,) = showing(show.priority_table, main)
    strengths, first = (points.text.split(heading)[1] for heading in ("Strengths\n", "Where to look first\n"))
    assert 1 <= len(first.split("What students")[0].strip().split("\n")) <= 4
    assert "met or exceeded expectations in mathematics" in strengths
    assert "90% of tested students" in strengths
    figures = " ".join(" ".join(cells) for cells in table.body)
    for number in re.findall(r"\d+(?:\.\d+)?%", points.text):
        assert number in figures
    assert f"{main.choices['passed_n']} passed all our rules" in points.text


def test_the_caption_counts_findings_and_untested_figures_apart(showing):
    main = MAIN["many"]()
    (table,) = showing(show.priority_table, main)
    passed = sum(cells[-3] != "not tested" for cells in table.body)
    assert passed == int(main.choices["passed_n"])
    caption = f"{passed} findings of Quillmarsh that passed every rule, strongest first; below, not tested: 1 figure of what"
    assert caption in table.table_text


def test_main_points_say_that_a_measure_has_two_at_most(showing):
    (points,) = showing(show.priority_points, MAIN["many"]())
    assert "Below are the clearest of each side, at most two of one measure." in points.text


def test_each_point_says_of_how_many_students_it_is(showing):
    (points,) = showing(show.priority_points, MAIN["many"]())
    (table,) = showing(show.priority_table, MAIN["many"]())
    told = re.findall(r"; ([\d,]+) students\)\.", points.text)
    assert told
    assert set(told) <= {cells[-1] for cells in table.body}


def test_what_is_offered_says_where_the_state_has_no_figure(showing):
    alone = measured(OFFERED, [row("attendance", DISTRICT, 2023, attendance_rate_pct="92.0")])
    (points,) = showing(show.priority_points, released(analyses.priorities(outcomes(), opportunity=[alone])))
    assert "Attendance rate: 92.0% in 2022-23 (no state figure for that year)." in points.text


def test_when_nothing_passes_the_page_says_so(showing):
    (points,) = showing(show.priority_points, MAIN["none passed"]())
    assert "None passed all our rules" in points.text
    assert "does not mean" in points.text


def test_opportunity_stands_beside_outcomes_and_is_not_tested(showing):
    (table,) = showing(show.priority_table, MAIN["many"]())
    offer = [cells for cells in table.body if cells[0] == "Attendance rate"]
    assert [cells[-3] for cells in offer] == ["not tested"]


def test_rates_beside_all_others_come_with_all_four(showing):
    sentences, table = showing(show.disproportionality_table, OTHERS["cohort"](), outcome="did not graduate")
    for words in ("times the share", "points more", "students fewer"):
        assert words in sentences.text
    assert {"Rate", "Others' rate", "Difference, points", "Ratio", "More or fewer students"} <= set(table.head)
    assert all(text.strip() for cells in table.body for text in cells)


def test_a_share_that_cannot_be_told_says_so(showing):
    sentence, table = showing(show.recovery_table, SINCE["fall"]())
    assert "5.0 points below its 50% of 2019" in sentence.text
    assert table.body[0][-1] == "50% (8 to 92)"
    (none,) = showing(show.recovery_table, SINCE["none"]())
    assert "no comparison with 2019 is made" in none.text


def test_the_rule_table_is_whole_and_refuses_what_may_not_be_said():
    for stands in ("above", "below", "not_clear", "too_few"):
        for comparison in ("state", "change", "gap", "since_2019", "others"):
            assert say(comparison, stands, **dict.fromkeys(re.findall(r"{(\w+)}", RULES[comparison, stands].say), "x"))
    assert cell("state", "no such thing") == "not compared"
    for words in ("driven by absence", "failing students", "ranked 2nd of 10"):
        with pytest.raises(DisclosureError, match="may not be said"):
            Rule("state", "above", words)


def test_a_group_without_a_ratio_is_told_by_its_difference(showing):
    """9 of 90 others did not graduate: under the rule's 10, so the sentence of 60 of 200 names no ratio, and is not left out."""
    rows = [cohort(DISTRICT, 2024, "76.2", 290), cohort(DISTRICT, 2024, "70.0", 200, group="high_needs")]
    rows += [cohort(STATE, 2024, "88.0", 70_000), cohort(STATE, 2024, "80.0", 30_000, group="high_needs")]
    finding = released(analyses.disproportionality(measured(FOUR_YEAR, rows)))
    assert finding.table["basis"].tolist() == ["alternate_risk_ratio"]
    told = showing(show.disproportionality_table, finding, outcome="did not graduate")[0].text
    assert "30% of high needs students did not graduate, and 10% of all other students: 20 points more" in told
    assert "times" not in told

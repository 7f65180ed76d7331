"""Gaps over several topics: one family of tests, one direction, and a word for every gap that is not told."""

import datetime as dt
import math

import pytest
from small_tables import DISTRICT, STATE, absence, achievement, cohort, measured, released, row

from ssos_analysis.analyses import by_group, data_age, disproportionality, equity_gaps, gap_change, topic_gaps
from ssos_analysis.analyses.topic_gaps import NO_GAP, NOT_TOLD, SMALL, TOLD, TOO_FEW, TOO_OLD
from ssos_analysis.errors import DisclosureError

ELA, FOUR_YEAR, ABSENCE, SUSPENDED = (
    "ela_3_8_meeting_pct", "four_year_graduation_pct", "chronically_absent_pct", "out_of_school_suspension_pct",
)  # fmt: skip


def ela(groups, year=2024, through=2025):
    rows = [achievement(DISTRICT, year, 300, 600), achievement(STATE, year, 3000, 6000)]
    rows += [achievement(DISTRICT, year, *counts, group=group) for group, counts in groups.items()]
    return measured(ELA, rows, through=through)


def suspended(groups, year=2024):
    rows = [row("discipline", year=year, out_of_school_suspension_pct="10.0", students_n="800")]
    rows += [
        row("discipline", year=year, group=group, out_of_school_suspension_pct=percent, students_n=n)
        for group, (percent, n) in groups.items()
    ]
    return measured(SUSPENDED, rows)


def words(finding):
    return {(one["measure"], one["student_group"]): one for one in finding.table.to_dict("records")}


def test_each_gap_is_told_or_has_the_first_rule_it_stops_at():
    groups = {"english_learners": (20, 100), "asian": (55, 100), "homeless": (3, 20)}
    found = words(topic_gaps([ela(groups)]))
    assert {group: one["word"] for (_, group), one in found.items()} == {
        "english_learners": TOLD, "asian": NOT_TOLD, "homeless": TOO_FEW,
    }  # fmt: skip
    told = found[ELA, "english_learners"]
    assert told["less_good"] == pytest.approx(-told["difference"])
    assert 0 < told["less_good_low"] < told["less_good"] < told["less_good_high"]
    assert 0 < told["strength"] < abs(told["size"])


def test_the_side_is_turned_by_the_measures_direction():
    found = words(topic_gaps([ela({"low_income": (50, 200)}), suspended({"low_income": ("25.0", "200")})]))
    assert found[ELA, "low_income"]["difference"] < 0 < found[SUSPENDED, "low_income"]["difference"]
    assert all(one["less_good"] > 0 for one in found.values())


def test_all_topics_are_one_family_of_tests():
    """A gap that stands alone falls when it is tested among many that are none: Benjamini-Hochberg sees them all."""
    borderline = {"low_income": (87, 200)}
    alone = words(topic_gaps([ela(borderline)]))[ELA, "low_income"]
    none = dict.fromkeys(("asian", "white", "female", "high_needs", "english_learners", "homeless"), ("10.0", "100"))
    among = topic_gaps([ela(borderline), suspended(none)])
    assert (alone["word"], words(among)[ELA, "low_income"]["word"]) == (TOLD, NOT_TOLD)
    assert among.choices["tested_n"] == "7"


def test_a_clear_gap_may_be_small_and_an_old_one_is_not_told():
    rows = [cohort(DISTRICT, 2024, "92.0", 20_000), cohort(DISTRICT, 2024, "90.5", 8_000, group="low_income")]
    assert words(topic_gaps([measured(FOUR_YEAR, rows)]))[FOUR_YEAR, "low_income"]["word"] == SMALL
    old = topic_gaps([ela({"low_income": (50, 200)}, year=2018)])
    assert words(old)[ELA, "low_income"]["word"] == TOO_OLD
    assert old.choices["tested_n"] == "0"


def test_a_figure_without_a_count_is_shown_and_never_compared():
    rows = [absence(DISTRICT, 2024, "20.0"), absence(DISTRICT, 2024, "31.5", group="low_income")]
    shown = topic_gaps([measured(ABSENCE, rows), ela({}, year=2024)])
    one = words(shown)[ABSENCE, "low_income"]
    assert (one["word"], one["estimate"]) == (NO_GAP, 31.5)
    assert all(math.isnan(one[name]) for name in ("difference", "size", "strength", "less_good"))
    assert shown.choices["without"] == "ELA, grades 3-8"
    assert released(shown).table["hidden_reason"].tolist() == [""]


def test_what_a_floor_hides_takes_word_and_size_with_it():
    passed = released(topic_gaps([ela({"asian": (1, 90), "low_income": (50, 200)})]))
    hidden = next(one for one in passed.rows if one["student_group"] == "asian")
    assert hidden["hidden_reason"] == "too_few_with_outcome"
    assert hidden["word"] == ""
    assert all(math.isnan(hidden[name]) for name in ("difference", "size", "strength", "less_good", "less_good_low"))


def test_nothing_at_all_is_released_without_rows():
    passed = released(topic_gaps([measured(ELA, [])]))
    assert passed.rows == []
    assert passed.choices["without"] == "ELA, grades 3-8"


def test_a_row_whose_count_is_lost_does_not_leave():
    finding = topic_gaps([ela({"low_income": (50, 200)})])
    finding.table["n"] = float("nan")
    with pytest.raises(DisclosureError):
        released(finding)


# --- the year in which groups are shown, and partitions ------------------------------------------------------------------


def test_groups_are_shown_in_their_own_newest_year():
    """The state's report of all students can end before its report by group, or after it."""
    rows = [absence(DISTRICT, 2023, "20.0"), absence(DISTRICT, 2025, "31.5", group="low_income")]
    assert by_group(measured(ABSENCE, rows)).choices["year"] == "2025"
    later = [*(achievement(DISTRICT, year, 300, 600) for year in (2023, 2024)),
             achievement(DISTRICT, 2023, 50, 200, group="low_income")]  # fmt: skip
    for analysis in (by_group, equity_gaps, disproportionality):
        assert analysis(measured(ELA, later)).choices["year"] == "2023"
    figures_only = [*later, achievement(DISTRICT, 2025, 50, 200, group="low_income")]
    assert equity_gaps(measured(ELA, figures_only)).choices["year"] == "2023"  # the newest gap, not the newest figure


def test_one_partition_is_a_family_of_its_own():
    groups = {"asian": (70, 100), "white": (150, 300), "low_income": (50, 200)}
    shown = equity_gaps(ela(groups), partition="race_ethnicity")
    assert shown.table["student_group"].tolist() == ["asian", "white"]
    assert (shown.choices["tested_n"], shown.choices["partition"]) == ("2", "race_ethnicity")
    shares = (("all_students", "80.0", 500), ("asian", "90.0", 100), ("low_income", "70.0", 200))
    two = [cohort(DISTRICT, year, share, n, group=group) for year in (2022, 2024) for group, share, n in shares]
    moved = gap_change(measured(FOUR_YEAR, two), partition="race_ethnicity")
    assert moved.table["student_group"].tolist() == ["asian"]
    assert gap_change(measured(FOUR_YEAR, two[:1]), partition="race_ethnicity").table.empty


def test_a_group_stands_to_the_same_group_in_the_state():
    rows = [achievement(DISTRICT, 2024, 20, 100, group="asian"), achievement(STATE, 2024, 700, 1000, group="asian")]
    assert by_group(measured(ELA, rows)).table["stands"].tolist() == ["below"]


def test_some_groups_are_asked_of_disproportionality():
    groups = {"asian": ("20.0", "100"), "low_income": ("25.0", "200")}
    assert disproportionality(suspended(groups), partition="race_ethnicity").table["student_group"].tolist() == ["asian"]
    assert disproportionality(suspended(groups), groups=("low_income",)).table["student_group"].tolist() == ["low_income"]


def test_the_age_of_a_topic_is_that_of_all_students_and_of_a_group_only_where_it_is_named_or_alone():
    rows = [absence(DISTRICT, 2023, "20.0"), absence(DISTRICT, 2025, "31.5", group="low_income")]
    day = dt.date(2026, 11, 26)

    def newest(held, group=""):
        return data_age({"Attendance": measured(ABSENCE, held)}, as_of=day, group=group).table["school_year"].tolist()

    assert newest(rows) == [2023]
    assert newest(rows[1:]) == newest(rows, "low_income") == [2025]
    assert newest(rows, "english_learners") == [2023]
